/**
 * How tables filter each other. Between two tables there is one active way at most: Power BI refuses an ambiguous
 * model. So the source filters tickets, and through them what hangs on tickets.
 */
import { MODEL_TABLES, modelColumnOf, modelTableNamed } from './tables';
import type { ModelTable } from './table';

export interface Relationship {
  /** The many side. */
  from: { table: string; column: string };
  /** The one side. */
  to: { table: string; column: string };
  /** An inactive one is used by the measures that name it. */
  isActive: boolean;
  filtersBothWays: boolean;
}

/** References to people, by the column that holds them; other columns have the name beside them. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['assignee_key', 'Assignee'],
  ['requester_key', 'Requester'],
]);

const BY_SOURCE = ['Tickets', 'Daily Backlog', 'Runs', 'Rejects'] as const;

const BY_DATE: ReadonlyArray<readonly [table: string, lakeColumn: string, isActive: boolean]> = [
  ['Tickets', 'created_date', true],
  ['Tickets', 'resolved_date', false],
  ['Tickets', 'due_date', false],
  ['Daily Backlog', 'date', true],
];

export function relationships(): Relationship[] {
  return [
    ...MODEL_TABLES.flatMap(registered),
    ...BY_SOURCE.map((name) => relate(name, 'source', 'Sources', 'source')),
    ...BY_DATE.map(([name, column, isActive]) => relate(name, column, 'Dates', 'date', { isActive })),
  ];
}

/** What the registry of published tables says about a table, where the target is in the model. */
function registered(table: ModelTable): Relationship[] {
  return table.lake.references.flatMap((reference) => {
    const target =
      reference.table === 'people'
        ? ROLES.get(reference.column)
        : MODEL_TABLES.find(({ lake }) => lake.name === reference.table)?.name;
    if (target === undefined) return [];
    // A tag chosen in a slicer has to reach the tickets.
    const filtersBothWays = table.name === 'Ticket Tags';
    return [relate(table.name, reference.column, target, reference.to, { filtersBothWays })];
  });
}

function relate(
  fromTable: string,
  fromColumn: string,
  toTable: string,
  toColumn: string,
  { isActive = true, filtersBothWays = false } = {},
): Relationship {
  return {
    from: { table: fromTable, column: modelColumnOf(modelTableNamed(fromTable), fromColumn).name },
    to: { table: toTable, column: modelColumnOf(modelTableNamed(toTable), toColumn).name },
    isActive,
    filtersBothWays,
  };
}
