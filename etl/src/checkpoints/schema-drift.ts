/** Keeps the known shape of each stream, and writes down how it changes. */
import { instantText, maybeTextIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { SeenPath } from './shape';
import type { KnownShape, LastSeen, ShapeChange } from './shape-changes';
import { changesIn, missingIn, typesText } from './shape-changes';
import { StageFile } from '../store/staging';

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
export async function settleShapes(
  session: Session,
  folder: string,
  source: string,
  paths: readonly SeenPath[],
): Promise<void> {
  const merged: object[] = [];
  for (const stream of new Set(paths.map((seen) => seen.stream))) {
    const seen = paths.filter((each) => each.stream === stream);
    const { known, since } = await knownShape(session, source, stream);
    if (since !== null) {
      const changes = changesIn(known, seen).filter(({ at }) => at > since);
      await writeChanges(session, source, stream, changes);
    }
    for (const { path, types, last } of seen) {
      const all = new Set([...(known.get(path) ?? []), ...types.keys()]);
      merged.push({ stream, path, types: typesText(all), last_seen_at: last });
    }
  }
  if (merged.length === 0) return;
  const { name: stage } = await StageFile.write(folder, 'shapes', COLUMNS, merged).into(session);
  await session.run(
    `UPDATE ${stage} s SET last_seen_at = greatest(s.last_seen_at, k.last_seen_at) FROM shapes k
     WHERE k.source = $source AND k.stream = s.stream AND k.path = s.path`,
    { source },
  );
  await session.run(
    `DELETE FROM shapes k USING ${stage} s WHERE k.source = $source AND k.stream = s.stream AND k.path = s.path`,
    { source },
  );
  await session.run(`INSERT INTO shapes BY NAME SELECT $source AS source, * FROM ${stage}`, { source });
}

/**
 * What the records of a stream are known to be made of.
 * @returns since: when the stream was read whole last; null: never, so that nothing is a change yet
 */
export async function knownShape(
  session: Session,
  source: string,
  stream: string,
): Promise<{ known: KnownShape; since: string | null }> {
  const paths = await session.all(
    'SELECT path, types FROM shapes WHERE source = $source AND stream = $stream',
    { source, stream },
    (row) => [textIn(row, 'path'), new Set(textIn(row, 'types').split('|').filter(Boolean))] as const,
  );
  const since = await session.one(
    `SELECT ${instantText('last_complete_at')} AS at FROM stream_state WHERE source = $source AND stream = $stream`,
    { source, stream },
    (row) => maybeTextIn(row, 'at'),
  );
  return { known: new Map(paths), since: since ?? null };
}

/**
 * Members that no record had any more in a scan that read everything.
 * @param begun canonical instant at which the scan began
 * @param at canonical instant of its end
 */
export async function missingMembers(
  session: Session,
  source: string,
  stream: string,
  begun: string,
  at: string,
): Promise<ShapeChange[]> {
  const known = await session.all(
    `SELECT path, types, last_seen_at >= $begun::TIMESTAMPTZ AS there FROM shapes
     WHERE source = $source AND stream = $stream ORDER BY path`,
    { source, stream, begun },
    (row): LastSeen => ({ path: textIn(row, 'path'), types: textIn(row, 'types'), isThere: row['there'] === true }),
  );
  return missingIn(known, at);
}

/** Writes them down, and forgets them: a member that comes back is a new one. */
export async function noteMissingPaths(
  session: Session,
  source: string,
  stream: string,
  begun: string,
  at: string,
): Promise<void> {
  const missing = await missingMembers(session, source, stream, begun, at);
  await writeChanges(session, source, stream, missing);
  for (const { path } of missing) {
    await session.run('DELETE FROM shapes WHERE source = $source AND stream = $stream AND path = $path', {
      source,
      stream,
      path,
    });
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
