/** Builds the published tables inside the working database, from its rows alone, and stamps what changed. */
import type { Config } from '../config/config';
import { SCHEMA_VERSION, TABLES } from '../schema/tables';
import type { Working } from '../state/database';
import { metaValue, setMeta } from '../state/ddl';
import { textIn } from '../state/row';
import type { Session } from '../state/session';
import { rememberSource } from '../state/sources';
import { backlogMart, prepareOpenDays } from './backlog';
import { commentsMart, prepareComments } from './comments';
import { datesMart } from './dates';
import { attachmentsMart, customFieldsMart, customValuesMart, prepareDetails, queuesMart, tagsMart } from './details';
import type { Mart, MartChange, Stamp } from './diff';
import { createMart, martName, martRows, updateMart } from './diff';
import { rejectsMart, runsMart, schemaChangesMart, sourcesMart } from './export-tables';
import { contentState, isBuiltFrom, rememberBuilt } from './freshness';
import { prepareHistory, statusChangesMart } from './history';
import { prepareKeys } from './keys';
import { peopleMart, preparePeople } from './people';
import type { Clock } from './sql-time';
import { clockOf } from './sql-time';
import { prepareSources, prepareWords } from './surroundings';
import { prepareTickets, ticketsMart } from './tickets';

export interface BuildOptions {
  config: Config;
  runId: string;
  /** Canonical instant. */
  now: string;
}

export interface BuiltTable extends MartChange {
  table: string;
}

/**
 * Brings all marts up to date, in one transaction: what is published later is one state. A mart depends on the stored
 * rows and the configuration only, so a run that was killed, or many small runs, end with the same tables as one.
 */
export function buildMarts(working: Working, { config, runId, now }: BuildOptions): Promise<BuiltTable[]> {
  const stamp: Stamp = { runId, now };
  return working.transaction(async (session) => {
    await renewOutdated(session);
    for (const table of TABLES) await createMart(session, table);
    for (const source of config.sources) await rememberSource(session, source);
    await prepareSources(session, config);
    const built = new Map<string, MartChange>();
    const update = async (mart: Mart) => {
      built.set(mart.table.name, await updateMart(session, mart, stamp));
    };
    const state = await contentState(session, config);
    if (!(await isBuiltFrom(session, state))) {
      await updateContents(session, config, update);
      await update(backlogMart(clockOf(config.timezone), await backlogThrough(session, config, now, built)));
      await update(datesMart());
      await rememberBuilt(session, state);
    }
    for (const mart of [sourcesMart(), runsMart(), rejectsMart(), schemaChangesMart()]) await update(mart);
    const tables: BuiltTable[] = [];
    for (const table of TABLES) {
      const change = built.get(table.name) ?? { rows: await martRows(session, table), changed: 0 };
      tables.push({ table: table.name, ...change });
    }
    return tables;
  });
}

async function updateContents(session: Session, config: Config, update: (mart: Mart) => Promise<void>): Promise<void> {
  const clock: Clock = clockOf(config.timezone);
  await prepareWords(session, config);
  const keys = await prepareKeys(session);
  await prepareDetails(session);
  await preparePeople(session);
  await prepareHistory(session);
  await prepareTickets(session, keys);
  await prepareComments(session, keys);
  await update(ticketsMart(keys, clock));
  await update(commentsMart(keys, clock));
  await update(statusChangesMart(keys, clock));
  await update(tagsMart());
  await update(peopleMart(keys));
  await update(queuesMart(keys));
  await update(customFieldsMart(keys));
  await update(customValuesMart(keys, clock));
  await update(attachmentsMart(keys, clock));
  await prepareOpenDays(session, clock);
}

/**
 * The last day of the backlog: the local day of the last build that found a change. A run that finds nothing new
 * leaves it, and so every file, as it was.
 */
async function backlogThrough(
  session: Session,
  config: Config,
  now: string,
  built: ReadonlyMap<string, MartChange>,
): Promise<string> {
  const known = await metaValue(session, 'backlog_through');
  const hasChanged = [...built.values()].some(({ changed }) => changed > 0);
  if (known !== undefined && !hasChanged) return known;
  const clock = clockOf(config.timezone);
  const [today = now.slice(0, 10)] = await session.all(
    `SELECT CAST(${clock.date('$now::TIMESTAMPTZ')} AS VARCHAR) AS today`,
    { now },
    (row) => textIn(row, 'today'),
  );
  await setMeta(session, 'backlog_through', today);
  return today;
}

/** Marts hold nothing of their own: those of another schema version are built anew. */
async function renewOutdated(session: Session): Promise<void> {
  const version = String(SCHEMA_VERSION);
  if ((await metaValue(session, 'mart_version')) === version) return;
  for (const table of TABLES) await session.run(`DROP TABLE IF EXISTS ${martName(table)}`);
  await session.run(`DELETE FROM meta WHERE key = 'built_from'`);
  await setMeta(session, 'mart_version', version);
}
