import type { Json } from '../../vendors/json';
import type { StoredPage } from '../../etl/src/raw/page';
import type { Row } from '../../etl/src/store/row';
import { useTicketFixtures } from '../support/ticket-fixtures';
import type { RawTicket } from '../support/tiny-vendor';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

const at = (text: string) => `${text}:00.000000Z`;
const date = (text: string) => new Date(`${text}:00.000Z`);
const LATER = at('2026-03-01T11:00');
const LAST = at('2026-03-01T11:30');

/** Of its own lake, for a configuration of its own. */
async function built(lake: TestLake, raw: Partial<RawTicket>, more: StoredPage[] = []): Promise<Row> {
  await lake.load([page('tickets', [ticket({ ticket_id: '1', ...raw })]), ...more]);
  await lake.build();
  const [row] = await lake.rows('SELECT * FROM m_tickets');
  return row ?? {};
}

/**
 * Stories of one lake. 2: what a later run finds in tickets and comments; 3: another name of a queue; 4: what is
 * changed behind the loader's back.
 */
const plain = useTicketFixtures({ builtAt: [NOON, LATER, LAST, LAST] });
const loggedConfig = { sources: [tinySource({ vendor: tinyVendor({ keepsHistory: true }) })] };
const logged = useTicketFixtures({ config: loggedConfig, builtAt: [NOON] });

/** Tells of a ticket in the first chapter, and of what hangs on it. @returns its id */
function told(of: typeof plain, raw: Partial<RawTicket>, more: (id: string) => StoredPage[] = () => []): string {
  const id = of.newId();
  of.add(1, [page('tickets', [ticket({ ticket_id: id, ...raw })]), ...more(id)]);
  return id;
}

const changes = (id: string, ...events: Json[]) => ticketPage('history', id, events, { receivedAt: LATER });
const change = (event_id: string, changed_at: string, from: string, to: string): Json => ({
  event_id,
  changed_at,
  from_status: from,
  to_status: to,
  from_group: from,
  to_group: to,
});

