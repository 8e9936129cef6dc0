/** What a batch of pages says, one reading a row: doubles are decided here, before anything reaches DuckDB. */
import { hash } from 'node:crypto';
import type { Json } from '../../../vendors/json';
import type { StoredTable } from '../store/staging-tables';
import type { Content } from './content';
import type { Mention, Mentioned, Said } from './known-mentions';
import { KnownMentions, isLater } from './known-mentions';
import type { StageColumns, StageFile } from '../store/staging';
import { StageWriter } from '../store/staging';

/** A table's rows of the batch, in a file. */
export interface StagedTable {
  file: StageFile;
  /** Numbers (`n`) of rows in it that a later reading took the place of. */
  overtaken: readonly number[];
}

/** A row that was written down. */
interface ReadRow {
  n: number;
  /** Of two readings the one with the larger rank wins. */
  rank: string;
  updatedAt: string | null;
}

const MARKS: StageColumns = [
  ['n', 'INTEGER'],
  ['rank', 'VARCHAR'],
  ['stream', 'VARCHAR'],
];

export class Batch {
  readonly knownMentions = new KnownMentions();
  private readonly readings = new Map<StoredTable, Map<string, ReadRow>>();
  private readonly mentioned = new Map<StoredTable, Map<string, Mention>>();
  private readonly writers = new Map<StoredTable, StageWriter>();
  private readonly overtaken = new Map<StoredTable, number[]>();
  private rows = 0;

  /** @param folder of the batch alone; made when the first row comes */
  constructor(readonly folder: string) {}

  /**
   * A reading of a row: the later one wins, unless the row says that it is the older.
   * @returns the number of the row when it won
   */
  read(table: StoredTable, content: Content, receivedAt: string, stream: string): number | null {
    const rows = entryOf(this.readings, table, () => new Map<string, ReadRow>());
    const key = keyOf(table, content);
    const updatedAt = textOrNull(content['updated_at']);
    const known = rows.get(key);
    if (known && (receivedAt < known.rank || isOlder(updatedAt, known.updatedAt))) return null;
    if (known) entryOf(this.overtaken, table, () => []).push(known.n);
    const n = this.write(table, content, receivedAt, stream);
    rows.set(key, { n, rank: receivedAt, updatedAt });
    return n;
  }

  /**
   * Something that a record says in passing about a person, queue or field. Which mention wins must not depend on
   * the order in which pages of a run came: the fuller, then the later, then the larger one does.
   * @param key of the row in its table
   * @param said determines the content of the key's row
   * @param content asked for when the last mention of the key said something else
   * @returns the mention that stands for the key, when it says the same; else null
   */
  mention(table: StoredTable, key: string, said: Said, content: () => Content, where: Mentioned): Mention | null {
    const rows = entryOf(this.mentioned, table, () => new Map<string, Mention>());
    const known = rows.get(key);
    if (known && isSame(known.said, said)) {
      if (isLater(where, known.where)) known.where = where;
      return known;
    }
    const other = mentionOf(said, content(), where);
    if (known && !wins(other, known)) return null;
    if (known) known.isReplaced = true;
    rows.set(key, other);
    return other;
  }

  /** Closes the files, by table. Nothing can be added any more. */
  staged(): Map<StoredTable, StagedTable> {
    for (const [table, mentions] of this.mentioned) {
      for (const mention of mentions.values()) {
        this.write(table, mention.content, rankOf(mention), mention.where.stream);
      }
    }
    const tables = [...this.writers].map(([table, writer]): [StoredTable, StagedTable] => {
      return [table, { file: writer.finished(), overtaken: this.overtaken.get(table) ?? [] }];
    });
    return new Map(tables);
  }

  private write(table: StoredTable, content: Content, rank: string, stream: string): number {
    const writer = entryOf(this.writers, table, () => {
      return new StageWriter(this.folder, table.name, [...table.columns, ...MARKS]);
    });
    const n = (this.rows += 1);
    content['n'] = n;
    content['rank'] = rank;
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

function mentionOf(said: Said, content: Content, where: Mentioned): Mention {
  const filled = Object.values(content).filter((value) => value !== undefined).length;
  return { said, content, hash: hash('sha1', JSON.stringify(content), 'base64'), filled, where, isReplaced: false };
}

/** As the ranks of the rows compare, which are made of the same parts. */
function wins(candidate: Mention, known: Mention): boolean {
  if (candidate.filled !== known.filled) return candidate.filled > known.filled;
  if (isLater(candidate.where, known.where)) return true;
  return !isLater(known.where, candidate.where) && candidate.hash > known.hash;
}

function rankOf({ filled, where: { version, run }, hash }: Mention): string {
  return `${String(filled).padStart(3, '0')} ${version ?? ''} ${run} ${hash}`;
}

function isSame(said: Said, known: Said): boolean {
  return said.length === known.length && said.every((value, at) => value === known[at]);
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
