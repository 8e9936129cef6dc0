/** Business minutes in the tables: when they are empty, when zero, and what happens when the hours change. */
import { rmSync } from 'node:fs';
import type { BusinessHours } from '../../etl/src/config/business-hours';
import type { RunEvent } from '../../etl/src/base/events';
import { noteChangedHours } from '../../etl/src/marts/business-hours';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

const NINE_TO_FIVE = [{ from: 540, to: 1020 }];
/** Monday to Friday from 9 to 5. */
const OFFICE: BusinessHours = {
  timezone: 'UTC',
  week: [...Array.from({ length: 5 }, () => NINE_TO_FIVE), [], []],
  days: { '2026-03-04': [] },
};
const ALWAYS: BusinessHours = {
  timezone: 'UTC',
  week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]),
  days: {},
};
const at = (text: string) => `${text}:00.000000Z`;
const LATER = at('2026-03-10T12:00');

const TICKETS = [
  // Monday 16:00 to Tuesday 10:00, and to Thursday 09:30: Wednesday is a holiday.
  ticket({
    ticket_id: 'worked',
    status_group: 'solved',
    created_at: at('2026-03-02T16:00'),
    first_response_at: at('2026-03-03T10:00'),
    resolved_at: at('2026-03-05T09:30'),
  }),
  ticket({
    ticket_id: 'weekend',
    status_group: 'solved',
    created_at: at('2026-03-07T10:00'),
    first_response_at: at('2026-03-07T11:00'),
    resolved_at: at('2026-03-08T23:00'),
  }),
  ticket({ ticket_id: 'waiting', created_at: at('2026-03-02T16:00') }),
  ticket({ ticket_id: 'unknown', status_group: 'solved', resolved_at: at('2026-03-03T10:00') }),
  // Answered by a comment.
  ticket({ ticket_id: 'commented', created_at: at('2026-03-02T16:30') }),
  ticket({
    ticket_id: 'old',
    status_group: 'solved',
    created_at: at('1969-12-31T23:00'),
    resolved_at: at('1970-01-01T12:00'),
  }),
  ticket({
    ticket_id: 'far',
    status_group: 'solved',
    created_at: at('2100-12-31T00:00'),
    resolved_at: at('2200-01-01T12:00'),
  }),
];

let filled: TestLake;
let lake: TestLake;
beforeAll(async () => {
  filled = await TestLake.open({
    sources: [tinySource({ vendor: tinyVendor({ keepsHistory: true }), businessHours: OFFICE })],
  });
  const answer = { author_role: 'agent', created_at: at('2026-03-02T16:45') } as const;
  const step = (changed_at: string, from: string, to: string) => ({
    event_id: changed_at,
    changed_at,
    from_status: from,
    to_status: to,
    from_group: from,
    to_group: to,
  });
  await filled.load([
    page('tickets', TICKETS),
    ticketPage('comments', 'commented', [comment({ comment_id: '1', ...answer })]),
    ticketPage('history', 'worked', [
      step(at('2026-03-03T09:10'), 'open', 'pending'),
      step(at('2026-03-05T09:30'), 'pending', 'solved'),
    ]),
  ]);
  await filled.build();
});
afterAll(() => rmSync(filled.folder, { recursive: true, force: true }));
beforeEach(async () => {
  lake = await filled.copy();
});
afterEach(() => lake.close());

async function minutes(column: string): Promise<Record<string, unknown>> {
  const rows = await lake.rows(`SELECT ticket_id, ${column} AS minutes FROM m_tickets`);
  return Object.fromEntries(rows.map((row) => [String(row['ticket_id']), row['minutes']]));
}

function hoursAre(businessHours: BusinessHours | null): void {
  lake.config = {
    ...lake.config,
    sources: lake.config.sources.map(({ businessHours: _before, ...source }) =>
      businessHours === null ? source : { ...source, businessHours },
    ),
  };
}

async function notes(): Promise<string[]> {
  const told: RunEvent[] = [];
  await noteChangedHours(lake.working, lake.config, (event) => told.push(event));
  return told.flatMap((event) => (event.type === 'note' ? [`${event.level} ${event.message}`] : []));
}

