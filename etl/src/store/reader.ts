/** A DuckDB of its own in memory, which reads the published files as any reader would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import { MEMORY_LIMIT, COMMON_SETTINGS, THREADS } from './database';
import { retryWithMoreMemory } from './memory-retry';
import { QueuedSession } from './session';

export class Reader extends QueuedSession {
  constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly scratch: string,
  ) {
    super(connection);
  }

  async close(): Promise<void> {
    await this.whenIdle();
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.scratch, { recursive: true, force: true });
  }

  protected override execute<T>(work: () => Promise<T>): Promise<T> {
    return retryWithMoreMemory({ memoryLimit: MEMORY_LIMIT, run: (sql) => this.inner.run(sql) }, work);
  }
}

/** What does not fit into memory goes to the system's folder for temporary files, never into the lake. */
export async function openReader(threads = THREADS): Promise<Reader> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'ticketlake-reader-'));
  const instance = await DuckDBInstance.create(':memory:', {
    ...COMMON_SETTINGS,
    memory_limit: MEMORY_LIMIT,
    threads: String(threads),
    temp_directory: scratch,
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return new Reader(instance, connection, scratch);
}
