/**
 * Open hours as a table that is joined: every stretch of time in which a help desk is open, and for how long it had been
 * open before. The open time between two instants is then the difference of two look-ups, for all tickets at once.
 */
import { Temporal } from 'temporal-polyfill';
import type { BusinessHours } from '../config/business-hours';
import { literal } from '../schema/tables';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import type { HoursBySource } from './business-hours';
import type { Tables } from './temporary-table';
import { make, makeEmpty } from './temporary-table';

/** Before it no time is computed with. */
const FIRST_YEAR = 1970;
/** As `dates`: one mistyped year must not make a calendar of thousands. */
const LAST_YEAR = 2100;
const YEARS_AHEAD = 2;

/** What the calendar has no open hours for any more: a figure that needs them is NULL. */
export const CALENDAR_FIRST = `TIMESTAMPTZ '${FIRST_YEAR}-01-01 00:00:00+00'`;
export const CALENDAR_END = `TIMESTAMPTZ '${LAST_YEAR + 1}-01-01 00:00:00+00'`;

/** Numbers of calendars, by source; those of one calendar have the same hours. */
export function calendarBySource(hours: HoursBySource): ReadonlyMap<string, number> {
  const calendars = calendarsOf(hours);
  const numbered = [...hours].flatMap(([source, block]) =>
    block === null ? [] : [[source, calendars.indexOf(JSON.stringify(block))] as const],
  );
  return new Map(numbered);
}

function calendarsOf(hours: HoursBySource): string[] {
  return [...new Set([...hours.values()].flatMap((block) => (block === null ? [] : [JSON.stringify(block)])))];
}

/**
 * Temporary table t_open(calendar, from_us, to_us, before_us), in microseconds since 1970: open stretches and the open
 * time before each. An instant is open when its wall-clock time is: what a change of the clocks skips never comes, what
 * it repeats comes twice.
 */
export async function prepareCalendar(session: Session, hours: HoursBySource): Promise<Tables<'open'>> {
  const span = 'from_minute INTEGER, to_minute INTEGER';
  const t = {
    ...(await makeEmpty(session, 'open_week', `calendar INTEGER, weekday INTEGER, ${span}`)),
    ...(await makeEmpty(session, 'open_days', `calendar INTEGER, date DATE, ${span}`)),
    ...(await makeEmpty(session, 'offsets', 'calendar INTEGER, from_us BIGINT, until_us BIGINT, offset_us BIGINT')),
  };
  const blocks = new Map(
    [...hours.values()].flatMap((block) => (block === null ? [] : [[JSON.stringify(block), block] as const])),
  );
  const last = blocks.size === 0 ? FIRST_YEAR : await lastYear(session);
  for (const [calendar, block] of [...blocks.values()].entries()) await describe(session, t, calendar, block, last);
  const wall = (minute: string) => `(date - DATE '1970-01-01')::BIGINT * 86400000000 + ${minute}::BIGINT * 60000000`;
  const made = await make(
    session,
    'open',
    `WITH days AS (
       SELECT CAST(unnest(generate_series(DATE '${FIRST_YEAR - 1}-12-30', DATE '${last + 1}-01-01', INTERVAL 1 DAY)) AS DATE) AS date
     ), hours AS (
       SELECT w.calendar, d.date, w.from_minute, w.to_minute FROM days d JOIN ${t.open_week} w ON w.weekday = isodow(d.date)
       ANTI JOIN ${t.open_days} o ON o.calendar = w.calendar AND o.date = d.date
       UNION ALL SELECT calendar, date, from_minute, to_minute FROM ${t.open_days} SEMI JOIN days USING (date) WHERE from_minute IS NOT NULL
     ), walls AS (
       SELECT calendar, ${wall('from_minute')} AS from_wall, ${wall('to_minute')} AS to_wall FROM hours
     ), stretches AS (
       SELECT w.calendar, greatest(w.from_wall - o.offset_us, o.from_us) AS from_us, least(w.to_wall - o.offset_us, o.until_us) AS to_us
       FROM walls w JOIN ${t.offsets} o ON o.calendar = w.calendar
         AND w.from_wall - o.offset_us < o.until_us AND w.to_wall - o.offset_us > o.from_us
     )
     SELECT *, (sum(to_us - from_us) OVER (PARTITION BY calendar ORDER BY from_us) - (to_us - from_us))::BIGINT AS before_us FROM stretches`,
  );
  for (const table of Object.values(t)) await session.run(`DROP TABLE ${table}`);
  return made;
}

