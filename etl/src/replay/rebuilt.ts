/**
 * Rows of a source while they are rebuilt in a copy of the working database, beside the database as it was (attached
 * under the name BEFORE). What pages cannot tell is taken over from there.
 */
import { markAllDirty } from '../store/dirty';
import { attachSql } from '../store/database';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { StoredTable } from '../store/staging-tables';
import { STORED_TABLES, STORED_TICKETS, STORED_VALUES } from '../store/staging-tables';

const BEFORE = 'lake_before';

/** What is still to be done, and what was learnt of a service meanwhile: pages are replayed, work is not done again. */
const WORK_TABLES: readonly string[] = [
  'todo',
  'slices',
  'seen',
  'scans',
  'stream_state',
  'reads',
  'shapes',
  'schema_changes',
];

export async function attachBefore(session: Session, file: string): Promise<void> {
  await session.run(`${attachSql(file, BEFORE)} (READ_ONLY)`);
}

export async function detachBefore(session: Session): Promise<void> {
  await session.run(`DETACH ${BEFORE}`);
}

/** Forgets everything that pages told of a source. */
export async function clearRows(session: Session, source: string): Promise<void> {
  for (const table of contentTables()) await session.run(`DELETE FROM ${table} WHERE source = $source`, { source });
  for (const table of ['todo', 'slices', 'seen']) {
    await session.run(`DELETE FROM ${table} WHERE source = $source`, { source });
  }
  await markAllDirty(session);
}

/** Takes back what clearRows and a replay did. */
export async function restoreRows(session: Session, source: string): Promise<void> {
  for (const table of contentTables()) await restore(session, table, source);
  await restoreWork(session, source);
}

export async function restoreWork(session: Session, source: string): Promise<void> {
  for (const table of WORK_TABLES) await restore(session, table, source);
}

/** Which tickets are gone was proven by whole scans: the database as it was knows it, pages do not tell. */
export async function restoreGoneTickets(session: Session, source: string): Promise<void> {
  await session.run(
    `UPDATE w_tickets w SET gone_at = b.gone_at FROM ${BEFORE}.w_tickets b
     WHERE w.source = $source AND b.source = $source AND b.ticket_id = w.ticket_id AND b.gone_at IS DISTINCT FROM w.gone_at`,
    { source },
  );
}

/**
 * For rows that were overlaid, not rebuilt: what was gone stays gone; and what an old page makes vanish now did not
 * vanish then, so that it is a row which the present mapping does not make any more.
 */
export async function finishOverlay(session: Session, source: string): Promise<void> {
  for (const table of STORED_TABLES.filter(({ softDelete }) => softDelete)) {
    const same = table.key.map((column) => `b.${column} = w.${column}`).join(' AND ');
    await session.run(
      `UPDATE ${table.name} w SET gone_at = b.gone_at FROM ${BEFORE}.${table.name} b
       WHERE w.source = $source AND b.source = $source AND ${same} AND b.gone_at IS NOT NULL AND w.gone_at IS DISTINCT FROM b.gone_at`,
      { source },
    );
    if (table === STORED_TICKETS) continue;
    await session.run(
      `DELETE FROM ${table.name} w USING ${BEFORE}.${table.name} b
       WHERE w.source = $source AND b.source = $source AND ${same} AND b.gone_at IS NULL AND w.gone_at IS NOT NULL`,
      { source },
    );
  }
  await markAllDirty(session);
}

/** Tickets that a complete scan proved to be gone, as the journal tells it. */
export async function markGoneAgain(
  session: Session,
  source: string,
  at: string,
  tickets: readonly string[],
): Promise<void> {
  const ids = JSON.stringify(tickets);
  const named = `ticket_id IN (SELECT unnest(from_json($ids, '["VARCHAR"]')))`;
  await session.run(
    `UPDATE w_tickets SET gone_at = $at::TIMESTAMPTZ WHERE source = $source AND gone_at IS NULL AND ${named}`,
    { source, at, ids },
  );
  await session.run(`DELETE FROM todo WHERE source = $source AND ${named}`, { source, ids });
  await markAllDirty(session);
}

/** The next export reads everything: nobody can say what raw/ lacks. */
export async function forgetFullScan(session: Session, source: string): Promise<void> {
  await session.run('UPDATE stream_state SET last_full_at = NULL WHERE source = $source', { source });
}

export interface Differences {
  new: number;
  changed: number;
  unchanged: number;
  deleted: number;
}

/** How the rows of a table differ from what they were, by the stream that they came with. */
export async function differences(
  session: Session,
  table: StoredTable,
  source: string,
): Promise<Map<string, Differences>> {
  const keys = [...table.key].join(', ');
  const found = await session.all(
    `SELECT coalesce(w.stream, b.stream) AS stream,
       count(*) FILTER (b.hash IS NULL) AS new, count(*) FILTER (w.hash <> b.hash) AS changed,
       count(*) FILTER (w.hash = b.hash) AS unchanged, count(*) FILTER (w.hash IS NULL) AS deleted
     FROM (SELECT ${keys}, stream, hash FROM ${table.name} WHERE source = $source) w
     FULL JOIN (SELECT ${keys}, stream, hash FROM ${BEFORE}.${table.name} WHERE source = $source) b USING (${keys})
     GROUP BY ALL`,
    { source },
    (row) => {
      const counts = {
        new: numberIn(row, 'new'),
        changed: numberIn(row, 'changed'),
        unchanged: numberIn(row, 'unchanged'),
        deleted: numberIn(row, 'deleted'),
      };
      return [textIn(row, 'stream'), counts] as const;
    },
  );
  return new Map(found);
}

/** Tables whose rows can be counted: custom values live and die with their ticket. */
export const COUNTED_TABLES: readonly StoredTable[] = STORED_TABLES.filter((table) => table !== STORED_VALUES);

function contentTables(): string[] {
  return [...STORED_TABLES.map(({ name }) => name), 'rejects'];
}

async function restore(session: Session, table: string, source: string): Promise<void> {
  await session.run(`DELETE FROM ${table} WHERE source = $source`, { source });
  await session.run(`INSERT INTO ${table} BY NAME SELECT * FROM ${BEFORE}.${table} WHERE source = $source`, { source });
}
