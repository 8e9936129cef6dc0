/** The latest instant that is written in a lake: time must not go back behind it. */
import { instantText, maybeTextIn } from './row';
import type { Session } from './session';

const INSTANTS: ReadonlyArray<readonly [table: string, column: string]> = [
  ['runs', 'started_at'],
  ['runs', 'finished_at'],
  ['scans', 'started_at'],
  ['stream_state', 'last_complete_at'],
  ['stream_state', 'last_rescan_at'],
  ['reads', 'read_at'],
  ['todo', 'queued_at'],
  ['w_tickets', 'gone_at'],
];
const READINGS: readonly string[] = ['w_tickets', 'w_comments', 'w_changes', 'w_attachments'];
/** Of these only the rows of a list have the time of their reading as rank. */
const LISTS: readonly string[] = ['w_people', 'w_queues', 'w_fields', 'w_names'];

/** @returns a canonical instant; null in a new lake */
export async function latestStamp(session: Session): Promise<string | null> {
  const latest = [
    ...INSTANTS.map(([table, column]) => `SELECT ${instantText(`max(${column})`)} AS stamp FROM ${table}`),
    ...READINGS.map((table) => `SELECT max(rank) FROM ${table}`),
    ...LISTS.map((table) => `SELECT max(rank) FROM ${table} WHERE origin = 'list'`),
    'SELECT max(moved_at) FROM slices',
  ];
  const found = await session.one(`SELECT max(stamp) AS stamp FROM (${latest.join(' UNION ALL ')})`, undefined, (row) =>
    maybeTextIn(row, 'stamp'),
  );
  return found ?? null;
}
