/**
 * Writes `ticketlake.duckdb` aside, with every published table, and proves it: into a fresh file, so that it is compact
 * and nothing that was erased stays in a free block. After a run that found nothing new the last file is copied, and
 * only what is said of the run is written.
 */
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Table } from '../schema/column';
import { runs, sources } from '../schema/run-tables';
import { TABLES, columnDefinitions, columnNames, literal, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import { attachSql } from '../store/database';
import type { Working } from '../store/database';
import { metaValue, setMeta } from '../store/ddl';
import type { Session } from '../store/session';
import { inTransaction } from '../store/session';
import { sha256Of, syncFile } from '../base/files';
import type { MartMeasures } from './read-back';
import { measure, proveEqual, proveSchemas } from './read-back';

/** Readers must not be tempted to write: the next publication replaces the file. */
const READ_ONLY = 0o444;
/** What they say of the run is not about anyone. */
const ABOUT_THE_RUN: ReadonlySet<Table> = new Set([sources, runs]);
/** Where the working database keeps which file it published last. */
const PUBLISHED_FILE = 'published_file';
/** What the file is attached as to be proven. */
const PROOF = 'proof';

/**
 * @param changed tables that are not what the last publication holds
 * @returns path of the proven file
 * @throws LakeError `unproven` when what is on disk is not what the marts hold
 */
export async function writeDatabase(
  working: Working,
  folder: string,
  changed: ReadonlySet<Table>,
  marts: MartMeasures,
): Promise<string> {
  const aside = path.join(folder, 'ticketlake.duckdb');
  await mkdir(folder, { recursive: true });
  await rm(aside, { force: true });
  const isNews = [...changed].some((table) => !ABOUT_THE_RUN.has(table));
  const isCopy = !isNews && (await copyPublished(working, aside));
  const tables = isCopy ? TABLES.filter((table) => changed.has(table)) : TABLES;
  await writeTables(working, aside, tables);
  await syncFile(aside);
  await prove(working, aside, tables, marts);
  await chmod(aside, READ_ONLY);
  return aside;
}

/** To be called when the file is in its place: only the very same file is ever copied. */
export async function rememberDatabase(working: Working): Promise<void> {
  const identity = await identityOf(working.places.published);
  await working.transaction((session) => setMeta(session, { [PUBLISHED_FILE]: identity }));
}

/** @returns whether the copy was made and is, byte by byte, what was proven when it was published */
async function copyPublished(working: Working, aside: string): Promise<boolean> {
  const { published } = working.places;
  const known = await metaValue(working, PUBLISHED_FILE);
  if (known === undefined || known === '') return false;
  const isThere = await copyFile(published, aside).then(
    () => true,
    () => false,
  );
  if (!isThere) return false;
  await chmod(aside, 0o644);
  if (known === (await identityOf(aside))) return true;
  await rm(aside);
  return false;
}

/** A bit that flipped on the disk changes neither size nor time, so the content decides. */
async function identityOf(file: string): Promise<string> {
  return `schema ${columnsOfAll()} sha256 ${await sha256Of(file)}`;
}

/** Another schema is another file. */
function columnsOfAll(): number {
  return TABLES.reduce((sum, table) => sum + table.columns.length, 0);
}

async function writeTables(working: Working, file: string, tables: readonly Table[]): Promise<void> {
  await working.alone(async (session) => {
    await session.run(attachSql(file, 'published'));
    try {
      await inTransaction(session, async () => {
        for (const table of tables) await copyTable(session, table);
      });
      await session.run('CHECKPOINT published');
    } finally {
      await session.run('DETACH published');
    }
  });
}

async function copyTable(session: Session, table: Table): Promise<void> {
  const columns = columnNames(table).map(quoted).join(', ');
  const name = `published.${quoted(table.name)}`;
  await session.run(`CREATE OR REPLACE TABLE ${name}(${columnDefinitions(table.columns)})`);
  await session.run(`INSERT INTO ${name} SELECT ${columns} FROM ${martName(table)}`);
  const comments = table.columns.map(
    (column) => `COMMENT ON COLUMN ${name}.${quoted(column.name)} IS ${literal(column.description)}`,
  );
  await session.run([`COMMENT ON TABLE ${name} IS ${literal(table.description)}`, ...comments].join('; '));
}

/** In the same process, so that one memory limit holds for both; the file was closed, so it is read from disk. */
function prove(working: Working, file: string, tables: readonly Table[], marts: MartMeasures): Promise<void> {
  return working.alone(async (session) => {
    await session.run(`${attachSql(file, PROOF)} (READ_ONLY)`);
    try {
      const nameOf = (table: Table) => `ticketlake.duckdb: ${table.name}`;
      await proveSchemas(session, tables, PROOF, nameOf);
      for (const table of tables) {
        const written = await measure(session, table, `${PROOF}.${quoted(table.name)}`);
        proveEqual(written, await marts.of(session, table), nameOf(table));
      }
    } finally {
      await session.run(`DETACH ${PROOF}`);
    }
  });
}
