/** Brings a mart up to date: rows that are the same keep the run that changed them last. */
import type { Column, Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { columnDefinitions, literal, quoted } from '../schema/tables';
import { booleanIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

export interface Mart {
  table: Table;
  /** A SELECT of the published columns but the stamps; and of `_created` where the table is partitioned. */
  select: string;
  /**
   * Long texts, kept out of the comparison's working set: rows are compared by their md5, the text itself is fetched
   * for rows that changed.
   * @param row alias of the changed row
   */
  long?: { column: string; fetch(row: string): string };
}

export interface Stamp {
  runId: string;
  /** Canonical instant. */
  now: string;
}

const STAMP_COLUMNS = new Set(['extracted_at', 'run_id']);

export function martName(table: Table): string {
  return `m_${table.name}`;
}

/** Makes the table of the mart where it is missing. */
export async function createMart(session: Session, table: Table): Promise<void> {
  const created = table.partitioned ? ', _created TIMESTAMP' : '';
  await session.run(
    `CREATE TABLE IF NOT EXISTS ${martName(table)}(${columnDefinitions(table.columns)}, _hash UHUGEINT NOT NULL${created})`,
  );
}

/**
 * Gives the mart of an earlier schema version its new columns: rows keep the run that changed them last. Where more than
 * that is new, it is dropped, to be filled as if there had been none.
 */
export async function extendMart(session: Session, table: Table): Promise<void> {
  const standing = await standingColumns(session, table);
  if (standing.size === 0) return;
  const missing = table.columns.filter(({ name }) => !standing.has(name));
  const kept = table.columns.filter(({ name }) => standing.has(name));
  const isLarger =
    missing.every(({ nullable }) => nullable) &&
    kept.length === standing.size &&
    kept.every((column) => standing.get(column.name) === formOf(sqlType(column.type), column.nullable));
  if (!isLarger) {
    await session.run(`DROP TABLE ${martName(table)}`);
    return;
  }
  for (const { name, type } of missing)
    await session.run(`ALTER TABLE ${martName(table)} ADD COLUMN ${quoted(name)} ${sqlType(type)}`);
}

/** Published columns that the mart has, each with its form. */
async function standingColumns(session: Session, table: Table): Promise<Map<string, string>> {
  const columns = await session.all(
    `SELECT column_name, data_type, is_nullable FROM duckdb_columns()
     WHERE database_name = current_database() AND table_name = ${literal(martName(table))} AND NOT starts_with(column_name, '_')`,
    undefined,
    (row) => [textIn(row, 'column_name'), formOf(textIn(row, 'data_type'), booleanIn(row, 'is_nullable'))] as const,
  );
  return new Map(columns);
}

function formOf(type: string, nullable: boolean): string {
  return `${type}${nullable ? '' : ' NOT NULL'}`;
}

/** @returns how many rows came or went */
export function updateMart(session: Session, mart: Mart, stamp: Stamp): Promise<number> {
  const values = contentColumns(mart.table).map((column) => cast(`n.${quoted(column.name)}`, column));
  const { rows, params } = stampedRows(mart.table, values, stamp, hashed(mart));
  return session.write(
    `MERGE INTO ${martName(mart.table)} m USING (${rows}) n ON m._hash = n._hash
     WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT BY NAME`,
    params,
  );
}

/**
 * Brings the rows of these tickets up to date: those of other tickets are left as they are.
 * @param isNew whether the mart has none of them: there is nothing to compare with
 * @returns how many rows came or went
 */
export async function updateTicketRows(
  session: Session,
  mart: Mart,
  stamp: Stamp,
  keys: Tables<'keys'>,
  isNew: boolean,
): Promise<number> {
  if (isNew) return fill(session, mart, stamp);
  const { table } = mart;
  const next = `next_${table.name}`;
  const long = mart.long ? ` REPLACE (${digest(mart.long.column)} AS ${quoted(mart.long.column)})` : '';
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${next} AS SELECT *${long}, ${rowHash(mart)} AS _hash FROM (${mart.select})`,
  );
  const { standing } = await standingRows(session, table, keys);
  const staleRows = `FROM ${standing} s ANTI JOIN ${next} n ON n._hash = s._hash`;
  const freshRows = `${next} n ANTI JOIN ${standing} s ON n._hash = s._hash`;
  const [stale, fresh] = await counts(session, staleRows, `FROM ${freshRows}`);
  if (stale > 0) await session.run(`DELETE FROM ${martName(table)} WHERE rowid IN (SELECT s.place ${staleRows})`);
  if (fresh > 0) await insert(session, table, changedValues(mart), stamp, freshRows);
  await session.run(`DROP TABLE ${next}`);
  return stale + fresh;
}

/** Whether the mart has rows. */
export async function isFilled(session: Session, table: Table): Promise<boolean> {
  return (await session.all(`SELECT 1 AS there FROM ${martName(table)} LIMIT 1`, undefined, () => true)).length > 0;
}

/** Without the way over a table of what comes next, which would cost as much again. */
function fill(session: Session, mart: Mart, stamp: Stamp): Promise<number> {
  const values = contentColumns(mart.table).map((column) => cast(`n.${quoted(column.name)}`, column));
  return insert(session, mart.table, values, stamp, hashed(mart));
}

/** Relation `n` of the rows of a mart, with _hash. */
function hashed(mart: Mart): string {
  return `(SELECT *, ${rowHash(mart)} AS _hash FROM (${mart.select})) n`;
}

/**
 * @returns a relation (place, _hash) of the rows that the tickets have in the mart. They are looked for once: hashes are
 * as random as the rows are many, and cannot be looked for in a part of the mart alone
 */
function standingRows(session: Session, table: Table, { keys }: Tables<'keys'>): Promise<Tables<'standing'>> {
  return make(
    session,
    'standing',
    `SELECT m.rowid AS place, m._hash FROM ${martName(table)} m SEMI JOIN ${keys} k ON k.ticket_key = m.ticket_key`,
  );
}

/** Rows of tickets that are not there any more, or under another key. @param present all keys */
export async function removeOthers(session: Session, table: Table, present: Tables<'all_keys'>): Promise<number> {
  const others = `FROM ${martName(table)} WHERE ticket_key NOT IN (SELECT ticket_key FROM ${present.all_keys})`;
  return session.write(`DELETE ${others}`);
}

/** SQL of the columns of row `n` that has changed, but the stamps. */
function changedValues({ table, long }: Mart): string[] {
  return contentColumns(table).map((column) =>
    cast(column.name === long?.column ? long.fetch('n') : `n.${quoted(column.name)}`, column),
  );
}

function cast(value: string, { name, type }: Column): string {
  return `CAST(${value} AS ${sqlType(type)}) AS ${quoted(name)}`;
}

/** @returns how many rows */
function insert(
  session: Session,
  table: Table,
  values: readonly string[],
  stamp: Stamp,
  from: string,
): Promise<number> {
  const { rows, params } = stampedRows(table, values, stamp, from);
  return session.write(`INSERT INTO ${martName(table)} BY NAME ${rows}`, params);
}

/**
 * @param values SQL of the columns but the stamps
 * @param from relation `n` of the rows, with _hash
 * @returns a SELECT of all columns of the mart
 */
function stampedRows(
  table: Table,
  values: readonly string[],
  stamp: Stamp,
  from: string,
): { rows: string; params: { now: string; run?: string } } {
  const stamps = table.columns.filter((column) => isStamp(table, column)).map(({ name }) => name);
  const stamped = stamps.map((name) => (name === 'run_id' ? '$run AS run_id' : '$now::TIMESTAMPTZ AS extracted_at'));
  const hidden = table.partitioned ? ['n._hash', 'n._created'] : ['n._hash'];
  const params = { now: stamp.now, ...(stamps.includes('run_id') ? { run: stamp.runId } : {}) };
  return { rows: `SELECT ${[...values, ...stamped, ...hidden].join(', ')} FROM ${from}`, params };
}

/** In `runs` the run is what the row is about. */
function isStamp(table: Table, column: Column): boolean {
  return STAMP_COLUMNS.has(column.name) && !(column.name === 'run_id' && table.key.includes('run_id'));
}

function contentColumns(table: Table): Column[] {
  return table.columns.filter((column) => !isStamp(table, column));
}

/** A column that came later takes part only where it says something: the rows that it says nothing of stay the same. */
function rowHash({ table, long }: Mart): string {
  const columns = contentColumns(table);
  const first = columns.filter(({ addedIn }) => addedIn === undefined);
  const later = columns.filter(({ addedIn }) => addedIn !== undefined);
  const parts = first.map(({ name }) => {
    const value = name === long?.column ? digest(name) : `${quoted(name)}::VARCHAR`;
    return `coalesce(${value}, chr(30))`;
  });
  if (table.partitioned) parts.push('coalesce(_created::VARCHAR, chr(30))');
  // NULL is passed over by concat_ws.
  for (const { name } of later) parts.push(`${literal(name)} || chr(30) || ${quoted(name)}::VARCHAR`);
  return `md5_number(concat_ws(chr(31), ${parts.join(', ')}))`;
}

function digest(column: string): string {
  return `md5(${quoted(column)})`;
}

async function counts(session: Session, one: string, other: string): Promise<readonly [number, number]> {
  const found = await session.one(
    `SELECT (SELECT count(*) ${one}) AS one, (SELECT count(*) ${other}) AS other`,
    undefined,
    (row) => [numberIn(row, 'one'), numberIn(row, 'other')] as const,
  );
  return found ?? [0, 0];
}
