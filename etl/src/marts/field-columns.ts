/**
 * Which column each custom field has. A name is given once, when the field is first seen, and kept: whoever renames a
 * label must not break the reports that read the column.
 */
import { fold } from '../../../vendors/text';
import type { FieldNames } from '../privacy/masks';
import type { ColumnType } from '../schema/column';
import type { FieldColumn, FieldTable } from '../schema/field-tables';
import {
  FIXED_COLUMNS,
  PREFIX,
  TakenNames,
  fieldColumnName,
  fieldTable,
  fieldTableName,
  isNamedAfter,
} from '../schema/field-tables';
import { TABLES } from '../schema/tables';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { booleanIn, maybeTextIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Tables } from './temporary-table';
import { handleOf } from './temporary-table';

/** More than that no report shows, and a file of them is slow to read. */
const MOST_FIELDS = 500;

/** A field that is published, and what its values are. */
interface Field {
  source: string;
  id: string;
  /** As it is published, as `label` is. */
  publishedId: string;
  label: string | null;
  /** What its first column was called before its label and its id were published otherwise. */
  formerName: string;
  type: ColumnType;
  /** Whether its type is that of a definition: else it is the word of some ticket's value. */
  isDefined: boolean;
  values: number;
}

interface AssignedColumn {
  source: string;
  field_id: string;
  column_name: string;
  column_type: ColumnType;
  /** 1 is the first of its source. */
  place: number;
  /** 1 is the first of its field: each change of the type brings another. */
  generation: number;
}

interface Named {
  source: string;
  table_name: string;
  is_shown: boolean;
}

const GIVEN: JsonColumns = [
  ['source', 'VARCHAR'],
  ['field_id', 'VARCHAR'],
  ['column_name', 'VARCHAR'],
  ['column_type', 'VARCHAR'],
  ['place', 'INTEGER'],
  ['generation', 'INTEGER'],
];
const NAMED: JsonColumns = [
  ['source', 'VARCHAR'],
  ['table_name', 'VARCHAR'],
  ['is_shown', 'BOOLEAN'],
];

/** Makes the tables that keep the names, where there are none. */
export async function createFieldColumns(session: Session): Promise<void> {
  const ddl = (columns: JsonColumns) => columns.map(([name, type]) => `${name} ${type}`).join(', ');
  await session.run(`CREATE TABLE IF NOT EXISTS field_columns(${ddl(GIVEN)})`);
  await session.run(`CREATE TABLE IF NOT EXISTS field_tables(${ddl(NAMED)})`);
}

/**
 * Gives every field that has no column one, in the order of their IDs.
 * @param now canonical instant, of changes of a type
 * @param names of fields, as they are published
 */
export async function giveColumns(
  session: Session,
  t: Tables<'shown_fields'>,
  now: string,
  names: FieldNames,
): Promise<Tables<'field_columns' | 'field_tables'>> {
  const fields = await fieldsIn(session, t, names);
  await renameColumns(session, fields, await assignedIn(session));
  const assigned = await assignedIn(session);
  const fresh = [...bySource(fields)].flatMap(([source, own]) =>
    newColumns(
      own,
      assigned.filter((column) => column.source === source),
    ),
  );
  await append(session, 'field_columns', GIVEN, fresh);
  for (const { source, field_id: path, generation } of fresh) {
    if (generation === 1) continue;
    await session.run(
      "INSERT INTO schema_changes VALUES ($now::TIMESTAMPTZ, $source, 'custom_fields', $path, 'type_change')",
      { now, source, path },
    );
  }
  await nameTables(session, new Set(fields.map(({ source }) => source)));
  return { ...handleOf('field_columns', 'field_columns'), ...handleOf('field_tables', 'field_tables') };
}

/**
 * The tables that the lake has, each column with the present label of its field.
 * @param fields relation of the rows of custom_fields, where there are any
 */
