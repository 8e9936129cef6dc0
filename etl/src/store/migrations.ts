/** Brings the tables of an older working database into their present shape, a version at a time. */
import { LakeError } from '../base/errors';
import { quoted } from '../schema/tables';
import { booleanIn, textIn } from './row';
import type { Session } from './session';

export interface Migration {
  /** The version that it begins with; it ends with the next one. */
  from: number;
  apply(session: Session): Promise<void>;
}

/** One for every version that there ever was. Steps are never changed once they were released. */
export const MIGRATIONS: readonly Migration[] = [
  {
    from: 1,
    // The scope of the last full scan: NULL stands for every project.
    apply: (session) => session.run('ALTER TABLE stream_state ADD COLUMN projects VARCHAR'),
  },
  {
    from: 2,
    apply: async (session) => {
      await addDaysAndPlaces(session);
      await readEverythingAgain(session);
    },
  },
  // Hashes of DuckDB take the place of those of a text that only the program could make: they follow, see ddl.ts.
  { from: 3, apply: (session) => forgetHashes(session) },
  // Who entered a ticket: said by records that are read from now on, or again.
  { from: 4, apply: (session) => addCreator(session) },
  { from: 5, apply: (session) => keepKeysAlone(session) },
];

/** Tickets of another shape hash otherwise: all are hashed anew. */
async function addCreator(session: Session): Promise<void> {
  for (const column of ['creator_id', 'creator_name', 'creator_email'])
    await session.run(`ALTER TABLE w_tickets ADD COLUMN ${column} VARCHAR`);
  await session.run("DELETE FROM meta WHERE key = 'hashed_by'");
}

/**
 * Rows of published tables stood here a second time, as m_<table>: of each of them its hash and its stamps are kept.
 * `ticketlake.duckdb` is written from nothing next, which gives every row its key.
 */
async function keepKeysAlone(session: Session): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TABLE mart_columns AS SELECT substr(table_name, 3) AS "table",
       to_json(list([column_name, data_type || CASE WHEN is_nullable THEN '' ELSE ' NOT NULL' END] ORDER BY column_index))::VARCHAR AS columns
     FROM duckdb_columns() WHERE database_name = current_database() AND starts_with(table_name, 'm_') AND NOT starts_with(column_name, '_')
     GROUP BY table_name`,
  );
  const tables = await session.all(
    `SELECT table_name, list_contains(list(column_name), 'ticket_key') AS has_ticket, list_contains(list(column_name), '_created') AS has_created,
       list_contains(list(column_name), 'run_id') AS has_run
     FROM duckdb_columns() WHERE database_name = current_database() AND starts_with(table_name, 'm_') GROUP BY table_name ORDER BY table_name`,
    undefined,
    (row) => ({
      name: textIn(row, 'table_name'),
      ticket: booleanIn(row, 'has_ticket') ? 'ticket_key' : 'NULL',
      created: booleanIn(row, 'has_created') ? '_created' : 'NULL',
      run: booleanIn(row, 'has_run') ? 'run_id' : 'NULL',
    }),
  );
  for (const { name, ticket, created, run } of tables) {
    await session.run(
      `CREATE TABLE ${quoted(name.replace('m_', 'k_'))} AS SELECT NULL::UBIGINT AS key, ${ticket}::VARCHAR AS ticket_key,
         ${created}::TIMESTAMP AS created, TRY_CAST(_hash AS UHUGEINT) AS hash, ${run}::VARCHAR AS run_id, extracted_at, 0 AS edition FROM ${quoted(name)}`,
    );
    await session.run(`DROP TABLE ${quoted(name)}`);
  }
}

/** Custom values have no hash of their own. */
const HASHED = ['tickets', 'comments', 'changes', 'attachments', 'people', 'roles', 'queues', 'fields', 'names'];

async function forgetHashes(session: Session): Promise<void> {
  for (const table of HASHED) {
    await session.run(`ALTER TABLE w_${table} DROP COLUMN hash`);
    await session.run(`ALTER TABLE w_${table} ADD COLUMN hash UBIGINT`);
  }
}

/** What is stored of a change's own words; days were kept as somebody's midnight: those that were written as days are days from now on. */
async function addDaysAndPlaces(session: Session): Promise<void> {
  await session.run('ALTER TABLE w_changes ADD COLUMN place INTEGER');
  for (const column of ['from_status_id', 'to_status_id', 'cycle'])
    await session.run(`ALTER TABLE w_changes ADD COLUMN ${column} VARCHAR`);
  await session.run('ALTER TABLE w_tickets ADD COLUMN done_words VARCHAR[]');
  await session.run('ALTER TABLE w_tickets ADD COLUMN status_at TIMESTAMPTZ');
  await session.run('ALTER TABLE w_custom_values ADD COLUMN value_date DATE');
  await session.run(
    `UPDATE w_custom_values SET value_date = TRY_CAST(trim(value_text) AS DATE), value_at = NULL
     WHERE value_at IS NOT NULL AND regexp_full_match(trim(value_text), '[0-9]{4}-[0-9]{2}-[0-9]{2}')`,
  );
}

/**
 * Versions before kept pages whose records were lost when secrets were taken out of their text: nobody can say which
 * tickets and comments that were. The next run reads everything, and goes on with no scan that had begun.
 */
async function readEverythingAgain(session: Session): Promise<void> {
  for (const table of ['scans', 'seen', 'slices']) await session.run(`DELETE FROM ${table}`);
  await session.run('UPDATE stream_state SET last_full_at = NULL');
  await session.run(
    `INSERT INTO todo SELECT w.source, s.stream, w.ticket_id, 'rescan', TIMESTAMPTZ '1970-01-01 00:00:00+00' FROM w_tickets w
     JOIN streams s ON s.source = w.source AND s.scope = 'ticket'
     ANTI JOIN todo t ON t.source = w.source AND t.stream = s.stream AND t.ticket_id = w.ticket_id
     WHERE w.gone_at IS NULL AND NOT w.is_deleted`,
  );
}

/**
 * To be called in the transaction that also writes the new version: all steps happen or none does.
 * @param found the version of the database
 * @param target the version that this program knows
 * @throws LakeError when the database is newer than the program, or of a version that has no step
 */
export async function migrate(
  session: Session,
  found: number,
  target: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  if (found > target) throw newerState(found, target);
  for (let version = found; version < target; version += 1) {
    const step = migrations.find(({ from }) => from === version);
    if (!step) throw unknownState(`nothing is known of its state version ${version}`);
    await step.apply(session);
  }
}

export function newerState(found: number, target: number): LakeError {
  return new LakeError(
    'newer_schema',
    `the working database was written by a newer Ticketlake (state version ${found}, this one knows ${target})`,
    'Use the newer version, or another lake folder. Nothing was changed.',
  );
}

export function unknownState(why: string): LakeError {
  return new LakeError(
    'unknown_schema',
    `the working database cannot be used: ${why}`,
    'If it belongs to Ticketlake, restore state/working.duckdb from a backup. Without one, rename it. The next export reads everything again. Nothing was changed.',
  );
}
