/** Bad input and bad answers: what each of the nodes makes of them. What is special to one stands in its folder. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep } from 'n8n-workflow';
import type { INodeParameters } from 'n8n-workflow';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { useSandbox } from '../support/sandbox';
import { TESTED } from '../services';
import { benchOf, type Door } from './support/benches';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: jest.fn(() => Promise.resolve()),
}));

const sandbox = useSandbox({ tickets: 30, limits: false });
const emptied = useSandbox({ tickets: 0, limits: false });
const slept = jest.mocked(sleep);
const waited = () => slept.mock.calls.reduce((sum, [ms]) => sum + Number(ms), 0);
beforeEach(() => slept.mockClear());
afterEach(() => jest.restoreAllMocks());

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const ticket = (operation: string, parameters: INodeParameters = {}): INodeParameters => ({
  resource: 'ticket',
  operation,
  ...parameters,
});
const MANY = ticket('getAll', { output: 'raw' });

describe.each(VENDOR_NAMES)('%s', (name) => {
  const door = (): Door => sandbox().service(name);
  const bench = benchOf(name, door);
  const { newTicket, createEndpoint, unknownId, refusal } = TESTED[name];
  const create = ticket('create', { output: 'raw', ...newTicket });
  const writes = () => bench.sent.filter(({ method }) => method !== 'GET');

  it('says that the key is wrong, and not which one it was', async () => {
    const wrong = 'wrong-key-4711';
    const error = await benchOf(name, () => ({ ...door(), key: wrong })).failure(MANY);
    expect(error).toMatchObject({ name: 'NodeApiError', httpCode: refusal, context: { itemIndex: 0 } });
    expect(`${error.message} ${error.description ?? ''}`).toMatch(/key|token/i);
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(wrong);
  });

  it('says that there is no such ticket', async () => {
    const error = await bench.failure(ticket('get', { ticketId: byId(unknownId) }));
    expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '404', context: { itemIndex: 0 } });
    expect(error.description).not.toBe('');
  });

  it.each(['../../4711', '1/comments?x=1#y', 'größe 7 €', '%2e%2e/9', '事件'])(
    'keeps the ID %j in its place in the path',
    async (id) => {
      await bench.failure(ticket('get', { ticketId: byId(unknownId) }));
      const depth = bench.sent[0]?.path.split('/').length;
      const error = await bench.failure(ticket('get', { ticketId: byId(id) }));
      expect(error.name).toBe('NodeApiError');
      const above = new URL(door().url).pathname;
      for (const { path } of bench.sent) {
        expect(path.startsWith(above)).toBe(true);
        expect(path.split('/').length).toBeLessThanOrEqual(depth ?? 0);
        expect(path).toMatch(/^[\x21-\x7e]*$/);
      }
    },
  );

  it('gives no item for an empty list', async () => {
    expect(await benchOf(name, () => emptied().service(name)).run(MANY)).toEqual([]);
  });

  it('waits as long as a 429 says, then goes on; with a write too', async () => {
    for (const parameters of [MANY, create]) {
      slept.mockClear();
      sandbox().faults.add({ service: name, kind: 'rate_limited', options: { retryAfter: '7' } });
      expect((await bench.run(parameters)).length).toBeGreaterThan(0);
      expect(waited()).toBe(7000);
    }
    expect(writes().length).toBeGreaterThan(1);
  });

  it('reads again after a 503, and a write not after a 500', async () => {
    sandbox().faults.add({ service: name, kind: 'server_error', options: { status: 503 } });
    expect((await bench.run(MANY)).length).toBeGreaterThan(0);
    // SympoQ's lists do not say where they end: it is asked for what stands beyond.
    expect(bench.sent).toHaveLength(name === 'sympoq' ? 3 : 2);
    sandbox().faults.add({ service: name, kind: 'server_error', endpoint: createEndpoint });
    const error = await bench.failure(create);
    expect(error).toMatchObject({ httpCode: '500' });
    expect(writes()).toHaveLength(1);
  });

  it('ends where the service goes on failing', async () => {
    sandbox().faults.add({ service: name, kind: 'server_error', times: -1, options: { status: 503 } });
    expect(await bench.failure(MANY)).toMatchObject({ httpCode: '503' });
    expect(bench.sent).toHaveLength(4);
  });

  it('shows nothing of a web page that came instead of an answer', async () => {
    for (const status of [200, 502]) {
      sandbox().faults.add({ service: name, kind: 'html', times: -1, options: { status } });
      const error = await bench.failure(MANY);
      expect(error.name).toBe('NodeApiError');
      expect(`${error.message}${error.description ?? ''}`).not.toMatch(/[<>]|sign in/i);
      sandbox().faults.clear();
    }
  });

  it.each([
    ['slow', { delayMs: 1000 }],
    ['reset', {}],
  ] as const)('does not repeat a write whose end it does not know: %s', async (kind, options) => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(200));
    sandbox().faults.add({ service: name, kind, options, endpoint: createEndpoint });
    const error = await bench.failure(create);
    expect(writes()).toHaveLength(1);
    expect(`${error.message} ${error.description ?? ''}`).toMatch(/may|not known|unknown|whether/i);
  });
});

describe('an answer that is no JSON', () => {
  let server: Server | undefined;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"tickets": [1, 2');
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server?.close(resolve)));

  it.each(VENDOR_NAMES)('is named as that by %s, and read no further', async (name) => {
    const { port } = server?.address() as AddressInfo;
    const bench = benchOf(name, () => ({ url: `http://127.0.0.1:${port}`, key: 'key' }));
    const error = await bench.failure(MANY);
    expect(error.message).toMatch(/JSON/);
    expect(error.message).not.toContain('tickets": [1');
  });
});
