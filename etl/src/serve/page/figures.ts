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
  /** null: all. */
  source: string | null;
}

export interface Question {
  sql: string;
  params: Record<string, string | null>;
}

export interface KeyFigures {
  /** The period begins with its first ticket where it would begin before. */
  first_day: string;
  open: number;
  created: number;
  solved: number;
  /** Hours; null without a ticket that has one. */
  median_first_response: number | null;
  median_resolution: number | null;
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
}

export interface SpeedWeek {
  /** Its Monday. */
  day: string;
  tickets: number;
  /** Hours; null without a ticket that has one. */
  median: number | null;
  p90: number | null;
}

const OF_SOURCE = '($source::VARCHAR IS NULL OR source = $source::VARCHAR)';

const BOUNDS = `bounds AS (
  SELECT greatest($first::DATE, CAST(date_trunc('week', min(created_date)) AS DATE)) AS first_day, $last::DATE AS last_day
  FROM tickets WHERE NOT is_deleted AND created_date <= $last::DATE AND ${OF_SOURCE}
), days AS (
  SELECT CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS day FROM bounds
)`;

const within = (column: string): string =>
  `NOT is_deleted AND ${OF_SOURCE} AND ${column} BETWEEN (SELECT first_day FROM bounds) AND (SELECT last_day FROM bounds)`;

const median = (column: string, date: string): string =>
  `(SELECT quantile_cont(${column}, 0.5) / 60 FROM tickets WHERE ${within(date)})`;

/** One row of KeyFigures. */
export function keyFigures(scope: Scope): Question {
  return about(
    scope,
    `SELECT (SELECT first_day FROM bounds) AS first_day,
  (SELECT count(*) FROM tickets WHERE is_open AND NOT is_deleted AND ${OF_SOURCE}) AS open,
  (SELECT count(*) FROM tickets WHERE ${within('created_date')}) AS created,
  (SELECT count(*) FROM tickets WHERE ${within('resolved_date')}) AS solved,
  ${median('first_response_minutes', 'created_date')} AS median_first_response,
  ${median('resolution_minutes', 'resolved_date')} AS median_resolution`,
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
  const each = (date: string): string =>
    `(SELECT ${date} AS day, count(*) AS tickets FROM tickets WHERE ${within(date)} GROUP BY ALL)`;
  return about(
    scope,
    `SELECT CAST(date_trunc('${stepOf(scope)}', day) AS DATE) AS day,
  coalesce(sum(created.tickets), 0)::INTEGER AS created, coalesce(sum(solved.tickets), 0)::INTEGER AS solved
FROM days LEFT JOIN ${each('created_date')} AS created USING (day) LEFT JOIN ${each('resolved_date')} AS solved USING (day)
GROUP BY ALL ORDER BY 1`,
  );
}

/** Rows of SpeedWeek: to the first response, by the week of creation. */
export function firstResponse(scope: Scope): Question {
  return about(scope, speed('first_response_minutes', 'created_date'));
}

/** Rows of SpeedWeek: to the resolution, by its week. */
export function resolution(scope: Scope): Question {
  return about(scope, speed('resolution_minutes', 'resolved_date'));
}

function speed(minutes: string, date: string): string {
  return `SELECT weeks.day, coalesce(tickets, 0) AS tickets, median, p90
FROM (SELECT DISTINCT CAST(date_trunc('week', day) AS DATE) AS day FROM days) AS weeks LEFT JOIN (
  SELECT CAST(date_trunc('week', ${date}) AS DATE) AS day, count(${minutes})::INTEGER AS tickets,
    quantile_cont(${minutes}, 0.5) / 60 AS median, quantile_cont(${minutes}, 0.9) / 60 AS p90
  FROM tickets WHERE ${within(date)} GROUP BY ALL
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

function about({ weeks, last, source }: Scope, select: string): Question {
  const first = plusDays(mondayOf(last), -7 * (weeks - 1));
  return { sql: `WITH ${BOUNDS}\n${select}`, params: { first, last, source } };
}
