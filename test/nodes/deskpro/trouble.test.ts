/** What the Deskpro node does and says when something goes wrong, or the helpdesk is of another build. */
import nock from 'nock';
import { DeskproApi } from '../../../credentials/DeskproApi.credentials';
import { Deskpro } from '../../../nodes/Deskpro/Deskpro.node';
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

const KEY = '7:S3CR3TKEY';
const HOST = 'https://acme.deskpro.com';
const data = { baseUrl: `${HOST}/api/v2/`, apiKey: KEY, verbs: 'auto' };
const withCredential = (over: object) => benchFor(new Deskpro(), new DeskproApi(), () => ({ ...data, ...over }));
const bench = withCredential({});
const service = () => nock(HOST).defaultReplyHeaders({ 'content-type': 'application/json' });
const path = '/api/v2/tickets/9';
const raw = { output: 'raw' };
const get = { resource: 'ticket', operation: 'get', ticketId: byId(9), ...raw };
const create = { resource: 'ticket', operation: 'create', subject: 'Printer', person: byId('ana@example.org'), ...raw };
const update = { resource: 'ticket', operation: 'update', ticketId: byId(9), updateFields: { subject: 'New' }, ...raw };
const getAll = { resource: 'ticket', operation: 'getAll', limit: 2, ...raw };
const ticket = (over = {}) => ({ id: 9, ref: 'ACME-9', subject: 'Printer', status: 'awaiting_agent', ...over });
const one = (over = {}) => ({ data: ticket(over), meta: {}, linked: {} });
const many = (...records: object[]) => ({
  data: records,
  meta: { pagination: { total: records.length, count: records.length, per_page: 2, current_page: 1, total_pages: 1 } },
  linked: {},
});
const refusal = (status: number, code: string, message: string, errors: unknown = null) => ({
  status,
  code,
  message,
  errors,
});
const waited = () => slept.reduce((sum, ms) => sum + ms, 0);

