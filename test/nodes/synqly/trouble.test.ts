/** What the Synqly node does and says when something goes wrong. */
import nock from 'nock';
import { SynqlyApi } from '../../../credentials/SynqlyApi.credentials';
import { Synqly } from '../../../nodes/Synqly/Synqly.node';
import { benchFor } from '../support/bench';
import { byId } from './bench';

const slept: number[] = [];
jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: (ms: number) => {
    slept.push(ms);
    return Promise.resolve();
  },
}));

const KEY = 't0ken/with+signs=';
const data = { region: 'eu', baseUrl: '', access: 'integration', apiKey: KEY };
const bench = benchFor(new Synqly(), new SynqlyApi(), () => data);
const service = () => nock('https://api-eu.synqly.com').defaultReplyHeaders({ 'content-type': 'application/json' });
const path = '/v1/ticketing/tickets/SUP-7';
const get = { resource: 'ticket', operation: 'get', ticketId: byId('SUP-7') };
const create = { resource: 'ticket', operation: 'create', name: 'Printer' };
const ticket = { result: { id: 'SUP-7', name: 'Printer', summary: 'Printer', status: 'To Do' } };
const problem = (status: number, message: string, more = {}) => ({ status, message, ...more });
const wait = (): number => slept.reduce((sum, ms) => sum + ms, 0);

beforeAll(() => {
  nock.disableNetConnect();
});
beforeEach(() => {
  slept.length = 0;
});
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

it('goes to the region of the credential, with the key as bearer', async () => {
  service().get(path).matchHeader('authorization', `Bearer ${KEY}`).reply(200, ticket);
  expect(await bench.json(get)).toMatchObject([{ ticket_id: 'SUP-7', subject: 'Printer', status_group: 'open' }]);
});

it('goes to the address that was typed, whatever else was pasted with it', async () => {
  const own = benchFor(new Synqly(), new SynqlyApi(), () => ({
    ...data,
    region: 'self-hosted',
    baseUrl: ' http://localhost:9000/v1/ticketing/ ',
  }));
  nock('http://localhost:9000').get(path).reply(200, ticket);
  expect(await own.json(get)).toHaveLength(1);
});

it.each([
  ['', 'the address is empty'],
  ['api.synqly.com', 'the address must begin with https:// (or http://)'],
  [
    'https://me:secret@api.synqly.com',
    'the address must not hold a user name or password, because the key has its own place',
  ],
])('refuses the address "%s"', async (baseUrl, reason) => {
  const own = benchFor(new Synqly(), new SynqlyApi(), () => ({ ...data, region: 'self-hosted', baseUrl }));
  expect((await own.failure(get)).message).toBe(`The base URL of the credential cannot be used: ${reason}`);
});

it('tells a nested refusal whole, and not the key that it repeats', async () => {
  service()
    .post('/v1/ticketing/tickets')
    .reply(
      400,
      problem(400, `bad request with ${KEY}`, {
        cause: [{ message: 'provider refused', context: { raw_error: '{"errorMessages":["Field x is required"]}' } }],
        remediation: 'Fill in x.',
      }),
    );
  const error = await bench.failure(create);
  expect(error.name).toBe('NodeApiError');
  expect(error.message).toBe(
    'Synqly does not accept the request (HTTP 400): bad request with ***; provider refused; Field x is required',
  );
  expect(error.description).toBe('Fill in x. Request: POST /v1/ticketing/tickets');
  expect(JSON.stringify([error.message, error.description, error.context, error.messages])).not.toContain('t0ken');
  expect(error).toMatchObject({ httpCode: '400', context: { itemIndex: 0 } });
});

it.each([
  [402, 'The organization is disabled at Synqly'],
  [405, 'The provider behind this integration does not offer this operation.'],
  [409, 'Request: GET'],
])('says what HTTP %i means', async (status, remedy) => {
  service().get(path).reply(status, problem(status, 'no'));
  const error = await bench.failure(get);
  expect(error.description).toContain(remedy);
  expect(slept).toEqual([]);
});

it('waits as long as a 429 says, then goes on; a write too', async () => {
  service().post('/v1/ticketing/tickets').reply(429, problem(429, 'slow down'), { 'Retry-After': '7' });
  service().post('/v1/ticketing/tickets').reply(200, ticket);
  expect(await bench.json(create)).toHaveLength(1);
  expect(wait()).toBe(7000);
});

it('says how long the service asks to wait where that is longer than a node does, and asks once', async () => {
  service().get(path).reply(429, problem(429, 'slow down'), { 'Retry-After': '600' });
  const error = await bench.failure(get);
  expect(error.message).toBe(
    'Synqly is receiving too many requests (HTTP 429): slow down, and asks to wait 10 minutes',
  );
  expect(error.description).toContain('longer than a node waits');
  expect(wait()).toBe(0);
});

it('reads again after a 503', async () => {
  service().get(path).reply(503, 'unavailable');
  service().get(path).reply(200, ticket);
  expect(await bench.json(get)).toHaveLength(1);
});

const broken = (code: string) => Object.assign(new Error(`${code} Bearer ${KEY}`), { code });

