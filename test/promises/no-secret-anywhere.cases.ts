/**
 * Promise 7: secrets appear in no file, log, error or table. Every source has a key of its own that is looked for, in
 * every encoding, in every byte that was printed or lies under the lake, packed files unpacked.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type * as waiting from '../../etl/src/base/async';
import { TABLES_WITHOUT_TICKETS } from '../../etl/src/schema/awaited-tickets';
import { readerOf } from '../../etl/src/store/database';
import { textIn } from '../../etl/src/store/row';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { configOf, exportOnce, newLake, rowsOf } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { run } from '../support/terminal';
import { comment, ticket } from '../support/tiny-vendor';

/** The command line waits before it tries again: a moment is enough here. */
jest.mock('../../etl/src/base/async', () => {
  const actual = jest.requireActual<typeof waiting>('../../etl/src/base/async');
  return { ...actual, sleep: (ms: number, signal: AbortSignal) => actual.sleep(Math.min(ms, 20), signal) };
});

/** Characters that every encoding writes differently. */
const CANARY = 'cnry-7 "quoted" b/ö+&=?%~\\end';

/** All that a service could make of a key. */
function encodingsOf(key: string): string[] {
  const percent = encodeURIComponent(key);
  const json = JSON.stringify(key).slice(1, -1);
  const base64 = ['', 'u:', 'user:', 'someone:'].map((before) => Buffer.from(before + key).toString('base64'));
  const url = ['', 'u:', 'user:'].map((before) => Buffer.from(before + key).toString('base64url'));
  const form = new URLSearchParams({ k: key }).toString().slice(2);
  return [
    key,
    percent,
    percent.toLowerCase(),
    form,
    json,
    JSON.stringify(json),
    ...base64,
    ...url,
    ...otherEscapes(key),
  ];
}

/** As web pages, scripts and logs write a text that they do not trust. */
function otherEscapes(key: string): string[] {
  const bytes = [...Buffer.from(key, 'utf8')];
  const units = Array.from({ length: key.length }, (_, at) => key.charCodeAt(at));
  const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');
  return [
    encodeURIComponent(encodeURIComponent(key)),
    bytes.map((byte) => `%${hex(byte, 2)}`).join(''),
    bytes.map((byte) => hex(byte, 2)).join(''),
    bytes.map((byte) => hex(byte, 2).toUpperCase()).join(''),
    units.map((unit) => `\\u${hex(unit, 4)}`).join(''),
    units.map((unit) => `&#${unit};`).join(''),
    units.map((unit) => `&#x${hex(unit, 2)};`).join(''),
    key.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  ];
}

