/** What a measure is: the same figure said twice, in DAX for Power BI and in SQL for everyone else. */

export interface Measure {
  name: string;
  /** The table of the model that it stands in. */
  table: string;
  folder: string;
  /** What is counted, and how that differs from what a service's own page may show. */
  description: string;
  /** As Power BI writes formats. */
  format: string;
  /** Lines of DAX; for a daily sum made from the tables of fields that it cannot answer. */
  dax: readonly string[] | ((notAnswered: readonly string[]) => readonly string[]);
  /**
   * SELECT (DuckDB) with one column `value` over the published tables, the one-row relation `period(first, last)` (the
   * days that a slicer chose, both NULL where none did) and the one-row relation `known(day)`, the last day of the
   * backlog. NULL is what Power BI shows as blank.
   */
  sql: string;
}

export const COUNT_FORMAT = '#,0';
export const HOURS_FORMAT = '#,0.0 \\h';
export const DAYS_FORMAT = '#,0.0 \\d';
export const SHARE_FORMAT = '0.0%;-0.0%;0.0%';
export const RATIO_FORMAT = '#,0.00';
export const MOMENT_FORMAT = 'General Date';

/** A moment that no filter moves: the last day of the backlog. */
export const LAST_KNOWN = `VAR LastKnown = MAXX(ALL('Daily Backlog'), 'Daily Backlog'[Date])`;

/** @param column a DATE */
export function within(column: string): string {
  return `(period.first IS NULL OR ${column} BETWEEN period.first AND period.last)`;
}

/** The same figure of the period of the same length that ended the day before. */
export function ofPrevious(sql: string): string {
  return `SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
${sql.replaceAll(/\bperiod\b/g, 'previous')}
) END AS value`;
}

/**
 * @param period days as `YYYY-MM-DD`, or null for all
 * @param restricted SELECT by the name of a published table that it stands for: fewer rows, as a filter leaves them
 */
export function measureSql(
  { sql }: Measure,
  period: { first: string; last: string } | null,
  restricted: Readonly<Record<string, string>> = {},
): string {
  const day = (text: string | undefined) => (text === undefined ? 'CAST(NULL AS DATE)' : `DATE '${text}'`);
  const relations = [
    `period AS (SELECT ${day(period?.first)} AS first, ${day(period?.last)} AS last)`,
    'previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period)',
    'known AS (SELECT max(date) AS day FROM backlog)',
    ...Object.entries(restricted).map(([table, select]) => `${table} AS (${select})`),
  ];
  return `WITH ${relations.join(',\n')}\n${sql}`;
}
