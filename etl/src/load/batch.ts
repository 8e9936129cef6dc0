/** What a batch of pages says, one reading a row: doubles are decided here, before anything reaches DuckDB. */
import { hash } from 'node:crypto';
import type { Json } from '../../../vendors/json';
import type { StoredTable } from '../store/staging-tables';
import type { Content } from './content';
import { placeOf } from './content';
import type { InlineReference, ReferenceMeta, ReferenceValues } from './known-references';
import { KnownReferences, isLater } from './known-references';
import type { StageColumns, StageFile } from '../store/staging';
import { NdjsonWriter } from '../store/staging';

/** A table's rows of the batch, in a file. */
export interface StagedTable {
  file: StageFile;
  /** Numbers (`n`) of rows in it that a later reading took the place of. */
  superseded: readonly number[];
}

/** A row that was written down. */
interface RowVersion {
  n: number;
  /** Of two readings the one with the larger rank wins. */
  precedence: string;
  updatedAt: string | null;
}

const MARKS: StageColumns = [
  ['n', 'INTEGER'],
  ['rank', 'VARCHAR'],
  ['stream', 'VARCHAR'],
];

/** What was read of a table. */
class TableRows {
  readonly versions = new Map<string, RowVersion>();
  readonly references = new Map<string, InlineReference>();
  readonly superseded: number[] = [];
  writer: NdjsonWriter | undefined;
  private readonly keyPlaces: readonly number[];
  private readonly updatedAtPlace: number;

  constructor(readonly table: StoredTable) {
    this.keyPlaces = table.key.map((column) => placeOf(table, column));
    this.updatedAtPlace = placeOf(table, 'updated_at');
  }

  keyOf(content: Content): string {
    return keyText(this.keyPlaces.map((place) => content[place]));
  }

  updatedAtOf(content: Content): string | null {
    const at = content[this.updatedAtPlace];
    return typeof at === 'string' ? at : null;
  }
}

export class Batch {
  readonly knownReferences = new KnownReferences();
  private readonly tables = new Map<StoredTable, TableRows>();
  private rows = 0;

  /** @param folder of the batch alone; made when the first row comes */
  constructor(readonly folder: string) {}

  /**
   * A reading of a row: the later one wins, unless the row says that it is the older.
   * @returns the number of the row when it won
   */
  read(table: StoredTable, content: Content, receivedAt: string, stream: string): number | null {
    const rows = this.rowsOf(table);
    const key = rows.keyOf(content);
    const updatedAt = rows.updatedAtOf(content);
    const known = rows.versions.get(key);
    if (known && (receivedAt < known.precedence || isOlder(updatedAt, known.updatedAt))) return null;
    if (known) rows.superseded.push(known.n);
    const n = this.write(rows, content, receivedAt, stream);
    rows.versions.set(key, { n, precedence: receivedAt, updatedAt });
    return n;
  }

  /**
   * Something that a record says in passing about a person, queue or field. Which mention wins must not depend on
   * the order in which pages of a run came: the fuller, then the later, then the larger one does.
   * @param key of the row in its table
   * @param values determines the content of the key's row
   * @param content asked for when the last mention of the key said something else
   * @returns the mention that stands for the key, when it says the same; else null
   */
  addReference(
    table: StoredTable,
    key: string,
    values: ReferenceValues,
    content: () => Content,
    where: ReferenceMeta,
  ): InlineReference | null {
    const { references } = this.rowsOf(table);
    const known = references.get(key);
    if (known && isSame(known.values, values)) {
      if (isLater(where, known.where)) known.where = where;
      return known;
    }
    const other = referenceOf(table, values, content(), where);
    if (known && !wins(other, known)) return null;
    if (known) known.isReplaced = true;
    references.set(key, other);
    return other;
  }

  /** Closes the files, by table. Nothing can be added any more. */
  staged(): Map<StoredTable, StagedTable> {
    const staged = new Map<StoredTable, StagedTable>();
    for (const rows of this.tables.values()) {
      for (const reference of rows.references.values()) {
        this.write(rows, reference.content, precedenceOf(reference), reference.where.stream);
      }
      if (rows.writer) staged.set(rows.table, { file: rows.writer.finished(), superseded: rows.superseded });
    }
    return staged;
  }

  private rowsOf(table: StoredTable): TableRows {
    let rows = this.tables.get(table);
    if (rows === undefined) this.tables.set(table, (rows = new TableRows(table)));
    return rows;
  }

  private write(rows: TableRows, content: Content, precedence: string, stream: string): number {
    const { table } = rows;
    rows.writer ??= new NdjsonWriter(this.folder, table.name, [...table.columns, ...MARKS]);
    const n = (this.rows += 1);
    content.push(n, precedence, stream);
    rows.writer.writeValues(content);
    return n;
  }
}

/** Its hash is of the members that have a value, as JSON: ranks that are stored end with it. */
function referenceOf(
  { columns }: StoredTable,
  values: ReferenceValues,
  content: Content,
  where: ReferenceMeta,
): InlineReference {
  const filled = content.filter((value) => value !== undefined).length;
  const members = JSON.stringify(Object.fromEntries(columns.map(([column], at) => [column, content[at]])));
  return { values, content, hash: hash('sha1', members, 'base64'), filled, where, isReplaced: false };
}

/** As the ranks of the rows compare, which are made of the same parts. */
function wins(candidate: InlineReference, known: InlineReference): boolean {
  if (candidate.filled !== known.filled) return candidate.filled > known.filled;
  if (isLater(candidate.where, known.where)) return true;
  return !isLater(known.where, candidate.where) && candidate.hash > known.hash;
}

function precedenceOf({ filled, where: { version, run }, hash }: InlineReference): string {
  return `${String(filled).padStart(3, '0')} ${version ?? ''} ${run} ${hash}`;
}

function isSame(values: ReferenceValues, known: ReferenceValues): boolean {
  return values.length === known.length && values.every((value, at) => value === known[at]);
}

/** Of the key columns' values. Stored texts hold no NUL. */
export function keyText(values: ReadonlyArray<Json | undefined>): string {
  return values.length === 1 ? String(values[0]) : values.join('\u0000');
}

function isOlder(candidate: string | null, known: string | null): boolean {
  return candidate !== null && known !== null && candidate < known;
}
