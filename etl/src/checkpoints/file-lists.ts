/**
 * Whether a source's lists of files are needed: when tickets were last looked at for files that their other answers
 * leave out, and whether one did. Kept beside the states of streams, so that it moves with them.
 */
import { instantText, maybeTextIn } from '../store/row';
import type { Session } from '../store/session';
import { touchState } from './stream-state';

export interface FileListState {
  /** Canonical instant of the last look at a sample of tickets; null: never. */
  sampledAt: string | null;
  /** Which ticket showed that the lists are needed, in words; null: none did. */
  why: string | null;
}

export async function fileListState(session: Session, source: string, stream: string): Promise<FileListState> {
  const state = await session.one(
    `SELECT ${instantText('last_rescan_at')} AS sampled_at, words FROM stream_state WHERE source = ? AND stream = ?`,
    [source, nameOf(stream)],
    (row) => ({ sampledAt: maybeTextIn(row, 'sampled_at'), why: maybeTextIn(row, 'words') }),
  );
  return state ?? { sampledAt: null, why: null };
}

export async function saveFileListState(
  session: Session,
  source: string,
  stream: string,
  { sampledAt, why }: FileListState,
): Promise<void> {
  await touchState(session, source, nameOf(stream));
  await session.run(
    'UPDATE stream_state SET last_rescan_at = $sampledAt::TIMESTAMPTZ, words = $why WHERE source = $source AND stream = $stream',
    { sampledAt, why, source, stream: nameOf(stream) },
  );
}

function nameOf(stream: string): string {
  return `${stream}: lists of files`;
}
