/** Steps that every vendor's unify shares: reading times and noting what was odd about a value. */
import type { Json } from './json';
import { jsonText, numberOf } from './json';
import type { CustomValue, Reject, Rows } from './model';
import { clean } from './text';
import type { TimeReading } from './time';
import { readUsableTime } from './time';
import type { UnifyContext } from './vendor';

/** Collects what is odd about one record. */
export class IssueCollector {
  constructor(
    private readonly rows: Rows,
    private readonly recordId: string | null,
  ) {}

  add(severity: Reject['severity'], field: string | null, reason: string, raw: Json | undefined): void {
    this.rows.rejects.push({
      record_id: this.recordId,
      field,
      severity,
      reason,
      raw: raw === null || raw === undefined ? null : excerpt(raw),
    });
  }
}

/** Whether a field has no name, so that no row can hold its value. A value that is left out for that is noted. */
export function isNameless(name: string, member: string, value: Json | undefined, issues: IssueCollector): boolean {
  if (name.trim() !== '') return false;
  if (value !== undefined && value !== null && value !== '') issues.add('field', member, 'no_name', value);
  return true;
}

/** Refuses a whole record: it goes to rejects with its raw text, and the run goes on. */
export function refuseRecord(rows: Rows, record: Json, recordId: string | null, reason: string): void {
  rows.rejects.push({ record_id: recordId, field: null, severity: 'record', reason, raw: excerpt(record) });
}

/** @param raw of any depth */
export function excerpt(raw: Json): string {
  const text = typeof raw === 'string' ? raw : jsonText(raw);
  return clean(text.length > 8000 ? `${text.slice(0, 7999)}…` : text);
}

/** Where zone-less times of a record stand. */
export type NaiveZone = 'source' | 'UTC';

/**
 * A time of a record as a canonical instant, or null. Impossible and unreadable times are noted as bad
 * fields, ambiguous and non-existent wall times as notes.
 * @param naive zone of times that carry none: the source's, or UTC where the service defines them so
 */
export function parseInstant(
  value: Json | undefined,
  field: string,
  context: UnifyContext,
  issues: IssueCollector,
  naive: NaiveZone = 'source',
): string | null {
  const reading = readUsableTime(value);
  switch (reading.kind) {
    case 'none':
      return null;
    case 'instant':
      addEarlyNote(reading.instant, field, issues);
      return reading.instant;
    case 'bad':
      issues.add('field', field, reading.reason, value);
      return null;
    default:
      return placed(reading, field, context, issues, naive, value);
  }
}

/** Power BI shows no date before 1900 as a date: said once a source and field, and the value is kept. */
export function addEarlyNote(time: string, field: string, issues: IssueCollector): void {
  if (time < '1900') issues.add('note', field, 'before_1900', null);
}

function placed(
  reading: Extract<TimeReading, { kind: 'wall' | 'date' }>,
  field: string,
  context: UnifyContext,
  issues: IssueCollector,
  naive: NaiveZone,
  value: Json | undefined,
): string {
  const wall = reading.kind === 'wall' ? reading.wall : `${reading.date}T00:00:00.000000`;
  addEarlyNote(wall, field, issues);
  if (naive === 'UTC') return `${wall}Z`;
  if (context.settings.timezone === null) {
    issues.add('note', field, 'no_zone_read_as_utc', null);
    return `${wall}Z`;
  }
  const { instant, note } = context.zoneRule(wall, context.settings.timezone);
  if (note) issues.add('note', field, note, value);
  return instant;
}

/** Well-formed text of a scalar, or null. Lists and objects are not text: they are noted as bad fields. */
export function parseText(value: Json | undefined, field: string, issues: IssueCollector): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') {
    issues.add('field', field, 'not_text', value);
    return null;
  }
  const text = clean(String(value));
  return text.trim() === '' ? null : text;
}

/** The text of a field that the service's page calls HTML. null when nobody would see anything of it. */
export function htmlFrom(
  value: Json | undefined,
  field: string,
  context: Pick<UnifyContext, 'plainText'>,
  issues: IssueCollector,
): string | null {
  return readable(parseText(value, field, issues), context.plainText.html);
}

/** The text of a field that the service's page calls Markdown. */
export function markdownFrom(
  value: Json | undefined,
  field: string,
  context: Pick<UnifyContext, 'plainText'>,
  issues: IssueCollector,
): string | null {
  return readable(parseText(value, field, issues), context.plainText.markdown);
}

function readable(markup: string | null, read: (markup: string) => string): string | null {
  if (markup === null) return null;
  const text = clean(read(markup));
  return text.trim() === '' ? null : text;
}

/** Of which size a column's numbers are. */
export interface NumberRange {
  least: number;
  most: number;
}

/** INTEGER of 32 bits. */
export const INTEGER: NumberRange = { least: -(2 ** 31), most: 2 ** 31 - 1 };
/** Bytes of a file: exact as a double. */
export const SIZE: NumberRange = { least: 0, most: Number.MAX_SAFE_INTEGER };

/**
 * A whole number that its column can hold, or null; anything else is noted as a bad field.
 * @param reason what is noted
 */
export function wholeNumberFrom(
  value: Json | undefined,
  field: string,
  issues: IssueCollector,
  { least, most }: NumberRange,
  reason: string,
): number | null {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return null;
  const number = numberOf(value);
  if (number !== null && Number.isInteger(number) && number >= least && number <= most) return number;
  issues.add('field', field, reason, value);
  return null;
}

/** A custom field's value of which nothing is read yet: each kind of value fills its own column. */
export function emptyValue(field_id: string, name: string | null = null, type: string | null = null): CustomValue {
  // Several a ticket, member by member: copying them by spread took longer than all the rest of a ticket.
  return {
    field_id,
    name,
    type,
    value_text: null,
    value_number: null,
    value_boolean: null,
    value_at: null,
    value_date: null,
    option_ids: null,
  };
}

/** A number of a custom field; null for what is none. One that is larger than a double holds is noted as a bad field. */
export function customNumber(value: Json, field: string, issues: IssueCollector): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (isHugeNumber(value)) issues.add('field', field, 'number_out_of_range', value);
  return null;
}

/** `1e400`, as reading the JSON text leaves it. */
function isHugeNumber(value: Json): boolean {
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:[eE]\+?\d+)?$/.test(value) && !Number.isFinite(Number(value));
}

/** The latest of several canonical instants: they sort as text. */
export function latest(...instants: ReadonlyArray<string | null>): string | null {
  return instants.reduce<string | null>(
    (best, next) => (next !== null && (best === null || next > best) ? next : best),
    null,
  );
}
