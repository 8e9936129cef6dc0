/** What a source has spent of its hourly and daily quota, from run to run. */
import type { SpentStore } from '../http/quota';
import type { WorkingDatabase } from '../store/database';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { numberIn } from '../store/row';

const SPENT: JsonColumns = [
  ['minute', 'BIGINT'],
  ['requests', 'INTEGER'],
];

export function quotaUsageStore(working: WorkingDatabase, source: string): SpentStore {
  return {
    load: () =>
      working.all('SELECT minute, requests FROM quota_spent WHERE source = ? ORDER BY minute', [source], (row) => ({
        minute: numberIn(row, 'minute'),
        requests: numberIn(row, 'requests'),
      })),
    save: (spent) =>
      working.transaction(async (session) => {
        await session.run('DELETE FROM quota_spent WHERE source = ?', [source]);
        // One statement: DuckDB holds a quarter of a megabyte for each insert until the commit.
        await session.run(`INSERT INTO quota_spent BY NAME SELECT $source AS source, * FROM ${jsonRows(SPENT)}`, {
          source,
          rows: JSON.stringify(spent),
        });
      }),
  };
}
