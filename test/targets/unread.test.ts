/** Answers that could not be read prove nothing: they are neither an empty list, nor an object that is not there. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfig } from '../../etl/src/config/config';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { removeOldLog } from '../../etl/src/targets/delta/checkpoint';
import { DeltaTarget } from '../../etl/src/targets/delta/delta-target';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { holdingLake } from '../../etl/src/targets/remote-state/holding';
import { PatientStore } from '../../etl/src/targets/remote-state/patient-store';
import { FolderStore } from '../../etl/src/targets/store/folder';
import type { ReadObject, Store } from '../../etl/src/targets/store/store';
import { openReader } from '../../etl/src/store/reader';
import { deltaRows } from '../support/delta-log';
import { FaultyStore } from '../support/faulty-store';
import { newLake } from '../support/lake';
import type { StoreFault } from '../support/object-server';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';
import type { RunningStore } from '../support/stores';
import { STORES, opened, startStore, targetIn } from '../support/stores';
import { currentIn, newStateFolder, objectsOf, stateInFolder } from '../support/state-store';

const NOW = Date.UTC(2026, 5, 1);
const KEYS = ['ticket_key', 'run_id'];

/** Says of some reads that there is no such object. */
class BlindStore extends FaultyStore {
  constructor(
    inner: Store,
    private readonly isBlind: (name: string) => boolean,
  ) {
    super(inner);
  }

  override get(name: string): Promise<ReadObject | null> {
    return this.isBlind(name) ? Promise.resolve(null) : super.get(name);
  }
}

async function publish(
  files: PublishedFiles,
  target: TargetConfig,
  open?: (target: TargetConfig) => Promise<DeltaTarget>,
): Promise<string | null> {
  const config = files.config([target], { lakeId: 'desk' });
  const options = { listener: () => undefined, now: () => NOW };
  const [result] = await publishTargets(config, open === undefined ? options : { ...options, open });
  return result?.error ?? null;
}

describe.each(STORES)('a store of the kind %s', (kind) => {
  let running: RunningStore;
  let store: Store;
  beforeEach(async () => {
    running = await startStore(kind);
    store = await opened(running);
    for (const name of ['log/1.json', 'log/2.json']) await store.putIfAbsent(name, Buffer.from('{}'));
  });
  afterEach(() => running.server.close());

  test.each<StoreFault>(['page', 'missing_page'])('a list that is a %s is no empty list', async (fault) => {
    running.server.fault = ({ does }) => (does === 'list' ? fault : null);
    await expect(store.list('log/')).rejects.toThrow(running.calledAs);
    running.server.fault = () => null;
    expect(await store.list('log/')).toHaveLength(2);
    expect(await store.list('none/')).toEqual([]);
  });

  test('an object whose answer is a page that was not found is not taken for absent', async () => {
    running.server.fault = ({ does }) => (does === 'read' ? 'missing_page' : null);
    await expect(store.get('log/1.json')).rejects.toThrow(running.calledAs);
    await expect(store.fetch('log/1.json', path.join(newFolder(), 'it'))).rejects.toThrow(running.calledAs);
    running.server.fault = () => null;
    expect(await store.get('log/none.json')).toBeNull();
    expect(await store.fetch('log/none.json', path.join(newFolder(), 'it'))).toBe(false);
  });

  test('a log that is not seen is not written anew, and its rows stay', async () => {
    const files = new PublishedFiles();
    await files.publish({ tickets: [ticket('acme:1')], days: ['2026-01-01'] });
    expect(await publish(files, targetIn(running))).toBeNull();
    const objects = () => [...running.server.objects.keys()].filter((key) => key.includes('/tickets/')).sort();
    const before = objects();
    await files.publish({ tickets: [ticket('acme:1', { run: 'r2' })], days: ['2026-01-01'] });
    for (const fault of ['page', 'missing_page'] as const) {
      running.server.fault = ({ does }) => (does === 'list' ? fault : null);
      expect(await publish(files, targetIn(running))).toContain(running.calledAs);
      expect(objects()).toEqual(before);
    }
  });
});

