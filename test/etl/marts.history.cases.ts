import type { Json } from '../../vendors/json';
import { useTicketFixtures } from '../support/ticket-fixtures';
import type { RawTicket } from '../support/tiny-vendor';
import { page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

const at = (text: string) => `${text}:00.000000Z`;
const day = (text: string) => new Date(`${text}T00:00:00.000Z`);
const LATER = at('2026-03-01T11:00');

let lake: TestLake;

const logged = (timezone = 'UTC') =>
  TestLake.open({ timezone, sources: [tinySource({ vendor: tinyVendor({ keepsHistory: true }) })] });
const change = (event_id: string, changed_at: string, from: string | null, to: string, more: object = {}): Json => ({
  event_id,
  changed_at,
  from_status: from,
  to_status: to,
  from_group: from,
  to_group: to,
  ...more,
});
const story = (id: string, ...events: Json[]) => ticketPage('history', id, events, { receivedAt: LATER });
const tickets = (...raws: RawTicket[]) => page('tickets', raws.map(ticket));

quickly.describe('status changes', () => {
  // In the first chapter tickets are as they were; in the second a log is read; in the third there is a change of it.
  const sources = [tinySource({ vendor: tinyVendor({ keepsHistory: true }), statuses: { parked: 'on_hold' } })];
  const fixtures = useTicketFixtures({ config: { timezone: 'Asia/Kolkata', sources }, builtAt: [NOON, NOON, NOON] });
  const seen = (id: string, group: 'open' | 'solved', receivedAt: string) =>
    page('tickets', [ticket({ ticket_id: id, status: group, status_group: group })], { receivedAt });
  const EARLIER = at('2026-03-01T10:00');
  const changesOf = (id: string, columns: string) =>
    fixtures.rows(`SELECT ${columns} FROM m_status_changes WHERE ticket_key = 'acme:${id}' ORDER BY sequence`);

  const numbered = fixtures.newId();
  fixtures.add(1, [
    tickets({ ticket_id: numbered, created_at: at('2026-01-01T00:00'), status_group: 'closed' }),
    story(
      numbered,
      change('10', at('2026-01-01T19:00'), null, 'solved'),
      change('9', '2026-01-01T01:30:59.000000Z', 'new', 'open', { changed_by_id: 'u', changed_by_name: 'Uma' }),
      change('11', at('2026-01-01T19:00'), 'solved', 'closed'),
    ),
  ]);
  quickly('are numbered by time, with the minutes in the status before', async () => {
    expect(
      await changesOf(
        numbered,
        `change_key, ticket_key, sequence, from_status, to_status, from_group, changed_local, changed_date, changed_by_key, changed_by_name,
           minutes_in_from_status, origin`,
      ),
    ).toEqual([
      {
        change_key: `acme:${numbered}/1`,
        ticket_key: `acme:${numbered}`,
        sequence: 1,
        from_status: 'new',
        to_status: 'open',
        from_group: 'new',
        changed_local: new Date('2026-01-01T07:00:59.000Z'),
        changed_date: day('2026-01-01'),
        changed_by_key: 'acme:u',
        changed_by_name: 'Uma',
        minutes_in_from_status: 90,
        origin: 'vendor',
      },
      expect.objectContaining({
        sequence: 2,
        from_status: 'open',
        from_group: 'open',
        to_status: 'solved',
        changed_date: day('2026-01-02'),
        minutes_in_from_status: 1049,
      }),
      expect.objectContaining({ sequence: 3, from_status: 'solved', to_status: 'closed', minutes_in_from_status: 0 }),
    ]);
    expect(await fixtures.rows('SELECT name, role FROM m_people')).toEqual([{ name: 'Uma', role: null }]);
  });

  const [withLog, observed] = [fixtures.newId(), fixtures.newId()];
  fixtures.add(1, [seen(withLog, 'open', EARLIER), seen(observed, 'open', EARLIER)]);
  fixtures.add(2, [seen(withLog, 'solved', LATER), seen(observed, 'solved', LATER)]);
  fixtures.add(3, [story(withLog, change('a', at('2026-03-01T10:30'), 'open', 'solved'))]);
  quickly("are the service's own where its log was read, and what was observed where it was not", async () => {
    const moment = 'ticket_key, changed_at, origin';
    expect([...(await changesOf(withLog, moment)), ...(await changesOf(observed, moment))]).toEqual([
      { ticket_key: `acme:${withLog}`, changed_at: new Date('2026-03-01T10:30:00.000Z'), origin: 'vendor' },
      { ticket_key: `acme:${observed}`, changed_at: new Date(LATER), origin: 'observed' },
    ]);
  });

  const silent = fixtures.newId();
  fixtures.add(1, [seen(silent, 'open', EARLIER)]);
  fixtures.add(2, [seen(silent, 'solved', LATER), story(silent)]);
  quickly('are what was observed where the log, though read, tells none', async () => {
    expect(await changesOf(silent, 'to_status, origin')).toEqual([{ to_status: 'solved', origin: 'observed' }]);
  });

  quickly('are not told twice when a record itself tells what was observed', async () => {
    lake = await TestLake.open();
    const seen = (group: 'open' | 'closed', receivedAt: string) =>
      page('tickets', [ticket({ ticket_id: '1', status: group, status_group: group })], { receivedAt });
    await lake.load([seen('open', at('2026-03-01T10:00'))]);
    await lake.load([seen('closed', at('2026-03-02T10:00'))], 'run-2');
    await lake.load([seen('open', at('2026-03-03T10:00'))], 'run-3');
    await lake.alter(
      `INSERT INTO w_changes BY NAME SELECT 'acme' AS source, '1' AS ticket_id, 'ClosedTime' AS event_id, 'closed' AS to_group, 'closed' AS to_status,
         TIMESTAMPTZ '2026-03-01 22:00:00Z' AS changed_at, 'vendor' AS origin`,
    );
    await lake.build();
    expect(
      await lake.rows('SELECT sequence, from_group, to_group, origin FROM m_status_changes ORDER BY sequence'),
    ).toEqual([
      { sequence: 1, from_group: null, to_group: 'closed', origin: 'vendor' },
      { sequence: 2, from_group: 'closed', to_group: 'open', origin: 'observed' },
    ]);
    expect(await lake.rows('SELECT reopen_count FROM m_tickets')).toEqual([{ reopen_count: 1 }]);
    await lake.close();
  });

  const parked = fixtures.newId();
  const parking = change('a', LATER, 'open', 'x', { to_status: 'Parked', to_group: 'unknown' });
  fixtures.add(1, [tickets({ ticket_id: parked, status: 'Parked', status_group: 'unknown' }), story(parked, parking)]);
  quickly('follow the words that the user mapped', async () => {
    expect(await changesOf(parked, 'to_status, to_group')).toEqual([{ to_status: 'Parked', to_group: 'on_hold' }]);
  });

  const shortened = fixtures.newId();
  fixtures.add(1, [
    tickets({ ticket_id: shortened }),
    story(shortened, change('a', LATER, 'open', 'solved'), change('b', LATER, 'solved', 'open')),
  ]);
  fixtures.add(2, [
    ticketPage('history', shortened, [change('b', LATER, 'solved', 'open')], { receivedAt: at('2026-03-01T12:00') }),
  ]);
  quickly('go when the whole log no longer lists them', async () => {
    expect(await changesOf(shortened, 'sequence, to_status')).toEqual([{ sequence: 1, to_status: 'open' }]);
  });
});

describe('the backlog', () => {
  afterEach(() => lake.close());

  const backlog = (columns: string, order = 'date, status_group, queue') =>
    lake.rows(`SELECT ${columns} FROM m_backlog ORDER BY ${order}`);

  quickly('counts at the end of each local day who was open, with their ages', async () => {
    lake = await logged();
    // 1: open on the 1st, pending on the 2nd at noon, done on the 4th. 2: created on the 2nd, never done.
    // 3: created and done on the 2nd. 4: on the 3rd solved and opened again on the same day, then closed on the 5th.
    await lake.load([
      tickets(
        {
          ticket_id: '1',
          created_at: at('2026-01-01T08:00'),
          status_group: 'closed',
          queue: 'a',
          priority_level: 'high',
        },
        { ticket_id: '2', created_at: at('2026-01-02T23:59'), queue: 'a', priority_level: 'high' },
        {
          ticket_id: '3',
          created_at: at('2026-01-02T09:00'),
          status_group: 'closed',
          queue: 'a',
          priority_level: 'high',
        },
        { ticket_id: '4', created_at: at('2026-01-02T10:00'), status_group: 'closed', queue: 'b' },
      ),
      story(
        '1',
        change('1', at('2026-01-02T12:00'), 'open', 'pending'),
        change('2', at('2026-01-04T09:00'), 'pending', 'closed'),
      ),
      story('3', change('1', at('2026-01-02T10:00'), 'open', 'closed')),
      story(
        '4',
        change('1', at('2026-01-03T01:00'), 'open', 'solved'),
        change('2', at('2026-01-03T02:00'), 'solved', 'open'),
        change('3', at('2026-01-05T00:00'), 'open', 'closed'),
      ),
    ]);
    await lake.build('run-1', at('2026-01-06T12:00'));
    const row = (date: string, queue: string, status_group: string, tickets: number, age_days_sum: number) => ({
      date: day(date),
      queue,
      status_group,
      tickets,
      age_days_sum,
    });
    expect(await backlog('date, queue, status_group, tickets, age_days_sum')).toEqual([
      row('2026-01-01', 'a', 'open', 1, 0),
      row('2026-01-02', 'a', 'open', 1, 0),
      row('2026-01-02', 'b', 'open', 1, 0),
      row('2026-01-02', 'a', 'pending', 1, 1),
      row('2026-01-03', 'a', 'open', 1, 1),
      row('2026-01-03', 'b', 'open', 1, 1),
      row('2026-01-03', 'a', 'pending', 1, 2),
      row('2026-01-04', 'a', 'open', 1, 2),
      row('2026-01-04', 'b', 'open', 1, 2),
      row('2026-01-05', 'a', 'open', 1, 3),
      row('2026-01-06', 'a', 'open', 1, 4),
    ]);
  });

  slowly('ends its days at midnight of the reporting zone', async () => {
    lake = await logged('America/New_York');
    await lake.load([
      tickets({ ticket_id: '1', created_at: at('2026-03-08T04:30'), status_group: 'solved' }),
      story('1', change('1', at('2026-03-09T03:59'), 'open', 'solved')),
    ]);
    await lake.build('run-1', at('2026-03-12T12:00'));
    // 23:30 on the 7th to 23:59 on the 8th, a day of 23 hours.
    expect(await backlog('date, tickets')).toEqual([{ date: day('2026-03-07'), tickets: 1 }]);
  });

  quickly('leaves out what was deleted from the day of its deletion', async () => {
    lake = await logged();
    await lake.load([tickets({ ticket_id: '1', created_at: at('2026-01-01T00:00') }, { ticket_id: '2' })]);
    await lake.alter(`UPDATE w_tickets SET gone_at = TIMESTAMPTZ '2026-01-03 10:00:00Z'`);
    await lake.build('run-1', at('2026-01-05T00:00'));
    expect(await backlog('date, tickets')).toEqual([
      { date: day('2026-01-01'), tickets: 1 },
      { date: day('2026-01-02'), tickets: 1 },
    ]);
  });

  slowly('knows tickets without a log by their creation and resolution', async () => {
    lake = await TestLake.open();
    await lake.load([
      tickets(
        { ticket_id: '1', created_at: at('2026-01-01T00:00'), status_group: 'pending' },
        {
          ticket_id: '2',
          created_at: at('2026-01-01T00:00'),
          status_group: 'closed',
          resolved_at: at('2026-01-02T05:00'),
        },
      ),
    ]);
    await lake.build('run-1', at('2026-01-02T09:00'));
    expect(await backlog('date, status_group, tickets, age_days_sum')).toEqual([
      { date: day('2026-01-01'), status_group: 'open', tickets: 1, age_days_sum: 0 },
      { date: day('2026-01-01'), status_group: 'pending', tickets: 1, age_days_sum: 0 },
      { date: day('2026-01-02'), status_group: 'pending', tickets: 1, age_days_sum: 1 },
    ]);
  });

  slowly('has late events correct old days, and leaves the other rows as they were', async () => {
    lake = await logged();
    await lake.load([
      tickets(
        { ticket_id: '1', created_at: at('2026-01-01T00:00'), queue: 'a' },
        { ticket_id: '2', created_at: at('2026-01-01T00:00'), queue: 'b' },
      ),
    ]);
    await lake.build('run-1', at('2026-01-03T00:00'));
    await lake.load([story('1', change('1', at('2026-01-02T00:00'), 'open', 'on_hold'))], 'run-2');
    await lake.load(
      [
        page(
          'tickets',
          [ticket({ ticket_id: '1', created_at: at('2026-01-01T00:00'), queue: 'a', status_group: 'on_hold' })],
          { receivedAt: LATER },
        ),
      ],
      'run-2',
    );
    await lake.build('run-2', at('2026-01-03T10:00'));
    expect(await backlog('date, queue, status_group, run_id', 'date, queue')).toEqual([
      { date: day('2026-01-01'), queue: 'a', status_group: 'open', run_id: 'run-1' },
      { date: day('2026-01-01'), queue: 'b', status_group: 'open', run_id: 'run-1' },
      { date: day('2026-01-02'), queue: 'a', status_group: 'on_hold', run_id: 'run-2' },
      { date: day('2026-01-02'), queue: 'b', status_group: 'open', run_id: 'run-1' },
      { date: day('2026-01-03'), queue: 'a', status_group: 'on_hold', run_id: 'run-2' },
      { date: day('2026-01-03'), queue: 'b', status_group: 'open', run_id: 'run-1' },
    ]);
  });

  slowly('does not grow by a run that finds nothing new, however many days later', async () => {
    lake = await logged();
    await lake.load([tickets({ ticket_id: '1', created_at: at('2026-01-01T00:00') })]);
    await lake.build('run-1', at('2026-01-02T00:00'));
    const built = await lake.build('run-2', at('2026-01-20T00:00'));
    expect(built.filter(({ changed }) => changed > 0)).toEqual([]);
    expect(await backlog('date')).toHaveLength(2);
  });

  quickly('has one state of a ticket a day, and the sums of a naive count', async () => {
    lake = await logged('Europe/London');
    const groups = ['new', 'open', 'pending', 'on_hold', 'solved', 'closed'];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const raws: RawTicket[] = [];
    const fixtures = [];
    for (let id = 1; id <= 60; id += 1) {
      const events: Json[] = [];
      let moment = Date.UTC(2026, 2, 20) + random(20 * 1440) * 60_000;
      const created = new Date(moment).toISOString().slice(0, 23);
      let group = groups[random(2)] ?? 'open';
      for (let step = 0; step < random(6); step += 1) {
        moment += random(5 * 1440) * 60_000;
        const next = groups[random(groups.length)] ?? 'open';
        events.push(change(String(step), `${new Date(moment).toISOString().slice(0, 23)}000Z`, group, next));
        group = next;
      }
      raws.push({
        ticket_id: String(id),
        created_at: `${created}000Z`,
        status_group: group as RawTicket['status_group'],
      });
      fixtures.push(story(String(id), ...events));
    }
    await lake.load([tickets(...raws), ...fixtures]);
    await lake.build('run-1', at('2026-05-01T00:00'));
    const naive = await lake.rows(
      `WITH days AS (SELECT CAST(unnest(generate_series(DATE '2026-03-01', DATE '2026-05-01', INTERVAL 1 DAY)) AS DATE) AS date),
       states AS (
         SELECT d.date, t.ticket_id, t.created_date,
           coalesce((SELECT arg_max(to_group, sequence) FROM m_status_changes c WHERE c.ticket_key = t.ticket_key AND c.changed_date <= d.date),
             (SELECT from_group FROM m_status_changes c WHERE c.ticket_key = t.ticket_key AND sequence = 1), t.status_group) AS status_group
         FROM days d JOIN m_tickets t ON t.created_date <= d.date)
       SELECT date, status_group, count(*)::INTEGER AS tickets, sum(date - created_date)::INTEGER AS age_days_sum FROM states
       WHERE status_group NOT IN ('solved', 'closed') GROUP BY ALL ORDER BY ALL`,
    );
    expect(naive.length).toBeGreaterThan(100);
    expect(await backlog('date, status_group, tickets, age_days_sum', 'ALL')).toEqual(naive);
  });
});

quickly.describe('dates', () => {
  afterEach(() => lake.close());

  quickly('are every day of the whole years in the lake', async () => {
    lake = await TestLake.open();
    await lake.load([
      tickets(
        { ticket_id: '1', created_at: at('2024-12-30T10:00'), due_date: '2026-01-02' },
        { ticket_id: '2', due_date: '9999-12-31' },
      ),
    ]);
    await lake.build('run-1', at('2024-12-31T00:00'));
    const [span] = await lake.rows(
      'SELECT min(date) AS first, max(date) AS last, count(*)::INTEGER AS days FROM m_dates',
    );
    expect(span).toEqual({ first: day('2024-01-01'), last: day('2026-12-31'), days: 366 + 365 + 365 });
    expect(
      await lake.rows("SELECT * EXCLUDE (extracted_at, run_id) FROM m_dates WHERE date = DATE '2024-12-30'"),
    ).toEqual([
      {
        date: day('2024-12-30'),
        year: 2024,
        quarter: 4,
        month: 12,
        month_name: 'December',
        year_month: '2024-12',
        iso_year: 2025,
        iso_week: 1,
        weekday: 1,
        weekday_name: 'Monday',
        is_weekend: false,
      },
    ]);
  });
});
