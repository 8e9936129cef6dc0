/** A checkpoint holds a whole version, so that readers need not read every commit. Old commits go once one stands before them. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { literal } from '../../schema/tables';
import { checkpointName, logLines } from './actions';
import { checkpointsIn } from './snapshot';
import type { LogReader, Snapshot } from './snapshot';

/** Every so many versions. */
export const CHECKPOINT_EVERY = 10;
/** Other tools remove files by the tombstones that they find: they stay at least so long. */
const TOMBSTONES_MS = 7 * 86_400_000;

const TEXTS = 'MAP(VARCHAR, VARCHAR)';
const COLUMNS = `{
  txn: 'STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)',
  add: 'STRUCT(path VARCHAR, partitionValues ${TEXTS}, size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags ${TEXTS})',
  remove: 'STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues ${TEXTS}, size BIGINT)',
  metaData: 'STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options ${TEXTS}), schemaString VARCHAR, partitionColumns VARCHAR[], configuration ${TEXTS}, createdTime BIGINT)',
  protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])'
}`;

export interface Age {
  keepMs: number;
  /** Epoch ms. */
  now: number;
}

export async function writeCheckpoint(
  log: LogReader,
  table: string,
  snapshot: Snapshot,
  { keepMs, now }: Age,
): Promise<void> {
  const { store, reader, scratch } = log;
  const youngest = now - Math.max(keepMs, TOMBSTONES_MS);
  const actions = [
    { protocol: snapshot.protocol },
    { metaData: snapshot.metaData },
    ...[...snapshot.txns.values()].map((txn) => ({ txn })),
    ...[...snapshot.removed.values()]
      .filter(({ deletionTimestamp: at }) => (at ?? 0) >= youngest)
      .map((remove) => ({ remove: { ...remove, dataChange: false } })),
    ...[...snapshot.files.values()].map((add) => ({ add: { ...add, dataChange: false } })),
  ];
  const [lines, place] = [path.join(scratch, 'checkpoint.json'), path.join(scratch, 'checkpoint.parquet')];
  const body = logLines(actions);
  await writeFile(lines, body);
  await reader.run(
    `COPY (SELECT * FROM read_json(${literal(lines)}, format = 'newline_delimited', maximum_object_size = ${Math.max(1 << 24, body.length)}, columns = ${COLUMNS}))
     TO ${literal(place)} (FORMAT parquet, COMPRESSION snappy)`,
  );
  // Whoever writes the same version writes the same state: the first one stands.
  const made = await store.putIfAbsent(`${table}/${checkpointName(snapshot.version)}`, await readFile(place));
  await rm(lines, { force: true });
  if (made) await pointTo(log, table, snapshot.version, actions.length);
}

/** A hint for readers, who find the newest checkpoint without it, too. */
async function pointTo({ store }: LogReader, table: string, version: number, size: number): Promise<void> {
  const name = `${table}/_delta_log/_last_checkpoint`;
  const before = await store.get(name);
  const known = before === null ? -1 : versionIn(before.body);
  if (known < version) await store.replaceIf(name, Buffer.from(JSON.stringify({ version, size })), before?.tag ?? null);
}

function versionIn(body: Buffer): number {
  return Number(/"version"\s*:\s*(\d+)/.exec(body.toString('utf8'))?.[1] ?? -1);
}

/**
 * Whether a version is below a checkpoint: where the commits before one were removed, a writer that had fallen behind
 * may still write a commit under a number that is free again, and no reader will look at it.
 */
export async function isBelowCheckpoint({ store }: LogReader, table: string, version: number): Promise<boolean> {
  const prefix = `${table}/_delta_log/`;
  const names = (await store.list(prefix)).map(({ name }) => name.slice(prefix.length));
  return checkpointsIn(names).some((point) => point.version >= version);
}

/**
 * Removes commits and checkpoints that no version needs which is to be kept.
 * @param all nothing before the newest checkpoint is to be kept
 */
export async function removeOldLog(
  { store }: LogReader,
  table: string,
  { keepMs, now }: Age,
  all: boolean,
): Promise<void> {
  const prefix = `${table}/_delta_log/`;
  const objects = (await store.list(prefix)).map(({ name, modified }) => {
    const [, version] = /^(\d{20})\.(?:json|checkpoint[.\w-]*\.parquet)$/.exec(name.slice(prefix.length)) ?? [];
    return { name, modified, version: version === undefined ? -1 : Number(version) };
  });
  const old = new Set(objects.filter(({ modified }) => all || modified < now - keepMs).map(({ name }) => name));
  // One of which a part is missing stands for nothing.
  const points = checkpointsIn(objects.map(({ name }) => name.slice(prefix.length)));
  const first = points.findLast(({ parts }) => parts.every((part) => old.has(`${prefix}${part}`)))?.version ?? -1;
  const before = objects.filter(({ version }) => version >= 0 && version < first);
  // The oldest last would leave a hole in the middle, were this cut short.
  for (const { name } of before.sort((a, b) => a.version - b.version)) await store.delete(name);
}
