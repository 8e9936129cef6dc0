/** Reads a Delta table back, file by file, and compares its rows with those of the lake. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { literal, quoted } from '../../schema/tables';
import { maybeTextIn, numberIn } from '../../store/row';
import type { Reader } from '../../store/reader';
import { sha256Of, sizeOf } from '../../base/files';
import { relationOf } from '../published-lake';
import type { LogReader } from './snapshot';
import type { ReadBack } from '../target';
import type { Add } from './actions';
import { ownFiles } from './commit-actions';
import type { DeltaField } from './schema';
import { rowText } from './schema';
import type { TableView } from './table-step';

interface Rows {
  rows: number;
  hash: string;
}

/** @returns what differs; nothing is changed there */
export async function readBackTable(view: TableView, { log }: { log: LogReader }): Promise<ReadBack[]> {
  const { table, snapshot, fields, ownership } = view;
  if (table === null) return [];
  if (snapshot.version < 0) return [{ table: table.name, object: null, message: 'is not there' }];
  const folder = path.join(log.scratch, 'read-back');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const found: ReadBack[] = [];
  const relations: string[] = [];
  for (const [at, add] of ownFiles(snapshot, ownership).entries()) {
    const object = `${table.name}/${add.path}`;
    const place = path.join(folder, `${at}.parquet`);
    const message = await fetched(log, object, place, add);
    if (message !== null) found.push({ table: table.name, object, message });
    else relations.push(selectOf(place, add, fields, view.partitionColumns, await namesIn(log.reader, place)));
  }
  if (found.length > 0) return found;
  const there = await rowsOf(
    log.reader,
    relations.join(' UNION ALL '),
    fields.map(({ name, type }) => ({ name, type, value: quoted(name) })),
  );
  const lake = await rowsOf(log.reader, `SELECT * FROM ${relationOf(table)}`, fields);
  const message = ownership.onlyGrows ? fewer(there, lake) : difference(there, lake);
  return message === null ? [] : [{ table: table.name, object: null, message }];
}

/**
 * Own files that are missing or have another size, and where they are read, those whose bytes are others.
 * @returns their paths in the log
 */
export async function damagedFiles(
  { table, snapshot, ownership }: TableView,
  { log, readsBack }: { log: LogReader; readsBack: boolean },
): Promise<ReadonlySet<string>> {
  const damaged = new Set<string>();
  const own = ownFiles(snapshot, ownership);
  if (table === null || own.length === 0) return damaged;
  const sizes = new Map((await log.store.list(`${table.name}/`)).map(({ name, bytes }) => [name, bytes]));
  const place = path.join(log.scratch, 'read-back.parquet');
  for (const add of own) {
    const object = `${table.name}/${add.path}`;
    const isWhole = sizes.get(decodeURIComponent(object)) === add.size;
    if (!isWhole || (readsBack && (await fetched(log, object, place, add)) !== null)) damaged.add(add.path);
  }
  await rm(place, { force: true });
  return damaged;
}

async function fetched({ store }: LogReader, object: string, place: string, add: Add): Promise<string | null> {
  if (!(await store.fetch(decodeURIComponent(object), place))) return 'is not there';
  const size = await sizeOf(place);
  if (size !== add.size) return `has ${size ?? 0} bytes, its log says ${add.size}`;
  const [, named] = /([0-9a-f]{64})\.parquet$/.exec(add.path) ?? [];
  if (named !== undefined && (await sha256Of(place)) !== named) return 'its bytes are not those that were published';
  return null;
}

async function namesIn(reader: Reader, place: string): Promise<Set<string>> {
  const names = await reader.all(
    `SELECT column_name FROM (DESCRIBE SELECT * FROM ${file(place)})`,
    undefined,
    (row) => maybeTextIn(row, 'column_name') ?? '',
  );
  return new Set(names);
}

function selectOf(
  place: string,
  { partitionValues }: Add,
  fields: readonly DeltaField[],
  partitionColumns: readonly string[],
  names: ReadonlySet<string>,
): string {
  const columns = fields.map(({ name }) => {
    const partition = partitionValues[name];
    if (partitionColumns.includes(name))
      return `${typeof partition === 'string' ? literal(partition) : 'NULL'} AS ${quoted(name)}`;
    return names.has(name) ? quoted(name) : `NULL AS ${quoted(name)}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${file(place)}`;
}

function file(place: string): string {
  return `read_parquet(${literal(place)}, hive_partitioning = false)`;
}

async function rowsOf(reader: Reader, select: string, fields: readonly DeltaField[]): Promise<Rows> {
  if (select === '') return { rows: 0, hash: '' };
  const found = await reader.one(
    `SELECT count(*) AS n, bit_xor(md5_number(${rowText(fields)}))::VARCHAR AS hash FROM (${select})`,
    undefined,
    (row) => ({ rows: numberIn(row, 'n'), hash: maybeTextIn(row, 'hash') ?? '' }),
  );
  return found ?? { rows: 0, hash: '' };
}

function difference(there: Rows, lake: Rows): string | null {
  if (there.rows !== lake.rows) return `has ${there.rows} rows, and the lake ${lake.rows}`;
  return there.hash === lake.hash ? null : 'has other rows than the lake';
}

/** Other lakes have put rows there, too. */
function fewer(there: Rows, lake: Rows): string | null {
  return there.rows < lake.rows ? `has ${there.rows} rows, and the lake ${lake.rows}` : null;
}
