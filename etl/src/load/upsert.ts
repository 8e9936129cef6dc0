/** Staged rows into a stored table: compared by hash, only new and changed ones are written. */
import { markTicketsDirty } from '../store/dirty';
import type { Session } from '../store/session';
import { numberIn, textIn } from '../store/row';
import type { StagedTable } from './batch';
import type { StoredTable } from '../store/staging-tables';
import { STORED_TICKETS } from '../store/staging-tables';

export interface UpsertCounts {
  new: number;
  changed: number;
  unchanged: number;
}

export interface Upsert {
  source: string;
  runId: string;
}

/**
 * Relation of the keys of staged rows, each with its number `n` and what became of it: new, changed, same or stale. It is
 * narrow: the rows themselves are read from their file once more, and only where they are written. Where all of them are
 * new it is their file, else a temporary table.
 */
export interface MergeResult {
  readonly name: string;
  /** By the stream that the rows came with. */
  readonly counts: ReadonlyMap<string, UpsertCounts>;
  /** Of all streams. */
  readonly all: UpsertCounts;
}

/** What a table's rows need to be compared and written. */
export interface Judged {
  /** The hash of a staged row `f`. */
  hash: string;
  /** A join to the staged rows that the hash needs. */
  join?: string;
}

/** What tickets have beside other rows. */
export interface FirstSight {
  /** Columns of the verdict that say what was staged. */
  read: readonly string[];
  /** Columns of the verdict that say what was stored, each with its name there and its type. */
  old: ReadonlyArray<readonly [column: string, name: string, type: string]>;
  /** `first_done_at` of a staged row `s` that is new. */
  doneAt: string;
  /** A join that it needs. */
  join: string;
}

/** Rows of a table that are compared with what is stored. */
export interface Compared {
  table: StoredTable;
  rows: StagedTable;
  /** null: it is no table of tickets. */
  first: FirstSight | null;
  /** The relation of their keys and verdicts. */
  name: string;
  /** SELECT of the rows with their hashes where all of them are new; null: each has its verdict in `name`. */
  fresh: string | null;
}

/** Of fewer rows, asking first whether all of them are new costs as much as it saves. */
const MANY_ROWS = 1000;

