import type { Json } from '../../vendors/json';
import type { Row } from '../../etl/src/state/row';
import type { RawTicket } from '../support/tiny-vendor';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const at = (text: string) => `${text}:00.000000Z`;
const date = (text: string) => new Date(`${text}:00.000Z`);
const LATER = at('2026-03-01T11:00');

let lake: TestLake;
afterEach(() => lake.close());

async function built(raw: Partial<RawTicket>, more: Parameters<TestLake['load']>[0] = []): Promise<Row> {
  await lake.load([page('tickets', [ticket({ ticket_id: '1', ...raw })]), ...more]);
  await lake.build();
  const [row] = await lake.rows('SELECT * FROM m_tickets');
  return row ?? {};
}

const changes = (...events: Json[]) => ticketPage('history', '1', events, { receivedAt: LATER });
const change = (event_id: string, changed_at: string, from: string, to: string): Json => ({
  event_id,
  changed_at,
  from_status: from,
  to_status: to,
  from_group: from,
  to_group: to,
});

describe('a ticket', () => {
  test('has its names from where they are defined, else from its own record', async () => {
    lake = await TestLake.open();
    const lookups = [
      page('names', [
        { kind: 'status', id: 's1', name: 'Waiting for parts' },
        { kind: 'priority', id: 'p1', name: 'Top' },
        { kind: 'team', id: 't1', name: 'Field service' },
      ]),
      page('queues', [{ queue_id: 'q1', name: 'Hardware' }]),
      page('people', [
        { person_id: 'u1', name: 'Ada L.', email: 'ada@x.org', role: 'agent', organization: 'Analytical' },
      ]),
    ];
    const row = await built(
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
      lookups,
    );
    expect(row).toMatchObject({
      ticket_key: 'acme:1',
      vendor: 'synqly',
      status: 'Waiting for parts',
      priority: 'Top',
      queue: 'Hardware',
      team: 'Field service',
      channel: 'mail',
      organization: 'Analytical',
      requester_key: 'acme:u1',
      requester_name: 'Ada L.',
      requester_email: 'ada@x.org',
      assignee_key: 'acme:u2',
      assignee_name: 'Bob',
      assignee_email: null,
    });
  });

  test('shows a renamed queue although it was not read again', async () => {
    lake = await TestLake.open();
    await built({ queue_id: 'q1' }, [page('queues', [{ queue_id: 'q1', name: 'Old' }])]);
    await lake.load([page('queues', [{ queue_id: 'q1', name: 'New' }], { receivedAt: LATER })], 'run-2');
    await lake.build('run-2', LATER);
    expect(await lake.rows('SELECT queue, run_id FROM m_tickets')).toEqual([{ queue: 'New', run_id: 'run-2' }]);
  });

  test('has the group and level that the user mapped, by folded word or by id', async () => {
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

  test('counts as open when nobody mapped its word', async () => {
    lake = await TestLake.open();
    expect(await built({ status: 'Frobnicated', status_group: 'unknown' })).toMatchObject({ is_open: true });
  });

  test('has wall-clock times of the reporting zone, also where the clock is changed', async () => {
    lake = await TestLake.open({ timezone: 'Europe/Paris' });
    const row = await built({
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

  test('keeps the calendar day that its service states', async () => {
    lake = await TestLake.open({ timezone: 'Pacific/Auckland' });
    expect(await built({ due_date: '2026-05-01' })).toMatchObject({
      due_at: null,
      due_local: null,
      due_date: date('2026-05-01T00:00'),
    });
  });

  test('is deleted when its service says so or a scan proved it, and keeps the last word of its status', async () => {
    lake = await TestLake.open();
    const hidden = await built({
      status: 'hidden',
      status_group: 'deleted',
      is_deleted: true,
      updated_at: at('2026-02-01T00:00'),
    });
    expect(hidden).toMatchObject({
      status: 'hidden',
      status_group: 'deleted',
      is_deleted: true,
      is_open: false,
      deleted_at: date('2026-02-01T00:00'),
    });
    await lake.load([page('tickets', [ticket({ ticket_id: '1', status: 'Open' })], { receivedAt: LATER })], 'run-2');
    await lake.alter(`UPDATE w_tickets SET gone_at = TIMESTAMPTZ '2026-03-01 12:00:00Z'`);
    await lake.build('run-2');
    expect((await lake.rows('SELECT * FROM m_tickets'))[0]).toMatchObject({
      status: 'Open',
      status_group: 'deleted',
      is_deleted: true,
      is_open: false,
      deleted_at: date('2026-03-01T12:00'),
    });
  });

  test('has folded tags in code-point order and one row a tag with the label as written', async () => {
    lake = await TestLake.open();
    const row = await built({ tags: ['vip', ' VIP ', 'Vip', '', 'zoo', '😀', '\uFF5A', 'Billing'] });
    expect(row['tags']).toBe('billing, vip, zoo, \uFF5A, 😀');
    expect(await lake.rows('SELECT tag, tag_label, tag_category FROM m_ticket_tags ORDER BY tag LIMIT 2')).toEqual([
      { tag: 'billing', tag_label: 'Billing', tag_category: null },
      { tag: 'vip', tag_label: 'VIP', tag_category: null },
    ]);
  });

  test('takes the first public comment for its description where the service keeps it there', async () => {
    lake = await TestLake.open({ sources: [tinySource({ vendor: tinyVendor({ name: 'deskpro' }) })] });
    const row = await built({ description: null }, [
      ticketPage('comments', '1', [
        comment({ comment_id: '10', body: 'second', created_at: at('2026-01-02T00:00') }),
        comment({ comment_id: '9', body: 'first', created_at: at('2026-01-01T00:00') }),
        comment({ comment_id: '1', body: 'note', visibility: 'internal', created_at: at('2025-01-01T00:00') }),
      ]),
    ]);
    expect(row['description']).toBe('first');
  });

  test('has no comment count where comments were not exported, and 0 where there are none', async () => {
    lake = await TestLake.open();
    expect(await built({})).toMatchObject({ comment_count: null, first_response_at: null, reopen_count: null });
    await lake.load([ticketPage('comments', '1', [], { receivedAt: LATER })]);
    await lake.build();
    expect(await lake.rows('SELECT comment_count FROM m_tickets')).toEqual([{ comment_count: 0 }]);
    await lake.load([
      ticketPage('comments', '1', [comment({ comment_id: 'a' }), comment({ comment_id: 'b' })], { receivedAt: LATER }),
    ]);
    await lake.load([
      ticketPage('comments', '1', [comment({ comment_id: 'a' })], { receivedAt: at('2026-03-01T11:30') }),
    ]);
    await lake.build();
    expect(await lake.rows('SELECT comment_count FROM m_tickets')).toEqual([{ comment_count: 1 }]);
    expect(await lake.rows('SELECT comment_id, is_deleted FROM m_comments ORDER BY 1')).toEqual([
      { comment_id: 'a', is_deleted: false },
      { comment_id: 'b', is_deleted: true },
    ]);
  });
});

describe('the first response', () => {
  const words = [
    comment({ comment_id: '1', author_id: 'me', created_at: at('2026-01-01T00:10') }),
    comment({ comment_id: '2', author_id: 'agent', visibility: 'internal', created_at: at('2026-01-01T00:20') }),
    comment({ comment_id: '3', author_id: 'boss', author_role: 'agent', created_at: at('2026-01-01T00:30') }),
    comment({ comment_id: '4', author_id: 'agent', created_at: '2026-01-01T01:05:59.999999Z' }),
    comment({ comment_id: '5', author_id: 'agent', created_at: at('2026-01-01T02:00') }),
  ];
  const people = page('people', [
    { person_id: 'agent', role: 'agent' },
    { person_id: 'me', role: 'agent' },
  ]);
  const raw = { created_at: at('2026-01-01T00:00'), requester_id: 'boss' };

  test('is the first public comment of an agent who is not the requester', async () => {
    lake = await TestLake.open();
    const row = await built({ ...raw, requester_id: 'me' }, [
      people,
      ticketPage(
        'comments',
        '1',
        words.filter((_, index) => index !== 2),
      ),
    ]);
    expect(row).toMatchObject({ first_response_at: new Date('2026-01-01T01:05:59.999Z'), first_response_minutes: 65 });
    expect(await lake.rows('SELECT comment_id, author_role FROM m_comments ORDER BY 1')).toEqual([
      { comment_id: '1', author_role: 'requester' },
      { comment_id: '2', author_role: 'agent' },
      { comment_id: '4', author_role: 'agent' },
      { comment_id: '5', author_role: 'agent' },
    ]);
  });

  test('passes over an agent who is the requester', async () => {
    lake = await TestLake.open();
    const row = await built(raw, [people, ticketPage('comments', '1', words.slice(2))]);
    expect(row).toMatchObject({ first_response_minutes: 65 });
  });

  test("is the service's own figure where it gives one", async () => {
    lake = await TestLake.open();
    const own = { ...raw, first_response_at: at('2026-01-01T00:03') };
    expect(await built(own, [people, ticketPage('comments', '1', words)])).toMatchObject({ first_response_minutes: 3 });
  });
});

describe('resolution', () => {
  const done = { status: 'closed', status_group: 'closed' as const, created_at: at('2026-01-01T00:00') };
  const logged = () => TestLake.open({ sources: [tinySource({ vendor: tinyVendor({ keepsHistory: true }) })] });
  const story = changes(
    change('1', at('2026-01-02T00:00'), 'open', 'solved'),
    change('2', at('2026-01-03T00:00'), 'solved', 'closed'),
    change('3', at('2026-01-04T00:00'), 'closed', 'open'),
    change('4', at('2026-01-05T00:00'), 'open', 'solved'),
    change('5', at('2026-01-06T00:00'), 'solved', 'closed'),
  );

  test('is the last entry into a done group from outside it; closing is the last entry into closed', async () => {
    lake = await logged();
    expect(await built(done, [story])).toMatchObject({
      resolved_at: date('2026-01-05T00:00'),
      closed_at: date('2026-01-06T00:00'),
      resolution_minutes: 4 * 1440,
      reopen_count: 1,
    });
  });

  test("is the service's own figure where it gives one", async () => {
    lake = await logged();
    const own = { ...done, resolved_at: at('2026-01-05T06:00'), closed_at: at('2026-01-07T00:00') };
    expect(await built(own, [story])).toMatchObject({
      resolved_at: date('2026-01-05T06:00'),
      closed_at: date('2026-01-07T00:00'),
    });
  });

  test('is empty while the ticket is open, even if the service keeps the old figures', async () => {
    lake = await logged();
    const reopened = { status: 'open', resolved_at: at('2026-01-02T00:00'), closed_at: at('2026-01-03T00:00') };
    expect(await built({ ...done, ...reopened, status_group: 'open' }, [story])).toMatchObject({
      resolved_at: null,
      resolved_local: null,
      closed_at: null,
      resolution_minutes: null,
    });
  });

  test('is unknown where the log was not read and the service says nothing', async () => {
    lake = await logged();
    expect(await built({ ...done, updated_at: at('2026-02-01T00:00') })).toMatchObject({
      resolved_at: null,
      reopen_count: null,
    });
  });

  test('is 0 reopenings where the log was read and has none', async () => {
    lake = await logged();
    expect(await built({}, [changes()])).toMatchObject({ reopen_count: 0 });
  });

  test('without any log is the last change of a ticket that was done at first sight, and stays so', async () => {
    lake = await TestLake.open();
    expect(await built({ ...done, updated_at: at('2026-02-01T00:00') })).toMatchObject({
      resolved_at: date('2026-02-01T00:00'),
      closed_at: date('2026-02-01T00:00'),
    });
    const commented = ticket({ ...done, ticket_id: '1', updated_at: at('2026-02-20T00:00') });
    await lake.load([page('tickets', [commented], { receivedAt: LATER })], 'run-2');
    await lake.build('run-2');
    expect(await lake.rows('SELECT resolved_at FROM m_tickets')).toEqual([{ resolved_at: date('2026-02-01T00:00') }]);
  });

  test('without any log is the time at which the change to a done status was seen', async () => {
    lake = await TestLake.open();
    await built({ ...done, status: 'open', status_group: 'open' });
    const solved = ticket({ ...done, ticket_id: '1', updated_at: at('2026-02-20T00:00') });
    await lake.load([page('tickets', [solved], { receivedAt: LATER })], 'run-2');
    await lake.build('run-2');
    expect(await lake.rows('SELECT resolved_at, reopen_count FROM m_tickets')).toEqual([
      { resolved_at: date('2026-03-01T11:00'), reopen_count: 0 },
    ]);
  });
});
