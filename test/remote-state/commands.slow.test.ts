/** Commands on a lake whose state is kept in a store, each in whatever folder it begins. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../etl/src/config/load';
import { holdingLake } from '../../etl/src/targets/remote-state/holding';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { BucketServer } from '../support/bucket-server';
import { deltaRows } from '../support/delta-log';
import { currentIn, holdersOf, objectsOf } from '../support/state-store';
import type { Recorded } from '../support/terminal';
import { run } from '../support/terminal';

const bucket = new BucketServer();
let sandbox: Sandbox;
let root: string;
let machines = 0;
let env: Record<string, string>;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'ticketlake-state-'));
  sandbox = await startSandbox({ tickets: 16, limits: false, services: ['notific', 'teamswork'] });
  env = {
    ...{ AWS_ENDPOINT_URL_S3: await bucket.start(), AWS_ACCESS_KEY_ID: bucket.keyId },
    ...{ AWS_SECRET_ACCESS_KEY: 'secret-of-the-bucket', AWS_REGION: 'us-east-1' },
  };
});
afterAll(async () => {
  await sandbox.close();
  await bucket.close();
  rmSync(root, { recursive: true });
});

/** A machine that knows nothing but its configuration. */
function machine(services: readonly string[] = ['notific', 'teamswork']): string {
  const folder = path.join(root, `machine-${(machines += 1)}`);
  mkdirSync(folder);
  const sources = sandbox.services
    .filter(({ name }) => services.includes(name))
    .map(
      ({ name, url, key }) =>
        `  ${name}: { vendor: ${name}, url: "${url}", key: ${key}, requests_per_minute: 100000 }\n`,
    );
  const publish = `publish: [{ to: ${path.join(root, 'tables')}, name: warehouse, format: delta }]\n`;
  writeFileSync(
    path.join(folder, 'ticketlake.yaml'),
    `state: s3://desk-bucket/state\nsources:\n${sources.join('')}${publish}`,
  );
  return folder;
}

const command = (folder: string, ...args: string[]): Promise<Recorded> => run(args, { cwd: folder, env });
const objects = () => objectsOf({ bucket, prefix: 'state/' });

async function json(folder: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await command(folder, ...args, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('check tries the store, and the first export on each machine goes on with what the others saved', async () => {
  const first = machine();
  const checked = await command(first, 'check');
  expect(checked).toMatchObject({ exitCode: 0 });
  expect(checked.stdout).toMatch(/state.*s3:\/\/desk-bucket\/state\/ can keep the state/);
  expect(objects().size).toBe(0);
  expect(await command(first, 'export', '--quiet')).toMatchObject({ exitCode: 0 });
  const second = await json(machine(), 'export', '--quiet');
  // The id of the lake travels: the target takes the second machine for the first.
  expect(second).toMatchObject({ exit_code: 0, targets: [{ outcome: 'published', changed: ['sources', 'runs'] }] });
  expect([...objects()].filter(([, body]) => body.includes('secret-of-the-bucket'))).toEqual([]);
  for (const { key } of sandbox.services) expect(holdersOf(objects(), key)).toEqual([]);
});

test('commands that read find what was saved last, in an empty folder', async () => {
  expect((await command(machine(), 'query', '--format', 'csv', 'SELECT count(*) AS n FROM tickets')).stdout).toMatch(
    /^n\r\n3\d\r\n$/,
  );
  expect(await command(machine(), 'verify')).toMatchObject({ exitCode: 0 });
  expect(await command(machine(), 'verify', '--target', 'warehouse')).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await command(machine(), 'status')).stdout).toMatch(
    /^State {6}s3:\/\/desk-bucket\/state\/: saved at .*Z, \d+ files, [\d,]+ bytes$/m,
  );
  expect(await json(machine(), 'status')).toMatchObject({ state: { held: null, error: null } });
  expect((await json(machine(), 'sources', 'list'))['sources']).toHaveLength(2);
  const planned = machine();
  const plan = await command(planned, 'plan');
  expect(plan.stdout).toMatch(/(\d+) files, ([\d,]+) bytes of \1 files, \2 bytes would be fetched\./);
  expect(plan.stdout).not.toContain('never read whole');
  expect(await json(planned, 'plan')).toMatchObject({ state: { fetched: { files: 0, bytes: 0 } } });
});

