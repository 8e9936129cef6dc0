/** Custom fields of a ticket: `custom_fields` by the names of the integration's mapping, `unmapped` by the provider's. */
import type { Json, JsonObject } from '../json';
import { isObject } from '../json';
import type { CustomValue } from '../model';
import { isSecretName, withoutSecrets } from '../redact';
import { clean } from '../text';
import { readTime, readUsableTime } from '../time';
import type { Notes } from '../unify';
import { customNumber, noteEarly } from '../unify';

/** Ids of unmapped members, so that they cannot be taken for a custom field of the same name. */
const UNMAPPED = 'unmapped.';

export function customValues(record: JsonObject, notes: Notes): CustomValue[] {
  return [...valuesOf(record, 'custom_fields', '', notes), ...valuesOf(record, 'unmapped', UNMAPPED, notes)];
}

function valuesOf(record: JsonObject, member: string, prefix: string, notes: Notes): CustomValue[] {
  const fields = record[member];
  if (fields === undefined || fields === null) return [];
  if (!isObject(fields)) {
    notes.add('field', member, 'not_an_object', fields);
    return [];
  }
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === null || isSecretName(name) || name.trim() === ''
      ? []
      : [customValue(name, prefix, value, notes)],
  );
}

function customValue(name: string, prefix: string, value: Json, notes: Notes): CustomValue {
  const field = prefix + clean(name);
  const text = typeof value === 'object' ? nestedText(value) : String(value);
  return {
    field_id: field,
    name: clean(name),
    type: typeOf(value),
    value_text: text === null ? null : clean(text),
    value_number: customNumber(value, field, notes),
    value_boolean: typeof value === 'boolean' ? value : null,
    value_at: typeof value === 'string' ? timeFrom(value, field, notes) : null,
    option_ids: null,
  };
}

/** A list of plain values as labels joined by `, `; everything deeper as JSON text. */
function nestedText(value: Json): string | null {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' && item !== null)) {
    return value.length === 0 ? null : value.join(', ');
  }
  return JSON.stringify(withoutSecrets(value));
}

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'json';
  return typeof value === 'string' && timeIn(value) !== null ? 'datetime' : typeof value;
}

const CARRIES_OFFSET = /^[+-]?\d{4,}-\d{2}-\d{2}[Tt ].*(?:[Zz]|[+-]\d{2}:?\d{2})$/;

/** A date that no calendar holds is noted: it is no time of the field. */
function timeFrom(text: string, field: string, notes: Notes): string | null {
  const reading = readUsableTime(text);
  const isTime = readTime(text).kind === 'instant' || (CARRIES_OFFSET.test(text) && reading.kind === 'bad');
  if (isTime && reading.kind === 'bad') notes.add('field', field, reading.reason, text);
  if (reading.kind !== 'instant') return null;
  noteEarly(reading.instant, field, notes);
  return reading.instant;
}

/** Only a text that carries its offset is a time for certain: anything else may be a number of something. */
function timeIn(text: string): string | null {
  const reading = readTime(text);
  return reading.kind === 'instant' ? reading.instant : null;
}
