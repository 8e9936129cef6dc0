/**
 * The `ticketlake.duckdb` of a publication, written aside and proven: a copy of the last one in which the rows that
 * changed are changed, or a fresh one. After a run that found nothing new the last file is left as it is: its `runs` and
 * `sources` end with the run that wrote it.
 */
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Table } from '../schema/column';
import { runs, sources } from '../schema/run-tables';
import { columnNames, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import type { WorkingDatabase } from '../store/database';
import type { MetaValues } from '../store/ddl';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { LakeError } from '../base/errors';
import { sha256Of, sizeOf } from '../base/files';
import { changedCopy } from './changed-copy';
import { prove, writeFresh } from './fresh-file';
import type { MartMeasures } from './read-back';
import type { Standing } from './standing-database';
import { PUBLISHED_FILE, madeFrom, standingOf } from './standing-database';

/** Readers must not be tempted to write: the next publication replaces the file. */
const READ_ONLY = 0o444;
/** What they say of the run is not about anyone. */
export const ABOUT_THE_RUN = [runs, sources] as const;
/** Whether a run that finds nothing new writes the table. */
export function isAboutTheRun(name: string): boolean {
  return ABOUT_THE_RUN.some((table) => table.name === name);
}

/** The database of a publication. */
export interface PublishedDatabase {
  /** Path of the proven file that is to take the place of the last one; null where that one stays. */
  tempFile: string | null;
  standing: Omit<Standing, 'schema'>;
}

interface News {
  /** All that are published. */
  tables: readonly Table[];
  /** Tables that are not what the last publication holds. */
  changed: ReadonlySet<Table>;
  runId: string;
  /** Canonical instant. */
  now: string;
  /** What the working database keeps, since the marts are built. */
  values: MetaValues;
}

/**
 * @throws LakeError `unproven` when what is on disk is not what the marts hold
 */
export async function publishedDatabase(
  working: WorkingDatabase,
  folder: string,
  news: News,
  marts: MartMeasures,
): Promise<PublishedDatabase> {
  const last = standingOf(news.values[PUBLISHED_FILE]);
  const hasNewContent = [...news.changed].some(({ name }) => !isAboutTheRun(name));
  if (!hasNewContent && last !== null && (await isStanding(working, last))) return { tempFile: null, standing: last };
  const tempFile = path.join(folder, 'ticketlake.duckdb');
  await mkdir(folder, { recursive: true });
  const { replaced, measured, freshBytes } = await writtenAside(working, tempFile, last, news, marts);
  await chmod(tempFile, READ_ONLY);
  const until = await lastRun(working, news.runId);
  const basis = {
    ...{ made_from: madeFrom(news.values, news.tables), at: news.now, replaced },
    fresh_bytes: freshBytes ?? (await sizeOf(tempFile)) ?? 0,
    measures: await measured.ofAll(working, news.tables),
  };
  const [sha256, about] = [await sha256Of(tempFile), await aboutRuns(working, until)];
  return { tempFile, standing: { sha256, run_id: until, about, basis } };
}

interface Written {
  /** Of rows of tickets and people: how many were deleted in the file. */
  replaced: number;
  measured: MartMeasures;
  /** How large the file was when it was written afresh; null: just now. */
  freshBytes: number | null;
}

async function writtenAside(
  working: WorkingDatabase,
  tempFile: string,
  standing: Standing | null,
  { tables: all, changed, values, now }: News,
  marts: MartMeasures,
): Promise<Written> {
  await rm(tempFile, { force: true });
  if (standing?.basis !== undefined) {
    const { measures, fresh_bytes: freshBytes } = standing.basis;
    const tables = new Set([...changed, ...ABOUT_THE_RUN]);
    const measured = marts.knowing(measures, tables);
    const copying = { standing, madeFrom: madeFrom(values, all), now, all, changed: tables };
    const replaced = await changedCopy(working, tempFile, copying);
    if (replaced !== null && (await proves(prove(working, tempFile, all, measured))))
      return { replaced, measured, freshBytes };
  }
  await writeFresh(working, tempFile, all, marts);
  return { replaced: 0, measured: marts, freshBytes: null };
}

/** A copy that is not as it should be is thrown away; any other failure is one. */
async function proves(proof: Promise<void>): Promise<boolean> {
  try {
    await proof;
    return true;
  } catch (error) {
    if (error instanceof LakeError && error.code === 'unproven') return false;
    throw error;
  }
}

/**
 * Whether the last file holds all that is to be published but the runs after its own. A bit that flipped on the disk
 * changes neither size nor time, so its content decides.
 */
async function isStanding(working: WorkingDatabase, { run_id: runId, about, sha256 }: Standing): Promise<boolean> {
  if ((await aboutRuns(working, runId)) !== about) return false;
  return (await sha256Of(working.places.published).catch(() => null)) === sha256;
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
