/** A folder as a store: of several who write at once one wins, and what is there is whole. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { link } from 'node:fs/promises';
import path from 'node:path';
import type { ExclusiveCalls } from '../../etl/src/targets/store/exclusive';
import { SYSTEM_CALLS } from '../../etl/src/targets/store/exclusive';
import { FolderStore } from '../../etl/src/targets/store/folder';
import { probe } from '../../etl/src/targets/probe';
import { newFolder } from '../support/published-files';

const text = (body: string): Buffer => Buffer.from(body);

function failing(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

/** A disk without second names. */
const NO_LINKS: ExclusiveCalls = { ...SYSTEM_CALLS, link: failing('EPERM') };
/** A disk on which a second name takes the place of a first, and `wx` opens what is there. */
const CARELESS: ExclusiveCalls = {
  link: (existing, name) => Promise.resolve(writeFileSync(name, readFileSync(existing))),
  create: (name, body) => Promise.resolve(writeFileSync(name, body)),
};

test.each([
  ['with second names', SYSTEM_CALLS],
  ['without', NO_LINKS],
])('of twenty who create one object one wins, on a disk %s', async (_, calls) => {
  const folder = newFolder();
  const stores = Array.from({ length: 20 }, () => new FolderStore(folder, calls));
  const made = await Promise.all(stores.map((store, at) => store.putIfAbsent('a/b.json', text(`by ${at}`))));
  const winner = made.indexOf(true);
  expect(made.filter((won) => won)).toHaveLength(1);
  expect(readFileSync(path.join(folder, 'a/b.json'), 'utf8')).toBe(`by ${winner}`);
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readdirSync(path.join(folder, 'a'))).toEqual(['b.json']);
});

test('a disk that lets two create the same file is refused, and check says so', async () => {
  const folder = newFolder();
  const store = new FolderStore(folder, CARELESS);
  await expect(store.putIfAbsent('a.json', text('x'))).rejects.toThrow('lets two programs create the same file');
  expect(await probe(store)).toMatchObject({ message: expect.stringContaining('lets two programs') as string });
  expect(readdirSync(folder)).toEqual([]);
});

test('a disk that is full is an error, and no loser', async () => {
  const store = new FolderStore(newFolder(), { link, create: failing('ENOSPC') });
  expect(await store.putIfAbsent('a.json', text('x'))).toBe(true);
  const without = new FolderStore(newFolder(), { link: failing('EPERM'), create: failing('ENOSPC') });
  await expect(without.putIfAbsent('a.json', text('x'))).rejects.toThrow('ENOSPC');
});

test('of many who replace one object at once one wins', async () => {
  const store = new FolderStore(newFolder());
  await store.putIfAbsent('c.json', text('0'));
  const before = await store.get('c.json');
  const won = await Promise.all(
    Array.from({ length: 8 }, (_, at) => store.replaceIf('c.json', text(`by ${at}`), before?.tag ?? '')),
  );
  expect(won.filter((each) => each)).toHaveLength(1);
  expect((await store.get('c.json'))?.body.toString()).toBe(`by ${won.indexOf(true)}`);
  expect(await store.replaceIf('d.json', text('x'), 'other')).toBe(false);
  expect(await store.replaceIf('d.json', text('x'), null)).toBe(true);
  expect(await store.replaceIf('d.json', text('y'), null)).toBe(false);
});

test('lists what lies below a name, without files that are being written', async () => {
  const folder = newFolder();
  const store = new FolderStore(folder);
  await store.putIfAbsent('t/source=a/1.parquet', text('one'));
  await store.putIfAbsent('t/source=ab/2.parquet', text('two!'));
  writeFileSync(path.join(folder, 't/source=a/.3.parquet.x.part'), 'half');
  const names = async (prefix: string) =>
    (await store.list(prefix)).map(({ name, bytes }) => `${name} ${bytes}`).sort();
  expect(await names('t/source=a/')).toEqual(['t/source=a/1.parquet 3']);
  expect(await names('t/source=a')).toEqual(['t/source=a/1.parquet 3', 't/source=ab/2.parquet 4']);
  expect(await names('nowhere/')).toEqual([]);
  expect([await store.get('nowhere'), await store.sizeOf('nowhere')]).toEqual([null, null]);
  await store.delete('t/source=a/1.parquet');
  await store.delete('t/source=a/1.parquet');
  expect(await store.get('t/source=a/1.parquet')).toBeNull();
});

test('the probe of a folder that works leaves nothing behind', async () => {
  const folder = newFolder();
  expect(await probe(new FolderStore(path.join(folder, 'new')))).toBeNull();
  expect(existsSync(path.join(folder, 'new/_ticketlake'))).toBe(false);
});
