/** Who wrote: names without ids are matched with agents, and a first answer is found also where no role is known. */
import type { Json } from '../../vendors/json';
import { useTicketFixtures } from '../support/ticket-fixtures';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { NOON } from '../support/working-lake';

const at = (time: string) => `2026-03-01T${time}:00.000000Z`;
const vendor = { ...tinyVendor({ name: 'sympoq', keepsHistory: true }), namesPeopleOnly: true };
const fixtures = useTicketFixtures({ config: { sources: [tinySource({ vendor })] }, builtAt: [NOON, NOON] });
fixtures.add(1, [
  page('people', [
    { person_id: 'agent-1', name: 'Bo Agent', email: 'bo@x.example', role: 'agent' },
    { person_id: 'agent-2', name: 'Kim', role: 'agent' },
    { person_id: 'agent-3', name: ' KIM', role: 'agent' },
    { person_id: 'mail-9', name: 'Ida', role: 'requester' },
  ]),
]);

const said = (id: string, time: string, more: object): Json =>
  comment({ comment_id: id, created_at: at(time), ...more });

function told(raw: object, ...comments: Json[]): string {
  const id = fixtures.newId();
  const opened = ticket({
    ticket_id: id,
    created_at: at('09:00'),
    requester_id: 'mail-1',
    requester_name: 'Ana',
    ...raw,
  });
  fixtures.add(1, [page('tickets', [opened]), ticketPage('comments', id, comments)]);
  return id;
}
const authors = (id: string) =>
  fixtures.rows(
    `SELECT comment_id, author_key, author_role, author_email FROM m_comments WHERE ticket_key = 'acme:${id}' ORDER BY comment_id`,
  );
const minutes = (id: string) => fixtures.ticket(id)['first_response_minutes'];

const byName = told({}, said('1', '09:10', { author_name: 'bo agent ' }), said('2', '09:05', { author_name: 'Kim' }));
test('a name that only one agent bears is that agent; one that two bear is nobody', async () => {
  expect(await authors(byName)).toEqual([
    { comment_id: '1', author_key: 'acme:agent-1', author_role: 'agent', author_email: 'bo@x.example' },
    { comment_id: '2', author_key: null, author_role: 'unknown', author_email: null },
  ]);
});

const assigned = told({ assignee_id: 'agent-3' }, said('1', '09:10', { author_name: 'Kim' }));
test("of two agents of one name it is the ticket's assignee", async () => {
  expect(await authors(assigned)).toMatchObject([{ author_key: 'acme:agent-3', author_role: 'agent' }]);
  expect(minutes(assigned)).toBe(10);
});

test('a role that is not known answers when it is not the requester', () => {
  expect(minutes(byName)).toBe(5);
});

const unsaid = told({ requester_id: null, requester_name: null }, said('1', '09:10', { author_name: 'Somebody' }));
const byRequester = told(
  {},
  said('1', '09:10', { author_id: 'mail-1', author_name: 'Ana' }),
  said('2', '09:20', { author_id: 'mail-9', author_name: 'Ida' }),
  said('3', '09:30', { author_name: null }),
);
test('the requester, another requester, and nobody do not answer; nor does anyone where the requester is not known', () => {
  expect(minutes(unsaid)).toBeNull();
  expect(minutes(byRequester)).toBeNull();
});

const older = told(
  { first_response_at: at('08:00') },
  said('1', '08:30', { author_id: 'agent-1' }),
  said('2', '09:45', { author_id: 'agent-1' }),
);
test('an answer from before the creation is none, whoever tells it', () => {
  expect(fixtures.ticket(older)).toMatchObject({
    first_response_minutes: 45,
    first_response_at: new Date('2026-03-01T09:45:00.000Z'),
  });
});

const changed = told({});
fixtures.add(1, [
  ticketPage('history', changed, [
    { event_id: 'e', changed_at: at('09:30'), from_status: 'a', to_status: 'b', changed_by_name: 'Bo Agent' },
  ]),
]);
test('whoever changed a status is matched, too', async () => {
  expect(
    await fixtures.rows(
      `SELECT changed_by_key, changed_by_name FROM m_status_changes WHERE ticket_key = 'acme:${changed}'`,
    ),
  ).toEqual([{ changed_by_key: 'acme:agent-1', changed_by_name: 'Bo Agent' }]);
});

const late = told({}, said('1', '09:10', { author_name: 'Newcomer' }));
fixtures.add(2, [
  page('people', [{ person_id: 'agent-4', name: 'Newcomer', role: 'agent' }], { receivedAt: at('11:00') }),
]);
test('an agent who is listed later is found in what was written before', async () => {
  expect(await authors(late)).toMatchObject([{ author_key: 'acme:agent-4', author_role: 'agent' }]);
});

const shared = told(
  { requester_id: 'mail-9', requester_name: 'Bob', requester_email: 'desk@x.example' },
  said('1', '09:10', { author_id: 'mail-9', author_name: 'Bob' }),
);
test('a name on the ticket wins over that of the list, also where the requester writes', async () => {
  expect(fixtures.ticket(shared)).toMatchObject({ requester_name: 'Bob', requester_email: 'desk@x.example' });
  const rows = await fixtures.rows(`SELECT author_name FROM m_comments WHERE ticket_key = 'acme:${shared}'`);
  expect(rows).toEqual([{ author_name: 'Bob' }]);
});

const lists = [
  ['newest first', ['11:00', '10:00']],
  ['oldest first', ['10:00', '11:00']],
] as const;
for (const [order, times] of lists) {
  const naming = (time: string) =>
    said(time, time, { _attachments: [{ attachment_id: 'f', comment_id: time, file_name: order }] });
  told({}, ...times.map(naming));
}
test.each(lists)('a file that two entries of a list name, %s, is that of the first', async (order) => {
  const named = `SELECT c.comment_id FROM m_attachments a JOIN m_comments c USING (comment_key) WHERE a.file_name = '${order}'`;
  expect(await fixtures.rows(named)).toEqual([{ comment_id: '10:00' }]);
});
