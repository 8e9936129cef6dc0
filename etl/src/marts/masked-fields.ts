/** Custom fields that are masked, wherever their values stand: as values, as options, and as columns of their own. */
import type { Listener } from '../base/events';
import type { Config } from '../config/config';
import type { MaskMode } from '../config/mask';
import { MASK_MODES } from '../config/mask';
import { maskedText } from '../privacy/masks';
import type { Table } from '../schema/column';
import { ticketCustomFields } from '../schema/ticket-tables';
import type { Working } from '../store/database';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Keys } from './keys';
import type { Made, Tables } from './temporary-table';
import { make } from './temporary-table';

const WANTED: JsonColumns = [
  ['column_name', 'VARCHAR'],
  ['how', 'VARCHAR'],
  ['strength', 'INTEGER'],
];

/** What is masked by field; a field has a column more for each change of its type, and all of them are masked. */
export class FieldMasks {
  private constructor(
    /** Of fields, by field_key. */
    private readonly masked: Made<'masked_fields'>,
    /** By table and column. */
    private readonly columns: ReadonlyMap<string, MaskMode>,
  ) {}

  /** Makes the temporary table t_masked_fields(field_key, source, field_id, how). */
  static async of(
    session: Session,
    keys: Keys,
    fields: Readonly<Record<string, MaskMode>>,
    t: Tables<'field_columns' | 'field_tables'>,
  ): Promise<FieldMasks | null> {
    const wanted = Object.entries(fields).map(([column_name, how]) => ({
      ...{ column_name, how },
      strength: MASK_MODES.indexOf(how),
    }));
    if (wanted.length === 0) return null;
    const made = await make(
      session,
      'masked_fields',
      `SELECT ${keys.field('f.source', 'f.field_id')} AS field_key, f.* FROM (
         SELECT c.source, c.field_id, arg_max(w.how, w.strength) AS how
         FROM ${t.field_columns} c JOIN ${jsonRows(WANTED)} w ON w.column_name = c.column_name GROUP BY c.source, c.field_id) f`,
      { rows: JSON.stringify(wanted) },
    );
    const columns = await session.all(
      `SELECT n.table_name, c.column_name, f.how FROM ${made.masked_fields} f
       JOIN ${t.field_columns} c USING (source, field_id) JOIN ${t.field_tables} n USING (source)`,
      undefined,
      (row) => {
        const how = textIn(row, 'how');
        const mode = MASK_MODES.find((each) => each === how) ?? 'drop';
        return [placeOf(textIn(row, 'table_name'), textIn(row, 'column_name')), mode] as const;
      },
    );
    return new FieldMasks(made.masked_fields, new Map(columns));
  }

  /**
   * @param row alias of a row of ticket_custom_fields
   * @param otherwise SQL of a text whose field is not masked
   */
  ofValues(
    row: string,
    otherwise: (text: string) => string,
  ): ReadonlyArray<readonly [name: string, (value: string) => string]> {
    const text = (value: string): string => {
      const cases = MASK_MODES.map((mode) => `WHEN '${mode}' THEN ${maskedText(mode, value)}`);
      return `CASE ${this.howOf(row)} ${cases.join(' ')} ELSE ${otherwise(value)} END`;
    };
    // No hash is a number or a day.
    const others = ticketCustomFields.columns.filter(({ name }) => name.startsWith('value_') && name !== 'value_text');
    const empty = (value: string): string => `CASE WHEN ${this.howOf(row)} IS NULL THEN ${value} END`;
    return [['value_text', text], ...others.map(({ name }) => [name, empty] as const)];
  }

  /** SELECT of options: the label is a part of the key, so that a masked one is hashed or its row left out. */
  ofOptions(select: string): string {
    const how = this.howOf('chosen');
    return `SELECT * REPLACE (CASE WHEN ${how} IS NULL THEN chosen.option ELSE ${maskedText('hash', 'chosen.option')} END AS option,
        CASE WHEN ${how} IS NULL THEN chosen.option_id END AS option_id)
      FROM (${select}) chosen WHERE coalesce(${how}, 'hash') = 'hash'`;
  }

  /** Of a table with a column for each field. */
  ofColumns(table: Table): ReadonlyArray<readonly [name: string, (value: string) => string]> {
    return table.columns.flatMap(({ name, type }) => {
      const mode = this.columns.get(placeOf(table.name, name));
      if (mode === undefined) return [];
      return [[name, (value: string) => (type === 'text' ? maskedText(mode, value) : 'NULL')] as const];
    });
  }

  private howOf(row: string): string {
    return `(SELECT masked.how FROM ${this.masked} masked WHERE masked.field_key = ${row}.field_key)`;
  }
}

function placeOf(table: string, column: string): string {
  return `${table}\u0000${column}`;
}

/** Says which fields to be masked the lake does not have: a name that was mistyped masks nothing. Asked after the marts are built. */
export async function noteUnknownFields(
  working: Working,
  { mask }: Pick<Config, 'mask'>,
  tell: Listener,
): Promise<void> {
  const wanted = Object.keys(mask?.fields ?? {});
  if (wanted.length === 0) return;
  const known = await working.all('SELECT DISTINCT column_name FROM field_columns', undefined, (row) =>
    textIn(row, 'column_name'),
  );
  for (const name of wanted.filter((each) => !known.includes(each))) {
    const message = `mask.fields.${name} masks nothing: no custom field of the lake has this column_name`;
    tell({ type: 'note', source: null, stream: null, level: 'warning', message });
  }
}
