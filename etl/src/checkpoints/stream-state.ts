/** What is known of a stream's last readings, and what follows from one that read everything. */
import type { FinishedScan } from '../raw/journal';
import { noteMissingPaths } from './schema-drift';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import type { Session } from '../store/session';

export async function touchState(session: Session, source: string, stream: string): Promise<void> {
  await session.run(
    `INSERT INTO stream_state (source, stream) SELECT $source, $stream
     WHERE NOT EXISTS (SELECT 1 FROM stream_state WHERE source = $source AND stream = $stream)`,
    { source, stream },
  );
}

const FINISHED: JsonColumns = [
  ['source', 'VARCHAR'],
  ['stream', 'VARCHAR'],
  ['last_complete_at', 'TIMESTAMPTZ'],
  ['boundary', 'VARCHAR'],
  ['words', 'VARCHAR'],
];
const FINISHED_FULL: JsonColumns = [
  ['last_full_at', 'TIMESTAMPTZ'],
  ['since', 'VARCHAR'],
  ['projects', 'VARCHAR'],
];

export async function saveState(
  session: Session,
  source: string,
  stream: string,
  finished: FinishedScan,
): Promise<void> {
  const { at, mode, since, projects, boundary: watermark, words } = finished;
  const isFull = mode === 'full';
  const state = {
    source,
    stream,
    last_complete_at: at,
    boundary: watermark === null ? null : JSON.stringify(watermark),
    words,
  };
  await session.run(
    `MERGE INTO stream_state t USING ${jsonRows(isFull ? [...FINISHED, ...FINISHED_FULL] : FINISHED)} n
       ON t.source = n.source AND t.stream = n.stream
     WHEN MATCHED THEN UPDATE SET last_complete_at = n.last_complete_at, boundary = coalesce(n.boundary, t.boundary),
       words = coalesce(n.words, t.words)${isFull ? ', last_full_at = n.last_full_at, since = n.since, projects = n.projects' : ''}
     WHEN NOT MATCHED THEN INSERT BY NAME`,
    { rows: JSON.stringify([isFull ? { ...state, last_full_at: at, since, projects } : state]) },
  );
}

/**
 * After a reading of everything there is: what was wrong with records that are gone is forgotten, and members that no
 * record had any more are noted.
 * @param since when the reading began; null: it did not read everything
 */
export async function recordFullScan(
  session: Session,
  source: string,
  stream: string,
  finished: FinishedScan,
  since: string | null,
): Promise<void> {
  if (since === null) return;
  await session.run(
    'DELETE FROM rejects WHERE source = $source AND stream = $stream AND last_met_at < $since::TIMESTAMPTZ',
    { source, stream, since },
  );
  await noteMissingPaths(session, source, stream, since, finished.at);
}
