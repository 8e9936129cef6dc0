/**
 * Business minutes of random hours in random zones, held against a count of every single minute. The count shares
 * nothing with what it judges: it asks Node for the wall clock of each minute, and knows neither calendars nor offsets.
 */
import fc from 'fast-check';
import type { BusinessHours } from '../../etl/src/config/business-hours';
import { readConfig } from '../../etl/src/config/load';
import type { Row } from '../../etl/src/store/row';
import { page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const MINUTE = 60_000_000;
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Zones, and days on which something happens to their clocks. */
const ZONES: ReadonlyArray<readonly [zone: string, ...days: string[]]> = [
  ['UTC', '2026-01-01', '2024-02-29'],
  ['Europe/Paris', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  // Half an hour beside the others, with and without summer time; and half an hour of summer time.
  ['Asia/Kolkata', '2026-03-29', '2026-12-31'],
  ['America/St_Johns', '2010-03-14', '2010-11-07'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  // The clocks change at midnight: a day begins at one, or has its last hour twice.
  ['America/Sao_Paulo', '2018-11-04', '2018-02-18'],
  ['Africa/Cairo', '2026-04-24', '2026-10-30'],
  // A day that was left out.
  ['Pacific/Apia', '2011-12-30', '2012-04-01'],
  ['Asia/Kathmandu', '1986-01-01', '2026-06-01'],
];

const REACH_MINUTES = 5 * DAY_MINUTES;

interface Span {
  /** Minutes since Monday, 00:00. */
  from: number;
  length: number;
}

interface Hours {
  week: readonly Span[];
  /** Of days, counted from the first that matters: null, closed; else what is open from 10:00 on. */
  holidays: ReadonlyArray<{ day: number; minutes: number | null }>;
}

/** Pairs of cuts in a week, somewhere over its end; none is longer than a day. */
const week: fc.Arbitrary<Span[]> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: WEEK_MINUTES / 15 - 1 }), { minLength: 2, maxLength: 24 }),
    fc.integer({ min: 0, max: WEEK_MINUTES / 15 - 1 }),
    fc.integer({ min: 0, max: 14 }),
  )
  .map(([cuts, turn, odd]) => {
    const sorted = [...cuts].sort((a, b) => a - b).map((cut) => cut * 15);
    return sorted.flatMap((from, at) => {
      const to = sorted[at + 1];
      if (at % 2 === 1 || to === undefined || to - from >= DAY_MINUTES) return [];
      return [{ from: (from + turn * 15 + odd) % WEEK_MINUTES, length: to - from }];
    });
  })
  .filter((spans) => spans.length > 0);

const hours: fc.Arbitrary<Hours> = fc.record({
  week,
  holidays: fc.uniqueArray(
    fc.record({ day: fc.integer({ min: 0, max: 9 }), minutes: fc.option(fc.integer({ min: 1, max: 700 })) }),
    { maxLength: 3, selector: ({ day }) => day },
  ),
});

const two = (number: number) => String(number).padStart(2, '0');
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const dayAfter = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** What is open on a wall-clock day, in minutes from its midnight. */
function openOn(date: string, { week: spans, days }: Told): Array<readonly [from: number, to: number]> {
  const other = days.get(date);
  if (other !== undefined) return other === null ? [] : [[600, 600 + other]];
  const monday = ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) * DAY_MINUTES;
  return spans.flatMap(({ from, length }) => {
    const begin = from - monday;
    return begin >= 0 && begin < DAY_MINUTES ? [[begin, begin + length] as const] : [];
  });
}

interface Told {
  week: readonly Span[];
  days: ReadonlyMap<string, number | null>;
}

/** Other hours are only told of days into whose hours nothing of the day before runs. */
function told({ week: spans, holidays }: Hours, first: string): Told {
  const days = new Map<string, number | null>();
  for (const { day, minutes } of holidays) {
    const date = dayAfter(first, day);
    const before = openOn(dayAfter(date, -1), { week: spans, days });
    if (minutes === null || before.every(([, to]) => to - DAY_MINUTES <= 600)) days.set(date, minutes);
  }
  return { week: spans, days };
}

