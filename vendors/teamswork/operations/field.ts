/** Custom fields as people name them: by id or title, chosen options by key or text. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { elementsOf, toggled } from '../../spelled';
import { fold } from '../../text';
import type { FieldDefinition } from '../instance';
import { customFields } from './instance';

/**
 * Values in the form that the service takes: ids of fields, lists of option keys, lists of persons, true and false.
 * @param input by id or title; null clears a field
 * @throws VendorError bad_input for a field or an option that the instance does not have
 */
export async function serializeFields(call: Call, input: JsonObject): Promise<JsonObject> {
  if (Object.keys(input).length === 0) return {};
  const definitions = await customFields(call);
  const entries = Object.entries(input).map(([name, value]): [string, Json] => {
    const field = definitions.find(({ id, title }) => [id, title ?? id].some((known) => fold(known) === fold(name)));
    if (field === undefined) throw unknownField(name, definitions);
    return [field.id, serializeValue(field, value ?? null)];
  });
  return Object.fromEntries(entries);
}

function serializeValue(field: FieldDefinition, value: Json): Json {
  if (value === null) return null;
  switch (field.type) {
    case 'list':
      return chosenOf(field, value).map((choice) => keyOf(field, choice));
    case 'toggle':
      return toggled(value, field.title ?? field.id);
    case 'peoplepicker':
    case 'emailpicker':
      return partsOf(field, value).map(personFrom);
    default:
      return typeof value === 'number' ? String(value) : value;
  }
}

/** An option's own text may have a comma. */
function chosenOf(field: FieldDefinition, value: Json): Json[] {
  return typeof value === 'string' && optionOf(field, value) !== undefined ? [value] : partsOf(field, value);
}

function partsOf({ id, title }: FieldDefinition, value: Json): Json[] {
  return elementsOf(value, `The custom field "${title ?? id}"`);
}

function optionOf(field: FieldDefinition, choice: Json) {
  const requested = fold(asText(choice) ?? '');
  return field.options.find(({ key, text }) => fold(key) === requested || fold(text) === requested);
}

function keyOf(field: FieldDefinition, choice: Json): string {
  const option = optionOf(field, choice);
  if (option !== undefined) return option.key;
  throw new VendorError({
    code: 'bad_input',
    message: `The custom field "${field.title ?? field.id}" has no option "${asText(choice) ?? ''}"`,
    remedy: `It has: ${field.options.map(({ text }) => text).join(', ')}.`,
  });
}

/** A person that is named by mail alone carries the mail in all three members, as tickets by e-mail do. */
function personFrom(value: Json): Json {
  if (isObject(value)) return value;
  const email = asText(value) ?? '';
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
