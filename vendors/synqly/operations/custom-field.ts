/** Custom fields as they are written on tickets. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { arrayAt, asText, isObject, objectAt } from '../../json';
import { answerOrError } from '../../outcome';
import { optionsOf } from '../unify/lookup';
import { listRemoteFields } from '../requests';

export interface CustomFieldDefinition {
  /** As the provider calls it. A ticket's `custom_fields` go by the names of the integration's mapping. */
  name: string;
  /** `string`, `number`, `enum`, `other`. */
  type: string;
  /** Names of its choices. */
  options: string[];
}

export const customField = { getAll };

/**
 * Remote fields that are not the provider's standard ones, each name once.
 * @throws VendorError of the call; a provider without remote fields has none
 */
async function getAll(call: Call): Promise<CustomFieldDefinition[]> {
  const answer = await answerOrError(call, listRemoteFields());
  if (answer instanceof VendorError) {
    if (answer.code === 'unsupported') return [];
    throw answer;
  }
  const fields = arrayAt(answer.json, 'result').filter(isObject);
  const byName = new Map<string, CustomFieldDefinition>();
  for (const field of fields.filter((each) => each['field_scope'] !== 'standard')) {
    const definition = definitionOf(field);
    if (definition && !byName.has(definition.name)) byName.set(definition.name, definition);
  }
  return [...byName.values()];
}

function definitionOf(field: JsonObject): CustomFieldDefinition | undefined {
  const name = asText(field['provider_field_name']) ?? asText(field['field_id']);
  if (name === null) return undefined;
  const type = asText(objectAt(field, 'schema')['field_type_id']) ?? 'other';
  return { name, type, options: optionsOf(field).map((option) => option.name) };
}