export async function fieldTables(session: Session, fields: string | null): Promise<FieldTable[]> {
  const labels = fields ?? '(SELECT NULL AS source, NULL AS field_id, NULL AS name, NULL AS column_name WHERE false)';
  const rows = await session.all(
    `SELECT t.table_name, t.source, c.column_name, c.column_type, coalesce(f.name, f.field_id, c.column_name) AS label
     FROM field_tables t JOIN field_columns c USING (source)
     JOIN (SELECT source, field_id, arg_max(column_name, generation) AS present FROM field_columns GROUP BY ALL) l USING (source, field_id)
     LEFT JOIN ${labels} f ON f.source = c.source AND f.column_name = l.present
     WHERE t.is_shown ORDER BY t.table_name, c.place`,
    undefined,
    (row) => ({
      table: textIn(row, 'table_name'),
      source: textIn(row, 'source'),
      column: { name: textIn(row, 'column_name'), type: typeIn(row), description: textIn(row, 'label') },
    }),
  );
  const tables = new Map<string, { source: string; columns: FieldColumn[] }>();
  for (const { table, source, column } of rows) {
    const known = tables.get(table) ?? { source, columns: [] };
    tables.set(table, known);
    known.columns.push(column);
  }
  return [...tables].map(([name, { source, columns }]) => fieldTable(name, source, columns));
}

/**
 * Says in the run how many fields of each source have no column.
 * @param fields relation of the rows of custom_fields, where there are any
 */
export async function noteLeftOut(session: Session, runId: string, fields: string | null): Promise<void> {
  if (fields === null) return;
  await session.run(
    `UPDATE runs SET error = concat_ws(' | ', error, f.note)
     FROM (SELECT source, count(*) || ' custom fields have no column in its table: it holds ${MOST_FIELDS}, and ticket_custom_fields all' AS note
           FROM ${fields} WHERE column_name IS NULL GROUP BY source) f
     WHERE runs.run_id = $runId AND runs.stream = 'tickets' AND runs.source = f.source AND NOT contains(coalesce(error, ''), f.note)`,
    { runId },
  );
}

function newColumns(fields: readonly Field[], assigned: readonly AssignedColumn[]): AssignedColumn[] {
  const latest = new Map<string, AssignedColumn>();
  for (const column of assigned) {
    const known = latest.get(column.field_id);
    if (known === undefined || known.generation < column.generation) latest.set(column.field_id, column);
  }
  const chosen = chosenFields(fields, latest);
  const taken = new TakenNames([...FIXED_COLUMNS, ...assigned.map((column) => column.column_name)]);
  let place = assigned.length;
  return fields.flatMap((field): AssignedColumn[] => {
    const { source, id, publishedId } = field;
    const last = latest.get(id);
    const type = last === undefined ? (chosen.has(field) ? field.type : null) : changedType(last.column_type, field);
    if (type === null) return [];
    place += 1;
    const generation = (last?.generation ?? 0) + 1;
    const first = assigned.find((column) => column.field_id === field.id && column.generation === 1)?.column_name;
    const name = first === undefined ? fieldColumnName(field.label, publishedId) : `${first}_${generation}`;
    return [{ source, field_id: id, column_name: taken.give(name, publishedId), column_type: type, place, generation }];
  });
}

/** A column that was called by an address, before people were masked, is called otherwise. */
async function renameColumns(
  session: Session,
  fields: readonly Field[],
  assigned: readonly AssignedColumn[],
): Promise<void> {
  const takenBySource = new Map<string, TakenNames>();
  for (const { source, id, publishedId, label, formerName } of fields) {
    const name = fieldColumnName(label, publishedId);
    if (formerName === name) continue;
    const own = assigned.filter((column) => column.source === source);
    const taken =
      takenBySource.get(source) ?? new TakenNames([...FIXED_COLUMNS, ...own.map((column) => column.column_name)]);
    takenBySource.set(source, taken);
    for (const { column_name: old, generation } of own.filter((column) => column.field_id === id)) {
      if (!old.startsWith(formerName)) continue;
      const requested = generation === 1 ? name : `${name}_${generation}`;
      await session.run(
        'UPDATE field_columns SET column_name = $name WHERE source = $source AND field_id = $id AND column_name = $old',
        { name: taken.give(requested, publishedId), source, id, old },
      );
    }
  }
}

/** Fields that are to have their first column: where there is no room for all, those with most values. */
function chosenFields(fields: readonly Field[], latest: ReadonlyMap<string, AssignedColumn>): Set<Field> {
  const waiting = fields.filter(({ id }) => !latest.has(id));
  const room = Math.max(MOST_FIELDS - latest.size, 0);
  if (waiting.length <= room) return new Set(waiting);
  return new Set(waiting.toSorted((a, b) => b.values - a.values || byCodePoint(a.id, b.id)).slice(0, room));
}

/** Where no definition says the type, a value that does not fit makes it text, and it stays text. */
function changedType(present: ColumnType, { type, isDefined }: Field): ColumnType | null {
  if (present === type) return null;
  if (isDefined) return type;
  return present === 'text' ? null : 'text';
}

