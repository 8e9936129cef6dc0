/** `ticketlake verify` finds whatever is done to a publication, and says what, where and with which keys. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Manifest } from '../../etl/src/publish/manifest';
import type { Finding } from '../../etl/src/verify/finding';
import { verifyLake } from '../../etl/src/verify/verify';
import { TABLES } from '../../etl/src/schema/tables';
import { acquireLock } from '../../etl/src/store/lock';
import { newLake } from '../support/lake';
import { run } from '../support/terminal';
import { comment, page, ticket, ticketPage } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const LATER = '2026-03-02T12:00:00.000000Z';
const at = (text: string) => `${text}:00.000000Z`;

const FIRST = {
  ticket_id: '1',
  subject: 'a',
  status: 'Open',
  created_at: at('2026-01-31T23:30'),
  requester_id: 'ann',
  tags: ['VIP'],
  custom_fields: [{ field_id: 'f', value_text: 'two' }],
};

let whole: TestLake;
/** The same rows, divided by month. */
let divided: string;
/** A copy of what was published, to be meddled with. */
let lake: string;

beforeAll(async () => {
  whole = await TestLake.open();
  await whole.load([
    page('people', [{ person_id: 'ann', name: 'Ann' }]),
    page('queues', [{ queue_id: 'q', name: 'Support' }]),
    page('custom_fields', [{ field_id: 'f', name: 'Floor' }]),
    page('tickets', [
      ticket(FIRST),
      ticket({ ticket_id: '2', subject: 'b', status: 'Open', created_at: at('2026-02-01T00:30'), assignee_id: 'ann' }),
    ]),
    ticketPage('comments', '1', [comment({ comment_id: 'c', author_id: 'ann', created_at: at('2026-02-02T09:00') })]),
    ticketPage('attachments', '1', [{ attachment_id: 'x', comment_id: 'c' }]),
  ]);
  await whole.load([
    page('tickets', [ticket({ ...FIRST, status: 'Closed', status_group: 'closed' })], {
      receivedAt: LATER,
    }),
  ]);
  await whole.working.run(
    `INSERT INTO runs SELECT 'run-1', 'acme', 'synqly', 'tickets', TIMESTAMPTZ '2026-03-01 10:00:00Z', TIMESTAMPTZ '2026-03-01 10:01:00Z',
       'full', 'complete', 1, 0, 0, 0, 1, 2, 2, 0, 0, 0, 0, NULL, 2, NULL, NULL, NULL`,
  );
  whole.config = { ...whole.config, partition: 'month' };
  await whole.publish();
  divided = publishedCopy(whole.folder);
  whole.config = { ...whole.config, partition: 'none' };
  await whole.publish();
});
afterAll(() => whole.close());

beforeEach(() => {
  lake = publishedCopy(whole.folder);
});

/** What a reader sees of the lake: the working database stays with the open one. */
function publishedCopy(folder: string): string {
  const copy = newLake();
  for (const name of ['parquet', 'ticketlake.duckdb'])
    cpSync(path.join(folder, name), path.join(copy, name), { recursive: true });
  return copy;
}

const parquet = (name: string) => path.join(lake, 'parquet', name);
const database = () => path.join(lake, 'ticketlake.duckdb');
const manifest = () => JSON.parse(readFileSync(parquet('_manifest.json'), 'utf8')) as Manifest;
const writeManifest = (changed: object) => writeFileSync(parquet('_manifest.json'), JSON.stringify(changed));

/** The manifest says of a file what is true of it: only what stands in it can be found. */
function describeAnew(table: string, rows?: number): void {
  const changed = manifest();
  for (const entry of changed.files.filter((file) => file.table === table)) {
    const bytes = readFileSync(parquet(entry.path));
    entry.bytes = bytes.length;
    entry.sha256 = createHash('sha256').update(bytes).digest('hex');
    entry.rows = rows ?? entry.rows;
  }
  writeManifest(changed);
}