describe('a ticket', () => {
  const named = told(
    plain,
    {
      status: '3',
      status_id: 's1',
      priority: '1',
      priority_id: 'p1',
      queue_id: 'q1',
      queue: 'hw',
      team_id: 't1',
      channel: 'mail',
      channel_id: 'c9',
      requester_id: 'u1',
      requester_name: 'ada',
      assignee_id: 'u2',
      assignee_name: 'Bob',
    },
    () => [
      page('names', [
        { kind: 'status', id: 's1', name: 'Waiting for parts' },
        { kind: 'priority', id: 'p1', name: 'Top' },
        { kind: 'team', id: 't1', name: 'Field service' },
      ]),
      page('queues', [{ queue_id: 'q1', name: 'Hardware' }]),
      page('people', [
        { person_id: 'u1', name: 'Ada L.', email: 'ada@x.org', role: 'agent', organization: 'Analytical' },
      ]),
    ],
  );
  quickly('has its names from where they are defined, else from its own record', () => {
    expect(plain.ticket(named)).toMatchObject({
      ticket_key: `acme:${named}`,
      vendor: 'synqly',
      status: 'Waiting for parts',
      priority: 'Top',
      queue: 'Hardware',
      team: 'Field service',
      channel: 'mail',
      organization: 'Analytical',
      requester_key: 'acme:u1',
      // Whoever shares an address is named by the ticket.
      requester_name: 'ada',
      requester_email: 'ada@x.org',
      assignee_key: 'acme:u2',
      assignee_name: 'Bob',
      assignee_email: null,
    });
  });

  const queued = told(plain, { queue_id: 'q2' }, () => [page('queues', [{ queue_id: 'q2', name: 'Old' }])]);
  plain.add(3, [page('queues', [{ queue_id: 'q2', name: 'New' }], { receivedAt: LATER })]);
  quickly('shows a renamed queue although it was not read again', () => {
    expect(plain.ticket(queued, 2)).toMatchObject({ queue: 'Old', run_id: 'run-1' });
    expect(plain.ticket(queued, 3)).toMatchObject({ queue: 'New', run_id: 'run-3' });
  });

  const odd = told(plain, { status: 'Frobnicated', status_group: 'unknown' });
  quickly('counts as open when nobody mapped its word', () => {
    expect(plain.ticket(odd)).toMatchObject({ is_open: true });
  });

  const hidden = told(plain, {
    status: 'hidden',
    status_group: 'deleted',
    is_deleted: true,
    updated_at: at('2026-02-01T00:00'),
  });
  plain.add(
    4,
    [page('tickets', [ticket({ ticket_id: hidden, status: 'Open' })], { receivedAt: LATER })],
    [`UPDATE w_tickets SET gone_at = TIMESTAMPTZ '2026-03-01 12:00:00Z' WHERE ticket_id = '${hidden}'`],
  );
  quickly('is deleted when its service says so or a scan proved it, and keeps the last word of its status', () => {
    expect(plain.ticket(hidden)).toMatchObject({
      status: 'hidden',
      status_group: 'deleted',
      is_deleted: true,
      is_open: false,
      deleted_at: date('2026-02-01T00:00'),
    });
    expect(plain.ticket(hidden, 4)).toMatchObject({
      status: 'Open',
      status_group: 'deleted',
      is_deleted: true,
      is_open: false,
      deleted_at: date('2026-03-01T12:00'),
    });
  });

  const tagged = told(plain, { tags: ['vip', ' VIP ', 'Vip', '', 'zoo', '😀', '\uFF5A', 'Billing'] }, () => [
    page('names', [
      { kind: 'tag_category', id: 'c1/billing', name: 'Money' },
      { kind: 'tag_category', id: 'c1/vip', name: 'Money' },
      { kind: 'tag_category', id: 'c2/vip', name: 'People' },
    ]),
  ]);
  quickly(
    'has folded tags in code-point order and one row a tag with the label as written and its only category',
    async () => {
      expect(plain.ticket(tagged)['tags']).toBe('billing, vip, zoo, \uFF5A, 😀');
      expect(
        await plain.rows(
          `SELECT tag, tag_label, tag_category FROM m_ticket_tags WHERE ticket_key = 'acme:${tagged}' ORDER BY tag LIMIT 2`,
        ),
      ).toEqual([
        { tag: 'billing', tag_label: 'Billing', tag_category: 'Money' },
        { tag: 'vip', tag_label: 'VIP', tag_category: null },
      ]);
    },
  );

  const talked = told(plain, {});
  plain.add(2, [ticketPage('comments', talked, [], { receivedAt: LATER })]);
  const twoOf = [comment({ comment_id: 'a' }), comment({ comment_id: 'b' })];
  plain.add(3, [ticketPage('comments', talked, twoOf, { receivedAt: LATER })]);
  plain.add(4, [ticketPage('comments', talked, [comment({ comment_id: 'a' })], { receivedAt: LAST })]);
  quickly('has no comment count where comments were not exported, and 0 where there are none', async () => {
    expect(plain.ticket(talked)).toMatchObject({ comment_count: null, first_response_at: null, reopen_count: null });
    expect(plain.ticket(talked, 2)).toMatchObject({ comment_count: 0 });
    expect(plain.ticket(talked, 3)).toMatchObject({ comment_count: 2 });
    expect(plain.ticket(talked, 4)).toMatchObject({ comment_count: 1 });
    expect(
      await plain.rows(
        `SELECT comment_id, is_deleted FROM m_comments WHERE ticket_key = 'acme:${talked}' ORDER BY comment_id`,
      ),
    ).toEqual([
      { comment_id: 'a', is_deleted: false },
      { comment_id: 'b', is_deleted: true },
    ]);
  });

  describe('in a lake with a configuration of its own', () => {
    let lake: TestLake;
    afterEach(() => lake.close());

    quickly('has the group and level that the user mapped, by folded word or by id', async () => {
      lake = await TestLake.open({
        sources: [tinySource({ statuses: { waiting: 'pending', s7: 'solved' }, priorities: { '5': 'urgent' } })],
      });
      await lake.load([
        page('tickets', [
          ticket({ ticket_id: '1', status: ' WAITING', priority: '5' }),
          ticket({ ticket_id: '2', status: 'x', status_id: 'S7', priority: 'p', priority_id: '5' }),
          ticket({ ticket_id: '3', status: 'y', priority_level: 'low' }),
        ]),
      ]);
      await lake.build();
      expect(
        await lake.rows('SELECT ticket_id, status_group, is_open, priority_level FROM m_tickets ORDER BY 1'),
      ).toEqual([
        { ticket_id: '1', status_group: 'pending', is_open: true, priority_level: 'urgent' },
        { ticket_id: '2', status_group: 'solved', is_open: false, priority_level: 'urgent' },
        { ticket_id: '3', status_group: 'open', is_open: true, priority_level: 'low' },
      ]);
    });

    slowly('has wall-clock times of the reporting zone, also where the clock is changed', async () => {
      lake = await TestLake.open({ timezone: 'Europe/Paris' });
      const row = await built(lake, {
        created_at: at('2026-03-29T00:59'),
        updated_at: at('2026-03-29T01:00'),
        first_response_at: at('2026-10-25T00:30'),
        due_at: at('2026-10-25T01:30'),
      });
      expect(row).toMatchObject({
        created_local: date('2026-03-29T01:59'),
        created_date: date('2026-03-29T00:00'),
        updated_local: date('2026-03-29T03:00'),
        first_response_local: date('2026-10-25T02:30'),
        due_local: date('2026-10-25T02:30'),
        due_date: date('2026-10-25T00:00'),
      });
    });

    slowly('keeps the calendar day that its service states', async () => {
      lake = await TestLake.open({ timezone: 'Pacific/Auckland' });
      expect(await built(lake, { due_date: '2026-05-01' })).toMatchObject({
        due_at: null,
        due_local: null,
        due_date: date('2026-05-01T00:00'),
      });
    });

    slowly('takes the first public comment for its description where the service keeps it there', async () => {
      lake = await TestLake.open({ sources: [tinySource({ vendor: tinyVendor({ name: 'deskpro' }) })] });
      const row = await built(lake, { description: null }, [
        ticketPage('comments', '1', [
          comment({ comment_id: '10', body: 'second', created_at: at('2026-01-02T00:00') }),
          comment({ comment_id: '9', body: 'first', created_at: at('2026-01-01T00:00') }),
          comment({ comment_id: '1', body: 'note', visibility: 'internal', created_at: at('2025-01-01T00:00') }),
        ]),
      ]);
      expect(row['description']).toBe('first');
    });
  });
});

