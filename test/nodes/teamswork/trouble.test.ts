/** What the TeamsWork node does and says when something goes wrong. */
import nock from 'nock';
import { TeamsWorkApi } from '../../../credentials/TeamsWorkApi.credentials';
import { TeamsWork } from '../../../nodes/TeamsWork/TeamsWork.node';
import { benchFor } from '../support/bench';
import { USER } from './bench';

const slept: number[] = [];
jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: (ms: number) => {
    slept.push(ms);
    return Promise.resolve();
  },
}));

const KEY = 'k3y/with+signs=and spaces';
const ID = '6f1d0f0e-5b1a-4c3e-9a55-0d2f3c1b7a10';
const data = { region: 'eu', baseUrl: '', apiKey: KEY, ...USER };
const bench = benchFor(new TeamsWork(), new TeamsWorkApi(), () => data);
const service = () =>
  nock('https://ticketing-apim-eu.azure-api.net').defaultReplyHeaders({ 'content-type': 'application/json' });
const path = `/ticketing/v1/tickets/${ID}`;
const get = { resource: 'ticket', operation: 'get', ticketId: { mode: 'id', value: ID } };
const create = { resource: 'ticket', operation: 'create', title: 'Printer', requestorEmail: 'ana@example.org' };
const ticket = (over = {}) => ({
  item: { id: ID, ticketNo: 7, title: 'Printer', status: 'Open', priority: 'Medium', ...over },
});

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

const slept_ms = (): number => slept.reduce((sum, ms) => sum + ms, 0);

it('goes to the region of the credential, with the key in the query', async () => {
  service().get(path).query({ timezone: '0', key: KEY }).reply(200, ticket());
  expect(await bench.json(get)).toMatchObject([{ ticket_id: ID, ticket_number: '7', subject: 'Printer' }]);
});

it('names a wrong key, and not the key itself, even where the service repeats it', async () => {
  service()
    .get(path)
    .query(true)
    .reply(401, { statusCode: 401, message: `Access denied for key ${KEY}` });
  const error = await bench.failure(get);
  expect(error.name).toBe('NodeApiError');
  expect(error.message).toBe('TeamsWork does not accept the key (HTTP 401): Access denied for key ***');
  expect(error.description).toMatch(/^Check the key and the region .* Request: GET \/tickets\/6f1d/);
  expect(JSON.stringify([error.message, error.description, error.context, error.messages])).not.toContain('k3y');
  expect(error).toMatchObject({ httpCode: '401', context: { itemIndex: 0 } });
  expect(slept).toEqual([]);
});

it('says that a key only reads', async () => {
  service().post('/ticketing/v1/tickets').query(true).reply(403, { error: true, message: 'read only' });
  const error = await bench.failure(create);
  expect(error.description).toContain('The secondary key only reads');
});

it('takes error: true in an HTTP 200 for what it is', async () => {
  service().get(path).query(true).reply(200, { error: true, message: 'Ticket is locked' });
  expect((await bench.failure(get)).message).toBe('TeamsWork refused: Ticket is locked');
});

it('waits as long as a 429 says, then goes on; a write too', async () => {
  service().post('/ticketing/v1/tickets').query(true).reply(429, { message: 'Slow down' }, { 'Retry-After': '7' });
  service().post('/ticketing/v1/tickets').query(true).reply(200, ticket());
  expect(await bench.json(create)).toHaveLength(1);
  expect(slept_ms()).toBe(7000);
});

it('stops after four times 429, and at once where the service asks for more than a minute', async () => {
  service().get(path).query(true).times(4).reply(429, { message: 'Rate limit' }, { 'Retry-After': '60' });
  expect((await bench.failure(get)).message).toContain('is receiving too many requests (HTTP 429): Rate limit');
  expect(slept_ms()).toBe(180_000);
  service().get(path).query(true).reply(429, { message: 'Rate limit' }, { 'Retry-After': '3600' });
  expect((await bench.failure(get)).message).toContain('asks to wait 60 minutes');
  expect(slept_ms()).toBe(180_000);
});

it('reads again after a 503', async () => {
  service().get(path).query(true).reply(503, 'unavailable');
  service().get(path).query(true).reply(200, ticket());
  expect(await bench.json(get)).toHaveLength(1);
});

it.each([
  ['a 500', () => service().post('/ticketing/v1/tickets').query(true).reply(500, { message: 'Internal server error' })],
  [
    'a timeout',
    () =>
      service()
        .post('/ticketing/v1/tickets')
        .query(true)
        .replyWithError(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })),
  ],
  [
    'a reset',
    () =>
      service()
        .post('/ticketing/v1/tickets')
        .query(true)
        .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
  ],
  ['broken JSON', () => service().post('/ticketing/v1/tickets').query(true).reply(200, '{"item": {"id": "6f')],
])('never sends a write twice after %s, and says that its outcome is not known', async (_what, answer) => {
  answer();
  const error = await bench.failure(create);
  expect(bench.sent).toHaveLength(1);
  expect(error.message).toMatch(/^It is not known whether the change was made: /);
  expect(error.description).toContain('The request was not sent twice');
});

