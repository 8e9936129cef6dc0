/** The one place where masks come in: keys and rows of marts as they are published. */
import { vendorNamed } from '../../../vendors/registry';
import type { Listener } from '../base/events';
import type { Config } from '../config/config';
import type { MaskMode } from '../config/mask';
import { maskOf } from '../config/mask';
import { mayHaveAddress } from '../privacy/addresses-in';
import type { FieldNames, Masks } from '../privacy/masks';
import { SHOWN_PEOPLE, fieldNames, hasChangedMasks, maskedText } from '../privacy/masks';
import type { Table } from '../schema/column';
import { customFields, people, queues } from '../schema/reference-tables';
import { rejects, runs, schemaChanges } from '../schema/run-tables';
import { isFieldTable } from '../schema/field-tables';
import { literal, quoted } from '../schema/tables';
import { comments, ticketCustomFieldOptions, ticketCustomFields } from '../schema/ticket-tables';
import type { WorkingDatabase } from '../store/database';
import { metaValues } from '../store/ddl';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { Keys } from './keys';
import { FieldMasks, rememberMaskedFields } from './masked-fields';
import type { Made, Tables } from './temporary-table';
import { make } from './temporary-table';

/** Alias of a row that is masked. */
const ROW = 'unmasked';

/** SQL of columns in whose place others stand, by name. */
type Instead = ReadonlyMap<string, (value: string) => string>;

/** What is masked in a build; without masks all stays as it is. */
export class MartMasks {
  /** Of people who are published under another id than their own; null where there are none of them. */
  private display: Made<'shown_people'> | null = null;
  private fields: FieldMasks | null = null;

  private constructor(
    private readonly masks: Masks | undefined,
    /** Sources whose comments and files have ids that are made of what they say. */
    private readonly made: readonly string[],
  ) {}

  static readonly none = new MartMasks(undefined, []);

  static async of(
    working: Pick<WorkingDatabase, 'define'>,
    session: Session,
    masks: Masks | undefined,
    t: Tables<'sources'>,
  ): Promise<MartMasks> {
    if (masks === undefined) return MartMasks.none;
    masks.define(working);
    const sources = await session.all(`SELECT source, vendor FROM ${t.sources}`, undefined, (row) => ({
      source: textIn(row, 'source'),
      vendor: textIn(row, 'vendor'),
    }));
    const made = sources.filter(({ vendor }) => vendorNamed(vendor)?.makesRecordIds === true);
    return new MartMasks(
      masks,
      made.map(({ source }) => source),
    );
  }

  /** To be called before marts of people, tickets and what hangs on them are masked. */
  async keys(session: Session, keys: Keys): Promise<Keys> {
    if (this.masks?.hidesPeople !== true) return keys;
    this.display = (await make(session, 'shown_people', SHOWN_PEOPLE)).shown_people;
    return {
      ...keys,
      person: (source, id) => keys.person(source, this.shownPerson(source, id)),
      comment: (source, ticketId, id) => keys.comment(source, ticketId, this.shownRecord(source, id)),
      attachment: (source, ticketId, id) => keys.attachment(source, ticketId, this.shownRecord(source, id)),
      field: (source, id) => keys.field(source, shownField(id)),
    };
  }

  get fieldNames(): FieldNames {
    return fieldNames(this.masks);
  }

  /** To be called before marts of custom fields are masked. */
  async prepareFields(
    working: Pick<WorkingDatabase, 'define'>,
    session: Session,
    keys: Keys,
    t: Tables<'shown_fields' | 'options' | 'field_columns' | 'field_tables'>,
  ): Promise<void> {
    this.fields =
      this.masks === undefined
        ? null
        : await FieldMasks.of(working, session, keys, this.masks.config, this.fieldNames, t);
    await rememberMaskedFields(session, this.fields);
  }

  /** Of every ticket: a label that changed may bring a field under a mask. */
  withFields(state: string): string {
    return this.fields === null ? state : `${state} ${this.fields.state}`;
  }

  mart(mart: Mart): Mart {
    if (this.masks === undefined) return mart;
    const { table, select, long } = mart;
    const instead = this.insteadOf(table);
    const columns = [...instead].map(([name, of]) => `${of(`${ROW}.${quoted(name)}`)} AS ${quoted(name)}`);
    const masked = columns.length === 0 ? select : `SELECT * REPLACE (${columns.join(', ')}) FROM (${select}) ${ROW}`;
    return { table, select: this.rowsOf(table, masked), ...(long !== undefined && { long }) };
  }

