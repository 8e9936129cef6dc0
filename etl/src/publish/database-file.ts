/**
 * Writes `ticketlake.duckdb` aside, with every published table, and proves it: into a fresh file, so that it is compact
 * and nothing that was erased stays in a free block. After a run that found nothing new the last file is left as it is:
 * its `runs` and `sources` end with the run that wrote it.
 */
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Table } from '../schema/column';
import { runs, sources } from '../schema/run-tables';
import { SCHEMA_VERSION, TABLES, columnDefinitions, columnNames, literal, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import { CHECKPOINT_THRESHOLD, attachSql } from '../store/database';
import type { Working } from '../store/database';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { inTransaction } from '../store/session';
import { sha256Of, syncFile } from '../base/files';
import type { MartMeasures } from './read-back';
import { measure, proveEqual, proveSchemas } from './read-back';

/** Readers must not be tempted to write: the next publication replaces the file. */
const READ_ONLY = 0o444;
/** What they say of the run is not about anyone. */
export const ABOUT_THE_RUN = [runs, sources] as const;
/** Where the working database keeps which file it published last. */
export const PUBLISHED_FILE = 'published_file';
/** What the file is attached as to be proven. */
const PROOF = 'proof';

const STANDING = z.object({
  schema: z.number(),
  sha256: z.string(),
  /** The last run that the file tells of. */
  run_id: z.string(),
  about: z.string(),
});

/** Whether a run that finds nothing new writes the table. */
export function isAboutTheRun(name: string): boolean {
  return ABOUT_THE_RUN.some((table) => table.name === name);
}

type Standing = z.infer<typeof STANDING>;

/** The database of a publication. */
export interface PublishedDatabase {
  /** The last run that it tells of. */
  runId: string;
  /** Path of the proven file that is to take the place of the last one; null where that one stays. */
  aside: string | null;
  sha256: string;
  /** What it says of runs up to its last one, and of sources but for their last run. */
  about: string;
}

interface News {
  /** Tables that are not what the last publication holds. */
  changed: ReadonlySet<Table>;
  runId: string;
  /** What is kept of the last file. */
  last: string | undefined;
}

/**
 * @throws LakeError `unproven` when what is on disk is not what the marts hold
 */
export async function publishedDatabase(
  working: Working,
  folder: string,
  { changed, runId, last }: News,
  marts: MartMeasures,
): Promise<PublishedDatabase> {
  const isNews = [...changed].some(({ name }) => !isAboutTheRun(name));
  const standing = isNews ? null : await standingDatabase(working, standingOf(last));
  if (standing !== null) return standing;
  const until = await lastRun(working, runId);
  const aside = await writeDatabase(working, folder, marts);
  return { runId: until, aside, sha256: await sha256Of(aside), about: await aboutRuns(working, until) };
}

/** What the working database keeps of it. */
export function standingText({ runId, sha256, about }: PublishedDatabase): string {
  const standing: Standing = { schema: SCHEMA_VERSION, sha256, run_id: runId, about };
  return JSON.stringify(standing);
}

/**
 * The last file, if it holds all that is to be published but the runs after its own. A bit that flipped on the disk
 * changes neither size nor time, so its content decides.
 */
async function standingDatabase(working: Working, standing: Standing | null): Promise<PublishedDatabase | null> {
  if (standing?.schema !== SCHEMA_VERSION) return null;
  const { run_id: runId, about, sha256 } = standing;
  if ((await aboutRuns(working, runId)) !== about) return null;
  const found = await sha256Of(working.places.published).catch(() => null);
  return found === sha256 ? { runId, aside: null, sha256, about } : null;
}

/** Earlier versions kept another text. */
function standingOf(text = ''): Standing | null {
  try {
    return STANDING.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** No run of the marts is after it. */
async function lastRun(session: Session, runId: string): Promise<string> {
  const last = await session.one(
    `SELECT greatest($run, coalesce(max(run_id), '')) AS last FROM ${martName(runs)}`,
    { run: runId },
    (row) => textIn(row, 'last'),
  );
  return last ?? runId;
}

async function aboutRuns(session: Session, runId: string): Promise<string> {
  const about = await session.one(
    `SELECT (SELECT count(*) || ' ' || coalesce(bit_xor(md5_number(_hash || ' ' || extracted_at)), 0) FROM ${martName(runs)} WHERE run_id <= $run) || ' '
       || (SELECT count(*) || ' ' || coalesce(bit_xor(md5_number(concat_ws(chr(31), ${LASTING_COLUMNS}))), 0) FROM ${martName(sources)}) AS about`,
    { run: runId },
    (row) => textIn(row, 'about'),
  );
  return about ?? '';
}

/** Of `sources`: what every run says anew. */
export const OF_THE_LAST_RUN: ReadonlySet<string> = new Set([
  'change_detection',
  'last_run_id',
  'last_run_at',
  'last_outcome',
  'extracted_at',
  'run_id',
]);
const LASTING_COLUMNS = columnNames(sources)
  .filter((name) => !OF_THE_LAST_RUN.has(name))
  .map((name) => `coalesce(${quoted(name)}::VARCHAR, chr(30))`)
  .join(', ');

async function writeDatabase(working: Working, folder: string, marts: MartMeasures): Promise<string> {
  const aside = path.join(folder, 'ticketlake.duckdb');
  await mkdir(folder, { recursive: true });
  await rm(aside, { force: true });
  await writeTables(working, aside);
  await syncFile(aside);
  await prove(working, aside, marts);
  await chmod(aside, READ_ONLY);
  return aside;
}

async function writeTables(working: Working, file: string): Promise<void> {
  await working.alone(async (session) => {
    await session.run(attachSql(file, 'published'));
    // Rows go into the file with the commit, and not into a log first.
    await session.run(`SET checkpoint_threshold = '1KB'`);
    try {
      await inTransaction(session, async () => {
        for (const table of TABLES) await copyTable(session, table);
      });
      await session.run('CHECKPOINT published');
    } finally {
      await session.run(`SET checkpoint_threshold = ${literal(CHECKPOINT_THRESHOLD)}`);
      await session.run('DETACH published');
    }
  });
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
function prove(working: Working, file: string, marts: MartMeasures): Promise<void> {
  return working.alone(async (session) => {
    await session.run(`${attachSql(file, PROOF)} (READ_ONLY)`);
    try {
      const nameOf = (table: Table) => `ticketlake.duckdb: ${table.name}`;
      await proveSchemas(session, TABLES, PROOF, nameOf);
      for (const table of TABLES) {
        const written = await measure(session, table, `${PROOF}.${quoted(table.name)}`);
        proveEqual(written, await marts.of(session, table), nameOf(table));
      }
    } finally {
      await session.run(`DETACH ${PROOF}`);
    }
  });
}
