/** Counts by the names of the published tables. The working database has names of its own. */
import { dictionary } from '../../../vendors/dictionary';
import { TABLES } from '../schema/tables';

/** What is published under another name. */
const PUBLISHED_AS: Readonly<Record<string, string>> = dictionary({
  w_changes: 'status_changes',
  w_fields: 'custom_fields',
  w_custom_values: 'ticket_custom_fields',
});

/** @param counts by table of the working database; what is never published is one entry of the answer */
export function byPublishedTable(counts: ReadonlyMap<string, number>): Record<string, number> {
  const named = new Map<string, number>();
  for (const [table, count] of counts) {
    const name = publishedName(table);
    named.set(name, (named.get(name) ?? 0) + count);
  }
  return Object.fromEntries(named);
}

function publishedName(table: string): string {
  const name = PUBLISHED_AS[table] ?? table.replace(/^[a-z]_/, '');
  return TABLES.some((published) => published.name === name) ? name : 'kept for later runs';
}
