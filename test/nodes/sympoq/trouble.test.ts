/** What the SympoQ node does and says when something goes wrong, or stands at another path. */
import nock from 'nock';
import { SympoqApi } from '../../../credentials/SympoqApi.credentials';
import { Sympoq } from '../../../nodes/Sympoq/Sympoq.node';
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
const data = { baseUrl: ' https://acme.sympoq.com/app/desk/api/ ', apiKey: ` ${KEY} `, changePaths: false };
const benchWith = (over: object) => benchFor(new Sympoq(), new SympoqApi(), () => ({ ...data, ...over }));
const bench = benchWith({});
const service = () => nock('https://acme.sympoq.com').defaultReplyHeaders({ 'content-type': 'application/json' });
const api = (path: string) => `/app/desk/api/${path}`;
const ticketId = { mode: 'id', value: '09-13-O-TW4' };
const get = { resource: 'ticket', operation: 'get', ticketId };
const create = { resource: 'ticket', operation: 'create', description: 'Printer' };
const getAll = { resource: 'ticket', operation: 'getAll' };
const ticket = { id: '09-13-O-TW4', description: 'Printer', status: 1, created: '2026-11-01T10:00:00Z' };

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

it('goes below the API’s address, with the key in its header', async () => {
  service().get(api('ticket/09-13-O-TW4')).matchHeader('apikey', KEY).matchHeader('event_log', '0').reply(200, ticket);
  expect(await bench.json(get)).toMatchObject([{ ticket_id: '09-13-O-TW4', subject: 'Printer', status: 'New' }]);
});

describe('paths', () => {
  const moved = benchWith({
    changePaths: true,
    pathTickets: '/requests/',
    pathTicket: 'request/{id}',
    pathUpdate: ' ',
  });

  it('are those of the credential where it has some', async () => {
    service().get(api('requests')).query({ limit: '50' }).reply(200, [ticket]);
    service().get(api('requests')).query({ offset: '1', limit: '2' }).reply(200, []);
    expect(await moved.json(getAll)).toHaveLength(1);
    service().post(api('request')).reply(201, ticket);
    expect(await moved.json(create)).toHaveLength(1);
    service().post(api('ticket/09-13-O-TW4/update')).reply(200, {});
    const [added] = await moved.json({ resource: 'comment', operation: 'add', ticketId, comment: 'Hello' });
    expect(added).toMatchObject({ ticket_id: '09-13-O-TW4', body: 'Hello', kind: 'reply', visibility: 'public' });
  });

  it('are the default ones where it does not change them', async () => {
    service().get(api('tickets')).query(true).times(2).reply(200, [ticket]);
    expect(await benchWith({ pathTickets: 'requests' }).json(getAll)).toHaveLength(1);
  });

  it('are refused where they lead elsewhere', async () => {
    const error = await benchWith({ changePaths: true, pathTickets: '../../x?y' }).failure(getAll);
    expect([error.message, error.description]).toEqual([
      'The path of "tickets" is not a path below SympoQ\'s API',
      'Write it as tickets: letters, digits and slashes, no address, no "?".',
    ]);
  });

  it('are named where there is nothing at one that is assumed', async () => {
    service().get(api('tickets')).query(true).reply(404, { title: 'Not Found' });
    const error = await bench.failure(getAll);
    expect(error.message).toContain(
      'SympoQ does not document this endpoint. The default path is tickets. Set another under Paths',
    );
    expect(error.description).toContain('Set "tickets" under Paths');
  });
});

it('names a wrong key, and not the key itself, even where the service repeats it', async () => {
  service()
    .get(api('ticket/09-13-O-TW4'))
    .reply(401, { message: `Key ${KEY} is not accepted` });
  const error = await bench.failure(get);
  expect(error.message).toMatch(/^SympoQ does not accept the key \(HTTP 401\): Key ?\*{3} ?is not accepted$/);
  expect(JSON.stringify([error.message, error.description, error.context, error.messages])).not.toContain('k3y');
});

it('takes 410 for success of a DELETE only', async () => {
  service().delete(api('ticket/09-13-O-TW4')).reply(410, { title: 'Gone' });
  expect(await bench.json({ ...get, operation: 'delete' })).toEqual([{ deleted: true }]);
  service().get(api('ticket/09-13-O-TW4')).reply(410, { title: 'Gone' });
  expect((await bench.failure(get)).message).toContain('HTTP 410');
});

it('hides what opens an attachment, raw or not', async () => {
  const attachment_url = 'https://assets.sympoq.com/dlfdir.php?src=a.pdf&ssid=s3cret.178&token=t0ken&ssize=9';
  const event_log = [{ date: '2026-11-01T10:00:00Z', action: 'Attachment', attachment_url, description: 'a.pdf' }];
  service()
    .get(api('ticket/09-13-O-TW4'))
    .times(3)
    .reply(200, { ...ticket, event_log });
  const log = { options: { includeEventLog: true } };
  const shown = [
    await bench.json({ ...get, ...log }),
    await bench.json({ ...get, ...log, output: 'raw' }),
    await bench.json({
      resource: 'comment',
      operation: 'getAll',
      ticketId,
      output: 'raw',
      options: { includeActivities: true },
    }),
  ];
  expect(shown[2]).toHaveLength(1);
  expect(JSON.stringify(shown)).not.toMatch(/s3cret|t0ken/);
});

