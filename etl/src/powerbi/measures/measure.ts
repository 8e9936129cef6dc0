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
  /** Lines of DAX. */
  dax: readonly string[];
  /**
   * SELECT (DuckDB) with one column `value` over the published tables and the one-row relation `period(first, last)`:
   * the days that a slicer chose, both NULL where none did. NULL is what Power BI shows as blank.
   */
  sql: string;
}

export const COUNT_FORMAT = '#,0';
export const HOURS_FORMAT = '#,0.0 \\h';
export const DAYS_FORMAT = '#,0.0 \\d';
export const SHARE_FORMAT = '0.0%;-0.0%;0.0%';
export const RATIO_FORMAT = '#,0.00';
export const MOMENT_FORMAT = 'General Date';

/** @param column a DATE */
export function within(column: string): string {
  return `(period.first IS NULL OR ${column} BETWEEN period.first AND period.last)`;
}

/** @param period days as `YYYY-MM-DD`, or null for all */
export function measureSql({ sql }: Measure, period: { first: string; last: string } | null): string {
  const day = (text: string | undefined) => (text === undefined ? 'CAST(NULL AS DATE)' : `DATE '${text}'`);
  return `WITH period AS (SELECT ${day(period?.first)} AS first, ${day(period?.last)} AS last)\n${sql}`;
}
