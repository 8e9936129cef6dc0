/**
 * Writes a database anew. What was deleted or written anew leaves free blocks, which later rows may fill. DuckDB gives back
 * those at the end of the file at a checkpoint; before a block that is in use they stay (seen with 1.5.6).
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { replaceFile, syncFile } from '../base/files';
import { failpoint } from '../base/failpoint';
import { MEMORY_LIMIT, COMMON_SETTINGS, THREADS, attachSql } from './database';
import { numberIn } from './row';
import type { Session } from './session';

/** Where more of the file than this is free, writing it anew is worth the time. */
const LARGE_SHARE = 0.5;
/** Below this size it is not. */
const SMALL_FILE_BYTES = 64 * 1024 * 1024;

/** @param file a database that nobody has open */
export async function compact(file: string): Promise<void> {
  const tempFile = path.join(path.dirname(file), `compact-${path.basename(file)}`);
  await rm(tempFile, { force: true });
  const spill = `${tempFile}.spill`;
  const instance = await DuckDBInstance.create(':memory:', {
    ...COMMON_SETTINGS,
    memory_limit: MEMORY_LIMIT,
    threads: String(THREADS),
    temp_directory: spill,
  });
  const connection = await instance.connect();
  try {
    await connection.run(attachSql(file, 'before'));
    await connection.run(attachSql(tempFile, 'compacted'));
    await connection.run('COPY FROM DATABASE before TO compacted');
    await connection.run('DETACH compacted');
    await connection.run('DETACH before');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  await rm(spill, { recursive: true, force: true });
  await syncFile(tempFile);
  failpoint('compact.written');
  await rm(`${file}.wal`, { force: true });
  await replaceFile(tempFile, file);
  failpoint('compact.replaced');
}

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
