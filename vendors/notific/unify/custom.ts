/** Members of a ticket that no column has a place for, known to us or not: all of them become custom fields. */
import { dayOrTime, isCalledDate } from '../../day';
import { dictionary } from '../../dictionary';
import type { Json } from '../../json';
import { asText, isObject } from '../../json';
import type { CustomValue, Rows } from '../../model';
import { isSecretName, withoutSecrets } from '../../redact';
import { clean } from '../../text';
import { readTime } from '../../time';
import type { IssueCollector } from '../../unify';
import { customNumber, emptyValue, isNameless } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { idOf, member } from '../members';

const TIMES: Readonly<Record<string, string>> = dictionary({
  endtime: 'EndTime',
  nextupdatetime: 'NextUpdateTime',
  reopenedtime: 'ReopenedTime',
});

/** One value; undefined where there is nothing to keep. A record that a list names tells its name, too. */
export function customValue(
  name: string,
  value: Json,
  context: UnifyContext,
  issues: IssueCollector,
  rows: Rows,
): CustomValue | undefined {
  // Blanks around a name are part of it: two names that differ by them are two fields.
  const label = clean(name);
  if (isNameless(label, 'members', value, issues) || isSecretName(label) || value === null) return undefined;
  const known = TIMES[label.toLowerCase()];
  const base = emptyValue(known ?? label, known ?? label, known === undefined ? null : 'datetime');
  if (isObject(value) || Array.isArray(value)) return listed(base, value, rows);
  const text = clean(String(value));
  if (text.trim() === '') return undefined;
  if (typeof value === 'boolean') return { ...base, value_text: text, value_boolean: value };
  if (typeof value === 'number') return { ...base, value_text: text, value_number: value };
  if (known !== undefined || looksLikeTime(text)) return timed(base, text, context, issues);
  return { ...base, value_text: text, value_number: customNumber(value, base.field_id, issues) };
}

function timed(
  base: CustomValue,
  text: string,
  context: UnifyContext,
  issues: IssueCollector,
): CustomValue | undefined {
  if (readTime(text).kind === 'none') return undefined;
  // A member that the page names is a time, one that is called a date is a day.
  const named = { naive: 'UTC', isCalledDate: base.type === null && isCalledDate(base.field_id) } as const;
  const { at, date } = dayOrTime(text, base.field_id, context, issues, named);
  return { ...base, value_text: text, value_at: at, value_date: date };
}

/**
 * Lists as their items' names, objects as their name, else as JSON without what is named like a secret. What has a name,
 * or is a plain text, was chosen.
 */
function listed(base: CustomValue, value: Json, rows: Rows): CustomValue | undefined {
  const items = (Array.isArray(value) ? value : [value]).flatMap((item) => itemOf(item) ?? []);
  if (items.length === 0) return undefined;
  for (const { id, label } of items)
    if (id !== null && id !== label) rows.names.push({ kind: 'option', id: `${base.field_id}/${id}`, name: label });
  const ids = items.flatMap(({ id }) => id ?? []);
  return {
    ...base,
    option_ids: ids.length === items.length ? ids : null,
    value_text: items.map(({ label }) => label).join(', '),
  };
}

/** @returns id: null where it is no option */
function itemOf(item: Json): { id: string | null; label: string } | null {
  if (!isObject(item) && !Array.isArray(item)) {
    const text = asText(item);
    return text === null ? null : { id: clean(text), label: clean(text) };
  }
  const label = asText(member(item, 'Name', 'Title', 'Id'));
  if (label === null) return { id: null, label: clean(JSON.stringify(withoutSecrets(item))) };
  return { id: clean(idOf(item) ?? label), label: clean(label) };
}

/** `2025-03-01` is a day, with a time of day it is a time; anything less may be anything. */
function looksLikeTime(text: string): boolean {
  if (!/^[+-]?\d{4,}-\d{2}-\d{2}(?:T\d{2}:\d{2}|$)/.test(text.trim())) return false;
  const reading = readTime(text);
  return reading.kind !== 'bad' || reading.reason === 'impossible_date';
}
