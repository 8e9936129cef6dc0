/** What became of the rows of a source, in one line: the block on a terminal and the summary say the same. Pure. */
import { vendorNamed } from '../../../vendors/registry';
import type { RunRow } from '../base/run-row';
import { count } from './format';

/** What is counted: rows of the lake, not records of pages. */
export type NewsRow = Pick<RunRow, 'vendor' | 'stream' | 'rows_new' | 'rows_changed' | 'rows_deleted'>;

const GROUPS = ['tickets', 'comments', 'other records'] as const;

/** `tickets: 12 new, 3 changed; comments: 40 new; other records: 5 new`; empty where nothing is new. */
export function newsOf(rows: readonly NewsRow[]): string {
  return GROUPS.flatMap((group) => {
    const changes = changesOf(rows.filter((row) => groupOf(row) === group));
    return changes === '' ? [] : [`${group}: ${changes}`];
  }).join('; ');
}

/** Notes are comments, too: a stream belongs to the table that its rows are in. */
function groupOf({ vendor, stream }: NewsRow): (typeof GROUPS)[number] {
  if (stream === 'tickets' || stream === 'comments') return stream;
  const known = vendorNamed(vendor)?.streams.find(({ name }) => name === stream);
  return known?.selectedBy === 'comments' ? 'comments' : 'other records';
}

function changesOf(rows: readonly NewsRow[]): string {
  const sums: ReadonlyArray<readonly [string, number]> = [
    ['new', rows.reduce((sum, row) => sum + row.rows_new, 0)],
    ['changed', rows.reduce((sum, row) => sum + row.rows_changed, 0)],
    ['deleted', rows.reduce((sum, row) => sum + row.rows_deleted, 0)],
  ];
  return sums.flatMap(([word, rows]) => (rows === 0 ? [] : [`${count(rows)} ${word}`])).join(', ');
}