it('waits as long as a 429 says, a write too, and reads again after a 503', async () => {
  service().post(api('ticket')).reply(429, {}, { 'Retry-After': '7' });
  service().post(api('ticket')).reply(201, ticket);
  expect(await bench.json(create)).toHaveLength(1);
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(7000);
  service().get(api('ticket/09-13-O-TW4')).reply(503, '');
  service().get(api('ticket/09-13-O-TW4')).reply(200, ticket);
  expect(await bench.json(get)).toHaveLength(1);
});

it.each([
  ['a 500', (answer: nock.Interceptor) => answer.reply(500, { title: 'Internal Server Error' })],
  [
    'a timeout',
    (answer: nock.Interceptor) => answer.replyWithError(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })),
  ],
  ['broken JSON', (answer: nock.Interceptor) => answer.reply(200, '{"id": "1')],
])('never sends a write twice after %s', async (_what, answer) => {
  answer(service().post(api('ticket')));
  const error = await bench.failure(create);
  expect(bench.sent).toHaveLength(1);
  expect(error.message).toMatch(/^It is not known whether the change was made: /);
});

it('makes no error of a create without a ticket in the answer, and reads one whose address it has', async () => {
  service().post(api('ticket')).reply(200, { result: 'created' });
  const note = expect.stringContaining('Look there before you create it again') as string;
  expect(await bench.json(create)).toEqual([{ created: true, id: null, note }]);
  service()
    .post(api('ticket'))
    .reply(201, '', { location: `https://elsewhere.example${api('ticket/09-13-O-TW4')}` });
  expect(await bench.json(create)).toEqual([{ created: true, id: null, note }]);
  service()
    .post(api('ticket'))
    .reply(201, '', { location: api('ticket/09-13-O-TW4') });
  service().get(api('ticket/09-13-O-TW4')).reply(200, { id: '09-13-O-TW4' });
  expect(await bench.json(create)).toMatchObject([{ ticket_id: '09-13-O-TW4' }]);
});

it('never shows a web page, and does not follow a redirect with the key', async () => {
  service().get(api('ticket/09-13-O-TW4')).times(4).reply(200, '<!doctype html><body>Sign in</body>');
  const error = await bench.failure(get);
  expect(error.message).toBe('SympoQ answered with a web page instead of data');
  expect(JSON.stringify([error.message, error.description, error.context])).not.toMatch(/<|Sign in/);
  service().get(api('ticket/09-13-O-TW4')).reply(302, '', { Location: 'https://evil.example/' });
  expect((await bench.failure(get)).message).toBe('SympoQ answered with a redirect (HTTP 302)');
});

it('follows pages of Oracle’s lists and asks once more for an empty list', async () => {
  const row = (id: number) => ({ ...ticket, id: String(id) });
  const page = (from: number, hasMore: boolean) => ({
    items: [row(from), row(from + 1), row(from + 2)],
    hasMore,
    offset: from,
    limit: 3,
  });
  service().get(api('tickets')).query({ limit: '100' }).reply(200, page(0, true));
  service().get(api('tickets')).query({ limit: '100', offset: '2' }).reply(200, page(2, false));
  const all = await bench.json({ ...getAll, returnAll: true });
  expect(all.map(({ ticket_id }) => ticket_id)).toEqual(['0', '1', '2', '3', '4']);
  service().get(api('tickets')).query({ limit: '3' }).reply(200, page(0, true));
  expect(await bench.json({ ...getAll, limit: 3 })).toHaveLength(3);
  service().get(api('tickets')).query(true).times(2).reply(200, []);
  expect(await bench.run(getAll)).toEqual([]);
});

it('encodes an ID that would walk up the path, and puts the failure on its item', async () => {
  service().get(api('ticket/..%2Fusers%2F%C3%BC')).reply(404, {});
  service().get(api('ticket/09-13-O-TW4')).reply(200, ticket);
  const ids = ['../users/ü', '09-13-O-TW4'];
  const items = await bench.run((item) => ({ ...get, ticketId: { mode: 'id', value: ids[item] ?? '' } }), {
    items: [{ json: {} }, { json: {} }],
    continueOnFail: true,
  });
  expect(items).toMatchObject([
    { json: { error: expect.stringContaining('SympoQ has no ticket') as string }, pairedItem: { item: 0 } },
    { json: { ticket_id: '09-13-O-TW4' }, pairedItem: { item: 1 } },
  ]);
});

it('names a parameter that cannot be used, before anything is sent', async () => {
  const failed = async (parameters: object) => {
    const error = await bench.failure({ ...create, ...parameters });
    expect(bench.sent).toEqual([]);
    return error.message;
  };
  expect(await failed({ description: ' ' })).toBe('"Description" is empty');
  expect(await failed({ additionalFields: { deadline: 'soon' } })).toBe('"Deadline" is not a time: soon');
  expect(await failed({ additionalFields: { members: '[1]' } })).toBe('"Members (JSON)" is not a JSON object');
  expect(await failed({ ...get, ticketId: { mode: 'id', value: '' } })).toBe('"Ticket" is empty');
  expect(await failed({ resource: 'tag', operation: 'add', ticketId, tags: ' , ' })).toBe(
    '"Tag Names or IDs" is empty',
  );
});
