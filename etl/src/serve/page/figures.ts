/** What the page asks the lake for: SQL on the published tables, with the definitions that the Power BI model has. Pure. */
import { mondayOf, plusDays } from './days';

/** Whole weeks up to a day. */
export const PERIODS = [
  { weeks: 5, name: '5 weeks' },
  { weeks: 13, name: '3 months' },
  { weeks: 52, name: '1 year' },
  { weeks: 521, name: '10 years' },
] as const;

/** Days are drawn one by one up to here, weeks beyond. */
const MOST_WEEKS_OF_DAYS = 5;

export interface Scope {
  weeks: number;
  /** `YYYY-MM-DD`: the last day that is shown. */
  last: string;
  /** `HH:MM:SS`: until when that day goes, so that the period before is as long. */
  time: string;
  /** null: all. */
  source: string | null;
}

export interface Question {
  sql: string;
  params: Record<string, string | number | null>;
}

export interface KeyFigures {
  /** The period begins with its first ticket where it would begin before. */
  first_day: string;
  open: number;
  created: number;
  solved: number;
  /** As many weeks earlier, until the same time of its last day; null where the lake does not reach back so far. */
  created_before: number | null;
  solved_before: number | null;
  first_response: Speed;
  resolution: Speed;
}

/** Hours; null without a ticket that has one. */
export interface Speed {
  /** Around the clock. */
  median: number | null;
  /** Within business_hours. */
  business: number | null;
  /** Around the clock, in the period before. */
  before: number | null;
  /** Tickets that have a time. */
  tickets: number;
  /** Those of them that have one within business_hours. */
  business_tickets: number;
}

export interface BacklogDay {
  day: string;
  open: number;
}

export interface FlowStep {
  /** A day, or the Monday of a week. */
  day: string;
  created: number;
  solved: number;
  /** Of the same step of the period before; null where the lake does not reach back so far. */
  created_before: number | null;
  solved_before: number | null;
}

export interface SpeedWeek {
  /** Its Monday. */
  day: string;
  tickets: number;
  /** Hours; null without a ticket that has one. */
  median: number | null;
  p90: number | null;
  /** The same within business_hours. */
  business_median: number | null;
  business_p90: number | null;
}

const OF_SOURCE = '($source::VARCHAR IS NULL OR source = $source::VARCHAR)';

// A lake of an earlier version has no business minutes; a source whose tickets begin later has no period before.
const BOUNDS = `shown AS (
  SELECT * FROM tickets UNION ALL BY NAME
  SELECT NULL::INTEGER AS first_response_business_minutes, NULL::INTEGER AS resolution_business_minutes WHERE false
), begun AS (
  SELECT CAST(date_trunc('week', min(created_date)) AS DATE) AS week
  FROM tickets WHERE NOT is_deleted AND created_date <= $last::DATE AND ${OF_SOURCE} GROUP BY source
), bounds AS (
  SELECT greatest($first::DATE, min(week)) AS first_day, $last::DATE AS last_day,
    coalesce(max(week) <= $first::DATE - $shift::INTEGER, false) AS has_before,
    $until::TIMESTAMP - to_days($shift::INTEGER) AS until_before
  FROM begun
), days AS (
  SELECT CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS day FROM bounds
)`;

type Subject = 'created' | 'resolved';

const within = (subject: Subject): string =>
  `NOT is_deleted AND ${OF_SOURCE} AND ${subject}_date BETWEEN (SELECT first_day FROM bounds) AND (SELECT last_day FROM bounds)`;

const before = (subject: Subject): string =>
  `NOT is_deleted AND ${OF_SOURCE} AND (SELECT has_before FROM bounds)
    AND ${subject}_date BETWEEN $first::DATE - $shift::INTEGER AND $last::DATE - $shift::INTEGER
    AND NOT coalesce(${subject}_local > (SELECT until_before FROM bounds), false)`;

const ifBefore = (value: string): string => `CASE WHEN (SELECT has_before FROM bounds) THEN ${value} END`;

const quantile = (minutes: string, share: number): string => `quantile_cont(${minutes}, ${share}) / 60`;

const speed = (name: 'first_response' | 'resolution', subject: Subject): string =>
  `(SELECT {
    median: ${quantile(`${name}_minutes`, 0.5)}, business: ${quantile(`${name}_business_minutes`, 0.5)},
    before: (SELECT ${quantile(`${name}_minutes`, 0.5)} FROM tickets WHERE ${before(subject)}),
    tickets: count(${name}_minutes)::INTEGER, business_tickets: count(${name}_business_minutes)::INTEGER
  } FROM shown WHERE ${within(subject)})`;

