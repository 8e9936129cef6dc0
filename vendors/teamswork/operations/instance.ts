/** The instance that the key opens: itself, the persons to assign to, the custom fields. */
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { itemOf } from '../answers';
import type { FieldDefinition } from '../instance';
import { assigneesOf, definitionOf, definitionsOf } from '../instance';
import { getInstance } from '../requests';
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

/** Raw persons to whom tickets can be assigned: no endpoint lists others. */
export async function assignees(call: Call): Promise<Json[]> {
  return assigneesOf(await get(call));
}

/** Definitions of custom fields, each once, with the keys and texts of their options. */
export async function customFields(call: Call): Promise<FieldDefinition[]> {
  return definitionsOf(await get(call)).flatMap((field) => definitionOf(field) ?? []);
}
