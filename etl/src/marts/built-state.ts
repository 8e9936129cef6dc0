/** Whether the stored rows or the configuration changed since the marts were built: if not, they stand as they are. */
import type { Config } from '../config/config';
import { SCHEMA_VERSION } from '../schema/tables';
import type { MetaValues } from '../store/ddl';
import { metaValue, setMeta } from '../store/ddl';
import { markTicketsBuilt } from '../store/dirty';
import { booleanIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Masks } from '../privacy/masks';
import type { HoursBySource } from './business-hours';
import type { Tables } from './temporary-table';

/** Raised with every change of what a mart computes from the same rows. */
const RULES = 10;

/** What was looked up when marts were built, and what decides how: where one differs, all is computed anew. */
export interface BuiltFrom {
  /** What was stored otherwise than ticket by ticket, the configuration and the program. */
  base: string;
  /** Counts what was written of people, queues, fields and names. */
  lookups: string;
}

export interface PresentState extends BuiltFrom {
  /** Whether tickets were written since. */
  hasDirty: boolean;
  /** Tells one content of the tables of rejects and of new members from another. */
  rejectsDigest: string;
}

export async function presentState(
  session: Session,
  config: Config,
  { hours, masks }: { hours: HoursBySource; masks: Masks | undefined },
  { revision = '0', lookups = '0' }: MetaValues,
  t: Tables<'sources'>,
): Promise<PresentState> {
  const state = await session.one(
    `SELECT EXISTS (SELECT 1 FROM dirty) AS has_dirty, version() || ' '
       || coalesce((SELECT string_agg(source || '/' || stream, ' ' ORDER BY source, stream) FROM stream_state WHERE last_complete_at IS NOT NULL), '') || ' '
       || coalesce((SELECT string_agg(t::VARCHAR, ' ' ORDER BY t::VARCHAR) FROM ${t.sources} t), '') AS state, ${TOLD.map(contentOf).join(` || ' ' || `)} AS told`,
    undefined,
    (row) => ({
      stored: textIn(row, 'state'),
      hasDirty: booleanIn(row, 'has_dirty'),
      rejectsDigest: textIn(row, 'told'),
    }),
  );
  const { stored = '', hasDirty = true, rejectsDigest = '' } = state ?? {};
  const mapped = config.sources.map(({ name, statuses, priorities }) => [name, statuses, priorities]);
  const masked = masks === undefined ? [] : [masks.fingerprint];
  return {
    base: JSON.stringify([RULES, SCHEMA_VERSION, revision, stored, config.timezone, mapped, [...hours], ...masked]),
    lookups,
    hasDirty,
    rejectsDigest,
  };
}

const TOLD = ['rejects', 'schema_changes'];

function contentOf(table: string): string {
  return `(SELECT count(*) || ' ' || coalesce(bit_xor(hash(x)), 0) FROM ${table} x)`;
}

/** Whether what records told of themselves is in the marts as it was then. */
export function areRejectsBuilt({ built_told: before }: MetaValues, rejectsDigest: string): boolean {
  return before === rejectsDigest;
}

export function rememberRejects(session: Session, rejectsDigest: string): Promise<void> {
  return setMeta(session, { built_told: rejectsDigest });
}

/**
 * What every ticket may depend on, in one text: names, words that were mapped, keys that clash, streams that were ever
 * read.
 */
export async function sharedState(
  session: Session,
  t: Tables<
    | 'names'
    | 'statuses'
    | 'priorities'
    | 'queues'
    | 'definitions'
    | 'field_columns'
    | 'field_tables'
    | 'clash'
    | 'agents'
  >,
): Promise<string> {
  const tables = [
    t.names,
    t.statuses,
    t.priorities,
    t.queues,
    t.definitions,
    t.field_columns,
    t.field_tables,
    t.clash,
    t.agents,
  ];
  const parts = tables.map(
    (table) => `(SELECT count(*) || ' ' || coalesce(bit_xor(md5_number(t::VARCHAR)), 0) FROM ${table} t)`,
  );
  const read = `coalesce((SELECT string_agg(source || '/' || stream, ' ' ORDER BY source, stream) FROM (SELECT DISTINCT source, stream FROM reads)), '')`;
  const [state = ''] = await session.all(
    `SELECT concat_ws(' ', ${[...parts, read].join(', ')}) AS state`,
    undefined,
    (row) => textIn(row, 'state'),
  );
  return state;
}

export function builtFrom(values: MetaValues): BuiltFrom & { shared: string } {
  const { built_from: base = '', built_lookups: lookups = '', built_shared: shared = '' } = values;
  return { base, lookups, shared };
}

/** Until all parts are built anew, nothing can be said of what the marts were built from. */
export function forgetBuilt(session: Session): Promise<void> {
  return setMeta(session, { built_from: '' });
}

/** To be called in the transaction that changed a part of the marts: the build may not live to its end. */
export function markBuilt(session: Session): Promise<void> {
  return setMeta(session, { built_changes: 'yes' });
}

/** Whether this build has changed anything, or one that did not come to its end has. */
export async function hasBuiltChanges(session: Session): Promise<boolean> {
  return (await metaValue(session, 'built_changes')) === 'yes';
}

/** All that was written up to now is in the marts. @param isPartial whether only tickets that were written were built */
export async function rememberBuilt(
  session: Session,
  { base, lookups }: BuiltFrom,
  shared: string,
  isPartial: boolean,
): Promise<void> {
  await setMeta(session, { built_from: base, built_lookups: lookups, built_shared: shared, built_changes: 'no' });
  await markTicketsBuilt(session, isPartial);
}