quickly(
  'count open hours alone: zero where both instants lie outside, empty where the calendar minutes are',
  async () => {
    expect(await minutes('first_response_business_minutes')).toEqual({
      worked: 60 + 60,
      weekend: 0,
      waiting: null,
      unknown: null,
      commented: 15,
      old: null,
      far: null,
    });
    expect(await minutes('resolution_business_minutes')).toEqual({
      worked: 60 + 480 + 30,
      weekend: 0,
      waiting: null,
      unknown: null,
      commented: null,
      old: null,
      far: null,
    });
    expect(
      await lake.rows('SELECT sequence, business_minutes_in_from_status AS m FROM m_status_changes ORDER BY ALL'),
    ).toEqual(
      expect.arrayContaining([
        { sequence: 1, m: 70 },
        { sequence: 2, m: 470 + 30 },
      ]),
    );
  },
);

quickly('beyond the calendar they are empty, and a note says so', async () => {
  expect(await minutes('resolution_minutes')).toMatchObject({ old: 780, far: 52_071_120 });
  const found = await lake.rows(
    "SELECT record_id, field, severity, raw FROM m_rejects WHERE reason = 'beyond_calendar' AND field = 'resolution_business_minutes' ORDER BY record_id",
  );
  expect(found).toEqual([
    {
      record_id: 'far',
      field: 'resolution_business_minutes',
      severity: 'note',
      raw: 'from 2100-12-31T00:00:00Z to 2200-01-01T12:00:00Z',
    },
    {
      record_id: 'old',
      field: 'resolution_business_minutes',
      severity: 'note',
      raw: 'from 1969-12-31T23:00:00Z to 1970-01-01T12:00:00Z',
    },
  ]);
});

slowly(
  'other hours compute every ticket anew, and only the rows that change are of that run; the run says so',
  async () => {
    expect(await notes()).toEqual([]);
    hoursAre(ALWAYS);
    expect(await notes()).toEqual([
      'info business_hours changed for acme, so the business minutes of all their tickets are computed anew',
    ]);
    await lake.build('run-2', LATER);
    expect(await notes()).toEqual([]);
    const { old: _old, far: _far, ...around } = await minutes('resolution_business_minutes');
    const { old: _older, far: _farther, ...calendar } = await minutes('resolution_minutes');
    expect(around).toEqual(calendar);
    expect(await minutes('run_id')).toEqual({
      worked: 'run-2',
      weekend: 'run-2',
      waiting: 'run-1',
      unknown: 'run-1',
      commented: 'run-1',
      old: 'run-1',
      far: 'run-1',
    });
  },
);

quickly('without hours they are empty, and no row says that the calendar ends', async () => {
  hoursAre(null);
  expect(await notes()).toHaveLength(1);
  await lake.build('run-2', LATER);
  const none = await lake.rows(
    `SELECT 1 FROM m_tickets WHERE coalesce(first_response_business_minutes, resolution_business_minutes) IS NOT NULL
     UNION ALL SELECT 1 FROM m_status_changes WHERE business_minutes_in_from_status IS NOT NULL
     UNION ALL SELECT 1 FROM m_rejects WHERE reason = 'beyond_calendar'`,
  );
  expect(none).toEqual([]);
});

slowly(
  'a run that changes nothing builds nothing; a source that leaves the configuration keeps its minutes',
  async () => {
    expect((await lake.build('run-2', LATER)).filter(({ changed }) => changed > 0)).toEqual([]);
    const other = tinySource({ name: 'other', vendor: tinyVendor({ keepsHistory: true }) });
    lake.config = { ...lake.config, sources: [other] };
    const before = await minutes('resolution_business_minutes');
    expect(await notes()).toEqual([]);
    await lake.build('run-3', LATER);
    expect(await minutes('resolution_business_minutes')).toEqual(before);
    expect(new Set(Object.values(await minutes('run_id')))).toEqual(new Set(['run-1']));
  },
);

slowly('a lake that an earlier version built is computed anew when hours are named', async () => {
  hoursAre(null);
  await lake.build('run-2', LATER);
  await lake.working.run("DELETE FROM meta WHERE key = 'business_hours'");
  expect(await notes()).toEqual([]);
  hoursAre(OFFICE);
  expect(await notes()).toHaveLength(1);
});
