/** Whatever streams are chosen, what is published agrees with itself: every key that a table names can be found. */
import type { StreamName } from '../../vendors/vendor';
import { STREAM_NAMES, VENDOR_NAMES } from '../../vendors/vendor';
import { verifyLake } from '../../etl/src/verify/verify';
import { configOf, exportOnce, newLake, rowsOf, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';

const sandbox = useSandbox({ tickets: 10, limits: false, clock: FROZEN });

/** @param choiceOf streams of each service's source */
async function exported(choiceOf: (at: number) => readonly StreamName[]): Promise<string> {
  const lake = newLake();
  const sources = VENDOR_NAMES.map((vendor, at) => sourceOf(sandbox(), vendor, { streams: choiceOf(at) }));
  const result = await exportOnce(configOf(lake, sources));
  expect(result.exit_code).toBe(0);
  return lake;
}

/** What `npm test` runs. */
export function quick(): void {
  it('a lake with tickets alone verifies, and knows the people whom its tickets name', async () => {
    const lake = await exported(() => ['tickets']);
    expect((await verifyLake(lake)).findings).toEqual([]);
    const named = await rowsOf(
      lake,
      `SELECT DISTINCT source FROM people WHERE person_key IN (SELECT unnest([requester_key, assignee_key]) FROM tickets)`,
    );
    // Notific's tickets name nobody.
    const naming = VENDOR_NAMES.filter((name) => name !== 'notific');
    expect(named.map(({ source }) => source).sort()).toEqual([...naming].sort());
  });
}

/** Every choice of streams, at least once; in each lake the services have different ones. */
export function slow(): void {
  const choices = Array.from({ length: 2 ** STREAM_NAMES.length - 1 }, (_, bits) =>
    STREAM_NAMES.filter((_name, at) => ((bits + 1) >> at) % 2 === 1),
  );
  const lakes = Array.from({ length: Math.ceil(choices.length / VENDOR_NAMES.length) }, (_, at) => at);
  it.each(lakes)('choices from %i × 5', async (at) => {
    const lake = await exported((of) => choices[(at * VENDOR_NAMES.length + of) % choices.length] ?? ['tickets']);
    expect((await verifyLake(lake)).findings).toEqual([]);
  });
}