beforeAll(() => {
  nock.disableNetConnect();
});
beforeEach(() => {
  slept.length = 0;
});
afterEach(() => {
  const unasked = nock.pendingMocks();
  nock.cleanAll();
  expect(unasked).toEqual([]);
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('the key', () => {
  it.each([KEY, `key ${KEY}`, ` KEY ${KEY}\n`])('travels in the header, pasted as %j too', async (apiKey) => {
    service()
      .get(path)
      .query(true)
      .matchHeader('authorization', (value) => String(value).toLowerCase() === `key ${KEY.toLowerCase()}`)
      .reply(200, one());
    expect(await withCredential({ apiKey }).json(get)).toMatchObject([{ id: 9 }]);
  });

  it('is not shown where it is wrong, even where the helpdesk repeats it', async () => {
    service()
      .get(path)
      .query(true)
      .reply(401, refusal(401, 'invalid_api_key', `The API key ${KEY} is invalid`));
    const error = await bench.failure(get);
    expect(error.name).toBe('NodeApiError');
    expect(error.message).toBe('Deskpro does not accept the key (HTTP 401): The API key *** is invalid');
    expect(error.description).toMatch(/^Check the API key in Admin .* Request: GET \/api\/v2\/tickets\/9/);
    expect(JSON.stringify([error.message, error.description, error.context, error.messages])).not.toContain('S3CR3T');
    expect(error).toMatchObject({ httpCode: '401', context: { itemIndex: 0 } });
    expect(slept).toEqual([]);
  });
});

describe('verbs', () => {
  it('are turned once where the helpdesk refuses the first, which proves that nothing happened', async () => {
    service()
      .post('/api/v2/tickets')
      .query({ follow_location: '1' })
      .reply(405, refusal(405, 'method_not_allowed', 'Method Not Allowed'));
    service().put('/api/v2/tickets').query({ follow_location: '1' }).reply(201, one());
    expect(await bench.json(create)).toMatchObject([{ id: 9 }]);
    service()
      .put(path)
      .query(true)
      .reply(405, refusal(405, 'method_not_allowed', 'Method Not Allowed'));
    service().post(path).query(true).reply(200, one());
    expect(await bench.json(update)).toMatchObject([{ id: 9 }]);
  });

  it.each([
    ['put-creates', 'PUT', 'POST'],
    ['post-creates', 'POST', 'PUT'],
  ])('are those of the credential: %s', async (verbs, creates, updates) => {
    const told = withCredential({ verbs });
    service().intercept('/api/v2/tickets', creates).query(true).reply(201, one());
    await told.run(create);
    service().intercept(path, updates).query(true).reply(204);
    service()
      .get(path)
      .query({ include: 'person,agent,department,organization' })
      .reply(200, one({ subject: 'New' }));
    expect(await told.json(update)).toMatchObject([{ subject: 'New' }]);
    service().intercept('/api/v2/tickets', creates).query(true).reply(405, {});
    expect((await told.failure(create)).message).toContain('HTTP 405');
  });
});

describe('waiting', () => {
  it('is as long as a 429 says, also with a write', async () => {
    service()
      .post('/api/v2/tickets')
      .query({ follow_location: '1' })
      .reply(429, refusal(429, 'too_many', 'Slow down'), { 'Retry-After': '7' });
    service().post('/api/v2/tickets').query({ follow_location: '1' }).reply(201, one());
    expect(await bench.json(create)).toHaveLength(1);
    expect(waited()).toBe(7000);
  });

  it('ends after four tries, at once where it would be too long, and with the execution', async () => {
    service()
      .get(path)
      .query(true)
      .times(4)
      .reply(429, refusal(429, 'x', 'Slow down'), { 'Retry-After': '60' });
    expect((await bench.failure(get)).message).toContain('is receiving too many requests (HTTP 429): Slow down');
    expect(waited()).toBe(180_000);
    service()
      .get(path)
      .query(true)
      .reply(429, refusal(429, 'x', 'Slow down'), { 'Retry-After': '61' });
    expect((await bench.failure(get)).message).toContain('asks to wait 2 minutes');
    expect(waited()).toBe(180_000);
    const cancel = new AbortController();
    cancel.abort();
    service().get(path).query(true).reply(429, {}, { 'Retry-After': '30' });
    expect((await bench.failure(get, { signal: cancel.signal })).message).toBe(
      'The execution was cancelled while waiting',
    );
  });

  it.each([
    ['600', '10 minutes'],
    ['90', '2 minutes'],
  ])('says that it should wait for %s, longer than a workflow is held up', async (seconds, time) => {
    const limit = { 'Retry-After': seconds };
    service()
      .get(path)
      .query(true)
      .reply(429, refusal(429, 'x', 'Slow down'), limit);
    const [item] = await bench.run(get, { continueOnFail: true });
    expect(waited()).toBe(0);
    expect(item?.json).toEqual({
      error: expect.stringContaining(`Slow down, and asks to wait ${time}`) as string,
      description: expect.stringContaining('That is longer than a node waits') as string,
      httpCode: '429',
    });
  });

  it('knows the 403 of old builds for a limit', async () => {
    service()
      .get(path)
      .query(true)
      .reply(403, refusal(403, 'x', 'Your limit for api calls is exhausted'));
    service().get(path).query(true).reply(200, one());
    expect(await bench.json(get)).toHaveLength(1);
  });

  it('reads again after a 503', async () => {
    service().get(path).query(true).reply(503, 'unavailable');
    service().get(path).query(true).reply(200, one());
    expect(await bench.json(get)).toHaveLength(1);
  });
});

describe('a write whose end is not known', () => {
  const failed = (code: string) => Object.assign(new Error('no'), { code });
  it.each([
    [
      'a 500',
      () =>
        service()
          .post('/api/v2/tickets')
          .query({ follow_location: '1' })
          .reply(500, refusal(500, 'server_error', 'Server error')),
    ],
    [
      'a timeout',
      () => service().post('/api/v2/tickets').query({ follow_location: '1' }).replyWithError(failed('ETIMEDOUT')),
    ],
    [
      'a reset',
      () => service().post('/api/v2/tickets').query({ follow_location: '1' }).replyWithError(failed('ECONNRESET')),
    ],
    [
      'broken JSON',
      () => service().post('/api/v2/tickets').query({ follow_location: '1' }).reply(201, '{"data": {"id": 9'),
    ],
    [
      'a web page',
      () =>
        service().post('/api/v2/tickets').query({ follow_location: '1' }).reply(200, '<html><body>Hello</body></html>'),
    ],
  ])('is not sent again after %s', async (_what, answer) => {
    answer();
    const error = await bench.failure(create);
    expect(bench.sent).toHaveLength(1);
    expect(error.message).toMatch(/^It is not known whether the change was made: /);
    expect(error.description).toContain('The request was not sent twice');
    expect(JSON.stringify([error.message, error.description])).not.toMatch(/<|Hello/);
  });

  it('is no error where the answer names nothing, or another place: that would make somebody create it twice', async () => {
    const nothing = { created: true, id: null, note: expect.stringContaining('Look there before') as string };
    service().post('/api/v2/tickets').query(true).reply(201, { data: [], meta: [], linked: [] });
    expect(await bench.json(create)).toEqual([nothing]);
    for (const location of ['https://elsewhere.example/api/v2/tickets/9', '/api/v2/people/9', '://']) {
      service().post('/api/v2/tickets').query(true).reply(201, '', { location });
      expect(await bench.json(create)).toEqual([nothing]);
      expect(bench.sent).toHaveLength(1);
    }
  });

  it('is read where the answer names its address only; a receipt has its ID where that fails', async () => {
    const location = `${HOST}/api/v2/tickets/9`;
    service().post('/api/v2/tickets').query(true).reply(201, '', { location });
    service().get('/api/v2/tickets/9').query(true).reply(200, one());
    expect(await bench.json(create)).toMatchObject([{ id: 9 }]);
    expect(bench.sent.map(({ method }) => method)).toEqual(['POST', 'GET']);
    service().post('/api/v2/tickets').query(true).reply(201, '', { location: '/api/v2/tickets/9' });
    service()
      .get('/api/v2/tickets/9')
      .query(true)
      .reply(403, refusal(403, 'x', 'No'));
    expect(await bench.json(create)).toMatchObject([{ created: true, id: '9' }]);
  });

  it('says that files are there where they cannot be read back', async () => {
    service()
      .post('/api/v2/blobs/temp')
      .reply(201, { data: { blob_auth: 'abc' } });
    service()
      .post(`${path}/messages`)
      .query({ follow_location: '1' })
      .reply(201, { data: { id: 5, ticket: 9 } });
    service()
      .get(`${path}/messages/5/attachments`)
      .query(true)
      .reply(403, refusal(403, 'x', 'No'));
    const items = [{ json: {}, binary: { data: { data: 'aGk=', mimeType: 'text/plain', fileName: 'a.txt' } } }];
    const upload = { resource: 'attachment', operation: 'upload', ticketId: byId(9) };
    const note = expect.stringMatching(
      /^The files were uploaded with message 5, but could not be read back: /,
    ) as string;
    expect(await bench.json(upload, { items })).toEqual([{ created: true, id: null, note }]);
  });
});

describe('what the helpdesk says', () => {
  it('is walked to its leaves', async () => {
    const errors = {
      fields: {
        fields: { fields: { field_7: { errors: [{ code: 'required', message: 'Must not be blank' }] } } },
        subject: { errors: [{ code: 'too_long', message: 'Too long' }] },
      },
    };
    service()
      .post('/api/v2/tickets')
      .query({ follow_location: '1' })
      .reply(400, refusal(400, 'invalid_input', 'Request input is invalid.', errors));
    expect((await bench.failure(create)).message).toBe(
      'Deskpro does not accept the request (HTTP 400): Request input is invalid.; fields.field_7: Must not be blank (required); subject: Too long (too_long)',
    );
  });

  it('is never a web page', async () => {
    service().get(path).query(true).times(4).reply(200, '<!doctype html><html><body>Sign in</body></html>');
    const error = await bench.failure(get);
    expect(error.message).toBe('Deskpro answered with a web page instead of data');
    expect(JSON.stringify([error.message, error.description, error.context])).not.toMatch(/<|Sign in/);
  });

  it('is a hint at what keeps it away', async () => {
    const refused = Object.assign(new Error(`connect ECONNREFUSED ${KEY}`), { code: 'ECONNREFUSED' });
    service().get(path).query(true).times(4).replyWithError(refused);
    const error = await bench.failure(get);
    expect(error.message).toBe('Deskpro could not be reached: nothing answers at its address and port (ECONNREFUSED)');
    expect(JSON.stringify(error)).not.toContain('S3CR3T');
  });

  it('stands on its item, and the others go on', async () => {
    service()
      .get(path)
      .query(true)
      .reply(404, refusal(404, '#9 Not Found', '#9 Not Found'));
    service().get(path).query(true).reply(200, one());
    const items = await bench.run(get, { items: [{ json: {} }, { json: {} }], continueOnFail: true });
    expect(items).toMatchObject([
      {
        json: { error: 'Deskpro has no ticket 9' },
        pairedItem: { item: 0 },
      },
      { json: { id: 9 }, pairedItem: { item: 1 } },
    ]);
    expect(items[0]?.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
  });

  it('has no names where a key may not see the lists', async () => {
    service()
      .get(path)
      .query(true)
      .reply(
        200,
        one({ department: 4, agent_team: 2, category: 3, person: 1, agent: 12, fields: { 7: { value: [1] } } }),
      );
    for (const list of ['ticket_departments', 'agent_teams', 'ticket_categories', 'ticket_custom_fields', 'agents']) {
      service()
        .get(`/api/v2/${list}`)
        .query(true)
        .reply(403, refusal(403, 'forbidden', 'No'));
    }
    const [found] = await bench.json({ ...get, output: 'unified' });
    expect(found).toMatchObject({ queue_id: '4', queue: null, team_id: '2', team: null, assignee_name: null });
  });
});

describe('a merged ticket', () => {
  it('gives the one that survived it', async () => {
    service()
      .get(path)
      .query(true)
      .reply(302, '', { location: `${HOST}/api/v2/tickets/12` });
    service()
      .get('/api/v2/tickets')
      .query(({ ids }) => ids === '9')
      .reply(200, many(ticket({ id: 12 })));
    expect(await bench.json(get)).toMatchObject([{ id: 12 }]);
  });

  it('does not take the key elsewhere', async () => {
    service().get(path).query(true).reply(302, '', { location: 'https://evil.example/login' });
    service().get('/api/v2/tickets').query(true).reply(200, many());
    expect((await bench.failure(get)).message).toBe('Ticket 9 was merged into another one');
  });
});

describe('a helpdesk of another build', () => {
  const newest = { ...getAll, options: { order: 'desc' } };
  const asked = () => bench.sent.map(({ query }) => [query['order_dir'], query['group_sort'], query['include']]);
  const side = 'person,agent,department,organization';

  it('that passes over order_dir is asked with group_sort', async () => {
    service()
      .get('/api/v2/tickets')
      .query(({ order_dir }) => order_dir === 'desc')
      .reply(200, many(ticket({ id: 1 }), ticket({ id: 2 })));
    service()
      .get('/api/v2/tickets')
      .query(({ group_sort }) => group_sort === 'desc')
      .reply(200, many(ticket({ id: 2 }), ticket({ id: 1 })));
    expect((await bench.json(newest)).map(({ id }) => id)).toEqual([2, 1]);
    expect(asked()).toEqual([
      ['desc', undefined, side],
      [undefined, 'desc', side],
    ]);
  });

  it('that refuses order_dir, or side-loads, is asked without', async () => {
    const refused = refusal(400, 'bad_request', 'Unknown filter term');
    service()
      .get('/api/v2/tickets')
      .query(({ order_dir, include }) => order_dir !== undefined || include !== undefined)
      .times(3)
      .reply(400, refused);
    service()
      .get('/api/v2/tickets')
      .query(({ group_sort, include }) => group_sort === 'desc' && include === undefined)
      .reply(200, many(ticket()));
    expect(await bench.json(newest)).toMatchObject([{ id: 9 }]);
    expect(asked()).toEqual([
      ['desc', undefined, side],
      [undefined, 'desc', side],
      ['desc', undefined, undefined],
      [undefined, 'desc', undefined],
    ]);
    expect(bench.hints).toEqual(['Deskpro: the service refused the request and was asked in another way']);
  });

  it('that has no search has its last tickets looked through', async () => {
    service()
      .get('/api/v2/search')
      .query(true)
      .reply(404, refusal(404, 'x', 'No route'));
    service()
      .get('/api/v2/tickets')
      .query(({ order_dir }) => order_dir === 'desc')
      .reply(200, many(ticket(), ticket({ id: 8, subject: 'Scanner' })));
    expect((await bench.list('searchTickets', { filter: 'SCAN' })).results).toEqual([
      { name: '#ACME-9 Scanner (awaiting_agent)', value: '8' },
    ]);
  });

  it('that does not side-load people still lists them', async () => {
    service()
      .get('/api/v2/people')
      .query(({ include }) => include === 'organization')
      .reply(400, refusal(400, 'x', 'Unknown'));
    service()
      .get('/api/v2/people')
      .query(({ include }) => include === undefined)
      .reply(200, many({ id: 3, name: 'Ana' }));
    expect((await bench.list('searchPeople')).results).toEqual([{ name: 'Ana', value: '3' }]);
  });

  it('that lists no statuses has the main ones', async () => {
    service()
      .get('/api/v2/ticket_statuses')
      .reply(404, refusal(404, 'x', 'No route'));
    expect((await bench.options('getStatuses')).map(({ value }) => value)).toEqual([
      'awaiting_agent',
      'awaiting_user',
      'pending',
      'resolved',
      'archived',
    ]);
  });

  it('whose statuses have other members are read all the same', async () => {
    service()
      .get('/api/v2/ticket_statuses')
      .reply(200, {
        data: {
          resolved: { sys_id: 'resolved', title: 'Done' },
          7: { id: 7, status_type: 'pending', title: 'On vacation' },
          8: 'awaiting_user',
          9: { title: 'nothing to set' },
        },
      });
    expect(
      (await bench.json({ resource: 'status', operation: 'getAll' })).map((each) => each['status']).sort(),
    ).toEqual(['awaiting_user', 'pending.7', 'resolved']);
  });
});

describe('before anything is sent', () => {
  const unsent = async (parameters: Parameters<typeof bench.failure>[0]) => {
    const error = await bench.failure(parameters);
    expect(bench.sent).toEqual([]);
    expect(error.name).toBe('NodeOperationError');
    return error;
  };

  it('an empty parameter is named', async () => {
    expect((await unsent({ ...get, ticketId: byId(' ') })).message).toBe('"Ticket" is empty');
    expect((await unsent({ ...create, subject: ' ' })).message).toBe('"Subject" is empty');
    expect((await unsent({ ...create, person: byId('') })).message).toBe('"Requester" is empty');
  });

  it('a link that is none is refused', async () => {
    const ticketId = { __rl: true, mode: 'url', value: 'https://example.org/7' };
    expect((await unsent({ ...get, ticketId })).message).toContain('Ticket');
  });

  it('custom fields that are no JSON are refused', async () => {
    expect((await unsent({ ...create, customFieldsJson: '[1' })).message).toBe(
      '"Custom Fields (JSON)" is not a JSON object',
    );
  });

  it('an ID cannot walk up the path', async () => {
    service().get('/api/v2/tickets/ref%3A..%2Fpeople%2F%C3%BC').query(true).reply(404, {});
    expect((await bench.failure({ ...get, ticketId: byId('../people/ü') })).message).toContain('HTTP 404');
    const comment = { resource: 'comment', operation: 'get', ticketId: byId(9), commentId: byId('..') };
    expect((await unsent(comment)).message).toBe('".." cannot be used as an ID');
  });

  it('an address that cannot be one is named', async () => {
    const error = await withCredential({ baseUrl: 'https://me:pw@acme.deskpro.com' }).failure(get);
    expect(error.message).toMatch(/^The base URL of the credential cannot be used: /);
    expect(error.message).not.toContain('pw');
  });
});

describe('names that mean several things', () => {
  const departments = many(
    { id: 1, title: 'Support', parent: null },
    { id: 2, title: 'Hardware', parent: 1 },
    { id: 3, title: 'Sales', parent: null },
    { id: 4, title: 'Hardware', parent: 3 },
  );
  const within = (department: string) => ({ ...create, additionalFields: { department } });

  it('are told apart by the names above them, or refused', async () => {
    service().get('/api/v2/ticket_departments').query(true).times(2).reply(200, departments);
    service()
      .post('/api/v2/tickets', (body: { department?: number }) => body.department === 4)
      .query(true)
      .reply(201, one());
    expect(await bench.json(within('sales > hardware'))).toHaveLength(1);
    const error = await bench.failure(within('Hardware'));
    expect(error.message).toBe('"Hardware" names more than one department');
    expect(error.description).toContain('Support > Hardware (2), Sales > Hardware (4)');
  });
});
