/** Writes one Parquet file aside, and proves it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Compression } from '../config/config';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, columnNames, literal, quoted } from '../schema/tables';
import type { MartFile } from '../marts/mart-file';
import { measure } from '../marts/measure';
import { tickets } from '../schema/ticket-tables';
import type { WorkingDatabase } from '../store/database';
import { retryWithMoreMemory } from '../store/memory-retry';
import { sha256Of, sizeOf, syncFile } from '../base/files';
import type { PlannedFile } from './layout';
import { assertEqual, assertSchema, relationOf } from './read-back';

/** Rows of long texts must not pile up in memory until a group is full: whichever is reached first ends it. */
const ROW_GROUP = 122_880;
const ROW_GROUP_BYTES = '32MB';

export interface WrittenFile {
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

/** @throws LakeError `unproven` when what is on disk is not what the mart holds */
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
  await retryWithMoreMemory(session, () =>
    session.run(
      `COPY (SELECT ${columns} FROM ${rows} ORDER BY ${orderOf(table)}) TO ${literal(tempFile)}
       (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE ${ROW_GROUP}, ROW_GROUP_SIZE_BYTES '${ROW_GROUP_BYTES}',
        KV_METADATA {${metadataOf(table, origin)}})`,
    ),
  );
  await syncFile(tempFile);
  await assertSchema(session, table, relationOf(tempFile), file.path);
  const expected = file.partition === null ? await marts.measured(session, table) : await measure(session, table, rows);
  assertEqual(await measure(session, table, relationOf(tempFile)), expected, file.path);
  return { tempFile, bytes: (await sizeOf(tempFile)) ?? 0, sha256: await sha256Of(tempFile) };
}
