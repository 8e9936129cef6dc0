/** The order of a ticket's changes of one instant: its service's own, as far as the changes lead from one to the next. */
import { fold } from '../../../vendors/text';
import { maybeTextIn, textIn } from '../store/row';
import type { Row } from '../store/row';
import type { Session } from '../store/session';
import type { Scope } from './scope';
import type { Tables } from './temporary-table';
import { makeEmpty } from './temporary-table';

/** What decides between changes of one instant where nothing else does: the list's order, then growing ids. */
export const AS_LISTED = 'place NULLS FIRST, length(event_id), event_id';

interface Change {
  source: string;
  ticketId: string;
  eventId: string;
  at: string;
  /** Folded; null where the log does not say. */
  from: string | null;
  to: string | null;
}

/** Beyond this many tries a log contradicts itself: it is taken as it is listed. */
const MOST_TRIES = 2000;
const ROWS_AT_ONCE = 500;

/**
 * Temporary table t_order_within(source, ticket_id, event_id, position) for tickets that have logged changes of one
 * instant.
 */
export async function prepareChangeOrder(
  session: Session,
  s: Scope,
  t: Tables<'names'>,
): Promise<Tables<'order_within'>> {
  const made = await makeEmpty(
    session,
    'order_within',
    'source VARCHAR, ticket_id VARCHAR, event_id VARCHAR, position INTEGER',
  );
  const changes = await session.all(
    `WITH logged AS (SELECT * FROM ${s.changes} WHERE origin = 'vendor' AND gone_at IS NULL),
       several AS (SELECT DISTINCT source, ticket_id FROM logged GROUP BY source, ticket_id, changed_at HAVING count(*) > 1)
     SELECT c.source, c.ticket_id, c.event_id, c.changed_at::VARCHAR AS at, coalesce(f.name, c.from_status) AS from_status,
       coalesce(t.name, c.to_status) AS to_status
     FROM logged c SEMI JOIN several USING (source, ticket_id)
     LEFT JOIN ${t.names} f ON f.source = c.source AND f.kind = 'status' AND f.id = c.from_status_id
     LEFT JOIN ${t.names} t ON t.source = c.source AND t.kind = 'status' AND t.id = c.to_status_id
     ORDER BY c.source, c.ticket_id, c.changed_at, ${AS_LISTED}`,
    undefined,
    changeOf,
  );
  const ordered = grouped(changes, ({ source, ticketId }) => `${source}\u0000${ticketId}`).flatMap(inServiceOrder);
  for (let from = 0; from < ordered.length; from += ROWS_AT_ONCE) {
    const rows = ordered.slice(from, from + ROWS_AT_ONCE);
    await session.run(
      `INSERT INTO ${made.order_within} VALUES ${rows.map((_row, at) => `(?, ?, ?, ${from + at})`).join(', ')}`,
      rows.flatMap(({ source, ticketId, eventId }) => [source, ticketId, eventId]),
    );
  }
  return made;
}

function changeOf(row: Row): Change {
  const word = (column: string) => {
    const text = maybeTextIn(row, column);
    return text === null ? null : fold(text);
  };
  return {
    source: textIn(row, 'source'),
    ticketId: textIn(row, 'ticket_id'),
    eventId: textIn(row, 'event_id'),
    at: textIn(row, 'at'),
    from: word('from_status'),
    to: word('to_status'),
  };
}

/** @param changes of one ticket, in the order of time, those of one instant as they are listed */
function inServiceOrder(changes: readonly Change[]): Change[] {
  const instants = grouped(changes, ({ at }) => at);
  const ordered: Change[] = [];
  for (const [index, instant] of instants.entries()) {
    const before = ordered.at(-1)?.to ?? null;
    const after = instants[index + 1]?.[0]?.from ?? null;
    for (const change of chained(instant, before, after)) ordered.push(change);
  }
  return ordered;
}

/**
 * The changes so that each begins where the one before ended; of several such orders the first by the list's.
 * @param before the status before them, null where it is not known
 * @param after the status that the next change begins with
 */
function chained(changes: readonly Change[], before: string | null, after: string | null): readonly Change[] {
  if (changes.length === 1) return changes;
  const bounds = [
    [before, after],
    [before, null],
    [null, after],
    [null, null],
  ] as const;
  for (const [start, end] of bounds) {
    const chain = chainFrom(changes, start, end, { tries: 0 });
    if (chain !== null) return chain;
  }
  return changes;
}

function chainFrom(
  left: readonly Change[],
  start: string | null,
  end: string | null,
  spent: { tries: number },
): Change[] | null {
  if (left.length === 0) return leadsTo(start, end) ? [] : null;
  for (const next of left) {
    if ((spent.tries += 1) > MOST_TRIES) return null;
    if (!leadsTo(start, next.from)) continue;
    const rest = chainFrom(
      left.filter((change) => change !== next),
      next.to,
      end,
      spent,
    );
    if (rest !== null) return [next, ...rest];
  }
  return null;
}

/** A side that is not said goes with every other. */
function leadsTo(to: string | null, from: string | null): boolean {
  return to === null || from === null || to === from;
}

/** Neighbours with the same key together. */
function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups: Item[][] = [];
  let last: string | undefined;
  for (const item of items) {
    const key = keyOf(item);
    if (key === last) groups.at(-1)?.push(item);
    else groups.push([item]);
    last = key;
  }
  return groups;
}
