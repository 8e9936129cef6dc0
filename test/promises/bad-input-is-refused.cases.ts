/**
 * Bad input is refused clearly and costs nothing else: each point by the command line, as a user meets it. Shapes of
 * the configuration are in test/etl/config.problems.test.ts, what the wire can do in test/etl/transport.test.ts.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import type { Answer, Spoil } from '../support/tamper-proxy';
import { TamperProxy } from '../support/tamper-proxy';
import { newLake, quickWorld, configOf, exportOnce, rowsOf, sourceOf } from '../support/lake';
import { run } from '../support/terminal';
import { VENDOR_NAMES } from '../../vendors/vendor';

const TICKETS = 12;

let sandbox: Sandbox;
let home: string;
beforeAll(async () => {
  sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock: { now: Date.now(), frozen: true } });
  home = mkdtempSync(path.join(tmpdir(), 'ticketlake-bad-input-'));
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await sandbox.close();
});

interface Given {
  vendor?: string;
  url?: string;
  key?: string;
  timezone?: string;
  more?: string;
}

const lineOf = (name: string, { vendor, url, key, timezone, more }: Given) => {
  const service = sandbox.service(VENDOR_NAMES.find((known) => known === vendor) ?? name);
  return [
    `  ${name}:`,
    `    vendor: ${vendor ?? name}`,
    `    url: ${url ?? service.url}`,
    `    key: ${key ?? service.key}`,
    ...(timezone === undefined ? [] : [`    timezone: ${timezone}`]),
    ...(more === undefined ? [] : [`    ${more}`]),
  ].join('\n');
};

/** An export of these sources, into a lake of its own. */
async function exported(sources: Record<string, Given>) {
  const lake = newLake();
  const file = path.join(home, 'ticketlake.yaml');
  const lines = Object.entries(sources).map(([name, given]) => lineOf(name, given));
  writeFileSync(file, `lake: ${lake}\nsources:\n${lines.join('\n')}\n`);
  const printed = await run(['export', '--json', '--quiet', '--config', file], { cwd: home });
  return { ...printed, lake };
}

interface Told {
  outcome: string;
  exit_code: number;
  sources: Array<{ source: string; outcome: string; streams: Array<{ stream: string; error: string | null }> }>;
}

const errorsOf = (stdout: string, source: string) =>
  (JSON.parse(stdout) as Told).sources
    .filter((one) => one.source === source)
    .flatMap(({ streams }) => streams.flatMap(({ error }) => error ?? []))
    .join('\n');

const isTickets = (url: string) => /\/tickets?(?:\?|$)|\/items?(?:\?|$)/i.test(url);
const always =
  (answer: Partial<Answer>): Spoil =>
  (url) =>
    isTickets(url) ? answer : undefined;

const HTML = '<!doctype html><title>Sign in</title><form action="/login"><input type=password></form>';
const JSON_TYPE = { 'content-type': 'application/json' };

/** For the tests of a group: an export of what a meddler leaves of a service; with `before`, after one without it. */
function throughMeddler() {
  const proxy = new TamperProxy();
  afterEach(() => proxy.stop());
  return async (spoil: Spoil, { name = 'teamswork', before = false } = {}) => {
    const url = await proxy.before(sourceOf(sandbox, name).url);
    const lake = newLake();
    const config = configOf(lake, [sourceOf(sandbox, name, { url })]);
    proxy.spoil = () => undefined;
    if (before) await exportOnce(config, {}, quickWorld());
    proxy.spoil = spoil;
    const result = await exportOnce(config, {}, quickWorld());
    const errors = result.sources.flatMap(({ streams }) => streams.flatMap(({ error }) => error ?? []));
    return { exitCode: result.exit_code, errors: errors.join('\n'), lake };
  };
}

