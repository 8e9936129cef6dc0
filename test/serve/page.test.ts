/** The status page without a browser: its figures against the Parquet files, its words, and how it is served. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import type { Config } from '../../etl/src/config/config';
import { runStatement } from '../../etl/src/query/statement';
import { batchesOf, columnsOf } from '../../etl/src/query/values';
import type { LakeStatus, RunAnswer, RunStatus, ServiceAnswer } from '../../etl/src/serve/answers';
import { dayIn, mondayOf, plusDays, timeOfDayIn } from '../../etl/src/serve/page/days';
import { backlogByDay, firstResponse, flow, keyFigures, resolution, streamsOf } from '../../etl/src/serve/page/figures';
import type { Question, Scope } from '../../etl/src/serve/page/figures';
import { standingOf, troubleOf } from '../../etl/src/serve/page/notices';
import { ago, bytes, change, hours, timeIn, zoneInWords } from '../../etl/src/serve/page/format';
import { openPublished } from '../../etl/src/publish/published';
import { lakePaths } from '../../etl/src/store/database';
import { startSandbox } from '../../sandbox/server';
import type { Sandbox } from '../../sandbox/server';
import { configOf, exportOnce, newLake, quickWorld, sourceOf } from '../support/lake';
import { serve } from '../support/service';

const ZONE = 'America/New_York';
let sandbox: Sandbox;
let config: Config;
let folder: string;
let last: string;
let time: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-page-'));
  const script = path.join(__dirname, '../../scripts/build-page.mjs');
  execFileSync(process.execPath, [script, folder], { stdio: 'inherit' });
  sandbox = await startSandbox({ tickets: 60, services: ['sympoq', 'notific'], limits: false });
  const week = [0, 1, 2, 3, 4, 5, 6].map((at) => (at < 5 ? [{ from: 480, to: 1080 }] : []));
  const sympoq = { ...sourceOf(sandbox, 'sympoq'), businessHours: { timezone: ZONE, week, days: {} } };
  config = configOf(newLake(), [sympoq, sourceOf(sandbox, 'notific')], { timezone: ZONE });
  const clock = sandbox.clock.now();
  expect((await exportOnce(config, {}, quickWorld(clock))).exit_code).toBe(0);
  const instant = new Date(clock).toISOString();
  [last, time] = [dayIn(instant, ZONE), timeOfDayIn(instant, ZONE)];
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As POST /api/query answers. */
async function ask({ sql, params }: Question): Promise<Array<Record<string, unknown>>> {
  const reader = await openPublished(config.lake);
  try {
    const result = await runStatement(reader.connection, sql, params);
    const names = columnsOf(result).map(({ name }) => name);
    const rows: Array<Record<string, unknown>> = [];
    for await (const batch of batchesOf(result))
      rows.push(...batch.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]]))));
    return rows;
  } finally {
    await reader.close();
  }
}

interface TicketRow {
  source: string;
  is_deleted: boolean;
  is_open: boolean;
  created: string | null;
  resolved: string | null;
  /** On the clocks of the zone, as `YYYY-MM-DD HH:MM:SS`. */
  created_local: string;
  resolved_local: string;
  first_response_minutes: number | null;
  resolution_minutes: number | null;
  first_response_business_minutes: number | null;
  resolution_business_minutes: number | null;
}

async function parquet(table: string): Promise<Array<Record<string, unknown>>> {
  const bytes_ = readFileSync(path.join(lakePaths(config.lake).parquet, `${table}.parquet`));
  const file = bytes_.buffer.slice(bytes_.byteOffset, bytes_.byteOffset + bytes_.length) as ArrayBuffer;
  return parquetReadObjects({ file });
}

const day = (value: unknown): string | null => (value instanceof Date ? value.toISOString().slice(0, 10) : null);

const moment = (value: unknown): string =>
  value instanceof Date ? value.toISOString().slice(0, 19).replace('T', ' ') : '';

const minutes = (value: unknown): number | null => (value === null ? null : Number(value));