it.each([
  ['a 500', () => service().post('/v1/ticketing/tickets').reply(500, problem(500, 'oops'))],
  ['a 504 page', () => service().post('/v1/ticketing/tickets').reply(504, '<html><body>Gateway</body></html>')],
  ['a timeout', () => service().post('/v1/ticketing/tickets').replyWithError(broken('ETIMEDOUT'))],
  ['a reset', () => service().post('/v1/ticketing/tickets').replyWithError(broken('ECONNRESET'))],
  ['broken JSON', () => service().post('/v1/ticketing/tickets').reply(200, '{"result": {"id": "SU')],
  ['an answer without a ticket', () => service().post('/v1/ticketing/tickets').reply(200, { result: null })],
  ['a web page', () => service().post('/v1/ticketing/tickets').reply(200, '<!doctype html><html>Sign in</html>')],
])('never sends a write twice after %s, and says that its outcome is not known', async (_what, answer) => {
  answer();
  const error = await bench.failure(create);
  expect(bench.sent).toHaveLength(1);
  expect(error.message).toMatch(/^It is not known whether the change was made: /);
  expect(error.description).toContain('The request was not sent twice');
  expect(JSON.stringify([error.message, error.description, error.context])).not.toMatch(/t0ken|<|Sign in/);
});

it.each([
  [
    'a web page',
    '<!doctype html><html><body>Sign in</body></html>',
    4,
    'Synqly answered with a web page instead of data',
  ],
  ['half a body', '{"result": {"id"', 4, 'Synqly answered with broken JSON: the body is not whole JSON'],
  ['nothing', '', 4, 'Synqly answered with an empty body'],
  [
    'something else',
    '{"status": "up"}',
    1,
    'Synqly refused: the answer has no "result", so it is not one of Synqly\'s',
  ],
])('says that it got %s', async (_what, body, times, message) => {
  service().get(path).times(times).reply(200, body);
  const error = await bench.failure(get);
  expect(error.message).toBe(message);
  expect(JSON.stringify([error.message, error.description, error.context])).not.toMatch(/<|Sign in/);
});

it('does not follow a redirect with the key', async () => {
  service().get(path).reply(302, '', { Location: 'https://evil.example/login' });
  expect((await bench.failure(get)).message).toBe('Synqly answered with a redirect (HTTP 302)');
});

it('says what keeps it from the service', async () => {
  service().get(path).times(4).replyWithError(broken('ECONNREFUSED'));
  const error = await bench.failure(get);
  expect(error.message).toBe(
    'Synqly Ticketing could not be reached: nothing answers at its address and port (ECONNREFUSED)',
  );
  expect(JSON.stringify(error)).not.toContain('t0ken');
});

it('puts the error on its item and goes on with the others', async () => {
  service().get(path).reply(404, problem(404, 'ticket not found'));
  service().get(path).reply(200, ticket);
  const items = await bench.run(get, { items: [{ json: {} }, { json: {} }], continueOnFail: true });
  expect(items).toMatchObject([
    {
      json: { error: 'Synqly has no ticket SUP-7' },
      pairedItem: { item: 0 },
    },
    { json: { ticket_id: 'SUP-7' }, pairedItem: { item: 1 } },
  ]);
  expect(items[0]?.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
});

it('stops waiting when the execution is cancelled', async () => {
  const cancel = new AbortController();
  cancel.abort();
  service().get(path).reply(429, problem(429, 'slow down'), { 'Retry-After': '30' });
  expect((await bench.failure(get, { signal: cancel.signal })).message).toBe(
    'The execution was cancelled while waiting',
  );
});

it('refuses an attachment whose content is torn', async () => {
  service()
    .get('/v1/ticketing/attachments/SUP-7/1/download')
    .reply(200, { result: { file_name: 'a.txt', file_type: 'text/plain', content: 'SGVsbG8' } });
  const download = { resource: 'attachment', operation: 'download', ticketId: byId('SUP-7'), attachmentId: byId('1') };
  expect((await bench.failure(download)).message).toBe(
    'Synqly answered with an attachment whose content is not whole base64',
  );
});

it('says when a provider took tags and dropped them', async () => {
  service().get(path).reply(200, ticket);
  service().patch(path).reply(200, ticket);
  service().get(path).reply(200, ticket);
  const add = { resource: 'tag', operation: 'add', ticketId: byId('SUP-7'), tags: 'vip' };
  const error = await bench.failure(add);
  expect(error.message).toBe("Synqly accepted the change, but the ticket's tags are now: none");
  expect(error.description).toContain('The provider may not have tags');
});

it('stops when the same page comes again and again', async () => {
  const page = { result: [ticket.result], cursor: 'same' };
  service().get('/v1/ticketing/tickets').query(true).times(3).reply(200, page);
  const all = { resource: 'ticket', operation: 'getAll', returnAll: true };
  const outcome = await bench.run(all, { continueOnFail: true });
  expect(bench.sent.length).toBeLessThanOrEqual(3);
  expect(outcome.length).toBeGreaterThan(0);
  nock.cleanAll();
});

describe('before anything is sent', () => {
  const unsent = async (parameters: Parameters<typeof bench.failure>[0]) => {
    const error = await bench.failure(parameters);
    expect(bench.sent).toEqual([]);
    expect(error.name).toBe('NodeOperationError');
    return error.message;
  };

  it('names what is missing or cannot be read', async () => {
    expect(await unsent({ ...get, ticketId: byId(' ') })).toBe('"Ticket" is empty');
    expect(await unsent({ ...get, ticketId: byId('..') })).toBe('".." cannot be used as an ID');
    expect(await unsent({ ...create, customFieldsJson: '[1' })).toBe('"Custom Fields (JSON)" is not a JSON object');
    expect(await unsent({ resource: 'ticket', operation: 'fly' })).toBe('This node has no operation "fly" of "ticket"');
  });

  it('encodes an ID that would walk up the path', async () => {
    service().get('/v1/ticketing/tickets/..%2Faccounts%2F%C3%BC').reply(404, problem(404, 'ticket not found'));
    expect((await bench.failure({ ...get, ticketId: byId('../accounts/ü') })).message).toContain(
      'has no ticket ../accounts/ü',
    );
  });
});
