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
import { customNumber, emptyValue, isNameless } from '../../unify';
import type { UnifyContext } from '../../vendor';

/** Ids of unmapped members, so that they cannot be taken for a custom field of the same name. */
const UNMAPPED = 'unmapped.';

/** Members of the ticket itself that have no column: a custom field of that name keeps apart from them. */
const OWN: ReadonlySet<string> = new Set(['name']);

/** A member of the ticket itself that has no column, under its own name. */
export function ownValue(member: string, text: string): CustomValue {
  const value = emptyValue(member, member, 'string');
  value.value_text = text;
  return value;
}

export function customValues(record: JsonObject, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  const values: CustomValue[] = [];
  addValues(record, 'custom_fields', '', context, issues, values);
  addValues(record, 'unmapped', UNMAPPED, context, issues, values);
  return values;
}

function addValues(
  record: JsonObject,
  member: string,
  prefix: string,
  context: UnifyContext,
  issues: IssueCollector,
  into: CustomValue[],
): void {
  const fields = record[member];
  if (fields === undefined || fields === null) return;
  if (!isObject(fields)) {
    issues.add('field', member, 'not_an_object', fields);
    return;
  }
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (isNameless(name, member, value, issues) || value === undefined || value === null || isSecretName(name))
      continue;
    into.push(customValue(name, prefix, value, context, issues));
  }
}

function customValue(
  name: string,
  prefix: string,
  value: Json,
  context: UnifyContext,
  issues: IssueCollector,
): CustomValue {
  const label = clean(name);
  const read = emptyValue(prefix === '' && OWN.has(name) ? `custom_fields/${name}` : prefix + label, label);
  const text = typeof value === 'object' ? nestedText(value) : String(value);
  read.value_text = text === null || text.trim() === '' ? null : clean(text);
  if (typeof value === 'string') {
    const { at, date } = timeIn(value, name, context, issues);
    read.value_at = at;
    read.value_date = date;
  }
  read.type = read.value_at !== null ? 'datetime' : read.value_date !== null ? 'date' : typeOf(value);
  read.value_number = customNumber(value, prefix + label, issues);
  if (typeof value === 'boolean') read.value_boolean = value;
  if (isPlainList(value) && value.length > 0) read.option_ids = value.map((item) => clean(String(item)));
  return read;
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

const NO_TIME: DayOrTime = { at: null, date: null };
const DAY = /^[+-]?\d{4,}-\d{2}-\d{2}$/;
const CARRIES_OFFSET = /^[+-]?\d{4,}-\d{2}-\d{2}[Tt ].*(?:[Zz]|[+-]\d{2}:?\d{2})$/;

/** Only a text that carries its offset is a time for certain, and only `2026-03-01` a day: all else may be a number. */
function timeIn(text: string, name: string, context: UnifyContext, issues: IssueCollector): DayOrTime {
  const trimmed = text.trim();
  const isTime = DAY.test(trimmed) || CARRIES_OFFSET.test(trimmed) || readTime(text).kind === 'instant';
  if (!isTime) return NO_TIME;
  const reading = readUsableTime(text);
  if (reading.kind === 'bad' && reading.reason !== 'impossible_date') return NO_TIME;
  return dayOrTime(text, name, context, issues, { isCalledDate: isCalledDate(name) });
}
