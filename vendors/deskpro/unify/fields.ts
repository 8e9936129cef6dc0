/** Custom fields: their definitions, and their values on tickets. */
import type { DayOrTime } from '../../day';
import { dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { asText, isObject, numberOf, objectAt } from '../../json';
import type { CustomValue, Rows } from '../../model';
import { clean } from '../../text';
import { readUsableTime } from '../../time';
import type { UnifyContext } from '../../vendor';
import type { IssueCollector } from '../../unify';
import { customNumber, emptyValue, parseText, refuseRecord } from '../../unify';
import { idIn } from '../envelope';
import { titleIn } from './linked';
import { titleOf } from './person';

/** Members of the ticket that refer to a list of the service, and have no column. */
export const LISTED_MEMBERS = ['priority', 'product', 'workflow', 'language', 'brand'] as const;
/** Seconds that the user waited for an answer, in all. */
export const USER_WAITING = 'total_user_waiting';

/** Choices nest; nothing deeper is meant. */
const MAX_DEPTH = 8;

export function unifyField(record: Json, rows: Rows): void {
  const id = isObject(record) ? idIn(record.id) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const type = asText(record.type) ?? asText(record.type_name) ?? asText(record.widget_type);
  rows.custom_fields.push({ field_id: clean(id), name: titleOf(record), type: type === null ? null : clean(type) });
  for (const choice of choicesOf(record))
    rows.names.push({ kind: 'option', id: `${clean(id)}/${choice.id}`, name: choice.name });
}

/** A row of a list that tickets refer to as `member`. */
export function unifyListed(member: (typeof LISTED_MEMBERS)[number], record: Json, rows: Rows): void {
  const id = isObject(record) ? idIn(record.id) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const name = titleOf(record);
  if (name !== null) rows.names.push({ kind: 'option', id: `${member}/${clean(id)}`, name });
}

/** What the service says of a ticket by itself, as fields under its own names. */
export function ownValues(ticket: JsonObject, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  const listed = LISTED_MEMBERS.flatMap((member): CustomValue[] => {
    const id = idIn(ticket[member]);
    if (id === null) return [];
    const chosen = [{ id: clean(id), title: titleIn(ticket, member) }];
    return [{ ...emptyValue(member, member, 'choice'), ...chosenValue(member, { chosen }, context) }];
  });
  const text = parseText(ticket[USER_WAITING], USER_WAITING, issues);
  if (text === null) return listed;
  const seconds = numberOf(ticket[USER_WAITING]);
  if (seconds === null) issues.add('field', USER_WAITING, 'not_a_number', text);
  const waiting = emptyValue(USER_WAITING, USER_WAITING, 'number');
  waiting.value_text = text;
  waiting.value_number = seconds;
  return [...listed, waiting];
}

interface FieldChoice {
  id: string;
  name: string;
}

/** The list of choices is `choices`, `options` or `children` by build, and may be keyed by id. */
export function choicesOf(record: JsonObject, depth = 0): FieldChoice[] {
  if (depth > MAX_DEPTH) return [];
  return ['choices', 'options', 'children'].flatMap((member) => {
    const list = record[member];
    if (Array.isArray(list)) return list.flatMap((choice) => choiceOf(null, choice, depth));
    if (!isObject(list)) return [];
    return Object.entries(list).flatMap(([id, choice]) => choiceOf(id, choice, depth));
  });
}

function choiceOf(key: string | null, choice: Json | undefined, depth: number): FieldChoice[] {
  if (!isObject(choice)) {
    const name = asText(choice);
    return key === null || name === null ? [] : [{ id: clean(key), name: clean(name) }];
  }
  const id = idIn(choice.id) ?? key;
  const name = titleOf(choice) ?? asText(choice.label);
  const own = id === null || name === null ? [] : [{ id: clean(id), name: clean(name) }];
  return [...own, ...choicesOf(choice, depth + 1)];
}

/**
 * `fields` is keyed by field id; each holds `{aliases, value}`. Fields without a value are left out. A chosen option that
 * brings its title names itself.
 */
export function customValues(
  ticket: JsonObject,
  context: UnifyContext,
  issues: IssueCollector,
  rows: Rows,
): CustomValue[] {
  return Object.entries(objectAt(ticket, 'fields')).flatMap(([id, field]) => {
    const value = isObject(field) ? field.value : field;
    const read = valueOf(value, `fields.${clean(id)}`, context, issues);
    if (read === null) return [];
    const field_id = clean(id);
    if ('chosen' in read) {
      for (const option of read.chosen)
        if (option.title !== null)
          rows.names.push({ kind: 'option', id: `${field_id}/${option.id}`, name: option.title });
    }
    const columns = 'chosen' in read ? chosenValue(id, read, context) : labelled(id, read, context);
    return [Object.assign(emptyValue(field_id, context.nameOf('custom_field', id)), columns)];
  });
}

/** One option may stand by its id alone. */
function labelled(fieldId: string, read: ValueRead, context: UnifyContext): ValueRead {
  const one = typeof read.value_text === 'string' ? context.nameOf('option', `${fieldId}/${read.value_text}`) : null;
  return one === null ? read : { ...read, value_text: one };
}

interface Chosen {
  chosen: ReadonlyArray<{ id: string; title: string | null }>;
}

/** Labels of chosen options, as far as they or the caller tell them. */
function chosenValue(fieldId: string, { chosen }: Chosen, context: UnifyContext): ValueRead {
  const labels = chosen.map(({ id, title }) => context.nameOf('option', `${fieldId}/${id}`) ?? title ?? id);
  return { option_ids: chosen.map(({ id }) => id), value_text: clean(labels.join(', ')) };
}

type ValueRead = Partial<
  Pick<CustomValue, 'value_text' | 'value_number' | 'value_boolean' | 'value_at' | 'value_date' | 'option_ids'>
>;

function valueOf(
  value: Json | undefined,
  field: string,
  context: UnifyContext,
  issues: IssueCollector,
): ValueRead | Chosen | null {
  if (typeof value === 'boolean') return { value_boolean: value, value_text: String(value) };
  if (typeof value === 'number') return { value_number: value, value_text: String(value) };
  if (typeof value === 'string') return value.trim() === '' ? null : textValue(value, field, context, issues);
  if (Array.isArray(value)) return listValue(value);
  return isObject(value) ? objectValue(value) : null;
}

/** Chosen options are ids, or objects that bring their titles. */
function listValue(list: readonly Json[]): Chosen | null {
  const chosen = list.flatMap((item) => {
    const title = isObject(item) ? titleOf(item) : null;
    const id = idIn(item) ?? title;
    return id === null ? [] : [{ id: clean(id), title }];
  });
  return chosen.length === 0 ? null : { chosen };
}

/** One chosen option, or several keyed by id. */
function objectValue(object: JsonObject): ValueRead | Chosen | null {
  if (titleOf(object) !== null) return listValue([object]);
  const read = listValue(Object.values(object).flatMap((item) => (isObject(item) ? [item] : [])));
  return read ?? (Object.keys(object).length === 0 ? null : { value_text: clean(JSON.stringify(object)) });
}

/** A text that is a time from end to end is a date field's value. Its type stands in the definition alone. */
function textValue(text: string, field: string, context: UnifyContext, issues: IssueCollector): ValueRead {
  const { at, date } = timeIn(text, field, context, issues);
  return { value_text: clean(text), value_number: customNumber(text, field, issues), value_at: at, value_date: date };
}

const NO_TIME: DayOrTime = { at: null, date: null };

function timeIn(text: string, field: string, context: UnifyContext, issues: IssueCollector): DayOrTime {
  if (!/^[+-]?\d{4,}-\d{2}-\d{2}/.test(text.trim())) return NO_TIME;
  const reading = readUsableTime(text);
  if (reading.kind === 'bad' && reading.reason !== 'impossible_date') return NO_TIME;
  return dayOrTime(text, field, context, issues, { isCalledDate: true });
}