  private rowsOf(table: Table, masked: string): string {
    if (table === rejects) return withoutRaw(masked);
    if (table === schemaChanges) return `SELECT DISTINCT * FROM (${masked})`;
    // An option is a part of its key, and says what the value does.
    if (
      table === ticketCustomFieldOptions &&
      this.masks?.config.columns['ticket_custom_fields.value_text'] !== undefined
    )
      return `SELECT * FROM (${masked}) WHERE false`;
    return table === ticketCustomFieldOptions && this.fields !== null ? this.fields.ofOptions(masked) : masked;
  }

  private insteadOf(table: Table): Instead {
    const { masks } = this;
    if (masks === undefined) return new Map();
    const modes = table.columns.flatMap((column): Array<[string, MaskMode]> => {
      const mode = maskOf(masks.config, table, column);
      return mode === undefined ? [] : [[column.name, mode]];
    });
    return new Map<string, (value: string) => string>([
      ...(masks.hidesPeople ? this.ofPeople(table) : []),
      ...modes.map(([name, mode]) => [name, (value: string) => maskedText(mode, value)] as const),
      ...this.ofQueues(table, modes),
      ...this.ofFields(table, modes),
    ]);
  }

  private ofFields(
    table: Table,
    modes: ReadonlyArray<readonly [string, MaskMode]>,
  ): ReadonlyArray<readonly [string, (value: string) => string]> {
    if (this.fields === null) return [];
    if (isFieldTable(table)) return this.fields.ofColumns(table, new Set(modes.map(([name]) => name)));
    if (table !== ticketCustomFields) return [];
    const mode = modes.find(([name]) => name === 'value_text')?.[1];
    const { fields } = this;
    return fields.ofValues(ROW, (text) => (mode === undefined ? fields.ofPerson(text) : maskedText(mode, text)));
  }

  /** A name that is known from tickets alone is masked already: a hash of a hash would be equal to no other. */
  private ofQueues(
    table: Table,
    modes: ReadonlyArray<readonly [string, MaskMode]>,
  ): Array<[string, (value: string) => string]> {
    const isHashed = table === queues && modes.some(([, mode]) => mode === 'hash');
    if (!isHashed || this.masks?.config.columns['tickets.queue'] === undefined) return [];
    return [['name', (name) => `CASE WHEN ${ROW}._is_of_tickets THEN ${name} ELSE ${maskedText('hash', name)} END`]];
  }

  /** Ids that lead back to a person, and addresses in what the export says of itself. */
  private ofPeople(table: Table): Array<[string, (value: string) => string]> {
    if (table === people) return [['person_id', (id) => this.shownPerson(`${ROW}.source`, id)]];
    if (table === comments) return [['comment_id', (id) => this.shownRecord(`${ROW}.source`, id)]];
    if (table === customFields)
      return [
        ['field_id', shownField],
        ['name', withoutAddresses],
      ];
    if (table === runs) return [['error', withoutAddresses]];
    if (table === schemaChanges) return [['path', withoutAddresses]];
    return table === rejects
      ? [
          ['record_id', withoutAddresses],
          ['field', withoutAddresses],
        ]
      : [];
  }

  /** Whoever is in no row of people is looked at by the id alone. */
  private shownPerson(source: string, id: string): string {
    const known = `SELECT shown.shown_id FROM ${this.display ?? ''} shown WHERE shown.source = ${source} AND shown.person_id = ${id}`;
    return `coalesce((${known}), mask_unknown_person(${id}), ${id})`;
  }

  private shownRecord(source: string, id: string): string {
    if (this.made.length === 0) return id;
    return `CASE WHEN ${source} IN (${this.made.map(literal).join(', ')}) THEN mask_record(${id}) ELSE ${id} END`;
  }
}

function withoutAddresses(text: string): string {
  return `CASE WHEN ${mayHaveAddress(text)} THEN mask_addresses(${text}) ELSE ${text} END`;
}

function shownField(id: string): string {
  return `CASE WHEN ${mayHaveAddress(id)} THEN mask_field_id(${id}) ELSE ${id} END`;
}

/** What a service sent may be anything. Rows that differed in it alone are one. */
function withoutRaw(select: string): string {
  return `SELECT min(first_run_id) AS first_run_id, source, vendor, stream, record_id, field, min(severity) AS severity, reason, NULL::VARCHAR AS raw
    FROM (${select}) GROUP BY source, vendor, stream, record_id, field, reason`;
}

/**
 * Says that the next build computes every row anew, since its masks or their salt are others than those of the last one.
 * @returns whether they are
 */
export async function noteChangedMasks(working: WorkingDatabase, config: Config, listener: Listener): Promise<boolean> {
  if (!hasChangedMasks(config, await metaValues(working))) return false;
  const message =
    'mask changed, so every row is computed anew. Until this run has published, what was published before stays as it is';
  listener({ type: 'note', source: null, stream: null, level: 'info', message });
  return true;
}
