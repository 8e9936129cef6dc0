/** Which published tables a build changed that no publication holds yet: only these are looked through to be published. */
import type { MetaValues } from './ddl';
import type { Session } from './session';

/** Tells one shape of the marts from another; there is none before they were ever built. */
export const MART_VERSION = 'mart_version';

/** Names, with blanks between them. A lake that lacks it may have changed any. */
export const UNPUBLISHED = 'unpublished';

/** To be called in the transaction that changes these tables, as whoever publishes them may not live to do it. */
export function noteUnpublished(session: Session, tables: readonly string[]): Promise<void> {
  return session.run('UPDATE meta SET value = trim(value || $names) WHERE key = $key', {
    names: ` ${tables.join(' ')}`,
    key: UNPUBLISHED,
  });
}

/** To be called in the transaction that changes any of them otherwise than by a build. */
export function noteAnyUnpublished(session: Session): Promise<void> {
  return session.run('DELETE FROM meta WHERE key = ?', [UNPUBLISHED]);
}

/** @returns null: perhaps any */
export function unpublishedTables({ [UNPUBLISHED]: known }: MetaValues): ReadonlySet<string> | null {
  return known === undefined ? null : new Set(known.split(' '));
}