/** Not deleted, of one source or all, read by another reader than DuckDB. */
async function tickets(source: string | null): Promise<TicketRow[]> {
  const rows = (await parquet('tickets')).map((row): TicketRow => ({
    source: String(row['source']),
    is_deleted: row['is_deleted'] === true,
    is_open: row['is_open'] === true,
    created: day(row['created_date']),
    resolved: day(row['resolved_date']),
    created_local: moment(row['created_local']),
    resolved_local: moment(row['resolved_local']),
    first_response_minutes: minutes(row['first_response_minutes']),
    resolution_minutes: minutes(row['resolution_minutes']),
    first_response_business_minutes: minutes(row['first_response_business_minutes']),
    resolution_business_minutes: minutes(row['resolution_business_minutes']),
  }));
  return rows.filter((row) => !row.is_deleted && (source === null || row.source === source));
}

/** Linear between neighbours, in hours. */
function quantile(values: Array<number | null>, share: number): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return (low + (high - low) * (at - Math.floor(at))) / 60;
}

const closeTo = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 9));

const within = (value: string | null, from: string, to: string): boolean =>
  value !== null && value >= from && value <= to;

describe.each([
  { weeks: 5, source: null },
  { weeks: 52, source: 'notific' },
  { weeks: 521, source: null },
])('$weeks weeks of $source', ({ weeks, source }) => {
  const scope = (): Scope => ({ weeks, last, time, source });
  const firstDay = (rows: TicketRow[], most = weeks): string => {
    const asked = plusDays(mondayOf(last), -7 * (most - 1));
    const begun = rows.map(({ created }) => created ?? last).reduce((one, other) => (one < other ? one : other));
    return mondayOf(begun) > asked ? mondayOf(begun) : asked;
  };

  /** Between two days of as many weeks ago, the last of them until the same time; null when a source begins later. */
  const before = (rows: TicketRow[], subject: 'created' | 'resolved', from: string, to: string): TicketRow[] | null => {
    const shifted = (at: string): string => plusDays(at, -7 * weeks);
    const names = [...new Set(rows.map((row) => row.source))];
    const begun = names.map((name) =>
      firstDay(
        rows.filter((row) => row.source === name),
        10_000,
      ),
    );
    if (begun.some((at) => at > shifted(plusDays(mondayOf(last), -7 * (weeks - 1))))) return null;
    return rows.filter(
      (row) =>
        within(row[subject], shifted(from), shifted(to)) && row[`${subject}_local`] <= `${shifted(last)} ${time}`,
    );
  };

  it('key figures are those of the Parquet file, with the period before', async () => {
    const rows = await tickets(source);
    const first = firstDay(rows);
    const created = rows.filter((row) => within(row.created, first, last));
    const solved = rows.filter((row) => within(row.resolved, first, last));
    expect(created.length).toBeGreaterThan(0);
    const earlier = [before(rows, 'created', first, last), before(rows, 'resolved', first, last)] as const;
    expect(earlier[0] === null).toBe(weeks === 521);
    const speed = (
      name: 'first_response' | 'resolution',
      now: TicketRow[],
      then: TicketRow[] | null,
    ): Record<string, unknown> => {
      const known = (values: Array<number | null>): number => values.filter((value) => value !== null).length;
      const around = now.map((row) => row[`${name}_minutes`]);
      const business = now.map((row) => row[`${name}_business_minutes`]);
      // Hours are configured for SympoQ alone.
      if (source === null) expect(known(business)).toBeGreaterThan(0);
      if (source === null) expect(known(business) < known(around) || name === 'first_response').toBe(true);
      if (source === 'notific') expect(known(business)).toBe(0);
      return {
        median: closeTo(quantile(around, 0.5)),
        business: closeTo(quantile(business, 0.5)),
        before: closeTo(quantile(then?.map((row) => row[`${name}_minutes`]) ?? [], 0.5)),
        tickets: known(around),
        business_tickets: known(business),
      };
    };
    const [figures] = await ask(keyFigures(scope()));
    expect(figures).toEqual({
      first_day: first,
      open: rows.filter(({ is_open }) => is_open).length,
      created: created.length,
      solved: solved.length,
      created_before: earlier[0]?.length ?? null,
      solved_before: earlier[1]?.length ?? null,
      first_response: speed('first_response', created, earlier[0]),
      resolution: speed('resolution', solved, earlier[1]),
    });
  });

  it('every day of the backlog, and each step of the flow', async () => {
    const rows = await tickets(source);
    const first = firstDay(rows);
    const backlog = (await parquet('backlog')).filter((row) => source === null || row['source'] === source);
    const days = await ask(backlogByDay(scope()));
    expect([days[0]?.['day'], days.at(-1)?.['day']]).toEqual([first, last]);
    const counted = new Map<string | null, number>();
    for (const row of backlog)
      counted.set(day(row['date']), (counted.get(day(row['date'])) ?? 0) + Number(row['tickets']));
    expect(days).toEqual(days.map(({ day: at }) => ({ day: at, open: counted.get(String(at)) ?? 0 })));
    const steps = await ask(flow(scope()));
    const length = weeks === 5 ? 1 : 7;
    expect(steps.map(({ day: at }) => at)).toEqual(steps.map((_, place) => plusDays(first, place * length)));
    for (const { day: at, ...counts } of steps) {
      const to = [plusDays(String(at), length - 1), last].sort()[0]!;
      expect([at, counts]).toEqual([
        at,
        {
          created: rows.filter((row) => within(row.created, String(at), to)).length,
          solved: rows.filter((row) => within(row.resolved, String(at), to)).length,
          created_before: before(rows, 'created', String(at), to)?.length ?? null,
          solved_before: before(rows, 'resolved', String(at), to)?.length ?? null,
        },
      ]);
    }
  });

  it('median and 90th percentile of each week', async () => {
    const rows = await tickets(source);
    for (const [question, name, date] of [
      [firstResponse(scope()), 'first_response', 'created'],
      [resolution(scope()), 'resolution', 'resolved'],
    ] as const) {
      const answer = await ask(question);
      expect(answer.at(-1)?.['day']).toBe(mondayOf(last));
      for (const week of answer) {
        const to = [plusDays(String(week['day']), 6), last].sort()[0]!;
        const done = rows.filter((row) => within(row[date], String(week['day']), to));
        const values = done.map((row) => row[`${name}_minutes`]);
        const business = done.map((row) => row[`${name}_business_minutes`]);
        expect(week).toEqual({
          day: week['day'],
          tickets: values.filter((value) => value !== null).length,
          median: closeTo(quantile(values, 0.5)),
          p90: closeTo(quantile(values, 0.9)),
          business_median: closeTo(quantile(business, 0.5)),
          business_p90: closeTo(quantile(business, 0.9)),
        });
      }
    }
  });
});

