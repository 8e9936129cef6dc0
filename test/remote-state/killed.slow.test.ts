/** Processes that are killed or stopped while they hold a state: the next one, in another empty folder, goes on. */
import { cpSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { FAILPOINTS, STATE_FAILPOINTS } from '../../etl/src/base/failpoint';
import type { Sandbox } from '../../sandbox/server';
import { exportInChild, useCompiledExporter } from '../support/child-run';
import { exportOnce, newLake } from '../support/lake';
import type { Tables } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import { configIn, contentOf, currentIn, newStateFolder, objectsOf, stateInFolder } from '../support/state-store';

useCompiledExporter();
const sandbox = useSandbox({ tickets: 24, limits: false, clock: FROZEN, services: ['teamswork'] });
const configOf = (folder?: string, lake?: string) =>
  configIn(sandbox(), 'teamswork', folder === undefined ? undefined : stateInFolder(folder), lake);

interface Scene {
  /** A store to start from, and what an undisturbed run on it, or on a disk, ends with. */
  store: string;
  tables: Tables;
}

let scenes: { first: Scene; later: Scene };

beforeAll(async () => {
  const [store, disk] = [newStateFolder(), newLake()];
  for (const config of [configOf(store), configOf(undefined, disk)])
    expect(await exportOnce(config)).toMatchObject({ exit_code: 0 });
  change(sandbox());
  expect(await exportOnce(configOf(undefined, disk))).toMatchObject({ exit_code: 0 });
  const fresh = newLake();
  expect(await exportOnce(configOf(undefined, fresh))).toMatchObject({ exit_code: 0 });
  scenes = {
    first: { store: newStateFolder(), tables: await contentOf(fresh) },
    later: { store, tables: await contentOf(disk) },
  };
});

function change(service: Sandbox): void {
  const world = service.world('teamswork');
  service.clock.set({ advanceMs: 3_600_000 });
  const agent = world.people().find(({ isAgent }) => isAgent)!;
  world.change(3, { subject: 'changed between two runs', priority: 'urgent' }, agent.id);
  world.create({ subject: 'created between two runs', requester: world.ticket(3)!.requester }, null);
  world.rename('queues', world.queues()[0]!.id, 'Renamed between two runs');
}

/** As if the holder had shown no sign of life for long. */
function silence(folder: string): void {
  const long = new Date(Date.now() - 3_600_000);
  utimesSync(path.join(folder, 'lease/current.json'), long, long);
}

/** Every place of the store, some objects of it, and places of a run in between. */
const PLACES = [...STATE_FAILPOINTS, 'state.object_put:4', 'state.object_put:9', 'state.list_put:2', 'state.saved:2'];
const KILLS = Array.from({ length: 20 }, (_, at) => {
  const half = Math.floor(at / 2);
  const point = at % 2 === 0 ? PLACES[half % PLACES.length] : FAILPOINTS[(half * 3) % FAILPOINTS.length];
  // A first run fetches nothing.
  return [point ?? '', point === 'state.fetched' || half % 2 === 1 ? 'later' : 'first'] as const;
});

let kills = 0;

test.each(KILLS)('killed at %s of a %s run: the next one ends as an undisturbed one', async (failpoint, name) => {
  const { store, tables } = scenes[name];
  const folder = newStateFolder();
  cpSync(store, folder, { recursive: true });
  const before = objectsOf({ folder });
  const killed = await exportInChild(configOf(folder), { failpoint, aheadMs: 3_600_000 });
  // A place that the run does not come to so often lets it end.
  expect(['SIGKILL', 0]).toContain(killed.signal ?? killed.exitCode);
  kills += killed.signal === null ? 0 : 1;
  // What counted before the run stands there still.
  const after = objectsOf({ folder });
  for (const [object, body] of before)
    if (object.startsWith('objects/'))
      expect({ object, same: after.get(object)?.equals(body) }).toEqual({ object, same: true });
  const next = configOf(folder);
  expect(await exportOnce(next)).toMatchObject({ exit_code: 0 });
  expect(await contentOf(next.lake)).toEqual(tables);
  expect(currentIn(objectsOf({ folder }))).toMatchObject({ lease: null, purge: false });
});

test('most of them were killed', () => {
  expect(kills).toBeGreaterThan(14);
});

test.each(['"run_started"', '"stream_finished"', '"published"'])(
  'frozen at %s until another one has run: it ends as one that finds the state held, and changes nothing',
  async (at) => {
    const folder = newStateFolder();
    cpSync(scenes.later.store, folder, { recursive: true });
    let overtaking = new Map<string, Buffer>();
    const frozen = configOf(folder);
    const ended = await exportInChild(frozen, {
      aheadMs: 3_600_000,
      frozen: {
        at,
        meanwhile: async () => {
          await expect(exportOnce(configOf(folder))).rejects.toMatchObject({ code: 'locked' });
          silence(folder);
          const other = configOf(folder);
          expect(await exportOnce(other)).toMatchObject({ exit_code: 0 });
          expect(await contentOf(other.lake)).toEqual(scenes.later.tables);
          overtaking = objectsOf({ folder });
        },
      },
    });
    expect(ended).toMatchObject({ exitCode: 99, signal: null });
    expect(JSON.parse(ended.stderr)).toMatchObject({
      code: 'locked',
      message: expect.stringContaining('another one took the state') as string,
    });
    const after = objectsOf({ folder });
    expect(after.get('lease/current.json')).toEqual(overtaking.get('lease/current.json'));
    expect([...after.keys()].sort()).toEqual([...overtaking.keys()].sort());
    // Its folder is brought back to what counts.
    expect(await exportOnce(frozen)).toMatchObject({ exit_code: 0 });
    expect(await contentOf(frozen.lake)).toEqual(scenes.later.tables);
    expect(readFileSync(path.join(frozen.lake, 'state/copy-of.json'), 'utf8')).toContain(
      currentIn(objectsOf({ folder })).snapshot?.sha256,
    );
  },
);
