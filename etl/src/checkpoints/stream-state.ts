/** What is known of a stream's last readings, and what follows from one that read everything. */
import type { FinishedScan } from '../raw/journal';
import { noteMissingPaths } from './schema-drift';
import type { Session } from '../store/session';

export async function touchState(session: Session, source: string, stream: string): Promise<void> {
  await session.run(
    `INSERT INTO stream_state (source, stream) SELECT $source, $stream
     WHERE NOT EXISTS (SELECT 1 FROM stream_state WHERE source = $source AND stream = $stream)`,
    { source, stream },
  );
}

export async function saveState(
  session: Session,
  source: string,
  stream: string,
  finished: FinishedScan,
): Promise<void> {
  const { at, mode, since, projects, boundary, words } = finished;
  await touchState(session, source, stream);
  await session.run(
    `UPDATE stream_state SET last_complete_at = $at, boundary = coalesce($boundary, boundary), words = coalesce($words, words)
     WHERE source = $source AND stream = $stream`,
    { at, boundary: boundary === null ? null : JSON.stringify(boundary), words, source, stream },
  );
  if (mode !== 'full') return;
  await session.run(
    `UPDATE stream_state SET last_full_at = $at, since = $since, projects = $projects
     WHERE source = $source AND stream = $stream`,
    { at, since, projects, source, stream },
  );
}

/**
 * After a reading of everything there is: what was wrong with records that are gone is forgotten, and members that no
 * record had any more are noted.
 * @param since when the reading began; null: it did not read everything
 */
export async function settleWhole(
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
