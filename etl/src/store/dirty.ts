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

async function raise(session: Session, counter: string): Promise<void> {
  await setMeta(session, { [counter]: String(Number((await metaValue(session, counter)) ?? '0') + 1) });
}
