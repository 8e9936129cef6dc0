/** Every day of whole years, from the first to the last date in the lake. */
import { dates } from '../schema/reference-tables';
import { TABLES, quoted } from '../schema/tables';
import type { Mart } from './diff';
import type { Tables } from './temporary-table';

/** A due date of 9999 must not make three million days. */
const WITHIN = "BETWEEN DATE '1900-01-01' AND DATE '2100-12-31'";

/** @param m the marts of all tables that have dates */
export function datesMart(
  m: Tables<'tickets' | 'comments' | 'status_changes' | 'ticket_custom_fields' | 'backlog'>,
): Mart {
  const relations = new Map<string, string>(Object.entries(m));
  const relationOf = (name: string) => {
    const relation = relations.get(name);
    if (relation === undefined) throw new Error(`the dates of ${name} are not looked at`);
    return relation;
  };
  const columns = TABLES.filter((table) => table !== dates).flatMap((table) =>
    table.columns
      .filter((column) => column.type === 'date')
      .map(
        ({ name }) =>
          `SELECT min(${quoted(name)}) AS first, max(${quoted(name)}) AS last FROM ${relationOf(table.name)} WHERE ${quoted(name)} ${WITHIN}`,
      ),
  );
  return {
    table: dates,
    select: `
      WITH bounds AS (SELECT min(first) AS first, max(last) AS last FROM (${columns.join(' UNION ALL ')})),
      days AS (
        SELECT CAST(unnest(generate_series(date_trunc('year', first), date_trunc('year', last) + INTERVAL 1 YEAR - INTERVAL 1 DAY, INTERVAL 1 DAY)) AS DATE) AS date
        FROM bounds WHERE first IS NOT NULL
      )
      SELECT date, year(date)::INTEGER AS year, quarter(date)::INTEGER AS quarter, month(date)::INTEGER AS month, monthname(date) AS month_name,
        strftime(date, '%Y-%m') AS year_month, isoyear(date)::INTEGER AS iso_year, week(date)::INTEGER AS iso_week,
        isodow(date)::INTEGER AS weekday, dayname(date) AS weekday_name, isodow(date) >= 6 AS is_weekend
      FROM days`,
  };
}
