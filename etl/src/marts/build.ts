/** Builds the published tables inside the working database, from its rows alone, and stamps what changed. */
import { createHash } from 'node:crypto';
import type { Config } from '../config/config';
import { readErasures } from '../privacy/erasures';
import { forgetPeople } from '../privacy/stored-people';
import { failpoint } from '../base/failpoint';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, TABLES } from '../schema/tables';
import { attachments, comments, statusChanges, ticketCustomFields, ticketTags, tickets } from '../schema/ticket-tables';
import type { Working } from '../store/database';
import type { MetaValues } from '../store/ddl';
import { metaValue, metaValues, setMeta } from '../store/ddl';
import { textIn } from '../store/row';
import { giveBack, withMoreMemory } from '../store/memory-retry';
import type { Session } from '../store/session';
import { inTransaction } from '../store/session';
import { rememberSources } from '../store/sources';
import { dropTemporaryTables } from '../store/temporary-tables';
import { noteUnpublished } from '../store/unpublished';
import { backlogMart, updateOpenDays } from './backlog';
import { prepareCalendar } from './business-calendar';
import type { HoursBySource } from './business-hours';
import { hoursBySource, rememberHours } from './business-hours';
import { commentsMart, prepareComments } from './comments';
import { datesMart } from './dates';
import { attachmentsMart, customFieldsMart, customValuesMart, prepareDetails, tagsMart } from './details';
import type { Mart, Stamp } from './diff';
import { createMart, extendMart, isFilled, removeOthers, updateMart, updateTicketRows } from './diff';
import { rejectsMart, runsMart, schemaChangesMart, sourcesMart } from './export-tables';
import type { BuiltFrom } from './freshness';
import {
  builtFrom,
  forgetBuilt,
  hasBuiltChanges,
  noteBuilt,
  presentState,
  rememberBuilt,
  sharedState,
} from './freshness';
import { prepareChangeMinutes, prepareHistory, prepareStays, statusChangesMart } from './history';
import type { Keys } from './keys';
import { prepareKeys } from './keys';
import { prepareAgents, prepareNamed } from './named-people';
import { prepareOwnStatus } from './own-status';
import { peopleMart, preparePeople } from './people';
import { prepareQueues, queuesMart } from './queues';
import type { Parts } from './scope';
import { allTickets, dirtyTickets, rememberPeople } from './scope';
import type { Clock } from './sql-time';
import { clockOf } from './sql-time';
import { prepareSources, prepareWords } from './surroundings';
import { prepareTicketMinutes, prepareTickets, ticketsMart } from './tickets';

export interface BuildOptions {
  config: Config;
  runId: string;
  /** Canonical instant. */
  now: string;
}

const TICKET_TABLES = [tickets, comments, statusChanges, ticketTags, ticketCustomFields, attachments];

/** How many rows of each mart came or went; a changed row counts twice. */
export class Changes {
  private readonly rows = new Map<Table, number>();

  add(table: Table, rows: number): void {
    this.rows.set(table, this.of(table) + rows);
  }

  addAll(other: Changes): void {
    for (const [table, rows] of other.rows) this.add(table, rows);
  }

  of(table: Table): number {
    return this.rows.get(table) ?? 0;
  }

  get isOfTickets(): boolean {
    return TICKET_TABLES.some((table) => this.of(table) > 0);
  }

  get hasAny(): boolean {
    return this.tables.length > 0;
  }

  /** Their names. */
  get tables(): string[] {
    return [...this.rows].filter(([, rows]) => rows > 0).map(([{ name }]) => name);
  }
}

/** One transaction of a build. */
interface Step {
  session: Session;
  changes: Changes;
  update(mart: Mart): Promise<void>;
  updateTickets(mart: Mart, isNew: boolean): Promise<void>;
}

/**
 * One update of all marts, a transaction a part: what a part held in memory and in temporary tables is free when it is
 * done. Nothing else is done with the database in between.
 */