function yamlOf({ week: spans, days }: Told, zone: string): string {
  const lines = DAYS.flatMap((name, at) => {
    const open = spans.filter(({ from }) => Math.floor(from / DAY_MINUTES) === at);
    const texts = open.map(({ from, length }) => {
      const to = (from % DAY_MINUTES) + length;
      return `${clock(from % DAY_MINUTES)}-${to === DAY_MINUTES ? '24:00' : clock(to % DAY_MINUTES)}`;
    });
    return texts.length === 0 ? [] : [`    ${name}: "${texts.join(', ')}"`];
  });
  const holidays = [...days].map(([date, minutes]) =>
    minutes === null ? date : `${date} 10:00-${clock(600 + minutes)}`,
  );
  return [
    'business_hours:',
    `  timezone: ${zone}`,
    '  week:',
    ...lines,
    ...(holidays.length === 0 ? [] : [`  holidays: [${holidays.map((each) => `"${each}"`).join(', ')}]`]),
    'sources:',
    '  a: { vendor: teamswork, url: https://x.example, key: k }',
  ].join('\n');
}

function configured(text: string): BusinessHours | undefined {
  const loaded = readConfig(text, '/nowhere/ticketlake.yaml', {});
  if (!loaded.ok) throw new Error(`${loaded.problems.map(({ message }) => message).join('; ')}\n${text}`);
  return loaded.config.sources[0]?.businessHours;
}

/** What a clock on the wall shows. */
interface Wall {
  date: string;
  /** The day before. */
  before: string;
  /** Minutes since midnight. */
  at: number;
}

/** Counts minutes one by one. */
class Counter {
  private readonly walls = new Map<number, Wall>();
  private readonly format: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  }

  /** @returns whole open minutes between two instants in microseconds */
  count(from: number, to: number, hoursTold: Told): number {
    let open = 0;
    const known = new Map<string, ReturnType<typeof openOn>>();
    const onDay = (date: string) => {
      const found = known.get(date) ?? openOn(date, hoursTold);
      known.set(date, found);
      return found;
    };
    for (let minute = Math.floor(from / MINUTE); minute * MINUTE < to; minute += 1)
      if (this.isOpen(minute, onDay)) open += Math.min(to, (minute + 1) * MINUTE) - Math.max(from, minute * MINUTE);
    return Math.floor(open / MINUTE);
  }

  private isOpen(minute: number, onDay: (date: string) => ReturnType<typeof openOn>): boolean {
    const { date, before, at } = this.wallOf(minute);
    const within = (day: string, inDay: number) => onDay(day).some(([from, to]) => from <= inDay && inDay < to);
    return within(date, at) || within(before, at + DAY_MINUTES);
  }

  private wallOf(minute: number): Wall {
    let wall = this.walls.get(minute);
    if (wall === undefined) {
      const [date = '', time = ''] = this.format.format(minute * 60_000).split(' ');
      wall = { date, before: dayAfter(date, -1), at: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) };
      this.walls.set(minute, wall);
    }
    return wall;
  }
}

/** Instants around a day, in microseconds from four days before it on; some are whole minutes. */
const instants = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: REACH_MINUTES * 2 }), fc.constantFrom(0, 0, 1, 29_999_999, 59_999_999))
    .map(([minute, rest]) => minute * MINUTE + rest),
  { minLength: 4, maxLength: 4 },
);

const canonical = (micros: number) =>
  `${new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19)}.${String(micros % 1_000_000).padStart(6, '0')}Z`;

interface Life {
  source: string;
  id: string;
  created: number;
  answered: number;
  changed: number;
  resolved: number;
}

/** @param worlds how many tickets a day of each zone has */
function livesOf(worlds: number): Life[] {
  return ZONES.flatMap(([, ...days], at) =>
    days.flatMap((date, day) =>
      fc.sample(instants, { numRuns: worlds, seed: at * 100 + day }).map((found, world): Life => {
        const begin = (Date.parse(`${date}T00:00:00Z`) - 4 * 86_400_000) * 1000;
        const [created = 0, answered = 0, changed = 0, resolved = 0] = [...found]
          .sort((a, b) => a - b)
          .map((each) => begin + each);
        return { source: `s${at}`, id: `${day}-${world}`, created, answered, changed, resolved };
      }),
    ),
  );
}

