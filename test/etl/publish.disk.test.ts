import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { backUp, replaceFile, restoreFile, sha256Of } from '../../etl/src/base/files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-disk-'));
  writeFileSync(path.join(folder, 'new'), 'new');
  writeFileSync(path.join(folder, 'old'), 'old');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A disk on which a reader holds the file for a while, as on Windows. */
function heldFor(tries: number, code: string) {
  let tried = 0;
  return (from: string, to: string) => {
    tried += 1;
    return tried <= tries ? Promise.reject(Object.assign(new Error('held'), { code })) : rename(from, to);
  };
}

const place = (name: string) => path.join(folder, name);

test('a file that a reader holds is replaced when the reader lets go', async () => {
  await replaceFile(place('new'), place('old'), { rename: heldFor(2, 'EBUSY'), now: () => 0 });
  expect(readFileSync(place('old'), 'utf8')).toBe('new');
});

test('after 30 seconds it is given up by name, and the old file is whole', async () => {
  let now = 0;
  const patience = { rename: heldFor(99, 'EPERM'), now: () => (now += 16_000) };
  await expect(replaceFile(place('new'), place('old'), patience)).rejects.toMatchObject({
    code: 'held_by_reader',
    message: expect.stringContaining(place('old')),
    remedy: expect.stringContaining('Power BI'),
  });
  expect(readFileSync(place('old'), 'utf8')).toBe('old');
});

test('any other trouble is said at once', async () => {
  const patience = { rename: heldFor(1, 'ENOSPC'), now: () => 0 };
  await expect(replaceFile(place('new'), place('old'), patience)).rejects.toMatchObject({ code: 'disk' });
});

test('a file that was kept aside is put back as it was', async () => {
  expect(await backUp(place('old'), place('aside/1'))).toBe('kept');
  expect(await backUp(place('nothing'), place('aside/2'))).toBe('absent');
  await replaceFile(place('new'), place('old'));
  await restoreFile(place('aside/1'), place('old'));
  expect(readFileSync(place('old'), 'utf8')).toBe('old');
});

test('the hash of a file is its sha256', async () => {
  expect(await sha256Of(place('new'))).toBe('11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437');
});
