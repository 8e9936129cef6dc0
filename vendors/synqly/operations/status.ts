/** Statuses are the provider's own words: its workflow decides which may follow which. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { arrayAt, isObject, textOf } from '../../json';
import { settle } from '../../outcome';
import { fold } from '../../text';
import { optionsOf } from '../lookup';
import { listRemoteFields, patchTicket } from '../requests';
import type { PatchStep } from '../requests';
import { writeOne } from './result';
import type { Sample } from './sample';
import { sampleTickets } from './sample';

export interface StatusName {
  name: string;
  /** null where only the name was seen. */
  id: string | null;
  project: string | null;
  /** remote_fields: all that the provider has; tickets: those that some tickets stand in. */
  seen_in: 'remote_fields' | 'tickets';
}

export const status = { set, getAll };

/** @param creator e-mail; PagerDuty wants it in the same patch */
async function set(call: Call, ticketId: string, name: string, creator?: string): Promise<JsonObject> {
  const steps: PatchStep[] = [{ op: 'replace', path: '/status', value: name }];
  if (creator !== undefined) steps.push({ op: 'replace', path: '/creator', value: creator });
  return writeOne(call, patchTicket(ticketId, steps));
}

/**
 * From the provider's remote fields; where they name no statuses, from tickets.
 * @throws VendorError of the call
 */
async function getAll(call: Call, sample: Sample = {}): Promise<StatusName[]> {
  const answer = await settle(call, listRemoteFields());
  if (answer instanceof VendorError && answer.code !== 'unsupported') throw answer;
  const fields = answer instanceof VendorError ? [] : arrayAt(answer.json, 'result').filter(isObject);
  const named = distinct(fields.filter(isStatusField).flatMap(namesIn));
  const wanted =
    sample.project === undefined ? named : named.filter(({ project }) => [null, sample.project].includes(project));
  return wanted.length > 0 ? wanted : fromTickets(await sampleTickets(call, sample));
}

function isStatusField(field: JsonObject): boolean {
  return [field['field_id'], field['provider_field_name']].some((name) => fold(textOf(name) ?? '') === 'status');
}

function namesIn(field: JsonObject): StatusName[] {
  const project = textOf(field['project_id']);
  return optionsOf(field).map(({ id, name }) => ({ name, id, project, seen_in: 'remote_fields' }));
}

function fromTickets(tickets: readonly JsonObject[]): StatusName[] {
  const names = tickets.flatMap((ticket) => textOf(ticket['status']) ?? []);
  return distinct(names.map((name) => ({ name, id: null, project: null, seen_in: 'tickets' })));
}

function distinct(names: readonly StatusName[]): StatusName[] {
  const byName = new Map<string, StatusName>();
  for (const status of names) {
    const key = `${status.project ?? ''}\n${fold(status.name)}`;
    if (!byName.has(key)) byName.set(key, status);
  }
  return [...byName.values()];
}
