/** Exports whose state is kept in a store: in empty folders, two at once, overtaken, with faults on the way. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { manifestIn } from '../../etl/src/publish/manifest';
import type { StateConfig } from '../../etl/src/config/config';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { fetchToRead, stateStatus } from '../../etl/src/targets/remote-state/reading';
import { holdingLake } from '../../etl/src/targets/remote-state/holding';
import { lakePaths } from '../../etl/src/store/database';
import { BucketServer } from '../support/bucket-server';
import type { Asked, StoreFault } from '../support/object-server';
import { exportOnce, newLake, quickWorld, rowsOf } from '../support/lake';
import type { StoreName } from '../support/stores';
import { startStore } from '../support/stores';
import { FROZEN, useSandbox } from '../support/sandbox';
import { configIn, contentOf, currentIn, objectsOf, stateInBucket, stateInFolder } from '../support/state-store';

const sandbox = useSandbox({
  tickets: 24,
  limits: false,
  clock: FROZEN,
  services: ['notific', 'sympoq', 'synqly', 'deskpro', 'teamswork'],
});

let bucket: BucketServer;
let endpoint: string;
beforeEach(async () => {
  bucket = new BucketServer();
  endpoint = await bucket.start();
});
afterEach(() => bucket.close());

/** Rows by table, and the hash of what they say. */
function manifestOf(lake: string) {
  const manifest = manifestIn(readFileSync(lakePaths(lake).manifest, 'utf8'));
  return manifest?.files
    .filter(({ table }) => table !== 'runs' && table !== 'sources')
    .map(({ path: file, rows }) => ({ file, rows }));
}

/** @param runs so often tickets of the service are exported, in a folder of their own each and in one that stays */
export function goesOnInEmptyFolders(service: string, runs: number): void {
  test(`${service}: a run in an empty folder asks for what a run on a disk asks for, and publishes the same`, async () => {
    const world = quickWorld();
    const lake = newLake();
    const counts: Array<readonly [number, number]> = [];
    for (let run = 0; run < runs; run += 1) {
      sandbox().requests.reset();
      expect(await exportOnce(configIn(sandbox(), service, undefined, lake), {}, world)).toMatchObject({
        exit_code: 0,
      });
      const onDisk = sandbox().requests.count();
      sandbox().requests.reset();
      const travelling = configIn(sandbox(), service, stateInBucket(endpoint, 'desk'));
      expect(await exportOnce(travelling, {}, world)).toMatchObject({ exit_code: 0 });
      counts.push([onDisk, sandbox().requests.count()]);
      expect(await contentOf(travelling.lake)).toEqual(await contentOf(lake));
      expect(manifestOf(travelling.lake)).toEqual(manifestOf(lake));
      expect(await rowsOf(travelling.lake, 'SELECT DISTINCT run_id FROM runs')).toHaveLength(run + 1);
    }
    for (const [onDisk, travelling] of counts) expect(travelling).toBe(onDisk);
    expect(counts[1]?.[0]).toBeLessThan(counts[0]?.[0] ?? 0);
    const current = currentIn(objectsOf({ bucket, prefix: 'desk/' }));
    expect(current).toMatchObject({ fence: runs, lease: null, purge: false });
  });
}

const isSave = ({ does, key }: Asked): boolean => does === 'write' && key.endsWith('lease/current.json');
const isObject = ({ does, key }: Asked): boolean => does === 'write' && key.includes('/objects/');
const isRead = ({ does, key }: Asked): boolean => does === 'read' && key.includes('/objects/');

const FAULTS: ReadonlyArray<readonly [string, StoreFault, (asked: Asked) => boolean]> = [
  ['an answer to a change of the lease that was lost', 'lost', isSave],
  ['an object that was cut on its way here', 'cut', isRead],
  ['a conflict (409)', 409, isSave],
  ['a refused condition (412)', 412, isSave],
  ['a busy store (503)', 503, isObject],
  ['an answer to an object that was lost', 'lost', isObject],
];

/** Goes wrong at the nth request that fits, and at no other. */
export function getsOver(store: StoreName): void {
  test.each(FAULTS)(`${store}: %s is got over`, async (_, fault, fits) => {
    const { server, place, access } = await startStore(store);
    const state = { to: 'store://desk/', place, access };
    await keep(newLake(), state, 'first');
    for (const nth of [1, 2, 3]) {
      const lake = newLake();
      let met = 0;
      server.fault = (asked) => (fits(asked) && ++met === nth ? fault : null);
      await keep(lake, state, String(nth));
      server.fault = () => null;
      expect(met).toBeGreaterThanOrEqual(1);
      const reader = newLake();
      expect(await fetchToRead({ lake: reader, state, proxy: NO_PROXY }, Date.now)).toBeNull();
      expect(readFileSync(path.join(reader, 'erasures.json'), 'utf8')).toContain(`"${nth}"`);
    }
    expect([...server.objects.values()].filter(({ body }) => body.includes('secret-of-the-bucket'))).toEqual([]);
    await server.close();
  });
}

