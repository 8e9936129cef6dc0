/** What a node sends, byte by byte: over nock, which answers every request with a plausible record or list. */
import type { ICredentialType, IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import nock from 'nock';
import { TicketlakeApi } from '../../../credentials/TicketlakeApi.credentials';
import { Ticketlake } from '../../../nodes/Ticketlake/Ticketlake.node';
import type { VendorName } from '../../../vendors/vendor';
import { TESTED } from '../../services';
import type { Bench } from './bench';
import { benchFor, binaryField } from './bench';
import { benchOf } from './benches';

export type NodeName = VendorName | 'ticketlake';

const ORIGIN = 'https://desk.example';
export const UUID = '6f1d0f0e-5b1a-4c3e-9a55-0d2f3c1b7a10';

const TIMES = {
  created_at: '2026-01-01T00:00:00Z',
  date_created: '2026-01-01T00:00:00+0000',
  StartTime: '2026-01-01T00:00:00',
};
const RECORD = {
  ...TIMES,
  ...{
    id: 7,
    Id: 7,
    ref: 'ABC',
    name: '7',
    Name: '7',
    title: '7',
    subject: '7',
    text: '7',
    status: 'Open',
    state: 'finished',
  },
  ...{
    labels: ['a'],
    blob_auth: 'x',
    blob_id: 7,
    blob: { blob_id: 7, blob_auth: 'x', filename: 'a.txt' },
    tags: ['a'],
    event_log: [],
    message: 'x',
    is_agent_note: false,
    Description: 'd',
    Email: 'a@example.org',
    email: 'a@example.org',
  },
};

/** Before a suite's tests: nothing leaves but through nock, and it is always the same day. */
export function useWire(): void {
  beforeAll(() => {
    jest.useFakeTimers({ now: Date.parse('2026-06-01T12:00:00Z'), doNotFake: TIMERS });
    nock.disableNetConnect();
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
    jest.useRealTimers();
  });
}

/** Only the day is ours. */
const TIMERS = [
  ...(['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
  ...(['setTimeout', 'clearTimeout', 'performance', 'hrtime'] as const),
];

/** A record where an ID ends the path or something was written, else a list of one. */
function answerOf(name: NodeName, method: string, path: string): object {
  const record = name === 'teamswork' || name === 'synqly' ? { ...RECORD, id: UUID } : RECORD;
  const isOne = method !== 'GET' || /\/(?:7|6f1d0f0e[^/]*)$/.test(path);
  const list = isOne ? record : [record];
  if (name === 'deskpro')
    return { data: list, meta: { pagination: { total: 1, count: 1, total_pages: 1 } }, linked: {} };
  if (name === 'synqly') return { result: list };
  if (name === 'sympoq') return isOne ? record : { items: list };
  if (name === 'ticketlake') return { ...record, runs: [record], sources: [record], tables: [record], rows: [record] };
  return list;
}

export interface Wire {
  /** The requests of a run, and the message of the error that it ended with, if any. */
  sent(parameters: INodeParameters): Promise<Omit<Ran, 'items'>>;
  /** The same, and what came out. */
  ran(parameters: INodeParameters): Promise<Ran>;
}

export interface Ran {
  requests: string[];
  failure: string | undefined;
  /** The `json` of each item. */
  items: IDataObject[];
}

const TICKETLAKE_CREDENTIAL: ICredentialType = new TicketlakeApi();

const ITEMS: INodeExecutionData[] = [{ json: {}, binary: { data: binaryField('hello', 'hello.txt') } }];

/** @param zone of the workflow */
export function wireOf(name: NodeName, zone: string, items: INodeExecutionData[] = ITEMS, version = 1): Wire {
  const door = { url: name === 'ticketlake' ? ORIGIN : `${ORIGIN}${TESTED[name].basePath}`, key: 'key:1' };
  const bench: Bench =
    name === 'ticketlake'
      ? benchFor(new Ticketlake(), TICKETLAKE_CREDENTIAL, () => ({ baseUrl: door.url, apiKey: door.key }))
      : benchOf(name, () => door, version);
  const wire: Wire = {
    async sent(parameters) {
      const { requests, failure } = await wire.ran(parameters);
      return { requests, failure };
    },
    async ran(parameters) {
      const requests: string[] = [];
      for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
        nock(ORIGIN)
          .persist()
          [method](/.*/)
          .reply(function (path, body) {
            const headers = Object.entries(this.req.headers).sort(([a], [b]) => a.localeCompare(b));
            const text = typeof body === 'string' ? body : JSON.stringify(body);
            requests.push(steady(JSON.stringify([method, path, headers, text])));
            const [plain = ''] = path.split('?');
            return [200, answerOf(name, method.toUpperCase(), plain), { 'content-type': 'application/json' }];
          });
      }
      const { failure, results } = await bench.json(parameters, { items, timezone: zone }).then(
        (results) => ({ failure: undefined, results }),
        (error: Error) => ({ failure: error.message, results: [] }),
      );
      nock.cleanAll();
      return { requests, failure, items: results };
    },
  };
  return wire;
}

/** Boundaries and keys are new each time. */
function steady(text: string): string {
  return text
    .replace(/ticketlake-[0-9a-f]{24}/g, 'ticketlake-boundary')
    .replace(/("idempotency-key",\[?")[0-9a-f-]{36}/g, '$1key');
}
