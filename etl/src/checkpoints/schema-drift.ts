/** Keeps the known shape of each stream, and writes down how it changes. */
import { jsonRows } from '../store/json-rows';
import { instantText, maybeTextIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { SeenPath } from './shape';
import type { LastSeen, ShapeChange } from './shape-changes';
import { changesIn, missingIn, typesText } from './shape-changes';

const COLUMNS = [
  ['stream', 'VARCHAR'],
  ['path', 'VARCHAR'],
  ['types', 'VARCHAR'],
  ['last_seen_at', 'TIMESTAMPTZ'],
] as const;

/**
 * Until a stream was read whole for the first time everything in it is its known shape; after that a new path or type
 * is a change.
 */
export async function settleShapes(session: Session, source: string, paths: readonly SeenPath[]): Promise<void> {
  if (paths.length === 0) return;
  const merged = new Map<string, MergedPath>();
  const shapes = await knownShapes(session, source);
  for (const stream of new Set(paths.map((seen) => seen.stream))) {
    const seen = paths.filter((each) => each.stream === stream);
    const { known, since } = shapes.get(stream) ?? UNKNOWN;
    if (since !== null) {
      const changes = changesIn(known, seen).filter(({ at }) => at > since);
      await writeChanges(session, source, stream, changes);
    }
    for (const { path, types, last } of seen) {
      // Two long paths may be cut to one.
      const key = JSON.stringify([stream, path]);
      const other = merged.get(key);
      const all = new Set([...(known.get(path) ?? []), ...types.keys(), ...(other?.all ?? [])]);
      const latest = other !== undefined && other.last_seen_at > last ? other.last_seen_at : last;
      merged.set(key, { stream, path, all, last_seen_at: latest });
    }
  }
  await session.run(
    `MERGE INTO shapes k USING (SELECT $source AS source, * FROM ${jsonRows(COLUMNS)}) s
       ON k.source = s.source AND k.stream = s.stream AND k.path = s.path
     WHEN MATCHED THEN UPDATE SET types = s.types, last_seen_at = greatest(s.last_seen_at, k.last_seen_at)
     WHEN NOT MATCHED THEN INSERT BY NAME`,
    {
      source,
      rows: JSON.stringify([...merged.values()].map(({ all, ...row }) => ({ ...row, types: typesText(all) }))),
    },
  );
}

interface MergedPath {
  stream: string;
  path: string;
  all: Set<string>;
  last_seen_at: string;
}

/** What the records of a stream are known to be made of. */
interface StoredShape {
  known: Map<string, Set<string>>;
  /** When the stream was read whole last; null: never, so that nothing is a change yet. */
  since: string | null;
}

const UNKNOWN: StoredShape = { known: new Map(), since: null };

export async function knownShape(session: Session, source: string, stream: string): Promise<StoredShape> {
  return (await knownShapes(session, source)).get(stream) ?? UNKNOWN;
}

/** By stream. */
async function knownShapes(session: Session, source: string): Promise<Map<string, StoredShape>> {
  const shapes = new Map<string, StoredShape>();
  const rows = await session.all(
    `SELECT stream, k.path, k.types, ${instantText('t.last_complete_at')} AS since
     FROM (SELECT * FROM shapes WHERE source = $source) k FULL JOIN (SELECT * FROM stream_state WHERE source = $source) t USING (stream)`,
    { source },
    (row) => ({
      stream: textIn(row, 'stream'),
      path: maybeTextIn(row, 'path'),
      types: maybeTextIn(row, 'types') ?? '',
      since: maybeTextIn(row, 'since'),
    }),
  );
  for (const { stream, path, types, since } of rows) {
    const shape = shapes.get(stream) ?? { known: new Map<string, Set<string>>(), since };
    shapes.set(stream, shape);
    if (path !== null) shape.known.set(path, new Set(types.split('|').filter(Boolean)));
  }
  return shapes;
}

/** A reading of everything there is. */
export interface WholeReading {
  stream: string;
  /** Canonical instants at which it began and ended. */
  since: string;
  at: string;
}

/** The relation that `wholeRows` fills. */
export const WHOLE_READINGS = jsonRows([
  ['stream', 'VARCHAR'],
  ['since', 'TIMESTAMPTZ'],
]);

export function wholeRows(readings: readonly WholeReading[]): string {
  return JSON.stringify(readings.map(({ stream, since }) => ({ stream, since })));
}

/** @returns members that no record had any more, by the readings' order */
export async function missingMembers(
  session: Session,
  source: string,
  readings: readonly WholeReading[],
): Promise<ShapeChange[][]> {
  const known = await session.all(
    `SELECT stream, path, types, last_seen_at >= n.since AS there FROM shapes JOIN ${WHOLE_READINGS} n USING (stream)
     WHERE source = $source ORDER BY path`,
    { source, rows: wholeRows(readings) },
    (row): LastSeen & { stream: string } => ({
      stream: textIn(row, 'stream'),
      path: textIn(row, 'path'),
      types: textIn(row, 'types'),
      isThere: row['there'] === true,
    }),
  );
  return readings.map(({ stream, at }) =>
    missingIn(
      known.filter((each) => each.stream === stream),
      at,
    ),
  );
}

/** Writes them down, and forgets them: a member that comes back is a new one. */
export async function noteMissingPaths(
  session: Session,
  source: string,
  readings: readonly WholeReading[],
): Promise<void> {
  const missing = await missingMembers(session, source, readings);
  for (const [nth, { stream }] of readings.entries()) {
    await writeChanges(session, source, stream, missing[nth] ?? []);
    for (const { path } of missing[nth] ?? []) {
      await session.run('DELETE FROM shapes WHERE source = $source AND stream = $stream AND path = $path', {
        source,
        stream,
        path,
      });
    }
  }
}

async function writeChanges(
  session: Session,
  source: string,
  stream: string,
  changes: readonly ShapeChange[],
): Promise<void> {
  for (const { at, path, kind } of changes) {
    await session.run('INSERT INTO schema_changes VALUES ($at::TIMESTAMPTZ, $source, $stream, $path, $kind)', {
      at,
      source,
      stream,
      path,
      kind,
    });
  }
}