export function quick(): void {
  test('of two at once the second is refused, with who holds it and until when; the first is not disturbed', async () => {
    const state = stateInFolder();
    const [first, second] = [configIn(sandbox(), 'notific', state), configIn(sandbox(), 'notific', state)];
    const done = await holdingLake(first, { now: Date.now }, async () => {
      writeFileSync(path.join(first.lake, 'erasures.json'), '{"salt":"0","erasures":[]}');
      const refused = await exportOnce(second).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'locked' });
      expect(String(refused)).toMatch(
        new RegExp(
          `the state in .* is locked by another run: process ${process.pid} on .*, since .* UTC; its lease ends at \\d{4}-.* UTC`,
        ),
      );
      expect((await stateStatus(second, Date.now))?.held).toContain(`process ${process.pid} on`);
      return 'done';
    });
    expect(done).toBe('done');
    expect(currentIn(objectsOf({ folder: state.to }))).toMatchObject({ lease: null, snapshot: { files: 1 } });
  });

  test('a damaged object is named, nothing is fetched, and nothing is published from it', async () => {
    const state = stateInBucket(endpoint, 'desk');
    await keep(newLake(), state, '1');
    const before = currentIn(objectsOf({ bucket, prefix: 'desk/' })).snapshot;
    const [name, held] = [...bucket.objects].find(([key]) => key.includes('/objects/')) ?? [];
    if (held === undefined || name === undefined) throw new Error('there is no object');
    held.body[8] = (held.body[8] ?? 0) ^ 1;
    const config = configIn(sandbox(), 'notific', state);
    await expect(exportOnce(config)).rejects.toMatchObject({
      code: 'state_store',
      message: `the state in ${state.to} is damaged: ${name.slice('desk/'.length)}: its bytes are not those that were written (SHA-256)`,
    });
    expect([...objectsOf({ folder: config.lake }).keys()]).toEqual([]);
    await expect(fetchToRead(config, Date.now)).rejects.toMatchObject({ code: 'state_store' });
    expect(currentIn(objectsOf({ bucket, prefix: 'desk/' }))).toMatchObject({ lease: null, snapshot: before });
    bucket.objects.delete(name);
    await expect(exportOnce(config)).rejects.toMatchObject({
      message: expect.stringContaining('is not there') as string,
    });
  });

  test('a folder that holds another lake is not thrown away, and an emptied store is not taken for a new one', async () => {
    const state = stateInFolder();
    const own = newLake();
    await keep(own, state, '1');
    const foreign = newLake();
    await keep(foreign, stateInFolder(), '2');
    const without = newLake();
    writeFileSync(path.join(without, 'erasures.json'), '{"salt":"3","erasures":[]}');
    for (const lake of [foreign, without])
      await expect(keep(lake, state, '4')).rejects.toMatchObject({ code: 'wrong_state' });
    expect(readFileSync(path.join(without, 'erasures.json'), 'utf8')).toContain('"3"');
    rmSync(state.to, { recursive: true });
    await expect(keep(own, state, '5')).rejects.toMatchObject({
      code: 'wrong_state',
      message: expect.stringContaining('is not there any more') as string,
    });
  });

  test('only what a lake is made of travels: no configuration, no key, no lock', async () => {
    const state = stateInFolder();
    const lake = newLake();
    for (const name of ['.env', 'ticketlake.yaml', 'notes.txt'])
      writeFileSync(path.join(lake, name), 'KEY=of-a-service');
    await keep(lake, state, '1');
    const objects = objectsOf({ folder: state.to });
    expect([...objects.values()].filter((body) => body.includes('of-a-service'))).toEqual([]);
    const { snapshot } = currentIn(objects);
    const { files } = JSON.parse(String(objects.get(snapshot?.object ?? ''))) as { files: Array<{ path: string }> };
    expect(files.map((file) => file.path)).toEqual(['erasures.json', 'state/lake_id']);
  });

  test('who reads gets what was saved last, and where the store is gone an older copy with its age', async () => {
    const state = stateInBucket(endpoint, 'desk');
    const [writer, reader] = [newLake(), newLake()];
    await keep(writer, state, '1');
    const config = { lake: reader, state, proxy: NO_PROXY };
    expect(await fetchToRead(config, Date.now)).toBeNull();
    await keep(writer, state, '2');
    const asked = bucket.asked.length;
    expect(await fetchToRead(config, Date.now)).toBeNull();
    expect(readFileSync(path.join(reader, 'erasures.json'), 'utf8')).toContain('"2"');
    expect(bucket.asked.slice(asked).filter(({ does }) => does !== 'read')).toEqual([]);
    bucket.fault = () => 403;
    expect(await fetchToRead(config, Date.now)).toMatch(/refused the keys.*; what .* holds was saved at \d{4}-/);
    await expect(fetchToRead({ ...config, lake: newLake() }, Date.now)).rejects.toMatchObject({ code: 'state_store' });
  });
}

/** A job that leaves a file. */
async function keep(lake: string, state: StateConfig, salt: string): Promise<void> {
  await holdingLake({ lake, lakeId: null, state, proxy: NO_PROXY }, { now: Date.now }, () => {
    writeFileSync(path.join(lake, 'erasures.json'), `{"salt":"${salt}","erasures":[]}`);
    return Promise.resolve();
  });
}
