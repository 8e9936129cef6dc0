/** Commands on a lake with targets, against the sandbox: what is published where, and what an erasing reaches. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { deltaRows } from '../support/delta-log';
import { parquetRows } from '../support/parquet-manifest';
import type { Recorded } from '../support/terminal';
import { run } from '../support/terminal';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-targets-'));
  sandbox = await startSandbox({ tickets: 16, limits: false, services: ['notific', 'teamswork'] });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const TARGETS = ['  - { to: ./tables, name: warehouse, format: delta }\n', '  - { to: ./blocked/desk, name: share }\n'];

function configure(services: readonly string[], targets = TARGETS): void {
  const sources = sandbox.services
    .filter(({ name }) => services.includes(name))
    .map(
      ({ name, url, key }) =>
        `  ${name}: { vendor: ${name}, url: "${url}", key: ${key}, requests_per_minute: 100000 }\n`,
    );
  const publish = targets.length === 0 ? '' : `publish:\n${targets.join('')}`;
  writeFileSync(path.join(folder, 'ticketlake.yaml'), `lake_id: desk\nsources:\n${sources.join('')}${publish}`);
}

const command = (...args: string[]): Promise<Recorded> => run(args, { cwd: folder });

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await command(...args, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

const tickets = () => deltaRows(path.join(folder, 'tables/tickets'), ['ticket_key']);
const shared = () => parquetRows(path.join(folder, 'blocked/desk'), 'tickets', ['ticket_key']);

async function lakeTickets(): Promise<string[]> {
  const { stdout } = await command('query', '--format', 'json', 'SELECT ticket_key FROM tickets');
  return (JSON.parse(stdout) as Array<{ ticket_key: string }>)
    .map(({ ticket_key: key }) => JSON.stringify([key]))
    .sort();
}

/** Files below both targets that hold a text. */
function holders(text: string): string[] {
  return ['tables', 'blocked'].flatMap((name) =>
    readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(text))
      .map((entry) => entry.name),
  );
}

test('without publish: there is nothing to publish, and a remedy', async () => {
  configure(['notific', 'teamswork'], []);
  expect(await command('publish')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('names no target') as string,
  });
});

test('a target that fails ends an export with 3 by name; the lake and the others are published, and publish mends it', async () => {
  configure(['notific', 'teamswork']);
  writeFileSync(path.join(folder, 'blocked'), 'a file where a folder should be');
  expect(await command('check')).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('target share') as string,
  });
  const exported = await json('export', '--quiet');
  expect(exported).toMatchObject({
    outcome: 'incomplete',
    exit_code: 3,
    targets: [
      { target: 'warehouse', outcome: 'published', error: null },
      { target: 'share', outcome: 'failed', run_id: null },
    ],
  });
  expect(await tickets()).toEqual(await lakeTickets());
  const status = await command('status');
  expect(status.stdout).toMatch(/Target +warehouse \(.*tables\): \d{4}-/);
  expect(status.stdout).toMatch(/Target +share \(.*desk\): never published; the last try failed: /);
  rmSync(path.join(folder, 'blocked'));
  const planned = (await json('plan'))['targets'] as Array<{ target: string; objects: number; tables: string[] }>;
  expect(planned.find(({ target }) => target === 'warehouse')?.tables).toEqual(['sources', 'runs']);
  expect(planned.find(({ target }) => target === 'share')?.objects).toBeGreaterThan(10);
  expect(await command('publish', '--target', 'shar')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean "share"?') as string,
  });
  expect(await command('publish', '--target', 'share')).toMatchObject({ exitCode: 0 });
  expect(await shared()).toEqual(await lakeTickets());
  expect(await command('check')).toMatchObject({ exitCode: 0 });
  for (const name of ['warehouse', 'share'])
    expect(await command('verify', '--target', name)).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a run that finds nothing commits to runs and sources alone', async () => {
  const { targets } = await json('export', '--quiet');
  expect(targets).toMatchObject([{ changed: ['sources', 'runs'] }, { changed: ['sources', 'runs'] }]);
});

test('an erasing reaches every version at every target, or names the target; the next publication makes up for it', async () => {
  const { stdout } = await command(
    'query',
    '--format',
    'json',
    'SELECT requester_email AS email FROM tickets WHERE requester_email IS NOT NULL ORDER BY email LIMIT 1',
  );
  const [{ email = '' } = {}] = JSON.parse(stdout) as Array<{ email?: string }>;
  expect(holders(email).length).toBeGreaterThan(1);
  rmSync(path.join(folder, 'blocked/desk/_manifest.json'));
  writeFileSync(path.join(folder, 'blocked/desk/_manifest.json'), '{}');
  const erased = await command('erase', email, '--yes');
  expect(erased.exitCode).toBe(3);
  expect(erased.stdout).toMatch(
    /^Not reached: share \(.*\): _manifest\.json stands there, and no target of Ticketlake wrote it\. /m,
  );
  expect(await tickets()).toEqual(await lakeTickets());
  rmSync(path.join(folder, 'blocked/desk/_manifest.json'));
  expect(await command('publish')).toMatchObject({ exitCode: 0 });
  expect(holders(email)).toEqual([]);
});

test('a source that is removed is gone from every target, also from old versions', async () => {
  configure(['teamswork']);
  const { stdout, exitCode } = await command('sources', 'remove', 'notific', '--yes');
  expect({ exitCode, notReached: stdout.match(/Not reached.*/)?.[0] }).toEqual({ exitCode: 0, notReached: undefined });
  expect(await tickets()).toEqual(await lakeTickets());
  expect(await shared()).toEqual(await lakeTickets());
  expect(holders('notific:')).toEqual([]);
});

test('a target that left the configuration is named where it may hold what was taken out', async () => {
  configure(['teamswork'], TARGETS.slice(0, 1));
  const { stdout } = await command(
    'query',
    '--format',
    'json',
    'SELECT requester_email AS email FROM tickets WHERE requester_email IS NOT NULL LIMIT 1',
  );
  const [{ email = '' } = {}] = JSON.parse(stdout) as Array<{ email?: string }>;
  const erased = await command('erase', email, '--yes');
  expect(erased.stdout).toMatch(
    /^Not reached: share \(.*desk\) is not in the configuration any more\. Remove what was published there by hand, or put it back into publish: and run/m,
  );
  expect(erased.exitCode).toBe(0);
});
