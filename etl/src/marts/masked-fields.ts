/** Custom fields that are masked, wherever their values stand: as values, as options, and as columns of their own. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fold } from '../../../vendors/text';
import type { Listener } from '../base/events';
import type { Config } from '../config/config';
import type { MaskMode } from '../config/mask';
import { MASK_MODES } from '../config/mask';
import { maskedText } from '../privacy/masks';
import type { Table } from '../schema/column';
import { fieldColumnName, nameBeforeHash } from '../schema/field-tables';
import { customFields } from '../schema/reference-tables';
import { ticketCustomFields } from '../schema/ticket-tables';
import type { WorkingDatabase } from '../store/database';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { booleanIn, maybeTextIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Keys } from './keys';
import { withPublished } from './mart-file';
import type { Made, Tables } from './temporary-table';
import { make } from './temporary-table';

const MASKED: JsonColumns = [
  ['source', 'VARCHAR'],
  ['field_id', 'VARCHAR'],
  ['how', 'VARCHAR'],
];

type Wanted = Readonly<Record<string, MaskMode>>;

/** What is masked by field; a field has a column more for each change of its type, and all of them are masked. */
export class FieldMasks {
  private constructor(
    /** Of fields, by field_key. */
    private readonly masked: Made<'masked_fields'>,
    /** By table and column. */
    private readonly columns: ReadonlyMap<string, MaskMode>,
    /** Tells which fields are masked, and how: where another one is, all rows are computed anew. */
    readonly state: string,
  ) {}

  /** Makes the temporary table t_masked_fields(field_key, source, field_id, how). */
  static async of(
    session: Session,
    keys: Keys,
    requested: Wanted,
    t: Tables<'shown_fields' | 'field_columns' | 'field_tables'>,
  ): Promise<FieldMasks | null> {
    if (Object.keys(requested).length === 0) return null;
    const fields = await session.all(knownFields(t.shown_fields), undefined, knownField);
    const found = fields.flatMap((field) => {
      const modes = Object.entries(requested).flatMap(([name, how]) => (matchOf(field, name) === null ? [] : [how]));
      const how = MASK_MODES.findLast((mode) => modes.includes(mode));
      return how === undefined ? [] : [{ source: field.source, field_id: field.id, how }];
    });
    const rows = JSON.stringify(found);
    const made = await make(
      session,
      'masked_fields',
      `SELECT ${keys.field('f.source', 'f.field_id')} AS field_key, f.* FROM ${jsonRows(MASKED)} f`,
      { rows },
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
    const state = createHash('sha256').update(rows).digest('hex').slice(0, 16);
    return new FieldMasks(made.masked_fields, new Map(columns), state);
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

interface KnownField {
  source: string;
  id: string;
  /** Names of its columns, the present one first; a field may have none. */
  columns: readonly string[];
  /** Names that its column would have by its first and its present label. */
  labels: readonly string[];
}

/** @param labels relation of the fields that are published, with their present labels */
function knownFields(labels: string): string {
  return `SELECT source, field_id, f.field_id IS NOT NULL AS is_shown, f.name, c.columns
    FROM (SELECT source, field_id, name FROM ${labels}) f
    FULL JOIN (SELECT source, field_id, to_json(list(column_name ORDER BY generation DESC))::VARCHAR AS columns
               FROM field_columns GROUP BY source, field_id) c USING (source, field_id)
    ORDER BY source, field_id`;
}

const NAMES = z.array(z.string());

function knownField(row: Parameters<typeof textIn>[0]): KnownField {
  const [source, id] = [textIn(row, 'source'), textIn(row, 'field_id')];
  const columns = NAMES.parse(JSON.parse(maybeTextIn(row, 'columns') ?? '[]'));
  const present = booleanIn(row, 'is_shown') ? [fieldColumnName(maybeTextIn(row, 'name'), id)] : [];
  return { source, id, columns, labels: [...columns.slice(-1).map((first) => nameBeforeHash(first, id)), ...present] };
}

/**
 * A field that was deleted in the service and made again has another id and another column: its label alone says that it
 * is the same one.
 */
function matchOf({ columns, labels }: KnownField, requested: string): 'column' | 'label' | null {
  const isWanted = (name: string): boolean => fold(name) === fold(requested);
  return columns.some(isWanted) ? 'column' : labels.some(isWanted) ? 'label' : null;
}

/**
 * Says which fields are masked for their label alone, and which names mask nothing, as one that was mistyped. Asked after
 * the lake is published.
 */
export async function noteMaskedFields(
  working: WorkingDatabase,
  { mask }: Pick<Config, 'mask'>,
  listener: Listener,
): Promise<void> {
  const requested = Object.keys(mask?.fields ?? {});
  if (requested.length === 0) return;
  const fields = await working.exclusive((session) =>
    withPublished(session, working.places, (published) =>
      session.all(knownFields(published(customFields)), undefined, knownField),
    ),
  );
  for (const name of requested) {
    const found = fields.map((field) => [field, matchOf(field, name)] as const);
    const further = found.filter(([, match]) => match === 'label').map(([field]) => shownName(field));
    const message = found.every(([, match]) => match === null)
      ? `mask.fields.${name} masks nothing: no custom field of the lake has this column_name`
      : `mask.fields.${name} also masks ${further.join(', ')}, whose label is or was the same`;
    if (further.length === 0 && found.some(([, match]) => match !== null)) continue;
    listener({ type: 'note', source: null, stream: null, level: 'warning', message });
  }
}

function shownName({ source, id, columns: [column = `the field ${id}`] }: KnownField): string {
  return `${column} of ${source}`;
}
