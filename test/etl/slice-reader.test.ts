/** Slices that take over from one another: each is read once, and they are loaded together. */
import { DuckDBConnection } from '@duckdb/node-api';
import { configOf, exportOnce, newLake, published } from '../support/lake';
import type { ScriptedPage } from '../support/scripted-service';
import { useScriptedService } from '../support/scripted-service';
import { ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();
const config = (lake: string) => configOf(lake, [scripted().source({ streams: ['tickets'], concurrency: 1 })]);
const asked = () => scripted().asked.flatMap(({ stream, slice }) => (stream === 'tickets' ? [slice] : []));

/** By slice, what takes over from it. Each has one ticket, which is called like the slice. */
function serve(onward: Readonly<Record<string, string[]>>, other: (slice: string) => ScriptedPage | null = () => null) {
  scripted().answer = ({ slice }) =>
    other(slice) ?? { records: [ticket({ ticket_id: slice })], ...(onward[slice] && { splitInto: onward[slice] }) };
}

/** @returns what takes over from each slice of a chain */
function chain(length: number): Record<string, string[]> {
  return Object.fromEntries(Array.from({ length: length - 1 }, (_, at) => [`${at}`, [`${at + 1}`]]));
}

async function tickets(lake: string): Promise<unknown[]> {
  const tables = await published(lake);
  return (tables['tickets'] ?? []).map((row) => row['ticket_id']).sort();
}

describe('slices that take over', () => {
  test('take as many statements however many follow one another', async () => {
    const statements = [];
    for (const length of [2, 9]) {
      scripted().plan = { keys: ['0'] };
      serve(chain(length));
      const run = jest.spyOn(DuckDBConnection.prototype, 'run');
      const lake = newLake();
      expect((await exportOnce(config(lake))).exit_code).toBe(0);
      statements.push(run.mock.calls.length);
      jest.restoreAllMocks();
      expect(await tickets(lake)).toHaveLength(length);
    }
    expect(statements[1]).toBe(statements[0]);
  });

  test('are read once, whoever names them, also one that was read already', async () => {
    scripted().plan = { keys: ['a', 'b'] };
    serve({ a: ['c'], b: ['c'], c: ['d'], d: ['e', 'f', 'a'], e: ['b'], f: ['e'] });
    const lake = newLake();
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
    expect(asked().sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(await tickets(lake)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('are gone on with where one failed, and what is not read proves nothing', async () => {
    scripted().plan = { keys: ['0'], complete: true };
    const lake = newLake();
    serve(chain(5));
    expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
    serve(chain(5), (slice) => (slice === '3' ? { status: 400, message: 'no' } : null));
    scripted().asked.length = 0;
    expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(1);
    expect(asked()).toEqual(['0', '1', '2', '3']);
    expect(await tickets(lake)).toEqual(['0', '1', '2', '3', '4']);
    // What an earlier run read is not read again either.
    serve({ ...chain(5), 4: ['1'] });
    scripted().asked.length = 0;
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
    expect(asked()).toEqual(['3', '4']);
  });
});
