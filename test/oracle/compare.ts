/** What differs between the rows of a table and those that are expected, in words. */
import type { Published } from './parquet';
import type { Row, Value } from './facts';

/** Of the run, not of the records. */
const STAMPS = new Set(['extracted_at', 'run_id']);
const KEYS: Readonly<Record<string, readonly string[]>> = {
  tickets: ['ticket_key'],
  comments: ['comment_key'],
  status_changes: ['change_key'],
  ticket_tags: ['ticket_key', 'tag'],
  ticket_custom_fields: ['ticket_key', 'field_key'],
  ticket_custom_field_options: ['ticket_key', 'field_key', 'option'],
  attachments: ['attachment_key'],
  people: ['person_key'],
  queues: ['queue_key'],
  custom_fields: ['field_key'],
};
const MOST_SHOWN = 12;

export interface Compared {
  differences: string[];
  /** Values that were compared. */
  values: number;
}

/**
 * @param unsaid columns of which the service's page does not say what they hold
 * @param fits `isSame`, or a looser one
 */
export function compareTable(
  table: string,
  found: Published,
  rows: readonly Row[],
  unsaid: readonly string[],
  fits: Fits,
): Compared {
  const columns = found.columns.filter((name) => !STAMPS.has(name) && !unsaid.includes(name));
  const expected = new Set(rows.flatMap((row) => Object.keys(row)));
  const differences: string[] = [];
  if (rows.length > 0) {
    const missing = columns.filter((name) => !expected.has(name));
    const unknown = [...expected].filter((name) => !columns.includes(name));
    if (missing.length > 0) differences.push(`${table}: nothing is expected of ${missing.join(', ')}`);
    if (unknown.length > 0) differences.push(`${table}: no column ${unknown.join(', ')}`);
  }
  const key = (KEYS[table] ?? []).filter((name) => columns.includes(name));
  const isKeyed = key.length > 0 && key.length === KEYS[table]?.length;
  differences.push(...(isKeyed ? byKey(table, columns, key, found, rows, fits) : asBag(table, columns, found, rows)));
  return { differences: differences.slice(0, MOST_SHOWN), values: columns.length * rows.length };
}

function byKey(
  table: string,
  columns: readonly string[],
  key: readonly string[],
  found: Published,
  rows: readonly Row[],
  fits: Fits,
): string[] {
  const keyOf = (row: Row): string => key.map((name) => String(row[name])).join(' ');
  const left = new Map(found.rows.map((row) => [keyOf(row), row]));
  const doubled =
    found.rows.length === left.size ? [] : [`${table}: ${String(found.rows.length - left.size)} keys stand twice`];
  const differences = rows.flatMap((row) => {
    const name = keyOf(row);
    const other = left.get(name);
    left.delete(name);
    if (other === undefined) return [`${table} ${name} is missing: ${JSON.stringify(row)}`];
    return columns
      .filter((column) => !fits(other[column] ?? null, row[column] ?? null))
      .map(
        (column) => `${table} ${name} ${column}: ${shown(other[column] ?? null)}, not ${shown(row[column] ?? null)}`,
      );
  });
  return [
    ...doubled,
    ...differences,
    ...[...left].map(([name, row]) => `${table} ${name} is too much: ${JSON.stringify(row)}`),
  ];
}

function asBag(table: string, columns: readonly string[], found: Published, rows: readonly Row[]): string[] {
  const textOf = (row: Row): string => JSON.stringify(columns.map((name) => [name, row[name] ?? null]));
  const left = new Map<string, number>();
  for (const row of found.rows) left.set(textOf(row), (left.get(textOf(row)) ?? 0) + 1);
  const missing = rows.flatMap((row) => {
    const count = left.get(textOf(row)) ?? 0;
    if (count === 0) return [`${table} misses ${cut(textOf(row))}`];
    left.set(textOf(row), count - 1);
    return [];
  });
  const more = [...left].flatMap(([text, count]) => (count > 0 ? [`${table} has ${cut(text)}`] : []));
  return [...missing, ...more].sort((one, other) =>
    one.slice(one.indexOf('[')) < other.slice(other.indexOf('[')) ? -1 : 1,
  );
}

export type Fits = (found: Value, expected: Value) => boolean;

/** The millisecond of an instant counts: a run gives the changes that it sees growing times. */
export const isSameMillisecond: Fits = (found, expected) =>
  isSame(found, expected) ||
  (/\.\d{6}$/.test(String(expected)) && String(found).slice(0, 23) === String(expected).slice(0, 23));

export function isSame(found: Value, expected: Value): boolean {
  return Array.isArray(expected) ? expected.includes(String(found)) : found === expected;
}

const shown = (value: Value): string => cut(JSON.stringify(value));
const cut = (text: string): string => (text.length > 900 ? `${text.slice(0, 900)}…` : text);
