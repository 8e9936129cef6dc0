/** The marts of tickets and of what hangs on them, part by part. */
import { failpoint } from '../base/failpoint';
import { comments, statusChanges, ticketCustomFields, tickets } from '../schema/ticket-tables';
import type { Table } from '../schema/column';
import { booleanIn } from '../store/row';
import type { Session } from '../store/session';
import { updateOpenDays } from './backlog';
import { commentsMart, prepareComments } from './comments';
import { customValuesMart, optionsMart, prepareChosen, prepareFolded, prepareValues } from './custom-fields';
import { attachmentsMart, tagsMart } from './details';
import { removeOthers } from './diff';
import { keyTable } from './key-tables';
import type { MartFile } from './mart-file';
import { fieldMart } from './field-marts';
import { markBuilt } from './built-state';
import { prepareChangeMinutes, prepareHistory, prepareStays, statusChangesMart } from './history';
import type { Keys } from './keys';
import { prepareNamed } from './named-people';
import { prepareOwnStatus } from './own-status';
import type { BuildSteps, Scope } from './scope';
import type { SqlClock } from './sql-time';
import type { Build, Step } from './steps';
import { TICKET_TABLES } from './steps';
import type { Tables } from './temporary-table';
import { handleOf, make, makeEmpty } from './temporary-table';
import { prepareTicketMinutes, prepareTickets, ticketsMart } from './tickets';

/** What all parts of a build look things up in. */
export type Shared = Tables<
  | 'sources'
  | 'names'
  | 'statuses'
  | 'priorities'
  | 'queues'
  | 'options'
  | 'field_tables'
  | 'field_places'
  | 'tag_categories'
  | 'people'
  | 'agents'
  | 'open'
>;

/** The marts that others are made from. */
export type TicketMarts = Tables<'tickets' | 'comments' | 'status_changes' | 'ticket_custom_fields' | 'open_days'>;

export interface TicketPlan {
  keys: Keys;
  clock: SqlClock;
  shared: Shared;
  parts: BuildSteps;
  /** Tables of custom fields. */
  fieldTables: readonly Table[];
  /** Whether the parts are all tickets that there are. */
  isWhole: boolean;
  /** Whether no mart had a row of a ticket. */
  isNew: boolean;
}

/** To be called where they are known to be up to date. */
export function ticketMarts(file: MartFile): TicketMarts {
  const rowsOf = (table: Table): string => {
    const relation = file.relation(table);
    if (relation === null) throw new Error(`there is no file with rows of ${table.name}`);
    return relation;
  };
  return {
    ...handleOf('tickets', rowsOf(tickets)),
    ...handleOf('comments', rowsOf(comments)),
    ...handleOf('status_changes', rowsOf(statusChanges)),
    ...handleOf('ticket_custom_fields', rowsOf(ticketCustomFields)),
    ...handleOf('open_days', 'open_days'),
  };
}

export async function isUnbuilt(session: Session): Promise<boolean> {
  const filled = TICKET_TABLES.map((table) => `EXISTS (SELECT 1 FROM ${keyTable(table)})`);
  const isFilled = await session.one(`SELECT ${filled.join(' OR ')} AS filled`, undefined, (row) =>
    booleanIn(row, 'filled'),
  );
  return isFilled !== true;
}

export async function buildTickets(build: Build, plan: TicketPlan): Promise<TicketMarts> {
  const present =
    plan.isWhole && !plan.isNew
      ? await build.step(({ session }) => makeEmpty(session, 'all_keys', 'ticket_key VARCHAR'))
      : null;
  if (plan.parts.length > 0) await build.beginParts();
  for (const enter of plan.parts) {
    await build.step(async (step) => {
      const { keys } = await updateTickets(step, await enter(), plan);
      if (present) await step.session.run(`INSERT INTO ${present.all_keys} SELECT ticket_key FROM ${keys}`);
      if (step.changes.hasAny) await markBuilt(step.session);
    });
    failpoint('publish.part_built');
  }
  if (present) await build.step((step) => removeGone(step, [...TICKET_TABLES, ...plan.fieldTables], present));
  return ticketMarts(build.file);
}

/** Rows of tickets that are not there any more, or under another key. */
async function removeGone(
  { session, changes }: Step,
  tables: readonly Table[],
  present: Tables<'all_keys'>,
): Promise<void> {
  for (const table of tables) changes.add(table, await removeOthers(session, table, present));
  await session.run(`DELETE FROM open_days WHERE ticket_key NOT IN (SELECT ticket_key FROM ${present.all_keys})`);
  if (changes.hasAny) await markBuilt(session);
}

async function updateTickets(
  { session, updateTickets: update }: Step,
  s: Scope,
  { keys, clock, shared, fieldTables, isNew }: TicketPlan,
): Promise<Tables<'keys'>> {
  const own = await prepareOwnStatus(session, s, shared);
  const history = await prepareHistory(session, s, { ...shared, ...own });
  const ticket = await prepareTickets(session, keys, { ...own, ...history });
  const present = await make(session, 'keys', `SELECT ticket_key FROM ${ticket.tickets}`);
  const known = { ...shared, ...history, ...ticket, ...(await prepareNamed(session, s, shared)) };
  const chosen = await prepareChosen(session, s, shared);
  const comment = await prepareComments(session, keys, s, known);
  const t = {
    ...{ ...known, ...comment, ...chosen },
    ...(await prepareFolded(session, chosen)),
    ...(await prepareValues(session, keys, clock, s, { ...known, ...chosen })),
    ...(await prepareStays(session, known)),
    ...(await prepareTicketMinutes(session, { ...known, ...comment })),
    ...(await prepareChangeMinutes(session, known)),
  };
  const marts = [
    ticketsMart(keys, clock, s, t),
    commentsMart(keys, clock, s, t),
    statusChangesMart(keys, clock, t),
    tagsMart(s, t),
    customValuesMart(t),
    ...fieldTables.map((table) => fieldMart(table, clock, t)),
    optionsMart(keys, t),
    attachmentsMart(keys, clock, s, t),
  ];
  for (const mart of marts) await update(mart, present, isNew);
  await updateOpenDays(session, clock, { ...present, ...t });
  return present;
}
