/** What the Notific node does and says when something goes wrong. */
import nock from 'nock';
import { NotificApi } from '../../../credentials/NotificApi.credentials';
import { Notific } from '../../../nodes/Notific/Notific.node';
import { benchFor } from '../support/bench';

const slept: number[] = [];
jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: (ms: number) => {
    slept.push(ms);
    return Promise.resolve();
  },
}));

const KEY = 'k3y/with+signs=and spaces';
const data = { baseUrl: 'https://notific.example.org/app/api/Tickets/', apiKey: KEY };
const bench = benchFor(new Notific(), new NotificApi(), () => data);
const service = () => nock('https://notific.example.org').defaultReplyHeaders({ 'content-type': 'application/json' });
const path = '/app/api/Tickets/17';
const get = { resource: 'ticket', operation: 'get', ticketId: { mode: 'id', value: '17' } };
const create = { resource: 'ticket', operation: 'create', description: 'Slow' };
const close = { resource: 'status', operation: 'close', ticketId: { mode: 'id', value: '17' } };
const ticket = { Id: 17, Description: 'Slow', StartTime: '2026-11-01T10:00:00' };

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

it('asks for JSON below the base URL, with the key in the query', async () => {
  service().get(path).query({ key: KEY }).matchHeader('accept', 'application/json').reply(200, ticket);
  expect(await bench.json(get)).toMatchObject([{ ticket_id: '17', subject: 'Slow', status: 'Open' }]);
});

it.each([
  ['a redirect to it', () => service().get(path).query(true).reply(302, '', { Location: '/Account/Login?x=1' })],
  [
    'the page itself',
    () => service().get(path).query(true).reply(200, '<!doctype html><form><input type="password"></form>'),
  ],
])('takes the login page for a wrong key: %s', async (_what, answer) => {
  answer();
  const error = await bench.failure(get);
  expect(error.message).toBe('Notific does not accept the key: it shows its login page, as it does for a wrong key');
  expect(JSON.stringify([error.message, error.description, error.context, error.messages])).not.toMatch(/k3y|</);
});

it('shows no stack trace', async () => {
  const body = { Message: 'An error has occurred.', ExceptionMessage: 'Boom', StackTrace: '  at X() in C:\\x.cs' };
  service().get(path).query(true).times(4).reply(500, body);
  const error = await bench.failure(get);
  expect(error.message).toBe('Notific could not answer (HTTP 500): An error has occurred.');
  expect(JSON.stringify([error.message, error.description, error.context])).not.toMatch(/Boom|x\.cs/);
});

it('names the members that ModelState complains of', async () => {
  const body = { Message: 'The request is invalid.', ModelState: { 'ticket.Description': ['Too long.'] } };
  service().post('/app/api/Tickets').query(true).reply(400, body);
  expect((await bench.failure(create)).message).toBe(
    'Notific does not accept the request (HTTP 400): The request is invalid. ticket.Description: Too long.',
  );
});

it('waits as long as a 429 says, a write too, and reads again after a 503', async () => {
  service().post('/app/api/Tickets').query(true).reply(429, {}, { 'Retry-After': '7' });
  service().post('/app/api/Tickets').query(true).reply(201, ticket);
  expect(await bench.json(create)).toHaveLength(1);
  expect(slept_ms()).toBe(7000);
  service().get(path).query(true).reply(503, '');
  service().get(path).query(true).reply(200, ticket);
  expect(await bench.json(get)).toHaveLength(1);
});

it.each([
  ['a 500', (answer: nock.Interceptor) => answer.reply(500, { Message: 'An error has occurred.' })],
  [
    'a timeout',
    (answer: nock.Interceptor) => answer.replyWithError(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })),
  ],
  ['broken JSON', (answer: nock.Interceptor) => answer.reply(200, '{"Id": 1')],
])('never sends a write twice after %s', async (_what, answer) => {
  answer(service().post('/app/api/Tickets').query(true));
  const error = await bench.failure(create);
  expect(bench.sent).toHaveLength(1);
  expect(error.message).toMatch(/^It is not known whether the change was made: /);
});

it('never closes twice, since each closing sends mail', async () => {
  service().get(path).query(true).reply(200, ticket);
  service().put(path).query(true).reply(502, '');
  expect((await bench.failure(close)).message).toMatch(/^It is not known whether the change was made: /);
  expect(bench.sent.map(({ method }) => method)).toEqual(['GET', 'PUT']);
});

it('reads the record whose address an empty answer gives, and else makes no error', async () => {
  const created = (headers: { Location?: string }) =>
    service().post('/app/api/Tickets').query(true).reply(201, '', headers);
  created({ Location: 'https://notific.example.org/app/api/Tickets/17' });
  service().get(path).query(true).reply(200, ticket);
  expect(await bench.json(create)).toMatchObject([{ ticket_id: '17' }]);
  const note = expect.stringContaining('Look there before you create it again') as string;
  for (const headers of [{}, { Location: 'https://other.example/app/api/Tickets/17' }]) {
    created(headers);
    expect(await bench.json(create)).toEqual([{ created: true, id: null, note }]);
    expect(bench.sent).toHaveLength(1);
  }
});

it('asks once more for a list that came back empty', async () => {
  service().get('/app/api/Tickets').query(true).times(2).reply(200, []);
  expect(await bench.run({ resource: 'ticket', operation: 'getAll' })).toEqual([]);
  expect(bench.hints).toEqual(['Notific: the service answered an empty list and was asked once more']);
});

it('says that an answer is no list', async () => {
  service().get('/app/api/Tickets').query(true).reply(200, { ok: true });
  expect((await bench.failure({ resource: 'ticket', operation: 'getAll' })).message).toBe(
    'Notific answered something that is not a list of Tickets',
  );
});

it('encodes an ID that would walk up the path, and puts the failure on its item', async () => {
  service().get('/app/api/Tickets/..%2FServices%2F%C3%BC').query(true).reply(404, '');
  service().get(path).query(true).reply(200, ticket);
  const ids = ['../Services/ü', '17'];
  const items = await bench.run((item) => ({ ...get, ticketId: { mode: 'id', value: ids[item] ?? '' } }), {
    items: [{ json: {} }, { json: {} }],
    continueOnFail: true,
  });
  expect(items).toMatchObject([
    {
      json: { error: 'Notific has no ticket ../Services/ü' },
      pairedItem: { item: 0 },
    },
    { json: { ticket_id: '17' }, pairedItem: { item: 1 } },
  ]);
});

it('names a parameter that cannot be used, before anything is sent', async () => {
  const failed = async (parameters: object) => {
    const error = await bench.failure({ ...create, ...parameters });
    expect(bench.sent).toEqual([]);
    return error.message;
  };
  expect(await failed({ description: ' ' })).toBe('"Description" is empty');
  expect(await failed({ additionalFields: { startTime: 'soon' } })).toBe('"Start Time" is not a time: soon');
  expect(await failed({ additionalFields: { members: '[1]' } })).toBe('"Members (JSON)" is not a JSON object');
  expect(await failed({ ...get, ticketId: { mode: 'id', value: '' } })).toBe('"Ticket" is empty');
});
