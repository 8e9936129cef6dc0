/**
 * Synqly's filter language, `field[op]value`. Operators are those of its examples and capabilities data (`ne`,
 * though an enumeration in its SDKs says `neq`). How a quote inside a quoted value is written is not documented.
 */
import { VendorError } from '../errors';
import type { Json } from '../json';
import { asText, isObject } from '../json';
import { fold } from '../text';
import { readTime } from '../time';

/**
 * Members of a ticket that a filter may name. Synqly's own examples filter by project, creator, status and tags;
 * for the others it depends on the provider, whose capabilities say which it has.
 */
export const FILTER_FIELDS = [
  'assignee',
  'completion_date',
  'contact',
  'created_at',
  'creator',
  'description',
  'due_date',
  'id',
  'issue_type',
  'name',
  'parent',
  'priority',
  'project',
  'status',
  'summary',
  'tags',
  'updated_at',
] as const;

export const FILTER_OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in', 'like', 'not_like'] as const;

/** Operators that compare with any of several values. */
export const LIST_OPERATORS: ReadonlySet<string> = new Set(['in', 'not_in']);

/** What no server could take for something else stands without quotes, as in Synqly's own examples. */
const PLAIN = /^[A-Za-z0-9_.:@+*-]+$/;
const FORM = /^[A-Za-z][A-Za-z0-9_.]*\[[a-z_]+\].+$/s;

/** @throws VendorError bad_input when the value holds a double quote */
export function filterOf(field: string, op: string, values: readonly string[]): string {
  return `${field}[${op}]${values.map(quoted).join(',')}`;
}

function quoted(value: string): string {
  if (value.includes('"')) {
    throw new VendorError({
      code: 'bad_input',
      message: `A filter value cannot contain a double quote: ${value}`,
      remedy: 'Filter by another field, or by a part of the text with [like].',
    });
  }
  return PLAIN.test(value) ? value : `"${value}"`;
}

/** An order as Synqly takes it; the first one of several counts most. */
export function orderOf(field: string, direction: 'asc' | 'desc'): string {
  return `${field}[${direction}]`;
}

/** @throws VendorError bad_input when a filter that a user typed has not the form `field[op]value` */
export function checkedFilter(input: string): string {
  const filter = input.trim();
  if (FORM.test(filter)) return filter;
  throw new VendorError({
    code: 'bad_input',
    message: `"${input}" is not a Synqly filter`,
    remedy: 'Write field[operator]value, for example status[ne]Done or tags[in]red,blue.',
  });
}

/**
 * An instant as Synqly takes it, in filters and in fields: RFC 3339, UTC, whole seconds (cut, so that nothing at
 * the edge is lost).
 */
export function filterTime(instant: string): string {
  return `${instant.slice(0, 19)}Z`;
}

/**
 * Whether rows show that the service did not apply a filter. Only what can be told for certain counts: one row
 * older than a `[gte]` boundary; for `[eq]`, rows that differ among themselves (a project may come back by its
 * key when it was asked for by its id).
 */
export function ignores(rows: readonly Json[], filter: string): boolean {
  const parts = /^([a-z_]+)\[(eq|gte)\]"?([^"]*)"?$/.exec(filter);
  if (!parts) return false;
  const [, field = '', op, requested = ''] = parts;
  const values = rows.map((row) => (isObject(row) ? row[field] : undefined));
  if (op === 'gte') return values.some((value) => isBefore(value, requested));
  const texts = values.map(asText).filter((text) => text !== null);
  return new Set(texts.map(fold)).size > 1;
}

function isBefore(value: Json | undefined, bound: string): boolean {
  const reading = readTime(value);
  const limit = readTime(bound);
  return reading.kind === 'instant' && limit.kind === 'instant' && reading.instant < limit.instant;
}
