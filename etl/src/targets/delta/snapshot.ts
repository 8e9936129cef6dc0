/** One version of a Delta table: the last checkpoint, and the commits after it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { literal } from '../../schema/tables';
import type { Reader } from '../../store/reader';
import { textIn } from '../../store/row';
import type { Store } from '../store/store';
import { TargetError } from '../store/store';
import type { Action, Add, MetaData, Protocol, Remove, Txn } from './actions';
import { actionIn, commitName } from './actions';

export interface Snapshot {
  /** -1: there is no table. */
  version: number;
  protocol: Protocol | null;
  metaData: MetaData | null;
  /** By path. */
  files: Map<string, Add>;
  removed: Map<string, Remove>;
  /** By name of the application. */
  txns: Map<string, Txn>;
}

/** What reading a log needs: where it stands, and how Parquet is read. */
export interface LogReader {
  store: Store;
  reader: Reader;
  /** A folder for files on their way. */
  scratch: string;
}

/** Another program may remove old commits between the list and the look. */
const TRIES = 3;
const CHECKPOINT = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/;
const COMMIT = /^(\d{20})\.json$/;

/**
 * @param table folder of the table in the store
 * @throws TargetError when the log is broken
 */
export async function snapshotOf(log: LogReader, table: string): Promise<Snapshot> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readOnce(log, table);
    } catch (error) {
      if (!(error instanceof Vanished) || tries === TRIES) throw error;
    }
  }
}

class Vanished extends TargetError {}

async function readOnce(log: LogReader, table: string): Promise<Snapshot> {
  const prefix = `${table}/_delta_log/`;
  const names = (await log.store.list(prefix)).map(({ name }) => name.slice(prefix.length)).sort();
  const snapshot = emptySnapshot();
  const checkpoint = checkpointsIn(names).at(-1) ?? null;
  for (const part of checkpoint?.parts ?? [])
    for (const action of await checkpointActions(log, `${prefix}${part}`)) apply(snapshot, action);
  if (checkpoint !== null) snapshot.version = checkpoint.version;
  for (const version of commitsAfter(names, snapshot.version)) {
    if (version !== snapshot.version + 1) throw missing(table, snapshot.version + 1);
    const found = await log.store.get(`${table}/${commitName(version)}`);
    if (found === null) throw missing(table, version);
    for (const action of actionsIn(found.body, `${table}/${commitName(version)}`)) apply(snapshot, action);
    snapshot.version = version;
  }
  if (snapshot.version >= 0) proveTable(table, snapshot);
  return snapshot;
}

/** Every table has both. A log without them was not read whole, and its files are not all that there are. */
function proveTable(table: string, { protocol, metaData }: Snapshot): void {
  if (protocol !== null && metaData !== null) return;
  throw new TargetError(
    `the log of ${table} names no ${metaData === null ? 'columns' : 'protocol'}: it cannot be read as a whole`,
    'If another program wrote it, publish into an empty folder.',
  );
}

/** Brings a snapshot to the version that this commit makes of it. */
export function applyCommit(snapshot: Snapshot, version: number, body: Buffer): void {
  for (const action of actionsIn(body, commitName(version))) apply(snapshot, action);
  snapshot.version = version;
}

function emptySnapshot(): Snapshot {
  return { version: -1, protocol: null, metaData: null, files: new Map(), removed: new Map(), txns: new Map() };
}

interface Checkpoint {
  version: number;
  /** So many parts. */
  most: number;
  parts: string[];
}

/** Those of which every part is there, the newest last. @param names below the folder of the log */
export function checkpointsIn(names: readonly string[]): Checkpoint[] {
  const found = new Map<string, Checkpoint>();
  for (const name of names) {
    const [, version, , most = '1'] = CHECKPOINT.exec(name) ?? [];
    if (version === undefined) continue;
    const key = `${version} ${most}`;
    const known = found.get(key) ?? { version: Number(version), most: Number(most), parts: [] };
    known.parts.push(name);
    found.set(key, known);
  }
  const whole = [...found.values()].filter(({ most, parts }) => parts.length === most);
  return whole.sort((a, b) => a.version - b.version);
}

function commitsAfter(names: readonly string[], version: number): number[] {
  return names.flatMap((name) => {
    const [, digits] = COMMIT.exec(name) ?? [];
    return digits !== undefined && Number(digits) > version ? [Number(digits)] : [];
  });
}

async function checkpointActions({ store, reader, scratch }: LogReader, name: string): Promise<Action[]> {
  const place = path.join(scratch, 'checkpoint.parquet');
  const found = await store.get(name);
  if (found === null) throw new Vanished(`${name} was removed while it was read`, AGAIN);
  await writeFile(place, found.body);
  const lines = await reader.all(
    `SELECT to_json(c)::VARCHAR AS line FROM read_parquet(${literal(place)}, hive_partitioning = false) c`,
    undefined,
    (row) => textIn(row, 'line'),
  );
  return lines.map((line) => actionIn(line) ?? broken(name));
}

function actionsIn(body: Buffer, name: string): Action[] {
  const text = body.toString('utf8');
  // A commit that was cut is no commit: its last line does not end, or nothing of it came at all.
  if (!text.trimEnd().endsWith('}')) broken(name);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => actionIn(line) ?? broken(name));
}

const AGAIN = 'Run `ticketlake publish` again.';

function missing(table: string, version: number): TargetError {
  return new Vanished(`${table}/${commitName(version)} is missing: the log of the table is not whole`, AGAIN);
}

function broken(name: string): never {
  throw new TargetError(
    `${name} cannot be read: it was cut while it was written, or is no log of Delta Lake`,
    'If it is the last commit of its folder, remove it and run `ticketlake publish`: readers cannot read it either.',
  );
}

function apply(snapshot: Snapshot, { add, remove, metaData, protocol, txn }: Action): void {
  if (protocol) snapshot.protocol = protocol;
  if (metaData) snapshot.metaData = metaData;
  if (txn) snapshot.txns.set(txn.appId, txn);
  if (add) {
    snapshot.files.set(add.path, add);
    snapshot.removed.delete(add.path);
  }
  if (remove) {
    snapshot.files.delete(remove.path);
    snapshot.removed.set(remove.path, remove);
  }
}
