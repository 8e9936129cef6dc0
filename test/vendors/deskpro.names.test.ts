/** Names of what records refer to, both ways. */
import fc from 'fast-check';
import type { Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { emptyRows } from '../../vendors/model';
import { customField, lookup, status, ticket, ticketLog } from '../../vendors/deskpro/operations';
import { namesLinkedTo } from '../../vendors/deskpro/streams/named-lists';
import { VendorError } from '../../vendors/errors';
import { failure } from '../support/deskpro';

/** Answers each path below /api/v2 with one page of these rows. @param pages null: the answer is silent on pages */
function answering(lists: Record<string, Json>, asked: string[] = [], pages: number | null = 1): Call {
  return (request) => {
    const path = request.path.replace('/api/v2', '');
    asked.push(path);
    const data = lists[path];
    if (data === undefined) return Promise.reject(new VendorError({ code: 'forbidden', status: 403, message: 'No' }));
    const meta = pages === null ? {} : { pagination: { total_pages: pages } };
    return Promise.resolve({ status: 200, headers: {}, json: { data, meta, linked: {} }, bytes: null });
  };
}

test('a custom field is read in the shapes of several builds', async () => {
  const call = answering({
    '/ticket_custom_fields': [
      { id: 1, title: 'Asset', alias: 'asset', type: 'text' },
      {
        id: 2,
        title: 'Kind',
        type_name: 'choice',
        choices: { 7: { title: 'Laptop', children: [{ id: 8, title: 'Old' }] } },
      },
      {
        id: 3,
        title: 'Several',
        widget_type: 'checkbox',
        options: [
          { id: 9, label: 'A' },
          { id: 10, label: 'B' },
        ],
      },
      { id: 4, title: 'Since', type: 'date' },
      { id: 5, title: 'Sure', type: 'toggle' },
      { title: 'without an id' },
    ],
  });
  expect(
    (await customField.definitions(call, 'ticket')).map(({ id, kind, isMultiple }) => [id, kind, isMultiple]),
  ).toEqual([
    ['1', 'text', false],
    ['2', 'choice', false],
    ['3', 'choice', true],
    ['4', 'date', false],
    ['5', 'toggle', false],
  ]);
  const given = { ASSET: 'A-17', Kind: 'old', field3: '["A", 10]', since: '2026-03-01T23:30:00Z', 5: 'true' };
  expect(await customField.writable(call, 'ticket', given)).toEqual({
    1: 'A-17',
    2: 8,
    3: [9, 10],
    4: '2026-03-01',
    5: true,
  });
  expect(await customField.writable(call, 'ticket', { asset: null })).toEqual({ 1: null });
  expect(await customField.writable(call, 'ticket', {})).toBeUndefined();
  expect(await customField.filterable(call, { Several: 'B, A', asset: 'x' })).toEqual({ 3: '10', 1: 'x' });
  expect((await failure(customField.writable(call, 'ticket', { Nope: 1 }))).message).toBe(
    'Deskpro has no custom field "Nope" here',
  );
  expect(await failure(customField.writable(call, 'ticket', { Kind: 'Tablet' }))).toMatchObject({
    message: 'The custom field "Kind" has no option "Tablet"',
    remedy: 'It has: Laptop, Old.',
  });
});

test('a list is asked once for a call, and again after it failed', async () => {
  const asked: string[] = [];
  const lists: Record<string, Json> = {};
  const call = answering(lists, asked);
  expect((await failure(lookup.idNamed(call, 'agents', 'Ana'))).code).toBe('forbidden');
  lists['/agents'] = [
    { id: 3, name: 'Ana', primary_email: 'ana@example.org' },
    { id: 4, first_name: 'Bo', is_deleted: true },
  ];
  expect(await lookup.idNamed(call, 'agents', ' ANA ')).toBe('3');
  expect(await lookup.idNamed(call, 'agents', 'Ana@Example.org')).toBe('3');
  expect(await lookup.idNamed(call, 'agents', 'Bo')).toBe('4');
  expect(await lookup.idNamed(call, 'agents', '77')).toBe('77');
  expect(await lookup.choices(call, 'agents')).toEqual([{ id: '3', name: 'Ana', email: 'ana@example.org' }]);
  expect(asked).toEqual(['/agents', '/agents']);
});

test('a list that is not paged, and says so nowhere, is read once and does not go on for ever', async () => {
  const asked: string[] = [];
  const call = answering({ '/agents': [{ id: 3, name: 'Ana' }, { name: 'no id' }] }, asked, null);
  expect(await lookup.choices(call, 'agents')).toEqual([{ id: '3', name: 'Ana', email: null }]);
  expect(asked).toHaveLength(2);
});

test('names are asked for only where an answer left them out, and a list that is not shown names nobody', async () => {
  const asked: string[] = [];
  const call = answering({ '/ticket_departments': [{ id: 4, title: 'Support' }] }, asked);
  const named = { department: 4, linked: { department: { id: '4', title: 'Support' } } };
  const nameOf = await ticket.namesOf(call, [named, { department: 4, agent: null, category: 2 }]);
  expect(asked).toEqual(['/ticket_departments', '/ticket_categories']);
  expect([nameOf('queue', '4'), nameOf('ticket_type', '2'), nameOf('person', '4')]).toEqual(['Support', null, null]);
  asked.length = 0;
  await ticket.namesOf(call, [named]);
  expect(asked).toEqual([]);
});

test('an aborted execution is not taken for a list that is not shown', async () => {
  const aborted: Call = () => Promise.reject(new VendorError({ code: 'aborted', message: 'cancelled' }));
  expect((await failure(ticket.namesOf(aborted, [{ department: 4 }]))).code).toBe('aborted');
});

test('a main status is known without asking', async () => {
  const asked: string[] = [];
  const call = answering({ '/ticket_statuses': [{ value: 'pending.5', title: 'Third party' }] }, asked);
  expect(await status.codeNamed(call, 'Awaiting Agent')).toBe('awaiting_agent');
  expect(await status.codeNamed(call, 'pending.9')).toBe('pending.9');
  expect(asked).toEqual([]);
  expect(await status.codeNamed(call, 'third PARTY')).toBe('pending.5');
  expect((await failure(status.codeNamed(call, 'asleep'))).remedy).toBe('Choose one of: Third party (pending.5).');
});

test('more ids than one request takes are asked in parts', () => {
  const ids = Array.from({ length: 450 }, (_, at) => String(at + 1));
  const slices = ticket.many.slices({ ids, order_by: 'id' });
  expect(slices).toHaveLength(3);
  expect(new Set(slices.map(({ key }) => key)).size).toBe(3);
  expect(ticket.many.slices({})).toHaveLength(1);
});

test('any JSON may stand where a log entry, a side-load or a ticket is expected', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (record, linked) => {
      ticketLog.entry(record as Json, () => null);
      namesLinkedTo(record as Json, { person: linked as Json, department: linked as Json });
      const rows = emptyRows();
      const context = {
        settings: { timezone: null, pageSize: null, projects: [], paths: {} },
        url: 'https://acme.deskpro.com',
        now: '2026-01-01T00:00:00.000000Z',
        zoneRule: (wall: string) => ({ instant: `${wall}Z`, note: null }),
        plainText: { html: (text: string) => text, markdown: (text: string) => text },
        nameOf: () => null,
      };
      ticket.many.stream.unify(
        { id: 1, department: 4, linked: linked as Json, fields: record as Json },
        { key: '', params: {} },
        context,
        rows,
      );
      expect(rows.tickets).toHaveLength(1);
    }),
  );
});
