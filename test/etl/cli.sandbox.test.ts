/** `sandbox` and `demo`: what a newcomer tries first. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { backlogChart } from '../../etl/src/cli/demo-chart';
import { vendorNames } from '../../vendors/registry';
import { run } from '../support/terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-first-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a sandbox until it has printed itself, does something with it, ends it. */
async function withSandbox(args: string[], use: (printed: string) => Promise<void>): Promise<number> {
  let end = (): void => undefined;
  let used: Promise<void> | undefined;
  const { exitCode } = await run(['sandbox', '--port', '0', '--tickets', '20', ...args], {
    cwd: folder,
    onInterrupt: (handler) => {
      end = handler;
      return () => undefined;
    },
    onStdout: (text) => {
      used ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => use(text)).finally(() => end());
    },
  });
  await used;
  return exitCode;
}

test('the sandbox prints what is needed to use it, and its written configuration works', async () => {
  const exitCode = await withSandbox(
    ['--write-config', 'ticketlake.yaml', '--services', 'notific'],
    async (printed) => {
      expect(printed).toMatch(
        /^Configuration: .*ticketlake\.yaml\nNow, in another terminal: ticketlake export --config /,
      );
      expect(printed).toMatch(
        / {2}Sandbox notific\n {4}baseUrl: http:\/\/127\.0\.0\.1:\d+\/notific\n {4}apiKey: sandbox-notific-key/,
      );
      expect(printed).toMatch(/The sandbox listens at http:\/\/127\.0\.0\.1:\d+ until Ctrl-C\.$/m);
      const checked = await run(['check'], { cwd: folder });
      expect(checked.stdout).toContain('Everything works. Next: ticketlake export');
      expect(checked.exitCode).toBe(0);
    },
  );
  expect(exitCode).toBe(0);
});

test('it overwrites no configuration', async () => {
  const command = ['sandbox', '--port', '0', '--tickets', '20', '--services', 'notific'];
  const { exitCode, stderr } = await run([...command, '--write-config', 'ticketlake.yaml'], { cwd: folder });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^error: .*ticketlake\.yaml exists already\n {2}Name another file with --write-config\.\n$/);
});

test('--json gives the same to a program; faults strike as ordered', async () => {
  const fault = 'teamswork:rate_limited:1,retryAfter=7';
  await withSandbox(['--json', '--services', 'teamswork,deskpro', '--fault', fault], async (printed) => {
    const facts = JSON.parse(printed) as {
      url: string;
      services: Array<{ name: string; url: string; key: string }>;
      n8n_credentials: Array<{ type: string }>;
      config: string;
    };
    expect(facts.services.map(({ name }) => name)).toEqual(['teamswork', 'deskpro']);
    expect(facts.n8n_credentials.map(({ type }) => type)).toEqual(['teamsWorkApi', 'deskproApi']);
    expect(facts.config).toContain('vendor: teamswork');
    const refused = await fetch(`${facts.services[0]?.url}/tickets?key=${facts.services[0]?.key}`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await fetch(`${facts.services[0]?.url}/tickets?key=${facts.services[0]?.key}`)).status).toBe(200);
  });
});

test('a port that is taken is said', async () => {
  await withSandbox(['--json', '--services', 'notific'], async (printed) => {
    const port = new URL((JSON.parse(printed) as { url: string }).url).port;
    const { exitCode, stderr } = await run(['sandbox', '--port', port, '--tickets', '20', '--services', 'notific'], {
      cwd: folder,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(`error: port ${port} is taken\n  Choose another with --port, or any free one with --port 0.\n`);
  });
});

test('the demo exports all services and shows them within 80 columns', async () => {
  const { exitCode, stdout } = await run(['demo', '--tickets', '15', '--lake', 'demo'], { cwd: folder });
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^Source +Tickets +Open +Comments +People +First → last day +Requests +Seconds$/);
  const sources = lines.slice(1, 1 + vendorNames().length);
  expect(sources.map((line) => line.split(' ')[0])).toEqual(vendorNames().sort());
  for (const line of sources) expect(line).toMatch(/ \d{4}-\d\d-\d\d → \d{4}-\d\d-\d\d +\d+ +\d+\.\d$/);
  const shown = lines.filter((line) => !line.includes(folder));
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(stdout).toContain('Open tickets at the end of each day');
  expect(stdout).toMatch(/┤|┼/);
  for (const [, file = ''] of stdout.matchAll(/^(?:DuckDB|Parquet|Raw) +(.*)$/gm)) expect(existsSync(file)).toBe(true);
  const next = /npx ticketlake query --config (\S+) \\\n {4}"(.*)"/.exec(stdout);
  const followed = await run(['query', '--config', next?.[1] ?? '', next?.[2] ?? '', '--json'], { cwd: folder });
  expect(followed.exitCode).toBe(0);
  expect((JSON.parse(followed.stdout) as unknown[]).length).toBeGreaterThan(5);
  expect(readFileSync(path.join(folder, 'demo', 'ticketlake.yaml'), 'utf8')).toMatch(/^# Of a demo/);
}, 90_000);

describe('the backlog chart', () => {
  const days = (values: readonly number[]) =>
    values.map((tickets, at) => ({ date: new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10), tickets }));

  test.each([1, 2, 30, 75, 400])(
    'of %d days is as wide as the terminal, with the first and last day below',
    (number) => {
      const lines = backlogChart(days(Array.from({ length: number }, (_, at) => at % 7)), 80).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(lines.at(-1)?.trim().split(/ +/)).toEqual([days([0])[0]?.date, days(Array(number).fill(0)).at(-1)?.date]);
    },
  );

  test.each([
    [0, ['1', '0']],
    [7, ['7', '6', '5', '4', '3', '2', '1', '0']],
    [12, ['12', '10', '8', '6', '4', '2', '0']],
    [3000, ['3000', '2500', '2000', '1500', '1000', '500', '0']],
  ])('up to %d tickets begins at 0 and counts in even steps', (most, labels) => {
    const lines = backlogChart(days([0, most]), 40).split('\n');
    expect(lines.slice(0, -1).map((line) => /\d+/.exec(line)?.[0])).toEqual(labels);
  });

  test('of no day says so', () => {
    expect(backlogChart([], 80)).toBe('No day has a ticket yet.');
  });
});