quickly.describe('the first response', () => {
  const words = [
    comment({ comment_id: '1', author_id: 'me', created_at: at('2026-01-01T00:10') }),
    comment({ comment_id: '2', author_id: 'agent', visibility: 'internal', created_at: at('2026-01-01T00:20') }),
    comment({ comment_id: '3', author_id: 'boss', author_role: 'agent', created_at: at('2026-01-01T00:30') }),
    comment({ comment_id: '4', author_id: 'agent', created_at: '2026-01-01T01:05:59.999999Z' }),
    comment({ comment_id: '5', author_id: 'agent', created_at: at('2026-01-01T02:00') }),
  ];
  plain.add(1, [
    page('people', [
      { person_id: 'agent', role: 'agent' },
      { person_id: 'me', role: 'agent' },
    ]),
  ]);
  const raw = { created_at: at('2026-01-01T00:00'), requester_id: 'boss' };

  const ofMine = told(plain, { ...raw, requester_id: 'me' }, (id) => [
    ticketPage(
      'comments',
      id,
      words.filter((_, index) => index !== 2),
    ),
  ]);
  quickly('is the first public comment of an agent who is not the requester', async () => {
    expect(plain.ticket(ofMine)).toMatchObject({
      first_response_at: new Date('2026-01-01T01:05:59.999Z'),
      first_response_minutes: 65,
    });
    expect(
      await plain.rows(
        `SELECT comment_id, author_role FROM m_comments WHERE ticket_key = 'acme:${ofMine}' ORDER BY comment_id`,
      ),
    ).toEqual([
      { comment_id: '1', author_role: 'requester' },
      { comment_id: '2', author_role: 'agent' },
      { comment_id: '4', author_role: 'agent' },
      { comment_id: '5', author_role: 'agent' },
    ]);
  });

  const ofBoss = told(plain, raw, (id) => [ticketPage('comments', id, words.slice(2))]);
  quickly('passes over an agent who is the requester', () => {
    expect(plain.ticket(ofBoss)).toMatchObject({ first_response_minutes: 65 });
  });

  const figured = told(plain, { ...raw, first_response_at: at('2026-01-01T00:03') }, (id) => [
    ticketPage('comments', id, words),
  ]);
  quickly("is the service's own figure where it gives one", () => {
    expect(plain.ticket(figured)).toMatchObject({ first_response_minutes: 3 });
  });
});

