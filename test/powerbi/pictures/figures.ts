/** The figures of a visual, from the files of the project and the twins of its measures in SQL. */
import { MEASURES, measureNamed } from '../../../etl/src/powerbi/measures/measures';
import { measureSql } from '../../../etl/src/powerbi/measures/measure';
import { modelColumnNamed } from '../../../etl/src/powerbi/model/tables';
import type { Duck } from '../duck';
import { openParquet } from '../duck';
import type { Choice, Period, VisibleField } from '../fields';
import { figureUnder } from '../fields';
import { modelRowsSql } from '../model-rows';

export interface Shown {
  kind: 'Column' | 'Measure';
  table: string;
  name: string;
}

export interface Lake {
  /** The days up to the last one of the backlog. */
  lastDays(days: number): Promise<{ first: string; last: string }>;
  figure(measure: string, choices: readonly Chosen[], period: Period): Promise<number | string | null>;
  members(column: Shown): Promise<Array<string | null>>;
  tickets(columns: readonly Shown[], isOpen: boolean, period: Period): Promise<Array<Record<string, string | null>>>;
  rows(table: string, columns: readonly Shown[]): Promise<Array<Record<string, string | null>>>;
  close(): void;
}

export interface Chosen {
  column: Shown;
  value: string | null;
}

/** As Power BI writes the format of a measure. */
export function formatOf(measure: string): string {
  return MEASURES.find(({ name }) => name === measure)?.format ?? '';
}

function fieldOf({ table, name }: Shown): VisibleField {
  return { table, name, column: `"${modelColumnNamed(table, name).lake.name}"` };
}

/** The key of a dimension in the rows of tickets. */
const KEYS: Readonly<Record<string, readonly [fact: string, key: string]>> = {
  Queue: ['queue_key', 'queue_key'],
  Agent: ['assignee_key', 'person_key'],
  Status: ['status_group', 'status_group'],
  Priority: ['priority_level', 'priority_level'],
  Sources: ['source', 'source'],
};

export async function openLake(parquet: string): Promise<Lake> {
  const duck = await openParquet(parquet);
  return {
    lastDays: async (days) => {
      const [row = {}] = await duck.rows(
        `SELECT (max(date) - ${days - 1})::VARCHAR AS first, max(date)::VARCHAR AS last FROM backlog`,
      );
      return { first: String(row['first']), last: String(row['last']) };
    },
    figure: async (measure, choices, period) => {
      if (measureNamed(measure).folder === 'Data Health') return healthFigure(duck, measure, choices);
      const under: Choice[] = choices.map(({ column, value }) => ({ field: fieldOf(column), value }));
      return figureUnder(duck, measure, under, period);
    },
    members: async (column) => {
      const field = fieldOf(column);
      const sort = modelColumnNamed(column.table, column.name).sortBy;
      const order = sort === null ? field.column : fieldOf({ ...column, name: sort }).column;
      const rows = await duck.rows(
        `SELECT ${field.column}::VARCHAR AS value FROM (${modelRowsSql(column.table)}) GROUP BY value ORDER BY min(${order}), value`,
      );
      const values = rows.map(({ value }) => (value === null || value === undefined ? null : String(value)));
      return values.includes(null) ? values : [...values, null];
    },
    tickets: (columns, isOpen, period) => {
      const joins = Object.entries(KEYS).map(
        ([table, [fact, key]]) =>
          `LEFT JOIN (${modelRowsSql(table)}) "${table}" ON "${table}".${key} = "Tickets".${fact}`,
      );
      const shown = columns.map((column) => `"${column.table}".${fieldOf(column).column}::VARCHAR AS "${column.name}"`);
      const within = period === null ? 'true' : `"Tickets".created_date BETWEEN '${period.first}' AND '${period.last}'`;
      return texts(
        duck,
        `SELECT "Tickets".ticket_id AS "Ticket ID", ${shown.join(', ')} FROM (${modelRowsSql('Tickets')}) "Tickets" ${joins.join(' ')}
         WHERE NOT is_deleted AND ${isOpen ? 'is_open' : within} ORDER BY created_local DESC`,
      );
    },
    rows: (table, columns) => {
      const shown = columns.map((column) => `"${column.table}".${fieldOf(column).column}::VARCHAR AS "${column.name}"`);
      const join = JOINS[table] ?? `JOIN sources "Sources" ON "Sources".source = "${table}".source`;
      return texts(
        duck,
        `SELECT DISTINCT ${shown.join(', ')} FROM (${modelRowsSql(table)}) "${table}" ${join} ORDER BY ALL`,
      );
    },
    close: () => duck.close(),
  };
}

/** What names the rows of a table, if not their source. */
const JOINS: Readonly<Record<string, string>> = {
  Sources: '',
  'Custom Field Options': `JOIN (${modelRowsSql('Custom Fields')}) "Custom Fields" ON "Custom Fields".field_key = "Custom Field Options".field_key`,
};

async function texts(duck: Duck, sql: string): Promise<Array<Record<string, string | null>>> {
  const rows = await duck.rows(sql);
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)])),
  );
}

/** By source, stream and reason: the fields of its tables that say which rows are meant. */
function healthFigure(duck: Duck, measure: string, choices: readonly Chosen[]): Promise<string | null> {
  const conditions = (table: string) =>
    choices
      .filter(({ column }) => column.table === table || (column.table === 'Sources' && column.name === 'Source'))
      .map(({ column, value }) =>
        value === null
          ? `${fieldOf(column).column} IS NULL`
          : `${fieldOf(column).column}::VARCHAR = '${value.replaceAll("'", "''")}'`,
      );
  const restricted = Object.fromEntries(
    (['Runs', 'Rejects', 'Sources'] as const).map((table) => [
      table.toLowerCase(),
      `SELECT * FROM main.${table.toLowerCase()} WHERE ${['true', ...conditions(table)].join(' AND ')}`,
    ]),
  );
  return duck.value(measureSql(measureNamed(measure), null, restricted));
}
