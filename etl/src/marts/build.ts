/** Builds the published tables inside the working database, from its rows alone, and stamps what changed. */
import { createHash } from 'node:crypto';
import type { Config } from '../config/config';
import { readErasures } from '../privacy/erasures';
import { Masks, rememberMasks } from '../privacy/masks';
import { pseudonymizePeople } from '../privacy/stored-people';
import type { Table } from '../schema/column';
import { backlog, customFields } from '../schema/reference-tables';
import { SCHEMA_VERSION, TABLES } from '../schema/tables';
import type { WorkingDatabase } from '../store/database';
import type { MetaValues } from '../store/ddl';
import { metaValue, metaValues, setMeta } from '../store/ddl';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { rememberSources } from '../store/sources';
import { dropTemporaryTables } from '../store/temporary-tables';
import { markUnpublishedDirty } from '../store/dirty';
import { MART_VERSION, UNPUBLISHED } from '../store/unpublished';
import { backlogMart } from './backlog';
import { prepareCalendar } from './business-calendar';
import type { HoursBySource } from './business-hours';
import { hoursBySource, rememberHours } from './business-hours';
import { customFieldsMart, prepareCustomFields } from './custom-fields';
import { datesMart } from './dates';
import { prepareTagCategories } from './details';
import { createFieldColumns, giveColumns, noteLeftOut } from './field-columns';
import { prepareFieldMarts, prepareFieldPlaces } from './field-marts';
import { rejectsMart, runsMart, schemaChangesMart, sourcesMart } from './export-tables';
import type { BuiltFrom, PresentState } from './built-state';
import {
  areRejectsBuilt,
  builtFrom,
  forgetBuilt,
  hasBuiltChanges,
  presentState,
  rememberBuilt,
  rememberRejects,
  sharedState,
} from './built-state';
import { settleKeys } from './key-tables';
import { prepareKeys } from './keys';
import type { MartFile } from './mart-file';
import { MartMasks } from './masked';
import { prepareAgents } from './named-people';
import { peopleMart, preparePeople } from './people';
import { prepareQueues, queuesMart } from './queues';
import { allTickets, dirtyTickets, rememberPeople } from './scope';
import type { SqlClock } from './sql-time';
import { madeFrom } from './standing-database';
import { clockOf } from './sql-time';
import type { Changes, Step } from './steps';
import { Build } from './steps';
import { prepareKnownStatuses, prepareSources, prepareWords } from './lookup-tables';
import type { Tables } from './temporary-table';
import { handleOf } from './temporary-table';
import type { TicketMarts, TicketPlan } from './ticket-marts';
import { buildTickets, isUnbuilt, ticketMarts } from './ticket-marts';

export interface BuildOptions {
  config: Config;
  runId: string;
  /** Canonical instant. */
  now: string;
}

/** What is settled before the first part. */
interface BuildPlan {
  built: BuiltFrom;
  rejectsDigest: string;
  /** What every ticket may depend on, in one text. */
  state: string;
  hours: HoursBySource;
  masks: Masks | undefined;
  tickets: TicketPlan;
  t: Tables<'sources' | 'people' | 'queues' | 'queue_ids' | 'shown_fields' | 'field_columns'>;
}

/**
 * Brings all marts up to date. A mart depends on the stored rows and the configuration only, so a run that was killed,
 * or many small runs, end with the same tables as one: a build that was killed, or whose rows were not published, is
 * made again.
 * @param file takes the rows
 * @returns what changed
 */
export function buildMarts(
  working: WorkingDatabase,
  { config, runId, now }: BuildOptions,
  file: MartFile,
): Promise<Changes> {
  return working.exclusive(async (session) => {
    const build = new Build(session, working.memoryLimit, { runId, now }, file);
    try {
      await bringUpToDate(working, session, build, { config, runId, now });
    } finally {
      await build.end();
    }
    return build.changes;
  });
}

async function bringUpToDate(
  working: WorkingDatabase,
  session: Session,
  build: Build,
  { config, runId, now }: BuildOptions,
): Promise<void> {
  const { file } = build;
  const plan = await build.step(async (step) => {
    const prepared = await prepare(session, config);
    // The publication of the last build was not completed, or there was none.
    file.isBehind = prepared.values[UNPUBLISHED] !== '';
    if (file.isBehind) await markUnpublishedDirty(session);
    const martMasks = await MartMasks.of(working, session, prepared.masks, prepared.t);
    build.maskWith(martMasks);
    const state = await presentState(session, config, prepared, prepared.values, prepared.t);
    const found = await planned(working, step, { config, now, prepared, martMasks, state, file });
    if (found !== null) return found;
    // All of them stand as they are.
    await updateRun(step, runId, prepared.t);
    if (!areRejectsBuilt(prepared.values, state.rejectsDigest))
      await updateRejects(step, prepared.t, ticketMarts(file), state.rejectsDigest);
    return null;
  });
  if (plan !== null) {
    if (plan.tickets.isWhole) await file.beginFresh(session, [...TABLES, ...plan.tickets.fieldTables]);
    const marts = await buildTickets(build, plan.tickets);
    await build.step(async (step) => {
      await updateRest(step, plan, marts, now);
      await updateRun(step, runId, plan.t);
      await updateRejects(step, plan.t, marts, plan.rejectsDigest);
    });
    await build.step(({ session: free }) => dropTemporaryTables(free, KEPT));
  }
}

/** How the names begin of temporary tables that are published from. */
const KEPT = 'next_';