async function loaded(lives: readonly Life[]): Promise<TestLake> {
  const vendor = tinyVendor({ keepsHistory: true });
  const lake = await TestLake.open({ sources: ZONES.map((_, at) => tinySource({ name: `s${at}`, vendor })) });
  for (const source of lake.config.sources) {
    const own = lives.filter((life) => life.source === source.name);
    const tickets = own.map(({ id, created, answered, resolved }) =>
      ticket({
        ticket_id: id,
        created_at: canonical(created),
        first_response_at: canonical(answered),
        resolved_at: canonical(resolved),
        status_group: 'solved',
        status: 'solved',
      }),
    );
    const step = (event_id: string, at: number, from: string, to: string) => ({
      event_id,
      changed_at: canonical(at),
      from_status: from,
      to_status: to,
      from_group: from,
      to_group: to,
    });
    const histories = own.map(({ id, changed, resolved }) =>
      ticketPage('history', id, [step('1', changed, 'open', 'pending'), step('2', resolved, 'pending', 'solved')]),
    );
    await lake.load([page('tickets', tickets), ...histories], 'run-1', source);
  }
  return lake;
}

/**
 * @param worlds how many tickets a day of each zone has
 * @param runs how many hours are tried on all of them
 */
export function minutesAreCounted(worlds: number, runs: number): void {
  const lives = livesOf(worlds);
  let lake: TestLake;
  beforeAll(async () => {
    lake = await loaded(lives);
  });
  afterAll(() => lake.close());

  test('business minutes are those that a count of every minute finds', async () => {
    const counters = ZONES.map(([zone]) => new Counter(zone));
    let positive = 0;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(hours, { minLength: ZONES.length, maxLength: ZONES.length }), async (blocks) => {
        const all = ZONES.map(([zone, first], at) => {
          const hoursTold = told(blocks[at] ?? { week: [], holidays: [] }, dayAfter(first ?? '', -4));
          return { hoursTold, businessHours: configured(yamlOf(hoursTold, zone)) };
        });
        lake.config = {
          ...lake.config,
          sources: lake.config.sources.map((source, at) => {
            const businessHours = all[at]?.businessHours;
            return businessHours === undefined ? source : { ...source, businessHours };
          }),
        };
        await lake.build(`run-${(run += 1) + 1}`);
        const found = new Map((await minutes(lake)).map((row) => [row['ticket_key'], row]));
        for (const { source, id, created, answered, changed, resolved } of lives) {
          const at = Number(source.slice(1));
          const hoursTold = all[at]?.hoursTold ?? { week: [], days: new Map() };
          const count = (from: number, to: number) => counters[at]?.count(from, to, hoursTold);
          const expected = {
            ticket_key: `${source}:${id}`,
            first_response: count(created, answered),
            resolution: count(created, resolved),
            before_pending: count(created, changed),
            in_pending: count(changed, resolved),
          };
          expect(found.get(expected.ticket_key)).toEqual(expected);
          positive += Number((expected.resolution ?? 0) > 0);
        }
      }),
      // A smaller example says no more, and each costs a build.
      { numRuns: runs, endOnFailure: true },
    );
    expect(positive).toBeGreaterThan(0);
  });
}

function minutes(lake: TestLake): Promise<Row[]> {
  return lake.rows(
    `SELECT t.ticket_key, t.first_response_business_minutes AS first_response, t.resolution_business_minutes AS resolution,
       a.business_minutes_in_from_status AS before_pending, b.business_minutes_in_from_status AS in_pending
     FROM m_tickets t JOIN m_status_changes a ON a.ticket_key = t.ticket_key AND a.sequence = 1
     JOIN m_status_changes b ON b.ticket_key = t.ticket_key AND b.sequence = 2`,
  );
}
