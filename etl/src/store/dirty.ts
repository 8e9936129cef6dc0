/** Records, in the writer's transaction, what the marts have to build again. */
import { metaValue, setMeta } from './ddl';
import type { Params, Session } from './session';

/** To be called in the transaction of whatever writes rows: all tables are computed anew. */
export function markAllDirty(session: Session): Promise<void> {
  return raise(session, 'revision');
}

/** To be called in the transaction that writes people, queues, fields or names. */
export function markLookupsDirty(session: Session): Promise<void> {
  return raise(session, 'lookups');
}

/**
 * To be called in the transaction that writes rows of tickets or of what hangs on them.
 * @param tickets SELECT of source and ticket_id
 */
export async function markTicketsDirty(session: Session, tickets: string, params: Params): Promise<void> {
  await session.run(`INSERT INTO dirty ${tickets}`, params);
}

/** To be called in the transaction that has brought the marts of dirty tickets up to date: they are to be published. */
export async function markTicketsBuilt(session: Session, isPartial: boolean): Promise<void> {
  // After a build of all tickets, none of them is looked for: all are built again until they are published.
  if (isPartial) await session.run('INSERT INTO unpublished_tickets FROM dirty');
  await session.run('DELETE FROM dirty');
}

/** Their rows may be in no file: they are built again. */
export async function markUnpublishedDirty(session: Session): Promise<void> {
  await session.run('INSERT INTO dirty FROM unpublished_tickets');
  await session.run('DELETE FROM unpublished_tickets');
}

/** To be called when what was built is published. */
export function forgetUnpublishedTickets(session: Session): Promise<void> {
  return session.run('DELETE FROM unpublished_tickets');
}

async function raise(session: Session, counter: string): Promise<void> {
  await setMeta(session, { [counter]: String(Number((await metaValue(session, counter)) ?? '0') + 1) });
}