/** What `npm test` runs. */
export function quick(): void {
  describe('what is refused before anything is asked', () => {
    it.each<[string, Given, RegExp]>([
      [
        'an unknown zone',
        { timezone: 'Europe/Pariss' },
        /sources\.notific\.timezone: "Europe\/Pariss" .*\n.*Europe\/Paris/,
      ],
      ['an unknown service', { vendor: 'notifc' }, /sources\.notific\.vendor: "notifc" is not a service\n.*"notific"/],
      ['an address that is none', { url: 'notific dot com' }, /sources\.notific\.url: /],
      ['an unknown key', { more: 'pagesize: 5' }, /sources\.notific\.pagesize: unknown key\n.*"page_size"/],
      ['a variable that is not set', { key: '${NO_SUCH_KEY}' }, /the variable NO_SUCH_KEY is not set\n.*\.env/],
    ])('%s', async (_name, given, told) => {
      const { exitCode, stdout, stderr, lake } = await exported({ notific: given });
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(told);
      expect(stderr).toMatch(/ticketlake\.yaml:\d+:\d+: /);
      expect(existsSync(path.join(lake, 'state'))).toBe(false);
    });
  });

  describe('what the service refuses', () => {
    it('a wrong key of the only source: nothing is published anew, exit 1', async () => {
      const { exitCode, stdout } = await exported({ notific: { key: 'a-key-that-is-wrong' } });
      expect(exitCode).toBe(1);
      expect((JSON.parse(stdout) as Told).sources[0]).toMatchObject({ source: 'notific', outcome: 'failed' });
    });

    it("SympoQ's Agent key sees only a part: what it sees is exported, and the run says so", async () => {
      const { exitCode, stdout, lake } = await exported({ sympoq: { key: sandbox.service('sympoq').lesserKey } });
      expect(exitCode).toBe(3);
      expect(errorsOf(stdout, 'sympoq')).toMatch(/Administrator/);
      const [row] = await rowsOf(lake, 'SELECT count(*) AS n FROM tickets WHERE is_deleted');
      expect(row).toEqual({ n: '0' });
    });
  });

  describe('what comes instead of tickets', () => {
    const through = throughMeddler();

    it('each of them once only costs another try', async () => {
      let struck = 0;
      const spoils = [{ body: HTML }, { body: '{"error":false,"ti' }, { body: '' }];
      const { exitCode, lake } = await through((url) => (isTickets(url) ? spoils[struck++] : undefined));
      expect([exitCode, struck > spoils.length]).toEqual([0, true]);
      const [row] = await rowsOf(lake, 'SELECT count(*) > 0 AS some FROM tickets');
      expect(row).toEqual({ some: 'true' });
    });
  });
}

/** What takes longer. */
export function slow(): void {
  describe('what the service refuses', () => {
    it.each(VENDOR_NAMES)('a wrong key of %s is that source alone, with what to do', async (name) => {
      const other = name === 'notific' ? 'teamswork' : 'notific';
      const { exitCode, stdout, lake } = await exported({ [name]: { key: 'a-key-that-is-wrong' }, [other]: {} });
      expect(exitCode).toBe(3);
      expect(errorsOf(stdout, name)).toMatch(/key|token/i);
      expect(errorsOf(stdout, other)).toBe('');
      const rows = await rowsOf(lake, 'SELECT source, count(*) AS n FROM tickets GROUP BY ALL');
      expect(rows.map(({ source }) => source)).toEqual([other]);
    });
  });

  describe('what comes instead of tickets', () => {
    const through = throughMeddler();

    it('20 MB of answer, NUL, lone surrogates and numbers beyond 2^53 are kept as they are, as far as text can', async () => {
      const long = 'long '.repeat(4_200_000);
      let spoiled = 0;
      const { exitCode, lake } = await through(
        (url, { body }) => {
          if (!isTickets(url)) return undefined;
          const records = JSON.parse(String(body)) as Array<Record<string, unknown>>;
          const [first, second] = records;
          if (!first || !second) return undefined;
          spoiled += 1;
          first['Description'] = long;
          second['Description'] = 'nul \u0000 half \ud83d end';
          const text = JSON.stringify(records).replace(`"Id":${JSON.stringify(second['Id'])}`, '"Id":9007199254740993');
          return { headers: JSON_TYPE, body: text };
        },
        { name: 'notific' },
      );
      expect([exitCode, spoiled > 0]).toEqual([0, true]);
      const [row] = await rowsOf(
        lake,
        `SELECT max(length(description)) AS longest, count(*) FILTER (ticket_id = '9007199254740993') AS exact,
         count(*) FILTER (description LIKE 'nul % half % end') AS odd FROM tickets`,
      );
      expect(row).toMatchObject({ exact: '1', odd: '1' });
      expect(Number(row?.['longest'])).toBeGreaterThan(30_000);
    });

    it.each<[string, Partial<Answer>, RegExp]>([
      ['a login page', { headers: { 'content-type': 'text/html' }, body: HTML }, /HTML|page/],
      ['half of a document', { headers: JSON_TYPE, body: '{"error":false,"tickets":[{"id":"1' }, /JSON|cut/],
      ['nothing', { headers: JSON_TYPE, body: '' }, /empty/],
      [
        'an error with status 200',
        { headers: JSON_TYPE, body: '{"error":true,"message":"quota of the plan"}' },
        /quota of the plan/,
      ],
      [
        'a redirect to another host',
        { status: 302, headers: { location: 'http://elsewhere.example/' } },
        /redirect|elsewhere\.example/,
      ],
      ['a lie about gzip', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: '{}' }, /gzip/],
    ])('%s is a failure by name, and what was published stays', async (_name, answer, told) => {
      const { exitCode, errors, lake } = await through(always(answer), { before: true });
      expect([exitCode, errors]).toEqual([1, expect.stringMatching(told)]);
      expect(errors).not.toMatch(/<|at \w+ \(/);
      const [row] = await rowsOf(lake, 'SELECT count(*) > 0 AS some, bool_or(is_deleted) AS gone FROM tickets');
      expect(row).toEqual({ some: 'true', gone: 'false' });
    });
  });
}
