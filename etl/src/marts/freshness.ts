/** Whether the stored rows or the configuration changed since the marts were built: if not, they stand as they are. */
import type { Config } from '../config/config';
import { SCHEMA_VERSION } from '../schema/tables';
import { metaValue, setMeta } from '../state/ddl';
import { textIn } from '../state/row';
import type { Session } from '../state/session';

/** Raised with every change of what a mart computes from the same rows. */
const RULES = 1;

/** To be called in the transaction of whatever writes rows. */
export async function noteChange(session: Session): Promise<void> {
  const revision = Number((await metaValue(session, 'revision')) ?? '0') + 1;
  await setMeta(session, 'revision', String(revision));
}

/** Everything that marts of content are computed from, in one text: equal texts, equal marts. Expects t_sources. */
export async function contentState(session: Session, config: Config): Promise<string> {
  const [stored = ''] = await session.all(
    `SELECT version() || ' ' || (SELECT count(*) FROM reads) || ' '
       || coalesce((SELECT string_agg(source || '/' || stream, ' ' ORDER BY source, stream) FROM stream_state WHERE last_complete_at IS NOT NULL), '') || ' '
       || coalesce((SELECT string_agg(t::VARCHAR, ' ' ORDER BY t::VARCHAR) FROM t_sources t), '') AS state`,
    undefined,
    (row) => textIn(row, 'state'),
  );
  const revision = (await metaValue(session, 'revision')) ?? '0';
  const mapped = config.sources.map(({ name, statuses, priorities }) => [name, statuses, priorities]);
  return JSON.stringify([RULES, SCHEMA_VERSION, revision, stored, config.timezone, mapped]);
}

export async function isBuiltFrom(session: Session, state: string): Promise<boolean> {
  return (await metaValue(session, 'built_from')) === state;
}

export async function rememberBuilt(session: Session, state: string): Promise<void> {
  await setMeta(session, 'built_from', state);
}
