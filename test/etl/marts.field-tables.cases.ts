/** Tables of custom fields over random worlds of fields: names are unique and kept, and hold what the long table holds. */
import fc from 'fast-check';
import type { Row } from '../../etl/src/store/row';
import { page, ticket } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';

const IDS = ['1', '2', '10', 'Größe', 'größe', 'a.b', 'a_b', '__', 'source'];
const LABELS = [
  'Größe',
  'größe',
  'GRÖSSE',
  'Room',
  'room',
  ' Room? ',
  'Run ID',
  'run_id',
  '2nd',
  '§',
  '日本',
  'Übergabe',
  'a-b',
  'a b',
  null,
];
const TYPES = ['text', 'number', 'toggle', 'date', 'datetime', null];
const VALUES = [
  { value_text: '7', value_number: 7 },
  { value_text: 'true', value_boolean: true },
  { value_text: '2026-03-01', value_date: '2026-03-01' },
  { value_text: '2026-03-01T10:00:00Z', value_at: '2026-03-01T10:00:00.000000Z' },
  { value_text: 'words' },
  { value_text: null },
];

/** What a service tells in one run: definitions, and the values of tickets, by places in the lists above. */
const step = fc.record({
  defined: fc.array(
    fc.record({ id: fc.nat(IDS.length - 1), label: fc.nat(LABELS.length - 1), type: fc.nat(TYPES.length - 1) }),
    { maxLength: 4 },
  ),
  tickets: fc.array(
    fc.record({
      id: fc.constantFrom('t1', 't2', 't3'),
      values: fc.dictionary(fc.constantFrom(...IDS), fc.nat(VALUES.length - 1), { maxKeys: 4 }),
    }),
    { maxLength: 3 },
  ),
});
const world = fc.array(step, { minLength: 1, maxLength: 4 });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const hour = (at: number) => `2026-03-01T${String(at).padStart(2, '0')}:00:00.000000Z`;

async function load(lake: TestLake, { defined, tickets }: Step, at: number): Promise<void> {
  const receivedAt = hour(at);
  const fields = defined.map(({ id, label, type }) => ({
    field_id: IDS[id] ?? '',
    name: LABELS[label] ?? null,
    type: TYPES[type] ?? null,
  }));
  const records = tickets.map(({ id, values }) =>
    ticket({
      ticket_id: id,
      custom_fields: Object.entries(values).map(([field_id, value]) => ({ field_id, ...VALUES[value] })),
    }),
  );
  await lake.load(
    [page('custom_fields', fields, { receivedAt }), page('tickets', records, { receivedAt })],
    `run-${String(at)}`,
  );
}

interface Given {
  field_id: string;
  column_name: string;
  column_type: string;
  generation: number;
}

const givenIn = async (lake: TestLake): Promise<Given[]> =>
  (await lake.rows('SELECT field_id, column_name, column_type, generation FROM field_columns ORDER BY place')).map(
    (row) => ({
      field_id: String(row['field_id']),
      column_name: String(row['column_name']),
      column_type: String(row['column_type']),
      generation: Number(row['generation']),
    }),
  );

const isThere = async (lake: TestLake): Promise<boolean> =>
  (await lake.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'k_ticket_fields_acme'")).length > 0;
const rowsIn = (lake: TestLake): Promise<Row[]> =>
  lake.rows('SELECT * EXCLUDE (extracted_at, run_id) FROM m_ticket_fields_acme ORDER BY ticket_key');

/** What the wide table has to hold, from the long one. */
async function expectedIn(lake: TestLake, given: readonly Given[]): Promise<Row[]> {
  const values = await lake.rows(
    'SELECT v.*, f.field_id, f.column_name FROM m_ticket_custom_fields v JOIN m_custom_fields f USING (field_key)',
  );
  const tickets = await lake.rows('SELECT ticket_key, source, vendor FROM m_tickets ORDER BY ticket_key');
  return tickets.map((row) => {
    const own = values.filter((value) => value['ticket_key'] === row['ticket_key']);
    const cells = given.map(({ column_name: name, column_type: type }): [string, Row[string]] => {
      const value = own.find((each) => each['column_name'] === name);
      const member =
        {
          text: 'value_text',
          double: 'value_number',
          boolean: 'value_boolean',
          date: 'value_date',
          local: 'value_local',
        }[type] ?? '';
      const found = value?.[member] ?? null;
      // A number field may be told as words that are a number, a yes/no field as 1 or 0: here only 7 and true are.
      if (found === null && type === 'boolean' && value?.['value_text'] === 'true') return [name, true];
      return [name, found];
    });
    return { ...row, ...Object.fromEntries(cells) };
  });
}

export function fieldTablesHold(numRuns: number): void {
  test('names are unique, valid and kept; values are those of the long table; in steps as at once', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (steps) => {
        const lake = await TestLake.open();
        try {
          let before: Given[] = [];
          for (const [at, told] of steps.entries()) {
            await load(lake, told, at + 1);
            await lake.build(`run-${String(at + 1)}`, hour(at + 1));
            const given = await givenIn(lake);
            expect(given.slice(0, before.length)).toEqual(before);
            before = given;
            const names = [
              'ticket_key',
              'source',
              'vendor',
              'extracted_at',
              'run_id',
              ...given.map(({ column_name: name }) => name),
            ];
            expect(new Set(names.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(names.length);
            for (const { column_name: name } of given) expect(name).toMatch(/^[a-z_][\p{L}\p{Nd}_]*$/u);
            if (await isThere(lake)) expect(await rowsIn(lake)).toEqual(await expectedIn(lake, given));
            else expect(given).toEqual([]);
          }
          if (!(await isThere(lake))) return;
          const grown = await rowsIn(lake);
          await lake.alter('DELETE FROM k_ticket_fields_acme');
          await lake.alter("DELETE FROM meta WHERE key = 'built_from'");
          await lake.build('run-9', NOON);
          expect(await givenIn(lake)).toEqual(before);
          expect(await rowsIn(lake)).toEqual(grown);
        } finally {
          await lake.close();
        }
      }),
      { numRuns },
    );
  }, 900_000);
}
