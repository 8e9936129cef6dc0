/** Custom fields of a ticket: `custom_fields` by the names of the integration's mapping, `unmapped` by the provider's. */
import type { DayOrTime } from '../../day';
import { dayOrTime, isCalledDate } from '../../day';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import type { CustomValue } from '../../model';
import { isSecretName, withoutSecrets } from '../../redact';
import { clean } from '../../text';
import { readTime, readUsableTime } from '../../time';
import type { IssueCollector } from '../../unify';
import { NO_VALUE, customNumber, isNameless } from '../../unify';
import type { UnifyContext } from '../../vendor';

/** Ids of unmapped members, so that they cannot be taken for a custom field of the same name. */
const UNMAPPED = 'unmapped.';

/** A member of the ticket itself that has no column, under its own name. */
export function ownValue(member: string, text: string | null): CustomValue[] {
  return text === null ? [] : [{ ...NO_VALUE, field_id: member, name: member, type: 'string', value_text: text }];
}

/** Members that `ownValue` gives: a custom field of that name keeps apart from them. */
const OWN: ReadonlySet<string> = new Set(['name']);

export function customValues(record: JsonObject, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  return [
    ...valuesOf(record, 'custom_fields', '', context, issues),
    ...valuesOf(record, 'unmapped', UNMAPPED, context, issues),
  ];
}

function valuesOf(
  record: JsonObject,
  member: string,
  prefix: string,
  context: UnifyContext,
  issues: IssueCollector,
): CustomValue[] {
  const fields = record[member];
  if (fields === undefined || fields === null) return [];
  if (!isObject(fields)) {
    issues.add('field', member, 'not_an_object', fields);
    return [];
  }
  return Object.entries(fields).flatMap(([name, value]) =>
    isNameless(name, member, value, issues) || value === undefined || value === null || isSecretName(name)
      ? []
      : [customValue(name, prefix, value, context, issues)],
  );
}

function customValue(
  name: string,
  prefix: string,
  value: Json,
  context: UnifyContext,
  issues: IssueCollector,
): CustomValue {
  const time = typeof value === 'string' ? timeIn(value, name, context, issues) : { at: null, date: null };
  const text = typeof value === 'object' ? nestedText(value) : String(value);
  return {
    ...NO_VALUE,
    field_id: prefix === '' && OWN.has(name) ? `custom_fields/${name}` : prefix + clean(name),
    name: clean(name),
    type: time.at !== null ? 'datetime' : time.date !== null ? 'date' : typeOf(value),
    value_text: text === null || text.trim() === '' ? null : clean(text),
    value_number: customNumber(value, prefix + clean(name), issues),
    value_boolean: typeof value === 'boolean' ? value : null,
    value_at: time.at,
    value_date: time.date,
    option_ids: isPlainList(value) && value.length > 0 ? value.map((item) => clean(String(item))) : null,
  };
}

/** A list of plain values as labels joined by `, `; everything deeper as JSON text. */
function nestedText(value: Json): string | null {
  if (isPlainList(value)) return value.length === 0 ? null : value.join(', ');
  return JSON.stringify(withoutSecrets(value));
}

function isPlainList(value: Json): value is Array<string | number | boolean> {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object');
}

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'json';
  return typeof value;
}

const CARRIES_OFFSET = /^[+-]?\d{4,}-\d{2}-\d{2}[Tt ].*(?:[Zz]|[+-]\d{2}:?\d{2})$/;

/** Only a text that carries its offset is a time for certain, and only `2026-03-01` a day: all else may be a number. */
function timeIn(text: string, name: string, context: UnifyContext, issues: IssueCollector): DayOrTime {
  const reading = readUsableTime(text);
  const isDay = /^[+-]?\d{4,}-\d{2}-\d{2}$/.test(text.trim());
  const isTime = readTime(text).kind === 'instant' || CARRIES_OFFSET.test(text.trim());
  const isPossible = reading.kind !== 'bad' || reading.reason === 'impossible_date';
  if (!(isDay || isTime) || !isPossible) return { at: null, date: null };
  return dayOrTime(text, name, context, issues, { isCalledDate: isCalledDate(name) });
}
