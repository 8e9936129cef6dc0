/** Which members the records of a stream have, and of which types: what a service changes without notice shows here. */
import type { Json } from '../../../vendors/json';
import { clean, cut } from '../../../vendors/text';

export interface SeenPath {
  stream: string;
  path: string;
  /** Each type with the canonical instant at which it was met first; null is no type, nor is an empty list. */
  types: ReadonlyMap<string, string>;
  /** When the path was met first and last, whatever its type. */
  first: string;
  last: string;
}

interface Seen {
  types: Map<string, string>;
  first: string;
  last: string;
}

/** Deeper members belong to free-form content, whose shape says nothing. */
const DEPTH = 4;
/** Maps keyed by data (ids as member names) would grow without end. */
const PATHS_A_STREAM = 2000;
const PATH_LIMIT = 300;
const DATA_KEY = /^(?:\d+|[0-9a-f-]{16,})$/i;

export class ShapeReader {
  private readonly streams = new Map<string, Map<string, Seen>>();

  read(stream: string, record: Json, at: string): void {
    let paths = this.streams.get(stream);
    if (!paths) this.streams.set(stream, (paths = new Map()));
    walk(paths, '', record, at, 0);
  }

  paths(): SeenPath[] {
    return [...this.streams].flatMap(([stream, paths]) =>
      [...paths].map(([path, seen]) => ({ stream, path: cut(clean(path), PATH_LIMIT), ...seen })),
    );
  }
}

function walk(paths: Map<string, Seen>, path: string, value: Json, at: string, depth: number): void {
  if (Array.isArray(value)) {
    if (depth < DEPTH) for (const item of value.slice(0, 5)) walk(paths, `${path}[]`, item, at, depth + 1);
    // PHP writes an empty map as an empty list: only one with items is a list for certain.
    if (path !== '') note(paths, path, value.length === 0 ? null : 'list', at);
    return;
  }
  if (value !== null && typeof value === 'object') {
    if (path !== '') note(paths, path, 'object', at);
    if (depth >= DEPTH) return;
    for (const [name, member] of Object.entries(value)) {
      const step = DATA_KEY.test(name) ? '*' : name;
      if (member !== undefined) walk(paths, path === '' ? step : `${path}.${step}`, member, at, depth + 1);
    }
    return;
  }
  if (path !== '') note(paths, path, value === null ? null : typeof value, at);
}

function note(paths: Map<string, Seen>, path: string, type: string | null, at: string): void {
  let seen = paths.get(path);
  if (!seen) {
    if (paths.size >= PATHS_A_STREAM) return;
    paths.set(path, (seen = { types: new Map(), first: at, last: at }));
  }
  if (type !== null && !seen.types.has(type)) seen.types.set(type, at);
  if (at < seen.first) seen.first = at;
  if (at > seen.last) seen.last = at;
}
