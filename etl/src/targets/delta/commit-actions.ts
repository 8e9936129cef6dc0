/** What a commit says: files that come and go, and where it must, columns and protocol. Pure but for ids. */
import { randomUUID } from 'node:crypto';
import { packageVersion } from '../../base/version';
import type { PublishedLake } from '../published-lake';
import type { Add, MetaData, Remove } from './actions';
import { ownsAdd } from './ownership';
import type { Ownership } from './ownership';
import { neededProtocol } from './protocol';
import type { StandingField } from './schema';
import { schemaText, shapeOf, standingFields } from './schema';
import type { Snapshot } from './snapshot';

export interface CommitRequest {
  table: string;
  snapshot: Snapshot;
  fields: readonly StandingField[];
  partitionColumns: readonly string[];
  ownership: Ownership;
  /** Own files that stay. */
  kept: ReadonlySet<string>;
  /** Files whose bytes are not there whole. */
  damaged: ReadonlySet<string>;
  /** Own files that are to be there. */
  added: readonly Add[];
  app: string;
  txn: number;
  keepMs: number;
  /** Epoch ms. */
  now: number;
}

/** @returns none where everything is there */
export function actionsOf(commit: CommitRequest): object[] {
  const { snapshot, fields, ownership, kept, damaged, added, app, txn, now } = commit;
  const adds = added.filter(({ path }) => !snapshot.files.has(path));
  const requested = new Set([...kept, ...added.map(({ path }) => path)]);
  const own = ownFiles(snapshot, ownership).filter(({ path }) => !ownership.onlyGrows || damaged.has(path));
  const removes = own.filter(({ path }) => !requested.has(path)).map((add) => removeOf(add, now));
  const standing = snapshot.metaData;
  const isSameShape =
    standing !== null && shapeOf(fields) === shapeOf(standingFields(commit.table, standing.schemaString));
  const types = fields.map(({ type }) => type);
  const protocol = neededProtocol(snapshot.protocol, types);
  if (adds.length + removes.length === 0 && isSameShape && protocol === null) return [];
  return [
    ...(protocol === null ? [] : [{ protocol }]),
    ...(isSameShape ? [] : [{ metaData: metaDataOf(commit, standing) }]),
    { txn: { appId: app, version: txn, lastUpdated: now } },
    ...removes.map((remove) => ({ remove })),
    ...adds.map((add) => ({ add })),
  ];
}

export function ownFiles({ files }: Snapshot, ownership: Ownership): Add[] {
  return [...files.values()].filter((add) => ownsAdd(add, ownership));
}

function removeOf({ path, partitionValues, size }: Add, now: number): Remove {
  return { path, deletionTimestamp: now, dataChange: true, extendedFileMetadata: true, partitionValues, size };
}

function metaDataOf(
  { table, fields, partitionColumns, keepMs, now }: CommitRequest,
  standing: MetaData | null,
): object {
  const hours = `interval ${Math.ceil(keepMs / 3_600_000)} hours`;
  return {
    id: standing?.id ?? randomUUID(),
    name: standing?.name ?? table,
    ...(standing?.description ? { description: standing.description } : {}),
    format: { provider: 'parquet', options: {} },
    schemaString: schemaText(fields),
    partitionColumns,
    configuration: standing?.configuration ?? { 'delta.deletedFileRetentionDuration': hours },
    createdTime: standing?.createdTime ?? now,
  };
}

/** The id tells our own commit from another one of the same number when its answer was lost. */
export function commitInfo({ id, manifest }: PublishedLake, now: number): object {
  const info = {
    timestamp: now,
    operation: 'WRITE',
    operationParameters: { mode: 'Overwrite' },
    engineInfo: `ticketlake/${packageVersion()}`,
    isBlindAppend: false,
    txnId: randomUUID(),
    lakeId: id,
    runId: manifest.run_id,
  };
  return { commitInfo: info };
}
