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
 * Temporary table of the keys of staged rows, each with its number `n` and what became of it: new, changed, same or stale.
 * It is narrow: the rows themselves are read from their file once more, and only where they are written.
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
  /** Columns of the verdict beside the usual ones: of what was staged, and of what was stored. */
  verdictColumns: string;
  /** Columns that are written beside those of the file. */
  writtenColumns: string;
  /** A join that they need. */
  join: string;
}

const NO_TICKET: FirstSight = { verdictColumns: '', writtenColumns: '', join: '' };

/** Rows of a table that are compared with what is stored. */
export interface Compared {
  table: StoredTable;
  rows: StagedTable;
  first: FirstSight;
  /** The table of their keys and verdicts. */
  name: string;
}

/** Compares staged rows with those of their table. @param first of tickets alone */
export async function compare(
  session: Session,
  table: StoredTable,
  rows: StagedTable,
  { hash, join = '' }: Judged,
  { source, runId }: Upsert,
  first: FirstSight = NO_TICKET,
): Promise<Compared> {
  const { file, superseded } = rows;
  const name = `verdict_${table.name}`;
  const sameKey = table.key.map((column) => `w.${column} = s.${column}`).join(' AND ');
  const counting = superseded.length === 0 ? '' : `WHERE f.n NOT IN (SELECT unnest([${superseded.join()}]))`;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS
     SELECT ${table.key.map((column) => `s.${column}`).join(', ')}, s.n, s.rank, s.hash, s.stream, ${mergeActionSql(table)} AS verdict,
       ${raisesSql(table)} AS raises${first.verdictColumns}
     FROM (SELECT f.*, ${hash} AS hash FROM ${file.sql} f ${join} ${counting}) s LEFT JOIN ${table.name} w ON w.source = $source AND ${sameKey}`,
    { source, ...(table === STORED_TICKETS ? { run: runId } : {}) },
  );
  return { table, rows, first, name };
}

/**
 * Brings compared rows into their table. Reading the same page twice changes nothing; a reading that is older than
 * the stored one is passed over; a row that was gone and is named again is alive.
 * @param counted of the same rows
 */
export async function write(
  session: Session,
  { table, rows: { file }, first, name }: Compared,
  { raises, ...counted }: Counted,
  { source, runId }: Upsert,
): Promise<MergeResult> {
  const mergeResult = { name, ...counted };
  const { all } = mergeResult;
  if (raises > 0) await bumpReferencePrecedence(session, table, mergeResult, source);
  if (all.changed > 0) {
    const doomed = table.key.map((column) => `w.${column} = v.${column}`).join(' AND ');
    await session.run(
      `DELETE FROM ${table.name} w USING ${name} v WHERE w.source = $source AND v.verdict = 'changed' AND ${doomed}`,
      { source },
    );
  }
  if (all.new + all.changed > 0) {
    await session.run(
      `INSERT INTO ${table.name} BY NAME SELECT $source AS source, $run AS run_id, s.* EXCLUDE (n), v.hash${first.writtenColumns}
       FROM ${file.sql} s JOIN ${name} v USING (n) ${first.join} WHERE v.verdict IN ('new', 'changed')`,
      { source, run: runId },
    );
    if (isOfTickets(table)) {
      const changedTickets = `SELECT DISTINCT $source, ticket_id FROM ${name} WHERE verdict IN ('new', 'changed')`;
      await markTicketsDirty(session, changedTickets, { source });
    }
  }
  return mergeResult;
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
  const sameKey = table.key.map((column) => `w.${column} = v.${column}`).join(' AND ');
  await session.run(
    `UPDATE ${table.name} w SET rank = v.rank FROM ${mergeResult.name} v
     WHERE w.source = $source AND ${sameKey} AND v.raises`,
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
