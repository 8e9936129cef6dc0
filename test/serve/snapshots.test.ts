/** Publications are kept as long as their readers need them, and no longer. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepFile } from '../../etl/src/serve/snapshot/hard-link';
import { livingServices, openServicePresence } from '../../etl/src/store/service-presence';
import { Snapshots } from '../../etl/src/serve/snapshot/snapshots';
import type { LockHolder } from '../../etl/src/store/lock';
import { configOf, exportOnce, newLake } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();
const MINUTE = 60_000;

it('a state that was replaced goes soon, one that pages were promised of later, one that is read last', async () => {
  const config = configOf(newLake(), [scripted().source()]);
  const publish = async (subject: string): Promise<void> => {
    scripted().serve([ticket({ ticket_id: '1', subject })]);
    await exportOnce(config, { full: true });
  };
  await publish('first');
  const home = await openServicePresence(config.lake);
  let now = 0;
  const snapshots = new Snapshots(config.lake, home, () => now);
  const first = await snapshots.hold();
  first.promise();
  await publish('second');
  const second = await snapshots.hold();
  second.release();
  expect(second.snapshot.id).not.toBe(first.snapshot.id);
  await publish('third');
  await snapshots.tidy();
  expect(readdirSync(home.folder)).toHaveLength(3);
  now = 3 * MINUTE;
  await snapshots.tidy();
  expect(await snapshots.named(second.snapshot.id)).toBeUndefined();
  now = 60 * MINUTE;
  await snapshots.tidy();
  const again = await snapshots.named(first.snapshot.id);
  expect(again?.snapshot).toBe(first.snapshot);
  const rows = await (
    await first.snapshot.reader()
  ).all('SELECT subject FROM tickets', undefined, (row) => row['subject']);
  expect(rows).toEqual(['first']);
  again?.release();
  first.release();
  first.release();
  now = 80 * MINUTE;
  await snapshots.tidy();
  expect(readdirSync(home.folder)).toHaveLength(2);
  now = 91 * MINUTE;
  await snapshots.tidy();
  expect(readdirSync(home.folder)).toHaveLength(1);
  await snapshots.close();
  await home.close();
});

describe('a file is kept by a second name, or by a copy where there are none', () => {
  it.each([true, false])('linked: %s', async (mayLink) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-keep-'));
    const [from, to] = [path.join(folder, 'file'), path.join(folder, 'kept', 'file')];
    writeFileSync(from, 'first');
    const kept = await keepFile(from, to, mayLink);
    expect(statSync(to).ino === statSync(from).ino).toBe(mayLink);
    rmSync(from);
    writeFileSync(from, 'other');
    expect([kept.bytes, readFileSync(kept.path, 'utf8')]).toEqual([5, 'first']);
    const other = await keepFile(from, path.join(folder, 'again'), mayLink);
    expect(other.etag).not.toBe(kept.etag);
    await expect(keepFile(path.join(folder, 'nothing'), path.join(folder, 'x'), mayLink)).rejects.toThrow('ENOENT');
    rmSync(folder, { recursive: true });
  });
});

it('what a service that was killed left is removed by the next one, what a living one keeps is not', async () => {
  const lake = newLake();
  const living = await openServicePresence(lake);
  const killed = await openServicePresence(lake);
  const kept = path.join(killed.folder, 'file');
  writeFileSync(kept, 'x');
  const lock = `${killed.folder}.lock`;
  expect((await livingServices(lake)).map(({ pid }) => pid)).toEqual([process.pid, process.pid]);
  const holder = JSON.parse(readFileSync(lock, 'utf8')) as LockHolder;
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(lock, JSON.stringify({ ...holder, pid }));
  expect(await livingServices(lake)).toHaveLength(1);
  expect(existsSync(kept)).toBe(true);
  const next = await openServicePresence(lake);
  const names = [living, next].flatMap(({ folder }) => [path.basename(folder), `${path.basename(folder)}.lock`]);
  expect(readdirSync(path.dirname(killed.folder)).sort()).toEqual(names.sort());
  for (const home of [living, next, killed]) await home.close();
  expect(readdirSync(path.dirname(killed.folder))).toEqual([]);
});
