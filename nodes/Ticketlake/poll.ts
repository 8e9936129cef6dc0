/** What n8n calls: one poll of the trigger, by hand or on schedule. */
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import { nodeError } from '../shared/errors';
import { namesIn } from '../shared/parameters';
import { oneAtATime } from '../shared/polling/one-at-a-time';
import { connect, POLL_POLICY } from '../shared/transport';
import { runsIn } from './api/answers';
import { listRuns } from './api/requests';
import type { RunEvent, ToldRun } from './ended-runs';
import { latestEnded, memoryIn, newlyEnded } from './ended-runs';
import { runItem } from './run-items';
import { TICKETLAKE } from './service';

/** The members of n8n's static data of the node. */
interface Stored extends IDataObject {
  memory?: IDataObject;
}

/** @throws NodeApiError, NodeOperationError in the words of the service */
export async function pollRuns(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
  const polled = context.getMode() === 'manual' ? sample(context) : oneAtATime(context, () => pollOnce(context));
  const outcome = await polled.then(
    (told) => ({ told: told ?? [] }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) throw nodeError(context, outcome.error);
  if (outcome.told.length === 0) return null;
  const isSimple = context.getNodeParameter('simplify', true) !== false;
  return [outcome.told.map(({ event, run }) => ({ json: { event, run: runItem(run, isSimple) } }))];
}

async function pollOnce(context: IPollFunctions): Promise<ToldRun[]> {
  const stored: Stored = context.getWorkflowStaticData('node');
  const events = eventsIn(context);
  const { runs, scope } = await listed(context);
  const { events: told, memory } = newlyEnded(memoryIn(stored.memory, scope), runs, scope);
  stored.memory = { ...memory };
  return told.filter(({ event }) => events.has(event));
}

/** By hand: the latest one, and nothing is remembered. */
async function sample(context: IPollFunctions): Promise<ToldRun[]> {
  const events = eventsIn(context);
  const told = latestEnded((await listed(context)).runs, events);
  if (told) return [told];
  throw new VendorError({
    code: 'not_found',
    message: 'Ticketlake has no run yet that fits the events',
    remedy: 'Start a run, as with Run: Start, and try again when it has ended; published, the workflow waits for one.',
  });
}

async function listed(context: IPollFunctions) {
  const { call, access } = await connect(context, TICKETLAKE, POLL_POLICY);
  return { runs: runsIn(await call(listRuns())), scope: JSON.stringify([access.url]) };
}

function eventsIn(context: IPollFunctions): ReadonlySet<RunEvent> {
  const chosen = namesIn(context.getNodeParameter('events', ['failed']));
  const events = chosen.filter((name) => name === 'finished' || name === 'failed');
  if (events.length > 0) return new Set(events);
  throw new VendorError({
    code: 'bad_input',
    message: 'No event is chosen',
    remedy: 'Choose in Events: finished, failed.',
  });
}