it('a run, stream by stream, as the table of runs has it', async () => {
  const runs = await parquet('runs');
  const id = String(runs[0]?.['run_id']);
  const streams = await ask(streamsOf(id));
  expect(streams).toHaveLength(runs.length);
  const told = streams.find(({ source, stream }) => source === 'notific' && stream === 'tickets');
  const count = (await tickets('notific')).length;
  expect(count).toBeGreaterThan(50);
  expect(told).toMatchObject({ outcome: 'complete', mode: 'full', stored_total: count, rows_new: count, error: null });
  expect(await ask(streamsOf("' OR 1=1 --"))).toEqual([]);
});

it('is served with its files, its policy and nothing else of the folder', async () => {
  const service = await serve(config, { pageFolder: folder });
  const page = await service.ask('/');
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(page.text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=|https?:\/\//);
  const named = [...page.text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, file]) => file!);
  expect([...new Set(named)].sort()).toEqual(['icon.svg', 'main.js', 'style.css', 'theme.js']);
  for (const name of named) expect([name, (await service.ask(`/${name}`)).status]).toEqual([name, 200]);
  const etag = String(page.headers['etag']);
  expect((await service.ask('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect((await service.ask('/', { authorization: null })).status).toBe(401);
  for (const elsewhere of ['/main.ts', '/..%2Fticketlake.yaml', '/uPlot.LICENSE.txt', '/page/'])
    expect([elsewhere, (await service.ask(elsewhere)).status]).toEqual([elsewhere, 404]);
  expect(readdirSync(folder).sort()).toEqual([
    'icon.svg',
    'index.html',
    'main.js',
    'style.css',
    'theme.js',
    'uPlot.LICENSE.txt',
  ]);
});

it('says what it is set up to do while nothing is published yet', async () => {
  const service = await serve({ ...config, lake: newLake() }, { pageFolder: folder });
  expect((await service.ask('/api/service')).json<ServiceAnswer>()).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    timezone: ZONE,
    sources: [
      { source: 'sympoq', vendor: 'sympoq', streams: expect.arrayContaining(['tickets']) },
      { source: 'notific', vendor: 'notific', streams: expect.arrayContaining(['tickets']) },
    ],
  });
  expect((await service.ask('/api/status')).json()).toMatchObject({ error: { code: 'not_published' } });
});

