/** A state in a store, and what tests look at in it. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Config, StateConfig } from '../../etl/src/config/config';
import type { Sandbox } from '../../sandbox/server';
import type { BucketServer } from './bucket-server';
import { configOf, newLake, published, sourceOf } from './lake';
import type { Tables } from './lake';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function newStateFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-state-'));
  folders.push(folder);
  return folder;
}

export function stateInFolder(folder = newStateFolder()): StateConfig {
  return { to: folder, place: { kind: 'folder', folder }, access: null };
}

/** Below a prefix of its own. */
export function stateInBucket(endpoint: string, name: string): StateConfig {
  const keys = { id: 'AKIATEST', secret: 'secret-of-the-bucket', session: null };
  const access = { kind: 's3' as const, endpoint, region: null, profile: null, timeoutMs: 5000, keys };
  return { to: `s3://desk-bucket/${name}/`, place: { kind: 's3', bucket: 'desk-bucket', prefix: `${name}/` }, access };
}

/** Another machine's folder: empty, or as that machine left it. */
export function configIn(
  sandbox: Sandbox,
  service: string,
  state: StateConfig | undefined,
  lake = newLake(),
  changes: Partial<Config> = {},
): Config {
  const source = sourceOf(sandbox, service, { pageSize: 10 });
  return configOf(lake, [source], { lakeId: 'desk', ...(state === undefined ? {} : { state }), ...changes });
}

export interface StoredCurrent {
  fence: number;
  lease: { holder: { pid: number; host: string; token: string }; ttl_ms: number } | null;
  snapshot: { object: string; sha256: string; files: number } | null;
  purge: boolean;
}

/** Every object by its name. */
export function objectsOf(place: { folder: string } | { bucket: BucketServer; prefix: string }): Map<string, Buffer> {
  if ('folder' in place) {
    const names = existsSync(place.folder) ? readdirSync(place.folder, { recursive: true, withFileTypes: true }) : [];
    return new Map(
      names
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [path.relative(place.folder, file).replaceAll(path.sep, '/'), readFileSync(file)]),
    );
  }
  const below = [...place.bucket.objects].filter(([name]) => name.startsWith(place.prefix));
  return new Map(below.map(([name, { body }]) => [name.slice(place.prefix.length), body]));
}

export function currentIn(objects: ReadonlyMap<string, Buffer>): StoredCurrent {
  return JSON.parse(objects.get('lease/current.json')?.toString('utf8') ?? 'null') as StoredCurrent;
}

/** Names of objects that hold a text, also inside of what is compressed. */
export function holdersOf(objects: ReadonlyMap<string, Buffer>, text: string): string[] {
  const holds = (body: Buffer): boolean => body.includes(text) || unpacked(body).includes(text);
  return [...objects].filter(([, body]) => holds(body)).map(([name]) => name);
}

function unpacked(body: Buffer): Buffer {
  return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : Buffer.alloc(0);
}

/** When a ticket was found to be missing, or a member to be new, is the run's own affair. */
export async function contentOf(lake: string): Promise<Tables> {
  const tables = await published(lake);
  const tickets = (tables['tickets'] ?? []).map((row) => ({ ...row, deleted_at: row['deleted_at'] !== null }));
  const changes = (tables['schema_changes'] ?? []).map(({ first_seen: _at, ...row }) => row);
  return { ...tables, tickets, schema_changes: changes };
}
