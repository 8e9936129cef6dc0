/** Whoever was a person of a masked lake stays one for custom fields: under a former name, and without their source. */
import { changeSource } from '../../etl/src/catalog/source-change';
import { page, ticket, tinySource } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { SALT, hashed, masksOf } from './masks.services.cases';
import { quickly, slowly } from '../support/test-profile';

const OTHER = tinySource({ name: 'other', url: 'https://other.example' });
const later = (day: number) => `2026-03-0${day}T10:00:00.000000Z`;

const VALUES = ['Oldie Fizz', ['Oldie', 'Fizz'].join('\u00a0'), 'Nobody Else', 'Wanda'];

const lakes: TestLake[] = [];
afterEach(async () => {
  for (const lake of lakes.splice(0)) await lake.close();
});

/** Source acme has the values, source other the people. */
async function lakeOf(): Promise<TestLake> {
  const config = { sources: [tinySource(), OTHER], mask: masksOf({ salt: SALT, people: 'hash' }) };
  const lake = await TestLake.open(config);
  lakes.push(lake);
  const tickets = VALUES.map((value, at) =>
    ticket({ ticket_id: String(at + 1), custom_fields: [{ field_id: 'text', value_text: value }] }),
  );
  await lake.load([
    page('custom_fields', [{ field_id: 'text', name: 'Text', type: 'text' }]),
    page('tickets', tickets),
  ]);
  await name(lake, ['Oldie Fizz', 'Wanda'], 1);
  await lake.build();
  return lake;
}

/** @param called what the people of the other source are called that day */
async function name(lake: TestLake, called: readonly string[], day: number): Promise<void> {
  const tickets = called.map((requester_name, at) => {
    const id = String(at + 1);
    return ticket({ ticket_id: id, requester_id: id, requester_name, updated_at: later(day) });
  });
  const spool = { file: `other/run/${day}.ndjson.gz`, start: 0, end: 1 };
  const pages = [page('tickets', tickets, { source: 'other', receivedAt: later(day), spool })];
  await lake.load(pages, `other-${day}`, OTHER);
}

const textsOf = async (lake: TestLake) => {
  const rows = await lake.rows(
    `SELECT value_text AS text FROM m_ticket_custom_fields WHERE source = 'acme' ORDER BY ticket_key`,
  );
  return rows.map(({ text }) => text);
};
const wideOf = async (lake: TestLake) =>
  (await lake.rows('SELECT text FROM m_ticket_fields_acme ORDER BY ticket_key')).map(({ text }) => text);

const masked = (salt = SALT) => VALUES.map((value) => (value === 'Nobody Else' ? value : hashed(value, salt)));

quickly(
  'a person who is called otherwise now is masked under the former name too, also when all is computed anew',
  async () => {
    const lake = await lakeOf();
    expect(await textsOf(lake)).toEqual(masked());
    await name(lake, ['Newly Fizz', 'Zoe'], 2);
    await lake.build('run-2', later(2));
    expect(await textsOf(lake)).toEqual(masked());
    await lake.alter("UPDATE w_people SET name = 'Third Name'");
    await lake.build('run-3', later(3));
    expect(await textsOf(lake)).toEqual(masked());
    expect(await wideOf(lake)).toEqual(masked());
  },
);

slowly('people of a source that was removed stay masked, and another salt of the masks forgets nobody', async () => {
  const lake = await lakeOf();
  await changeSource(lake.working, lake.folder, { from: 'other', to: null });
  await lake.build('run-2', later(2));
  expect(await lake.rows("SELECT 1 FROM w_tickets WHERE source = 'other'")).toEqual([]);
  expect(await textsOf(lake)).toEqual(masked());
  lake.config = { ...lake.config, mask: masksOf({ salt: 'another one', people: 'hash' }) };
  await lake.build('run-3', later(3));
  expect(await textsOf(lake)).toEqual(masked('another one'));
});

slowly('what is remembered names nobody, and nothing is remembered where people are not masked', async () => {
  const lake = await lakeOf();
  const [{ n, shortest } = {}] = await lake.rows(
    'SELECT count(*) AS n, min(octet_length(hash)) AS shortest FROM known_names',
  );
  expect(Number(n)).toBeGreaterThanOrEqual(2);
  expect(Number(shortest)).toBe(16);
  const columns = await lake.rows(
    "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'known_names' ORDER BY column_name",
  );
  expect(columns).toEqual([
    { column_name: 'hash', data_type: 'BLOB' },
    { column_name: 'sign', data_type: 'UINTEGER' },
  ]);
  const other = await TestLake.open({ mask: masksOf({ salt: SALT, columns: { 'tickets.requester_name': 'hash' } }) });
  lakes.push(other);
  await other.load([page('tickets', [ticket({ ticket_id: '1', requester_name: 'Oldie Fizz' })])]);
  await other.build();
  expect(await other.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'known_names'")).toEqual([]);
});
