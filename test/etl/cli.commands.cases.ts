/** The commands at work, against the sandbox over real sockets. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { writingFailure } from '../../etl/src/cli/query-output';
import { acquireLock } from '../../etl/src/store/lock';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { run } from '../support/terminal';
import type { Recorded, RecorderOptions } from '../support/terminal';

const CANARY = 'canary-8Wz5Rk2Ys7';
const TICKETS = 16;

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-commands-'));
  sandbox = await startSandbox({ tickets: TICKETS, limits: false, services: ['notific', 'teamswork'] });
  config('ticketlake.yaml', 'lake', {});
  await command('export', '--quiet');
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** Writes a configuration whose services have these keys instead of their own. */
function config(file: string, lake: string, keys: Readonly<Record<string, string>>): void {
  const sources = sandbox.services.map(
    ({ name, url, key }) =>
      `  ${name}: { vendor: ${name}, url: "${url}", key: ${keys[name] ?? key}, requests_per_minute: 100000 }\n`,
  );
  writeFileSync(path.join(folder, file), `lake: ${lake}\nsources:\n${sources.join('')}`);
}

function command(...args: string[]): Promise<Recorded> {
  return run(args, { cwd: folder });
}

function watched(args: string[], options: RecorderOptions): Promise<Recorded> {
  return run(args, { cwd: folder, ...options });
}

