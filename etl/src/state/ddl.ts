/** The tables of the working database, and the version of their shape. */
import { LakeError } from './lake-error';
import { textIn } from './row';
import type { Session } from './session';
import { ROW_MARKS, STORED_TABLES, STORED_TICKETS } from './stored-tables';
import type { StoredTable } from './stored-tables';

/** Raised with every change of the tables below; a migration is added with it. */
export const STATE_VERSION = 1;

const BOOKKEEPING: readonly string[] = [
  // Slices of each stream's open scan, and of tickets whose pages were interrupted half-way.
  `slices(source VARCHAR, stream VARCHAR, scan VARCHAR, key VARCHAR, ticket_id VARCHAR, params VARCHAR, cursor VARCHAR,
    state VARCHAR, doubt VARCHAR, pages INTEGER, rows BIGINT, total BIGINT, position INTEGER, begun_at VARCHAR, moved_at VARCHAR)`,
  `todo(source VARCHAR, stream VARCHAR, ticket_id VARCHAR, reason VARCHAR, queued_at TIMESTAMPTZ)`,
  // Ids that the open scan has named; children that a ticket's open slice has named.
  `seen(source VARCHAR, stream VARCHAR, slice_key VARCHAR, kind VARCHAR, id VARCHAR)`,
  `scans(source VARCHAR, stream VARCHAR, scan VARCHAR, mode VARCHAR, started_at TIMESTAMPTZ, plan VARCHAR)`,
  `stream_state(source VARCHAR, stream VARCHAR, boundary VARCHAR, last_complete_at TIMESTAMPTZ, last_full_at TIMESTAMPTZ,
    last_rescan_at TIMESTAMPTZ, since VARCHAR, words VARCHAR)`,
  // Tickets whose per-ticket stream was read to its end, so that "none" can be told from "not asked".
  `reads(source VARCHAR, stream VARCHAR, ticket_id VARCHAR, read_at TIMESTAMPTZ)`,
  `spool(source VARCHAR, file VARCHAR, loaded_to BIGINT)`,
  `sources(source VARCHAR, vendor VARCHAR, url VARCHAR, time_zone VARCHAR)`,
  `streams(source VARCHAR, stream VARCHAR, serves VARCHAR, scope VARCHAR)`,
  `runs(run_id VARCHAR, source VARCHAR, vendor VARCHAR, stream VARCHAR, started_at TIMESTAMPTZ, finished_at TIMESTAMPTZ,
    mode VARCHAR, outcome VARCHAR, requests INTEGER, retries INTEGER, rate_limited INTEGER, seconds_waited DOUBLE,
    pages INTEGER, rows_read BIGINT, rows_new BIGINT, rows_changed BIGINT, rows_unchanged BIGINT, rows_deleted BIGINT,
    rows_rejected BIGINT, vendor_total BIGINT, stored_total BIGINT, cursor_from VARCHAR, cursor_to VARCHAR, error VARCHAR)`,
  `rejects(source VARCHAR, stream VARCHAR, reader VARCHAR, ticket_id VARCHAR, record_id VARCHAR, field VARCHAR, severity VARCHAR,
    reason VARCHAR, raw VARCHAR, key VARCHAR, first_run_id VARCHAR, last_met_at TIMESTAMPTZ)`,
  `shapes(source VARCHAR, stream VARCHAR, path VARCHAR, types VARCHAR, last_seen_at TIMESTAMPTZ)`,
  `schema_changes(first_seen TIMESTAMPTZ, source VARCHAR, stream VARCHAR, path VARCHAR, kind VARCHAR)`,
  `quota_spent(source VARCHAR, minute BIGINT, requests INTEGER)`,
  `publications(path VARCHAR, "table" VARCHAR, "partition" VARCHAR, rows BIGINT, content VARCHAR, form VARCHAR, bytes BIGINT,
    sha256 VARCHAR, run_id VARCHAR)`,
  `meta(key VARCHAR PRIMARY KEY, value VARCHAR)`,
];

/**
 * Makes what is missing.
 * @throws LakeError when the database was made by a newer version
 */
export async function createWorkingTables(session: Session): Promise<void> {
  for (const table of BOOKKEEPING) await session.run(`CREATE TABLE IF NOT EXISTS ${table}`);
  for (const table of STORED_TABLES) await session.run(storedDdl(table));
  const found = await metaValue(session, 'state_version');
  if (found === undefined) await setMeta(session, 'state_version', String(STATE_VERSION));
  else if (Number(found) > STATE_VERSION) {
    throw new LakeError(
      'newer_schema',
      `the working database was written by a newer Ticketlake (state version ${found}, this one knows ${STATE_VERSION})`,
      'Use the newer version, or another lake folder.',
    );
  }
}

function storedDdl(table: StoredTable): string {
  const own = table.columns.map(([name, type]) => `${name} ${type}`);
  const marks = ROW_MARKS.map(([name, type]) => `${name} ${type}`);
  const gone = table.mortal ? ['gone_at TIMESTAMPTZ'] : [];
  const firstSight = table === STORED_TICKETS ? ['first_done_at TIMESTAMPTZ'] : [];
  const columns = ['source VARCHAR', ...own, ...marks, ...gone, ...firstSight];
  return `CREATE TABLE IF NOT EXISTS ${table.name}(${columns.join(', ')})`;
}

export async function metaValue(session: Session, key: string): Promise<string | undefined> {
  return session.one('SELECT value FROM meta WHERE key = ?', [key], (row) => textIn(row, 'value'));
}

export async function setMeta(session: Session, key: string, value: string): Promise<void> {
  await session.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', [key, value]);
}
