/** One run holds the lake; a lock outlives no process. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, uptime } from 'node:os';
import path from 'node:path';
import { lakePaths, openWorkingDatabase } from '../../etl/src/store/database';
import { acquireLock, lockHolder } from '../../etl/src/store/lock';
import type { LockHolder } from '../../etl/src/store/lock';

let lake: string;
beforeEach(() => {
  lake = mkdtempSync(path.join(tmpdir(), 'ticketlake-lock-'));
});
afterEach(() => {
  rmSync(lake, { recursive: true });
});

const file = (): string => path.join(lake, 'state', 'lock');

function held(): LockHolder {
  return JSON.parse(readFileSync(file(), 'utf8')) as LockHolder;
}

function leave(changed: Partial<LockHolder>, ageMs = 0): void {
  const locking = acquireLock(lake);
  if (!locking.ok) throw new Error('held');
  const mine = held();
  locking.lock.release();
  mkdirSync(path.dirname(file()), { recursive: true });
  writeFileSync(file(), JSON.stringify({ ...mine, token: 'another', ...changed }));
  const seen = new Date(Date.now() - ageMs);
  utimesSync(file(), seen, seen);
}

/** A process id that nobody has: of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid;
}

test('the second run is told who holds the lake, and may go on when it is released', () => {
  const first = acquireLock(lake, () => Date.UTC(2026, 10, 2, 9, 5, 7));
  if (!first.ok) throw new Error('held');
  const second = acquireLock(lake);
  expect(second).toMatchObject({
    ok: false,
    message: `the lake is locked by another run: process ${process.pid} on ${hostname()}, since 2026-11-02 09:05:07 UTC`,
  });
  expect(lockHolder(lake)).toMatchObject({ pid: process.pid });
  first.lock.release();
  expect(existsSync(file())).toBe(false);
  expect(lockHolder(lake)).toBeUndefined();
  const third = acquireLock(lake);
  expect(third.ok).toBe(true);
  if (third.ok) third.lock.release();
});

test('a run in another process holds it, and a kill -9 lets go', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => 0, 1000)']);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const stat = existsSync('/proc') ? readFileSync(`/proc/${child.pid}/stat`, 'utf8') : '';
  const started = stat === '' ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
  leave({ pid: child.pid ?? 0, process_start: started });
  expect(acquireLock(lake).ok).toBe(false);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(acquireLock(lake).ok).toBe(true);
});

test.each<[string, () => Partial<LockHolder>, number]>([
  ['of a process that is dead', () => ({ pid: deadPid() }), 0],
  ['of a process whose id was given to another one', () => ({ pid: process.pid, process_start: '1' }), 0],
  ['of an earlier boot of this machine', () => ({ pid: process.pid, boot: 'earlier' }), (uptime() + 60) * 1000],
  ['of another container that has been silent for long', () => ({ pid_namespace: 'pid:[1]' }), 3_600_000],
  ['of another machine that has been silent for long', () => ({ host: 'elsewhere' }), 3_600_000],
])('a lock %s is taken over', (_, left, ageMs) => {
  // On systems without /proc there are no process starts and boot ids to tell by.
  if (!existsSync('/proc/self/stat') && ageMs === 0 && left().pid === process.pid) return;
  leave(left(), ageMs);
  const locking = acquireLock(lake);
  expect(locking.ok).toBe(true);
  expect(held()).toMatchObject({ pid: process.pid, host: hostname() });
  if (locking.ok) locking.lock.release();
  expect(existsSync(file())).toBe(false);
});

test('a lock of another machine that shows signs of life holds', () => {
  leave({ host: 'elsewhere', pid: 1 }, 60_000);
  expect(acquireLock(lake)).toMatchObject({ ok: false, holder: { host: 'elsewhere' } });
});

// A dead process id says nothing there: it is counted from one in every container.
test.each<[string, () => Partial<LockHolder>]>([
  ['another container on this machine', () => ({ pid: deadPid(), pid_namespace: 'pid:[1]' })],
  ['another machine of the same name', () => ({ pid: deadPid(), boot: 'another' })],
])('a lock of %s that shows signs of life holds', (_, left) => {
  if (!existsSync('/proc/self/ns/pid')) return;
  leave(left(), 60_000);
  expect(acquireLock(lake)).toMatchObject({
    ok: false,
    remedy: expect.stringContaining('after ten minutes if the run was on another machine or in another container'),
  });
});

test('the lock names host, boot and namespace of its process', () => {
  const locking = acquireLock(lake);
  if (existsSync('/proc/self/ns/pid')) {
    expect(held()).toMatchObject({ pid_namespace: expect.stringMatching(/^pid:\[\d+\]$/), boot: expect.any(String) });
  }
  expect(held().host).toBe(hostname());
  if (locking.ok) locking.lock.release();
});

test('a database that another process has open keeps its scratch', async () => {
  const { scratch } = lakePaths(lake);
  const first = await openWorkingDatabase(lake);
  const pages = path.join(scratch, 'load-acme-0');
  writeFileSync(pages, 'rows');
  const script = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then(() => console.log('open'), (e) => console.log(e.message))`;
  await first.close();
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => 0, 1000)`, lakePaths(lake).working], {
    cwd: path.join(__dirname, '../../etl'),
  });
  expect(await new Promise((resolve) => child.stdout.once('data', (said: Buffer) => resolve(said.toString())))).toBe(
    'open\n',
  );
  await expect(openWorkingDatabase(lake, { patienceMs: 0 })).rejects.toMatchObject({ code: 'locked' });
  expect(readFileSync(pages, 'utf8')).toBe('rows');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  await (await openWorkingDatabase(lake)).close();
  expect(existsSync(pages)).toBe(false);
});

test('a lock without content holds while it may be being written, then no more', () => {
  mkdirSync(path.dirname(file()), { recursive: true });
  writeFileSync(file(), '');
  expect(acquireLock(lake).ok).toBe(false);
  const before = new Date(Date.now() - 60_000);
  utimesSync(file(), before, before);
  expect(acquireLock(lake).ok).toBe(true);
});

test('releasing removes no lock but its own', () => {
  const first = acquireLock(lake);
  writeFileSync(file(), JSON.stringify({ ...held(), token: 'another' }));
  if (first.ok) first.lock.release();
  expect(held().token).toBe('another');
});