test('while another run holds the state, every command that changes it ends with 75 and says who holds it', async () => {
  const loaded = loadConfig('ticketlake.yaml', env, machine());
  if (!loaded.ok) throw new Error('the configuration is refused');
  await holdingLake(loaded.config, { now: Date.now }, async () => {
    for (const args of [
      ['export'],
      ['replay'],
      ['publish'],
      ['erase', 'notific:1', '--yes'],
      ['sources', 'remove', 'notific', '--yes'],
    ]) {
      const ended = await command(machine(), ...args);
      expect({ args, exitCode: ended.exitCode }).toEqual({ args, exitCode: 75 });
      expect(ended.stderr).toMatch(
        /the state in s3:\/\/desk-bucket\/state\/ is locked by another run: process \d+ on .*its lease ends at/,
      );
    }
    expect((await command(machine(), 'check')).stdout).toContain('s3://desk-bucket/state/ is locked by another run');
    expect((await command(machine(), 'query', 'SELECT 1')).exitCode).toBe(0);
  });
});

test('a person who is erased is in no object, and stays erased on every machine', async () => {
  const { stdout } = await command(
    machine(),
    ...['query', '--format', 'json'],
    "SELECT requester_email AS email FROM tickets WHERE requester_email IS NOT NULL AND source = 'teamswork' ORDER BY email DESC LIMIT 1",
  );
  const [{ email = '' } = {}] = JSON.parse(stdout) as Array<{ email?: string }>;
  expect(email).toContain('@');
  expect(holdersOf(objects(), email).length).toBeGreaterThan(0);
  expect(await command(machine(), 'erase', email, '--dry-run')).toMatchObject({ exitCode: 0 });
  const { fence } = currentIn(objects());
  expect(await command(machine(), 'erase', email, '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(holdersOf(objects(), email)).toEqual([]);
  // Every object that is left is named.
  const { snapshot, purge, fence: now } = currentIn(objects());
  expect({ purge, now }).toEqual({ purge: false, now: fence + 1 });
  const { files } = JSON.parse(String(objects().get(snapshot?.object ?? ''))) as { files: Array<{ object: string }> };
  const named = new Set(['lease/current.json', snapshot?.object, ...files.map(({ object }) => object)]);
  expect([...objects().keys()].filter((name) => !named.has(name))).toEqual([]);
  expect(await command(machine(), 'export', '--full', '--quiet')).toMatchObject({ exitCode: 0 });
  expect(holdersOf(objects(), email)).toEqual([]);
  const erased = await command(
    machine(),
    'query',
    '--format',
    'csv',
    `SELECT count(*) AS n FROM people WHERE email = '${email}'`,
  );
  expect(erased.stdout).toBe('n\r\n0\r\n');
});

test('where old objects cannot be removed an erasing fails, and the next run removes them', async () => {
  const { stdout } = await command(
    machine(),
    ...['query', '--format', 'json'],
    "SELECT requester_email AS email FROM tickets WHERE requester_email IS NOT NULL AND source = 'teamswork' ORDER BY email LIMIT 1",
  );
  const [{ email = '' } = {}] = JSON.parse(stdout) as Array<{ email?: string }>;
  bucket.fault = ({ does, key }) => (does === 'delete' && key.includes('/objects/') ? 403 : null);
  const failed = await command(machine(), 'erase', email, '--yes');
  expect(failed.exitCode).toBe(1);
  expect(currentIn(objects())).toMatchObject({ purge: true });
  bucket.fault = () => null;
  expect(await command(machine(), 'publish')).toMatchObject({ exitCode: 0 });
  expect(currentIn(objects())).toMatchObject({ purge: false, lease: null });
  expect(holdersOf(objects(), email)).toEqual([]);
});

test('a source that is removed is in no object, and targets follow', async () => {
  const folder = machine(['teamswork']);
  expect(await command(folder, 'sources', 'remove', 'notific', '--yes')).toMatchObject({ exitCode: 0 });
  expect(holdersOf(objects(), 'notific:')).toEqual([]);
  const rows = await deltaRows(path.join(root, 'tables/tickets'), ['ticket_key']);
  expect(rows).toHaveLength(16);
});