describe('what is said of the last run', () => {
  const run = (changes: Partial<RunAnswer>): RunAnswer => ({
    id: 'one',
    run_id: 'r1',
    state: 'finished',
    trigger: 'api',
    asked: { sources: null, streams: null, full: false, since: null },
    started_at: '2026-03-02T00:00:00.000Z',
    finished_at: '2026-03-02T00:01:00.000Z',
    outcome: 'complete',
    exit_code: 0,
    is_ending: false,
    progress: [],
    waiting: [],
    published_at: null,
    result: null,
    error: null,
    ...changes,
  });
  const stored = (changes: Partial<RunStatus>): LakeStatus => ({
    lake: '',
    published_at: null,
    running: null,
    sources: [],
    rejects: [],
    tables: {},
    awaits_tickets: false,
    targets: [],
    runs: [
      {
        run_id: 'r2',
        started_at: '2026-03-01T00:00:00.000Z',
        finished_at: null,
        outcome: 'complete',
        sources: 1,
        requests: 1,
        rows_new: 0,
        rows_changed: 0,
        rows_deleted: 0,
        rows_rejected: 0,
        error: null,
        ...changes,
      },
    ],
  });

  it('nothing when it went well, or when there is none', () => {
    expect(troubleOf([run({})], stored({}))).toBeNull();
    expect(troubleOf([], null)).toBeNull();
    expect(troubleOf([run({ state: 'running', outcome: null })], null)).toBeNull();
  });

  it('its error, its remedy, and what to do', () => {
    const failed = run({ outcome: 'failed', error: { message: 'the disk is full', remedy: 'Make room.' } });
    expect(troubleOf([failed], stored({}))).toEqual({
      kind: 'bad',
      title: 'The last run failed',
      lines: [
        'the disk is full. Make room.',
        'What was published before is still shown. Mend the cause, then start a run.',
      ],
    });
  });

  it('a later run of the command line counts, in either direction', () => {
    const failed = run({ outcome: 'failed' });
    const later = '2026-03-03T00:00:00.000000Z';
    expect(troubleOf([failed], stored({ started_at: later }))).toBeNull();
    expect(troubleOf([run({})], stored({ started_at: later, outcome: 'incomplete', error: 'a: b: c' }))).toEqual({
      kind: 'doubtful',
      title: 'The last run is only partly complete',
      lines: ['a: b: c', 'What came is published. The next run asks for the rest.'],
    });
  });
});