/** One row of KeyFigures. */
export function keyFigures(scope: Scope): Question {
  return about(
    scope,
    `SELECT (SELECT first_day FROM bounds) AS first_day,
  (SELECT count(*) FROM tickets WHERE is_open AND NOT is_deleted AND ${OF_SOURCE}) AS open,
  (SELECT count(*) FROM tickets WHERE ${within('created')}) AS created,
  (SELECT count(*) FROM tickets WHERE ${within('resolved')}) AS solved,
  ${ifBefore(`(SELECT count(*) FROM tickets WHERE ${before('created')})`)} AS created_before,
  ${ifBefore(`(SELECT count(*) FROM tickets WHERE ${before('resolved')})`)} AS solved_before,
  ${speed('first_response', 'created')} AS first_response,
  ${speed('resolution', 'resolved')} AS resolution`,
  );
}

/** Rows of BacklogDay. */
export function backlogByDay(scope: Scope): Question {
  return about(
    scope,
    `SELECT day, coalesce(sum(tickets), 0)::INTEGER AS open
FROM days LEFT JOIN backlog ON backlog.date = day AND ${OF_SOURCE}
GROUP BY day ORDER BY day`,
  );
}

/** Days or weeks, as the flow of the period is drawn. */
export function stepOf({ weeks }: Pick<Scope, 'weeks'>): 'day' | 'week' {
  return weeks <= MOST_WEEKS_OF_DAYS ? 'day' : 'week';
}

/** Whether the last day that is shown, which is not over, belongs to it. @param day on which the step begins */
export function isUnfinished(day: string, step: 'day' | 'week', { last }: Pick<Scope, 'last'>): boolean {
  return plusDays(day, step === 'week' ? 6 : 0) >= last;
}

/** Rows of FlowStep. */
export function flow(scope: Scope): Question {
  const each = (day: string, where: string): string =>
    `(SELECT ${day} AS day, count(*) AS tickets FROM tickets WHERE ${where} GROUP BY ALL)`;
  const shifted = (subject: Subject): string => each(`${subject}_date + $shift::INTEGER`, before(subject));
  const sum = (name: string): string => `coalesce(sum(${name}.tickets), 0)::INTEGER`;
  return about(
    scope,
    `SELECT CAST(date_trunc('${stepOf(scope)}', day) AS DATE) AS day,
  ${sum('created')} AS created, ${sum('solved')} AS solved,
  ${ifBefore(sum('created_before'))} AS created_before, ${ifBefore(sum('solved_before'))} AS solved_before
FROM days
  LEFT JOIN ${each('created_date', within('created'))} AS created USING (day)
  LEFT JOIN ${each('resolved_date', within('resolved'))} AS solved USING (day)
  LEFT JOIN ${shifted('created')} AS created_before USING (day)
  LEFT JOIN ${shifted('resolved')} AS solved_before USING (day)
GROUP BY 1 ORDER BY 1`,
  );
}

/** Rows of SpeedWeek: to the first response, by the week of creation. */
export function firstResponse(scope: Scope): Question {
  return about(scope, speedByWeek('first_response', 'created'));
}

/** Rows of SpeedWeek: to the resolution, by its week. */
export function resolution(scope: Scope): Question {
  return about(scope, speedByWeek('resolution', 'resolved'));
}

function speedByWeek(name: 'first_response' | 'resolution', subject: Subject): string {
  return `SELECT weeks.day, coalesce(tickets, 0) AS tickets, median, p90, business_median, business_p90
FROM (SELECT DISTINCT CAST(date_trunc('week', day) AS DATE) AS day FROM days) AS weeks LEFT JOIN (
  SELECT CAST(date_trunc('week', ${subject}_date) AS DATE) AS day, count(${name}_minutes)::INTEGER AS tickets,
    ${quantile(`${name}_minutes`, 0.5)} AS median, ${quantile(`${name}_minutes`, 0.9)} AS p90,
    ${quantile(`${name}_business_minutes`, 0.5)} AS business_median,
    ${quantile(`${name}_business_minutes`, 0.9)} AS business_p90
  FROM shown WHERE ${within(subject)} GROUP BY ALL
) AS done USING (day) ORDER BY weeks.day`;
}

/** Rows of RunRow: what a run asked, what came, and whether it was all. */
export function streamsOf(runId: string): Question {
  return {
    sql: `SELECT source, stream, mode, outcome, started_at, finished_at, requests, rows_read, rows_new, rows_changed,
  rows_deleted, rows_rejected, vendor_total, stored_total, error
FROM runs WHERE run_id = $run ORDER BY source, stream`,
    params: { run: runId },
  };
}

function about({ weeks, last, time, source }: Scope, select: string): Question {
  const first = plusDays(mondayOf(last), -7 * (weeks - 1));
  const params = { first, last, until: `${last} ${time}`, shift: 7 * weeks, source };
  return { sql: `WITH ${BOUNDS}\n${select}`, params };
}