function filesBelow(at: string): string[] {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** What a command cannot do without. */
const ARGUMENTS = (name: string): string[] =>
  name === 'query' ? [name, 'SELECT 1'] : name === 'erase' ? [name, 'x@x.example', '--dry-run'] : [name];

/** What `npm test` runs. */
export function quick(): void {
  describe('a lake that is not in a folder of its own', () => {
    test.each(['.', '..', './'])('lake: %s, which holds the configuration: check and plan warn', async (lake) => {
      mkdirSync(path.join(folder, 'beside'), { recursive: true });
      config('beside/ticketlake.yaml', lake, {});
      const file = path.join(folder, 'beside', 'ticketlake.yaml');
      const remedy = 'Name a folder that is for the lake alone, for example lake: ./lake.';
      const checked = await command('check', '--config', file);
      expect(checked.stdout).toMatch(
        /^! lake: .* holds the configuration, too, so anyone who may read the lake may read/m,
      );
      expect(checked.stdout).toContain(remedy);
      expect((await command('plan', '--config', file)).stdout).toContain(remedy);
    });

    test.each(['/etc', '/etc/ticketlake', '/', '/usr', '/bin/../usr/lib/x', '/proc', '/sys/x'])(
      'lake: %s is refused by every command',
      async (lake) => {
        config('system.yaml', lake, {});
        for (const name of ['check', 'plan', 'export', 'status']) {
          const { exitCode, stderr } = await command(name, '--config', 'system.yaml');
          expect([exitCode, stderr]).toEqual([
            2,
            expect.stringMatching(/system\.yaml:1:7: lake: .* is a folder of the system/),
          ]);
        }
      },
    );

    test.each(['/dev/null', './ticketlake.yaml', './ticketlake.yaml/below/it'])(
      'lake: %s, where a file is, is a wrong configuration for every command',
      async (lake) => {
        config('file.yaml', lake, {});
        for (const name of ['check', 'plan', 'export', 'status', 'verify', 'query', 'erase', 'replay']) {
          const { exitCode, stdout, stderr } = await command(...ARGUMENTS(name), '--config', 'file.yaml');
          expect([name, exitCode, stdout]).toEqual([name, 2, '']);
          expect(stderr).toMatch(
            /file\.yaml:1:7: lake: .* (?:is a file, not a folder|lies below a file, not in a folder)\n/,
          );
          expect(stderr).toContain('Name a folder that is for the lake alone, for example lake: ./lake.');
        }
      },
    );

    test('a link to one is one', async () => {
      rmSync(path.join(folder, 'linked'), { force: true });
      symlinkSync('/etc', path.join(folder, 'linked'));
      config('system.yaml', 'linked/lake', {});
      expect((await command('plan', '--config', 'system.yaml')).stderr).toContain('is a folder of the system');
    });
  });

  describe('check', () => {
    test('says a line each, and that all is well', async () => {
      const { exitCode, stdout, stderr } = await watched(['check'], { now: () => sandbox.clock.now() });
      expect([exitCode, stderr]).toEqual([0, '']);
      const lines = stdout.trim().split('\n');
      expect(lines[0]).toBe(`✓ config: ${path.join(folder, 'ticketlake.yaml')}: 2 sources`);
      expect(lines).toContain(`✓ lake: ${path.join(folder, 'lake')} can be written to`);
      expect(lines).toContain('✓ lake: no run has locked it');
      expect(lines).toContainEqual(
        expect.stringMatching(/^✓ time zones: Node has zones of \S+, and DuckDB v1\.\d+\.\d+ brings/),
      );
      expect(lines).toContain('✓ time zones: both agree about UTC');
      expect(lines).toContain('✓ notific: its clock and this machine agree');
      expect(lines.at(-1)).toBe('Everything works. Next: ticketlake export');
    });

    test('a wrong key is an error with its remedy, and is never printed', async () => {
      config('wrong.yaml', 'lake', { teamswork: CANARY });
      const text = await command('check', '--config', 'wrong.yaml');
      expect(text.exitCode).toBe(1);
      expect(text.stdout).toMatch(/✗ teamswork: .*key/);
      expect(text.stdout).toContain('1 to fix before an export can work.');
      const json = await command('check', '--config', 'wrong.yaml', '--json');
      const told = JSON.parse(json.stdout) as {
        ok: boolean;
        exit_code: number;
        findings: Array<{ subject: string; level: string }>;
      };
      expect([json.exitCode, told.ok, told.exit_code]).toEqual([1, false, 1]);
      expect(told.findings.filter(({ level }) => level === 'error').map(({ subject }) => subject)).toEqual([
        'teamswork',
      ]);
      expect(text.stdout + text.stderr + json.stdout + json.stderr).not.toContain(CANARY);
    });

    test('a clock that is off and a run that holds the lake are warnings', async () => {
      const locking = acquireLock(path.join(folder, 'lake'));
      const { exitCode, stdout } = await watched(['check', '--quiet', '--source', 'notific'], {
        now: () => sandbox.clock.now() + 3_600_000,
      });
      if (locking.ok) locking.lock.release();
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^! lake: another run has locked it: process \d+ on /m);
      expect(stdout).toMatch(
        /^! notific: this machine's clock is (?:1:00:00 h|59:59 min|1:00:01 h) ahead of the service's$/m,
      );
      expect(stdout).not.toContain('✓');
    });

    test('an address where nothing answers', async () => {
      writeFileSync(
        path.join(folder, 'nobody.yaml'),
        'sources: { a: { vendor: notific, url: "http://127.0.0.1:9", key: k123 } }',
      );
      const { exitCode, stdout } = await command('check', '--config', 'nobody.yaml', '--quiet');
      expect(exitCode).toBe(1);
      expect(stdout).toContain('✗ a: ');
      expect(stdout).toContain('127.0.0.1:9');
    });
  });

  describe('export', () => {
    test('a run that finds nothing new says so and succeeds', async () => {
      const { exitCode, stdout } = await command('export');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^notific +nothing new \(\d+ requests\)$/m);
      expect(stdout).toContain(`Nothing new.\nLake: ${path.join(folder, 'lake')}`);
    });

    test('--quiet prints nothing when all is well', async () => {
      expect(await command('export', '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    });

    test('a source that fails ends with exit code 3, all of them with 1; the key is in nothing that is left', async () => {
      config('partly.yaml', 'lake-wrong', { teamswork: CANARY });
      const partly = await command('export', '--config', 'partly.yaml');
      expect(partly.exitCode).toBe(3);
      expect(partly.stdout).toMatch(/^teamswork {2}failed \(\d+ requests?\)$/m);
      expect(partly.stdout).toContain('Correct what the message of each failed source names, then run again.');
      expect(partly.stdout).toContain('Next: ticketlake check');
      expect(partly.stderr.match(/✗/g)).toHaveLength(1);
      expect((partly.stdout + partly.stderr).split('does not accept the key')).toHaveLength(2);
      expect(partly.stdout).toContain('Partly done: what could be read is published.');
      config('wrong.yaml', 'lake-wrong', { teamswork: CANARY, notific: `${CANARY}-2` });
      const wrong = await command('export', '--config', 'wrong.yaml', '--json', '--verbose');
      expect(wrong.exitCode).toBe(1);
      expect(JSON.parse(wrong.stdout)).toMatchObject({ outcome: 'failed', exit_code: 1 });
      const people = await command('export', '--config', 'wrong.yaml');
      expect(people.stdout).toContain('Failed: nothing new was published.');
      expect(people.stderr.match(/✗/g)).toHaveLength(2);
      expect(people.stderr).not.toContain('published');
      const left = [
        partly.stdout,
        partly.stderr,
        wrong.stdout,
        wrong.stderr,
        ...filesBelow(path.join(folder, 'lake-wrong')).map((file) => readFileSync(file, 'latin1')),
      ];
      expect(left.length).toBeGreaterThan(8);
      for (const text of left) expect(text).not.toContain(CANARY);
    });

    test('what goes wrong on this machine is said without a stack trace, and without the key', async () => {
      // A lake whose name holds the key is refused; the folder around it is called as it is.
      const file = path.join(CANARY, 'file.yaml');
      mkdirSync(path.join(folder, CANARY, 'lake'), { recursive: true });
      config(file, './lake', { notific: CANARY });
      writeFileSync(path.join(folder, CANARY, 'lake/state'), 'a file where a folder should be');
      const { exitCode, stdout, stderr } = await command('export', '--config', file);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^error: .*\*\*\*/);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stderr).not.toContain(CANARY);
    });

    test('another run that holds the lake: exit code 75', async () => {
      const locking = acquireLock(path.join(folder, 'lake'));
      const { exitCode, stdout, stderr } = await command('export');
      if (locking.ok) locking.lock.release();
      expect([exitCode, stdout]).toEqual([75, '']);
      expect(stderr).toMatch(
        /^error: the lake is locked by another run: process \d+ on .*, since .* UTC\n {2}Wait until it ends/,
      );
    });
  });

  describe('status', () => {
    test('shows sources, runs, rejects and rows', async () => {
      const { exitCode, stdout } = await command('status');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^Lake {7}.*lake\nPublished {2}\d{4}-\d\d-\d\d \d\d:\d\d \(UTC\), just now$/m);
      expect(stdout).toMatch(/^notific +notific +\d+ +\d+ +just now +complete$/m);
      expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d +[\d.]+ s +complete +\d+ /m);
      expect(stdout).toMatch(/^Rows: tickets \d+, comments \d+, /m);
    });

    test('--json is for monitors', async () => {
      const status = JSON.parse((await command('status', '--json')).stdout) as Record<string, unknown>;
      expect(status).toMatchObject({
        lake: path.join(folder, 'lake'),
        running: null,
        published_at: expect.stringMatching(/Z$/),
        sources: [
          { source: 'notific', last_outcome: 'complete', last_complete_at: expect.stringMatching(/^\d{4}-.*Z$/) },
          { source: 'teamswork', last_outcome: 'complete' },
        ],
        tables: { sources: 2 },
      });
      expect(status['runs']).toContainEqual(expect.objectContaining({ outcome: 'complete', sources: 2 }));
    });
  });

  describe('query', () => {
    test.each<[string, string[]]>([
      ['a comment in front', ['-- how many\nSELECT 7 AS n']],
      ['a comment without a blank', ['--how-many\nSELECT 7 AS n']],
      ['a comment with an equals sign', ['-- a=b\nSELECT 7 AS n']],
      ['two dashes before it', ['--', '-- how many\nSELECT 7 AS n']],
    ])('SQL may begin with two dashes: %s', async (_what, sql) => {
      const { exitCode, stdout, stderr } = await command('query', '--json', '--quiet', ...sql);
      expect([exitCode, JSON.parse(stdout), stderr]).toEqual([0, [{ n: 7 }], '']);
    });

    const SQL =
      "SELECT * FROM (VALUES (1, 'a,\"b', TIMESTAMPTZ '2026-03-01 10:00:00.12+01', TRUE, 12345678901234567890::HUGEINT, DATE '2026-03-01', [1, 2]), (NULL, '', NULL, NULL, 5, NULL, NULL)) t(n, t, ts, yes, big, day, list)";

    test('json: instants as ISO text in UTC, numbers that stay exact', async () => {
      expect(JSON.parse((await command('query', SQL, '--json')).stdout)).toEqual([
        {
          n: 1,
          t: 'a,"b',
          ts: '2026-03-01T09:00:00.120000Z',
          yes: true,
          big: '12345678901234567890',
          day: '2026-03-01',
          list: [1, 2],
        },
        { n: null, t: '', ts: null, yes: null, big: 5, day: null, list: null },
      ]);
      expect((await command('query', 'FROM tickets WHERE false', '--format', 'json')).stdout).toBe('[]\n');
    });

    test('ndjson and csv', async () => {
      const lines = (await command('query', SQL, '--format', 'ndjson')).stdout.trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { n: number | null }).n)).toEqual([1, null]);
      expect((await command('query', SQL, '--format', 'csv')).stdout).toBe(
        'n,t,ts,yes,big,day,list\r\n1,"a,""b",2026-03-01T09:00:00.120000Z,true,12345678901234567890,2026-03-01,"[1,2]"\r\n,"",,,5,,\r\n',
      );
    });

    test('table: aligned, instants readable, the number of rows on standard error', async () => {
      const { stdout, stderr } = await command('query', SQL);
      expect(stdout.split('\n')[1]).toMatch(
        /^1 {2}a,"b {2}2026-03-01 09:00:00\.120000Z {2}true {2}12345678901234567890 {2}2026-03-01 {2}\[1,2\]$/,
      );
      expect(stderr).toBe('2 rows\n');
    });

    test('a table fits the terminal and stays one line a row, whatever the text', async () => {
      const { stdout } = await watched(
        ['query', "SELECT repeat('long ', 50) AS a, E'two\\nlines\\x1b[2J' AS b, '日本語' AS c"],
        {
          stdoutIsTerminal: true,
        },
      );
      const lines = stdout.trimEnd().split('\n');
      expect(lines).toHaveLength(2);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(stdout).toContain('two⏎lines\\u001b[2J');
      expect(stdout).not.toContain('\u001b');
    });

    test('SQL comes from a file or from standard input, too', async () => {
      writeFileSync(path.join(folder, 'seven.sql'), '\uFEFF-- how many\nSELECT 7 AS n;\n');
      const stdin = () => Readable.from(['SELECT ', '7 AS n']);
      for (const asked of [
        await command('query', '--file', 'seven.sql', '--json'),
        await watched(['query', '--json'], { stdin: stdin() }),
        await watched(['query', '-', '--json'], { stdin: stdin() }),
        await watched(['query', '--file', '-', '--json'], { stdin: stdin() }),
        // Whatever stands there, SQL of the command line is what is asked.
        await watched(['query', 'SELECT 7 AS n', '--json'], { stdin: Readable.from(['SELECT 8 AS n']) }),
      ])
        expect([asked.exitCode, JSON.parse(asked.stdout)]).toEqual([0, [{ n: 7 }]]);
      const missing = await command('query', '--file', 'none.sql');
      expect([missing.exitCode, missing.stderr]).toEqual([
        2,
        `error: ${path.join(folder, 'none.sql')}: there is no such file\n  Name the file with the SQL, relative to this folder.\n`,
      ]);
      expect((await watched(['query'], { stdin: Readable.from(['']) })).stderr).toContain('there is no SQL to run');
    });

    test('line: one value per line, whole', async () => {
      const sql = "SELECT 1 AS n, E'two\\nlines' AS text UNION ALL SELECT NULL, 'x' ORDER BY n NULLS LAST";
      expect((await command('query', sql, '--format', 'line')).stdout).toBe(
        '   n = 1\ntext = two\n       lines\n\n   n = ∅\ntext = x\n',
      );
    });

    test('markdown: nothing of a text is markup', async () => {
      const sql = "SELECT 1 AS my_n, E'a|b\\\\|c\\n<b>*x*</b> `_y_` [l](u) & co' AS text, NULL AS none";
      expect((await command('query', sql, '--format', 'markdown')).stdout.split('\n')).toEqual([
        '| my_n | text | none |',
        '| ---: | --- | ---: |',
        '| 1 | a\\|b\\\\\\|c<br>\\<b\\>\\*x\\*\\</b\\> \\`\\_y\\_\\` \\[l\\](u) &amp; co |  |',
        '',
      ]);
    });

    test('--spreadsheet: a byte order mark, times as such, and no cell that is a formula', async () => {
      const values = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', "it's", 'x=1', ''];
      const sql = `SELECT ${values.map((value, at) => `'${value.replaceAll("'", "''")}' AS t${at}`).join(', ')}, -1 AS n,
      -1.5::DOUBLE AS d, TIMESTAMPTZ '2026-03-01 10:00:00.129+01' AS at, TIMESTAMP '2026-03-01 10:00:00' AS local,
      DATE '2026-03-01' AS day, '-infinity'::DOUBLE AS inf, NULL::VARCHAR AS none, 1 AS "=HYPERLINK"`;
      const written = (await command('query', sql, '--spreadsheet')).stdout;
      expect(written.startsWith('\uFEFF')).toBe(true);
      const [names = [], row = []] = parse(written, { bom: true });
      expect(row).toEqual([
        ...["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "it's", 'x=1', ''],
        ...['-1', '-1.5', '2026-03-01 09:00:00', '2026-03-01 10:00:00', '2026-03-01', "'-Infinity", '', '1'],
      ]);
      expect(names.at(-1)).toBe("'=HYPERLINK");
      // For programs nothing changes.
      const exact = (await command('query', sql, '--format', 'csv')).stdout;
      expect(exact).not.toContain('\uFEFF');
      expect(exact).toContain('=1+1,+1,-1,@x,');
    });

    test('a wide table hides columns in the middle on a terminal, and says so', async () => {
      const sql = `SELECT ${Array.from({ length: 30 }, (_, at) => `${at} AS column_${at}`).join(', ')}`;
      const wide = await watched(['query', sql], { stdoutIsTerminal: true });
      const [head = ''] = wide.stdout.split('\n');
      expect(head).toMatch(/^column_0 +column_1 +column_2 +column_3? *… +column_2\d .*column_29$/);
      expect(head.length).toBeLessThanOrEqual(80);
      const shown = head.match(/column_\d+/g)?.length ?? 0;
      expect(wide.stderr).toBe(`${30 - shown} columns of 30 hidden. --format line shows all\n1 row\n`);
      expect((await command('query', sql)).stdout.match(/column_\d+/g)).toHaveLength(30);
    });

    test('arrow: types and values survive', async () => {
      const bytes: Buffer[] = [];
      await watched(['query', SQL, '--format', 'arrow'], { onBytes: (piece) => bytes.push(piece) });
      const table = tableFromIPC(Buffer.concat(bytes));
      expect(table.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
        'n: Int32',
        't: Utf8',
        'ts: Timestamp<MICROSECOND, UTC>',
        'yes: Bool',
        'big: Decimal[38e0]',
        'day: Date32<DAY>',
        'list: List<Int32>',
      ]);
      expect(table.get(0)?.toJSON()).toMatchObject({
        n: 1,
        t: 'a,"b',
        ts: Date.UTC(2026, 2, 1, 9, 0, 0, 120),
        yes: true,
      });
      expect(String(table.get(0)?.['big'])).toBe('12345678901234567890');
      expect(table.get(1)?.toJSON()).toMatchObject({
        n: null,
        t: '',
        ts: null,
        yes: null,
        day: null,
        list: null,
      });
    });

    test('parquet and --output: a whole file appears, nothing else', async () => {
      const { exitCode, stderr } = await command(
        'query',
        'SELECT ticket_key FROM tickets -- all',
        '--format',
        'parquet',
        '--output',
        'keys.parquet',
      );
      expect([exitCode, stderr]).toEqual([0, `written: ${path.join(folder, 'keys.parquet')}\n`]);
      expect(readFileSync(path.join(folder, 'keys.parquet')).subarray(0, 4).toString()).toBe('PAR1');
      await command('query', 'FROM tickets', '--format', 'csv', '--output', 'tickets.csv');
      expect(readFileSync(path.join(folder, 'tickets.csv'), 'utf8')).toMatch(/^ticket_key,source,/);
      expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    });

    test.each([
      ['csv', /^n\r\n1\r\n$/],
      ['CSV', /^n\r\n1\r\n$/],
      ['json', /^\[\s*\{"n":1\}\s*\]\s*$/],
      ['ndjson', /^\{"n":1\}\n$/],
      ['jsonl', /^\{"n":1\}\n$/],
      ['md', /^\| n \|\n/],
      ['parquet', /^PAR1/],
      ['arrow', /^\uFFFD{4}/],
      ['txt', /^n\n/],
    ])('--output with the ending .%s writes that format', async (ending, written) => {
      const name = `by-ending.${ending}`;
      expect((await command('query', 'SELECT 1 AS n', '--output', name)).exitCode).toBe(0);
      expect(readFileSync(path.join(folder, name), 'utf8')).toMatch(written);
    });

    test.each([
      [['--format', 'csv', '--output', 'x.parquet'], /--format csv contradicts the ending \.parquet of x\.parquet/],
      [['--format', 'table', '--output', 'x.md'], /--format table contradicts the ending \.md/],
      [['--json', '--output', 'x.csv'], /--json contradicts the ending \.csv/],
      [['--spreadsheet', '--output', 'x.arrow'], /--spreadsheet contradicts the ending \.arrow/],
    ])('%j is refused', async (flags, says) => {
      const { exitCode, stderr } = await command('query', 'SELECT 1', ...flags);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(says)]);
    });

    test.each(['csv', 'parquet', 'arrow', 'txt'])('--output in a folder that is missing: %s', async (ending) => {
      const missing = path.join(folder, 'missing');
      const { exitCode, stderr } = await command('query', 'SELECT 1', '--output', `missing/x.${ending}`);
      expect([exitCode, stderr]).toEqual([
        2,
        `error: ${missing}/x.${ending} cannot be written: there is no folder ${missing}\n  Make it first.\n`,
      ]);
      expect((await command('query', 'SELECT 1', '--output', `ticketlake.yaml/x.${ending}`)).exitCode).toBe(2);
      expect((await command('query', 'SELECT 1', '--output', `${'x'.repeat(300)}.${ending}`)).exitCode).toBe(2);
    });

    test.each([
      ['write', 'ENOSPC', /cannot be written: there is no space left on its disk/],
      ['IO Error: Could not write: No space left on device', '', /there is no space left on its disk/],
      ['open', 'EACCES', /cannot be written: this user has no right to it/],
      ['open', 'EROFS', /its disk is read-only/],
    ])('what the disk says of the file of --output: %s %s', (message, code, says) => {
      const error = Object.assign(new Error(message), code === '' ? {} : { code });
      expect(writingFailure(error, '/x/a.csv')).toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
      expect(writingFailure(new Error('something else'), '/x/a.csv')).toBeUndefined();
    });

    test('CSV on a terminal has no carriage returns, and other controls written out', async () => {
      const sql = "SELECT 'a' || chr(27) || 'b' AS x";
      const seen = await watched(['query', sql, '--format', 'csv'], { stdoutIsTerminal: true });
      expect(seen.stdout).toBe('x\na\\u001bb\n');
      expect((await command('query', sql, '--format', 'csv')).stdout).toBe('x\r\na\u001bb\r\n');
    });

    test('--output leaves a file that exists as it is; --force replaces it', async () => {
      const file = path.join(folder, 'kept.csv');
      writeFileSync(file, 'mine');
      const refused = await command('query', 'SELECT 1 AS one', '--format', 'csv', '--output', 'kept.csv');
      expect([refused.exitCode, refused.stderr]).toEqual([
        2,
        `error: ${file} is there already\n  Name another file, or add --force to replace it.\n`,
      ]);
      expect(readFileSync(file, 'utf8')).toBe('mine');
      const forced = await command('query', 'SELECT 1 AS one', '--format', 'csv', '--output', 'kept.csv', '--force');
      expect([forced.exitCode, readFileSync(file, 'utf8')]).toEqual([0, 'one\r\n1\r\n']);
      expect((await command('query', 'SELECT 1', '--force')).stderr).toMatch(/--force goes with --output/);
    });

    test.each([
      ['ticketlake.yaml', /holds the configuration/],
      ['link-to-it.yaml', /holds the configuration/],
      ['.env', /holds the configuration/],
      ['lake/new.csv', /is in the lake/],
      ['lake/ticketlake.duckdb', /is in the lake/],
      ['lake', /is in the lake/],
      ['.', /is not a file/],
    ])('--output %s is refused, with --force, too', async (target, says) => {
      rmSync(path.join(folder, 'link-to-it.yaml'), { force: true });
      symlinkSync(path.join(folder, 'ticketlake.yaml'), path.join(folder, 'link-to-it.yaml'));
      const before = filesBelow(folder).length;
      const { exitCode, stderr } = await command('query', 'SELECT 1', '--format', 'csv', '--output', target, '--force');
      expect([exitCode, filesBelow(folder).length]).toEqual([2, before]);
      expect(stderr).toMatch(says);
    });

    test.each<[string, RegExp]>([
      ['selct 1', /^error: Parser Error: syntax error at or near "selct"\n\nLINE 1: selct 1\n {8}\^/],
      ['FROM tickts', /^error: Catalog Error: Table with name tickts does not exist!\nDid you mean "tickets"\?/],
      ['SELECT ticket_idd FROM tickets', /Referenced column "ticket_idd" not found[\s\S]*ticket_id/],
      ['DELETE FROM tickets', /^error: this statement would change something: only queries can be run here/],
      ['CREATE TEMP TABLE x AS SELECT 1', /would change something/],
      ["COPY tickets TO '/tmp/stolen.csv'", /^error: Permission Error: Cannot access file/],
      ["ATTACH '/tmp/x.db'", /would change something/],
      ['SET threads = 9', /would change something/],
      ['INSTALL httpfs', /would change something/],
      ["SELECT * FROM read_text('/etc/hostname')", /^error: the table function read_text cannot be called here/],
      ["SELECT * FROM '/etc/hostname'", /^error: /],
      ["SELECT * FROM read_json('http://127.0.0.1:9/x')", /^error: /],
      ['SELECT 1; SELECT 2', /^error: 2 statements were given, and only one can be run at a time\n$/],
      ['-- nothing', /^error: there is no SQL to run\n$/],
    ])('%s is refused with exit code 2', async (sql, printed) => {
      const { exitCode, stdout, stderr } = await command('query', sql);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(printed);
      expect(stderr).not.toMatch(/^\s+at /m);
    });

    test('no statement reaches a file beside the one that was asked for', async () => {
      const { exitCode } = await command(
        'query',
        "SELECT 1) TO '/tmp/ticketlake-stolen' --",
        '--format',
        'parquet',
        '--output',
        'x.parquet',
      );
      expect(exitCode).toBe(2);
      expect(existsSync('/tmp/ticketlake-stolen')).toBe(false);
      expect(existsSync(path.join(folder, 'x.parquet'))).toBe(false);
    });
  });
}

/** What takes longer. */
export function slow(): void {
  describe('replay', () => {
    test('needs no key, and prints what an export prints', async () => {
      const replayed = path.join(folder, 'keyless.yaml');
      const sources = sandbox.services.map(
        ({ name, url }) => `  ${name}: { vendor: ${name}, url: "${url}", key: "\${NOT_SET_ANYWHERE}" }\n`,
      );
      const serve = 'serve: { token: "${NOT_SET_EITHER}" }\n';
      writeFileSync(replayed, `lake: lake\n${serve}sources:\n${sources.join('')}`);
      expect((await command('export', '--config', 'keyless.yaml')).exitCode).toBe(2);
      const { exitCode, stdout } = await command('replay', '--config', 'keyless.yaml', '--source', 'notific', '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        outcome: 'complete',
        sources: [
          { source: 'notific', streams: expect.arrayContaining([expect.objectContaining({ mode: 'replay' })]) },
        ],
      });
      const said = await command('replay', '--config', 'keyless.yaml', '--source', 'notific', '--quiet');
      expect([said.exitCode, said.stderr]).toEqual([0, '']);
      const text = await command('replay', '--config', 'keyless.yaml');
      expect(text.stdout + text.stderr).toMatch(/teamswork: complete; [\d,]+ records read; tickets: 0 new, 0 changed/);
    });

    test('where nothing was ever read is an error that says what to do', async () => {
      config('never.yaml', 'lake-never', {});
      const { exitCode, stderr } = await command('replay', '--config', 'never.yaml');
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^error: .*raw holds nothing that could be replayed\n {2}Run `ticketlake export`/);
    });
  });

  describe('export', () => {
    test('--json prints one object on standard output, JSON lines on standard error', async () => {
      config('json.yaml', 'lake-json', {});
      const { exitCode, stdout, stderr } = await command(
        'export',
        '--config',
        'json.yaml',
        '--source',
        'notific',
        '--json',
      );
      expect(exitCode).toBe(0);
      const result = JSON.parse(stdout) as { sources: Array<{ streams: Array<Record<string, unknown>> }> };
      expect(result).toMatchObject({
        run_id: expect.stringMatching(/^\d{8}T\d{6}/),
        outcome: 'complete',
        exit_code: 0,
        sources: [{ source: 'notific', vendor: 'notific', outcome: 'complete' }],
      });
      const tickets = result.sources[0]?.streams.find(({ stream }) => stream === 'tickets');
      expect(tickets).toMatchObject({ outcome: 'complete', mode: 'full', rows_changed: 0, error: null });
      expect(tickets?.['rows_new']).toBeGreaterThan(TICKETS / 2);
      const events = stderr
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event);
      expect(events[0]).toBe('run_started');
      expect(events).toEqual(expect.arrayContaining(['stream_finished', 'published']));
      expect(events.at(-1)).toBe('run_finished');
    });

    test('people get text unless somebody asks for JSON lines', async () => {
      config('text.yaml', 'lake-text', {});
      const args = ['export', '--config', 'text.yaml', '--source', 'notific'];
      const { stderr } = await command(...args);
      expect(stderr).toMatch(/^· run \S+ started: notific\n/);
      expect(stderr).toMatch(/^✓ notific: tickets: \d+ new; \d+ requests?, [\d.]+ s$/m);
      expect(stderr).not.toMatch(/^\{/m);
      for (const asked of [
        await command(...args, '--log-format', 'json'),
        await watched(args, { env: { TICKETLAKE_LOG_FORMAT: 'json' } }),
      ])
        for (const line of asked.stderr.trim().split('\n'))
          expect(JSON.parse(line)).toMatchObject({ msg: expect.any(String) });
      const text = await watched([...args, '--json', '--log-format', 'text'], {
        env: { TICKETLAKE_LOG_FORMAT: 'json' },
      });
      expect(text.stderr).toMatch(/^· run /);
      expect(JSON.parse(text.stdout)).toMatchObject({ outcome: 'complete' });
      expect(await watched(args, { env: { TICKETLAKE_LOG_FORMAT: 'xml' } })).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: 'error: TICKETLAKE_LOG_FORMAT is "xml"\n  Set it to text or json, or remove it.\n',
      });
    });

    test('Ctrl-C ends after the page in hand with 130, and the next run completes the rest', async () => {
      config('stopped.yaml', 'lake-stopped', {});
      let interrupt = (): void => undefined;
      let asked = false;
      const atOnce: number[] = [];
      const STOPPED = [
        'export',
        '--config',
        'stopped.yaml',
        '--source',
        'teamswork',
        '--verbose',
        '--log-format',
        'json',
      ];
      const stopped = await watched(STOPPED, {
        onInterrupt: (handler) => {
          interrupt = handler;
          return () => undefined;
        },
        exitAtOnce: (code) => atOnce.push(code),
        onStderr: (text) => {
          if (asked || !/"event":"progress".*"stream":"comments"/.test(text)) return;
          asked = true;
          interrupt();
        },
      });
      expect(stopped.exitCode).toBe(130);
      expect(stopped.stderr).toContain('ending after the page in hand. Ctrl-C again ends at once');
      expect(stopped.stdout).toMatch(
        /^Ended early\. What was read is kept\.\n.*\nTo go on from here: ticketlake export --config /m,
      );
      expect(atOnce).toEqual([]);
      interrupt();
      expect(atOnce).toEqual([130]);
      const rest = await command('export', '--config', 'stopped.yaml', '--source', 'teamswork');
      expect(rest.exitCode).toBe(0);
      const count = await command('query', '--config', 'stopped.yaml', 'SELECT count(*) AS n FROM comments', '--json');
      const whole = await command('query', "SELECT count(*) AS n FROM comments WHERE source = 'teamswork'", '--json');
      expect(JSON.parse(count.stdout)).toEqual(JSON.parse(whole.stdout));
    });
  });
}
