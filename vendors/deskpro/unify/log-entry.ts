/** An entry of a ticket's log for a user: the exporter keeps changes of the status alone. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject, objectAt } from '../../json';
import { readTime } from '../../time';
import type { UnifyContext } from '../../vendor';
import { idIn } from '../envelope';
import { personIn } from './linked';
import { sidesOf } from './message';
import { nameOf } from './person';

export type LogEntry = {
  log_id: string | null;
  ticket_id: string | null;
  /** As `changed_status`. */
  action: string | null;
  message: string | null;
  /** Of a change of the status. */
  from_status: string | null;
  to_status: string | null;
  person_id: string | null;
  person_name: string | null;
  /** Canonical instant. */
  created_at: string | null;
  details: JsonObject;
};

/** Total: what is not there is null. */
export function logEntry(record: Json, personName: UnifyContext['nameOf']): LogEntry {
  const log = isObject(record) ? record : {};
  const change = sidesOf(log);
  const actor = personIn(log, 'person');
  const actorId = idIn(log.person);
  const reading = readTime(log.date_created);
  return {
    log_id: idIn(log.id),
    ticket_id: idIn(log.ticket),
    action: asText(log.action_type) ?? asText(log.action) ?? asText(log.type),
    message: asText(log.message_text),
    from_status: change?.from ?? null,
    to_status: change?.to ?? null,
    person_id: actorId,
    person_name: (actor && nameOf(actor)) ?? (actorId === null ? null : personName('person', actorId)),
    created_at: reading.kind === 'instant' ? reading.instant : reading.kind === 'wall' ? `${reading.wall}Z` : null,
    details: objectAt(log, 'details'),
  };
}
