/** Builds the published tables inside the working database, from its rows alone, and stamps what changed. */
import type { Config } from '../config/config';
import { readErasures } from '../erase/erasures';
import { forgetPeople } from '../erase/stored-people';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, TABLES } from '../schema/tables';
import { attachments, comments, statusChanges, ticketCustomFields, ticketTags, tickets } from '../schema/ticket-tables';
import type { Working } from '../state/database';
import { metaValue, setMeta } from '../state/ddl';
import { textIn } from '../state/row';
import type { Session } from '../state/session';
import { rememberSource } from '../state/sources';
import { backlogMart, updateOpenDays } from './backlog';
import { commentsMart, prepareComments } from './comments';
import { datesMart } from './dates';
import { attachmentsMart, customFieldsMart, customValuesMart, prepareDetails, queuesMart, tagsMart } from './details';
import type { Extent, Mart, Stamp } from './diff';
import { createMart, martName, martRows, removeOthers, updateMart } from './diff';
import { rejectsMart, runsMart, schemaChangesMart, sourcesMart } from './export-tables';
import { builtFrom, hasDirtyTickets, presentState, rememberBuilt, sharedState } from './freshness';
import { prepareHistory, statusChangesMart } from './history';
import type { Keys } from './keys';
import { prepareKeys } from './keys';
import { peopleMart, preparePeople } from './people';
import { allTickets, dirtyTickets, rememberPeople } from './scope';
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

const TICKET_TABLES = [tickets, comments, statusChanges, ticketTags, ticketCustomFields, attachments];

export interface BuiltTable {
  table: string;
  rows: number;
  /** Rows that came or went; a changed row counts twice. */
  changed: number;
}

/** One update of all marts, and what it changed. */
class Build {
  private readonly changes = new Map<Table, number>();

  constructor(
    private readonly session: Session,
    private readonly stamp: Stamp,
  ) {}

  async update(mart: Mart, extent?: Extent): Promise<void> {
    this.changed(mart.table, await updateMart(this.session, mart, this.stamp, extent));
  }

  changed(table: Table, rows: number): void {
    this.changes.set(table, this.of(table) + rows);
  }

  of(table: Table): number {
    return this.changes.get(table) ?? 0;
  }

  get hasChanged(): boolean {
    return [...this.changes.values()].some((rows) => rows > 0);
  }
}

/**
 * Brings all marts up to date, in one transaction: what is published later is one state. A mart depends on the stored
 * rows and the configuration only, so a run that was killed, or many small runs, end with the same tables as one.
 */
export function buildMarts(working: Working, { config, runId, now }: BuildOptions): Promise<BuiltTable[]> {
  return working.transaction(async (session) => {
    await renewOutdated(session);
    await forgetPeople(session, (await readErasures(config.lake)).erasures);
    for (const table of TABLES) await createMart(session, table);
    for (const source of config.sources) await rememberSource(session, source);
    await prepareSources(session, config);
    const build = new Build(session, { runId, now });
    await updateContents(session, config, now, build);
    for (const mart of [sourcesMart(), runsMart(), rejectsMart(), schemaChangesMart()]) await build.update(mart);
    const tables: BuiltTable[] = [];
    for (const table of TABLES) {
      tables.push({ table: table.name, rows: await martRows(session, table), changed: build.of(table) });
    }
    return tables;
  });
}

/** Tables of tickets and what hangs on them: those that were written, or all when anything that they share changed. */
async function updateContents(session: Session, config: Config, now: string, build: Build): Promise<void> {
  const before = await builtFrom(session);
  const present = await presentState(session, config);
  const isSame = present.base === before.base && present.lookups === before.lookups;
  if (isSame && !(await hasDirtyTickets(session))) return;
  await prepareWords(session, config);
  const keys = await prepareKeys(session);
  await prepareDetails(session);
  await preparePeople(session);
  const shared = await sharedState(session);
  const clock = clockOf(config.timezone);
  const some = present.base === before.base && shared === before.shared ? await dirtyTickets(session) : undefined;
  if (some) for (const enter of some) await updateTickets(session, build, keys, clock, enter);
  else await updateAllTickets(session, build, keys, clock);
  await build.update(peopleMart(keys));
  await build.update(queuesMart(keys));
  await build.update(customFieldsMart(keys));
  await build.update(backlogMart(await backlogThrough(session, clock, now, build.hasChanged)));
  await build.update(datesMart());
  await rememberPeople(session);
  await rememberBuilt(session, present, shared);
}

async function updateAllTickets(session: Session, build: Build, keys: Keys, clock: Clock): Promise<void> {
  await session.run('CREATE OR REPLACE TEMP TABLE t_all_keys(ticket_key VARCHAR)');
  for (const enter of await allTickets(session)) {
    await updateTickets(session, build, keys, clock, enter);
    await session.run('INSERT INTO t_all_keys SELECT ticket_key FROM t_keys');
  }
  for (const table of TICKET_TABLES) build.changed(table, await removeOthers(session, table, 't_all_keys'));
  await session.run('DELETE FROM open_days WHERE ticket_key NOT IN (SELECT ticket_key FROM t_all_keys)');
}

/** @param enter makes the scope of the tickets */
async function updateTickets(
  session: Session,
  build: Build,
  keys: Keys,
  clock: Clock,
  enter: () => Promise<void>,
): Promise<void> {
  await enter();
  await prepareHistory(session);
  await prepareTickets(session, keys);
  await session.run('CREATE OR REPLACE TEMP TABLE t_keys AS SELECT ticket_key FROM t_tickets');
  await prepareComments(session, keys);
  const marts = [
    ticketsMart(keys, clock),
    commentsMart(keys, clock),
    statusChangesMart(keys, clock),
    tagsMart(),
    customValuesMart(keys, clock),
    attachmentsMart(keys, clock),
  ];
  for (const mart of marts) await build.update(mart, 'tickets');
  await updateOpenDays(session, clock);
}

/**
 * The last day of the backlog: the local day of the last build that found a change. A run that finds nothing new
 * leaves it, and so every file, as it was.
 */
async function backlogThrough(session: Session, clock: Clock, now: string, hasChanged: boolean): Promise<string> {
  const known = await metaValue(session, 'backlog_through');
  if (known !== undefined && !hasChanged) return known;
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
  await session.run('DELETE FROM open_days');
  await setMeta(session, 'mart_version', version);
}
