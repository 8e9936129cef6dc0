/** Custom fields as people name them: by id or title, chosen options by key or text. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject, textOf } from '../../json';
import { fold } from '../../text';
import type { FieldDefinition } from '../instance';
import { customFields } from './instance';

/**
 * Values in the form that the service takes: ids of fields, lists of option keys, lists of persons, true and false.
 * @param given by id or title; null clears a field
 * @throws VendorError bad_input for a field or an option that the instance does not have
 */
export async function writable(call: Call, given: JsonObject): Promise<JsonObject> {
  if (Object.keys(given).length === 0) return {};
  const definitions = await customFields(call);
  const entries = Object.entries(given).map(([name, value]): [string, Json] => {
    const field = definitions.find(({ id, title }) => [id, title ?? id].some((known) => fold(known) === fold(name)));
    if (field === undefined) throw unknownField(name, definitions);
    return [field.id, written(field, value ?? null)];
  });
  return Object.fromEntries(entries);
}

function written(field: FieldDefinition, value: Json): Json {
  if (value === null) return null;
  switch (field.type) {
    case 'list':
      return listOf(value).map((choice) => keyOf(field, choice));
    case 'toggle':
      return typeof value === 'string' ? fold(value) === 'true' : value;
    case 'peoplepicker':
    case 'emailpicker':
      return listOf(value).map(personFrom);
    default:
      return typeof value === 'number' ? String(value) : value;
  }
}

/** One value, a list, or text with commas. */
function listOf(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : [value];
}

function keyOf(field: FieldDefinition, choice: Json): string {
  const wanted = fold(textOf(choice) ?? '');
  const option = field.options.find(({ key, text }) => fold(key) === wanted || fold(text) === wanted);
  if (option !== undefined) return option.key;
  throw new VendorError({
    code: 'bad_input',
    message: `The custom field "${field.title ?? field.id}" has no option "${textOf(choice) ?? ''}"`,
    remedy: `It has: ${field.options.map(({ text }) => text).join(', ')}.`,
  });
}

/** A person that is named by mail alone carries the mail in all three members, as tickets by e-mail do. */
function personFrom(value: Json): Json {
  if (isObject(value)) return value;
  const email = textOf(value) ?? '';
  return { id: email, name: email, email };
}

function unknownField(name: string, definitions: readonly FieldDefinition[]): VendorError {
  const names = definitions.map(({ id, title }) => title ?? id);
  return new VendorError({
    code: 'bad_input',
    message: `This instance has no custom field "${name}"`,
    remedy: names.length === 0 ? 'It has no custom fields.' : `It has: ${names.join(', ')}.`,
  });
}
