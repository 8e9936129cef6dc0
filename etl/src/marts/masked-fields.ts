/** Custom fields that are masked, wherever their values stand: as values, as options, and as columns of their own. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fold } from '../../../vendors/text';
import type { Listener } from '../base/events';
import type { Config } from '../config/config';
import type { MaskConfig, MaskMode } from '../config/mask';
import { MASK_MODES } from '../config/mask';
import type { FieldNames } from '../privacy/masks';
import { Masks, fieldNames, maskedText } from '../privacy/masks';
import { isPersonType } from '../privacy/people-in-fields';
import type { Table } from '../schema/column';
import type { FieldTable } from '../schema/field-tables';
import { FIXED_COLUMNS, fieldColumnName, nameBeforeHash } from '../schema/field-tables';
import { customFields } from '../schema/reference-tables';
import { ticketCustomFields } from '../schema/ticket-tables';
import type { WorkingDatabase } from '../store/database';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { booleanIn, maybeTextIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { MetaValues } from '../store/ddl';
import { metaValue, metaValues, setMeta } from '../store/ddl';
import type { Keys } from './keys';
import { withPublished } from './mart-file';
import { isPerson, peopleAmongValues } from './person-values';
import { PUBLISHED_FILE, standingOf } from './standing-database';
import type { Made, Tables } from './temporary-table';
import { make } from './temporary-table';

const MASKED: JsonColumns = [
  ['source', 'VARCHAR'],
  ['field_id', 'VARCHAR'],
  ['how', 'VARCHAR'],
];

/** Where the state keeps which columns of fields are masked, and of which other fields those values that are people. */
const MASKED_COLUMNS = 'masked_columns';
const MASKED_PEOPLE = 'masked_people';

/** What is masked by field; a field has a column more for each change of its type, and all of them are masked. */
export class FieldMasks {
  private constructor(
    /** Of fields, by field_key. */
    private readonly masked: Made<'masked_fields'>,
    /** By table and column. */
    readonly columns: ReadonlyMap<string, MaskMode>,
    /** How a value is masked that is a person, of fields that are not masked themselves; null: it is not. */
    private readonly people: MaskMode | null,
    /** Fields in which such a value was found. */
    readonly withPeople: readonly FieldId[],
    /** Tells which fields are masked, and how: where another one is, all rows are computed anew. */
    readonly state: string,
  ) {}

