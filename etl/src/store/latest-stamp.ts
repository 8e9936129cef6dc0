/** The latest instant that is written in a lake: time must not go back behind it. */
import { instantText, maybeTextIn } from './row';
import type { Session } from './session';

/** Instants that a run stamps by the lake's clock. */
export const INSTANTS: ReadonlyArray<readonly [table: string, column: string]> = [
  ['runs', 'started_at'],
  ['runs', 'finished_at'],
  ['scans', 'started_at'],
  ['stream_state', 'last_complete_at'],
  ['stream_state', 'last_full_at'],
  ['stream_state', 'last_rescan_at'],
  ['reads', 'read_at'],
  ['todo', 'queued_at'],
  ['rejects', 'last_met_at'],
  ['shapes', 'last_seen_at'],
  ['schema_changes', 'first_seen'],
  ['w_tickets', 'gone_at'],
  ['w_comments', 'gone_at'],
  ['w_changes', 'gone_at'],
  ['w_attachments', 'gone_at'],
];
/** Their rank is the time of their reading. */
export const READINGS: readonly string[] = ['w_tickets', 'w_comments', 'w_changes', 'w_attachments'];
const LAST = '9999-12-31T00:00:00.000000Z';
/** Of these only the rows of a list have the time of their reading as rank. */
export const LISTS: readonly string[] = ['w_people', 'w_queues', 'w_fields', 'w_names'];

interface Which {
  /** Only what is earlier than this canonical instant counts. */
  before?: string;
  /** A further column that holds stamps. */
  also?: readonly [table: string, column: string];
}

/** @returns a canonical instant; null in a new lake */
export async function latestStamp(session: Session, { before = LAST, also }: Which = {}): Promise<string | null> {
  const latest = [
    ...[...INSTANTS, ...(also === undefined ? [] : [also])].map(
      ([table, column]) =>
        `SELECT ${instantText(`max(${column})`)} AS stamp FROM ${table} WHERE ${column} < $before::TIMESTAMPTZ`,
    ),
    ...READINGS.map((table) => `SELECT max(rank) FROM ${table} WHERE rank < $before`),
    ...LISTS.map((table) => `SELECT max(rank) FROM ${table} WHERE origin = 'list' AND rank < $before`),
    'SELECT max(moved_at) FROM slices WHERE moved_at < $before',
  ];
  const found = await session.one(
    `SELECT max(stamp) AS stamp FROM (${latest.join(' UNION ALL ')})`,
    { before },
    (row) => maybeTextIn(row, 'stamp'),
  );
  return found ?? null;
}
