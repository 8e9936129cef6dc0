/** Which tickets were created when: a search, never a scan, also after dates were set by hand. */
import type { WorldBase } from './base';

export interface CreationOrder {
  size(): number;
  /** A ticket with the next index. */
  add(createdAt: number): void;
  move(index: number, createdAt: number): void;
  between(from: number, to: number): [first: number, end: number];
}

export function createOrder(base: Pick<WorldBase, 'size' | 'createdAt'>): CreationOrder {
  /** Of added tickets: never descending, whatever their createdAt says. */
  const added: number[] = [];
  /** Tickets whose createdAt is not where their index stands. */
  const misplaced = new Map<number, number>();
  const size = (): number => base.size + added.length;

  const keyOf = (index: number): number =>
    index < base.size ? base.createdAt(index) : (added[index - base.size] ?? Number.POSITIVE_INFINITY);

  /** The first index whose key is at or after the instant. */
  const search = (instant: number): number => {
    let low = 0;
    let high = size();
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keyOf(middle) < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    size,
    add: (createdAt) => {
      const index = size();
      const key = Math.max(createdAt, index === 0 ? createdAt : keyOf(index - 1));
      added.push(key);
      if (key !== createdAt) misplaced.set(index, createdAt);
    },
    move: (index, createdAt) => {
      if (keyOf(index) === createdAt) misplaced.delete(index);
      else misplaced.set(index, createdAt);
    },
    between: (from, to) => {
      let first = search(from);
      let end = Math.max(first, search(to));
      for (const [index, createdAt] of misplaced) {
        if (createdAt < from || createdAt >= to) continue;
        [first, end] = first === end ? [index, index + 1] : [Math.min(first, index), Math.max(end, index + 1)];
      }
      return [first, end];
    },
  };
}
