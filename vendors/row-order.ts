/** In which order of creation the rows of a list stand: only where it is one, nothing but new rows can join in front. */

/** none: in no order of creation, or rows do not say when they were created. */
export type RowOrder = 'ascending' | 'descending' | 'none';

export const ROW_ORDERS: readonly RowOrder[] = ['ascending', 'descending', 'none'];

/**
 * @param instants creation of a page's rows, canonical; null: not said
 * @param before order of the pages before; null: there were none, or all their rows are of one instant
 * @returns null while no two rows differ
 */
export function rowOrder(instants: ReadonlyArray<string | null>, before: RowOrder | null): RowOrder | null {
  let order = before;
  for (const [at, instant] of instants.entries()) {
    const previous = instants[at - 1];
    if (instant === null) return 'none';
    if (previous === undefined || previous === null || previous === instant) continue;
    const step: RowOrder = previous < instant ? 'ascending' : 'descending';
    if (order !== null && order !== step) return 'none';
    order = step;
  }
  return order;
}