describe('a Delta table', () => {
  async function published(): Promise<{ files: PublishedFiles; folder: string; log: string }> {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish({ tickets: [ticket('acme:1'), ticket('beta:1')], days: ['2026-01-01'] });
    expect(await publish(files, targetAt(folder))).toBeNull();
    return { files, folder, log: path.join(folder, 'tickets/_delta_log') };
  }
  const digits = (version: number): string => String(version).padStart(20, '0');

  test.each([
    ['has no byte', ''],
    ['has an empty line alone', '\n'],
  ])('a last commit that %s is no commit without changes', async (_, text) => {
    const { files, folder, log } = await published();
    writeFileSync(path.join(log, `${digits(1)}.json`), text);
    await files.publish({ tickets: [ticket('acme:1', { run: 'r2' })], days: ['2026-01-01'] });
    expect(await publish(files, targetAt(folder))).toMatch(
      /^tickets\/_delta_log\/0+1\.json cannot be read: it was cut/,
    );
    expect(readdirSync(log).sort()).toEqual([`${digits(0)}.json`, `${digits(1)}.json`]);
  });

  test('a log that names no columns is not whole, and nothing is written', async () => {
    const { files, folder, log } = await published();
    const lines = readFileSync(path.join(log, `${digits(0)}.json`), 'utf8').split('\n');
    writeFileSync(path.join(log, `${digits(0)}.json`), lines.filter((line) => !line.includes('metaData')).join('\n'));
    await files.publish({ tickets: [ticket('acme:1', { run: 'r2' })], days: ['2026-01-01'] });
    expect(await publish(files, targetAt(folder))).toMatch(/^the log of tickets names no columns/);
    expect(readdirSync(log)).toEqual([`${digits(0)}.json`]);
  });

  test('a checkpoint of which a part is missing stands for no commit', async () => {
    const [folder, reader] = [newFolder(), await openReader(1)];
    const log = path.join(folder, 'tickets/_delta_log');
    mkdirSync(log, { recursive: true });
    const names = [0, 1, 2, 3].map((version) => `${digits(version)}.json`);
    const part = `${digits(2)}.checkpoint.0000000001.0000000002.parquet`;
    for (const name of [...names, part]) writeFileSync(path.join(log, name), '{}');
    const reading = { store: new FolderStore(folder), reader, scratch: newFolder() };
    const age = { keepMs: 0, now: Date.now() + 60_000 };
    for (const all of [false, true]) await removeOldLog(reading, 'tickets', age, all);
    expect(readdirSync(log).sort()).toEqual([...names, part].sort());
    writeFileSync(path.join(log, part.replace('.0000000001.', '.0000000002.')), '{}');
    await removeOldLog(reading, 'tickets', age, false);
    expect(readdirSync(log).filter((name) => name.endsWith('.json'))).toEqual(names.slice(2));
    await reader.close();
  });

  test('a claim of its own that a lake does not see ends the publication: its rows would stand there twice', async () => {
    const { files, folder } = await published();
    await files.publish({ tickets: [ticket('acme:1', { run: 'r2' }), ticket('beta:1')], days: ['2026-01-01'] });
    let reads = 0;
    for (let nth = 1; nth <= Math.max(1, reads) && nth < 50; nth += 1) {
      reads = 0;
      const store = new BlindStore(
        new FolderStore(folder),
        (name) => name.endsWith('/acme.json') && (reads += 1) === nth,
      );
      const error = await publish(files, targetAt(folder), (target) => Promise.resolve(new DeltaTarget(store, target)));
      const rows = await deltaRows(path.join(folder, 'tickets'), KEYS);
      if (error === null) expect(rows).toEqual(['["acme:1","r2"]', '["beta:1","r1"]']);
      else expect(rows.filter((row) => row.includes('acme:1'))).toHaveLength(1);
    }
    expect(await publish(files, targetAt(folder))).toBeNull();
    expect(await deltaRows(path.join(folder, 'tickets'), KEYS)).toEqual(['["acme:1","r2"]', '["beta:1","r1"]']);
  });
});

test('a run that fails removes nothing of the state where the store does not say what counts', async () => {
  const folder = newStateFolder();
  const state = stateInFolder(folder);
  const lake = newLake();
  let isBlind = false;
  const store = new BlindStore(new FolderStore(folder), () => isBlind);
  const options = { now: Date.now, open: () => Promise.resolve(new PatientStore(store, folder, 1)) };
  await expect(
    holdingLake({ lake, lakeId: 'desk', state, proxy: NO_PROXY }, options, async (hold) => {
      writeFileSync(path.join(lake, 'erasures.json'), '{"salt":"1","erasures":[]}');
      await hold.save();
      isBlind = true;
      throw new Error('a job that fails after it saved');
    }),
  ).rejects.toThrow('a job that fails');
  const objects = objectsOf({ folder });
  const { snapshot } = currentIn(objects);
  expect(snapshot).not.toBeNull();
  const { files } = JSON.parse(String(objects.get(snapshot?.object ?? ''))) as { files: Array<{ object: string }> };
  expect(files.map(({ object }) => objects.has(object))).toEqual(files.map(() => true));
});
