/** The tables of the working database, and the version of their shape. */
import { toResult } from '../../../vendors/result';
import type { Migration } from './migrations';
import { MIGRATIONS, migrate, unknownState } from './migrations';
import { textIn } from './row';
import { rehash } from './row-hash';
import type { Session } from './session';
import { ROW_MARKS, STORED_TABLES, STORED_TICKETS } from './staging-tables';
import type { StoredTable } from './staging-tables';

/** Names the version of DuckDB that hashed the stored rows. */
const HASHED_BY = 'hashed_by';

/** Raised with every change of the tables below; a step is added to migrations.ts with it. */
export const STATE_VERSION = 6;

const BOOKKEEPING: readonly string[] = [
  // Slices of each stream's open scan, and of tickets whose pages were interrupted half-way.
  `slices(source VARCHAR, stream VARCHAR, scan VARCHAR, key VARCHAR, ticket_id VARCHAR, params VARCHAR, cursor VARCHAR,
    state VARCHAR, doubt VARCHAR, pages INTEGER, rows BIGINT, total BIGINT, position INTEGER, begun_at VARCHAR, moved_at VARCHAR)`,
  `todo(source VARCHAR, stream VARCHAR, ticket_id VARCHAR, reason VARCHAR, queued_at TIMESTAMPTZ)`,
  // Ids that the open scan has named; children that a ticket's open slice has named.
  `seen(source VARCHAR, stream VARCHAR, slice_key VARCHAR, kind VARCHAR, id VARCHAR)`,
  `scans(source VARCHAR, stream VARCHAR, scan VARCHAR, mode VARCHAR, started_at TIMESTAMPTZ, plan VARCHAR)`,
  `stream_state(source VARCHAR, stream VARCHAR, boundary VARCHAR, last_complete_at TIMESTAMPTZ, last_full_at TIMESTAMPTZ,
    last_rescan_at TIMESTAMPTZ, since VARCHAR, words VARCHAR, projects VARCHAR)`,
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
  // Tickets of which anything was written since the marts were built, once or more often.
  `dirty(source VARCHAR, ticket_id VARCHAR)`,
  // Those whose marts were built since the last publication.
  `unpublished_tickets(source VARCHAR, ticket_id VARCHAR)`,
  // Columns of published tables, each with its form: of other columns than these, no row stays as it was.
  `mart_columns("table" VARCHAR, columns VARCHAR)`,
  // What marts keep to bring themselves up to date: the days at whose end a ticket was open, people as they were.
  `open_days(ticket_key VARCHAR, status_group VARCHAR, from_day DATE, to_day DATE, created_day INTEGER)`,
  `known_people(source VARCHAR, person_id VARCHAR, state UHUGEINT)`,
  `meta(key VARCHAR PRIMARY KEY, value VARCHAR)`,
];

/**
 * Makes the tables of a new database, or brings those of an older one into the present shape. To be called in a
 * transaction: a run that is killed meanwhile leaves the database as it was.
 * @throws LakeError when the database was made by a newer version, or is none of ours
 */
export async function prepareTables(
  session: Session,
  target: number = STATE_VERSION,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const found = await stateVersion(session);
  if (found !== target) {
    if (found !== null) await migrate(session, found, target, migrations);
    for (const table of BOOKKEEPING) await session.run(`CREATE TABLE IF NOT EXISTS ${table}`);
    for (const table of STORED_TABLES) await session.run(storedDdl(table));
    await setMeta(session, { state_version: String(target) });
  }
  await settleHashes(session);
}

/** Rows that another version of DuckDB hashed, or none, are hashed anew. */
async function settleHashes(session: Session): Promise<void> {
  const [now = ''] = await session.all('SELECT version() AS now', undefined, (row) => textIn(row, 'now'));
  if ((await metaValue(session, HASHED_BY)) === now) return;
  await rehash(session);
  await setMeta(session, { [HASHED_BY]: now });
}

/** Whether tables and hashes have the present shape: asked first, as those of most databases that are opened do. */
export async function hasPresentShape(session: Session): Promise<boolean> {
  const same = await toResult(
    session.one(
      `SELECT 1 FROM meta WHERE key = 'state_version' AND value = $wanted
         AND (SELECT value FROM meta WHERE key = $hashedBy) = version()`,
      { wanted: String(STATE_VERSION), hashedBy: HASHED_BY },
      () => true,
    ),
  );
  return same.status === 'fulfilled' && same.value === true;
}

/**
 * @returns null for a database without tables
 * @throws LakeError when it has tables, but does not say of which version
 */
export async function stateVersion(session: Session): Promise<number | null> {
  const tables = await session.all(
    'SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal AND NOT temporary',
    undefined,
    (row) => textIn(row, 'table_name'),
  );
  if (tables.length === 0) return null;
  const version = tables.includes('meta') ? await metaValue(session, 'state_version') : undefined;
  if (version === undefined || !/^[1-9]\d*$/.test(version)) throw unknownState('it does not say its state version');
  return Number(version);
}

/** @returns null for a database that is of no older version */
export async function olderVersion(session: Session): Promise<number | null> {
  const found = await stateVersion(session);
  return found !== null && found < STATE_VERSION ? found : null;
}

function storedDdl(table: StoredTable): string {
  const own = table.columns.map(([name, type]) => `${name} ${type}`);
  const marks = ROW_MARKS.map(([name, type]) => `${name} ${type}`);
  const gone = table.softDelete ? ['gone_at TIMESTAMPTZ'] : [];
  const firstSight = table === STORED_TICKETS ? ['first_done_at TIMESTAMPTZ'] : [];
  const columns = ['source VARCHAR', ...own, ...marks, ...gone, ...firstSight];
  return `CREATE TABLE IF NOT EXISTS ${table.name}(${columns.join(', ')})`;
}

export async function metaValue(session: Session, key: string): Promise<string | undefined> {
  return session.one('SELECT value FROM meta WHERE key = ?', [key], (row) => textIn(row, 'value'));
}

export type MetaValues = Readonly<Record<string, string | undefined>>;

export async function metaValues(session: Session): Promise<MetaValues> {
  const rows = await session.all('SELECT key, value FROM meta', undefined, (row) => {
    return [textIn(row, 'key'), textIn(row, 'value')] as const;
  });
  return Object.fromEntries(rows);
}

export async function setMeta(session: Session, values: Readonly<Record<string, string>>): Promise<void> {
  const entries = Object.entries(values);
  await session.run(`INSERT OR REPLACE INTO meta VALUES ${entries.map(() => '(?, ?)').join(', ')}`, entries.flat());
}
