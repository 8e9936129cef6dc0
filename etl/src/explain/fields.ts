/** From raw value to column of a custom field: a line a column of the table of the ticket's source. */
import type { Json } from '../../../vendors/json';
import type { CustomValue, Ticket } from '../../../vendors/model';
import { toResult } from '../../../vendors/result';
import { publishedFieldTables, readManifest } from '../publish/manifest';
import { FIXED_COLUMNS } from '../schema/field-tables';
import { quoted } from '../schema/tables';
import type { PublishedReader } from '../store/database';
import { lakePaths } from '../store/database';
import type { ColumnOrigin, ExplainContext } from './columns';
import type { PublishedRow } from './published';
import { cellText, rowsOf } from './published';
import { traced } from './trace';

export interface FieldOrigin extends ColumnOrigin {
  /** null: a former column of a field that has another one now. */
  field_key: string | null;
}

/** @returns null where the source has no such table */
export async function fieldOrigins(
  reader: PublishedReader,
  known: ExplainContext,
): Promise<{ table: string; columns: FieldOrigin[] } | null> {
  const { config, source, published } = known;
  const manifest = await toResult(readManifest(lakePaths(config.lake).manifest));
  if (manifest.status === 'rejected') return null;
  const table = publishedFieldTables(manifest.value).find((each) => each.source === source.name);
  if (table === undefined) return null;
  const key = cellText(published.row['ticket_key']);
  const [row = {}] = await rowsOf(reader, `SELECT * FROM ${quoted(table.name)} WHERE ticket_key = $key`, { key });
  const fields = await rowsOf(reader, 'SELECT * FROM custom_fields WHERE source = $source', { source: source.name });
  const present = new Map(fields.map((field) => [cellText(field['column_name']), field]));
  const origins = originsOf(known);
  const columns = table.columns.filter(({ name }) => !FIXED_COLUMNS.includes(name));
  return { table: table.name, columns: columns.map(({ name }) => fieldOrigin(name, row, present.get(name), origins)) };
}

interface Origins {
  values: Readonly<Record<string, Json>>;
  raw: ReturnType<typeof traced>;
  isRead: boolean;
}

function originsOf({ reading }: ExplainContext): Origins {
  if (reading === undefined) return { values: {}, raw: new Map(), isRead: false };
  const raw = traced(reading.record, (record) => {
    const ticket = reading.meaning(record);
    return ticket && valuesOf(ticket);
  });
  return { values: valuesOf(reading.ticket), raw, isRead: true };
}

/** By field_id. */
function valuesOf({ custom_fields: values }: Ticket): Record<string, Json> {
  return Object.fromEntries(values.map((value) => [value.field_id, contentOf(value)]));
}

function contentOf(value: CustomValue): Json {
  return value.value_text ?? value.value_date ?? value.value_at ?? value.value_number ?? value.option_ids ?? null;
}

function fieldOrigin(
  column: string,
  row: PublishedRow,
  field: PublishedRow | undefined,
  { values, raw, isRead }: Origins,
): FieldOrigin {
  const published = row[column] ?? null;
  if (field === undefined)
    return {
      column,
      field_key: null,
      published,
      raw: [],
      how: 'a former column, because the type of its field changed',
    };
  const id = cellText(field['field_id']);
  const unified = Object.hasOwn(values, id) ? values[id] : undefined;
  return {
    column,
    field_key: cellText(field['field_key']),
    published,
    ...(unified === undefined ? {} : { unified }),
    raw: [...new Map((raw.get(id) ?? []).map((value) => [JSON.stringify(value), value])).values()],
    how: howOf(field, published === null, isRead),
  };
}

function howOf(field: PublishedRow, isEmpty: boolean, isRead: boolean): string {
  const name = field['name'] === null ? cellText(field['field_id']) : cellText(field['name']);
  const type = field['type'] === null ? '' : `, of type ${cellText(field['type'])}`;
  if (isEmpty) return `the field ${name}${type}: the ticket has no value that fits the column`;
  return `the field ${name}${type}${isRead ? '' : '; read before what raw/ still holds'}`;
}
