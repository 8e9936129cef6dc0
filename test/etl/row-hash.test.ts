/** DuckDB hashes rows where they are read, and stored ones again: what did not change is never taken for changed. */
import type { Json } from '../../vendors/json';
import type { RawTicket } from '../support/tiny-vendor';
import { comment, page, ticket, ticketPage } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { AS_VERSION_4 } from '../support/older-state';

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
});
afterEach(async () => {
  await lake.close();
});

const VALUE = { field_id: 'a', value_text: 'x' };

/** Tickets that say the least and the most. */
const TICKETS: readonly RawTicket[] = [
  { ticket_id: 'blank' },
  { ticket_id: 'full', subject: 'ä\u0000', tags: ['VIP', 'vip ', ''], due_date: '9999-12-31', satisfaction: -0 },
  { ticket_id: 'no tags', tags: [], custom_fields: [VALUE, { field_id: 'b', option_ids: ['1', '2'] }] },
  {
    ticket_id: 'values',
    custom_fields: [{ ...VALUE, value_number: 0.1, value_boolean: false, value_date: '2026-03-04' }],
  },
  { ticket_id: 'said', requester_id: '1', requester_name: 'Ann', status: 'Closed', status_group: 'closed' },
];

/** Pages of every kind of row. @param hour of their reading */
function pages(hour: number) {
  const changes = { receivedAt: `2026-03-01T${hour}:00:00.000000Z` };
  const change = { event_id: 'e', from_status: 'New', to_status: 'Open', changed_at: '2026-02-01T00:00:00.000000Z' };
  return [
    page('tickets', TICKETS.map(ticket), changes),
    page('people', [{ person_id: '1', name: 'Ann', role: 'agent', is_active: true }], changes),
    page('queues', [{ queue_id: 'q', name: 'Support' }], changes),
    page('custom_fields', [{ field_id: 'a', name: 'A', type: 'text' }], changes),
    page('names', [{ kind: 'status', id: '1', name: 'New' }], changes),
    ticketPage('comments', 'said', [comment({ comment_id: 'c', author_id: '1', body: 'Hello' })], changes),
    ticketPage('attachments', 'said', [{ attachment_id: 'f', file_name: 'a.txt', size_bytes: 5 }], changes),
    ticketPage('comments', 'blank', [change], changes),
  ];
}

async function expectNothingChanged(hour: number): Promise<void> {
  const counts = await lake.load(pages(hour), 'run-2');
  for (const [stream, { rows_new: added, rows_changed: changed, rows_unchanged: same }] of counts)
    expect([stream, added, changed, same > 0]).toEqual([stream, 0, 0, true]);
  expect(
    await lake.rows(
      'SELECT DISTINCT run_id FROM (SELECT run_id FROM w_tickets UNION ALL SELECT run_id FROM w_comments)',
    ),
  ).toEqual([{ run_id: 'run-1' }]);
}

const HASHED = ['tickets', 'comments', 'changes', 'attachments', 'people', 'roles', 'queues', 'fields', 'names'];

test('rows that say the same are the same, however often they are read', async () => {
  await lake.load(pages(10));
  await expectNothingChanged(11);
});

test('a working database of version 3 is brought up to date without a row that changed', async () => {
  await lake.load(pages(10));
  for (const statement of AS_VERSION_4) await lake.working.run(statement);
  for (const table of HASHED) {
    await lake.working.run(`ALTER TABLE w_${table} DROP COLUMN hash`);
    await lake.working.run(`ALTER TABLE w_${table} ADD COLUMN hash VARCHAR DEFAULT 'of a text'`);
  }
  await lake.working.run("DELETE FROM meta WHERE key = 'hashed_by'");
  await lake.working.run("UPDATE meta SET value = '3' WHERE key = 'state_version'");
  await lake.reopen();
  await expectNothingChanged(11);
});

test('what another version of DuckDB hashed is hashed anew', async () => {
  await lake.load(pages(10));
  for (const table of HASHED) await lake.working.run(`UPDATE w_${table} SET hash = 5`);
  await lake.working.run("UPDATE meta SET value = 'v0.1' WHERE key = 'hashed_by'");
  await lake.reopen();
  expect(await lake.rows("SELECT value = version() AS same FROM meta WHERE key = 'hashed_by'")).toEqual([
    { same: true },
  ]);
  await expectNothingChanged(11);
});

