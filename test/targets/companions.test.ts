/** README.md and _dictionary.json at a target of Parquet files: true there, put once, mended, and named where they differ. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TargetResult } from '../../etl/src/base/run-result';
import { ParquetTarget } from '../../etl/src/targets/parquet-target';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { FolderStore } from '../../etl/src/targets/store/folder';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import { FaultyStore } from '../support/faulty-store';
import type { World } from '../support/published-files';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';

const NOW = Date.UTC(2026, 5, 1);
const WORLD: World = { tickets: [ticket('acme:1')], days: ['2026-01-01'], dictionary: '{"tables":[]}\n' };
const NAMES = ['README.md', '_dictionary.json'];

let files: PublishedFiles;
let folder: string;
beforeEach(() => {
  [files, folder] = [new PublishedFiles(), newFolder()];
});

const target = () => targetAt(folder, { format: 'parquet' });
const at = (name: string) => path.join(folder, name);
const textAt = (name: string) => readFileSync(at(name), 'utf8');

async function publish(options: { readsBack?: boolean; failsAt?: number } = {}): Promise<TargetResult> {
  const { readsBack = false, failsAt = 0 } = options;
  const store = new FaultyStore(new FolderStore(folder), 'failed', failsAt);
  const [result] = await publishTargets(files.config([target()], { lakeId: 'desk' }), {
    ...{ readsBack, listener: () => undefined, now: () => NOW },
    open: (config) => Promise.resolve(new ParquetTarget(store, config)),
  });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

const verify = () => verifyTarget(files.config([target()], { lakeId: 'desk' }), target(), () => NOW);

test('both stand there, the manifest names them, and the README names no file that is not there', async () => {
  await files.publish(WORLD);
  expect(await publish()).toMatchObject({ outcome: 'published', objects: 6 });
  expect(textAt('_dictionary.json')).toBe(WORLD.dictionary);
  expect(textAt('README.md')).toContain('`_manifest.json` lists the files of each table');
  expect(textAt('README.md')).toContain('| `tickets` |');
  expect(textAt('README.md')).not.toContain('tickets.parquet');
  const { companions } = JSON.parse(textAt('_manifest.json')) as { companions: Record<string, string> };
  const hashes = NAMES.map((name) => [name, createHash('sha256').update(textAt(name)).digest('hex')]);
  expect(companions).toEqual(Object.fromEntries(hashes));
  expect(await publish()).toMatchObject({ objects: 0, bytes: 0, changed: [] });
  expect(await verify()).toMatchObject({ ok: true, findings: [] });
});

test.each(NAMES)('%s that was removed is put again', async (name) => {
  await files.publish(WORLD);
  await publish();
  rmSync(at(name));
  expect((await verify()).findings).toEqual([{ table: null, object: name, message: 'is not there' }]);
  expect(await publish()).toMatchObject({ objects: 1, changed: [] });
  expect(await verify()).toMatchObject({ ok: true });
});

test.each(NAMES)('%s that was changed is found by verify, and mended by publish', async (name) => {
  await files.publish(WORLD);
  await publish();
  writeFileSync(at(name), textAt(name).replace(/.$/m, '#'));
  const message = 'its bytes are not those that were published';
  expect((await verify()).findings).toEqual([{ table: null, object: name, message }]);
  expect(await publish({ readsBack: true })).toMatchObject({ objects: 1, changed: [] });
  expect(await verify()).toMatchObject({ ok: true });
});

test('another dictionary is put, and one that is damaged in the lake goes nowhere', async () => {
  await files.publish(WORLD);
  await publish();
  await files.publish({ ...WORLD, dictionary: '{"tables":[1]}\n' });
  expect(await publish()).toMatchObject({ outcome: 'published' });
  expect(textAt('_dictionary.json')).toBe('{"tables":[1]}\n');
  writeFileSync(path.join(files.lake, 'parquet/_dictionary.json'), 'x');
  await expect(publish()).rejects.toThrow('parquet/_dictionary.json is not what was published');
  expect(textAt('_dictionary.json')).toBe('{"tables":[1]}\n');
});

test('a publication that fails leaves the ones of before in their place', async () => {
  await files.publish(WORLD);
  await publish();
  for (let failsAt = 1; failsAt < 12; failsAt += 1) {
    await files.publish({ ...WORLD, dictionary: `{"tables":[${failsAt}]}\n` });
    await publish({ failsAt });
    for (const name of NAMES) expect(existsSync(at(name))).toBe(true);
    expect(await publish()).toMatchObject({ outcome: 'published' });
    expect(await verify()).toMatchObject({ ok: true });
  }
});

test('a lake of an earlier version has none, and its target neither', async () => {
  const { tickets, days } = WORLD;
  await files.publish({ tickets, days });
  expect(await publish()).toMatchObject({ outcome: 'published', objects: 4 });
  for (const name of NAMES) expect(existsSync(at(name))).toBe(false);
  expect(JSON.parse(textAt('_manifest.json'))).not.toHaveProperty('companions');
});
