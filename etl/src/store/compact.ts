/** Writes a database anew: DuckDB leaves what was deleted in free blocks of the file. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { replaceFile, syncFile } from '../base/files';
import { failpoint } from '../base/failpoint';
import { MEMORY_LIMIT, NO_DOWNLOADS, THREADS, attachSql } from './database';

/** @param file a database that nobody has open */
export async function compact(file: string): Promise<void> {
  const aside = path.join(path.dirname(file), `compact-${path.basename(file)}`);
  await rm(aside, { force: true });
  const spill = `${aside}.spill`;
  const instance = await DuckDBInstance.create(':memory:', {
    ...NO_DOWNLOADS,
    memory_limit: MEMORY_LIMIT,
    threads: String(THREADS),
    temp_directory: spill,
  });
  const connection = await instance.connect();
  try {
    await connection.run(attachSql(file, 'before'));
    await connection.run(attachSql(aside, 'compacted'));
    await connection.run('COPY FROM DATABASE before TO compacted');
    await connection.run('DETACH compacted');
    await connection.run('DETACH before');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  await rm(spill, { recursive: true, force: true });
  await syncFile(aside);
  failpoint('compact.written');
  await rm(`${file}.wal`, { force: true });
  await replaceFile(aside, file);
  failpoint('compact.replaced');
}
