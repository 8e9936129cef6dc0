/** Promise 3 for replays: killed at any instant it changes nothing that was published, and whatever runs next goes on. */
import type { Config } from '../../etl/src/config/config';
import { runReplay } from '../../etl/src/replay/replay';
import { exportInChild, useCompiledExporter } from '../support/child-run';
import type { Tables } from '../support/lake';
import { configOf, copyOf, exportOnce, newLake, published, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';

const SERVICE = 'teamswork';
const sandbox = useSandbox({ tickets: 24, limits: false, clock: FROZEN, services: [SERVICE] });
useCompiledExporter();

const config = (lake: string): Config => configOf(lake, [sourceOf(sandbox(), SERVICE, { pageSize: 10 })]);
const replay = (lake: string) =>
  runReplay(config(lake), { signal: new AbortController().signal, listener: () => undefined });

let whole: string;
let tables: Tables;
beforeAll(async () => {
  whole = newLake();
  expect((await exportOnce(config(whole))).exit_code).toBe(0);
  tables = await published(whole);
}, 60_000);

/** A test for each place at which a replay is killed: failpoints, with the passing that is meant. */
export function killedInAReplay(places: readonly string[]): void {
  it.each([...places])(
    'killed at %s, another replay and an export end with the same tables',
    async (failpoint) => {
      const lake = copyOf(whole);
      const killed = await exportInChild(config(lake), { replays: true, failpoint });
      expect({ failpoint, signal: killed.signal, stderr: killed.stderr }).toEqual({
        failpoint,
        signal: 'SIGKILL',
        stderr: '',
      });
      expect(await published(lake)).toEqual(tables);
      expect((await replay(lake)).exit_code).toBe(0);
      expect(await published(lake)).toEqual(tables);
      expect((await exportOnce(config(lake))).exit_code).toBe(0);
      expect(await published(lake)).toEqual(tables);
    },
    60_000,
  );
}

export function killedBeforeAReplay(): void {
  it('an export that was killed with pages on disk goes on after a replay as it would have without', async () => {
    const lake = newLake();
    const killed = await exportInChild(config(lake), { failpoint: 'load.staged:2' });
    expect(killed.signal).toBe('SIGKILL');
    expect((await replay(lake)).exit_code).toBe(0);
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
    expect(await published(lake)).toEqual(tables);
  }, 60_000);
}
