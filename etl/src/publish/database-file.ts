/** Writes `ticketlake.duckdb` aside: a fresh file, so that it is compact, with every published table; and proves it. */
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Table } from '../schema/column';
import { TABLES, columnDefinitions, columnNames, literal, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import { attachSql } from '../state/database';
import type { Working } from '../state/database';
import type { Session } from '../state/session';
import { syncFile } from './disk';
import { measure, proveEqual, proveSchema } from './read-back';

/** Readers must not be tempted to write: the next publication replaces the file. */
const READ_ONLY = 0o444;

/**
 * @returns path of the proven file
 * @throws LakeError `unproven` when what is on disk is not what the marts hold
 */
export async function writeDatabase(working: Working, folder: string): Promise<string> {
  const aside = path.join(folder, 'ticketlake.duckdb');
  await mkdir(folder, { recursive: true });
  await rm(aside, { force: true });
  await working.alone(async (session) => {
    await session.run(attachSql(aside, 'published'));
    try {
      await session.run('BEGIN TRANSACTION');
      for (const table of TABLES) await copyTable(session, table);
      await session.run('COMMIT');
      await session.run('CHECKPOINT published');
    } finally {
      await session.run('DETACH published');
    }
  });
  await syncFile(aside);
  await prove(working, aside);
  await chmod(aside, READ_ONLY);
  return aside;
}

async function copyTable(session: Session, table: Table): Promise<void> {
  const columns = columnNames(table).map(quoted).join(', ');
  const name = `published.${quoted(table.name)}`;
  await session.run(`CREATE TABLE ${name}(${columnDefinitions(table.columns)})`);
  await session.run(`INSERT INTO ${name} SELECT ${columns} FROM ${martName(table)}`);
  const comments = table.columns.map(
    (column) => `COMMENT ON COLUMN ${name}.${quoted(column.name)} IS ${literal(column.description)}`,
  );
  await session.run([`COMMENT ON TABLE ${name} IS ${literal(table.description)}`, ...comments].join('; '));
}

/** In the same process, so that one memory limit holds for both; the file was closed, so it is read from disk. */
function prove(working: Working, file: string): Promise<void> {
  return working.alone(async (session) => {
    await session.run(`${attachSql(file, 'proof')} (READ_ONLY)`);
    try {
      for (const table of TABLES) {
        const [written, what] = [`proof.${quoted(table.name)}`, `ticketlake.duckdb: ${table.name}`];
        await proveSchema(session, table, written, what);
        proveEqual(await measure(session, table, written), await measure(session, table, martName(table)), what);
      }
    } finally {
      await session.run('DETACH proof');
    }
  });
}
