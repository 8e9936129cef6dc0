/** Custom fields of a ticket, and the members that have no column but a name of their own. */
import { dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import type { CustomValue, Rows } from '../../model';
import { isSecretName } from '../../redact';
import { clean } from '../../text';
import { intervalMinutes, readUsableTime } from '../../time';
import type { IssueCollector } from '../../unify';
import { customNumber, emptyValue, isNameless, parseText } from '../../unify';
import type { UnifyContext } from '../../vendor';

const OWN = { estimated: 'interval', elapsed: 'interval', minutes: 'number', solution: 'text' } as const;

/** Adds the definition of every field that it meets: SympoQ has no list of them. */
export function customValues(
  ticket: JsonObject,
  context: UnifyContext,
  issues: IssueCollector,
  rows: Rows,
): CustomValue[] {
  const values = [...ownValues(ticket, issues), ...labelled(ticket, context, issues)];
  for (const { field_id, name, type } of values) rows.custom_fields.push({ field_id, name, type });
  return values;
}

function ownValues(ticket: JsonObject, issues: IssueCollector): CustomValue[] {
  return Object.entries(OWN).flatMap(([member, type]) => {
    const text = parseText(ticket[member], member, issues);
    if (text === null) return [];
    const value = emptyValue(member, member, type);
    value.value_text = text;
    if (type === 'number') value.value_number = minutesOf(text, member, issues);
    if (type === 'interval') value.value_number = intervalOf(text, member, issues);
    return [value];
  });
}

function minutesOf(text: string, member: string, issues: IssueCollector): number | null {
  const minutes = Number(text);
  if (Number.isFinite(minutes)) return minutes;
  issues.add('field', member, 'not_a_number', text);
  return null;
}

/** `2 00:24`: days, hours, minutes, here as minutes. */
function intervalOf(text: string, member: string, issues: IssueCollector): number | null {
  const minutes = intervalMinutes(text);
  if (minutes === null) issues.add('field', member, 'unreadable_interval', text);
  return minutes;
}

function labelled(ticket: JsonObject, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  const fields = ticket['custom_fields'];
  if (!isObject(fields)) return [];
  return Object.entries(fields).flatMap(([label, value]) => {
    // Blanks around a label are part of it: two labels that differ by them are two fields.
    const name = clean(label);
    if (isNameless(name, 'custom_fields', value, issues) || value === undefined || isSecretName(name)) return [];
    return [valueOf(name, value, context, issues)];
  });
}

/** Fields are known by their label; one that is called like a member of the ticket keeps apart from it. */
function fieldId(label: string): string {
  const lower = label.trim().toLowerCase();
  return Object.hasOwn(OWN, lower) ? `custom_fields/${label}` : label;
}

/** SympoQ does not say of what type a field is, and one field may hold a date here and a word there. */
function valueOf(name: string, value: Json, context: UnifyContext, issues: IssueCollector): CustomValue {
  const base = emptyValue(fieldId(name), name);
  const field = `custom_fields.${name}`;
  if (Array.isArray(value)) {
    const labels = value.flatMap((item) => asText(item) ?? []).map(clean);
    return labels.length === 0 ? base : { ...base, option_ids: labels, value_text: labels.join(', ') };
  }
  if (isObject(value)) return { ...base, value_text: clean(JSON.stringify(value)) };
  const text = parseText(value, field, issues);
  if (text === null) return base;
  if (typeof value === 'boolean') return { ...base, value_text: text, value_boolean: value };
  if (looksLikeTime(text)) {
    const { at, date } = dayOrTime(text, field, context, issues, { isCalledDate: true });
    return { ...base, value_text: text, value_at: at, value_date: date };
  }
  return { ...base, value_text: text, value_number: numberIn(text, field, issues) };
}

function numberIn(text: string, field: string, issues: IssueCollector): number | null {
  return customNumber(String(Number(text)) === text ? Number(text) : text, field, issues);
}

/** Values are text; a date is known by its form alone, as `05-SEP-22 16:25` in the account's zone. */
function looksLikeTime(text: string): boolean {
  const reading = readUsableTime(text);
  return reading.kind === 'bad' ? reading.reason === 'impossible_date' : reading.kind !== 'none';
}
