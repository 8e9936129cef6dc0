/** What a batch of pages says, one reading a row: doubles are decided here, before anything reaches DuckDB. */
import { hash } from 'node:crypto';
import type { Json } from '../../../vendors/json';
import type { StoredTable } from '../store/staging-tables';
import type { Content } from './content';
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

export class Batch {
  readonly knownReferences = new KnownReferences();
  private readonly versions = new Map<StoredTable, Map<string, RowVersion>>();
  private readonly references = new Map<StoredTable, Map<string, InlineReference>>();
  private readonly writers = new Map<StoredTable, NdjsonWriter>();
  private readonly superseded = new Map<StoredTable, number[]>();
  private rows = 0;

  /** @param folder of the batch alone; made when the first row comes */
  constructor(readonly folder: string) {}

  /**
   * A reading of a row: the later one wins, unless the row says that it is the older.
   * @returns the number of the row when it won
   */
  read(table: StoredTable, content: Content, receivedAt: string, stream: string): number | null {
    const rows = entryOf(this.versions, table, () => new Map<string, RowVersion>());
    const key = keyOf(table, content);
    const updatedAt = textOrNull(content['updated_at']);
    const known = rows.get(key);
    if (known && (receivedAt < known.precedence || isOlder(updatedAt, known.updatedAt))) return null;
    if (known) entryOf(this.superseded, table, () => []).push(known.n);
    const n = this.write(table, content, receivedAt, stream);
    rows.set(key, { n, precedence: receivedAt, updatedAt });
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
    const rows = entryOf(this.references, table, () => new Map<string, InlineReference>());
    const known = rows.get(key);
    if (known && isSame(known.values, values)) {
      if (isLater(where, known.where)) known.where = where;
      return known;
    }
    const other = referenceOf(values, content(), where);
    if (known && !wins(other, known)) return null;
    if (known) known.isReplaced = true;
    rows.set(key, other);
    return other;
  }

  /** Closes the files, by table. Nothing can be added any more. */
  staged(): Map<StoredTable, StagedTable> {
    for (const [table, references] of this.references) {
      for (const reference of references.values()) {
        this.write(table, reference.content, precedenceOf(reference), reference.where.stream);
      }
    }
    const tables = [...this.writers].map(([table, writer]): [StoredTable, StagedTable] => {
      return [table, { file: writer.finished(), superseded: this.superseded.get(table) ?? [] }];
    });
    return new Map(tables);
  }

  private write(table: StoredTable, content: Content, precedence: string, stream: string): number {
    const writer = entryOf(this.writers, table, () => {
      return new NdjsonWriter(this.folder, table.name, [...table.columns, ...MARKS]);
    });
    const n = (this.rows += 1);
    content['n'] = n;
    content['rank'] = precedence;
    content['stream'] = stream;
    writer.write(content);
    return n;
  }
}

function entryOf<T>(tables: Map<StoredTable, T>, table: StoredTable, make: () => T): T {
  let entry = tables.get(table);
  if (entry === undefined) tables.set(table, (entry = make()));
  return entry;
}

function referenceOf(values: ReferenceValues, content: Content, where: ReferenceMeta): InlineReference {
  const filled = Object.values(content).filter((value) => value !== undefined).length;
  return { values, content, hash: hash('sha1', JSON.stringify(content), 'base64'), filled, where, isReplaced: false };
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

function keyOf(table: StoredTable, content: Content): string {
  return keyText(table.key.map((column) => content[column]));
}

/** Of the key columns' values. Stored texts hold no NUL. */
export function keyText(values: ReadonlyArray<Json | undefined>): string {
  return values.length === 1 ? String(values[0]) : values.join('\u0000');
}

function isOlder(candidate: string | null, known: string | null): boolean {
  return candidate !== null && known !== null && candidate < known;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
