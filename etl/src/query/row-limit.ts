/** Lets at most so many rows of a result pass, and knows whether there were more. */
import type { Batches } from './text-formats';
import type { Cell } from './values';

export class RowLimit {
  rows = 0;
  isTruncated = false;

  constructor(readonly most: number) {}

  /** @returns how many of the next `count` rows may pass */
  take(count: number): number {
    const allowed = Math.min(count, this.most - this.rows);
    this.rows += allowed;
    if (allowed < count) this.isTruncated = true;
    return allowed;
  }

  async *batches(all: Batches): AsyncGenerator<Cell[][]> {
    for await (const rows of all) {
      const allowed = this.take(rows.length);
      if (allowed > 0) yield rows.slice(0, allowed);
      if (this.isTruncated) return;
    }
  }
}
