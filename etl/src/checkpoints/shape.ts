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

interface PathFacts {
  types: Map<string, string>;
  first: string;
  last: string;
  /** When it was met the last time before now: records of one page have one instant. */
  at: string;
}

/** Deeper members belong to free-form content, whose shape says nothing. */
const DEPTH = 4;
/** Maps keyed by data (ids as member names) would grow without end. */
const PATHS_A_STREAM = 2000;
const PATH_LIMIT = 300;
const DATA_KEY = /^(?:\d+|[0-9a-f-]{16,})$/i;
const ITEMS = 5;

export class ShapeReader {
  private readonly streams = new Map<string, StreamShape>();

  read(stream: string, record: Json, at: string): void {
    let shape = this.streams.get(stream);
    if (!shape) this.streams.set(stream, (shape = new StreamShape()));
    shape.read(record, at);
  }

  paths(): SeenPath[] {
    return [...this.streams].flatMap(([stream, { paths }]) =>
      [...paths].map(([path, { types, first, last }]) => ({
        stream,
        path: cut(clean(path), PATH_LIMIT),
        types,
        first,
        last,
      })),
    );
  }
}

/**
 * A place in records, with the places below it by member name. Millions of records have the same few places: their
 * paths are put together once, not for each record.
 */
class PathNode {
  readonly members = new Map<string, PathNode>();
  item: PathNode | undefined;
  /** undefined: not noted yet; null: it is one too many. */
  seen: PathFacts | null | undefined;

  constructor(readonly path: string) {}
}

class StreamShape {
  /** Two places may have one path: `a.b` is also the name of a member. */
  readonly paths = new Map<string, PathFacts>();
  private readonly root = new PathNode('');

  read(record: Json, at: string): void {
    this.walk(this.root, record, at, 0);
  }

  private walk(place: PathNode, value: Json, at: string, depth: number): void {
    if (value === null || typeof value !== 'object') {
      this.note(place, value === null ? null : typeof value, at);
      return;
    }
    if (Array.isArray(value)) {
      if (depth < DEPTH) this.items(place, value, at, depth + 1);
      // PHP writes an empty map as an empty list: only one with items is a list for certain.
      this.note(place, value.length === 0 ? null : 'list', at);
      return;
    }
    this.note(place, 'object', at);
    if (depth >= DEPTH) return;
    for (const name in value) {
      const member = value[name];
      if (member !== undefined) this.walk(this.memberOf(place, name), member, at, depth + 1);
    }
  }

  private items(list: PathNode, values: readonly Json[], at: string, depth: number): void {
    for (let nth = 0; nth < values.length && nth < ITEMS; nth += 1) {
      list.item ??= new PathNode(`${list.path}[]`);
      this.walk(list.item, values[nth] ?? null, at, depth);
    }
  }

  private memberOf(place: PathNode, name: string): PathNode {
    const known = place.members.get(name);
    if (known) return known;
    const step = DATA_KEY.test(name) ? '*' : name;
    const made = place.members.get(step) ?? new PathNode(place.path === '' ? step : `${place.path}.${step}`);
    // Nothing more is noted then, and what is not kept takes no room.
    if (this.paths.size < PATHS_A_STREAM) place.members.set(step, made);
    return made;
  }

  private note(place: PathNode, type: string | null, at: string): void {
    const seen = place.seen === undefined ? this.begin(place, at) : place.seen;
    if (seen === null) return;
    if (type !== null && !seen.types.has(type)) seen.types.set(type, at);
    if (seen.at === at) return;
    seen.at = at;
    if (at < seen.first) seen.first = at;
    if (at > seen.last) seen.last = at;
  }

  /** The record itself, and a member without a name in it, is no path. */
  private begin(place: PathNode, at: string): PathFacts | null {
    const { path } = place;
    let seen = this.paths.get(path) ?? null;
    if (seen === null && path !== '' && this.paths.size < PATHS_A_STREAM) {
      seen = { types: new Map(), first: at, last: at, at };
      this.paths.set(path, seen);
    }
    place.seen = seen;
    return seen;
  }
}