/** What of it must be found nowhere. Written without the redactor's own list: what that forgets must be found. */
function formsOf(key: string): string[] {
  const percent = encodeURIComponent(key);
  const json = JSON.stringify(key).slice(1, -1);
  const bytes = Buffer.from(key, 'utf8');
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift, 'x'), bytes]).toString('base64');
    return text.slice(Math.ceil((shift * 4) / 3), text.length - 4);
  });
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const query = new URLSearchParams({ k: key }).toString().slice(2);
  const forms = [key, percent, percent.toLowerCase(), query, json, ...otherEscapes(key)];
  return [...new Set([...forms, JSON.stringify(json).slice(1, -1), ...base64, ...url])];
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Everything that stands in a file: its bytes, and what they hold once unpacked. */
async function textsIn(file: string): Promise<string[]> {
  const bytes = readFileSync(file);
  const texts = [bytes.toString('utf8'), bytes.toString('latin1')];
  if (file.endsWith('.gz')) texts.push(gunzipSync(bytes).toString('utf8'));
  if (file.endsWith('.parquet')) {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
    texts.push(JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
  }
  if (file.endsWith('.duckdb')) texts.push(await databaseText(file));
  return texts;
}

async function databaseText(file: string): Promise<string> {
  const reader = await readerOf(file);
  try {
    const names = await reader.all('SELECT table_name FROM duckdb_tables()', undefined, (row) =>
      textIn(row, 'table_name'),
    );
    expect(names.length).toBeGreaterThanOrEqual(TABLES_WITHOUT_TICKETS.length);
    const texts: string[] = [];
    for (const name of names) {
      const rows = await reader.all(`SELECT columns(*)::VARCHAR FROM "${name}"`, undefined, (row) =>
        JSON.stringify(row),
      );
      texts.push(...rows);
    }
    return texts.join('\n');
  } finally {
    await reader.close();
  }
}

/** All that a run left, by place. */
type Left = Array<[place: string, texts: string[]]>;

async function leftBy(lake: string, printed: string): Promise<Left> {
  const places: Left = [['printed', [printed]]];
  for (const file of filesUnder(lake)) places.push([path.relative(lake, file), await textsIn(file)]);
  return places;
}

/** Where any form of the key stands. */
function leaksOf(key: string, left: Left): string[] {
  const forms = formsOf(key);
  return left.flatMap(([place, texts]) =>
    forms.filter((form) => texts.some((text) => text.includes(form))).map((form) => `${place}: ${form}`),
  );
}

/** The keys of these services. */
export function keysLeaveNoTrace(services: readonly string[]): void {
  let sandbox: Sandbox;
  let home: string;
  beforeAll(async () => {
    sandbox = await startSandbox({
      tickets: 12,
      limits: false,
      clock: { now: Date.now(), frozen: true },
      services: [...services],
    });
    home = mkdtempSync(path.join(tmpdir(), 'ticketlake-home-'));
  });
  afterEach(() => {
    sandbox.faults.clear();
  });
  afterAll(async () => {
    rmSync(home, { recursive: true, force: true });
    await sandbox.close();
  });

  /** The command line as a user gives it; keys in the environment. */
  async function exported(lake: string, keys: Record<string, string>, extra: readonly string[] = []) {
    const sources = services.map(
      (name) =>
        `  ${name}:\n    vendor: ${name}\n    url: ${sandbox.service(name).url}\n    key: \${KEY_${name}}\n    page_size: 10\n`,
    );
    const file = path.join(home, 'ticketlake.yaml');
    writeFileSync(file, `lake: ${JSON.stringify(lake)}\ntimezone: UTC\nsources:\n${sources.join('')}`);
    const env = Object.fromEntries(services.map((name) => [`KEY_${name}`, keys[name] ?? '']));
    const done = await run([...extra, '--config', file], { env, cwd: home });
    return { exitCode: done.exitCode, printed: done.stdout + done.stderr };
  }

  const goodKeys = () => Object.fromEntries(services.map((name) => [name, sandbox.service(name).key]));

  it('finds what it looks for: a key in a packed page, in a table, in a Parquet file', async () => {
    const lake = newLake();
    const { printed } = await exported(lake, goodKeys(), ['export', '--json', '--verbose']);
    const [row] = await rowsOf(
      lake,
      "SELECT subject FROM tickets WHERE length(subject) > 12 AND NOT contains(subject, '<') LIMIT 1",
    );
    const left = await leftBy(lake, printed);
    const found = leaksOf(String(row?.['subject']), left);
    const where = found.map((leak) => leak.split(':')[0]);
    expect(where).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/tickets\.ndjson\.gz$/),
        'ticketlake.duckdb',
        'state/working.duckdb',
        'parquet/tickets.parquet',
      ]),
    );
    for (const name of services) {
      expect({ name, leaks: leaksOf(sandbox.service(name).key, left) }).toEqual({ name, leaks: [] });
    }
  }, 60_000);

  it('keys that are refused, and services that misbehave, leave no trace', async () => {
    const lake = newLake();
    let printed = '';
    const wrong = Object.fromEntries(services.map((name) => [name, `wrong-${name}-7b/c+d=e?f&g`]));
    const refused = await exported(lake, wrong, ['export', '--verbose']);
    expect(refused.exitCode).toBe(1);
    printed += refused.printed;
    printed += (await exported(lake, wrong, ['check'])).printed;
    for (const service of services) {
      sandbox.faults.add({ service, kind: 'html', times: 2, after: 2 });
      sandbox.faults.add({ service, kind: 'redirect', times: 1, after: 5 });
    }
    const misled = await exported(lake, goodKeys(), ['export', '--verbose']);
    expect(misled.exitCode).not.toBe(0);
    printed += misled.printed;
    printed += (await exported(lake, goodKeys(), ['status'])).printed;
    const left = await leftBy(lake, printed);
    for (const name of services) {
      expect({ name, leaks: leaksOf(String(wrong[name]), left) }).toEqual({ name, leaks: [] });
      expect({ name, leaks: leaksOf(sandbox.service(name).key, left) }).toEqual({ name, leaks: [] });
    }
    expect(sandbox.redirectTarget.requests().filter(({ carriesKey }) => carriesKey)).toEqual([]);
  }, 60_000);
}

