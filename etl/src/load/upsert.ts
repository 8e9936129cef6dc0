/** Staged rows into a stored table: compared by hash, only new and changed ones are written. */
import { noteTickets } from '../store/dirty';
import type { Session } from '../store/session';
import { numberIn, textIn } from '../store/row';
import type { Stage } from '../store/staging';
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

/** Temporary table of the keys of a stage with what became of each: new, changed, same or stale. */
export interface Verdict {
  readonly name: string;
  /** By the stream that the rows came with. */
  readonly counts: ReadonlyMap<string, UpsertCounts>;
  /** Of all streams. */
  readonly all: UpsertCounts;
}

/** What tickets have beside other rows. */
export interface FirstSight {
  /** Columns of the verdict that say what was stored. */
  old: string;
  /** Columns that are written beside those of the stage. */
  written: string;
  /** A join that they need. */
  join: string;
}

/**
 * Brings the rows of a stage into their table. Reading the same page twice changes nothing; a reading that is older than
 * the stored one is passed over; a row that was gone and is named again is alive.
 * @param first of tickets alone
 */
export async function upsert(
  session: Session,
  table: StoredTable,
  stage: Stage,
  { source, runId }: Upsert,
  first: FirstSight = { old: '', written: '', join: '' },
): Promise<Verdict> {
  const name = `verdict_${table.name}`;
  const keys = table.key.join(', ');
  const sameKey = table.key.map((column) => `w.${column} = s.${column}`).join(' AND ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${table.key.map((column) => `s.${column}`).join(', ')}, ${verdictSql(table)} AS verdict, s.stream${first.old}
     FROM ${stage.name} s LEFT JOIN ${table.name} w ON w.source = $source AND ${sameKey}`,
    { source, ...(table === STORED_TICKETS ? { run: runId } : {}) },
  );
  const verdict = { name, ...(await countsOf(session, name)) };
  const { all } = verdict;
  if (table.key.includes('origin') && all.unchanged > 0) await raiseMentions(session, table, stage, source);
  if (all.changed > 0) {
    const doomed = table.key.map((column) => `w.${column} = v.${column}`).join(' AND ');
    await session.run(
      `DELETE FROM ${table.name} w USING ${name} v WHERE w.source = $source AND v.verdict = 'changed' AND ${doomed}`,
      { source },
    );
  }
  if (all.new + all.changed > 0) {
    const columns = [...table.columns.map(([column]) => column), 'rank', 'hash', 'stream'];
    await session.run(
      `INSERT INTO ${table.name} BY NAME SELECT $source AS source, $run AS run_id, ${columns.map((column) => `s.${column}`).join(', ')}${first.written}
       FROM ${stage.name} s JOIN ${name} v USING (${keys}) ${first.join} WHERE v.verdict IN ('new', 'changed')`,
      { source, run: runId },
    );
    if (isOfTickets(table)) {
      const written = `SELECT DISTINCT $source, ticket_id FROM ${name} WHERE verdict IN ('new', 'changed')`;
      await noteTickets(session, written, { source });
    }
  }
  return verdict;
}

/**
 * A mention that says what is stored, yet ranks higher, lends the stored one its rank: else one of between, read later,
 * would win. What a list says needs no such care: it is read in its order.
 */
async function raiseMentions(session: Session, table: StoredTable, stage: Stage, source: string): Promise<void> {
  const sameKey = table.key.map((column) => `w.${column} = s.${column}`).join(' AND ');
  await session.run(
    `UPDATE ${table.name} w SET rank = s.rank FROM ${stage.name} s
     WHERE w.source = $source AND ${sameKey} AND w.origin <> 'list' AND w.hash = s.hash AND w.rank < s.rank`,
    { source },
  );
}

/** Whether rows of the table belong to a ticket each. */
export function isOfTickets(table: StoredTable): boolean {
  return table.key.includes('ticket_id');
}

function verdictSql(table: StoredTable): string {
  const wasGone = table.mortal ? 'w.gone_at IS NOT NULL AND s.rank::TIMESTAMPTZ > w.gone_at' : 'false';
  // Pages of one run may overtake each other: there the row itself says which reading is the older.
  const overtaken = table === STORED_TICKETS ? 'w.run_id = $run AND s.updated_at < w.updated_at' : 'false';
  return `CASE
    WHEN w.source IS NULL THEN 'new'
    WHEN ${wasGone} THEN 'changed'
    WHEN s.rank < w.rank OR (${overtaken}) THEN 'stale'
    WHEN s.hash = w.hash THEN 'same'
    ELSE 'changed' END`;
}

async function countsOf(session: Session, verdict: string): Promise<Pick<Verdict, 'counts' | 'all'>> {
  const counts = new Map<string, UpsertCounts>();
  const all: UpsertCounts = { new: 0, changed: 0, unchanged: 0 };
  const rows = await session.all(
    `SELECT stream, verdict, count(*) AS n FROM ${verdict} GROUP BY stream, verdict`,
    undefined,
    (row) => ({ stream: textIn(row, 'stream'), verdict: textIn(row, 'verdict'), rows: numberIn(row, 'n') }),
  );
  for (const { stream, verdict: word, rows: count } of rows) {
    const known = counts.get(stream) ?? { new: 0, changed: 0, unchanged: 0 };
    for (const sum of [known, all]) {
      if (word === 'new') sum.new += count;
      else if (word === 'changed') sum.changed += count;
      else sum.unchanged += count;
    }
    counts.set(stream, known);
  }
  return { counts, all };
}
