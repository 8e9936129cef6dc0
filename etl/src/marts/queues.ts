/** Queues: what lists and records say of them, and those of which a ticket tells no more than the ID. */
import { fold } from '../../../vendors/text';
import { queues } from '../schema/reference-tables';
import { jsonRows } from '../store/json-rows';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { Keys } from './keys';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary tables t_queues(source, queue_id, name, kind), where a list wins over a mention; and t_queue_ids(source,
 * queue_id, folded) of these and of all that tickets name.
 */
export async function prepareQueues(session: Session): Promise<Tables<'queues' | 'queue_ids'>> {
  const best = (column: string) =>
    `coalesce(max(${column}) FILTER (origin = 'list'), max(${column}) FILTER (origin = 'mention')) AS ${column}`;
  const t = await make(
    session,
    'queues',
    `SELECT source, queue_id, ${best('name')}, ${best('kind')} FROM w_queues GROUP BY source, queue_id`,
  );
  // Folding has its one home in TypeScript.
  const unlisted = await session.all(
    `SELECT DISTINCT t.source, t.queue_id FROM w_tickets t ANTI JOIN ${t.queues} q ON q.source = t.source AND q.queue_id = t.queue_id
     WHERE t.queue_id IS NOT NULL`,
    undefined,
    (row) => ({ source: textIn(row, 'source'), queue_id: textIn(row, 'queue_id'), folded: foldedId(row) }),
  );
  const columns = ['source', 'queue_id', 'folded'].map((name) => [name, 'VARCHAR'] as const);
  const ids = await make(
    session,
    'queue_ids',
    `SELECT source, queue_id, max(folded) AS folded FROM w_queues GROUP BY source, queue_id
     UNION ALL SELECT source, queue_id, folded FROM ${jsonRows(columns)}`,
    { rows: JSON.stringify(unlisted) },
  );
  return { ...t, ...ids };
}

/** NULL where folding changes nothing. */
function foldedId(row: Parameters<typeof textIn>[0]): string | null {
  const id = textIn(row, 'queue_id');
  const folded = fold(id);
  return folded === id ? null : folded;
}

/**
 * Those that a ticket is in, and those of a list where queues were asked for. What no list names has the name that the
 * newest of its tickets gives.
 */
export function queuesMart(keys: Keys, t: Tables<'queues' | 'queue_ids' | 'sources'>, m: Tables<'tickets'>): Mart {
  return {
    table: queues,
    select: `
      WITH named AS (
        SELECT queue_key, arg_max(queue, (coalesce(updated_at, TIMESTAMPTZ '-infinity'), queue)) AS name
        FROM ${m.tickets} WHERE queue_key IS NOT NULL GROUP BY queue_key
      ), known AS (SELECT ${keys.queue('i.source', 'i.queue_id')} AS queue_key, i.source, i.queue_id FROM ${t.queue_ids} i)
      SELECT k.queue_key, k.source, s.vendor, k.queue_id, coalesce(q.name, n.name) AS name, coalesce(q.kind, s.queue_kind) AS kind,
        q.name IS NULL AS _is_of_tickets
      FROM known k JOIN ${t.sources} s USING (source)
      LEFT JOIN ${t.queues} q ON q.source = k.source AND q.queue_id = k.queue_id
      LEFT JOIN named n ON n.queue_key = k.queue_key
      WHERE n.queue_key IS NOT NULL OR (s.queues AND q.queue_id IS NOT NULL)`,
  };
}
