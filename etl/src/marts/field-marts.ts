/** The marts of the tables of custom fields: each ticket of their source has a row. */
import type { Column, Table } from '../schema/column';
import { FIXED_COLUMNS, PREFIX } from '../schema/field-tables';
import { literal, quoted } from '../schema/tables';
import { sqlType } from '../schema/column';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import { dropOtherKeys, settleKeys } from './key-tables';
import type { Keys } from './keys';
import { fieldTables } from './field-columns';
import type { SqlClock } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Makes the tables of keys of the tables that there are to be, and drops those of others.
 * @param fields relation of the rows of custom_fields, where there are any
 */
export async function prepareFieldMarts(
  session: Session,
  _t: Tables<'field_columns' | 'field_tables'>,
  fields: string | null,
): Promise<Table[]> {
  const tables = await fieldTables(session, fields);
  await settleKeys(session, tables);
  await dropOtherKeys(session, PREFIX, new Set(tables.map(({ name }) => name)));
  return tables;
}

/** Temporary table t_field_places(field_key, table_name, place): the columns that fields have at present. */
export function prepareFieldPlaces(
  session: Session,
  keys: Keys,
  t: Tables<'field_columns' | 'field_tables'>,
): Promise<Tables<'field_places'>> {
  return make(
    session,
    'field_places',
    `SELECT ${keys.field('c.source', 'c.field_id')} AS field_key, n.table_name, c.column_name
     FROM ${t.field_columns} c JOIN ${t.field_tables} n USING (source)
     QUALIFY c.generation = max(c.generation) OVER (PARTITION BY c.source, c.field_id)`,
  );
}

/** What a value is in a column of each type; of a yes/no field some services write words or numbers. */
const VALUES: Readonly<Partial<Record<Column['type'], string>>> = {
  text: 'value_text',
  double:
    "coalesce(value_number, CASE WHEN regexp_full_match(trim(value_text), '[+-]?[0-9]+([.][0-9]+)?') THEN TRY_CAST(trim(value_text) AS DOUBLE) END)",
  boolean:
    "coalesce(value_boolean, CASE WHEN lower(trim(value_text)) IN ('true', 'yes', 'on', '1') THEN true WHEN lower(trim(value_text)) IN ('false', 'no', 'off', '0') THEN false END)",
  date: 'value_date',
  local: 'value_local',
};

/** One row per ticket of a source, with a column for each field, from values as they are published. */
export function fieldMart(
  table: Table,
  clock: SqlClock,
  t: Tables<'tickets' | 'values' | 'field_places' | 'field_tables'>,
): Mart {
  const columns = table.columns.filter(({ name }) => !FIXED_COLUMNS.includes(name));
  const values = columns.map(({ name, type }) => {
    const value = VALUES[type] ?? 'value_text';
    return `CAST(max(${value}) FILTER (column_name = ${literal(name)}) AS ${sqlType(type)}) AS ${quoted(name)}`;
  });
  return {
    table,
    select: `
      WITH placed AS (
        SELECT v.*, p.column_name FROM ${t.values} v JOIN ${t.field_places} p ON p.field_key = v.field_key AND p.table_name = ${literal(table.name)}
      ), wide AS (SELECT ticket_key, ${values.join(', ')} FROM placed GROUP BY ticket_key)
      SELECT t.ticket_key, t.source, t.vendor, w.* EXCLUDE (ticket_key), ${clock.local('t.created_at')} AS _created
      FROM ${t.tickets} t JOIN ${t.field_tables} n ON n.source = t.source AND n.table_name = ${literal(table.name)}
      LEFT JOIN wide w ON w.ticket_key = t.ticket_key`,
  };
}
