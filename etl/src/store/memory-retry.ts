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
  const { tried, limit } = await triedWithMore(database, work);
  if (limit !== null) await releaseMemory(database);
  return resultOf(tried);
}

/** @returns how it ended, and the limit that stands then; null: the usual one */
async function triedWithMore<T>(
  database: MemoryLimited,
  work: () => Promise<T>,
): Promise<{ tried: PromiseSettledResult<T>; limit: string | null }> {
  let tried = await toResult(work());
  let limit: string | null = null;
  if (!isShort(tried)) return { tried, limit };
  for (const larger of LIMITS.filter((each) => each > megabytes(database.memoryLimit))) {
    limit = `${larger}MB`;
    await database.run(`SET memory_limit = ${literal(limit)}`);
    tried = await toResult(work());
    if (!isShort(tried)) break;
  }
  return { tried, limit };
}

/**
 * Work of many like parts: what one of them needed, those after it are given at once, as a part that fails for want of
 * memory is made a second time.
 */
export class LastingMemory implements MemoryLimited {
  memoryLimit: string;
  private isRaised = false;

  constructor(private readonly usual: MemoryLimited) {
    this.memoryLimit = usual.memoryLimit;
  }

  async run(sql: string): Promise<void> {
    await this.usual.run(sql);
  }

  /** @param least that is known to be needed from now on */
  async give(least: string): Promise<void> {
    if (megabytes(least) > megabytes(this.memoryLimit)) this.memoryLimit = least;
    this.isRaised = true;
    await this.release();
  }

  /** Hands back what is free. */
  release(): Promise<void> {
    return releaseMemory(this);
  }

  async retry<T>(work: () => Promise<T>): Promise<T> {
    const { tried, limit } = await triedWithMore(this, work);
    if (limit !== null) {
      this.memoryLimit = limit;
      this.isRaised = true;
    }
    return resultOf(tried);
  }

  /** The limit is the usual one again. */
  async end(): Promise<void> {
    if (this.isRaised) await releaseMemory(this.usual);
  }
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
