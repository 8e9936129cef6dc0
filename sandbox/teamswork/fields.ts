/** Custom fields: definitions as the live service shows them, values as it reads and writes them. */
import type { WorldField, WorldFieldType, WorldValue } from '../world/world';
import type { Office } from './office';
import type { User } from './people';
import { asUser, personFor, userOf } from './people';

const TYPES: Readonly<Record<WorldFieldType, string>> = {
  text: '1_text',
  textarea: '2_textarea',
  // The service has no number: numbers are texts.
  number: '1_text',
  date: '3_date',
  toggle: '4_toggle',
  list: '5_list',
  multi_list: '5_list',
  person: '6_peoplepicker',
};

export function fieldView(field: WorldField): object {
  const key = TYPES[field.type];
  return {
    id: field.uuid,
    title: field.name,
    type: { key, text: key.slice(2), data: {} },
    isMandatory: false,
    status: 'visible',
    defaultValue: null,
    options: field.options.map(({ uuid, name }) => ({ key: uuid, text: name })),
    isMultiple: field.type === 'multi_list',
    isSeeTicket: true,
  };
}

export type FieldView = string | boolean | null | string[] | User[];

export function valuesView(office: Office, custom: Record<number, WorldValue>): Record<string, FieldView> {
  const values: Record<string, FieldView> = {};
  for (const field of office.world.fields()) {
    const value = custom[field.id];
    if (value !== undefined && value !== null) values[field.uuid] = valueView(office, field, value);
  }
  return values;
}

function valueView(office: Office, field: WorldField, value: WorldValue): FieldView {
  if (field.type === 'list' || field.type === 'multi_list') {
    const ids = Array.isArray(value) ? value : [Number(value)];
    return ids.flatMap((id) => field.options.find((option) => option.id === id)?.uuid ?? []);
  }
  if (field.type === 'person') {
    const user = userOf(office, Number(value));
    return user === null ? [] : [user];
  }
  return typeof value === 'boolean' || value === null ? value : String(value);
}

export type Written =
  { ok: true; custom: Record<number, WorldValue>; hasTime: boolean } | { ok: false; message: string };

/** What a write's `customFields` mean; null clears. `hasTime`: a date carries a time of day. */
export function readValues(office: Office, input: Record<string, unknown>): Written {
  const custom: Record<number, WorldValue> = {};
  let hasTime = false;
  for (const [id, value] of Object.entries(input)) {
    const field = office.world.fields().find(({ uuid }) => uuid === id.toLowerCase());
    if (field === undefined) return { ok: false, message: `Custom field ${id} not found or invalid definition` };
    const read = value === null ? null : readValue(office, field, value);
    if (read === undefined) return { ok: false, message: `Invalid value for custom field ${field.name}` };
    hasTime ||= field.type === 'date' && typeof read === 'string' && read.length > 10;
    custom[field.id] = read;
  }
  return { ok: true, custom, hasTime };
}

/** undefined: the value does not fit the field. */
function readValue(office: Office, field: WorldField, value: unknown): WorldValue | undefined {
  switch (field.type) {
    case 'toggle':
      return typeof value === 'boolean' ? value : undefined;
    case 'list':
    case 'multi_list':
      return readOptions(field, value);
    case 'person': {
      const user = Array.isArray(value) ? asUser(value[0]) : undefined;
      return user === undefined ? undefined : personFor(office, user).id;
    }
    case 'number':
      return typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : undefined;
    default:
      return typeof value === 'string' ? value : undefined;
  }
}

function readOptions(field: WorldField, value: unknown): number[] | number | undefined {
  if (!Array.isArray(value)) return undefined;
  const ids = value.map((key) => field.options.find(({ uuid }) => uuid === key)?.id);
  if (ids.some((id) => id === undefined)) return undefined;
  const known = ids.filter((id) => id !== undefined);
  return field.type === 'multi_list' ? known : known.length === 1 ? known[0] : undefined;
}
