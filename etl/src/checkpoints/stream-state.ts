/** What is known of a stream's last readings, and what follows from one that read everything. */
import type { FinishedStream } from './types';
import type { WholeReading } from './schema-drift';
import { WHOLE_READINGS, noteMissingPaths, wholeRows } from './schema-drift';
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
  ['stream', 'VARCHAR'],
  ['boundary', 'VARCHAR'],
  ['last_complete_at', 'TIMESTAMPTZ'],
  ['last_full_at', 'TIMESTAMPTZ'],
  ['since', 'VARCHAR'],
  ['words', 'VARCHAR'],
  ['projects', 'VARCHAR'],
];
/** What only a reading of everything says. */
const OF_FULL = ['last_full_at', 'since', 'projects'];
const INSERTED = FINISHED.map(([name]) => name);

export async function saveStates(session: Session, source: string, streams: readonly FinishedStream[]): Promise<void> {
  await session.run(
    `MERGE INTO stream_state t USING ${jsonRows(FINISHED)} n ON t.source = $source AND t.stream = n.stream
     WHEN MATCHED THEN UPDATE SET last_complete_at = n.last_complete_at, boundary = coalesce(n.boundary, t.boundary),
       words = coalesce(n.words, t.words),
       ${OF_FULL.map((name) => `${name} = CASE WHEN n.last_full_at IS NULL THEN t.${name} ELSE n.${name} END`).join(', ')}
     WHEN NOT MATCHED THEN INSERT (source, ${INSERTED.join(', ')}) VALUES ($source, ${INSERTED.map((name) => `n.${name}`).join(', ')})`,
    { source, rows: JSON.stringify(streams.map(stateOf)) },
  );
}

function stateOf({ stream, finished }: FinishedStream): object {
  const { at, mode, since, projects, boundary: watermark, words } = finished;
  const boundary = watermark === null ? null : JSON.stringify(watermark);
  const state = { stream, last_complete_at: at, boundary, words };
  return mode === 'full' ? { ...state, last_full_at: at, since, projects } : state;
}

/** What was wrong with records that are gone is forgotten, and members that no record had any more are noted. */
export async function recordFullScans(session: Session, source: string, scans: readonly WholeReading[]): Promise<void> {
  if (scans.length === 0) return;
  await session.run(
    `DELETE FROM rejects r USING ${WHOLE_READINGS} n WHERE r.source = $source AND r.stream = n.stream AND r.last_met_at < n.since`,
    { source, rows: wholeRows(scans) },
  );
  await noteMissingPaths(session, source, scans);
}
