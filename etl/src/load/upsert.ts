/** Staged rows into a stored table: compared by hash, only new and changed ones are written. */
import { noteTickets } from '../store/dirty';
import type { Session } from '../store/session';
import { numberIn, textIn } from '../store/row';
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

export function stageName(table: StoredTable): string {
  return `stage_${table.name}`;
}

/** Temporary table of the keys of a stage with what became of each: new, changed, same or stale. */
export function verdictName(table: StoredTable): string {
  return `verdict_${table.name}`;
}

/**
 * Brings `stage_<table>` into the table. Reading the same page twice changes nothing; a reading that is older than
 * the stored one is passed over; a row that was gone and is named again is alive.
 * Tickets expect `stage_steps`, too.
 * @returns counts by the stream that the rows came with
 */
export async function upsert(
  session: Session,
  table: StoredTable,
  { source, runId }: Upsert,
): Promise<Map<string, UpsertCounts>> {
  const [stage, verdict] = [stageName(table), verdictName(table)];
  const keys = table.key.join(', ');
  const sameKey = table.key.map((column) => `w.${column} = s.${column}`).join(' AND ');
  const isTickets = table === STORED_TICKETS;
  const old = isTickets
    ? ', w.status AS old_status, w.status_group AS old_group, w.updated_at AS old_updated_at, w.rank AS old_rank, w.run_id AS old_run, w.first_done_at'
    : '';
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${verdict} AS SELECT ${table.key.map((column) => `s.${column}`).join(', ')}, ${verdictSql(table)} AS verdict, s.stream${old}
     FROM ${stage} s LEFT JOIN ${table.name} w ON w.source = $source AND ${sameKey}`,
    { source, ...(isTickets ? { run: runId } : {}) },
  );
  const counts = await countsOf(session, verdict);
  const all = [...counts.values()];
  if (table.key.includes('origin') && all.some((count) => count.unchanged > 0)) {
    await raiseMentions(session, table, { source, sameKey });
  }
  if (all.some((count) => count.changed > 0)) {
    const doomed = table.key.map((column) => `w.${column} = v.${column}`).join(' AND ');
    await session.run(
      `DELETE FROM ${table.name} w USING ${verdict} v WHERE w.source = $source AND v.verdict = 'changed' AND ${doomed}`,
      { source },
    );
  }
  if (all.some((count) => count.new + count.changed > 0)) {
    const columns = [...table.columns.map(([name]) => name), 'rank', 'hash', 'stream'];
    const first = isTickets ? `, ${FIRST_DONE} AS first_done_at` : '';
    await session.run(
      `INSERT INTO ${table.name} BY NAME SELECT $source AS source, $run AS run_id, ${columns.map((name) => `s.${name}`).join(', ')}${first}
       FROM ${stage} s JOIN ${verdict} v USING (${keys}) WHERE v.verdict IN ('new', 'changed')`,
      { source, run: runId },
    );
    if (isOfTickets(table)) {
      const written = `SELECT DISTINCT $source, ticket_id FROM ${verdict} WHERE verdict IN ('new', 'changed')`;
      await noteTickets(session, written, { source });
    }
  }
  return counts;
}

/**
 * A mention that says what is stored, yet ranks higher, lends the stored one its rank: else one of between, read later,
 * would win. What a list says needs no such care: it is read in its order.
 */
async function raiseMentions(
  session: Session,
  table: StoredTable,
  { source, sameKey }: { source: string; sameKey: string },
): Promise<void> {
  await session.run(
    `UPDATE ${table.name} w SET rank = s.rank FROM ${stageName(table)} s
     WHERE w.source = $source AND ${sameKey} AND w.origin <> 'list' AND w.hash = s.hash AND w.rank < s.rank`,
    { source },
  );
}

/** Whether rows of the table belong to a ticket each. */
export function isOfTickets(table: StoredTable): boolean {
  return table.key.includes('ticket_id');
}

/** A ticket that is done when it is seen for the first time was done by its last change. Expects stage_steps. */
const FIRST_DONE = `CASE WHEN v.verdict = 'new' THEN (SELECT f.updated_at FROM stage_steps f
  WHERE f.ticket_id = s.ticket_id AND f.step = 0 AND f.status_group IN ('solved', 'closed')) ELSE v.first_done_at END`;

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

async function countsOf(session: Session, verdict: string): Promise<Map<string, UpsertCounts>> {
  const counts = new Map<string, UpsertCounts>();
  const rows = await session.all(
    `SELECT stream, verdict, count(*) AS n FROM ${verdict} GROUP BY stream, verdict`,
    undefined,
    (row) => ({ stream: textIn(row, 'stream'), verdict: textIn(row, 'verdict'), rows: numberIn(row, 'n') }),
  );
  for (const { stream, verdict: word, rows: count } of rows) {
    const known = counts.get(stream) ?? { new: 0, changed: 0, unchanged: 0 };
    if (word === 'new' || word === 'changed') known[word] = count;
    else known.unchanged += count;
    counts.set(stream, known);
  }
  return counts;
}