/** What every run says anew. */
async function updateRun({ session, update, rowsOf }: Step, runId: string, t: Tables<'sources'>): Promise<void> {
  await noteLeftOut(session, runId, rowsOf(customFields));
  for (const mart of [sourcesMart(t), runsMart()]) await update(mart);
}

/** What records say of themselves. */
async function updateRejects(
  { session, update }: Step,
  t: Tables<'sources'>,
  m: Tables<'tickets' | 'status_changes'>,
  rejectsDigest: string,
): Promise<void> {
  const known = await prepareKnownStatuses(session, t);
  for (const mart of [rejectsMart({ ...t, ...known }, m), schemaChangesMart(t)]) await update(mart);
  await rememberRejects(session, rejectsDigest);
}

interface Prepared {
  values: MetaValues;
  hours: HoursBySource;
  masks: Masks | undefined;
  t: Tables<'sources'>;
}

async function prepare(session: Session, config: Config): Promise<Prepared> {
  await pseudonymizePeople(session, (await readErasures(config.lake)).erasures);
  await rememberSources(session, config.sources);
  const values = await renewedValues(session);
  const masks = await Masks.settled(session, config, values);
  const hours = hoursBySource(config, values);
  return { values, masks, hours, t: await prepareSources(session, config, hours) };
}

interface PlanInput {
  config: Config;
  now: string;
  prepared: Prepared;
  martMasks: MartMasks;
  state: PresentState;
  file: MartFile;
}

/**
 * Tables of tickets and what hangs on them: those that were written, or all when anything that they share changed.
 * @returns null when all of them stand as they are
 */
async function planned(
  working: Pick<WorkingDatabase, 'define'>,
  { session, rowsOf }: Step,
  { config, now, prepared, martMasks, state: present, file }: PlanInput,
): Promise<BuildPlan | null> {
  const { values, hours, masks, t } = prepared;
  const { hasDirty, rejectsDigest, ...built } = present;
  const before = builtFrom(values);
  const isOfFile = built.base === before.base && file.basis?.made_from === madeFrom(values);
  if (isOfFile && built.lookups === before.lookups && !hasDirty && !file.isBehind) return null;
  // Loads left theirs; those of a build begin with t_.
  await dropTemporaryTables(session, 't_');
  const words = await prepareWords(session, config, t);
  const queues = await prepareQueues(session);
  const keys = await martMasks.keys(session, await prepareKeys(session, queues));
  const fields = await prepareCustomFields(session, { ...t, ...words });
  const columns = await giveColumns(session, fields, now, martMasks.fieldNames);
  await martMasks.prepareFields(working, session, keys, { ...fields, ...columns });
  const places = await prepareFieldPlaces(session, keys, columns);
  const categories = await prepareTagCategories(session, words);
  const people = await preparePeople(session, words);
  const agents = await prepareAgents(session, { ...t, ...people });
  const calendar = await prepareCalendar(session, hours);
  const shared = {
    ...t,
    ...words,
    ...queues,
    ...fields,
    ...columns,
    ...places,
    ...categories,
    ...people,
    ...agents,
    ...calendar,
  };
  const state = martMasks.withFields(await sharedState(session, { ...shared, ...keys.made }));
  const some = isOfFile && state === before.shared ? await dirtyTickets(session, people) : undefined;
  if (some === undefined) await forgetBuilt(session);
  const parts = some ?? (await allTickets(session));
  const isNew = await isUnbuilt(session);
  const fieldTables = await prepareFieldMarts(session, columns, rowsOf(customFields));
  const clock = clockOf(config.timezone);
  const tickets = { keys, clock, shared, parts, fieldTables, isWhole: some === undefined, isNew };
  return { built, rejectsDigest, state, hours, masks, tickets, t: shared };
}

/** What is about all tickets, or none. */
async function updateRest(
  { session, changes, update, rowsOf }: Step,
  { built, state, hours, masks, tickets: { keys, clock, isWhole }, t }: BuildPlan,
  m: TicketMarts,
  now: string,
): Promise<void> {
  await update(peopleMart(keys, t, m));
  await update(queuesMart(keys, t, m));
  await update(customFieldsMart(keys, t));
  const hasChanged = changes.hasAny || (await hasBuiltChanges(session));
  await update(backlogMart(await backlogThrough(session, clock, now, hasChanged), m));
  await update(datesMart({ ...m, ...handleOf('backlog', rowsOf(backlog) ?? '') }));
  await rememberPeople(session, t);
  await rememberBuilt(session, built, state, !isWhole);
  await rememberHours(session, hours);
  await rememberMasks(session, masks);
}

/**
 * The last day of the backlog: the local day of the last build that found a change. A run that finds nothing new
 * leaves it, and so every file, as it was.
 */
async function backlogThrough(session: Session, clock: SqlClock, now: string, hasChanged: boolean): Promise<string> {
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

/**
 * Marts of other columns, or of none, are brought into the present shape, and computed anew as a whole.
 * @returns what is kept in `meta` then
 */
async function renewedValues(session: Session): Promise<MetaValues> {
  const version = shapeOf(TABLES);
  const values = await metaValues(session);
  if (values[MART_VERSION] === version) return values;
  await settleKeys(session, TABLES);
  await createFieldColumns(session);
  await session.run(`DELETE FROM meta WHERE key = 'built_from'`);
  await session.run('DELETE FROM open_days');
  await setMeta(session, { [MART_VERSION]: version });
  return metaValues(session);
}