quickly.describe('resolution', () => {
  const done = { status: 'closed', status_group: 'closed' as const, created_at: at('2026-01-01T00:00') };
  const story = (id: string) => [
    changes(
      id,
      change('1', at('2026-01-02T00:00'), 'open', 'solved'),
      change('2', at('2026-01-03T00:00'), 'solved', 'closed'),
      change('3', at('2026-01-04T00:00'), 'closed', 'open'),
      change('4', at('2026-01-05T00:00'), 'open', 'solved'),
      change('5', at('2026-01-06T00:00'), 'solved', 'closed'),
    ),
  ];

  const closed = told(logged, done, story);
  quickly('is the last entry into a done group from outside it; closing is the last entry into closed', () => {
    expect(logged.ticket(closed)).toMatchObject({
      resolved_at: date('2026-01-05T00:00'),
      closed_at: date('2026-01-06T00:00'),
      resolution_minutes: 4 * 1440,
      reopen_count: 1,
    });
  });

  const own = { ...done, resolved_at: at('2026-01-05T06:00'), closed_at: at('2026-01-07T00:00') };
  const figured = told(logged, own, story);
  quickly("is the service's own figure where it gives one", () => {
    expect(logged.ticket(figured)).toMatchObject({
      resolved_at: date('2026-01-05T06:00'),
      closed_at: date('2026-01-07T00:00'),
    });
  });

  const old = { status: 'open', resolved_at: at('2026-01-02T00:00'), closed_at: at('2026-01-03T00:00') };
  const reopened = told(logged, { ...done, ...old, status_group: 'open' }, story);
  quickly('is empty while the ticket is open, even if the service keeps the old figures', () => {
    expect(logged.ticket(reopened)).toMatchObject({
      resolved_at: null,
      resolved_local: null,
      closed_at: null,
      resolution_minutes: null,
    });
  });

  const unread = told(logged, { ...done, updated_at: at('2026-02-01T00:00') });
  quickly('is unknown where the log was not read and the service says nothing', () => {
    expect(logged.ticket(unread)).toMatchObject({ resolved_at: null, reopen_count: null });
  });

  const silent = told(logged, {}, (id) => [changes(id)]);
  quickly('is 0 reopenings where the log was read and has none', () => {
    expect(logged.ticket(silent)).toMatchObject({ reopen_count: 0 });
  });

  const doneAtFirst = told(plain, { ...done, updated_at: at('2026-02-01T00:00') });
  const commented = ticket({ ...done, ticket_id: doneAtFirst, updated_at: at('2026-02-20T00:00') });
  plain.add(2, [page('tickets', [commented], { receivedAt: LATER })]);
  quickly('without any log is the last change of a ticket that was done at first sight, and stays so', () => {
    expect(plain.ticket(doneAtFirst)).toMatchObject({
      resolved_at: date('2026-02-01T00:00'),
      closed_at: date('2026-02-01T00:00'),
    });
    expect(plain.ticket(doneAtFirst, 2)).toMatchObject({
      updated_at: date('2026-02-20T00:00'),
      resolved_at: date('2026-02-01T00:00'),
    });
  });

  const seen = told(plain, { ...done, status: 'open', status_group: 'open' });
  const solved = ticket({ ...done, ticket_id: seen, updated_at: at('2026-02-20T00:00') });
  plain.add(2, [page('tickets', [solved], { receivedAt: LATER })]);
  quickly('without any log is the time at which the change to a done status was seen', () => {
    expect(plain.ticket(seen, 2)).toMatchObject({ resolved_at: date('2026-03-01T11:00'), reopen_count: 0 });
  });
});