async function sql(file: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

/** Changes a table in the database and in its file alike, as a defect of the program would. */
async function forge(table: string, statement: string): Promise<void> {
  chmodSync(database(), 0o644);
  await sql(database(), [statement, `COPY ${table} TO '${parquet(`${table}.parquet`)}' (FORMAT parquet)`]);
  describeAnew(table, await rowsIn(table));
}

async function rowsIn(table: string): Promise<number> {
  const [row] = await whole.rows(`SELECT count(*)::INTEGER AS n FROM read_parquet('${parquet(`${table}.parquet`)}')`);
  return Number(row?.['n']);
}

/** Writes a file anew from a SELECT on it. */
async function rewrite(table: string, select: string): Promise<void> {
  const [from, to] = [parquet(`${table}.parquet`), parquet('new')];
  await sql(':memory:', [`COPY (${select.replace('$file', `read_parquet('${from}')`)}) TO '${to}' (FORMAT parquet)`]);
  renameSync(to, from);
  describeAnew(table, await rowsIn(table));
}

const found = async (): Promise<Finding[]> => (await verifyLake(lake)).findings;
const short = ({ check, table, file, message, examples }: Finding) => ({ check, table, file, message, examples });

/** What `npm test` runs. */
export function quick(): void {
  test('a publication is whole: every table with its rows, files and bytes', async () => {
    const { findings, ok, tables, run_id, published_at, schema_version } = await verifyLake(lake);
    expect({ findings, ok, run_id, published_at, schema_version }).toEqual({
      findings: [],
      ok: true,
      run_id: 'run-1',
      published_at: '2026-03-01T12:00:00.000000Z',
      schema_version: 2,
    });
    expect(tables.map(({ table }) => table)).toEqual([...TABLES.map(({ name }) => name), 'ticket_fields_acme']);
    const bytes = statSync(parquet('tickets.parquet')).size;
    expect(tables[0]).toEqual({ table: 'tickets', rows: 2, files: 1, bytes, ok: true });
  });

  describe('files', () => {
    /** What is found in one lake with a fault in each of these tables. */
    let all: Finding[];
    let bytes: number;
    beforeAll(async () => {
      lake = publishedCopy(whole.folder);
      rmSync(parquet('comments.parquet'));
      const attachments = readFileSync(parquet('attachments.parquet'));
      bytes = attachments.length;
      writeFileSync(parquet('attachments.parquet'), attachments.subarray(0, 200));
      const rejects = readFileSync(parquet('rejects.parquet'));
      rejects[40] = (rejects[40] ?? 0) ^ 1;
      writeFileSync(parquet('rejects.parquet'), rejects);
      writeFileSync(parquet('queues.parquet'), 'comment_key,body');
      describeAnew('queues');
      describeAnew('ticket_tags', 7);
      mkdirSync(parquet('tickets'));
      writeFileSync(parquet('tickets/tmp_tickets.parquet'), 'x');
      writeFileSync(`${database()}.wal`, '');
      all = await found();
    });
    const of = (table: string) => all.filter((finding) => finding.table === table);

    test('one that is missing', () => {
      const file = 'parquet/comments.parquet';
      expect(of('comments').map(short)).toEqual([
        { check: 'missing', table: 'comments', file, message: 'is not there', examples: [] },
      ]);
    });

    test('one that is torn', () => {
      const findings = of('attachments');
      expect(findings.map(({ check, file: name }) => [check, name])).toEqual([
        ['bytes', 'parquet/attachments.parquet'],
        ['unreadable', 'parquet/attachments.parquet'],
      ]);
      expect(findings[0]?.message).toBe(`has 200 bytes, the manifest says ${bytes}`);
      expect(findings[0]?.remedy).toBe('Run `ticketlake export`, which writes the file anew.');
    });

    test('one of the same size with another byte', () => {
      expect(of('rejects')[0]).toMatchObject({ check: 'sha256', table: 'rejects', file: 'parquet/rejects.parquet' });
    });

    test('one that is no Parquet, though the manifest agrees with its bytes', () => {
      expect(of('queues').map(({ check, file }) => [check, file])).toEqual([['unreadable', 'parquet/queues.parquet']]);
    });

    test('one that holds other rows than the manifest says', () => {
      const file = 'parquet/ticket_tags.parquet';
      expect(of('ticket_tags').map(short)).toEqual([
        { check: 'rows', table: 'ticket_tags', file, message: 'holds 1 rows, the manifest says 7', examples: [] },
      ]);
    });

    test('strangers in the folder and beside the database', () => {
      expect(all.filter(({ check }) => check === 'stranger').map(({ file: name }) => name)).toEqual([
        'parquet/tickets/tmp_tickets.parquet',
        'ticketlake.duckdb.wal',
      ]);
    });

    test('nothing else', () => {
      const faulty = ['comments', 'attachments', 'rejects', 'queues', 'ticket_tags'];
      expect(all.filter(({ check, table }) => check !== 'stranger' && !faulty.includes(table ?? ''))).toEqual([]);
    });
  });

  describe('the manifest', () => {
    const file = 'parquet/_manifest.json';

    test.each([
      [
        'is missing',
        () => {
          rmSync(parquet('_manifest.json'));
        },
        'is not there',
      ],
      [
        'is torn',
        () => {
          writeFileSync(parquet('_manifest.json'), '{"schema_');
        },
        'is not a manifest of Ticketlake',
      ],
    ])('%s', async (_what, meddle, message) => {
      meddle();
      const { findings, tables, run_id } = await verifyLake(lake);
      expect(findings.map(short)).toEqual([{ check: 'manifest', table: null, file, message, examples: [] }]);
      expect([run_id, tables.some(({ ok }) => ok)]).toEqual([null, false]);
    });

    test('names no file of a table, one of an unknown table, one outside of the folder, one twice', async () => {
      const changed = manifest();
      const [first] = changed.files;
      const others = changed.files.filter(({ table }) => table !== 'queues');
      const odd = { ...first, table: 'secrets', path: '../../etc/passwd' };
      writeManifest({ ...changed, files: [...others, odd, ...others.slice(0, 1)] });
      expect((await found()).filter(({ check }) => check === 'manifest').map(({ message }) => message)).toEqual([
        'names no file of the table queues',
        'names a table secrets that does not exist',
        'names tickets.parquet twice',
        'names ../../etc/passwd, which lies outside of the folder',
      ]);
    });

    test('of a newer version is refused, of an older one found', async () => {
      writeManifest({ ...manifest(), schema_version: 99 });
      await expect(verifyLake(lake)).rejects.toMatchObject({ code: 'newer_schema' });
      writeManifest({ ...manifest(), schema_version: 0 });
      expect((await found())[0]?.message).toBe(
        'was written by an older Ticketlake (schema version 0, this one writes 2)',
      );
    });
  });

  describe('columns', () => {
    test('that are missing, of another type, or too many; that stand in another order', async () => {
      await rewrite('queues', 'SELECT * EXCLUDE (name) REPLACE (1 AS kind), 2 AS odd FROM $file');
      await rewrite('custom_fields', 'SELECT name, * EXCLUDE (name) FROM $file');
      const [inOrder, ...others] = (await found())
        .map(short)
        .sort((a, b) => ((a.table ?? '') < (b.table ?? '') ? -1 : 1));
      expect([inOrder?.table, inOrder?.message]).toEqual(['custom_fields', 'its columns stand in another order']);
      expect(others).toEqual([
        {
          check: 'schema',
          table: 'queues',
          file: 'parquet/queues.parquet',
          message: 'lacks name VARCHAR, kind VARCHAR; has kind INTEGER, odd INTEGER',
          examples: [],
        },
      ]);
    });

    test('that may be empty in the database, and are in the file', async () => {
      chmodSync(database(), 0o644);
      await sql(database(), ['ALTER TABLE queues ALTER kind DROP NOT NULL', 'UPDATE queues SET kind = NULL']);
      await rewrite('queues', 'SELECT * REPLACE (NULL::VARCHAR AS kind) FROM $file');
      expect((await found()).map(({ check, file, message }) => [check, file, message])).toEqual([
        ['schema', 'ticketlake.duckdb', 'lacks kind VARCHAR NOT NULL; has kind VARCHAR'],
        ['empty_value', null, 'has 1 row without kind, which every row must have'],
      ]);
    });
  });

  describe('rows', () => {
    describe('in one lake', () => {
      let all: Finding[];
      beforeAll(async () => {
        lake = publishedCopy(whole.folder);
        await forge('comments', "INSERT INTO comments SELECT * REPLACE (body || '!' AS body) FROM comments");
        await forge('people', `INSERT INTO people SELECT * REPLACE ('ACME:Ann ' AS person_key) FROM people`);
        await forge('dates', "DELETE FROM dates WHERE date = '2026-02-01'");
        await forge(
          'status_changes',
          'UPDATE status_changes SET business_minutes_in_from_status = minutes_in_from_status + 1',
        );
        all = await found();
      });

      test('two with one key', () => {
        expect(all.filter(({ table }) => table === 'comments').map(short)).toEqual([
          {
            check: 'key',
            table: 'comments',
            file: null,
            message: 'holds 1 key more than once',
            examples: ['acme:1/c'],
          },
        ]);
      });

      test('two whose keys differ by case or a blank only', () => {
        const [finding, ...more] = all.filter(({ table }) => table === 'people');
        expect(finding?.message).toBe(
          'holds 1 key more than once for a reader that folds case and trims blanks, as Power BI does',
        );
        expect(finding?.examples[0]?.split(' = ').sort()).toEqual(['ACME:Ann ', 'acme:ann']);
        expect(more).toEqual([]);
      });

      test('whose business minutes are more than those around the clock', () => {
        expect(all.filter(({ table }) => table === 'status_changes').map(short)).toEqual([
          {
            check: 'minutes',
            table: 'status_changes',
            file: null,
            message: 'has 1 row whose business_minutes_in_from_status are more than minutes_in_from_status',
            examples: ['acme:1/1'],
          },
        ]);
      });

      test('days that dates does not have, and a gap in it', () => {
        const others = ['comments', 'people', 'status_changes'];
        const findings = all.filter(({ table }) => !others.includes(table ?? ''));
        expect(findings.map(({ check, table, message }) => [check, table, message])).toEqual([
          ['date', 'tickets', 'has 1 day of created_date without a match in dates'],
          ['date', 'backlog', 'has 1 day of date without a match in dates'],
          ['date', 'dates', 'lacks 1 day between the first and the last'],
        ]);
        expect(findings[0]?.examples).toEqual(['2026-02-01']);
      });
    });

    test('whose references lead nowhere', async () => {
      const references = [
        ['tickets', 'requester_key', 'people.person_key'],
        ['tickets', 'assignee_key', 'people.person_key'],
        ['tickets', 'queue_key', 'queues.queue_key'],
        ['comments', 'ticket_key', 'tickets.ticket_key'],
        ['comments', 'author_key', 'people.person_key'],
        ['status_changes', 'ticket_key', 'tickets.ticket_key'],
        ['ticket_tags', 'ticket_key', 'tickets.ticket_key'],
        ['ticket_custom_fields', 'ticket_key', 'tickets.ticket_key'],
        ['ticket_custom_fields', 'field_key', 'custom_fields.field_key'],
        ['attachments', 'ticket_key', 'tickets.ticket_key'],
        ['attachments', 'comment_key', 'comments.comment_key'],
        ['backlog', 'assignee_key', 'people.person_key'],
        ['backlog', 'queue_key', 'queues.queue_key'],
      ] as const;
      chmodSync(database(), 0o644);
      const tables = new Set(references.map(([table]) => table));
      await sql(database(), [
        ...references.map(([table, column]) => `UPDATE ${table} SET ${column} = 'acme:nobody' WHERE rowid = 0`),
        ...[...tables].map((table) => `COPY ${table} TO '${parquet(`${table}.parquet`)}' (FORMAT parquet)`),
      ]);
      for (const table of tables) describeAnew(table);
      expect((await found()).map(short)).toEqual(
        references.map(([table, column, target]) => ({
          check: 'reference',
          table,
          file: null,
          message: `has 1 value of ${column} without a match in ${target}`,
          examples: ['acme:nobody'],
        })),
      );
    });

    test('of a source that nobody knows, or whose run was not written down', async () => {
      await forge('sources', "UPDATE sources SET source = 'other'");
      expect((await found()).map(({ check, table, examples }) => [check, table, examples])).toEqual(
        expect.arrayContaining([
          ['sources', 'tickets', ['acme (synqly)']],
          ['runs', 'runs', ['other run-1']],
        ]),
      );
      lake = publishedCopy(whole.folder);
      await forge('runs', 'DELETE FROM runs');
      expect((await found()).map(({ check, message }) => [check, message])).toEqual([
        ['runs', 'lacks the last run of 1 source'],
        ['runs', 'lacks every run of 1 source with tickets'],
      ]);
    });
  });

  describe('ticketlake.duckdb', () => {
    const meddled = async (...statements: string[]) => {
      chmodSync(database(), 0o644);
      await sql(database(), statements);
      return (await found()).map(({ check, table, file, message }) => [check, table, file, message]);
    };

    test('is missing, or is none', async () => {
      rmSync(database());
      expect((await found()).map(({ file, message }) => [file, message])).toEqual([
        ['ticketlake.duckdb', 'is not there'],
      ]);
      writeFileSync(database(), 'not a database');
      const [none] = await found();
      expect(none).toMatchObject({ check: 'database', file: 'ticketlake.duckdb' });
      expect(none?.message).toMatch(/^cannot be read: /);
    });

    test('lacks a table, has one too many, has a row less than the files, or one value that differs', async () => {
      const findings = await meddled(
        'ALTER TABLE queues RENAME TO cues',
        "DELETE FROM tickets WHERE ticket_id = '2'",
        "UPDATE comments SET body = 'A'",
      );
      expect(findings.sort()).toEqual([
        ['database', 'comments', 'ticketlake.duckdb', 'its rows are not those of the Parquet files'],
        ['database', 'queues', 'ticketlake.duckdb', 'has no such table'],
        ['database', 'tickets', 'ticketlake.duckdb', 'holds 1 rows, the Parquet files 2'],
        ['stranger', null, 'ticketlake.duckdb', 'has a table cues that Ticketlake does not publish'],
      ]);
    });
  });

  describe('the command', () => {
    const command = (...args: string[]) => run(args, { cwd: lake });
    beforeEach(() => {
      writeFileSync(
        path.join(lake, 'ticketlake.yaml'),
        'lake: .\nsources: { acme: { vendor: notific, url: "http://127.0.0.1:9", key: k } }\n',
      );
    });

    test('says a line a table, and exits with 0', async () => {
      const { exitCode, stdout } = await command('verify');
      const lines = stdout.trimEnd().split('\n');
      expect(exitCode).toBe(0);
      expect(lines).toHaveLength(TABLES.length + 2);
      expect(lines[0]).toMatch(/^✓ tickets: \d rows in 1 file, [\d,]+ bytes$/);
      expect(lines.at(-1)).toMatch(/^All is as published by run run-\d at 2026-03-0/);
      expect((await command('verify', '--quiet')).stdout).toBe('');
    });

    test('names what is wrong and how to mend it, and exits with 1', async () => {
      await forge('comments', "UPDATE comments SET author_key = 'acme:nobody'");
      const { exitCode, stdout } = await command('verify', '--quiet');
      expect(exitCode).toBe(1);
      expect(stdout).toBe(
        '✗ comments: has 1 value of author_key without a match in people.person_key, for example acme:nobody\n' +
          '    Run `ticketlake export`. If the problem remains, report it.\n1 finding.\n',
      );
      const told = JSON.parse((await command('verify', '--json')).stdout) as { exit_code: number; findings: Finding[] };
      expect([told.exit_code, told.findings[0]?.examples]).toEqual([1, ['acme:nobody']]);
    });

    test('exits with 2 where the lake is a newer one, and with 1 where nothing is published', async () => {
      writeManifest({ ...manifest(), schema_version: 3 });
      for (const args of [['verify'], ['query', 'SELECT 1']]) {
        const { exitCode, stderr } = await command(...args);
        expect(exitCode).toBe(2);
        expect(stderr).toContain(
          'was written by a newer Ticketlake (schema version 3, this one knows 2)\n  Use the newer version',
        );
      }
      rmSync(path.join(lake, 'parquet'), { recursive: true });
      rmSync(database());
      const { exitCode, stderr } = await command('verify');
      expect([exitCode, stderr]).toEqual([
        1,
        `error: there is nothing published in ${lake}\n  Run \`ticketlake export\` first.\n`,
      ]);
    });
  });
}

/** What takes longer. */
export function slow(): void {
  test('one that is divided by month is whole, and a month that is missing is found', async () => {
    lake = divided;
    const { findings, tables } = await verifyLake(lake);
    expect([findings, tables[0]?.files]).toEqual([[], 2]);
    const month = 'tickets/created_month=2026-02/tickets.parquet';
    rmSync(parquet(month));
    expect((await found()).map(short)).toContainEqual({
      check: 'missing',
      table: 'tickets',
      file: `parquet/${month}`,
      message: 'is not there',
      examples: [],
    });
  });

  describe('while an export runs', () => {
    test('a publication that is half in place is looked at again, and is whole when it is finished', async () => {
      const before = readFileSync(parquet('_manifest.json'));
      await whole.load([page('tickets', [ticket({ ticket_id: '3', status: 'Open' })], { receivedAt: LATER })]);
      await whole.publish('run-4', LATER);
      rmSync(lake, { recursive: true });
      cpSync(publishedCopy(whole.folder), lake, { recursive: true });
      const finished = readFileSync(parquet('_manifest.json'));
      writeFileSync(parquet('_manifest.json'), before);
      expect((await found()).map(({ check }) => check)).toContain('bytes');
      const locking = acquireLock(lake);
      const pauses: number[] = [];
      const verified = await verifyLake(lake, async (ms) => {
        pauses.push(ms);
        writeFileSync(parquet('_manifest.json'), finished);
      });
      if (locking.ok) locking.lock.release();
      expect([verified.findings, verified.run_id, pauses]).toEqual([[], 'run-4', [3000]]);
    });

    test('what stays wrong is told all the same', async () => {
      rmSync(parquet('dates.parquet'));
      const locking = acquireLock(lake);
      const verified = await verifyLake(lake, async () => undefined);
      if (locking.ok) locking.lock.release();
      expect(verified.findings.map(({ check, table }) => [check, table])).toEqual([['missing', 'dates']]);
    });

    test('one publication after the other is no state that can be verified', async () => {
      // The sooner it is looked at, the sooner it is looked at again.
      rmSync(database());
      const meddling = setInterval(() => {
        appendFileSync(parquet('_manifest.json'), ' ');
      }, 1);
      const verifying = verifyLake(lake).finally(() => {
        clearInterval(meddling);
      });
      await expect(verifying).rejects.toMatchObject({ code: 'unproven', message: expect.stringContaining('8 times') });
    });
  });
}
