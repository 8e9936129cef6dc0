/** DuckDB spills most of what it cannot hold, but not all: what fails for want of memory is tried with more. */
import { toResult } from '../../../vendors/result';
import { literal } from '../schema/tables';
import { messageOf } from '../base/system-error';

/** In MB; small steps first, as what was once held counts. Beyond the last one it is not the limit that is wrong. */
const LIMITS = [128, 160, 256, 512, 1000, 2000, 4000] as const;

/** The working database, or a session that it handed out. */
export interface MemoryLimited {
  run(sql: string): Promise<void>;
  /** The usual limit, in MB or GB as DuckDB writes them. */
  readonly memoryLimit: string;
}

/**
 * @param work may be done again from its beginning: a transaction, or files that are written aside
 * @returns what `work` returns; afterwards the limit is the usual one again
 * @throws what `work` throws, when that is not about memory, or still is with the largest limit
 */
export async function retryWithMoreMemory<T>(database: MemoryLimited, work: () => Promise<T>): Promise<T> {
  let tried = await toResult(work());
  if (!isShort(tried)) return resultOf(tried);
  for (const limit of LIMITS.filter((larger) => larger > megabytes(database.memoryLimit))) {
    await database.run(`SET memory_limit = ${literal(`${limit}MB`)}`);
    tried = await toResult(work());
    if (!isShort(tried)) break;
  }
  await releaseMemory(database);
  return resultOf(tried);
}

/** DuckDB hands back to the system what its allocator holds when the limit is set, be it to the same (measured). */
export function releaseMemory(database: MemoryLimited): Promise<void> {
  return database.run(`SET memory_limit = ${literal(database.memoryLimit)}`);
}

function resultOf<T>(tried: PromiseSettledResult<T>): T {
  if (tried.status === 'rejected') throw tried.reason;
  return tried.value;
}

function megabytes(size: string): number {
  return Number.parseFloat(size) * (size.endsWith('GB') ? 1000 : 1);
}

function isShort(tried: PromiseSettledResult<unknown>): boolean {
  return tried.status === 'rejected' && messageOf(tried.reason).startsWith('Out of Memory Error');
}
