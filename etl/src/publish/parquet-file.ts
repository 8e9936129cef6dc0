/** Writes Parquet files aside, and proves them. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Compression } from '../config/config';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, columnNames, literal, quoted } from '../schema/tables';
import type { MartFile } from '../marts/mart-file';
import { measures } from '../marts/measure';
import { tickets } from '../schema/ticket-tables';
import type { WorkingDatabase } from '../store/database';
import { LastingMemory } from '../store/memory-retry';
import type { Session } from '../store/session';
import { sha256Of, sizeOf, syncFile } from '../base/files';
import type { PlannedFile } from './layout';
import { assertColumnsOf, assertEqual, relationOf } from './read-back';

/** Rows of long texts must not pile up in memory until a group is full: whichever is reached first ends it. */
const ROW_GROUP = 122_880;
const ROW_GROUP_BYTES = '32MB';

export interface WrittenFile {
  planned: PlannedFile;
  tempFile: string;
  bytes: number;
  sha256: string;
}

/** What a file says of itself: whoever copies it alone still knows what it is. */
export interface WrittenBy {
  runId: string;
  /** The reporting zone. */
  zone: string;
}

function metadataOf({ name, columns }: Table, { runId, zone }: WrittenBy): string {
  const entries = [
    ['zone', zone],
    ['schema_version', String(SCHEMA_VERSION)],
    ['table', name],
    ['run_id', runId],
    ...columns.map((column) => [`column.${column.name}`, column.description] as const),
  ] as const;
  return entries.map(([key, value]) => `${literal(`ticketlake.${key}`)}: ${literal(value)}`).join(', ');
}

/** By time, so that each row group is one range of it: a reader that asks for a month passes over the others. */
function orderOf(table: Table): string {
  const first = timeOf(table) ?? (table.partitioned ? '_created' : null);
  return [...(first === null ? [] : [first]), ...table.key].map((name) => `${quoted(name)} NULLS LAST`).join(', ');
}

function timeOf({ columns }: Table): string | null {
  return ['created_at', 'changed_at'].find((name) => columns.some((column) => column.name === name)) ?? null;
}

/** @returns relation of the rows, with `_created` where it is asked for */
function rowsOf(table: Table, condition: string, marts: MartFile): string {
  const from = relationIn(marts, table);
  if (!table.partitioned || (condition === 'true' && timeOf(table) !== null)) return from;
  const ofTicket = `SELECT r.*, t.created_local AS _created FROM ${from} r LEFT JOIN (SELECT ticket_key, created_local FROM ${relationIn(marts, tickets)}) t USING (ticket_key)`;
  return `(SELECT * FROM (${ofTicket}) WHERE ${condition})`;
}

function relationIn(marts: MartFile, table: Table): string {
  const relation = marts.relation(table);
  if (relation === null) throw new Error(`there is no file with rows of ${table.name}`);
  return relation;
}

/** Sorting as many tickets in less fails, after it took as long as the whole (measured). */
const MANY_TICKETS = 50_000;
const SORT_MEMORY = '128MB';

function withMemoryFor(
  { table, rows }: PlannedFile,
  working: WorkingDatabase,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  return working.exclusive(async (session) => {
    const { memoryLimit } = working;
    const memory = new LastingMemory({ memoryLimit, run: (sql) => session.run(sql) });
    try {
      if (table === tickets && rows >= MANY_TICKETS) await memory.give(SORT_MEMORY);
      await memory.retry(() => work(session));
    } finally {
      await memory.end();
    }
  });
}

/** Its rows are not proven yet. */
export async function writeParquet(
  session: WorkingDatabase,
  file: PlannedFile,
  folder: string,
  compression: Compression,
  origin: WrittenBy,
  marts: MartFile,
): Promise<WrittenFile> {
  const { table, condition } = file;
  const tempFile = path.join(folder, `${file.path.replaceAll(/[/=]/g, '-')}`);
  await mkdir(folder, { recursive: true });
  const columns = columnNames(table).map(quoted).join(', ');
  const rows = rowsOf(table, condition, marts);
  await withMemoryFor(file, session, (own) =>
    own.run(
      `COPY (SELECT ${columns} FROM ${rows} ORDER BY ${orderOf(table)}) TO ${literal(tempFile)}
       (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE ${ROW_GROUP}, ROW_GROUP_SIZE_BYTES '${ROW_GROUP_BYTES}',
        KV_METADATA {${metadataOf(table, origin)}})`,
    ),
  );
  await syncFile(tempFile);
  return { planned: file, tempFile, bytes: (await sizeOf(tempFile)) ?? 0, sha256: await sha256Of(tempFile) };
}

/**
 * Whole tables are proven by one statement, and each part of a divided one by itself: what it is compared with takes a join.
 * @throws LakeError `unproven` when what is on disk is not what the marts hold
 */
export async function proveParquet(
  session: WorkingDatabase,
  files: readonly WrittenFile[],
  marts: MartFile,
): Promise<void> {
  const whole = files.filter(({ planned }) => planned.partition === null);
  const parts = files.filter(({ planned }) => planned.partition !== null);
  for (const together of [whole, ...parts.map((part) => [part])]) await proveTogether(session, together, marts);
}

async function proveTogether(session: WorkingDatabase, files: readonly WrittenFile[], marts: MartFile): Promise<void> {
  if (files.length === 0) return;
  const written = files.map(({ planned: { table, path: what }, tempFile }) => ({
    table,
    what,
    from: relationOf(tempFile),
  }));
  await assertColumnsOf(session, written);
  const unmeasured = files.flatMap(({ planned }) => {
    const from = unmeasuredRows(planned, marts);
    return from === null ? [] : [{ table: planned.table, what: planned.path, from }];
  });
  const found = await measures(session, [...written, ...unmeasured]);
  const expected = new Map(unmeasured.map(({ what }, at) => [what, found[written.length + at]]));
  for (const [at, { planned }] of files.entries())
    assertEqual(found[at], expected.get(planned.path) ?? marts.measureOf(planned.table), planned.path);
}

/** The relation of what a file is to hold, where nobody has measured it. */
function unmeasuredRows({ table, partition, condition }: PlannedFile, marts: MartFile): string | null {
  return partition === null ? marts.unmeasured(table) : rowsOf(table, condition, marts);
}
