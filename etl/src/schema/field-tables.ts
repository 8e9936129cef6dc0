/** Tables of custom fields, one a source: one row per ticket, one column per field. Their columns are known by a lake alone. */
import { createHash } from 'node:crypto';
import { fold } from '../../../vendors/text';
import type { Column, ColumnType, Table } from './column';
import { SOURCE_AND_VENDOR, STAMPS, added, always, maybe } from './column';

export const PREFIX = 'ticket_fields_';
const LONGEST = 60;

export interface FieldColumn {
  name: string;
  type: ColumnType;
  /** Label of the field. */
  description: string;
}

export interface FieldTable extends Table {
  source: string;
}

/** @param columns in the order in which they were given */
export function fieldTable(name: string, source: string, columns: readonly FieldColumn[]): FieldTable {
  return {
    name,
    source,
    description: `Custom fields of the tickets of ${source}: one row per ticket, one column per field.`,
    addedIn: 2,
    key: ['ticket_key'],
    references: [{ column: 'ticket_key', table: 'tickets', to: 'ticket_key' }],
    partitioned: true,
    columns: [
      always('ticket_key', 'text', 'The ticket: `source:ticket_id`.'),
      ...SOURCE_AND_VENDOR,
      // A row that says nothing of a column that came later stays the same row.
      ...columns.map(({ name: column, type, description }): Column => added(2, maybe(column, type, description))),
      ...STAMPS,
    ],
  };
}

/** Names that a column cannot have. */
export const FIXED_COLUMNS: readonly string[] = fieldTable('', '', []).columns.map(({ name }) => name);

/** Names that are taken, whatever their case. */
export class TakenNames {
  private readonly folded: Set<string>;

  constructor(names: readonly string[]) {
    this.folded = new Set(names.map(fold));
  }

  /** @returns the name, or one that ends with a part of the hash of `id` where it is taken; taken from now on */
  give(name: string, id: string): string {
    const hash = hashOf(id);
    let free = name;
    for (let digits = 8; this.folded.has(fold(free)); digits += 8)
      free = digits <= hash.length ? `${name}_${hash.slice(0, digits)}` : `${free}_`;
    this.folded.add(fold(free));
    return free;
  }
}

export function isFieldTable({ name }: Pick<Table, 'name'>): boolean {
  return name.startsWith(PREFIX);
}

/** What a table of this source is called, if no other one is. */
export function fieldTableName(source: string): string {
  return `${PREFIX}${plainName(source, source)}`;
}

/** Whether a table is called after this source. */
export function isNamedAfter(source: string, table: string): boolean {
  const name = fieldTableName(source);
  return table === name || table.startsWith(`${name}_${hashOf(source).slice(0, 8)}`);
}

/** @param label null: the field has none but its ID */
export function fieldColumnName(label: string | null, fieldId: string): string {
  return plainName(label ?? fieldId, fieldId);
}

/** What a column would be called if its name had been free: the name without the part of the hash that `give` adds. */
export function nameBeforeHash(column: string, fieldId: string): string {
  if (column === customFieldName(fieldId)) return column;
  const hash = hashOf(fieldId);
  const [whole = '', digits = ''] = /_([0-9a-f]+)_*$/.exec(column) ?? [];
  return digits.length >= 8 && hash.startsWith(digits) ? column.slice(0, -whole.length) : column;
}

/** A name that says nothing of the label. */
export function customFieldName(fieldId: string): string {
  return `field_${hashOf(fieldId).slice(0, 8)}`;
}

/** Letters, digits and `_` in lower case, at most 60; OData wants one of `[A-Za-z_]` first. */
function plainName(text: string, id: string): string {
  const words = text.normalize('NFC').toLowerCase().normalize('NFC');
  const joined = trimmed(words.replaceAll(/[^\p{L}\p{Nd}_]+/gu, '_'));
  const name = trimmed([...joined].slice(0, LONGEST).join(''));
  if (name === '') return customFieldName(id);
  return /^[a-z]/.test(name) ? name : `f_${name}`;
}

function trimmed(name: string): string {
  return name.replaceAll(/^_+|_+$/g, '');
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
