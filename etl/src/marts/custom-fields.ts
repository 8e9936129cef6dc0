/** Custom fields: their definitions, their values on tickets, and the options that were chosen. */
import { fold } from '../../../vendors/text';
import { customFields } from '../schema/reference-tables';
import { ticketCustomFieldOptions, ticketCustomFields } from '../schema/ticket-tables';
import { jsonRows } from '../store/json-rows';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { Keys } from './keys';
import type { Scope } from './scope';
import type { SqlClock } from './sql-time';
import { boundedText } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary tables t_fields, where what a list says wins over what a record mentions; t_filled, the fields that have a
 * value; t_definitions, of those whose definition has another ID; t_options, the options of each field; and
 * t_shown_fields, those that are published, with what their values are.
 */
export async function prepareCustomFields(
  session: Session,
  t: Tables<'names' | 'sources'>,
): Promise<Tables<'definitions' | 'options' | 'shown_fields'>> {
  const best = (column: string) =>
    `coalesce(max(${column}) FILTER (origin = 'list'), max(${column}) FILTER (origin = 'mention')) AS ${column}`;
  const fields = await make(
    session,
    'fields',
    `SELECT source, field_id, ${best('name')}, ${best('type')}, bool_or(origin = 'list') AS is_listed
     FROM w_fields GROUP BY source, field_id`,
  );
  const misfits = ['number', 'boolean', 'date', 'at'].map(
    (value) => `count(*) FILTER (value_text IS NOT NULL AND value_${value} IS NULL) AS not_${value}`,
  );
  const filled = await make(
    session,
    'filled',
    `SELECT source, field_id, count(*) AS filled, ${misfits.join(', ')} FROM w_custom_values GROUP BY source, field_id`,
  );
  // What tickets name by its label, or as a member that the service has no place for, may be defined under another id.
  const definitions = await make(
    session,
    'definitions',
    `SELECT f.source, f.field_id, min(d.field_id) AS definition, min(d.name) AS name, min(d.type) AS type
     FROM ${fields.fields} f SEMI JOIN ${filled.filled} x USING (source, field_id)
     JOIN ${fields.fields} d ON d.source = f.source AND d.is_listed AND (d.name = f.field_id OR f.field_id = 'unmapped.' || d.field_id)
     ANTI JOIN ${filled.filled} y ON y.source = d.source AND y.field_id = d.field_id
     WHERE NOT f.is_listed GROUP BY f.source, f.field_id HAVING count(*) = 1`,
  );
  const options = await make(
    session,
    'options',
    `SELECT f.source, f.field_id, n.id[length(f.defined) + 2:] AS option_id, n.name AS label
     FROM (SELECT f.source, f.field_id, coalesce(d.definition, f.field_id) AS defined
           FROM ${fields.fields} f LEFT JOIN ${definitions.definitions} d USING (source, field_id)) f
     JOIN ${t.names} n ON n.source = f.source AND n.kind = 'option' AND starts_with(n.id, f.defined || '/')`,
  );
  const display = await make(
    session,
    'shown_fields',
    `SELECT f.source, s.vendor, f.field_id, coalesce(d.name, f.name) AS name, coalesce(d.type, f.type) AS type,
       f.is_listed OR d.definition IS NOT NULL AS is_defined, o.field_id IS NOT NULL AS has_options,
       coalesce(x.filled, 0) AS filled, coalesce(x.not_number, 0) AS not_double, coalesce(x.not_boolean, 0) AS not_boolean,
       coalesce(x.not_date, 0) AS not_date, coalesce(x.not_at, 0) AS not_local
     FROM ${fields.fields} f JOIN ${t.sources} s USING (source)
     LEFT JOIN ${definitions.definitions} d ON d.source = f.source AND d.field_id = f.field_id
     LEFT JOIN ${filled.filled} x ON x.source = f.source AND x.field_id = f.field_id
     LEFT JOIN (SELECT DISTINCT source, field_id FROM ${options.options}) o ON o.source = f.source AND o.field_id = f.field_id
     WHERE s.custom_fields AND (f.is_listed OR x.field_id IS NOT NULL)
       AND (f.source, f.field_id) NOT IN (SELECT (source, definition) FROM ${definitions.definitions})`,
  );
  return { ...definitions, ...options, ...display };
}

export function customFieldsMart(keys: Keys, t: Tables<'shown_fields' | 'field_columns'>): Mart {
  return {
    table: customFields,
    select: `
      SELECT ${keys.field('f.source', 'f.field_id')} AS field_key, f.source, f.vendor, f.field_id, f.name, f.type, c.column_name
      FROM ${t.shown_fields} f LEFT JOIN (
        SELECT source, field_id, arg_max(column_name, generation) AS column_name FROM ${t.field_columns} GROUP BY source, field_id
      ) c ON c.source = f.source AND c.field_id = f.field_id`,
  };
}

/**
 * Temporary table t_chosen(source, ticket_id, field_id, place, option_id, label): an option that was chosen, place 1 is
 * the first. One that is not in a list is known by its text, where its field has options.
 */
