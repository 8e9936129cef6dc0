/**
 * The `ticketlake.duckdb` of a publication, whole and proven before anyone else can see it. After a run that found
 * nothing new the last file is left as it is: its `runs` and `sources` end with the run that wrote it.
 */
import { chmod } from 'node:fs/promises';
import { sha256Of, sizeOf } from '../base/files';
import { keyTable } from '../marts/key-tables';
import { ASIDE } from '../marts/mart-file';
import type { MartFile } from '../marts/mart-file';
import { measures } from '../marts/measure';
import type { Standing } from '../marts/standing-database';
import { PUBLISHED_FILE, describedBy, madeFrom, standingText } from '../marts/standing-database';
import type { Table } from '../schema/column';
import { runs, sources } from '../schema/run-tables';
import { columnNames, quoted } from '../schema/tables';
import type { WorkingDatabase } from '../store/database';
import type { MetaValues } from '../store/ddl';
import { setMeta } from '../store/ddl';
import { forgetUnpublishedTickets } from '../store/dirty';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { UNPUBLISHED } from '../store/unpublished';
import { assertEqual, assertSchemas } from './read-back';

/** Readers must not be tempted to write: the next publication replaces the file. */
const READ_ONLY = 0o444;

/** The database of a publication. */
export interface PublishedDatabase {
  /** Path of the proven file that is to take the place of the last one; null where that one stays. */
  tempFile: string | null;
  standing: Omit<Standing, 'schema'>;
}

/**
 * @param tables all that are published
 * @param values what the working database keeps, since the marts are built
 * @throws LakeError `unproven` when what is on disk is not what the marts hold
 */
export async function publishedDatabase(
  working: WorkingDatabase,
  file: MartFile,
  tables: readonly Table[],
  values: MetaValues,
  runId: string,
): Promise<PublishedDatabase> {
  const { standing } = file;
  const described = describedBy(tables);
  const isDescribed = standing?.basis.described === described;
  if (!file.isWritten && isDescribed && (await aboutRuns(working, file, standing.run_id)) === standing.about)
    return { tempFile: null, standing };
  const { tempFile } = file;
  await working.exclusive((session) => file.finish(session, tables, isDescribed));
  await prove(working, file, tables);
  await chmod(tempFile, READ_ONLY);
  const until = await lastRun(working, runId);
  const bytes = (await sizeOf(tempFile)) ?? 0;
  const basis = {
    ...{ made_from: madeFrom(values), described, edition: file.editions.next, replaced: file.replaced },
    fresh_bytes: file.isFresh ? bytes : (standing?.basis.fresh_bytes ?? bytes),
    measures: Object.fromEntries(tables.map((table) => [table.name, file.measureOf(table)])),
  };
  const [sha256, about] = [await sha256Of(tempFile), await aboutRuns(working, file, until)];
  return { tempFile, standing: { sha256, run_id: until, about, basis } };
}

/** To be called in the transaction that notes what was published, when it is. */
export async function rememberDatabase(session: Session, standing: Omit<Standing, 'schema'>): Promise<void> {
  await setMeta(session, { [PUBLISHED_FILE]: standingText(standing), [UNPUBLISHED]: '' });
  await forgetUnpublishedTickets(session);
}

/**
 * In the same process, so that one memory limit holds for both; the file was closed, so it is read from disk.
 * @throws LakeError `unproven`
 */
async function prove(working: WorkingDatabase, file: MartFile, tables: readonly Table[]): Promise<void> {
  const nameOf = (table: Table): string => `ticketlake.duckdb: ${table.name}`;
  await assertSchemas(working, tables, ASIDE, nameOf);
  const standing = tables.map((table) => ({ table, from: `${ASIDE}.${quoted(table.name)}` }));
  const actual = await measures(working, standing);
  for (const [at, table] of tables.entries()) assertEqual(actual[at], file.measureOf(table), nameOf(table));
}

/** No run of the marts is after it. */
async function lastRun(session: Session, runId: string): Promise<string> {
  const last = await session.one(
    `SELECT greatest($run, coalesce(max(run_id), '')) AS last FROM ${keyTable(runs)}`,
    { run: runId },
    (row) => textIn(row, 'last'),
  );
  return last ?? runId;
}

async function aboutRuns(session: Session, file: MartFile, runId: string): Promise<string> {
  const about = await session.one(
    `SELECT (SELECT count(*) || ' ' || coalesce(bit_xor(md5_number(hash || ' ' || extracted_at)), 0) FROM ${keyTable(runs)} WHERE run_id <= $run) || ' '
       || (SELECT count(*) || ' ' || coalesce(bit_xor(md5_number(concat_ws(chr(31), ${LASTING_COLUMNS}))), 0) FROM ${file.relation(sources) ?? ''}) AS about`,
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
