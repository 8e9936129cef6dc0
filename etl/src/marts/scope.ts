/**
 * Which tickets a build computes at once: those that were written since the last one, or all of them, part by part.
 * However many tickets there are, what is held at once is that of one part.
 */
import { numberIn } from '../store/row';
import type { Session } from '../store/session';
import type { Tables } from './temporary-table';
import { handleOf, make } from './temporary-table';

/** With their comments and changes they fit into the memory that DuckDB is given. */
const TICKETS_AT_ONCE = 10_000;
/** Where more than this share was written, going through all of them costs no more. */
const LARGE_SHARE = 0.3;

/** What is stored of the tickets of a part, under the names that `SCOPED` gives. */
export type Scope = Tables<keyof typeof SCOPED>;

/** Each enters a scope, which holds as long as the transaction. */
export type BuildSteps = ReadonlyArray<() => Promise<Scope>>;

export async function allTickets(session: Session): Promise<BuildSteps> {
  return buildSteps(session, 'SELECT source, ticket_id FROM w_tickets');
}

/**
 * Tickets that were written, and those whose people are not what they were.
 * @returns undefined when they are so many that all should be gone through
 */
export async function dirtyTickets(session: Session, people: Tables<'people'>): Promise<BuildSteps | undefined> {
  await noteMovedPeople(session, people);
  const t = await make(
    session,
    'dirty',
    'SELECT DISTINCT source, ticket_id FROM dirty SEMI JOIN w_tickets USING (source, ticket_id)',
  );
  const dirty = await number(session, `SELECT count(*) AS n FROM ${t.dirty}`);
  const all = await number(session, 'SELECT count(*) AS n FROM w_tickets');
  if (dirty > TICKETS_AT_ONCE && dirty > all * LARGE_SHARE) return undefined;
  return buildSteps(session, `SELECT source, ticket_id FROM ${t.dirty}`);
}

/** @param tickets SELECT of source and ticket_id */
async function buildSteps(session: Session, tickets: string): Promise<BuildSteps> {
  // In the order of ids, as comments were read and marts are filled: DuckDB passes over blocks that hold other ids.
  const t = await make(
    session,
    'order',
    `SELECT source, ticket_id, row_number() OVER (ORDER BY source, ticket_id) - 1 AS n FROM (${tickets})`,
  );
  const all = await number(session, `SELECT count(*) AS n FROM ${t.order}`);
  return Array.from({ length: Math.ceil(all / TICKETS_AT_ONCE) }, (_, part) => async () => {
    const from = part * TICKETS_AT_ONCE;
    const until = from + TICKETS_AT_ONCE;
    return enter(session, `SELECT source, ticket_id FROM ${t.order} WHERE n >= ${from} AND n < ${until}`);
  });
}

async function noteMovedPeople(session: Session, people: Tables<'people'>): Promise<void> {
  const t = await make(
    session,
    'moved',
    `SELECT coalesce(p.source, k.source) AS source, coalesce(p.person_id, k.person_id) AS person_id
     FROM (${stateOf(people)}) p FULL JOIN known_people k ON k.source = p.source AND k.person_id = p.person_id
     WHERE k.state IS DISTINCT FROM p.state`,
  );
  if ((await number(session, `SELECT count(*) AS n FROM ${t.moved}`)) === 0) return;
  const references = [
    ['w_tickets', 'requester_id'],
    ['w_tickets', 'assignee_id'],
    ['w_tickets', 'creator_id'],
    ['w_comments', 'author_id'],
    ['w_changes', 'changed_by_id'],
  ] as const;
  for (const [table, column] of references) {
    await session.run(
      `INSERT INTO dirty SELECT DISTINCT w.source, w.ticket_id FROM ${table} w
       SEMI JOIN ${t.moved} m ON m.source = w.source AND m.person_id = w.${column}`,
    );
  }
}

function stateOf({ people }: Tables<'people'>): string {
  return `SELECT source, person_id, md5_number(t::VARCHAR) AS state FROM ${people} t`;
}

export async function rememberPeople(session: Session, people: Tables<'people'>): Promise<void> {
  await session.run(
    `MERGE INTO known_people k USING (${stateOf(people)}) p ON k.source = p.source AND k.person_id = p.person_id
     WHEN MATCHED AND k.state <> p.state THEN UPDATE WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT BY NAME`,
  );
}

/** What is stored ticket by ticket, and under which name it is in scope. */
const SCOPED = {
  tickets: 'w_tickets',
  comments: 'w_comments',
  changes: 'w_changes',
  values: 'w_custom_values',
  attachments: 'w_attachments',
  reads: 'reads',
} as const;

/**
 * What is stored of these tickets. Only ids are looked through; columns are read where the rows are, and only those that a
 * statement asks for.
 */
async function enter(session: Session, tickets: string): Promise<Scope> {
  const t = await make(session, 'scope', tickets);
  const rowsOf = async <Name extends keyof typeof SCOPED>(name: Name) => {
    const table = SCOPED[name];
    await session.run(
      `CREATE OR REPLACE TEMP TABLE r_${name} AS SELECT w.rowid AS place FROM ${table} w SEMI JOIN ${t.scope} t ON t.source = w.source AND t.ticket_id = w.ticket_id`,
    );
    return handleOf(name, `(SELECT w.* FROM ${table} w SEMI JOIN r_${name} r ON r.place = w.rowid)`);
  };
  return {
    ...(await rowsOf('tickets')),
    ...(await rowsOf('comments')),
    ...(await rowsOf('changes')),
    ...(await rowsOf('values')),
    ...(await rowsOf('attachments')),
    ...(await rowsOf('reads')),
  };
}

async function number(session: Session, sql: string): Promise<number> {
  const [found = 0] = await session.all(sql, undefined, (row) => numberIn(row, 'n'));
  return found;
}