/** Two years more than the newest instant that is computed with. */
async function lastYear(session: Session): Promise<number> {
  const instants = [
    'created_at',
    'updated_at',
    'first_response_at',
    'resolved_at',
    'closed_at',
    'status_at',
    'gone_at',
  ];
  const newest = [
    ...instants.map((column) => `SELECT max(${column}) AS instant FROM w_tickets`),
    'SELECT max(created_at) FROM w_comments',
    'SELECT max(changed_at) FROM w_changes',
  ];
  const [year = FIRST_YEAR] = await session.all(
    `SELECT coalesce(year(max(instant) AT TIME ZONE 'UTC'), ${FIRST_YEAR})::VARCHAR AS year FROM (${newest.join(' UNION ALL ')})`,
    undefined,
    (row) => Number(textIn(row, 'year')),
  );
  return Math.max(FIRST_YEAR, Math.min(year + YEARS_AHEAD, LAST_YEAR));
}

async function describe(
  session: Session,
  t: Tables<'open_week' | 'open_days' | 'offsets'>,
  calendar: number,
  { week, days, timezone }: BusinessHours,
  last: number,
): Promise<void> {
  const ofWeek = week.flatMap((spans, at) => spans.map(({ from, to }) => [calendar, at + 1, from, to]));
  const ofDays = Object.entries(days).flatMap(([date, spans]) =>
    (spans.length === 0 ? [{ from: 'NULL', to: 'NULL' }] : spans).map(({ from, to }) => [
      calendar,
      literal(date),
      from,
      to,
    ]),
  );
  const offsets = offsetsOf(timezone, last).map(({ from, until, offset }) => [calendar, from, until, offset]);
  const tables = [
    [t.open_week, ofWeek],
    [t.open_days, ofDays],
    [t.offsets, offsets],
  ] as const;
  for (const [table, rows] of tables)
    if (rows.length > 0)
      await session.run(`INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`);
}

interface Offset {
  /** Microseconds since 1970; so is the offset from UTC. */
  from: number;
  until: number;
  offset: number;
}

/** From one change of the clocks to the next. */
function offsetsOf(zone: string, last: number): Offset[] {
  const end = Date.UTC(last + 1, 0, 3) * 1000;
  const found: Offset[] = [];
  let from = Date.UTC(FIRST_YEAR - 1, 11, 28) * 1000;
  while (from < end) {
    const moment = Temporal.Instant.fromEpochMilliseconds(from / 1000).toZonedDateTimeISO(zone);
    const next = moment.getTimeZoneTransition('next');
    const until = next === null ? end : Math.min(next.epochMilliseconds * 1000, end);
    found.push({ from, until, offset: moment.offsetNanoseconds / 1000 });
    from = until;
  }
  return found;
}

/**
 * Whole open minutes of spans of time.
 * @param spans a SELECT of source, further columns, and the instants from_at and to_at
 * @returns a SELECT of those columns and minutes; NULL where the end is the earlier, one is missing or not in the
 *   calendar, or the source has no hours
 */
export function openMinutes(spans: string, t: Tables<'sources' | 'open'>): string {
  const openUntil = (row: string, at: string) =>
    `coalesce(${row}.before_us + least(${at}, ${row}.to_us) - ${row}.from_us, 0)`;
  return `
    WITH spans AS (
      SELECT s.* EXCLUDE (from_at, to_at), b.calendar, epoch_us(from_at) AS span_from, epoch_us(to_at) AS span_to
      FROM (${spans}) s JOIN ${t.sources} b USING (source)
      WHERE b.calendar IS NOT NULL AND from_at <= to_at AND from_at >= ${CALENDAR_FIRST} AND to_at < ${CALENDAR_END}
    )
    SELECT s.* EXCLUDE (calendar, span_from, span_to), ((${openUntil('e', 'span_to')} - ${openUntil('b', 'span_from')}) // 60000000)::INTEGER AS minutes
    FROM spans s
    ASOF LEFT JOIN ${t.open} b ON b.calendar = s.calendar AND b.from_us <= s.span_from
    ASOF LEFT JOIN ${t.open} e ON e.calendar = s.calendar AND e.from_us <= s.span_to`;
}
