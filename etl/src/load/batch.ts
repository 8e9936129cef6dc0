/** What a batch of pages says, one reading a row: doubles are decided here, before anything reaches DuckDB. */
import type { Json } from '../../../vendors/json';
import type { StoredTable } from '../state/stored-tables';
import type { Content } from './content';
import { hashOf } from './content';

export interface StagedRow {
  content: Content;
  /** Of two readings the one with the larger rank wins. */
  rank: string;
  hash: string;
  stream: string;
}

export class Batch {
  private readonly tables = new Map<StoredTable, Map<string, StagedRow>>();

  /**
   * A reading of a row: the later one wins, unless the row says that it is the older.
   * @returns whether it won
   */
  read(table: StoredTable, content: Content, receivedAt: string, stream: string, alsoHashed: Json = null): boolean {
    const row: StagedRow = { content, rank: receivedAt, hash: hashOf([content, alsoHashed]), stream };
    return this.put(table, row, (known) => row.rank >= known.rank && !isOlder(row.content, known.content));
  }

  /**
   * Something that a record says in passing about a person, queue or field. Which mention wins must not depend on
   * the order in which pages of a run came: the fuller, then the later, then the larger one does.
   * @param version when the record was changed that says it
   * @param run in which it was received: a person who was renamed is named anew on records that did not change
   */
  mention(table: StoredTable, content: Content, version: string | null, run: string, stream: string): void {
    const hash = hashOf(content);
    const filled = Object.values(content).filter((value) => value !== null).length;
    const row: StagedRow = {
      content,
      rank: `${String(filled).padStart(3, '0')} ${version ?? ''} ${run} ${hash}`,
      hash,
      stream,
    };
    this.put(table, row, (known) => row.rank > known.rank);
  }

  rows(table: StoredTable): StagedRow[] {
    return [...(this.tables.get(table)?.values() ?? [])];
  }

  private put(table: StoredTable, row: StagedRow, wins: (known: StagedRow) => boolean): boolean {
    let rows = this.tables.get(table);
    if (!rows) this.tables.set(table, (rows = new Map()));
    const key = keyOf(table, row.content);
    const known = rows.get(key);
    if (known && !wins(known)) return false;
    rows.set(key, row);
    return true;
  }
}

export function keyOf(table: StoredTable, content: Content): string {
  return JSON.stringify(table.key.map((column) => content[column]));
}

function isOlder(candidate: Content, known: Content): boolean {
  const [a, b] = [candidate['updated_at'], known['updated_at']];
  return typeof a === 'string' && typeof b === 'string' && a < b;
}
