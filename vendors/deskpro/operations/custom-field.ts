/** Custom fields as people name them: by id, alias or title, chosen options by id or title. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, booleanOf, isObject } from '../../json';
import { elementsOf, toggled } from '../../spelled';
import { fold } from '../../text';
import type { ReferenceList } from '../endpoints';
import { idIn } from '../envelope';
import { choicesOf } from '../unify/fields';
import { titleOf } from '../unify/person';
import { reference } from './lookup';

/** What has custom fields. */
export type FieldOwner = 'ticket' | 'person' | 'organization';

const FIELD_LISTS: Readonly<Record<FieldOwner, ReferenceList>> = {
  ticket: 'ticket_fields',
  person: 'person_fields',
  organization: 'organization_fields',
};

export interface FieldDefinition {
  id: string;
  title: string | null;
  /** Other names that the service takes. */
  aliases: string[];
  kind: 'choice' | 'toggle' | 'date' | 'datetime' | 'number' | 'text';
  isMultiple: boolean;
  options: Array<{ id: string; name: string }>;
}

/** All definitions, raw. */
export function list(call: Call, owner: FieldOwner): Promise<JsonObject[]> {
  return reference(call, FIELD_LISTS[owner]);
}

export async function definitions(call: Call, owner: FieldOwner): Promise<FieldDefinition[]> {
  return (await list(call, owner)).flatMap((record) => definitionOf(record) ?? []);
}

function definitionOf(record: JsonObject): FieldDefinition | null {
  const id = idIn(record.id);
  if (id === null) return null;
  const words = [record.type, record.type_name, record.widget_type].flatMap((word) => asText(word) ?? []).join(' ');
  const options = choicesOf(record);
  const alias = asText(record.alias);
  return {
    id,
    title: titleOf(record),
    aliases: [`field${id}`, ...(alias === null ? [] : [alias])],
    kind: kindOf(words.toLowerCase(), options.length > 0),
    isMultiple: booleanOf(record.is_multiple) ?? booleanOf(record.multiple) ?? /multi|checkbox/i.test(words),
    options,
  };
}

function kindOf(words: string, hasOptions: boolean): FieldDefinition['kind'] {
  if (hasOptions || words.includes('choice')) return 'choice';
  if (words.includes('toggle')) return 'toggle';
  if (/date_?time/.test(words)) return 'datetime';
  if (words.includes('date')) return 'date';
  return /number|numeric|currency/.test(words) ? 'number' : 'text';
}

/**
 * Values by field id, as a write takes them.
 * @param input by id, alias or title; null clears a field
 * @throws VendorError bad_input for a field or an option that the helpdesk does not have
 */
export async function serializeFields(
  call: Call,
  owner: FieldOwner,
  input: JsonObject,
): Promise<JsonObject | undefined> {
  if (Object.keys(input).length === 0) return undefined;
  const known = await definitions(call, owner);
  return Object.fromEntries(
    Object.entries(input).map(([name, value]): [string, Json] => {
      const field = fieldNamed(name, known);
      return [field.id, serializeValue(field, value ?? null)];
    }),
  );
}

/** Values by field id, as the filter of the list of tickets takes them. */
export async function filterable(call: Call, input: JsonObject): Promise<Record<string, string> | undefined> {
  if (Object.keys(input).length === 0) return undefined;
  const known = await definitions(call, 'ticket');
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      const field = fieldNamed(name, known);
      const one = serializeValue(field, value ?? null);
      const text = asText(Array.isArray(one) ? (one[0] ?? null) : one);
      return text === null ? [] : [[field.id, text] as const];
    }),
  );
}

function fieldNamed(name: string, known: readonly FieldDefinition[]): FieldDefinition {
  const named = (field: FieldDefinition) => [field.id, ...field.aliases, field.title ?? field.id];
  const found = known.find((field) => named(field).some((one) => fold(one) === fold(name)));
  if (found) return found;
  const titles = known.map(({ id, title }) => title ?? id);
  throw new VendorError({
    code: 'bad_input',
    message: `Deskpro has no custom field "${name}" here`,
    remedy: titles.length === 0 ? 'None are defined.' : `There are: ${titles.join(', ')}.`,
  });
}

function serializeValue(field: FieldDefinition, value: Json): Json {
  if (value === null) return null;
  if (field.kind === 'choice') return chosen(field, value);
  if (field.kind === 'date' && typeof value === 'string') return /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? value;
  if (field.kind === 'toggle') return toggled(value, field.title ?? field.id);
  return value;
}

/** A field of one choice takes its id alone, one of several a list. An option's own name may have a comma. */
function chosen(field: FieldDefinition, value: Json): Json {
  const isOne = typeof value === 'string' && optionOf(field, value) !== undefined;
  const ids = (isOne ? [value] : elementsOf(value, `The custom field "${field.title ?? field.id}"`)).map((option) =>
    optionId(field, option),
  );
  const [first] = ids;
  return !field.isMultiple && ids.length === 1 && first !== undefined ? first : ids;
}

function optionOf({ options }: FieldDefinition, requested: string) {
  return options.find(({ id, name }) => id === requested || fold(name) === fold(requested));
}

function optionId(field: FieldDefinition, option: Json): Json {
  const requested = idIn(isObject(option) ? (option.id ?? option.title) : option) ?? '';
  const found = optionOf(field, requested);
  if (found) return /^\d{1,15}$/.test(found.id) ? Number(found.id) : found.id;
  throw new VendorError({
    code: 'bad_input',
    message: `The custom field "${field.title ?? field.id}" has no option "${requested}"`,
    remedy: `It has: ${field.options.map(({ name }) => name).join(', ')}.`,
  });
}
