/** The working database: written anew when most of it is free, and given more memory only where a statement needs it. */
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compact, hasManyFreeBlocks } from '../../etl/src/store/compact';
import { openWorkingDatabase } from '../../etl/src/store/database';
import { LastingMemory, retryWithMoreMemory } from '../../etl/src/store/memory-retry';
import type { Row } from '../../etl/src/store/row';
import { page, ticket } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
});
afterEach(() => lake.close());

describe('free blocks', () => {
  const NOISE =
    "SELECT string_agg(md5((i * 1000 + j)::VARCHAR), '') AS text FROM range(2000) a(i), range(250) b(j) GROUP BY i";

  test('are many after most rows went, and gone when the file was written anew, with every row that is left', async () => {
    await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'kept' })])]);
    expect(await hasManyFreeBlocks(lake.working, 0)).toBe(false);
    await lake.working.run(`CREATE TABLE noise AS ${NOISE}`);
    await lake.working.run('CHECKPOINT');
    // DuckDB gives back what is free at the end of a file, and nothing before.
    await lake.working.run(`CREATE TABLE later AS ${NOISE} LIMIT 100`);
    await lake.working.run('CHECKPOINT');
    await lake.working.run('DROP TABLE noise');
    expect(await hasManyFreeBlocks(lake.working)).toBe(false);
    expect(await hasManyFreeBlocks(lake.working, 0)).toBe(true);
    const file = lake.working.places.working;
    await lake.working.close();
    const before = statSync(file).size;
    // What a run that was killed while it wrote has left.
    writeFileSync(path.join(path.dirname(file), `compact-${path.basename(file)}`), 'torn');
    await compact(file);
    expect(statSync(file).size).toBeLessThan(before / 2);
    await lake.reopen();
    expect(await lake.rows('SELECT ticket_id, subject FROM w_tickets')).toEqual([{ ticket_id: '1', subject: 'kept' }]);
    expect(await hasManyFreeBlocks(lake.working, 0)).toBe(false);
  });
});

describe('memory', () => {
  const limit = async () => (await lake.rows("SELECT current_setting('memory_limit') AS size"))[0]?.['size'];
  const shortOfMemory = () => new Error('Out of Memory Error: could not allocate block of size 256.0 KiB');

  test('is raised for what fails for want of it, and is the usual one again afterwards', async () => {
    const usual = await limit();
    const limits: unknown[] = [];
    const result = await retryWithMoreMemory(lake.working, async () => {
      limits.push(await limit());
      if (limits.length < 3) throw shortOfMemory();
      return 'done';
    });
    expect(result).toBe('done');
    expect(limits).toEqual([usual, '488.2 MiB', '953.6 MiB']);
    expect(await limit()).toBe(usual);
  });

  test('that one part of a work needed is there for those after it, and is the usual one in the end', async () => {
    const usual = await limit();
    const memory = new LastingMemory(lake.working);
    await memory.give('64MB');
    const limits: unknown[] = [];
    const part = async () => {
      limits.push(await limit());
      if (limits.length === 1) throw shortOfMemory();
    };
    await memory.retry(part);
    await memory.retry(part);
    await memory.release();
    await memory.retry(part);
    expect(limits).toEqual([usual, '488.2 MiB', '488.2 MiB', '488.2 MiB']);
    await memory.end();
    expect(await limit()).toBe(usual);
  });

  test('is raised for any statement and transaction on the working database', async () => {
    const small = await openWorkingDatabase(path.join(lake.folder, 'small'), { memoryLimit: '64MB' });
    const long = "SELECT length(string_agg(repeat('x', 1000), '')) AS n FROM range(60000)";
    try {
      const read = (row: Row) => row['n'];
      expect(await small.all(long, undefined, read)).toEqual([60_000_000n]);
      expect(await small.transaction((session) => session.all(long, undefined, read))).toEqual([60_000_000n]);
      await expect(small.exclusive((session) => session.all(long, undefined, read))).rejects.toThrow('Out of Memory');
    } finally {
      await small.close();
    }
  });

  test('that is never enough is said after the largest limit; another failure at once', async () => {
    let tries = 0;
    const failing = (error: Error) => () => {
      tries += 1;
      return Promise.reject(error);
    };
    await expect(retryWithMoreMemory(lake.working, failing(shortOfMemory()))).rejects.toThrow('Out of Memory');
    expect(tries).toBe(5);
    await expect(retryWithMoreMemory(lake.working, failing(new Error('disk')))).rejects.toThrow('disk');
    expect(tries).toBe(6);
  });
});
