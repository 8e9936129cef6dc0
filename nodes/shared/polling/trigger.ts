/** What n8n calls: one poll of a trigger, by hand or on schedule. */
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { VendorError } from '../../../vendors/errors';
import type { Json } from '../../../vendors/json';
import type { SourceSettings, UnifyContext } from '../../../vendors/vendor';
import type { ChangeFeed, TicketEvent } from '../../../vendors/change-feed';
import { nodeError } from '../errors';
import { NO_SETTINGS } from '../list';
import type { Service } from '../service';
import type { ServiceConnection } from '../transport';
import { connect, POLL_POLICY } from '../transport';
import type { ServiceClock } from './poll';
import { clocked, poll } from './poll';
import { itemsOf, outputOptions } from './items';
import type { DetectedEvent, PollingOptions } from './state-machine';
import { addMicros, OVERLAP_MICROS } from './state-machine';
import type { TicketFilter } from './properties';
import { eventsIn, filterOf } from './properties';
import { recentTickets, sample } from './sample';
import type { Account, TicketSnapshot } from './ticket-snapshot';
import type { PollState } from './state';
import { newState, textOfState } from './state';
import { oneAtATime } from './one-at-a-time';
import type { AccountIdentity } from './poll-scope';
import { pollScopeOf, remembered } from './poll-scope';

/** What a service's trigger brings along. */
export interface TriggerDefinition {
  service: Service;
  watch: ChangeFeed;
  filters: readonly TicketFilter[];
  settings?(context: IPollFunctions, connection: ServiceConnection): SourceSettings | Promise<SourceSettings>;
  /** Where the address alone does not tell the account. */
  identity?: AccountIdentity;
  /** Names that tickets carry by their ID only. */
  names?(
    connection: ServiceConnection,
    records: readonly Json[],
    settings: SourceSettings,
  ): Promise<UnifyContext['nameOf']>;
}

/** n8n lets a poll take so long before it stops waiting; older versions do not say. */
const LONGEST_POLL_MS = 40_000;
/** The members of n8n's static data of the node. */
interface StoredState extends IDataObject {
  /** See state.ts. */
  state?: string;
}

/** @throws NodeApiError, NodeOperationError in the words of the service */
export async function pollTickets(
  context: IPollFunctions,
  definition: TriggerDefinition,
): Promise<INodeExecutionData[][] | null> {
  const outcome = await attempted(context, definition);
  if ('error' in outcome) throw nodeError(context, outcome.error);
  return outcome.items === null || outcome.items.length === 0 ? null : [outcome.items];
}

type PollOutcome = { items: INodeExecutionData[] | null } | { error: unknown };

async function attempted(context: IPollFunctions, definition: TriggerDefinition): Promise<PollOutcome> {
  const isManual = context.getMode() === 'manual';
  const polled = isManual
    ? tryOut(context, definition)
    : oneAtATime(context, () => pollOnce(context, definition, context.getWorkflowStaticData('node')));
  return polled.then(
    (items) => ({ items }),
    (error: unknown) => ({ error }),
  );
}

async function tryOut(context: IPollFunctions, definition: TriggerDefinition): Promise<INodeExecutionData[]> {
  const { account, connection } = await open(context, definition);
  return formattedItems(
    context,
    definition,
    connection,
    account,
    await sample(account, chosenEvents(context, definition)),
  );
}

async function pollOnce(
  context: IPollFunctions,
  definition: TriggerDefinition,
  stored: StoredState,
): Promise<INodeExecutionData[]> {
  const deadline = Date.now() + budgetOf(context);
  const events = chosenEvents(context, definition);
  const { account, clock, connection } = await open(context, definition);
  const { watch } = definition;
  const options: PollingOptions = {
    events,
    memory: watch.memory(events),
    unknownIsNew: watch.unknownIsNew ?? false,
    threadTellsStatus: watch.thread.statuses.length > 0,
  };
  // Statuses that were not recorded from the beginning are not known: all other ways of looking go on where one stopped.
  const way = { projects: account.settings.projects, isRecent: options.memory === 'recent' };
  const credential = context.getNode().credentials?.[definition.service.credential]?.id ?? null;
  const pollScope = await pollScopeOf(stored.state, connection, definition.identity, way, credential);
  const known = await remembered(stored.state, pollScope, account);
  if (!known && stored.state !== undefined) context.logger.warn(STARTS_ANEW, { node: context.getNode().name });
  const from = known ?? (await firstState(account, clock, pollScope.scope));
  const {
    state,
    events: detected,
    problem,
    hasRead,
  } = await poll(account, options, clock, from, () => Date.now() > deadline);
  const items = await formattedItems(context, definition, connection, account, detected);
  stored.state = textOfState(state);
  // What was read is not lost: the next poll goes on there, and meets the problem again if it stays.
  if (problem && !hasRead) throw problem;
  return items;
}

const STARTS_ANEW =
  'What this trigger remembered is for another account or another version, or cannot be read. It starts anew and only records what there is';

/** The floor lies below the latest change, so that the service can be held to showing at least that one. */
async function firstState(account: Account, clock: ServiceClock, scope: string): Promise<PollState> {
  const [latest] = await recentTickets(account);
  const now = clock.now();
  const stamp = latest?.updated ?? latest?.created ?? now;
  return newState(scope, now, addMicros(stamp < now ? stamp : now, -OVERLAP_MICROS));
}

/** A part is kept for the request that is under way. */
function budgetOf(context: IPollFunctions): number {
  const readBudget: unknown = Reflect.get(context, 'getPollBudgetMs');
  const budget: unknown = typeof readBudget === 'function' ? Reflect.apply(readBudget, context, []) : LONGEST_POLL_MS;
  return Math.min(typeof budget === 'number' ? budget : LONGEST_POLL_MS, LONGEST_POLL_MS) * 0.75;
}

function chosenEvents(context: IPollFunctions, { watch }: TriggerDefinition): Set<TicketEvent> {
  const events = eventsIn(context.getNodeParameter('events', ['created']), watch);
  if (events.size > 0) return events;
  throw new VendorError({
    code: 'bad_input',
    message: 'No event is chosen that this service can report',
    remedy: `Choose in Trigger On: ${watch.events.join(', ')}.`,
  });
}

interface OpenedAccount {
  account: Account;
  clock: ServiceClock;
  connection: ServiceConnection;
}

async function open(context: IPollFunctions, definition: TriggerDefinition): Promise<OpenedAccount> {
  const { service, watch, filters } = definition;
  const plain = await connect(context, service, POLL_POLICY);
  const { call, clock } = clocked(plain.call, () => Date.now());
  const connection = { ...plain, call };
  const settings = (await definition.settings?.(context, connection)) ?? NO_SETTINGS;
  const matchesFilter = filterOf(context.getNodeParameter('filters', {}), filters);
  const { access } = connection;
  return {
    account: { service, watch, call, settings, matchesFilter, access },
    clock,
    connection,
  };
}

async function formattedItems(
  context: IPollFunctions,
  { names }: TriggerDefinition,
  connection: ServiceConnection,
  account: Account,
  detected: ReadonlyArray<DetectedEvent<TicketSnapshot>>,
): Promise<INodeExecutionData[]> {
  const output = outputOptions(context);
  if (detected.length === 0) return [];
  const records = detected.map(({ snapshot }) => snapshot.record);
  const nameOf = output.output === 'raw' ? undefined : await names?.(connection, records, account.settings);
  return itemsOf(account, detected, output, nameOf);
}
