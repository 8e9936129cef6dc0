/** Values of custom fields: `customFields` by id, and the three texts that the model has no column for. */
import { dayOfSomeMidnight, dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { asText, booleanOf, isObject } from '../../json';
import type { CustomValue } from '../../model';
import { clean } from '../../text';
import type { IssueCollector } from '../../unify';
import { NO_VALUE, customNumber, parseInstant } from '../../unify';
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
  return [
    ...definedValues(ticket['customFields'], context, issues),
    ...namedValues(ticket, issues),
    ...flagValues(ticket),
    ...firstResolution(ticket, context, issues),
  ];
}

function definedValues(fields: Json | undefined, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  if (fields === undefined || fields === null || (Array.isArray(fields) && fields.length === 0)) return [];
  if (!isObject(fields)) {
    issues.add('field', 'customFields', 'not_an_object', fields);
    return [];
  }
  return Object.entries(fields).flatMap(([id, value]) => {
    const time = valueOf(id, value, context, issues);
    return time === null ? [] : [{ ...NOTHING, field_id: clean(id), ...time }];
  });
}

/** Where a value is a person, so is every value of the field: what the field is called stands elsewhere. */
const PICKER = 'peoplepicker';

const NOTHING: Omit<CustomValue, 'field_id'> = { name: null, type: null, ...NO_VALUE };

/** The kind of value tells the kind of field; its definition is another record. null: the field is empty. */
function valueOf(
  id: string,
  value: Json | undefined,
  context: UnifyContext,
  issues: IssueCollector,
): Partial<CustomValue> | null {
  if (typeof value === 'boolean') return { value_boolean: value, value_text: String(value) };
  if (typeof value === 'number') return { value_number: value, value_text: String(value) };
  if (typeof value === 'string') return fromText(id, value, context, issues);
  if (Array.isArray(value)) return value.length === 0 ? null : fromList(id, value, context, issues);
  if (!isObject(value)) return null;
  const person = personText(value);
  return person === null ? { value_text: clean(JSON.stringify(value)) } : { value_text: person, type: PICKER };
}

function fromText(
  id: string,
  text: string,
  context: UnifyContext,
  issues: IssueCollector,
): Partial<CustomValue> | null {
  if (text.trim() === '') return null;
  const isDate = ISO_DATE.test(text.trim());
  const time = isDate ? dayOrTime(text, `customFields.${id}`, context, issues, { naive: 'UTC' }) : null;
  // No field of the service holds a time of day: a date is kept as a midnight of whoever set it.
  const day = time?.date ?? (time?.at ? dayOfSomeMidnight(time.at) : null);
  return {
    value_text: context.nameOf('option', `${id}/${text}`) ?? clean(text),
    value_at: day === null ? (time?.at ?? null) : null,
    value_date: day,
    value_number: customNumber(text, `customFields.${id}`, issues),
  };
}

/** Keys of options, or persons of a picker. */
function fromList(
  id: string,
  values: readonly Json[],
  context: UnifyContext,
  issues: IssueCollector,
): Partial<CustomValue> {
  if (values.some((value) => typeof value === 'object'))
    return { value_text: joinedPersons(id, values, issues), type: PICKER };
  const keys = values.flatMap((value) => asText(value) ?? []).map(clean);
  const labels = keys.map((key) => context.nameOf('option', `${id}/${key}`) ?? key);
  return { option_ids: keys, value_text: keys.length === 0 ? null : labels.join(', ') };
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

function namedValues(ticket: JsonObject, issues: IssueCollector): CustomValue[] {
  return TEXTS.flatMap((name) => {
    const value = ticket[name];
    if (value !== null && typeof value === 'object') issues.add('field', name, 'not_text', value);
    const text = asText(value);
    return text === null ? [] : [{ ...NOTHING, field_id: name, name, type: 'text', value_text: clean(text) }];
  });
}

function flagValues(ticket: JsonObject): CustomValue[] {
  return FLAGS.flatMap((name) => {
    const flag = booleanOf(ticket[name]);
    if (flag === null) return [];
    return [{ ...NOTHING, field_id: name, name, type: 'boolean', value_text: String(flag), value_boolean: flag }];
  });
}

function firstResolution(ticket: JsonObject, context: UnifyContext, issues: IssueCollector): CustomValue[] {
  const name = FIRST_RESOLUTION;
  const at = parseInstant(ticket[name], name, context, issues);
  if (at === null) return [];
  return [{ ...NOTHING, field_id: name, name, type: 'datetime', value_text: at, value_at: at }];
}
