/** DuckDB spills most of what it cannot hold, but not all: what fails for want of memory is tried with more. */
import type { Working } from './database';
import { literal } from '../schema/tables';

/** Beyond the last one it is not the limit that is wrong. */
const LARGER_LIMITS = ['512MB', '1GB', '2GB', '4GB'] as const;

/**
 * @param work may be done again from its beginning: a transaction, or files that are written aside
 * @returns what `work` returns; afterwards the limit is the usual one again
 * @throws what `work` throws, when that is not about memory, or still is with the largest limit
 */
export async function withMoreMemory<T>(working: Working, work: () => Promise<T>): Promise<T> {
  for (const limit of LARGER_LIMITS) {
    const [tried] = await Promise.allSettled([work()]);
    if (tried.status === 'fulfilled' || !isOutOfMemory(tried.reason)) return restored(working, tried);
    await working.run(`SET memory_limit = ${literal(limit)}`);
  }
  const [last] = await Promise.allSettled([work()]);
  return restored(working, last);
}

async function restored<T>(working: Working, tried: PromiseSettledResult<T>): Promise<T> {
  await working.run(`SET memory_limit = ${literal(working.memoryLimit)}`);
  if (tried.status === 'rejected') throw tried.reason;
  return tried.value;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory Error');
}
