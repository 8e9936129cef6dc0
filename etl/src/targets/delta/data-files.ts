/** Whether the files that a log names are there as they were published. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sha256Of, sizeOf } from '../../base/files';
import type { LakeTable } from '../published-lake';
import type { Add } from './actions';
import { ownFiles } from './commit-actions';
import type { Ownership } from './ownership';
import type { LogReader, Snapshot } from './snapshot';

interface StandingTable {
  /** null: the lake has the table no more, and needs none of its files. */
  table: LakeTable | null;
  snapshot: Snapshot;
  ownership: Ownership;
}

/**
 * Own files that are missing or have another size, and where they are read, those whose bytes are others.
 * @returns their paths in the log
 */
export async function damagedFiles(
  { table, snapshot, ownership }: StandingTable,
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

/** Reads a file of data. @returns what is wrong with it; null: it is what was published */
export async function fetched({ store }: LogReader, object: string, place: string, add: Add): Promise<string | null> {
  if (!(await store.fetch(decodeURIComponent(object), place))) return 'is not there';
  const size = await sizeOf(place);
  if (size !== add.size) return `has ${size ?? 0} bytes, its log says ${add.size}`;
  const [, named] = /([0-9a-f]{64})\.parquet$/.exec(add.path) ?? [];
  if (named !== undefined && (await sha256Of(place)) !== named) return 'its bytes are not those that were published';
  return null;
}
