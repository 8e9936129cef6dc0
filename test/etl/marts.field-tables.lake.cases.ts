/** Tables of custom fields: what a saved report meets when fields change. Many random worlds: slow.test. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import type { Json } from '../../vendors/json';
import { fieldColumnName, fieldTableName } from '../../etl/src/schema/field-tables';
import { verifyLake } from '../../etl/src/verify/verify';
import { page, ticket, tinySource } from '../support/tiny-vendor';
import { runRow } from '../support/run-row';
import { TestLake } from '../support/working-lake';
import { saveRunRows } from '../../etl/src/store/runs';
import { quickly, slowly } from '../support/test-profile';

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
const hour = (at: number) => `2026-03-01T${String(at).padStart(2, '0')}:00:00.000000Z`;
let lake: TestLake;

describe('in a lake', () => {
  beforeEach(async () => {
    lake = await TestLake.open();
  });
  afterEach(() => lake.close());

  const field = (field_id: string, name: string | null, type: string | null = 'text'): Json => ({
    field_id,
    name,
    type,
  });
  const valued = (id: string, values: Record<string, object>) =>
    ticket({
      ticket_id: id,
      custom_fields: Object.entries(values).map(([field_id, value]) => ({ field_id, ...value })),
    });
  const text = (value_text: string) => ({ value_text });

  let run = 0;
  async function tell(fields: Json[], tickets: Json[], source = lake.source): Promise<void> {
    run += 1;
    const changes = { receivedAt: hour(run), source: source.name };
    await lake.load(
      [page('custom_fields', fields, changes), page('tickets', tickets, changes)],
      `run-${String(run)}`,
      source,
    );
    await lake.publish(`run-${String(run)}`, hour(run));
  }
  beforeEach(() => {
    run = 0;
  });

  /** As a report that was saved asks it of the published database. */
  async function ask(sql: string): Promise<unknown[][]> {
    const instance = await DuckDBInstance.create(path.join(lake.folder, 'ticketlake.duckdb'), {
      access_mode: 'READ_ONLY',
    });
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowsJson();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }
  const names = () => ask('SELECT field_id, name, column_name FROM custom_fields ORDER BY field_id');

  slowly('a field whose label changes keeps its column; its comment has the new label', async () => {
    const report = 'SELECT ticket_key, room FROM ticket_fields_acme ORDER BY ticket_key';
    await tell([field('7', 'Room')], [valued('a', { '7': text('12') }), valued('b', {})]);
    expect(await ask(report)).toEqual([
      ['acme:a', '12'],
      ['acme:b', null],
    ]);
    await tell([field('7', 'Office')], []);
    expect(await ask(report)).toEqual([
      ['acme:a', '12'],
      ['acme:b', null],
    ]);
    expect(await names()).toEqual([['7', 'Office', 'room']]);
    const comment =
      "SELECT comment FROM duckdb_columns() WHERE table_name = 'ticket_fields_acme' AND column_name = 'room'";
    expect(await ask(comment)).toEqual([['Office']]);
  });

  quickly('a field whose type changes has a new column, and the old one is empty from then on', async () => {
    await tell([field('7', 'Size', 'number')], [valued('a', { '7': { value_text: '3', value_number: 3 } })]);
    expect(await ask('SELECT size FROM ticket_fields_acme')).toEqual([[3]]);
    await tell([field('7', 'Size', 'text')], [valued('a', { '7': text('3 or so') })]);
    expect(await ask('SELECT size, size_2 FROM ticket_fields_acme')).toEqual([[null, '3 or so']]);
    expect(await ask("SELECT stream, path, kind FROM schema_changes WHERE stream = 'custom_fields'")).toEqual([
      ['custom_fields', '7', 'type_change'],
    ]);
    expect(await names()).toEqual([['7', 'Size', 'size_2']]);
    expect(
      await ask(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'ticket_fields_acme' AND starts_with(column_name, 'size') ORDER BY ALL",
      ),
    ).toEqual([
      ['size', 'DOUBLE'],
      ['size_2', 'VARCHAR'],
    ]);
  });

  slowly('without a definition one value that does not fit makes the column text once and for all', async () => {
    const mention = (type: string, value: object) =>
      ({ ...(valued('a', {}) as object), custom_fields: [{ field_id: 'n', name: 'n', type, ...value }] }) as Json;
    await tell([], [mention('number', { value_text: '3', value_number: 3 })]);
    await tell([], [mention('string', text('x'))]);
    await tell([], [mention('number', { value_text: '4', value_number: 4 })]);
    expect(await ask('SELECT n, n_2 FROM ticket_fields_acme')).toEqual([[null, '4']]);
  });

  quickly(
    'two fields of one label, Größe and größe, and names that are taken are told apart, and stay so',
    async () => {
      await tell([field('2', 'größe')], [valued('a', { '2': text('klein') })]);
      await tell(
        [
          field('1', 'Größe'),
          field('2', 'größe'),
          field('3', 'Größe?'),
          field('4', 'Run-ID'),
          field('5', '2. Stock'),
          field('6', '§'),
        ],
        [valued('a', { '1': text('eins'), '2': text('zwei') })],
      );
      expect(await names()).toEqual([
        ['1', 'Größe', `größe_${hash('1')}`],
        ['2', 'größe', 'größe'],
        ['3', 'Größe?', `größe_${hash('3')}`],
        ['4', 'Run-ID', `run_id_${hash('4')}`],
        ['5', '2. Stock', 'f_2_stock'],
        ['6', '§', `field_${hash('6')}`],
      ]);
      expect(await ask(`SELECT größe, "größe_${hash('1')}" FROM ticket_fields_acme`)).toEqual([['zwei', 'eins']]);
    },
  );

  slowly('sources a-b and a_b have a table each', async () => {
    const sources = ['a_b', 'a-b', '3'].map((name) => tinySource({ name }));
    lake.config = { ...lake.config, sources };
    for (const source of sources) await tell([field('1', 'Room')], [valued('t', { '1': text(source.name) })], source);
    expect(await ask('SELECT room FROM ticket_fields_a_b UNION ALL SELECT room FROM ticket_fields_f_3')).toEqual([
      ['a_b'],
      ['3'],
    ]);
    expect(await ask(`SELECT room FROM "ticket_fields_a_b_${hash('a-b')}"`)).toEqual([['a-b']]);
  });

  slowly('of new sources whose names make one name, the one that is called so has it, and keeps it', async () => {
    const told = async (names: readonly string[]) => {
      run += 1;
      lake.config = { ...lake.config, sources: names.map((name) => tinySource({ name })) };
      for (const source of lake.config.sources) {
        const changes = { receivedAt: hour(run), source: source.name };
        const pages = [
          page('custom_fields', [field('1', 'Room')], changes),
          page('tickets', [valued('t', { '1': text(source.name) })], changes),
        ];
        await lake.load(pages, `run-${String(run)}`, source);
      }
      await lake.publish(`run-${String(run)}`, hour(run));
    };
    await told(['A--B', 'a-b', 'a_b', 'c-d']);
    expect(await ask('SELECT room FROM ticket_fields_a_b')).toEqual([['a_b']]);
    expect(await ask('SELECT room FROM ticket_fields_c_d')).toEqual([['c-d']]);
    await told(['A--B', 'a-b', 'a_b', 'c-d', 'c_d']);
    expect(await ask('SELECT room FROM ticket_fields_c_d')).toEqual([['c-d']]);
    expect(await ask(`SELECT room FROM "ticket_fields_c_d_${hash('c_d')}"`)).toEqual([['c_d']]);
  });

  quickly(
    'the manifest, the files and the database have it, with a row for each ticket, and verify finds nothing',
    async () => {
      lake.config = { ...lake.config, partition: 'month' };
      const values = {
        '1': { value_text: '2026-03-29', value_date: '2026-03-29' },
        '2': { value_text: 'true', value_boolean: true },
        '3': { value_text: 'x', value_at: hour(9) },
      };
      await tell(
        [field('1', 'Day', 'date'), field('2', 'On', 'toggle'), field('3', 'At', 'datetime')],
        [valued('a', values), valued('b', {})],
      );
      const manifest = JSON.parse(readFileSync(path.join(lake.folder, 'parquet/_manifest.json'), 'utf8')) as {
        field_tables: unknown;
        files: Array<{ path: string; rows: number }>;
      };
      expect(manifest.field_tables).toEqual([
        {
          table: 'ticket_fields_acme',
          source: 'acme',
          columns: [
            { name: 'day', type: 'date', description: 'Day' },
            { name: 'on', type: 'boolean', description: 'On' },
            { name: 'at', type: 'local', description: 'At' },
          ],
        },
      ]);
      expect(manifest.files.filter(({ path: name }) => name.startsWith('ticket_fields_'))).toEqual([
        expect.objectContaining({
          path: 'ticket_fields_acme/created_month=unknown/ticket_fields_acme.parquet',
          rows: 2,
        }),
      ]);
      expect(await ask('SELECT ticket_key, day, "on", "at" FROM ticket_fields_acme ORDER BY ALL')).toEqual([
        ['acme:a', '2026-03-29', true, '2026-03-01 09:00:00'],
        ['acme:b', null, null, null],
      ]);
      const { findings, tables } = await verifyLake(lake.folder);
      expect(findings.filter(({ check }) => check !== 'runs')).toEqual([]);
      expect(tables.at(-1)).toMatchObject({ table: 'ticket_fields_acme', rows: 2, ok: true });
    },
  );

  slowly(
    'a table goes with the last field of its source, and a run that finds nothing new writes none of its files',
    async () => {
      await tell([field('1', 'Room')], [valued('a', { '1': text('12') })]);
      expect(
        (await lake.publish('run-2', hour(2))).filter(({ rewritten }) => rewritten).map(({ table }) => table),
      ).toEqual([]);
      lake.config = { ...lake.config, sources: [tinySource({ streams: ['tickets'] })] };
      await lake.publish('run-3', hour(3));
      expect(
        await ask("SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'ticket_fields')"),
      ).toEqual([]);
      const { findings } = await verifyLake(lake.folder);
      // Nobody wrote down a run here.
      expect(findings.filter(({ check }) => check !== 'runs')).toEqual([]);
      lake.config = { ...lake.config, sources: [tinySource()] };
      await lake.publish('run-4', hour(4));
      expect(await ask('SELECT room FROM ticket_fields_acme')).toEqual([['12']]);
    },
  );

  slowly('what mask: hides of the values of custom fields, no other table shows', async () => {
    const columns = { 'ticket_custom_fields.value_text': 'redact' } as const;
    lake.config = { ...lake.config, mask: { salt: null, isSaltUnset: false, people: null, columns, fields: {} } };
    await tell(
      [field('1', 'Contact')],
      [valued('a', { '1': { value_text: 'Jane, Joe', option_ids: ['Jane', 'Joe'] } })],
    );
    expect(await ask('SELECT contact FROM ticket_fields_acme')).toEqual([['***']]);
    expect(await ask('SELECT count(*)::INTEGER FROM ticket_custom_field_options')).toEqual([[0]]);
    expect(await ask('SELECT value_text FROM ticket_custom_fields')).toEqual([['***']]);
  });

  slowly(
    'of more than 500 fields those with most values have a column, and the run says how many have none',
    async () => {
      const fields = Array.from({ length: 503 }, (_, n) =>
        field(`f${String(n).padStart(3, '0')}`, `Field ${String(n)}`),
      );
      const last = Object.fromEntries(['f500', 'f501', 'f502'].map((id) => [id, text(id)]));
      await saveRunRows(lake.working, [runRow({ run_id: 'run-1', source: 'acme', stream: 'tickets' })]);
      await lake.load([page('custom_fields', fields), page('tickets', [valued('a', last)])]);
      await lake.build();
      expect(await lake.rows('SELECT field_id FROM m_custom_fields WHERE column_name IS NULL ORDER BY ALL')).toEqual(
        ['f497', 'f498', 'f499'].map((field_id) => ({ field_id })),
      );
      expect(await lake.rows('SELECT field_500, field_502 FROM m_ticket_fields_acme')).toEqual([
        { field_500: 'f500', field_502: 'f502' },
      ]);
      expect(await lake.rows('SELECT error FROM m_runs')).toEqual([
        { error: expect.stringMatching(/^3 custom fields have no column/) },
      ]);
    },
  );
});

quickly.each([
  ['Room', 'room'],
  ['  Größe (cm) ', 'größe_cm'],
  ['A__b', 'a__b'],
  ['2nd', 'f_2nd'],
  ['Übergabe', 'f_übergabe'],
  ['日本', 'f_日本'],
  ['x'.repeat(59) + '- y', 'x'.repeat(59)],
  ['_', `field_${hash('id')}`],
  ['e\u0301', 'f_é'],
])('%j is the column %s', (label, name) => {
  expect(fieldColumnName(label, 'id')).toBe(name);
});

quickly('a table is called after its source', () => {
  expect(['acme', 'Acme DE', '3com'].map(fieldTableName)).toEqual([
    'ticket_fields_acme',
    'ticket_fields_acme_de',
    'ticket_fields_f_3com',
  ]);
});
