/** What n8n calls: one poll of the trigger, by hand or on schedule. */
import type { IDataObject, INodeExecutionData, INodeProperties, IPollFunctions } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import { inOurWords } from '../shared/errors';
import type { ParameterReader } from '../shared/parameter-reader';
import { givenTo } from '../shared/operation';
import { oneAtATime } from '../shared/polling/one-at-a-time';
import { connect, POLL_POLICY } from '../shared/transport';
import { runsIn } from './api/answers';
import { listRuns } from './api/requests';
import type { EndedRunEvent, EndedRunKind } from './ended-runs';
import { latestEnded, memoryIn, newlyEnded } from './ended-runs';
import { runItem, SIMPLIFY } from './run-items';
import { TICKETLAKE } from './service';

export const TRIGGER_PROPERTIES: INodeProperties[] = [
  {
    displayName: 'Trigger On',
    name: 'events',
    type: 'multiOptions',
    required: true,
    default: ['failed'],
    hint: 'Each run is an item',
    options: [
      {
        name: 'Run Failed',
        value: 'failed',
        description: 'A run that failed, crashed or read only a part; one that was cancelled did not fail',
      },
      { name: 'Run Finished', value: 'finished', description: 'Any other run that has ended' },
    ],
  },
  SIMPLIFY,
];

/** The members of n8n's static data of the node. */
interface Stored extends IDataObject {
  memory?: IDataObject;
}

/** @throws NodeApiError, NodeOperationError in the words of the service */
export async function pollRuns(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
  const items = await inOurWords(context, poll(context));
  return items.length === 0 ? null : [items];
}

async function poll(context: IPollFunctions): Promise<INodeExecutionData[]> {
  const parameters = givenTo(context, TRIGGER_PROPERTIES);
  parameters.check();
  const events = eventsIn(parameters);
  const isManual = context.getMode() === 'manual';
  const ended = await (isManual ? sample(context, events) : oneAtATime(context, () => pollOnce(context, events)));
  return (ended ?? []).map(({ event, run }) => ({ json: { event, run: runItem(run, parameters.isOn('simplify')) } }));
}

async function pollOnce(context: IPollFunctions, events: ReadonlySet<EndedRunKind>): Promise<EndedRunEvent[]> {
  const stored: Stored = context.getWorkflowStaticData('node');
  const { runs, scope } = await listed(context);
  const { events: ended, memory } = newlyEnded(memoryIn(stored.memory, scope), runs, scope);
  stored.memory = { ...memory };
  return ended.filter(({ event }) => events.has(event));
}

/** By hand: the latest one, and nothing is remembered. */
async function sample(context: IPollFunctions, events: ReadonlySet<EndedRunKind>): Promise<EndedRunEvent[]> {
  const ended = latestEnded((await listed(context)).runs, events);
  if (ended) return [ended];
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

function eventsIn(parameters: ParameterReader): ReadonlySet<EndedRunKind> {
  const events = parameters.choices('events').filter((name) => name === 'finished' || name === 'failed');
  if (events.length > 0) return new Set(events);
  throw new VendorError({
    code: 'bad_input',
    message: 'No event is chosen',
    remedy: 'Choose in Trigger On: finished, failed.',
  });
}