/** Whether a source is called as its table: of `a-b` and `a_b`, the second one has `ticket_fields_a_b`. */
function isExact(source: string): boolean {
  return fieldTableName(source) === `${PREFIX}${source}`;
}

/** A source that was renamed has a table of its new name. */
async function nameTables(session: Session, display: ReadonlySet<string>): Promise<void> {
  const known = await session.all('SELECT source, table_name FROM field_tables', undefined, (row) => ({
    source: textIn(row, 'source'),
    table_name: textIn(row, 'table_name'),
  }));
  const kept = known.filter(({ source, table_name: name }) => isNamedAfter(source, name));
  const taken = new TakenNames([...TABLES.map(({ name }) => name), ...kept.map(({ table_name }) => table_name)]);
  const fresh = [...display]
    .filter((source) => !kept.some((table) => table.source === source))
    .sort((a, b) => Number(isExact(b)) - Number(isExact(a)) || byCodePoint(a, b))
    .map((source) => ({ source, table_name: taken.give(fieldTableName(source), source) }));
  const rows = [...kept, ...fresh].map((table): Named => ({ ...table, is_shown: display.has(table.source) }));
  await session.run('DELETE FROM field_tables');
  await append(session, 'field_tables', NAMED, rows);
}

async function append(session: Session, table: string, columns: JsonColumns, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await session.run(`INSERT INTO ${table} BY NAME FROM ${jsonRows(columns)}`, { rows: JSON.stringify(rows) });
}

function fieldsIn(session: Session, t: Tables<'shown_fields'>, names: FieldNames): Promise<Field[]> {
  return session.all(`SELECT * FROM ${t.shown_fields} ORDER BY source, field_id`, undefined, (row) => {
    const isDefined = booleanIn(row, 'is_defined');
    const declaredType = booleanIn(row, 'has_options') ? 'text' : typeOf(maybeTextIn(row, 'type'));
    const isSure = isDefined || declaredType === 'text' || numberIn(row, `not_${declaredType}`) === 0;
    const [id, label] = [textIn(row, 'field_id'), maybeTextIn(row, 'name')];
    return {
      source: textIn(row, 'source'),
      id,
      publishedId: names.id(id),
      label: label === null ? null : names.label(label),
      formerName: fieldColumnName(label, id),
      type: isSure ? declaredType : 'text',
      isDefined,
      values: numberIn(row, 'filled'),
    };
  });
}

function assignedIn(session: Session): Promise<AssignedColumn[]> {
  return session.all('SELECT * FROM field_columns ORDER BY source, place', undefined, (row) => ({
    source: textIn(row, 'source'),
    field_id: textIn(row, 'field_id'),
    column_name: textIn(row, 'column_name'),
    column_type: typeIn(row),
    place: numberIn(row, 'place'),
    generation: numberIn(row, 'generation'),
  }));
}

type FieldType = 'text' | 'double' | 'boolean' | 'date' | 'local';

const FIELD_TYPES: readonly FieldType[] = ['text', 'double', 'boolean', 'date', 'local'];

function typeIn(row: Parameters<typeof textIn>[0]): FieldType {
  const type = textIn(row, 'column_type');
  return FIELD_TYPES.find((each) => each === type) ?? 'text';
}

/** Words of services for their types; all else is text. */
const WORDS: ReadonlyMap<string, FieldType> = new Map([
  ...['number', 'numeric', 'integer', 'int', 'float', 'double', 'decimal', 'currency', 'percent', 'percentage'].map(
    (word) => [word, 'double'] as const,
  ),
  ...['boolean', 'bool', 'toggle', 'yesno', 'switch'].map((word) => [word, 'boolean'] as const),
  ...['date', 'day'].map((word) => [word, 'date'] as const),
  ...['datetime', 'timestamp'].map((word) => [word, 'local'] as const),
]);

function typeOf(word: string | null): FieldType {
  return WORDS.get(fold(word ?? '').replaceAll(/[^a-z]/g, '')) ?? 'text';
}

function bySource(fields: readonly Field[]): Map<string, Field[]> {
  const sources = new Map<string, Field[]>();
  for (const field of fields) {
    const own = sources.get(field.source) ?? [];
    sources.set(field.source, own);
    own.push(field);
  }
  return sources;
}

/** As DuckDB orders texts. */
function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
