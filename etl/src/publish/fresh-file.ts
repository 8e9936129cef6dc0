/** Writes `ticketlake.duckdb` afresh, aside: compact, and with nothing of what was there before. */
import { rm } from 'node:fs/promises';
import type { Table } from '../schema/column';
import { columnDefinitions, columnNames, literal, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import { CHECKPOINT_THRESHOLD, attachSql } from '../store/database';
import type { WorkingDatabase } from '../store/database';
import type { Session } from '../store/session';
import { inTransaction } from '../store/session';
import { syncFile } from '../base/files';
import type { MartMeasures } from './read-back';
import { assertEqual, assertSchemas, measure } from './read-back';

/** What a file is attached as to be written, and to be proven. */
const WRITTEN = 'published';
const PROOF = 'proof';

/** @throws LakeError `unproven` when what is on disk is not what the marts hold */
export async function writeFresh(
  working: WorkingDatabase,
  file: string,
  tables: readonly Table[],
  marts: MartMeasures,
): Promise<void> {
  await rm(file, { force: true });
  await inFile(working, file, async (session) => {
    for (const table of tables) await inTransaction(session, () => copyTable(session, table));
  });
  await prove(working, file, tables, marts);
}

/**
 * @param work with tables of the file, named as `tableIn` says. A transaction for each of them is enough, as nobody else
 *   reads the file yet: rows that are not committed hold a block of memory a column, and what finds no room is spilled
 */
export async function inFile<T>(
  working: WorkingDatabase,
  file: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const result = await working.exclusive(async (session) => {
    await session.run(attachSql(file, WRITTEN));
    // Rows go into the file with the commit, and not into a log first.
    await session.run(`SET checkpoint_threshold = '1KB'`);
    try {
      const done = await work(session);
      await session.run(`CHECKPOINT ${WRITTEN}`);
      return done;
    } finally {
      await session.run(`SET checkpoint_threshold = ${literal(CHECKPOINT_THRESHOLD)}`);
      await session.run(`DETACH ${WRITTEN}`);
    }
  });
  await syncFile(file);
  return result;
}

export function tableIn({ name }: Table): string {
  return `${WRITTEN}.${quoted(name)}`;
}

async function copyTable(session: Session, table: Table): Promise<void> {
  const columns = columnNames(table).map(quoted).join(', ');
  const name = tableIn(table);
  await session.run(`CREATE TABLE ${name}(${columnDefinitions(table.columns)})`);
  await session.run(`INSERT INTO ${name} SELECT ${columns} FROM ${martName(table)}`);
  const comments = table.columns.map(
    (column) => `COMMENT ON COLUMN ${name}.${quoted(column.name)} IS ${literal(column.description)}`,
  );
  await session.run([`COMMENT ON TABLE ${name} IS ${literal(table.description)}`, ...comments].join('; '));
}

/**
 * In the same process, so that one memory limit holds for both; the file was closed, so it is read from disk.
 * @throws LakeError `unproven`
 */
export function prove(
  working: WorkingDatabase,
  file: string,
  tables: readonly Table[],
  marts: MartMeasures,
): Promise<void> {
  return working.exclusive(async (session) => {
    await session.run(`${attachSql(file, PROOF)} (READ_ONLY)`);
    try {
      const nameOf = (table: Table) => `ticketlake.duckdb: ${table.name}`;
      await assertSchemas(session, tables, PROOF, nameOf);
      for (const table of tables) {
        const actual = await measure(session, table, `${PROOF}.${quoted(table.name)}`);
        assertEqual(actual, await marts.of(session, table), nameOf(table));
      }
    } finally {
      await session.run(`DETACH ${PROOF}`);
    }
  });
}