/** Compares staged rows with those of their table. @param first of tickets alone */
export async function compare(
  session: Session,
  table: StoredTable,
  rows: StagedTable,
  { hash, join = '' }: Judged,
  { source, runId }: Upsert,
  first: FirstSight | null = null,
): Promise<Compared> {
  const { file, superseded } = rows;
  const counting = superseded.length === 0 ? '' : `WHERE f.n NOT IN (SELECT unnest([${superseded.join()}]))`;
  const hashed = `SELECT f.*, ${hash} AS hash FROM ${file.sql} f ${join} ${counting}`;
  if (await areAllNew(session, table, rows, source)) {
    const name = `(SELECT ${freshColumns(table, first)} FROM ${file.sql} f ${counting})`;
    return { table, rows, first, name, fresh: hashed };
  }
  const name = `verdict_${table.name}`;
  const extra = [
    ...(first?.read ?? []).map((column) => `, s.${column}`),
    ...(first?.old ?? []).map(([column, as]) => `, w.${column} AS ${as}`),
  ];
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS
     SELECT ${table.key.map((column) => `s.${column}`).join(', ')}, s.n, s.rank, s.hash, s.stream, ${mergeActionSql(table)} AS verdict,
       ${raisesSql(table)} AS raises${extra.join('')}
     FROM (${hashed}) s LEFT JOIN ${table.name} w ON w.source = $source AND ${sameKey(table, 's')}`,
    { source, ...(table === STORED_TICKETS ? { run: runId } : {}) },
  );
  return { table, rows, first, name, fresh: null };
}

/** Whether none of many rows is stored: then they need not be compared one by one, nor read twice. */
async function areAllNew(
  session: Session,
  table: StoredTable,
  { file }: StagedTable,
  source: string,
): Promise<boolean> {
  if (!isOfTickets(table) || file.rows < MANY_ROWS) return false;
  const key = table.key.map((column) => `f.${column}`).join(', ');
  const known = await session.one(
    `SELECT 1 FROM ${table.name} w SEMI JOIN (SELECT ${key} FROM ${file.sql} f) s ON ${sameKey(table, 's')} WHERE w.source = $source LIMIT 1`,
    { source },
    () => true,
  );
  return known === undefined;
}

/** Of a verdict on staged rows `f` of which none is stored. */
function freshColumns(table: StoredTable, first: FirstSight | null): string {
  const own = [...table.key, 'n', 'rank', 'stream', ...(first?.read ?? [])].map((column) => `f.${column}`);
  const old = (first?.old ?? []).map(([, as, type]) => `NULL::${type} AS ${as}`);
  return [...own, `'new' AS verdict`, 'false AS raises', ...old].join(', ');
}

/** @param row alias of staged rows or of their verdicts; stored ones are `w` */
function sameKey({ key }: StoredTable, row: string): string {
  return key.map((column) => `w.${column} = ${row}.${column}`).join(' AND ');
}

/**
 * Brings compared rows into their table. Reading the same page twice changes nothing; a reading that is older than
 * the stored one is passed over; a row that was gone and is named again is alive.
 * @param counted of the same rows
 */
export async function write(
  session: Session,
  compared: Compared,
  { raises, ...counted }: Counted,
  upsert: Upsert,
): Promise<MergeResult> {
  const { table, name } = compared;
  const { source } = upsert;
  const mergeResult = { name, ...counted };
  const { all } = mergeResult;
  if (raises > 0) await bumpReferencePrecedence(session, table, mergeResult, source);
  if (all.changed > 0) {
    await session.run(
      `DELETE FROM ${table.name} w USING ${name} v WHERE w.source = $source AND v.verdict = 'changed' AND ${sameKey(table, 'v')}`,
      { source },
    );
  }
  if (all.new + all.changed > 0) {
    await session.run(insertSql(compared), { source, run: upsert.runId });
    if (isOfTickets(table)) {
      const changedTickets = `SELECT DISTINCT $source, ticket_id FROM ${name} WHERE verdict IN ('new', 'changed')`;
      await markTicketsDirty(session, changedTickets, { source });
    }
  }
  return mergeResult;
}

function insertSql({ table, rows: { file }, first, name, fresh }: Compared): string {
  const join = first?.join ?? '';
  const row = `INSERT INTO ${table.name} BY NAME SELECT $source AS source, $run AS run_id, s.* EXCLUDE (n)`;
  if (fresh !== null)
    return `${row}${first === null ? '' : `, ${first.doneAt} AS first_done_at`} FROM (${fresh}) s ${join}`;
  const doneAt =
    first === null ? '' : `, CASE v.verdict WHEN 'new' THEN ${first.doneAt} ELSE v.first_done_at END AS first_done_at`;
  return `${row}, v.hash${doneAt} FROM ${file.sql} s JOIN ${name} v USING (n) ${join} WHERE v.verdict IN ('new', 'changed')`;
}

/**
 * A mention that says what is stored, yet ranks higher, lends the stored one its rank: else one of between, read later,
 * would win. What a list says needs no such care: it is read in its order.
 */
async function bumpReferencePrecedence(
  session: Session,
  table: StoredTable,
  mergeResult: Pick<MergeResult, 'name'>,
  source: string,
): Promise<void> {
  await session.run(
    `UPDATE ${table.name} w SET rank = v.rank FROM ${mergeResult.name} v
     WHERE w.source = $source AND ${sameKey(table, 'v')} AND v.raises`,
    { source },
  );
}

/** Whether rows of the table belong to a ticket each. */
export function isOfTickets(table: StoredTable): boolean {
  return table.key.includes('ticket_id');
}

function mergeActionSql(table: StoredTable): string {
  const wasGone = table.softDelete ? 'w.gone_at IS NOT NULL AND s.rank::TIMESTAMPTZ > w.gone_at' : 'false';
  // Pages of one run may overtake each other: there the row itself says which reading is the older.
  const isSuperseded = table === STORED_TICKETS ? 'w.run_id = $run AND s.updated_at < w.updated_at' : 'false';
  return `CASE
    WHEN w.source IS NULL THEN 'new'
    WHEN ${wasGone} THEN 'changed'
    WHEN s.rank < w.rank OR (${isSuperseded}) THEN 'stale'
    WHEN s.hash = w.hash THEN 'same'
    ELSE 'changed' END`;
}

/** Whether a row is a mention that says what is stored of its key, and ranks higher. */
function raisesSql({ key }: StoredTable): string {
  return key.includes('origin') ? "w.origin <> 'list' AND w.hash = s.hash AND w.rank < s.rank" : 'false';
}

export interface Counted extends Pick<MergeResult, 'counts' | 'all'> {
  raises: number;
}

/** @returns what became of the rows of each table, in the order given */
export async function countsOf(session: Session, compared: readonly Compared[]): Promise<Counted[]> {
  if (compared.length === 0) return [];
  const counting = compared.map(
    ({ name }, at) =>
      `SELECT ${at} AS nth, stream, verdict, count(*) AS n, count(*) FILTER (raises) AS raises FROM ${name} GROUP BY stream, verdict`,
  );
  const rows = await session.all(counting.join(' UNION ALL '), undefined, (row) => ({
    nth: numberIn(row, 'nth'),
    stream: textIn(row, 'stream'),
    verdict: textIn(row, 'verdict'),
    rows: numberIn(row, 'n'),
    raises: numberIn(row, 'raises'),
  }));
  return compared.map((_, at) => summed(rows.filter(({ nth }) => nth === at)));
}

function summed(rows: ReadonlyArray<{ stream: string; verdict: string; rows: number; raises: number }>): Counted {
  const counts = new Map<string, UpsertCounts>();
  const all: UpsertCounts = { new: 0, changed: 0, unchanged: 0 };
  for (const { stream, verdict: word, rows: count } of rows) {
    const known = counts.get(stream) ?? { new: 0, changed: 0, unchanged: 0 };
    for (const sum of [known, all]) {
      if (word === 'new') sum.new += count;
      else if (word === 'changed') sum.changed += count;
      else sum.unchanged += count;
    }
    counts.set(stream, known);
  }
  return { counts, all, raises: rows.reduce((sum, { raises }) => sum + raises, 0) };
}
