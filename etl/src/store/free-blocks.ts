/**
 * What was deleted or written anew leaves free blocks, which later rows may fill. DuckDB gives back those at the end of
 * the file at a checkpoint; before a block that is in use they stay (seen with 1.5.6).
 */
import { numberIn } from './row';
import type { Session } from './session';

/** Where more of the file than this is free, writing it anew is worth the time. */
const LARGE_SHARE = 0.5;
/** Below this size it is not. */
const SMALL_FILE_BYTES = 64 * 1024 * 1024;

/** Whether the database of the session has so many free blocks that it should be written anew. */
export async function hasManyFreeBlocks(session: Session, leastBytes = SMALL_FILE_BYTES): Promise<boolean> {
  await session.run('CHECKPOINT');
  const size = await session.one(
    'SELECT block_size, total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = current_database()',
    undefined,
    (row) => ({
      bytes: numberIn(row, 'block_size') * numberIn(row, 'total_blocks'),
      freeShare: numberIn(row, 'free_blocks') / Math.max(1, numberIn(row, 'total_blocks')),
    }),
  );
  return size !== undefined && size.bytes >= leastBytes && size.freeShare > LARGE_SHARE;
}
