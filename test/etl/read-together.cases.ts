/** Lists of names are read together: each still ends by itself, and goes on by itself. */
import type { StreamOutcome } from '../../etl/src/base/run-row';
import { readTogether } from '../../etl/src/sync/stream-choice';
import { vendorNamed, vendorNames } from '../../vendors/registry';
import { exportInChild, useCompiledExporter } from '../support/child-run';
import type { Exported } from '../support/lake';
import { configOf, exportOnce, newLake, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import { quickly, slowly } from '../support/test-profile';

useCompiledExporter();
const sandbox = useSandbox({ tickets: 12, limits: false, clock: FROZEN });
const config = (lake: string) => configOf(lake, [sourceOf(sandbox(), 'deskpro', { streams: ['tickets'] })]);
/** The lists of Deskpro up to the one that is struck, and that one. */
const BEFORE = ['queues', 'organizations', 'teams', 'ticket_types', 'custom_fields'];
const STRUCK = 'ticket_priorities';
const asked = (endpoint: string) => sandbox().requests.count('deskpro', endpoint);

function outcomes(run: Exported): Record<string, StreamOutcome> {
  return Object.fromEntries((run.sources[0]?.streams ?? []).map(({ stream, outcome }) => [stream, outcome]));
}

quickly.each(vendorNames())(
  '%s: every stream is read, in its order, and no two lists of people or queues at once',
  (name) => {
    const streams = vendorNamed(name)?.streams ?? [];
    const together = readTogether(streams);
    expect(streams.length).toBeGreaterThan(1);
    expect(together.flat()).toEqual(streams);
    for (const group of together) {
      expect(new Set(group.map(({ scope }) => scope)).size).toBe(1);
      for (const kind of ['people', 'queues'] as const) {
        const lists = group.filter(({ scope, selectedBy }) => scope === 'source' && selectedBy === kind);
        expect(lists.length).toBeLessThanOrEqual(1);
      }
      if (group.some((stream) => stream.name === 'tickets')) expect(group).toHaveLength(1);
    }
  },
);

quickly(
  'a list that ends the source takes nothing from those before it, and those behind it are not begun',
  async () => {
    const lake = newLake();
    sandbox().faults.add({ service: 'deskpro', kind: 'redirect', times: -1, endpoint: 'priorities.list', options: {} });
    const run = await exportOnce(config(lake));
    sandbox().faults.clear();
    expect(run.exit_code).toBe(1);
    const { [STRUCK]: struck, ...others } = outcomes(run);
    expect(struck).toBe('failed');
    for (const stream of BEFORE) expect([stream, others[stream]]).toEqual([stream, 'complete']);
    for (const stream of ['brands', 'people']) expect([stream, others[stream]]).toEqual([stream, 'incomplete']);
    expect(asked('brands.list')).toBe(0);
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
  },
);

slowly(
  'a run that is told to end leaves the lists complete that were read, and the next one reads the others',
  async () => {
    const lake = newLake();
    const ending = new AbortController();
    const run = await exportOnce(config(lake), {
      signal: ending.signal,
      listener: (event) => {
        if (event.type === 'stream_started' && event.stream === STRUCK) ending.abort();
      },
    });
    const { [STRUCK]: struck, ...others } = outcomes(run);
    expect(struck).toBe('interrupted');
    for (const stream of BEFORE) expect([stream, others[stream]]).toEqual([stream, 'complete']);
    expect(others['tickets']).toBe('interrupted');
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
  },
);

slowly('lists that a killed run had read are not asked for again', async () => {
  const lake = newLake();
  const killed = await exportInChild(config(lake), { failpoint: 'scan.read' });
  expect(killed.signal).toBe('SIGKILL');
  sandbox().requests.reset();
  const run = await exportOnce(config(lake));
  expect(run.exit_code).toBe(0);
  expect([asked('organizations.list'), asked('priorities.list'), asked('brands.list')]).toEqual([0, 0, 0]);
  expect(asked('agents.list')).toBeGreaterThan(0);
  const rows = run.sources[0]?.streams ?? [];
  expect(rows.find(({ stream }) => stream === 'organizations')).toMatchObject({ outcome: 'complete', requests: 0 });
});