class Build {
  readonly changes = new Changes();

  constructor(
    private readonly session: Session,
    private readonly memoryLimit: string,
    private readonly stamp: Stamp,
  ) {}

  /** @param work is done again from its beginning when it fails for want of memory */
  async step<T>(work: (step: Step) => Promise<T>): Promise<T> {
    const { session, memoryLimit, stamp } = this;
    const limited = { memoryLimit, run: (sql: string) => session.run(sql) };
    const [result, changes] = await withMoreMemory(limited, () =>
      inTransaction(session, async () => {
        const changed = new Changes();
        const update = async (mart: Mart) => {
          changed.add(mart.table, await updateMart(session, mart, stamp));
        };
        const updateTickets = async (mart: Mart, isNew: boolean) => {
          changed.add(mart.table, await updateTicketRows(session, mart, stamp, isNew));
        };
        const done = await work({ session, changes: changed, update, updateTickets });
        if (changed.hasAny) await noteUnpublished(session, changed.tables);
        return [done, changed] as const;
      }),
    );
    if (changes.isOfTickets) await giveBack(limited);
    this.changes.addAll(changes);
    return result;
  }
}

/** What is settled before the first part. */
interface Plan {
  present: BuiltFrom;
  shared: string;
  keys: Keys;
  clock: Clock;
  hours: HoursBySource;
  parts: Parts;
  /** Whether the parts are all tickets that there are. */
  isWhole: boolean;
  /** Whether no mart had a row of a ticket. */
  isNew: boolean;
}

/**
 * Brings all marts up to date. A mart depends on the stored rows and the configuration only, so a run that was killed,
 * or many small runs, end with the same tables as one: a build that was killed is made again.
 * @returns what changed
 */
export function buildMarts(working: Working, { config, runId, now }: BuildOptions): Promise<Changes> {
  return working.alone(async (session) => {
    const build = new Build(session, working.memoryLimit, { runId, now });
    const plan = await build.step(async (step) => {
      const found = await planned(session, config, await prepare(session, config));
      if (found === null) await updateExport(step);
      return found;
    });
    if (plan !== null) {
      await buildTickets(build, plan);
      await build.step(async (step) => {
        await updateRest(step, plan, now);
        await updateExport(step);
      });
      await build.step(({ session: free }) => dropTemporaryTables(free));
    }
    return build.changes;
  });
}

/** What is said of the export itself. */
async function updateExport({ update }: Step): Promise<void> {
  for (const mart of [sourcesMart(), runsMart(), rejectsMart(), schemaChangesMart()]) await update(mart);
}

async function prepare(session: Session, config: Config): Promise<MetaValues> {
  await renewOutdated(session);
  await forgetPeople(session, (await readErasures(config.lake)).erasures);
  await rememberSources(session, config.sources);
  const values = await metaValues(session);
  await prepareSources(session, config, hoursBySource(config, values));
  return values;
}

/**
 * Tables of tickets and what hangs on them: those that were written, or all when anything that they share changed.
 * @returns null when all of them stand as they are
 */
async function planned(session: Session, config: Config, values: MetaValues): Promise<Plan | null> {
  const before = builtFrom(values);
  const hours = hoursBySource(config, values);
  const { hasDirty, ...present } = await presentState(session, config, hours, values);
  const isSame = present.base === before.base && present.lookups === before.lookups;
  if (isSame && !hasDirty) return null;
  // Loads left theirs; those of a build begin with t_.
  await dropTemporaryTables(session, 't_');
  await prepareWords(session, config);
  await prepareQueues(session);
  const keys = await prepareKeys(session);
  await prepareDetails(session);
  await preparePeople(session);
  await prepareAgents(session);
  await prepareCalendar(session, hours);
  const shared = await sharedState(session);
  const clock = clockOf(config.timezone);
  const some = present.base === before.base && shared === before.shared ? await dirtyTickets(session) : undefined;
  if (some === undefined) await forgetBuilt(session);
  const parts = some ?? (await allTickets(session));
  return { present, shared, keys, clock, hours, parts, isWhole: some === undefined, isNew: await isUnbuilt(session) };
}

