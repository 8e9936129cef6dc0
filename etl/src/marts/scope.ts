/**
 * Which tickets a build computes at once: those that were written since the last one, or all of them, part by part.
 * However many tickets there are, what is held at once is that of one part.
 */
import { numberIn } from '../store/row';
import type { Session } from '../store/session';

/** With their comments and changes they fit into the memory that DuckDB is given. */
const TICKETS_AT_ONCE = 10_000;
/** Where more than this share was written, going through all of them costs no more. */
const LARGE_SHARE = 0.3;

/** Each enters a scope: it makes the temporary table t_scope(source, ticket_id). */
export type Parts = ReadonlyArray<() => Promise<void>>;

export async function allTickets(session: Session): Promise<Parts> {
  return partsOf(session, 'SELECT source, ticket_id FROM w_tickets');
}

/**
 * Tickets that were written, and those whose people are not what they were. Expects t_people.
 * @returns undefined when they are so many that all should be gone through
 */
export async function dirtyTickets(session: Session): Promise<Parts | undefined> {
  await noteMovedPeople(session);
  await session.run(
    'CREATE OR REPLACE TEMP TABLE t_dirty AS SELECT DISTINCT source, ticket_id FROM dirty SEMI JOIN w_tickets USING (source, ticket_id)',
  );
  const written = await number(session, 'SELECT count(*) AS n FROM t_dirty');
  const all = await number(session, 'SELECT count(*) AS n FROM w_tickets');
  if (written > TICKETS_AT_ONCE && written > all * LARGE_SHARE) return undefined;
  return partsOf(session, 'SELECT source, ticket_id FROM t_dirty');
}

/** @param tickets SELECT of source and ticket_id */
async function partsOf(session: Session, tickets: string): Promise<Parts> {
  // In the order of ids, as comments were read and marts are filled: DuckDB passes over blocks that hold other ids.
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_order AS
     SELECT source, ticket_id, row_number() OVER (ORDER BY source, ticket_id) - 1 AS n FROM (${tickets})`,
  );
  const all = await number(session, 'SELECT count(*) AS n FROM t_order');
  return Array.from({ length: Math.ceil(all / TICKETS_AT_ONCE) }, (_, part) => async () => {
    const from = part * TICKETS_AT_ONCE;
    const until = from + TICKETS_AT_ONCE;
    await enter(session, `SELECT source, ticket_id FROM t_order WHERE n >= ${from} AND n < ${until}`);
  });
}

async function noteMovedPeople(session: Session): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_moved AS
     SELECT coalesce(p.source, k.source) AS source, coalesce(p.person_id, k.person_id) AS person_id
     FROM (${PEOPLE_STATE}) p FULL JOIN known_people k ON k.source = p.source AND k.person_id = p.person_id
     WHERE k.state IS DISTINCT FROM p.state`,
  );
  if ((await number(session, 'SELECT count(*) AS n FROM t_moved')) === 0) return;
  const references = [
    ['w_tickets', 'requester_id'],
    ['w_tickets', 'assignee_id'],
    ['w_comments', 'author_id'],
    ['w_changes', 'changed_by_id'],
  ] as const;
  for (const [table, column] of references) {
    await session.run(
      `INSERT INTO dirty SELECT DISTINCT w.source, w.ticket_id FROM ${table} w
       SEMI JOIN t_moved m ON m.source = w.source AND m.person_id = w.${column}`,
    );
  }
}

const PEOPLE_STATE = 'SELECT source, person_id, md5_number(t::VARCHAR) AS state FROM t_people t';

/** Expects t_people. */
export async function rememberPeople(session: Session): Promise<void> {
  await session.run(
    `MERGE INTO known_people k USING (${PEOPLE_STATE}) p ON k.source = p.source AND k.person_id = p.person_id
     WHEN MATCHED AND k.state <> p.state THEN UPDATE WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT BY NAME`,
  );
}

/** What is stored ticket by ticket, and under which name it is in scope. */
const SCOPED = {
  s_tickets: 'w_tickets',
  s_comments: 'w_comments',
  s_changes: 'w_changes',
  s_values: 'w_custom_values',
  s_attachments: 'w_attachments',
  s_reads: 'reads',
} as const;

/**
 * Temporary views s_tickets, s_comments, s_changes, s_values, s_attachments and s_reads: what is stored of the tickets
 * in t_scope. Only ids are looked through; columns are read where the rows are, and only those that a statement asks
 * for. They hold as long as the transaction that enters.
 */
async function enter(session: Session, tickets: string): Promise<void> {
  await session.run(`CREATE OR REPLACE TEMP TABLE t_scope AS ${tickets}`);
  for (const [view, table] of Object.entries(SCOPED)) {
    const rows = view.replace('s_', 'r_');
    await session.run(
      `CREATE OR REPLACE TEMP TABLE ${rows} AS SELECT w.rowid AS place FROM ${table} w SEMI JOIN t_scope t ON t.source = w.source AND t.ticket_id = w.ticket_id`,
    );
    await session.run(
      `CREATE OR REPLACE TEMP VIEW ${view} AS SELECT w.* FROM ${table} w SEMI JOIN ${rows} r ON r.place = w.rowid`,
    );
  }
}

async function number(session: Session, sql: string): Promise<number> {
  const [found = 0] = await session.all(sql, undefined, (row) => numberIn(row, 'n'));
  return found;
}
