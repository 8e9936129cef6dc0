/**
 * How tables filter each other. Between two tables there is one active way at most: Power BI refuses an ambiguous
 * model. So a dimension filters tickets, and through them what hangs on tickets; another way is inactive, and the
 * measures that need it say so.
 */
import { modelColumnOf, modelTableNamed } from './tables';

export interface Relationship {
  /** The many side. */
  from: { table: string; column: string };
  /** The one side. */
  to: { table: string; column: string };
  /** An inactive one is used by the measures that name it. */
  isActive: boolean;
  filtersBothWays: boolean;
  /** Each row of one table has one row of the other at most. */
  isOneToOne?: boolean;
}

/** By the names of published columns. */
const ACTIVE: ReadonlyArray<readonly [from: string, column: string, to: string, key: string]> = [
  ['Tickets', 'source', 'Sources', 'source'],
  ['Tickets', 'queue_key', 'Queue', 'queue_key'],
  ['Tickets', 'status_group', 'Status', 'status_group'],
  ['Tickets', 'priority_level', 'Priority', 'priority_level'],
  ['Tickets', 'channel_key', 'Channel', 'channel_key'],
  ['Tickets', 'team_key', 'Team', 'team_key'],
  ['Tickets', 'assignee_key', 'Agent', 'person_key'],
  ['Tickets', 'created_date', 'Dates', 'date'],
  ['Daily Backlog', 'source', 'Sources', 'source'],
  ['Daily Backlog', 'queue_key', 'Queue', 'queue_key'],
  ['Daily Backlog', 'status_group', 'Status', 'status_group'],
  ['Daily Backlog', 'priority_level', 'Priority', 'priority_level'],
  ['Daily Backlog', 'assignee_key', 'Agent', 'person_key'],
  ['Daily Backlog', 'date', 'Dates', 'date'],
  ['Comments', 'ticket_key', 'Tickets', 'ticket_key'],
  ['Status Changes', 'ticket_key', 'Tickets', 'ticket_key'],
  ['Custom Field Options', 'field_key', 'Custom Fields', 'field_key'],
  ['Runs', 'source', 'Sources', 'source'],
  ['Rejects', 'source', 'Sources', 'source'],
];

/** A tag or an option chosen in a slicer has to reach the tickets. */
const BOTH_WAYS: typeof ACTIVE = [
  ['Ticket Tags', 'ticket_key', 'Tickets', 'ticket_key'],
  ['Custom Field Options', 'ticket_key', 'Tickets', 'ticket_key'],
];

const INACTIVE: typeof ACTIVE = [
  ['Tickets', 'resolved_date', 'Dates', 'date'],
  ['Tickets', 'due_date', 'Dates', 'date'],
  ['Comments', 'created_date', 'Dates', 'date'],
  ['Comments', 'author_key', 'Agent', 'person_key'],
  ['Status Changes', 'changed_date', 'Dates', 'date'],
  ['Status Changes', 'changed_by_key', 'Agent', 'person_key'],
];

export const RELATIONSHIPS: readonly Relationship[] = [
  ...ACTIVE.map((ends) => relate(ends, { isActive: true })),
  ...BOTH_WAYS.map((ends) => relate(ends, { isActive: true, filtersBothWays: true })),
  ...INACTIVE.map((ends) => relate(ends, { isActive: false })),
];

function relate(
  [from, column, to, key]: (typeof ACTIVE)[number],
  { isActive, filtersBothWays = false }: { isActive: boolean; filtersBothWays?: boolean },
): Relationship {
  return {
    from: { table: from, column: modelColumnOf(modelTableNamed(from), column).name },
    to: { table: to, column: modelColumnOf(modelTableNamed(to), key).name },
    isActive,
    filtersBothWays,
  };
}

/** Tables whose filters reach a table over active relationships, itself among them. */
export function tablesThatFilter(table: string): ReadonlySet<string> {
  const reached = new Set([table]);
  for (const name of reached) {
    for (const { from, to, isActive, filtersBothWays } of RELATIONSHIPS) {
      if (!isActive) continue;
      if (from.table === name) reached.add(to.table);
      if (to.table === name && filtersBothWays) reached.add(from.table);
    }
  }
  return reached;
}
