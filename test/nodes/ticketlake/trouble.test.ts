/** What the Ticketlake node makes of a wrong token, a wrong address, a service that stumbles. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep } from 'n8n-workflow';
import { TICKETLAKE } from '../../../nodes/Ticketlake/service';
import { configOf, newLake } from '../../support/lake';
import { serve } from '../../support/service';
import { benchAt } from './bench';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: jest.fn(() => Promise.resolve()),
}));

const TOKEN = 'a-token-that-nobody-sees';
const LIST = { resource: 'run', operation: 'getAll' };
const FILE = { resource: 'table', operation: 'download', table: 'tickets', format: 'csv' };
const QUERY = { resource: 'query', operation: 'execute', query: 'SELECT 1' };

let server: Server | undefined;
let answers: RequestListener = () => undefined;
let requests = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    answers(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  requests = 0;
  jest.mocked(sleep).mockClear();
});
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});

const bench = benchAt(() => `http://127.0.0.1:${(server?.address() as AddressInfo).port}`, TOKEN);

function answering(status: number, body: unknown, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
}

const refusal = (code: string, message: string, remedy: string | null = null) => ({ error: { code, message, remedy } });

it('sends the token as Bearer, and none where there is none', async () => {
  const seen: Array<string | undefined> = [];
  answers = (request, response) => {
    seen.push(request.headers.authorization);
    answering(200, { runs: [] })(request, response);
  };
  expect(await bench.json(LIST)).toEqual([]);
  await benchAt(() => `http://127.0.0.1:${(server?.address() as AddressInfo).port}/`, ' ').json(LIST);
  expect(seen).toEqual([`Bearer ${TOKEN}`, undefined]);
});

it('says that the token is wrong, and not which one it was', async () => {
  const service = await serve(configOf(newLake(), []));
  for (const parameters of [LIST, FILE]) {
    const error = await benchAt(() => service.url, TOKEN).failure(parameters);
    expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '401', context: { itemIndex: 0 } });
    expect(error.description).toContain('serve.token');
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(TOKEN);
  }
});

it.each([
  ['http://127.0.0.1:8321', 'http://127.0.0.1:8321'],
  ['https://lake.example.com/', 'https://lake.example.com'],
  ['https://lake.example.com/lake/api/runs', 'https://lake.example.com/lake'],
  ['https://lake.example.com/odata/', 'https://lake.example.com'],
])('takes %s as %s', (input, url) => {
  expect(TICKETLAKE.vendor.baseUrl(input)).toEqual({ ok: true, url });
});

it.each([
  ['a web page', '<!doctype html><title>Sign in</title>'],
  ['another service', { hello: 'world' }],
])('says that no Ticketlake answers where %s does', async (_what, body) => {
  answers = answering(200, body);
  for (const parameters of [LIST, QUERY, { resource: 'run', operation: 'startAndWait' }]) {
    const error = await bench.failure(parameters);
    expect(`${error.message} ${error.description ?? ''}`).toContain('Check the base URL');
    expect(error.message).not.toMatch(/[<>]|sign in/i);
  }
});

it('takes no web page for a table', async () => {
  answers = answering(200, '<html>Sign in</html>');
  const error = await bench.failure(FILE);
  expect(error.message).toContain('web page');
});

it('asks again after a 503, also for a file and a query', async () => {
  for (const parameters of [LIST, FILE, QUERY]) {
    requests = 0;
    answers = (request, response) => {
      const isFirst = requests === 1;
      const busy = answering(503, refusal('busy', 'too many queries run or wait'), { 'retry-after': '5' });
      const good =
        parameters === FILE ? answering(200, [], { 'content-length': '2' }) : answering(200, { runs: [], rows: [] });
      (isFirst ? busy : good)(request, response);
    };
    await bench.run(parameters);
    expect(requests).toBe(2);
  }
});

it('starts no second run when the answer to the first was lost', async () => {
  const keys: Array<string | string[] | undefined> = [];
  answers = (request, response) => {
    keys.push(request.headers['idempotency-key']);
    if (keys.length === 1) request.socket.destroy();
    else answering(202, { id: 'r1', state: 'running' })(request, response);
  };
  expect(await bench.json({ resource: 'run', operation: 'start' })).toMatchObject([{ id: 'r1', state: 'running' }]);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
});

it('does not repeat a query that took too long', async () => {
  answers = answering(504, refusal('timeout', 'the query was ended after 30 s', 'Ask for less.'));
  const error = await bench.failure(QUERY);
  expect(error).toMatchObject({ httpCode: '504', description: expect.stringContaining('Ask for less.') as string });
  expect(requests).toBe(1);
});

it('says that a download broke off', async () => {
  answers = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '1000' });
    response.write('ticket_id\n', () => response.destroy());
  };
  const error = await bench.failure(FILE);
  expect(error.message).toBe('The download of tickets.csv broke off');
});
