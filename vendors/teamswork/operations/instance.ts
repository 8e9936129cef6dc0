/** The instance that the key opens: itself, the persons to assign to, the custom fields. */
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText } from '../../json';
import { answerOrError } from '../../outcome';
import { itemOf } from '../envelope';
import type { FieldDefinition } from '../instance';
import { assigneesOf, definitionOf, definitionsOf, instanceId, instanceName, workflowStates } from '../instance';
import type { ActingUser } from '../requests';
import { getInstance } from '../requests';
import { personOf } from '../unify/person';
import { VendorError } from '../../errors';

export async function get(call: Call): Promise<JsonObject> {
  const item = itemOf(await call(getInstance()));
  if (item !== null) return item;
  throw new VendorError({
    code: 'empty_answer',
    message: 'TeamsWork described no instance for this key',
    remedy: 'Generate new keys in the settings of the Ticketing app.',
  });
}

/** Answers that say that this key may not, or cannot, know its instance. */
const UNTOLD: ReadonlySet<string> = new Set(['forbidden', 'not_found', 'method_not_allowed', 'refused_by_service']);

/**
 * The id of the instance that the key opens: the same for each of its keys.
 * @returns null where it is not told
 */
export async function identity(call: Call): Promise<string | null> {
  const answer = await answerOrError(call, getInstance());
  if (!(answer instanceof VendorError)) return asText(itemOf(answer)?.['id'])?.trim() || null;
  if (UNTOLD.has(answer.code)) return null;
  throw answer;
}

export interface Summary {
  id: string;
  name: string | null;
  assignees: ActingUser[];
  customFields: FieldDefinition[];
  statuses: Array<{ id: string; label: string }>;
}

/** What most callers want of an instance: who, which fields, which statuses. */
export function summary(instance: JsonObject): Summary {
  return {
    id: instanceId(instance),
    name: instanceName(instance),
    assignees: assigneesOf(instance).flatMap((record) => {
      const person = personOf(record);
      return person === null ? [] : [{ id: person.person_id, name: person.name ?? '', email: person.email ?? '' }];
    }),
    customFields: definitionsOf(instance).flatMap((field) => definitionOf(field) ?? []),
    statuses: workflowStates(instance),
  };
}

/** Raw persons to whom tickets can be assigned: no endpoint lists others. */
export async function assignees(call: Call): Promise<Json[]> {
  return assigneesOf(await get(call));
}

/** Definitions of custom fields, each once, with the keys and texts of their options. */
export async function customFields(call: Call): Promise<FieldDefinition[]> {
  return definitionsOf(await get(call)).flatMap((field) => definitionOf(field) ?? []);
}
