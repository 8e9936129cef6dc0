/** README.md and _dictionary.json beside the Parquet files: true, and written only when they change. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { verifyLake } from '../../etl/src/verify/verify';
import { TABLES } from '../../etl/src/schema/tables';
import { comment, page, ticket, ticketPage } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

const LATER = '2026-03-02T12:00:00.000000Z';
const SUBJECT = 'subject-of-somebody';

interface Dictionary {
  schema_version: number;
  timezone: string;
  tables: Array<{
    name: string;
    key: string[];
    partitioned_by: string | null;
    columns: Array<{
      name: string;
      type: string;
      unit: string | null;
      zone: string | null;
      is_key: boolean;
      masked: string | null;
      description: string;
    }>;
  }>;
}

let filled: TestLake;
let lake: TestLake;
beforeAll(async () => {
  filled = await TestLake.open({ timezone: 'Europe/Paris' });
  await filled.load([
    page('tickets', [ticket({ ticket_id: '1', subject: SUBJECT, requester_id: 'p' })]),
    ticketPage('comments', '1', [comment({ comment_id: 'c', body: 'hello' })]),
  ]);
  await filled.publish();
});
afterAll(() => rmSync(filled.folder, { recursive: true, force: true }));
beforeEach(async () => {
  lake = await filled.copy();
});
afterEach(() => lake.close());

const file = (name: string) => path.join(lake.folder, 'parquet', name);
const NAMES = ['README.md', '_dictionary.json'];
const states = () =>
  NAMES.map((name) => {
    const { ino, mtimeMs } = statSync(file(name));
    return `${ino} ${mtimeMs}`;
  });
const dictionary = () => JSON.parse(readFileSync(file('_dictionary.json'), 'utf8')) as Dictionary;
const findings = async () =>
  (await verifyLake(lake.folder)).findings.filter(({ file: place }) =>
    NAMES.some((name) => place === `parquet/${name}`),
  );

quickly('the dictionary has the columns of the files with their types, and names the keys', async () => {
  const { tables, timezone } = dictionary();
  expect(timezone).toBe('Europe/Paris');
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(TABLES.map(({ name }) => name)));
  for (const { name, columns, key } of tables) {
    const described = await lake.working.all(
      `DESCRIBE SELECT * FROM read_parquet('${file(`${name}.parquet`)}')`,
      undefined,
      (row) => [String(row['column_name']), String(row['column_type'])],
    );
    expect(columns.map((column) => [column.name, column.type])).toEqual(described);
    expect(
      columns
        .filter(({ is_key: isKey }) => isKey)
        .map((column) => column.name)
        .sort(),
    ).toEqual([...key].sort());
  }
});

quickly('numbers of minutes, seconds and bytes have their unit, and times their zone', () => {
  const columns = dictionary().tables.flatMap((table) =>
    table.columns.map((column) => ({ ...column, table: table.name })),
  );
  const isNumber = ({ type }: { type: string }) => ['INTEGER', 'BIGINT', 'DOUBLE'].includes(type);
  for (const unit of ['minutes', 'seconds', 'bytes']) {
    const named = columns.filter((column) => isNumber(column) && column.name.split('_').includes(unit));
    expect([unit, named.length > 0, named.filter((column) => column.unit !== unit)]).toEqual([unit, true, []]);
  }
  for (const { name, type, zone } of columns) {
    const wanted =
      type === 'TIMESTAMP WITH TIME ZONE' ? 'UTC' : ['TIMESTAMP', 'DATE'].includes(type) ? 'Europe/Paris' : null;
    expect([name, zone]).toEqual([name, wanted]);
  }
});

slowly.each([['none'], ['month']] as const)(
  'the query in the README finds the tickets, divided by %s',
  async (partition) => {
    lake.config = { ...lake.config, partition };
    await lake.publish('run-2', LATER);
    const text = readFileSync(file('README.md'), 'utf8');
    const sql = /`(SELECT [^`]+)`/.exec(text)?.[1]?.replace("'tickets", `'${file('tickets')}`);
    const [row] = await lake.working.all(sql ?? '', undefined, (found) => found);
    expect(row).toMatchObject({ status_group: expect.any(String), 'count_star()': 1n });
    const pandas = /read_parquet\("([^"]+)"\)/.exec(text)?.[1];
    expect(pandas).toBe(partition === 'none' ? 'tickets.parquet' : 'tickets');
    expect(existsSync(file(pandas ?? ''))).toBe(true);
  },
);

quickly('nothing of anybody stands in them', () => {
  for (const name of NAMES) expect(readFileSync(file(name), 'utf8')).not.toContain(SUBJECT);
});

quickly('a publication leaves them as they are, until the configuration changes what they say', async () => {
  const before = states();
  await lake.load([page('tickets', [ticket({ ticket_id: '2' })])]);
  await lake.publish('run-2', LATER);
  expect(states()).toEqual(before);
  lake.config = { ...lake.config, timezone: 'Asia/Tokyo', partition: 'year' };
  await lake.publish('run-3', LATER);
  expect(states().map((state, at) => state === before[at])).toEqual([false, false]);
  expect(readFileSync(file('README.md'), 'utf8')).toContain('in Asia/Tokyo');
  expect(readFileSync(file('README.md'), 'utf8')).toContain('| `tickets/` |');
  expect(dictionary().tables.find(({ name }) => name === 'tickets')?.partitioned_by).toBe('created_year');
  expect(dictionary().tables.find(({ name }) => name === 'people')?.partitioned_by).toBe(null);
});

slowly('one that was changed or removed is written again', async () => {
  const text = readFileSync(file('_dictionary.json'), 'utf8');
  writeFileSync(file('_dictionary.json'), '{}');
  expect(await findings()).toMatchObject([{ check: 'manifest', message: 'does not describe this publication' }]);
  await lake.publish('run-2', LATER);
  expect(readFileSync(file('_dictionary.json'), 'utf8')).toBe(text);
  expect(await findings()).toEqual([]);
});

for (const name of NAMES)
  (name === 'README.md' ? slowly : quickly)(
    `verify finds ${name} missing or edited in one character, and the next publication mends it`,
    async () => {
      expect(await findings()).toEqual([]);
      const text = readFileSync(file(name), 'utf8');
      const meddled: ReadonlyArray<readonly [() => void, object]> = [
        [() => rmSync(file(name)), { check: 'missing', message: 'is not there' }],
        [
          () => writeFileSync(file(name), text.replace('Europe/Paris', 'Europe/Rome')),
          { check: 'manifest', message: 'is not the text that was published' },
        ],
      ];
      for (const [meddle, wanted] of meddled) {
        meddle();
        expect(await findings()).toEqual([
          expect.objectContaining({
            ...wanted,
            file: `parquet/${name}`,
            remedy: expect.stringContaining('export') as string,
          }),
        ]);
        await lake.publish('run-2', LATER);
        expect(await findings()).toEqual([]);
        expect(readFileSync(file(name), 'utf8')).toBe(text);
      }
    },
  );

slowly('a lake of an earlier version, whose manifest names neither, is as it was published', async () => {
  for (const name of NAMES) rmSync(file(name));
  expect(await findings()).toHaveLength(2);
  const manifest = JSON.parse(readFileSync(file('_manifest.json'), 'utf8')) as Record<string, unknown>;
  const { companions: _companions, ...earlier } = manifest;
  writeFileSync(file('_manifest.json'), JSON.stringify(earlier));
  expect(await findings()).toEqual([]);
});

slowly('verify knows both, misses a column, and still finds a stranger', async () => {
  const strangers = async () =>
    (await verifyLake(lake.folder)).findings
      .filter(({ check }) => check === 'stranger')
      .map(({ file: place }) => place);
  expect(await strangers()).toEqual([]);
  writeFileSync(file('README.txt'), '');
  writeFileSync(file('dictionary.json'), '');
  expect(await strangers()).toEqual(['parquet/README.txt', 'parquet/dictionary.json']);
  const short = dictionary();
  short.tables[0]?.columns.shift();
  writeFileSync(file('_dictionary.json'), JSON.stringify(short));
  expect(await findings()).toMatchObject([
    { message: `does not describe tickets.${TABLES[0]?.columns[0]?.name ?? ''}` },
  ]);
});

slowly('masked columns say so', async () => {
  lake.config = { ...lake.config, mask: { salt: null, isSaltUnset: false, people: 'redact', columns: {}, fields: {} } };
  await lake.publish('run-2', LATER);
  const tickets = dictionary().tables.find(({ name }) => name === 'tickets');
  expect(tickets?.columns.find(({ name }) => name === 'requester_email')?.masked).toBe('redact');
  expect(tickets?.columns.find(({ name }) => name === 'subject')?.masked).toBe(null);
});

slowly('a mask of a custom field stands in the dictionary, whichever run applied it, and goes with it', async () => {
  const masked = () => {
    const columns = dictionary().tables.find(({ name }) => name === 'ticket_fields_acme')?.columns ?? [];
    return columns.flatMap((column) => (column.masked === null ? [] : [[column.name, column.masked]]));
  };
  const fields = [
    { field_id: 'f1', name: 'Approver', type: 'userpicker' },
    { field_id: 'f2', name: 'Site', type: 'text' },
    { field_id: 'f3', name: 'Room', type: 'text' },
  ];
  await lake.load([
    page('custom_fields', fields),
    page('tickets', [
      ticket({ ticket_id: '1', custom_fields: fields.map(({ field_id }) => ({ field_id, value_text: 'x' })) }),
    ]),
  ]);
  await lake.publish('run-2', LATER);
  expect(masked()).toEqual([]);
  const mask = {
    salt: null,
    isSaltUnset: false,
    people: 'redact' as const,
    columns: {},
    fields: { site: 'drop' as const },
  };
  lake.config = { ...lake.config, mask };
  for (const run of ['run-3', 'run-4']) {
    await lake.publish(run, LATER);
    expect(masked()).toEqual([
      ['approver', 'redact'],
      ['site', 'drop'],
      // Of its values, those that are people.
      ['room', 'people'],
    ]);
    expect(await findings()).toEqual([]);
  }
  const { mask: _mask, ...config } = lake.config;
  lake.config = config;
  await lake.publish('run-5', LATER);
  expect(masked()).toEqual([]);
});

quickly(
  'the manifest has the reporting zone, and type, unit and zone of every column, as the dictionary has them',
  async () => {
    const manifest = JSON.parse(readFileSync(file('_manifest.json'), 'utf8')) as {
      timezone: string;
      tables: Array<{ table: string; columns: Array<Record<string, unknown>> }>;
    };
    expect(manifest.timezone).toBe('Europe/Paris');
    const shapes = dictionary().tables.map(({ name, columns }) => ({
      table: name,
      columns: columns.map(({ name: column, type, unit, zone }) => ({ name: column, type, unit, zone })),
    }));
    expect(manifest.tables).toEqual(shapes);
    manifest.tables[0]?.columns.shift();
    writeFileSync(file('_manifest.json'), JSON.stringify(manifest));
    const { findings: found } = await verifyLake(lake.folder);
    expect(found.filter(({ file: place }) => place === 'parquet/_manifest.json')).toMatchObject([
      { check: 'manifest', message: 'does not describe tickets.ticket_key' },
    ]);
  },
);
