/** How a table of the lake is to be written into a Delta table as it stands; what must not be written into is refused. */
import type { LocalTimes, PartitionBy } from '../../config/target-place';
import type { LakeTable, PublishedLake } from '../published-lake';
import { columnsOf } from '../published-lake';
import { TargetError } from '../store/store';
import { isFieldTable } from '../../schema/field-tables';
import type { Claims } from './claims';
import { ownFiles } from './commit-actions';
import type { Ownership } from './ownership';
import { ownsAdd } from './ownership';
import { divisionOf } from './parts';
import { refuseProtocol } from './protocol';
import { fieldsOf, grownFields, standingFields } from './schema';
import type { LogReader, Snapshot } from './snapshot';
import { snapshotOf } from './snapshot';
import type { TableView } from './table-step';

export interface Viewing {
  log: LogReader;
  lake: PublishedLake;
  claims: Claims;
  localTimes: LocalTimes;
  partitionBy: PartitionBy;
  /** Grows with each publication of the lake. */
  txn: number;
}

const APP = 'ticketlake:';

/** What the log calls a lake. */
export function appOf(lakeId: string): string {
  return `${APP}${lakeId}`;
}

/**
 * @param table null: the lake has it no more
 * @throws TargetError when the table there is not one to write into
 */
export async function viewOf(viewing: Viewing, name: string, table: LakeTable | null): Promise<TableView> {
  const { log, lake, claims, localTimes, partitionBy } = viewing;
  const snapshot = await snapshotOf(log, name);
  refuseForeign(name, snapshot, viewing);
  const columns = table === null ? [] : await columnsOf(lake.reader, table);
  const fields = fieldsOf(name, columns, localTimes);
  const standing = snapshot.metaData === null ? [] : standingFields(name, snapshot.metaData.schemaString);
  const division = divisionOf(columns);
  const isDivided = table === null ? isDividedThere(snapshot) : partitionBy === 'source' && division.hasSource;
  // After the log: a lake that has written into it has claimed its sources before.
  if (!isDivided) await claims.look();
  const partitionColumns = isDivided ? ['source'] : [];
  refusePartition(name, snapshot, partitionColumns);
  const ownership = ownershipOf(name, isDivided, viewing);
  if (table !== null && isFieldTable({ name })) refuseShared(name, snapshot, ownership, lake);
  // What a custom field holds may become another type. Nobody else has files in its table.
  const isReplaced = isFieldTable({ name }) && ownFiles(snapshot, ownership).length === snapshot.files.size;
  const types = isReplaced ? ` ${JSON.stringify(fields.map((field) => [field.name, field.type]))}` : '';
  return {
    table,
    snapshot,
    fields,
    grown: table === null ? standing : grownFields(name, standing, fields, isReplaced),
    division,
    partitionColumns,
    ownership,
    form: `${lake.compression} ${localTimes}${types}`,
  };
}

function ownershipOf(name: string, isDivided: boolean, { claims, partitionBy }: Viewing): Ownership {
  const isAlone = isDivided || partitionBy === 'none' || isFieldTable({ name });
  return { isDivided, isAlone, onlyGrows: !isAlone && claims.isShared, sources: claims.sources };
}

function isDividedThere({ metaData }: Snapshot): boolean {
  return metaData?.partitionColumns.includes('source') ?? false;
}

function refuseForeign(name: string, snapshot: Snapshot, { lake, txn }: Viewing): void {
  if (snapshot.version < 0) return;
  refuseProtocol(name, snapshot.protocol, snapshot.metaData);
  if (![...snapshot.txns.keys()].some((app) => app.startsWith(APP)))
    throw new TargetError(
      `${name} is a Delta table that Ticketlake did not write`,
      'Publish into an empty folder: this table would be replaced.',
    );
  const last = snapshot.txns.get(appOf(lake.id))?.version ?? 0;
  if (last > txn)
    throw new TargetError(
      `${name} holds a later publication of this lake than the lake itself`,
      'Run `ticketlake export`: it publishes the lake as it is now. If another lake has the same lake_id, give it one of its own.',
    );
}

/** Names of sources may fold alike. Each lake has a table of custom fields for itself, with columns of its own. */
function refuseShared(name: string, { files }: Snapshot, ownership: Ownership, { manifest }: PublishedLake): void {
  const foreign = [...files.values()].filter((add) => !ownsAdd(add, ownership));
  if (foreign.length === 0) return;
  const others = [...new Set(foreign.map(({ partitionValues }) => partitionValues['source'] ?? 'unknown'))].sort();
  const source = manifest.field_tables?.find(({ table }) => table === name)?.source ?? 'SOURCE';
  throw new TargetError(
    `${name} holds custom fields of ${others.join(', ')} there, which another lake publishes`,
    `Rename the source here, so that its table has another name: \`ticketlake sources rename ${source} NEW\`.`,
  );
}

function refusePartition(name: string, { metaData }: Snapshot, columns: readonly string[]): void {
  if (metaData === null || metaData.partitionColumns.join() === columns.join()) return;
  const there = metaData.partitionColumns.length === 0 ? 'none' : metaData.partitionColumns.join(', ');
  throw new TargetError(
    `${name} is divided by ${there} there, and partition_by: says otherwise`,
    'Set partition_by: as it is there, or publish into an empty folder.',
  );
}