describe('what is missing from the figures', () => {
  const clock = { inWords: (instant: string) => instant.slice(0, 10), now: () => Date.parse('2026-03-03T00:00:00Z') };
  const source = (changes: Partial<LakeStatus['sources'][number]>): LakeStatus['sources'][number] => ({
    source: 'acme',
    vendor: 'sympoq',
    tickets: 1,
    open: 0,
    last_run_at: null,
    last_complete_at: '2026-03-02T00:00:00.000000Z',
    last_outcome: 'complete',
    change_detection: null,
    is_configured: true,
    ...changes,
  });
  const status = (changes: Partial<LakeStatus>): LakeStatus => ({
    lake: '',
    published_at: '2026-03-02T00:00:00.000Z',
    running: null,
    sources: [source({})],
    runs: [],
    rejects: [],
    tables: {},
    awaits_tickets: false,
    targets: [],
    ...changes,
  });
  const fault = { source: 'acme', stream: 'comments', outcome: 'incomplete', error: 'two pages were lost' };
  const cut = status({ sources: [source({ last_outcome: 'incomplete' })] });

  it('nothing, and how old the oldest source is', () => {
    expect(standingOf(status({}), [], ['acme'], null, clock)).toEqual({
      kind: 'good',
      title: 'Nothing is missing',
      lines: ['Every source was read whole, the oldest 1 day ago (2026-03-02).'],
    });
  });

  it('is said of every source that was not read whole, and of what was refused', () => {
    const never = source({ source: 'umbrella', last_complete_at: null, last_outcome: 'failed' });
    const reject = { source: 'acme', stream: 'tickets', severity: 'record', reason: 'no_id', rejects: 3 };
    const shown = standingOf(
      status({ sources: [...cut.sources, never], rejects: [reject] }),
      [fault],
      ['acme', 'umbrella', 'initech'],
      null,
      clock,
    );
    expect(shown).toEqual({
      kind: 'doubtful',
      title: 'The figures are not complete',
      lines: [
        'initech is in the configuration and was never exported',
        'acme: comments is incomplete: two pages were lost',
        'umbrella: its last run is failed',
        'umbrella: its tickets were never read whole',
        'And 1 more, under Sources, History and Rejects.',
      ],
    });
  });

  it('once: not again what is said of the last run, and never that all is well beside it', () => {
    const trouble = { kind: 'doubtful', title: '', lines: ['acme, comments: two pages were lost'] } as const;
    expect(standingOf(cut, [fault], ['acme'], { ...trouble, lines: [...trouble.lines] }, clock)).toBeNull();
    expect(standingOf(status({}), [], ['acme'], { ...trouble, lines: [] }, clock)).toBeNull();
    expect(
      standingOf(status({ sources: [source({ last_outcome: 'running' })] }), [], ['acme'], null, clock),
    ).toBeNull();
  });
});

it('days of a zone, weeks and spans of time in words', () => {
  expect(dayIn('2026-03-08T03:30:00.000000Z', ZONE)).toBe('2026-03-07');
  expect(dayIn('2026-03-08T10:30:00.000000Z', 'Pacific/Kiritimati')).toBe('2026-03-09');
  expect(['2026-03-01', '2026-03-02', '2026-03-08'].map(mondayOf)).toEqual(['2026-02-23', '2026-03-02', '2026-03-02']);
  expect(plusDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(timeIn('2026-07-01T22:30:00.000000Z', 'Europe/Paris')).toBe('2 Jul 2026, 00:30');
  expect(zoneInWords('Europe/Paris', Date.parse('2026-07-01'))).toBe('Europe/Paris (GMT+2)');
  expect(zoneInWords('UTC', 0)).toBe('UTC');
  expect([null, 0.5, 3.24, 47.9, 60].map(hours)).toEqual(['–', '30 min', '3.2 h', '48 h', '2.5 days']);
  expect(timeOfDayIn('2026-07-01T22:30:05.000000Z', 'Europe/Paris')).toBe('00:30:05');
  expect([change(106, 100), change(2, 3), change(3, 3), change(3, 0)]).toEqual([
    '+6\u00a0%',
    '−33\u00a0%',
    '±0\u00a0%',
    '',
  ]);
  expect([820, 14_200, 3_140_000].map(bytes)).toEqual(['820 B', '14 kB', '3.1 MB']);
  const now = Date.parse('2026-03-02T12:00:00Z');
  expect(['2026-03-02T11:59:30Z', '2026-03-02T11:00:00Z', '2026-02-27T11:00:00Z'].map((at) => ago(at, now))).toEqual([
    'just now',
    '1 hour ago',
    '3 days ago',
  ]);
});
