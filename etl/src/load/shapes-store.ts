/** Keeps the known shape of each stream, and writes down how it changes. */
import type { Session } from '../state/session';
import type { SeenPath } from './shape';
import { StageFile } from './staging';

export function stageShapes(folder: string, paths: readonly SeenPath[]): Promise<StageFile> {
  const columns = [
    ['stream', 'VARCHAR'],
    ['path', 'VARCHAR'],
    ['types', 'VARCHAR'],
    ['at', 'TIMESTAMPTZ'],
  ] as const;
  return StageFile.write(folder, 'shapes', columns, paths);
}

/**
 * Expects the temporary table `stage_shapes`. Until a stream was read whole for the first time everything in it is
 * its known shape; after that a new path or type is a change.
 */
export async function settleShapes(session: Session, source: string): Promise<void> {
  await session.run(
    `INSERT INTO schema_changes BY NAME
     SELECT s.at AS first_seen, $source AS source, s.stream, s.path, CASE WHEN k.path IS NULL THEN 'new_field' ELSE 'type_change' END AS kind
     FROM stage_shapes s
     JOIN stream_state t ON t.source = $source AND t.stream = s.stream AND t.last_complete_at IS NOT NULL AND s.at > t.last_complete_at
     LEFT JOIN shapes k ON k.source = $source AND k.stream = s.stream AND k.path = s.path
     WHERE k.path IS NULL OR (k.types <> '' AND NOT list_has_all(string_split(k.types, '|'), list_filter(string_split(s.types, '|'), x -> x <> '')))`,
    { source },
  );
  await session.run(
    `CREATE OR REPLACE TEMP TABLE merged_shapes AS
     SELECT s.stream, s.path, greatest(s.at, k.last_seen_at) AS last_seen_at,
       array_to_string(list_sort(list_distinct(list_filter(string_split(concat_ws('|', k.types, s.types), '|'), x -> x <> ''))), '|') AS types
     FROM stage_shapes s LEFT JOIN shapes k ON k.source = $source AND k.stream = s.stream AND k.path = s.path`,
    { source },
  );
  await session.run(
    `DELETE FROM shapes k USING merged_shapes m WHERE k.source = $source AND k.stream = m.stream AND k.path = m.path`,
    { source },
  );
  await session.run(
    'INSERT INTO shapes BY NAME SELECT $source AS source, stream, path, types, last_seen_at FROM merged_shapes',
    {
      source,
    },
  );
}

/** After a scan that read everything: paths that no record had any more are missing. */
export async function noteMissingPaths(
  session: Session,
  source: string,
  stream: string,
  begun: string,
  at: string,
): Promise<void> {
  const missing = `FROM shapes k WHERE k.source = $source AND k.stream = $stream AND k.last_seen_at < $begun::TIMESTAMPTZ
    AND EXISTS (SELECT 1 FROM shapes o WHERE o.source = $source AND o.stream = $stream AND o.last_seen_at >= $begun::TIMESTAMPTZ)`;
  await session.run(
    `INSERT INTO schema_changes BY NAME SELECT $at::TIMESTAMPTZ AS first_seen, k.source, k.stream, k.path, 'missing_field' AS kind ${missing}`,
    { source, stream, begun, at },
  );
  await session.run(
    `DELETE FROM shapes WHERE (source, stream, path) IN (SELECT (k.source, k.stream, k.path) ${missing})`,
    {
      source,
      stream,
      begun,
    },
  );
}