export function prepareChosen(session: Session, s: Scope, t: Tables<'options'>): Promise<Tables<'chosen'>> {
  return make(
    session,
    'chosen',
    `WITH labelled AS (
       SELECT source, field_id, label, CASE WHEN count(*) = 1 THEN min(option_id) END AS option_id FROM ${t.options} GROUP BY ALL
     ), known AS (SELECT DISTINCT source, field_id FROM ${t.options}),
     named AS (
       SELECT source, ticket_id, field_id, unnest(option_ids) AS option, generate_subscripts(option_ids, 1) AS place
       FROM ${s.values} WHERE option_ids IS NOT NULL
       UNION ALL
       SELECT v.source, v.ticket_id, v.field_id, v.value_text, 1
       FROM ${s.values} v SEMI JOIN known k ON k.source = v.source AND k.field_id = v.field_id
       WHERE v.option_ids IS NULL AND v.value_text IS NOT NULL
     )
     SELECT n.source, n.ticket_id, n.field_id, n.place, o.label IS NOT NULL OR l.label IS NOT NULL AS is_known,
       CASE WHEN o.label IS NULL AND l.label IS NOT NULL THEN l.option_id ELSE n.option END AS option_id, coalesce(o.label, n.option) AS label
     FROM named n LEFT JOIN ${t.options} o ON o.source = n.source AND o.field_id = n.field_id AND o.option_id = n.option
     LEFT JOIN labelled l ON l.source = n.source AND l.field_id = n.field_id AND l.label = n.option`,
  );
}

/** Temporary table t_values: the values of the tickets in scope, as they are published. */
export function prepareValues(
  session: Session,
  keys: Keys,
  clock: SqlClock,
  s: Scope,
  t: Tables<'tickets' | 'sources' | 'chosen'>,
): Promise<Tables<'values'>> {
  return make(
    session,
    'values',
    `WITH labels AS (
       SELECT source, ticket_id, field_id, string_agg(label, ', ' ORDER BY place) AS joined FROM ${t.chosen} GROUP BY source, ticket_id, field_id
     )
     SELECT t.ticket_key, ${keys.field('v.source', 'v.field_id')} AS field_key, v.source, t.vendor,
       coalesce(${boundedText('l.joined')}, v.value_text) AS value_text, v.value_number, v.value_boolean,
       v.value_at, coalesce(v.value_date::TIMESTAMP, ${clock.local('v.value_at')}) AS value_local,
       coalesce(v.value_date, ${clock.date('v.value_at')}) AS value_date
     FROM ${s.values} v JOIN ${t.tickets} t ON t.source = v.source AND t.ticket_id = v.ticket_id
     JOIN ${t.sources} s ON s.source = v.source AND s.custom_fields
     LEFT JOIN labels l ON l.source = v.source AND l.ticket_id = v.ticket_id AND l.field_id = v.field_id`,
  );
}

export function customValuesMart(t: Tables<'values'>): Mart {
  return { table: ticketCustomFields, select: `SELECT * FROM ${t.values}` };
}

/** Temporary table t_folded(label, folded) of labels that folding changes: it has its one home in TypeScript. */
export async function prepareFolded(session: Session, t: Tables<'chosen'>): Promise<Tables<'folded'>> {
  const labels = await session.all(
    `SELECT DISTINCT ${boundedText('label')} AS label FROM ${t.chosen}`,
    undefined,
    (row) => ({ label: textIn(row, 'label'), folded: fold(textIn(row, 'label')) }),
  );
  const columns = ['label', 'folded'].map((name) => [name, 'VARCHAR'] as const);
  const changed = labels.filter(({ label, folded }) => label !== folded);
  return make(session, 'folded', `FROM ${jsonRows(columns)}`, { rows: JSON.stringify(changed) });
}

/** Two labels of one ticket and field that fold alike are one option: the first. */
export function optionsMart(keys: Keys, t: Tables<'tickets' | 'sources' | 'chosen' | 'folded'>): Mart {
  return {
    table: ticketCustomFieldOptions,
    select: `
      WITH shown AS (
        SELECT c.* EXCLUDE (label), ${boundedText('c.label')} AS option FROM ${t.chosen} c
      ), first AS (
        SELECT c.*, coalesce(f.folded, c.option) AS folded FROM shown c LEFT JOIN ${t.folded} f ON f.label = c.option
        WHERE coalesce(f.folded, c.option) <> ''
        QUALIFY row_number() OVER (PARTITION BY source, ticket_id, field_id, coalesce(f.folded, c.option) ORDER BY place) = 1
      )
      SELECT t.ticket_key, ${keys.field('c.source', 'c.field_id')} AS field_key, c.source, t.vendor, c.option,
        CASE WHEN c.is_known OR NOT s.by_label THEN c.option_id END AS option_id,
        CAST(row_number() OVER (PARTITION BY c.source, c.ticket_id, c.field_id ORDER BY c.place) AS INTEGER) AS position
      FROM first c JOIN ${t.tickets} t ON t.source = c.source AND t.ticket_id = c.ticket_id
      JOIN ${t.sources} s ON s.source = c.source AND s.custom_fields`,
  };
}
