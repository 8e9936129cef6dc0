/** The command line as it is used wrongly: exit 2, what is wrong, the nearest valid name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { version } from '../../etl/package.json';
import { SERVICES } from '../../sandbox/services';
import { run } from '../support/terminal';

const CANARY = 'canary-3Tq8Vb6Nm1';
const COMMANDS = ['erase', 'explain', 'init', 'check', 'export', 'replay', 'status', 'query', 'sandbox', 'demo'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-cli-'));
  writeFileSync(
    path.join(folder, 'ticketlake.yaml'),
    'sources:\n  acme: { vendor: teamswork, url: "http://127.0.0.1:9/ticketing/v1", key: "${KEY}" }\n',
  );
  writeFileSync(
    path.join(folder, 'bad.yaml'),
    `timezone: Mars\nsources:\n  acme:\n    vendor: deskpro\n    url: https://x.example\n    key: ${CANARY}\n    pagesize: 3\n`,
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function here(...args: string[]): ReturnType<typeof run> {
  return run(args, { cwd: folder, env: { KEY: CANARY } });
}

test('--version prints the version of the package', async () => {
  expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

test('--help names every command; no command at all is wrong usage', async () => {
  const help = await run(['--help']);
  expect(help.exitCode).toBe(0);
  for (const command of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  const none = await run([]);
  expect(none.exitCode).toBe(2);
  expect(none.stderr).toContain('Usage: ticketlake');
});

test.each<[string[], number]>([
  [['status'], 1],
  [['query', 'SELECT 1'], 1],
  [['explain', 'acme:1'], 1],
  [['verify'], 1],
  [['powerbi'], 0],
  [['sources', 'list'], 0],
  [['erase', 'jane@acme.example', '--dry-run'], 1],
  [['export'], 2],
  [['check'], 2],
])('%j asks for the key of a source only if it is used', async (args, code) => {
  const { exitCode, stderr } = await run(args, { cwd: folder, env: {} });
  expect([exitCode, stderr.includes('the variable KEY is not set')]).toEqual([code, code === 2]);
  expect(stderr.includes('ticketlake export')).toBe(code === 1);
});

test.each(COMMANDS)('%s --help says what it does, with examples and the common options', async (command) => {
  const { exitCode, stdout } = await run([command, '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`Usage: ticketlake ${command}`);
  expect(stdout).toContain('Examples:\n  $ ticketlake ');
  for (const option of ['--config <file>', '--json', '--quiet', '--verbose', '--no-progress'])
    expect(stdout).toContain(option);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(92);
});

test.each<[string[], string]>([
  [['exprt'], "error: unknown command 'exprt'\n(Did you mean export?)\n(see --help)\n"],
  [['export', '--ful'], "error: unknown option '--ful'\n(Did you mean --full?)\n(see --help)\n"],
  [['export', 'acme'], "error: too many arguments for 'export'. Expected 0 arguments but got 1.\n(see --help)\n"],
  [
    ['export', '--since', '2020-13-01'],
    "error: option '--since <date>' argument '2020-13-01' is invalid. \"2020-13-01\" is a day that does not exist. Write YYYY-MM-DD, for example 2020-01-31.\n(see --help)\n",
  ],
  [
    ['export', '--concurrency', '0'],
    "error: option '--concurrency <n>' argument '0' is invalid. Give a whole number from 1 to 64.\n(see --help)\n",
  ],
  [['export', '--source', 'acne'], 'error: there is no source "acne"\n  Did you mean "acme"?\n'],
  [['export', '--stream', 'ticket'], 'error: there is no stream "ticket"\n  Did you mean "tickets"?\n'],
  [['check', '--source', 'other'], 'error: there is no source "other"\n  Choose from: acme.\n'],
  [
    ['query'],
    'error: no SQL was given\n  Give one statement in quotes, name a file with --file, or send it to standard input.\n',
  ],
  [
    ['query', 'SELECT 1', '--file', 'x.sql'],
    'error: SQL was given twice, on the command line and with --file\n  Leave out one.\n',
  ],
  [
    ['query', 'SELECT 1', '--spreadsheet', '--format', 'json'],
    'error: --spreadsheet goes with --format csv\n  Leave out the other format.\n',
  ],
  [
    ['query', 'FROM tickets', '--format', 'xml'],
    "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are table, line, markdown, csv, json, ndjson, parquet, arrow.\n(see --help)\n",
  ],
  [['query', 'FROM tickets', '--format', 'parquet'], 'error: Parquet needs a file\n  Add --output FILE.\n'],
  [
    ['status', '--quiet', '--verbose'],
    "error: option '--quiet' cannot be used with option '--verbose'\n(see --help)\n",
  ],
  [['demo', '--config', 'x.yaml'], 'error: demo brings its own configuration\n  Leave out --config.\n'],
  [['sandbox', '--config', 'x.yaml'], 'error: sandbox brings its own configuration\n  Leave out --config.\n'],
  [
    ['sandbox', '--fault', 'deskpro:rate_limit'],
    'error: option \'--fault <fault>\' argument \'deskpro:rate_limit\' is invalid. There is no fault "rate_limit". Did you mean "rate_limited"?\n(see --help)\n',
  ],
  [
    ['sandbox', '--port', '0', '--services', 'deskpo'],
    `error: no service "deskpo" in the sandbox; it has ${SERVICES.map(({ name }) => name).join(', ')}\n`,
  ],
])('%j ends with exit code 2', async (args, printed) => {
  expect(await here(...args)).toEqual({ exitCode: 2, stdout: '', stderr: printed });
});

test('a bad configuration is refused by every command that needs one, with all its problems', async () => {
  for (const args of [['check'], ['export'], ['status'], ['query', 'FROM tickets']]) {
    expect(await here(...args, '--config', 'bad.yaml')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: bad.yaml:1:11: timezone: "Mars" is not a time zone
  Give an IANA name, for example Europe/Paris or UTC.
bad.yaml:7:5: sources.acme.pagesize: unknown key
  Did you mean "page_size"?
`,
    });
  }
});

test('options may stand before the command', async () => {
  expect((await here('--config', 'nowhere.yaml', 'check')).stderr).toBe(
    'error: nowhere.yaml: there is no such file\n  Run `ticketlake init` to write one, or name another one with --config FILE. To try it out: ticketlake sandbox --write-config ticketlake.yaml\n',
  );
});

test('a lake without a publication is said, with what to do', async () => {
  for (const args of [['status'], ['query', 'FROM tickets']]) {
    const { exitCode, stdout, stderr } = await here(...args);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: there is no .*ticketlake\.duckdb yet\n {2}Run `ticketlake export` first\.\n$/);
  }
});

test('a demo does not touch a folder that holds something else', async () => {
  const { exitCode, stderr } = await here('demo', '--lake', '.');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /holds a lake or a configuration that is not a demo's\n {2}Name another folder with --lake\.\n$/,
  );
});