/** A service that misbehaves as none of the five does. */
export function keysThatAreGivenBackLeaveNoTrace(): void {
  describe('a service that gives the key back', () => {
    const scripted = useScriptedService();

    it('in its records, its messages and its tokens, in every encoding', async () => {
      const lake = newLake();
      const forms = encodingsOf(CANARY);
      const basic = `Basic ${Buffer.from(`user:${CANARY}`).toString('base64')}`;
      scripted().secrets = ({ key }) => ({
        query: { key },
        headers: { 'x-key': encodeURIComponent(key), authorization: basic },
      });
      scripted().answer = ({ stream, slice, url, headers }) => {
        if (stream === 'tickets') {
          return {
            records: [
              ticket({
                ticket_id: '1',
                subject: `you came with ${url}`,
                description: JSON.stringify(headers),
                extra: { forms, password: 'hush' },
              }),
              ticket({
                ticket_id: '2',
                tags: [CANARY],
                url: `https://acme.example/t?key=${encodeURIComponent(CANARY)}`,
              }),
              ticket({ ticket_id: CANARY, _throws: true }),
            ],
          };
        }
        if (slice === '2')
          return { status: 400, message: `the key ${CANARY} of ${url} may not read ${JSON.stringify(headers)}` };
        return { records: [comment({ comment_id: '1', body: `${CANARY} ${basic}`, author_name: CANARY })] };
      };
      const other = scripted().source({ name: 'other', url: 'http://127.0.0.1:9', key: 'cnry-of-the-other-source' });
      const result = await exportOnce(configOf(lake, [scripted().source({ key: CANARY }), other]));
      expect(result.exit_code).toBe(3);
      expect(result.sources[0]?.streams.find(({ stream }) => stream === 'comments')?.error).toContain('may not read');
      const left = await leftBy(lake, JSON.stringify(result));
      expect(leaksOf(CANARY, left)).toEqual([]);
      expect(leaksOf('cnry-of-the-other-source', left)).toEqual([]);
      const [row] = await rowsOf(lake, "SELECT subject FROM tickets WHERE ticket_id = '1'");
      expect(row?.['subject']).toContain('you came with /tickets/all?key=***');
    });

    it("and the service's own secrets are not written down either, by their names", async () => {
      const lake = newLake();
      const secret = 'svc-secret-81c2';
      scripted().answer = ({ stream }) =>
        stream === 'tickets'
          ? {
              records: [
                {
                  ticket_id: '1',
                  subject: 's',
                  access_token: secret,
                  extra: { client_secret: secret, file: `https://x.example/f?sig=${secret}` },
                },
              ],
            }
          : {};
      await exportOnce(configOf(lake, [scripted().source()]));
      expect(leaksOf(secret, await leftBy(lake, ''))).toEqual([]);
      expect(await rowsOf(lake, 'SELECT subject FROM tickets')).toEqual([{ subject: 's' }]);
    });
  });
}
