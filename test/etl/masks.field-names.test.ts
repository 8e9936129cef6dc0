/** `mask: people` and names of fields: no address is left in a label, an id, a key, a column, the dictionary or an explanation. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { maskedExplanation } from '../../etl/src/explain/masked';
import { noteMaskedFields } from '../../etl/src/marts/masked-fields';
import { withoutAddresses } from '../../etl/src/privacy/addresses-in';
import { page, ticket } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { SALT, masksOf } from './masks.services.cases';

const ADDRESS = 'zarquil.bantoth@zq.example';
const OTHER = 'wibbly@zq.example';
const FIELDS = [
  { field_id: 'f1', name: `Boss ${ADDRESS}`, type: 'text' },
  { field_id: 'f2', name: `Boss ${OTHER}`, type: 'text' },
  { field_id: `extra.${ADDRESS}`, name: null, type: 'text' },
  { field_id: `extra.${OTHER}`, name: OTHER.replace('@', '＠'), type: 'text' },
  { field_id: 'f5', name: 'Plain & look at', type: 'text' },
];
const TOLD = /zarquil|wibbly|bantoth|zq.example|zq_example/i;

const lakes: TestLake[] = [];
afterEach(async () => {
  for (const lake of lakes.splice(0)) await lake.close();
});

async function lakeOf(people: 'hash' | null): Promise<TestLake> {
  const lake = await TestLake.open(people === null ? {} : { mask: masksOf({ salt: SALT, people }) });
  lakes.push(lake);
  const values = FIELDS.map(({ field_id }, at) => ({ field_id, value_text: `v${at + 1}` }));
  await lake.load([
    page('custom_fields', FIELDS),
    page('tickets', [ticket({ ticket_id: '1', custom_fields: values }), ticket({ ticket_id: '2' })]),
  ]);
  return lake;
}

const JOINED = `SELECT v.value_text AS value, f.name, f.field_id, f.field_key, f.column_name
  FROM m_ticket_custom_fields v JOIN m_custom_fields f USING (field_key) ORDER BY value`;

async function expectNothingTold(lake: TestLake): Promise<void> {
  const rows = await lake.rows(JOINED);
  // Every value still has its field, and every field a key and a column of its own.
  expect(rows.map(({ value }) => value)).toEqual(['v1', 'v2', 'v3', 'v4', 'v5']);
  for (const each of ['field_id', 'field_key', 'column_name'])
    expect(new Set(rows.map((row) => row[each])).size).toBe(FIELDS.length);
  expect(rows.map(({ name }) => name)).toEqual(['Boss ***', 'Boss ***', null, '***', 'Plain & look at']);
  expect(rows[4]).toMatchObject({ field_id: 'f5', field_key: 'acme:f5', column_name: 'plain_look_at' });
  const [wide = {}] = await lake.rows("FROM m_ticket_fields_acme WHERE ticket_key = 'acme:1'");
  for (const { column_name: name, value } of rows) expect(wide[String(name)]).toBe(value);
  expect(JSON.stringify([rows, wide])).not.toMatch(TOLD);
}

test('labels, ids, keys and columns have no address, each field stays its own, and rows stay joined', async () => {
  const lake = await lakeOf('hash');
  await lake.build();
  await expectNothingTold(lake);
  const before = await lake.rows(JOINED);
  await lake.alter('SELECT 1');
  await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
  expect(await lake.rows(JOINED)).toEqual(before);
});

test('columns that were called by an address before people were masked are called otherwise', async () => {
  const lake = await lakeOf(null);
  await lake.build();
  expect(JSON.stringify(await lake.rows(JOINED))).toMatch(TOLD);
  lake.config = { ...lake.config, mask: masksOf({ salt: SALT, people: 'hash' }) };
  await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
  await expectNothingTold(lake);
});

test('no published file has an address, and the dictionary says which columns are masked in part', async () => {
  const lake = await lakeOf('hash');
  await lake.publish();
  const files = readdirSync(lake.folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name.endsWith('.json'))
    .map((each) => path.join(each.parentPath, each.name))
    .filter((file) => !/[\\/](?:raw|state)[\\/]/.test(path.relative(lake.folder, file)));
  for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(TOLD);
  const dictionary = files.find((file) => file.endsWith('_dictionary.json')) ?? '';
  const { tables } = JSON.parse(readFileSync(dictionary, 'utf8')) as {
    tables: Array<{ name: string; columns: Array<{ name: string; masked: string | null }> }>;
  };
  const maskedIn = (table: string) =>
    tables.find(({ name }) => name === table)?.columns.filter(({ masked }) => masked !== null) ?? [];
  expect(maskedIn('ticket_fields_acme').map(({ masked }) => masked)).toEqual(FIELDS.map(() => 'people'));
  expect(maskedIn('ticket_custom_fields')).toMatchObject([{ name: 'value_text', masked: 'people' }]);
  const notes: string[] = [];
  await noteMaskedFields(lake.working, lake.config, (event) => notes.push(JSON.stringify(event)));
  expect(notes.join()).not.toMatch(TOLD);
});

test('an explanation shows no address in the name of a member', () => {
  const raw = [{ path: `custom_fields.Zvar.${ADDRESS}`, value: 1 }];
  const origin = { column: 'subject', published: 'x', raw, how: 'the member subject' };
  const explanation = {
    ticket_key: 'acme:1',
    subject: null,
    read: null,
    why_open: '',
    why_deleted: '',
    columns: [origin],
    fields: { table: 'ticket_fields_acme', columns: [{ ...origin, field_key: 'acme:f1' }] },
    comments: {},
    status_changes: [],
    attachments: 0,
    children: [],
    rejects: [],
    history: [],
  };
  expect(JSON.stringify(explanation)).toMatch(TOLD);
  expect(JSON.stringify(maskedExplanation(explanation, masksOf({ salt: SALT, people: 'hash' })))).not.toMatch(TOLD);
});

test.each([
  [`Boss ${ADDRESS}`, 'Boss ***'],
  ['Boss', 'Boss'],
  [ADDRESS.replace('@', '%40'), '***'],
  [ADDRESS.replace('@', '＠'), '***'],
  [ADDRESS.replace('@', ' @ '), '***'],
  [ADDRESS.replace('@', '&#64;'), '***'],
  [`${ADDRESS.replace('@', ' (at) ')} and more`, '***'],
  ['look at this', 'look at this'],
])('%s is shown as %s', (label, expected) => expect(withoutAddresses(label)).toBe(expected));
