/**
 * Reads a Delta table as its protocol says, and shares nothing with what writes it: commits as JSON one after the other
 * from the beginning, or from a checkpoint; files by hyparquet.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

interface AddAction {
  path: string;
  partitionValues: Record<string, string | null>;
  size: number;
  stats?: string;
}

export interface DeltaState {
  version: number;
  files: Map<string, AddAction>;
  columns: string[];
  types: Record<string, string>;
  protocol: { minReaderVersion: number; minWriterVersion: number; writerFeatures?: string[] };
  txns: Record<string, number>;
}

/** @param at version; default the last one */
export async function deltaState(folder: string, at = Number.POSITIVE_INFINITY): Promise<DeltaState | null> {
  const log = path.join(folder, '_delta_log');
  if (!existsSync(log)) return null;
  const names = readdirSync(log).sort();
  const commits = names.filter((name) => /^\d{20}\.json$/.test(name)).map((name) => Number(name.slice(0, 20)));
  const points = names.filter((name) => name.endsWith('.checkpoint.parquet')).map((name) => Number(name.slice(0, 20)));
  if (commits.length + points.length === 0) return null;
  const state: DeltaState = {
    version: -1,
    files: new Map(),
    columns: [],
    types: {},
    protocol: { minReaderVersion: 0, minWriterVersion: 0 },
    txns: {},
  };
  // A checkpoint is only used where the commits before it are gone.
  const first = commits.find((version) => !commits.includes(version - 1)) ?? 0;
  const point = points.filter((version) => version <= at && (first > 0 || commits.length === 0)).at(-1);
  if (point !== undefined) {
    for (const row of await rowsOf(path.join(log, `${digits(point)}.checkpoint.parquet`))) applyTo(state, row);
    state.version = point;
  }
  for (const version of commits.filter((each) => each > state.version && each <= at)) {
    if (version !== state.version + 1) throw new Error(`commit ${state.version + 1} of ${folder} is missing`);
    const text = readFileSync(path.join(log, `${digits(version)}.json`), 'utf8');
    for (const line of text.trim().split('\n')) applyTo(state, JSON.parse(line) as Record<string, unknown>);
    state.version = version;
  }
  return state;
}

const digits = (version: number): string => String(version).padStart(20, '0');

type Action = Record<string, unknown>;

function applyTo(state: DeltaState, action: Action): void {
  const add = action['add'] as AddAction | null | undefined;
  if (add) state.files.set(add.path, { ...add, size: Number(add.size), partitionValues: textsIn(add.partitionValues) });
  const remove = action['remove'] as { path: string } | null | undefined;
  if (remove) state.files.delete(remove.path);
  const meta = action['metaData'] as { schemaString: string } | null | undefined;
  if (meta) {
    const { fields } = JSON.parse(meta.schemaString) as { fields: Array<{ name: string; type: string }> };
    state.columns = fields.map(({ name }) => name);
    state.types = Object.fromEntries(fields.map(({ name, type }) => [name, type]));
  }
  const protocol = action['protocol'] as DeltaState['protocol'] | null | undefined;
  if (protocol) state.protocol = protocol;
  const txn = action['txn'] as { appId: string; version: number | bigint } | null | undefined;
  if (txn) state.txns[txn.appId] = Number(txn.version);
}

/** A map of Parquet is a list of keys and values, or an object. */
function textsIn(map: unknown): Record<string, string | null> {
  if (!Array.isArray(map)) return (map ?? {}) as Record<string, string | null>;
  return Object.fromEntries(map.map(({ key, value }: { key: string; value: string | null }) => [key, value]));
}

async function rowsOf(file: string): Promise<Action[]> {
  const body = readFileSync(file);
  const buffer = body.buffer.slice(body.byteOffset, body.byteOffset + body.length) as ArrayBuffer;
  return parquetReadObjects({ file: buffer, compressors });
}

/** Every row, each as one text in the order of the columns, sorted. Bytes are as the log says. */
export async function deltaRows(folder: string, columns: readonly string[], at?: number): Promise<string[]> {
  const state = await deltaState(folder, at);
  if (state === null) throw new Error(`${folder} is no Delta table`);
  const texts: string[] = [];
  for (const add of state.files.values()) {
    const place = path.join(folder, decodeURIComponent(add.path));
    const { length } = readFileSync(place);
    if (length !== add.size) throw new Error(`${place} has ${length} bytes, its log says ${add.size}`);
    for (const text of await rowTexts(place, columns, add.partitionValues)) texts.push(text);
  }
  return texts.sort();
}

/** Rows of a Parquet file, each as one text. */
export async function rowTexts(
  file: string,
  columns: readonly string[],
  values: Readonly<Record<string, string | null>> = {},
): Promise<string[]> {
  const rows = await rowsOf(file);
  return rows.map((row) => JSON.stringify(columns.map((name) => shown(name in values ? values[name] : row[name]))));
}

function shown(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  return value ?? null;
}