test('a status that was seen to change keeps its hash when rows are hashed anew', async () => {
  const read = (status: string, hour: number) =>
    page('tickets', [ticket({ ticket_id: '1', status })], { receivedAt: `2026-03-01T${hour}:00:00.000000Z` });
  await lake.load([read('New', 10)]);
  await lake.load([read('Open', 11)]);
  const hash = () => lake.rows("SELECT hash FROM w_changes WHERE origin = 'observed'");
  const before = await hash();
  expect(before).toHaveLength(1);
  await lake.working.run("UPDATE meta SET value = 'v0.1' WHERE key = 'hashed_by'");
  await lake.reopen();
  expect(await hash()).toEqual(before);
});

/** What differs in nothing but its form. */
const APART: ReadonlyArray<readonly [string, Partial<RawTicket>, Partial<RawTicket>]> = [
  ['no tags known, and none', {}, { tags: [] }],
  ['a text, and no text', { subject: '0' }, {}],
  ['a text in another column', { subject: 'x' }, { description: 'x' }],
  ['two columns that change places', { subject: 'x', description: 'y' }, { subject: 'y', description: 'x' }],
  ['one tag, and a second one', { tags: ['a'] }, { tags: ['a', 'b'] }],
  ['no custom value, and one that is empty', {}, { custom_fields: [{ field_id: 'a' }] }],
  [
    'no options known, and none',
    { custom_fields: [{ field_id: 'a' }] },
    { custom_fields: [{ field_id: 'a', option_ids: [] }] },
  ],
  ['a value of another field', { custom_fields: [VALUE] }, { custom_fields: [{ ...VALUE, field_id: 'b' }] }],
  [
    'values that change places',
    { custom_fields: [VALUE, { field_id: 'b', value_text: 'y' }] },
    {
      custom_fields: [
        { ...VALUE, value_text: 'y' },
        { field_id: 'b', value_text: 'x' },
      ],
    },
  ],
  [
    'zero and false',
    { custom_fields: [{ field_id: 'a', value_number: 0 }] },
    { custom_fields: [{ field_id: 'a', value_boolean: false }] },
  ],
  ['zero and nothing', { satisfaction: 0 }, {}],
];

test('rows that differ in little are told apart, and not when they are read again', async () => {
  const both = [...APART, ...APART.map(([what, one, other]) => [`${what}, the other way round`, other, one] as const)];
  const at = (hour: number, records: Json[]) =>
    page('tickets', records, { receivedAt: `2026-03-01T${hour}:00:00.000000Z` });
  const [before, after] = [1, 2].map((state) =>
    both.map((of) => ticket({ ticket_id: of[0], ...of[state === 1 ? 1 : 2] })),
  );
  await lake.load([at(10, before ?? [])]);
  await lake.load([at(11, after ?? [])], 'run-2');
  expect(await lake.rows("SELECT ticket_id FROM w_tickets WHERE run_id = 'run-1'")).toEqual([]);
  expect((await lake.load([at(12, after ?? [])], 'run-3')).get('tickets')?.rows_unchanged).toBe(both.length);
});

test('the order of custom values is none of their meaning', async () => {
  const values = [VALUE, { field_id: 'b', value_text: 'y' }];
  await lake.load([page('tickets', [ticket({ ticket_id: '1', custom_fields: values })])]);
  const again = await lake.load([
    page('tickets', [ticket({ ticket_id: '1', custom_fields: values.toReversed() })], {
      receivedAt: '2026-03-02T10:00:00.000000Z',
    }),
  ]);
  expect(again.get('tickets')?.rows_unchanged).toBe(1);
});

test('a file of rows that takes the name of an earlier one is read, not remembered', async () => {
  for (let times = 0; times < 30; times += 1) {
    const receivedAt = `2026-03-01T10:00:${String(times).padStart(2, '0')}.000000Z`;
    await lake.load([
      page('tickets', [ticket({ ticket_id: '1', subject: `${times}`.padStart(2, '0') })], { receivedAt }),
    ]);
  }
  expect(await lake.rows('SELECT subject FROM w_tickets')).toEqual([{ subject: '29' }]);
});