  /** Makes the temporary table t_masked_fields(field_key, source, field_id, how). */
  static async of(
    working: Pick<WorkingDatabase, 'define'>,
    session: Session,
    keys: Keys,
    { fields: requested, people }: MaskConfig,
    names: FieldNames,
    t: Tables<'shown_fields' | 'options' | 'field_columns' | 'field_tables'>,
  ): Promise<FieldMasks | null> {
    if (Object.keys(requested).length === 0 && people === null) return null;
    const fields = await session.all(knownFields(t.shown_fields), undefined, knownField(names));
    const found = fields.flatMap((field) => {
      const modes = Object.entries(requested).flatMap(([name, how]) => (matchOf(field, name) === null ? [] : [how]));
      const how = MASK_MODES.findLast((mode) => modes.includes(mode)) ?? (isPersonType(field.type) ? people : null);
      return how === null ? [] : [{ source: field.source, field_id: field.id, how }];
    });
    const values = people === null ? [] : await peopleAmongValues(working, session, t);
    const isOwn = new Set(found.map(({ source, field_id }) => placeOf(source, field_id)));
    const others = values.filter(({ source, field_id }) => !isOwn.has(placeOf(source, field_id)));
    const named = new Map(others.map(({ source, field_id }) => [placeOf(source, field_id), { source, field_id }]));
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
    const state = createHash('sha256').update(rows).update(JSON.stringify(others)).digest('hex').slice(0, 16);
    return new FieldMasks(made.masked_fields, new Map(columns), people, [...named.values()], state);
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

  /** A text whose field is not masked, but perhaps the text is a person. */
  ofPerson(text: string): string {
    return this.people === null
      ? text
      : `CASE WHEN ${isPerson(text)} THEN ${maskedText(this.people, text)} ELSE ${text} END`;
  }

  /** SELECT of options: the label is a part of the key, so that a masked one is hashed or its row left out. */
  ofOptions(select: string): string {
    const people = this.people === null ? 'NULL' : `CASE WHEN ${isPerson('chosen.option')} THEN '${this.people}' END`;
    const how = `coalesce(${this.howOf('chosen')}, ${people})`;
    return `SELECT * REPLACE (CASE WHEN ${how} IS NULL THEN chosen.option ELSE ${maskedText('hash', 'chosen.option')} END AS option,
        CASE WHEN ${how} IS NULL THEN chosen.option_id END AS option_id)
      FROM (${select}) chosen WHERE coalesce(${how}, 'hash') = 'hash'`;
  }

  /**
   * Of a table with a column for each field.
   * @param others columns that are masked anyway
   */
  ofColumns(
    table: Table,
    others: ReadonlySet<string>,
  ): ReadonlyArray<readonly [name: string, (value: string) => string]> {
    return table.columns.flatMap(({ name, type }) => {
      const mode = this.columns.get(placeOf(table.name, name));
      if (mode === undefined) {
        const isLeft = this.people === null || type !== 'text' || others.has(name) || FIXED_COLUMNS.includes(name);
        return isLeft ? [] : [[name, (value: string) => this.ofPerson(value)] as const];
      }
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

const FIELDS = z.array(z.object({ source: z.string(), field_id: z.string() }));
type FieldId = z.infer<typeof FIELDS>[number];
const COLUMNS = z.array(z.tuple([z.string(), z.enum(MASK_MODES)]));

/** @param masks null: none */
export function rememberMaskedFields(session: Session, masks: FieldMasks | null): Promise<void> {
  return setMeta(session, {
    [MASKED_COLUMNS]: JSON.stringify([...(masks?.columns ?? [])]),
    [MASKED_PEOPLE]: JSON.stringify(masks?.withPeople ?? []),
  });
}

/** The tables of custom fields, each column with its mask as the last build applied it. */
export function withMaskedColumns(tables: readonly FieldTable[], values: MetaValues): FieldTable[] {
  const modes = new Map(COLUMNS.parse(JSON.parse(values[MASKED_COLUMNS] ?? '[]')));
  return tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => {
      const masked = modes.get(placeOf(table.name, column.name));
      return masked === undefined ? column : { ...column, masked };
    }),
  }));
}

interface KnownField {
  source: string;
  id: string;
  /** Names of its columns, the present one first; a field may have none. */
  columns: readonly string[];
  /** Names that its column would have by its first and its present label. */
  labels: readonly string[];
  /** In the words of the service; null where it says none. */
  type: string | null;
}

/** @param labels relation of the fields that are published, with their present labels */
function knownFields(labels: string): string {
  return `SELECT source, field_id, f.field_id IS NOT NULL AS is_shown, f.name, f.type, c.columns
    FROM (SELECT source, field_id, name, type FROM ${labels}) f
    FULL JOIN (SELECT source, field_id, to_json(list(column_name ORDER BY generation DESC))::VARCHAR AS columns
               FROM field_columns GROUP BY source, field_id) c USING (source, field_id)
    ORDER BY source, field_id`;
}

/** Published fields under the ids that the working database has. */
function asStored(fields: string): string {
  return `(SELECT f.source, coalesce(c.field_id, f.field_id) AS field_id, f.name, f.type
    FROM ${fields} f LEFT JOIN field_columns c ON c.source = f.source AND c.column_name = f.column_name)`;
}

const NAMES = z.array(z.string());

function knownField(names: FieldNames): (row: Parameters<typeof textIn>[0]) => KnownField {
  return (row) => knownFieldIn(row, names);
}

function knownFieldIn(row: Parameters<typeof textIn>[0], names: FieldNames): KnownField {
  const [source, id] = [textIn(row, 'source'), textIn(row, 'field_id')];
  const columns = NAMES.parse(JSON.parse(maybeTextIn(row, 'columns') ?? '[]'));
  const name = maybeTextIn(row, 'name');
  const present = booleanIn(row, 'is_shown') ? [fieldColumnName(name && names.label(name), names.id(id))] : [];
  const type = maybeTextIn(row, 'type');
  return {
    source,
    id,
    type,
    columns,
    labels: [...columns.slice(-1).map((first) => nameBeforeHash(first, names.id(id))), ...present],
  };
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
  const people = mask?.people ?? null;
  if (requested.length === 0 && people === null) return;
  const values = await metaValues(working);
  // There are fields in the file when there are tickets.
  if (standingOf(values[PUBLISHED_FILE]) === null) return;
  const names = fieldNames(Masks.of({ mask }, values));
  const fields = await working.exclusive((session) =>
    withPublished(session, working.places, (published) =>
      session.all(knownFields(asStored(published(customFields))), undefined, knownField(names)),
    ),
  );
  if (people !== null) {
    const others = fields.filter((field) => requested.every((name) => matchOf(field, name) === null));
    for (const message of await maskedAsPeople(working, others))
      listener({ type: 'note', source: null, stream: null, level: 'warning', message });
  }
  for (const name of requested) {
    const found = fields.map((field) => [field, matchOf(field, name)] as const);
    const further = found.filter(([, match]) => match === 'label').map(([field]) => shownName(field));
    const message = found.every(([, match]) => match === null)
      ? `mask.fields.${name} masks nothing, because no custom field of the lake has this column_name`
      : `mask.fields.${name} also masks ${further.join(', ')}, whose label is or was the same`;
    if (further.length === 0 && found.some(([, match]) => match !== null)) continue;
    listener({ type: 'note', source: null, stream: null, level: 'warning', message });
  }
}

/** @param fields that no name of the configuration masks */
async function maskedAsPeople(working: WorkingDatabase, fields: readonly KnownField[]): Promise<string[]> {
  const byType = fields.filter(({ type }) => isPersonType(type)).map(shownName);
  const known = FIELDS.parse(JSON.parse((await metaValue(working, MASKED_PEOPLE)) ?? '[]'));
  const isNamed = new Set(known.map(({ source, field_id }) => placeOf(source, field_id)));
  const byValue = fields.filter(({ source, id }) => isNamed.has(placeOf(source, id))).map(shownName);
  return [
    ...(byType.length === 0
      ? []
      : [`mask.people also masks ${byType.join(', ')}, as the type of the field is a person`]),
    ...(byValue.length === 0
      ? []
      : [`mask.people also masks those values of ${byValue.join(', ')} that hold the name or the address of a person`]),
  ];
}

function shownName({ source, id, columns: [column = `the field ${id}`] }: KnownField): string {
  return `${column} of ${source}`;
}
