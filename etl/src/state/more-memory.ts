/** DuckDB spills most of what it cannot hold, but not all: what fails for want of memory is tried with more. */
import { literal } from '../schema/tables';
import type { Session } from './session';

/** In MB. Beyond the last one it is not the limit that is wrong. */
const LIMITS = [256, 512, 1000, 2000, 4000] as const;

/** The working database, or a session that it handed out. */
export interface Limited extends Pick<Session, 'run'> {
  /** The usual limit, in MB or GB as DuckDB writes them. */
  readonly memoryLimit: string;
}

/**
 * @param work may be done again from its beginning: a transaction, or files that are written aside
 * @returns what `work` returns; afterwards the limit is the usual one again
 * @throws what `work` throws, when that is not about memory, or still is with the largest limit
 */
export async function withMoreMemory<T>(limited: Limited, work: () => Promise<T>): Promise<T> {
  for (const limit of LIMITS.filter((larger) => larger > megabytes(limited.memoryLimit))) {
    const [tried] = await Promise.allSettled([work()]);
    if (tried.status === 'fulfilled' || !isOutOfMemory(tried.reason)) return restored(limited, tried);
    await limited.run(`SET memory_limit = ${literal(`${limit}MB`)}`);
  }
  const [last] = await Promise.allSettled([work()]);
  return restored(limited, last);
}

async function restored<T>(limited: Limited, tried: PromiseSettledResult<T>): Promise<T> {
  await limited.run(`SET memory_limit = ${literal(limited.memoryLimit)}`);
  if (tried.status === 'rejected') throw tried.reason;
  return tried.value;
}

function megabytes(size: string): number {
  return Number.parseFloat(size) * (size.endsWith('GB') ? 1000 : 1);
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory Error');
}