it('looks for the ticket that a create does not answer, and makes no error where it is not found', async () => {
  service().post('/ticketing/v1/tickets').query(true).reply(200, { error: false });
  service().get('/ticketing/v1/tickets').query(true).reply(200, { items: [] });
  const note = expect.stringContaining('Look there before you create it again') as string;
  expect(await bench.json(create)).toEqual([{ created: true, id: null, note }]);
  expect(bench.sent.map(({ method }) => method)).toEqual(['POST', 'GET']);
});

it('never shows a web page', async () => {
  service().get(path).query(true).times(4).reply(200, '<!doctype html><html><body>Sign in</body></html>');
  const error = await bench.failure(get);
  expect(error.message).toBe('TeamsWork answered with a web page instead of data');
  expect(JSON.stringify([error.message, error.description, error.context])).not.toMatch(/<|Sign in/);
});

it('does not follow a redirect with the key', async () => {
  service().get(path).query(true).reply(302, '', { Location: 'https://evil.example/login' });
  expect((await bench.failure(get)).message).toBe('TeamsWork answered with a redirect (HTTP 302)');
});

it('says what keeps it from the service', async () => {
  const refused = Object.assign(new Error(`connect ECONNREFUSED https://x/?key=${KEY}`), { code: 'ECONNREFUSED' });
  service().get(path).query(true).times(4).replyWithError(refused);
  const error = await bench.failure(get);
  expect(error.message).toBe('TeamsWork could not be reached: nothing answers at its address and port (ECONNREFUSED)');
  expect(error.description).toContain('Check the base URL of the credential');
  expect(JSON.stringify(error)).not.toContain('k3y');
});

it('puts the error on its item and goes on with the others', async () => {
  service().get(path).query(true).reply(404, { statusCode: 404, message: 'Ticket not found' });
  service().get(path).query(true).reply(200, ticket());
  const items = await bench.run(get, { items: [{ json: {} }, { json: {} }], continueOnFail: true });
  expect(items).toMatchObject([
    {
      json: { error: `TeamsWork has no ticket ${ID}` },
      pairedItem: { item: 0 },
    },
    { json: { ticket_id: ID }, pairedItem: { item: 1 } },
  ]);
  expect(items[0]?.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
});

it('stops waiting when the execution is cancelled', async () => {
  const cancel = new AbortController();
  cancel.abort();
  service().get(path).query(true).reply(429, { message: 'Slow down' }, { 'Retry-After': '30' });
  expect((await bench.failure(get, { signal: cancel.signal })).message).toBe(
    'The execution was cancelled while waiting',
  );
});

describe('before anything is sent', () => {
  const unsent = async (parameters: Parameters<typeof bench.failure>[0]) => {
    const error = await bench.failure(parameters);
    expect(bench.sent).toEqual([]);
    expect(error.name).toBe('NodeOperationError');
    return error;
  };

  it('names an empty parameter', async () => {
    const error = await unsent({ ...get, ticketId: { mode: 'id', value: ' ' } });
    expect([error.message, error.description]).toEqual([
      '"Ticket" is empty',
      'Pick one from the list, or give its ID.',
    ]);
    expect((await unsent({ ...create, title: ' ' })).message).toBe('"Title" is empty');
  });

  it('refuses a link that is none', async () => {
    expect((await unsent({ ...get, ticketId: { mode: 'url', value: 'https://example.org/7' } })).message).toContain(
      'Ticket',
    );
  });

  it('refuses dates that are none', async () => {
    const error = await unsent({ ...create, additionalFields: { expectedDate: 'soon' } });
    expect(error.message).toBe('"Expected Date" is not a day: soon');
  });

  it('refuses custom fields that are no JSON', async () => {
    expect((await unsent({ ...create, customFieldsJson: '[1' })).message).toBe(
      '"Custom Fields (JSON)" is not a JSON object',
    );
  });

  it('encodes an ID that would walk up the path, and refuses dots', async () => {
    service().get('/ticketing/v1/tickets/..%2Finstance%2F%C3%BC').query(true).reply(404, {});
    expect((await bench.failure({ ...get, ticketId: { mode: 'id', value: '../instance/ü' } })).message).toContain(
      'has no ticket',
    );
    expect((await unsent({ ...get, ticketId: { mode: 'id', value: '..' } })).message).toBe(
      '".." cannot be used as an ID',
    );
  });
});

describe('a credential that is not filled in', () => {
  const withCredential = (over: object) => benchFor(new TeamsWork(), new TeamsWorkApi(), () => ({ ...data, ...over }));

  it('says which address cannot be used', async () => {
    const error = await withCredential({ region: 'custom' }).failure(get);
    expect(error.message).toBe('The base URL of the credential cannot be used: the address is empty');
  });

  it('asks for an acting user', async () => {
    const nobody = withCredential({ userId: '', userName: '', userEmail: '' });
    expect((await nobody.failure(create)).message).toContain('needs an acting user, and none is named');
  });

  it('is overridden by the node whole, not half', async () => {
    service()
      .post('/ticketing/v1/tickets', ({ user }) => {
        expect(user).toEqual({ id: 'eve@example.org', name: 'eve@example.org', email: 'eve@example.org' });
        return true;
      })
      .query(true)
      .reply(200, ticket());
    await bench.run({ ...create, actingUser: { userEmail: 'eve@example.org' } });
  });
});
