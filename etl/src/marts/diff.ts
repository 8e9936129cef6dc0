/**
 * Tells rows of a mart that changed from those that are the same, which keep the run that changed them last. Of each
 * published row the working database keeps its key, its hash and its stamps: the rows themselves stand in
 * `ticketlake.duckdb` alone.
 */
import type { Column, Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { literal, quoted } from '../schema/tables';
import { numberIn } from '../store/row';
import type { Session } from '../store/session';
import { keyTable } from './key-tables';
import { instantText } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

export interface Mart {
  table: Table;
  /** A SELECT of the published columns but the stamps; and of `_created` where the table is partitioned. */
  select: string;
  /** A column of long texts: rows are told apart by the md5 of its values. */
  long?: string;
}

export interface Stamp {
  runId: string;
  /** Canonical instant. */
  now: string;
}

/** What the file is that rows are written to. */
export interface Editions {
  /** Rows of a later edition do not stand in it as they are. Null: it is written from nothing, with all rows. */
  base: number | null;
  /** That of rows which change now. */
  next: number;
}

/** What a build has found of a mart, or of the rows that some tickets have in it. */
export interface Verdict {
  table: Table;
  /** How many rows came or went; a changed row counts twice. */
  changed: number;
  /** SELECT of the rows that are to be written to the file. */
  rows: string;
  /** SQL condition on rows of the file that are to go first. */
  gone: string;
  /** SELECT of all rows that the mart, or these tickets in it, have from now on. */
  all: string;
}

const STAMP_COLUMNS = new Set(['extracted_at', 'run_id']);

/** The temporary table of the rows that a mart has from now on, without stamps. */
export function nextRows(table: Table): string {
  return `next_${table.name}`;
}

/** Brings the keys of a whole mart up to date. */
export async function judge(session: Session, mart: Mart, stamp: Stamp, { base, next }: Editions): Promise<Verdict> {
  const { table } = mart;
  const [keys, from] = [keyTable(table), nextRows(table)];
  const merge = `MERGE INTO ${keys} k USING (${keyRows(table, stamp, next)} FROM ${from} n) n ON k.hash = n.hash
     WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT BY NAME`;
  const all = stampedRows(table, keys, null);
  if (base !== null) {
    const changed = await session.write(`${nextSql(mart)}; ${merge}`);
    return { table, changed, rows: stampedRows(table, keys, base), gone: goneFrom(table, keys, base), all };
  }
  await session.run(nextSql(mart));
  const changed = await different(session, keys, from);
  await session.run(`${merge} WHEN MATCHED THEN UPDATE SET key = n.key, edition = n.edition`);
  return { table, changed, rows: all, gone: 'false', all };
}

/**
 * Brings the keys of the rows of these tickets up to date: those of other tickets are left as they are.
 * @param isNew whether the mart has none of them: there is nothing to compare with
 */
export async function judgeTickets(
  session: Session,
  mart: Mart,
  stamp: Stamp,
  { base, next }: Editions,
  t: Tables<'keys'>,
  isNew: boolean,
): Promise<Verdict> {
  const { table } = mart;
  await session.run(nextSql(mart));
  const [keys, from] = [keyTable(table), nextRows(table)];
  const fresh = `INSERT INTO ${keys} BY NAME ${keyRows(table, stamp, next)} FROM ${from} n`;
  const ofTickets = `(SELECT * FROM ${keys} SEMI JOIN ${t.keys} t USING (ticket_key))`;
  if (isNew) {
    const changed = await session.write(fresh);
    const rows = `SELECT ${newlyStamped(table, stamp)} FROM ${from} n`;
    return { table, changed, rows, gone: 'false', all: rows };
  }
  const all = stampedRows(table, ofTickets, null);
  // They are looked for once: hashes are as random as the rows are many, and cannot be looked for in a part of them alone.
  const { held } = await make(
    session,
    'held',
    `SELECT k.rowid AS place, k.hash, k.run_id, k.extracted_at FROM ${keys} k SEMI JOIN ${t.keys} t USING (ticket_key)`,
  );
  const changed = await different(session, held, from);
  if (base === null) {
    await session.run(`DELETE FROM ${keys} WHERE rowid IN (SELECT place FROM ${held})`);
    const kept =
      'r.* REPLACE (coalesce(h.run_id, r.run_id) AS run_id, coalesce(h.extracted_at, r.extracted_at) AS extracted_at)';
    await session.run(
      `INSERT INTO ${keys} BY NAME SELECT ${kept} FROM (${keyRows(table, stamp, next)} FROM ${from} n) r LEFT JOIN ${held} h ON h.hash = r.hash`,
    );
    return { table, changed, rows: all, gone: 'false', all };
  }
  if (changed > 0) {
    await session.run(
      `DELETE FROM ${keys} WHERE rowid IN (SELECT place FROM ${held} h ANTI JOIN ${from} n ON n._hash = h.hash)`,
    );
    await session.run(`${fresh} ANTI JOIN ${held} h ON h.hash = n._hash`);
  }
  const gone = `ticket_key IN (SELECT ticket_key FROM ${t.keys}) AND ${goneFrom(table, ofTickets, base)}`;
  return { table, changed, rows: stampedRows(table, ofTickets, base), gone, all };
}

/** Rows of tickets that are not there any more, or under another key. @param present all keys @returns how many */
export function removeOthers(session: Session, table: Table, present: Tables<'all_keys'>): Promise<number> {
  return session.write(
    `DELETE FROM ${keyTable(table)} WHERE ticket_key NOT IN (SELECT ticket_key FROM ${present.all_keys})`,
  );
}

function nextSql(mart: Mart): string {
  const { table, select } = mart;
  const values = contentColumns(table).map((column) => `${cast(column)} AS ${quoted(column.name)}`);
  const created = table.partitioned ? ['n._created'] : [];
  const key = keyOf(table.key.flatMap((name) => table.columns.filter((column) => column.name === name)).map(cast));
  return `CREATE OR REPLACE TEMP TABLE ${nextRows(table)} AS SELECT ${[...values, ...created].join(', ')}, n._hash, ${key} AS _key
    FROM (SELECT *, ${rowHash(mart)} AS _hash FROM (${select})) n`;
}

function cast({ name, type }: Column): string {
  return `CAST(n.${quoted(name)} AS ${sqlType(type)})`;
}

/** SQL of a short key, which differs where the columns of the key do. */
function keyOf(columns: readonly string[]): string {
  return `md5_number_lower(concat_ws(chr(31), ${columns.map((column) => `coalesce(${column}::VARCHAR, chr(30))`).join(', ')}))`;
}

/** Start of a SELECT of what is kept of rows `n` that change now. */
function keyRows(table: Table, stamp: Stamp, edition: number): string {
  const has = (name: string): boolean => table.columns.some((column) => column.name === name);
  const run = has('run_id') ? (isStamped(table, 'run_id') ? literal(stamp.runId) : 'n.run_id') : 'NULL';
  return `SELECT n._key AS key, ${has('ticket_key') ? 'n.ticket_key' : 'NULL'} AS ticket_key, ${table.partitioned ? 'n._created' : 'NULL'} AS created,
    n._hash AS hash, ${run} AS run_id, ${literal(stamp.now)}::TIMESTAMPTZ AS extracted_at, ${edition} AS edition`;
}

/** @param base only rows of a later edition; null: all */
function stampedRows(table: Table, keys: string, base: number | null): string {
  const later = base === null ? '' : ` AND k.edition > ${base}`;
  const columns = table.columns.map((column) => `${isStamp(table, column) ? 'k' : 'n'}.${quoted(column.name)}`);
  return `SELECT ${columns.join(', ')} FROM ${nextRows(table)} n JOIN ${keys} k ON k.hash = n._hash${later}`;
}

function newlyStamped(table: Table, { runId, now }: Stamp): string {
  const stamps = new Map([
    ['run_id', literal(runId)],
    ['extracted_at', `${literal(now)}::TIMESTAMPTZ`],
  ]);
  return table.columns
    .map((column) =>
      isStamp(table, column) ? `${stamps.get(column.name) ?? 'NULL'} AS ${column.name}` : `n.${quoted(column.name)}`,
    )
    .join(', ');
}

/** SQL condition on rows of the file: those that no row of up to this edition is. */
function goneFrom(table: Table, keys: string, base: number): string {
  return `${keyOf(table.key.map(quoted))} NOT IN (SELECT k.key FROM ${keys} k WHERE k.edition <= ${base})`;
}

/** In `runs` the run is what the row is about. */
function isStamp(table: Table, column: Column): boolean {
  return STAMP_COLUMNS.has(column.name) && isStamped(table, column.name);
}

function isStamped(table: Table, name: string): boolean {
  return !(name === 'run_id' && table.key.includes('run_id'));
}

function contentColumns(table: Table): Column[] {
  return table.columns.filter((column) => !isStamp(table, column));
}

/** A column that came later takes part only where it says something: the rows that it says nothing of stay the same. */
function rowHash({ table, long }: Mart): string {
  const columns = contentColumns(table);
  const first = columns.filter(({ addedIn }) => addedIn === undefined);
  const later = columns.filter(({ addedIn }) => addedIn !== undefined);
  const parts = first.map((column) => {
    const value = column.name === long ? `md5(${quoted(column.name)})` : textOf(column);
    return `coalesce(${value}, chr(30))`;
  });
  if (table.partitioned) parts.push('coalesce(_created::VARCHAR, chr(30))');
  // NULL is passed over by concat_ws.
  for (const column of later) parts.push(`${literal(column.name)} || chr(30) || ${textOf(column)}`);
  return `md5_number(concat_ws(chr(31), ${parts.join(', ')}))`;
}

/** An instant is the same text when it is cast, yet ICU takes three times as long for it (measured). */
function textOf({ name, type }: Column): string {
  return type === 'instant' ? instantText(quoted(name)) : `${quoted(name)}::VARCHAR`;
}

/** How many rows of either have no equal in the other. @param held relation of what is kept of rows */
async function different(session: Session, held: string, from: string): Promise<number> {
  const found = await session.one(
    `SELECT (SELECT count(*) FROM ${held} h ANTI JOIN ${from} n ON n._hash = h.hash)
       + (SELECT count(*) FROM ${from} n ANTI JOIN ${held} h ON h.hash = n._hash) AS n`,
    undefined,
    (row) => numberIn(row, 'n'),
  );
  return found ?? 0;
}
