/** What n8n calls: one poll of a trigger, by hand or on schedule. */
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { VendorError } from '../../../vendors/errors';
import type { Json } from '../../../vendors/json';
import type { SourceSettings, UnifyContext } from '../../../vendors/vendor';
import type { TicketEvent, Watch } from '../../../vendors/change-feed';
import { nodeError } from '../errors';
import { NO_SETTINGS } from '../list';
import type { Service } from '../service';
import type { Connection } from '../transport';
import { connect, POLL_POLICY } from '../transport';
import type { Clock } from './follow';
import { clocked, follow } from './follow';
import { itemsOf, shownIn } from './items';
import type { Manner, Told } from './state-machine';
import { moved, OVERLAP_MICROS } from './state-machine';
import type { TicketFilter } from './properties';
import { eventsIn, filterOf } from './properties';
import { recentTickets, sample } from './sample';
import type { Account, Seen } from './ticket-snapshot';
import type { PollState } from './state';
import { newState, textOfState } from './state';
import { oneAtATime } from './one-at-a-time';
import type { Identity } from './place';
import { placeOf, remembered } from './place';

/** What a service's trigger brings along. */
export interface Following {
  service: Service;
  watch: Watch;
  filters: readonly TicketFilter[];
  settings?(context: IPollFunctions, connection: Connection): SourceSettings | Promise<SourceSettings>;
  /** Where the address alone does not tell the account. */
  identity?: Identity;
  /** Names that tickets carry by their ID only. */
  names?(connection: Connection, records: readonly Json[], settings: SourceSettings): Promise<UnifyContext['nameOf']>;
}

/** n8n lets a poll take so long before it stops waiting; older versions do not say. */
const LONGEST_POLL_MS = 40_000;
/** The members of n8n's static data of the node. */
interface Stored extends IDataObject {
  /** See state.ts. */
  state?: string;
}

/** @throws NodeApiError, NodeOperationError in the words of the service */
export async function pollTickets(
  context: IPollFunctions,
  following: Following,
): Promise<INodeExecutionData[][] | null> {
  const outcome = await attempted(context, following);
  if ('error' in outcome) throw nodeError(context, outcome.error);
  return outcome.items === null || outcome.items.length === 0 ? null : [outcome.items];
}

type Outcome = { items: INodeExecutionData[] | null } | { error: unknown };

async function attempted(context: IPollFunctions, following: Following): Promise<Outcome> {
  const isManual = context.getMode() === 'manual';
  const polled = isManual
    ? tryOut(context, following)
    : oneAtATime(context, () => pollOnce(context, following, context.getWorkflowStaticData('node')));
  return polled.then(
    (items) => ({ items }),
    (error: unknown) => ({ error }),
  );
}

async function tryOut(context: IPollFunctions, following: Following): Promise<INodeExecutionData[]> {
  const { account, connection } = await open(context, following);
  return shownItems(context, following, connection, account, await sample(account, chosenEvents(context, following)));
}

async function pollOnce(context: IPollFunctions, following: Following, stored: Stored): Promise<INodeExecutionData[]> {
  const deadline = Date.now() + budgetOf(context);
  const events = chosenEvents(context, following);
  const { account, clock, connection } = await open(context, following);
  const { watch } = following;
  const manner: Manner = {
    events,
    memory: watch.memory(events),
    unknownIsNew: watch.unknownIsNew ?? false,
    threadTellsStatus: watch.thread.statuses.length > 0,
  };
  // Statuses that were not recorded from the beginning are not known: all other ways of looking go on where one stopped.
  const way = { projects: account.settings.projects, isRecent: manner.memory === 'recent' };
  const credential = context.getNode().credentials?.[following.service.credential]?.id ?? null;
  const place = await placeOf(stored.state, connection, following.identity, way, credential);
  const known = await remembered(stored.state, place, account);
  if (!known && stored.state !== undefined) context.logger.warn(STARTS_ANEW, { node: context.getNode().name });
  const from = known ?? (await firstState(account, clock, place.scope));
  const {
    state,
    events: told,
    problem,
    hasRead,
  } = await follow(account, manner, clock, from, () => Date.now() > deadline);
  const items = await shownItems(context, following, connection, account, told);
  stored.state = textOfState(state);
  // What was read is not lost: the next poll goes on there, and meets the problem again if it stays.
  if (problem && !hasRead) throw problem;
  return items;
}

const STARTS_ANEW =
  'What this trigger remembered is for another account or another version, or cannot be read: it starts anew and only records what there is';

/** The floor lies below the latest change, so that the service can be held to showing at least that one. */
async function firstState(account: Account, clock: Clock, scope: string): Promise<PollState> {
  const [latest] = await recentTickets(account);
  const now = clock.now();
  const stamp = latest?.updated ?? latest?.created ?? now;
  return newState(scope, now, moved(stamp < now ? stamp : now, -OVERLAP_MICROS));
}

/** A part is kept for the request that is under way. */
function budgetOf(context: IPollFunctions): number {
  const told: unknown = Reflect.get(context, 'getPollBudgetMs');
  const budget: unknown = typeof told === 'function' ? Reflect.apply(told, context, []) : LONGEST_POLL_MS;
  return Math.min(typeof budget === 'number' ? budget : LONGEST_POLL_MS, LONGEST_POLL_MS) * 0.75;
}

function chosenEvents(context: IPollFunctions, { watch }: Following): Set<TicketEvent> {
  const events = eventsIn(context.getNodeParameter('events', ['created']), watch);
  if (events.size > 0) return events;
  throw new VendorError({
    code: 'bad_input',
    message: 'No event is chosen that this service can tell',
    remedy: `Choose in Trigger On: ${watch.events.join(', ')}.`,
  });
}

interface Opened {
  account: Account;
  clock: Clock;
  connection: Connection;
}

async function open(context: IPollFunctions, following: Following): Promise<Opened> {
  const { service, watch, filters } = following;
  const plain = await connect(context, service, POLL_POLICY);
  const { call, clock } = clocked(plain.call, () => Date.now());
  const connection = { ...plain, call };
  const settings = (await following.settings?.(context, connection)) ?? NO_SETTINGS;
  const wants = filterOf(context.getNodeParameter('filters', {}), filters);
  const { access } = connection;
  return {
    account: { service, watch, call, settings, wants, access },
    clock,
    connection,
  };
}

async function shownItems(
  context: IPollFunctions,
  { names }: Following,
  connection: Connection,
  account: Account,
  told: ReadonlyArray<Told<Seen>>,
): Promise<INodeExecutionData[]> {
  const shown = shownIn(context);
  if (told.length === 0) return [];
  const records = told.map(({ seen }) => seen.record);
  const nameOf = shown.output === 'raw' ? undefined : await names?.(connection, records, account.settings);
  return itemsOf(account, told, shown, nameOf);
}
