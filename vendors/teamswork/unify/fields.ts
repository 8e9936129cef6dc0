/** Values of custom fields: `customFields` by id, and the three texts that the model has no column for. */
import { dayOfSomeMidnight, dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { asText, booleanOf, isObject } from '../../json';
import type { CustomValue } from '../../model';
import { clean } from '../../text';
import type { IssueCollector } from '../../unify';
import { customNumber, emptyValue, parseInstant } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { personOf } from './person';

const TEXTS = ['resolution', 'lastResolutionComment', 'trackingId'] as const;
/** sla_status is the worst of them: here they stand apart. */
const FLAGS = ['isFrtBreached', 'isRtBreached', 'isFrtEscalated', 'isRtEscalated'] as const;
const FIRST_RESOLUTION = 'firstResolutionOn';

/** A ticket that polls look at is not known by these: they come true as time goes by. */
export const CARRIED = [...FLAGS, FIRST_RESOLUTION] as const;

/** Members of the ticket that are exported as custom fields, under their own names. */
export const NAMED_FIELDS = [...TEXTS, ...CARRIED] as const;

const ISO_DATE = /^[+-]?\d{4,}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/;

export function customValues(ticket: JsonObject, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  const values = definedValues(ticket['customFields'], context, issues);
  for (const name of TEXTS) addText(ticket[name], name, issues, values);
  for (const name of FLAGS) addFlag(ticket[name], name, values);
  const resolved = parseInstant(ticket[FIRST_RESOLUTION], FIRST_RESOLUTION, context, issues);
  if (resolved === null) return values;
  const value = emptyValue(FIRST_RESOLUTION, FIRST_RESOLUTION, 'datetime');
  value.value_text = value.value_at = resolved;
  values.push(value);
  return values;
}

function addText(text: Json | undefined, name: string, issues: IssueCollector, values: CustomValue[]): void {
  if (text !== null && typeof text === 'object') issues.add('field', name, 'not_text', text);
  const read = asText(text);
  if (read === null) return;
  const value = emptyValue(name, name, 'text');
  value.value_text = clean(read);
  values.push(value);
}

function addFlag(flag: Json | undefined, name: string, values: CustomValue[]): void {
  const read = booleanOf(flag);
  if (read === null) return;
  const value = emptyValue(name, name, 'boolean');
  value.value_text = String(read);
  value.value_boolean = read;
  values.push(value);
}

function definedValues(fields: Json | undefined, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  const values: CustomValue[] = [];
  if (fields === undefined || fields === null || (Array.isArray(fields) && fields.length === 0)) return values;
  if (!isObject(fields)) {
    issues.add('field', 'customFields', 'not_an_object', fields);
    return values;
  }
  for (const id of Object.keys(fields)) {
    const value = emptyValue(clean(id));
    if (isRead(value, id, fields[id], context, issues)) values.push(value);
  }
  return values;
}

/** Where a value is a person, so is every value of the field: what the field is called stands elsewhere. */
const PICKER = 'peoplepicker';

/**
 * The kind of value tells the kind of field; its definition is another record.
 * @param into gets what the value says
 * @returns false: the field is empty
 */
function isRead(
  into: CustomValue,
  id: string,
  value: Json | undefined,
  context: UnifyContext,
  issues: IssueCollector,
): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return isTextRead(into, id, value, context, issues);
  if (Array.isArray(value)) {
    if (value.length > 0) readList(into, id, value, context, issues);
    return value.length > 0;
  }
  if (typeof value === 'object') {
    const person = personText(value);
    into.type = person === null ? null : PICKER;
    into.value_text = person ?? clean(JSON.stringify(value));
    return true;
  }
  if (typeof value === 'boolean') into.value_boolean = value;
  else into.value_number = value;
  into.value_text = String(value);
  return true;
}

function isTextRead(
  into: CustomValue,
  id: string,
  text: string,
  context: UnifyContext,
  issues: IssueCollector,
): boolean {
  const trimmed = text.trim();
  if (trimmed === '') return false;
  into.value_text = context.nameOf('option', `${id}/${text}`) ?? clean(text);
  if (ISO_DATE.test(trimmed)) {
    const time = dayOrTime(text, `customFields.${id}`, context, issues, { naive: 'UTC' });
    // No field of the service holds a time of day: a date is kept as a midnight of whoever set it.
    into.value_date = time.date ?? (time.at === null ? null : dayOfSomeMidnight(time.at));
    into.value_at = into.value_date === null ? time.at : null;
  }
  into.value_number = customNumber(text, `customFields.${id}`, issues);
  return true;
}

/** Keys of options, or persons of a picker. */
function readList(
  into: CustomValue,
  id: string,
  values: readonly Json[],
  context: UnifyContext,
  issues: IssueCollector,
): void {
  if (values.some((value) => typeof value === 'object')) {
    into.value_text = joinedPersons(id, values, issues);
    into.type = PICKER;
    return;
  }
  const keys = values.flatMap((value) => asText(value) ?? []).map(clean);
  const labels = keys.map((key) => context.nameOf('option', `${id}/${key}`) ?? key);
  into.option_ids = keys;
  into.value_text = keys.length === 0 ? null : labels.join(', ');
}

function joinedPersons(id: string, values: readonly Json[], issues: IssueCollector): string | null {
  const names = values.flatMap((value) => personText(value) ?? []);
  if (names.length < values.length) issues.add('field', `customFields.${id}`, 'person_without_name', [...values]);
  return names.length === 0 ? null : names.join(', ');
}

function personText(value: Json): string | null {
  const person = personOf(value);
  return person === null ? null : (person.name ?? person.email ?? person.person_id);
}