async function isUnbuilt(session: Session): Promise<boolean> {
  for (const table of TICKET_TABLES) if (await isFilled(session, table)) return false;
  return true;
}

async function buildTickets(build: Build, plan: Plan): Promise<void> {
  const keepsKeys = plan.isWhole && !plan.isNew;
  if (keepsKeys) {
    await build.step(({ session }) => session.run('CREATE OR REPLACE TEMP TABLE t_all_keys(ticket_key VARCHAR)'));
  }
  for (const enter of plan.parts) {
    await build.step(async (step) => {
      await enter();
      await updateTickets(step, plan);
      if (keepsKeys) await step.session.run('INSERT INTO t_all_keys SELECT ticket_key FROM t_keys');
      if (step.changes.hasAny) await noteBuilt(step.session);
    });
    failpoint('publish.part_built');
  }
  if (keepsKeys) await build.step(removeGone);
}

/** Rows of tickets that are not there any more, or under another key. */
async function removeGone({ session, changes }: Step): Promise<void> {
  for (const table of TICKET_TABLES) changes.add(table, await removeOthers(session, table, 't_all_keys'));
  await session.run('DELETE FROM open_days WHERE ticket_key NOT IN (SELECT ticket_key FROM t_all_keys)');
  if (changes.hasAny) await noteBuilt(session);
}

/** Expects the scope of the tickets. */
async function updateTickets({ session, updateTickets: update }: Step, { keys, clock, isNew }: Plan): Promise<void> {
  await prepareOwnStatus(session);
  await prepareHistory(session);
  await prepareTickets(session, keys);
  await session.run('CREATE OR REPLACE TEMP TABLE t_keys AS SELECT ticket_key FROM t_tickets');
  await prepareNamed(session);
  await prepareComments(session, keys);
  await prepareStays(session);
  await prepareTicketMinutes(session);
  await prepareChangeMinutes(session);
  const marts = [
    ticketsMart(keys, clock),
    commentsMart(keys, clock),
    statusChangesMart(keys, clock),
    tagsMart(),
    customValuesMart(keys, clock),
    attachmentsMart(keys, clock),
  ];
  for (const mart of marts) await update(mart, isNew);
  await updateOpenDays(session, clock);
}

/** What is about all tickets, or none. */
async function updateRest({ session, changes, update }: Step, plan: Plan, now: string): Promise<void> {
  const { present, shared, keys, clock, hours } = plan;
  await update(peopleMart(keys));
  await update(queuesMart(keys));
  await update(customFieldsMart(keys));
  const hasChanged = changes.hasAny || (await hasBuiltChanges(session));
  await update(backlogMart(await backlogThrough(session, clock, now, hasChanged)));
  await update(datesMart());
  await rememberPeople(session);
  await rememberBuilt(session, present, shared);
  await rememberHours(session, hours);
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
  await setMeta(session, { backlog_through: today });
  return today;
}

/** The schema version, and a digest of all columns: a version that is not released yet grows. */
function shapeOf(tables: readonly Table[]): string {
  const columns = tables.map(({ name, columns: all }) => [
    name,
    all.map((each) => [each.name, each.type, each.nullable]),
  ]);
  return `${SCHEMA_VERSION} ${createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 16)}`;
}

/** Marts of other columns, or of none, are brought into the present shape, and computed anew as a whole. */
async function renewOutdated(session: Session): Promise<void> {
  const version = shapeOf(TABLES);
  if ((await metaValue(session, 'mart_version')) === version) return;
  for (const table of TABLES) {
    await extendMart(session, table);
    await createMart(session, table);
  }
  await session.run(`DELETE FROM meta WHERE key = 'built_from'`);
  await session.run('DELETE FROM open_days');
  await setMeta(session, { mart_version: version });
}
