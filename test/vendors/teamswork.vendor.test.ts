/** What TeamsWork is: addresses, keys, error words, what a check finds, requests as data. */
import { callWith, understand } from '../../vendors/answer';
import { isVendorError, VendorError } from '../../vendors/errors';
import type { ApiRequest, Call, Send } from '../../vendors/http';
import { describeRequest } from '../../vendors/http';
import { endpoints } from '../../vendors/teamswork/endpoints';
import * as requests from '../../vendors/teamswork/requests';
import { REGIONS, teamswork } from '../../vendors/teamswork/vendor';
import { useSandbox } from '../support/sandbox';
import { fetchSend } from '../support/send';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 20, limits: false });
const settings = { timezone: null, pageSize: null, projects: [], paths: {} };
const user = { id: 'u', name: 'n', email: 'e' };

describe('the address', () => {
  const EU = 'https://ticketing-apim-eu.azure-api.net/ticketing/v1';
  it.each([
    [EU, EU],
    [` ${EU}/ `, EU],
    ['https://ticketing-apim-eu.azure-api.net', EU],
    ['ticketing-apim-eu.azure-api.net/', EU],
    ['https://ticketing-apim-eu.azure-api.net/ticketing', EU],
    [`${EU}/tickets`, EU],
    [`${EU}/tickets/6f1d0f0e/activities`, EU],
    ['https://ticketing-apim-eu.azure-api.net/tickets', EU],
    ['https://teamswork.azure-api.net/ticketing/v1.1/instance', 'https://teamswork.azure-api.net/ticketing/v1.1'],
    ['http://127.0.0.1:8400/teamswork', 'http://127.0.0.1:8400/teamswork/ticketing/v1'],
    ['http://127.0.0.1:8400/teamswork/ticketing/v1/', 'http://127.0.0.1:8400/teamswork/ticketing/v1'],
  ])('%j is %s', (input, url) => {
    expect(teamswork.baseUrl(input)).toEqual({ ok: true, url });
  });

  it.each([
    '',
    '  ',
    'ftp://x.example',
    `${EU}/tickets?key=topsecret`,
    'https://me:topsecret@x.example',
    '[Base URL]',
    'https://a b.example',
    `${EU}#x`,
  ])('%j is refused, and never repeated', (input) => {
    const refused = teamswork.baseUrl(input);
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain('topsecret');
  });

  it('is one of three regions', () => {
    for (const { url } of REGIONS) expect(teamswork.baseUrl(url)).toEqual({ ok: true, url });
  });
});

it('sends the key in the query only', () => {
  expect(teamswork.secrets({ key: ' abc ' })).toEqual({ query: { key: 'abc' } });
});

it('keeps a margin to the quota', () => {
  expect(teamswork.quota).toMatchObject({ requests: 90, windowMs: 60_000 });
});

describe('requests', () => {
  const of = (request: ApiRequest) => [request.endpoint, describeRequest(request)];
  const id = 'a/b';

  it.each<[ApiRequest, string, string]>([
    [
      requests.listTickets({ limit: 5, isResolved: false, search: '' }),
      'listTickets',
      'GET /tickets?timezone=0&limit=5&isResolved=false',
    ],
    [requests.createTicket({ title: 'x' }, user), 'createTicket', 'POST /tickets?timezone=0'],
    [requests.getTicket(id, true), 'getTicket', 'GET /tickets/a%2Fb?timezone=0&include=description_HTML'],
    [requests.updateTicket(id, {}, user, 'updates'), 'updateTicket', 'PUT /tickets/a%2Fb?timezone=0'],
    [requests.setStatus(id, { status: 'Closed' }, user), 'setStatus', 'PUT /tickets/a%2Fb/status?timezone=0'],
    [requests.setStatus(id, { status: 'Closed' }, user, 'POST'), 'postStatus', 'POST /tickets/a%2Fb/status?timezone=0'],
    [requests.listActivities(id), 'listActivities', 'GET /tickets/a%2Fb/activities'],
    [
      requests.listActivities(id, { limit: 3, html: true }),
      'listActivities',
      'GET /tickets/a%2Fb/activities?limit=3&include=comment_HTML',
    ],
    [requests.addComment(id, 'x', user), 'addComment', 'POST /tickets/a%2Fb/comments'],
    [
      requests.addActivity(id, { comment_HTML: 'x' }, user),
      'addActivity',
      'POST /tickets/a%2Fb/activities?include=comment_HTML',
    ],
    [requests.listAttachments(id), 'listAttachments', 'GET /tickets/a%2Fb/attachments?timezone=0'],
    [requests.addAttachmentLinks(id, [], {}, user), 'addAttachments', 'POST /tickets/a%2Fb/attachments?timezone=0'],
    [requests.uploadAttachments(id, [], {}, user), 'addAttachments', 'POST /tickets/a%2Fb/attachments?timezone=0'],
    [
      requests.listActivityAttachments(id),
      'listActivityAttachments',
      'GET /tickets/activity/a%2Fb/attachments?timezone=0',
    ],
    [requests.getInstance(), 'getInstance', 'GET /instance?timezone=0'],
    [requests.listTags(), 'listTags', 'GET /tags'],
  ])('%# is what the documents say', (request, endpoint, line) => {
    expect(of(request)).toEqual([endpoint, line]);
    const { method, path } = endpoints[endpoint as keyof typeof endpoints];
    expect(request.method).toBe(method);
    expect(request.path.replaceAll('a%2Fb', '*')).toBe(path.replace(/\{\w+\}/, '*'));
  });

  it('carries bodies as the documents say', () => {
    expect(requests.createTicket({ title: 'x' }, user).body).toEqual({
      kind: 'json',
      value: { ticket: { title: 'x' }, user },
    });
    expect(requests.updateTicket(id, { title: 'y' }, user, 'updates').body).toEqual({
      kind: 'json',
      value: { updates: { title: 'y' }, user },
    });
    expect(requests.setStatus(id, { status: 'Closed', resolution: 'fixed' }, user).body).toEqual({
      kind: 'json',
      value: { status: 'Closed', resolution: 'fixed', user },
    });
    const bytes = new Uint8Array([1]);
    expect(
      requests.uploadAttachments(id, [{ file_name: 'a', media_type: 'b', bytes }], { comment: 'c' }, user).body,
    ).toEqual({
      kind: 'multipart',
      fields: [
        ['comment', 'c'],
        ['isPrivate', 'false'],
        ['user', '{"id":"u","name":"n","email":"e"}'],
      ],
      files: [{ name: 'files', file_name: 'a', media_type: 'b', bytes }],
    });
    expect(requests.listTickets({}, 'tok').headers).toEqual({ continuationToken: 'tok' });
  });

  it.each(['', ' ', '.', '..'])('refuses %j as an id', (bad) => {
    expect(() => requests.getTicket(bad)).toThrow(VendorError);
  });
});

describe('error words', () => {
  const said = (status: number, body: unknown): VendorError => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const outcome = understand(requests.getInstance(), { status, headers: {}, body: text }, teamswork.errorParser);
    if (!isVendorError(outcome)) throw new Error('no error');
    return outcome;
  };

  it.each<[number, unknown, string, string]>([
    [
      401,
      { statusCode: 401, message: 'Access denied' },
      'unauthorized',
      'TeamsWork does not accept the key (HTTP 401): Access denied',
    ],
    [
      403,
      { error: true, message: 'no', statusCode: 403 },
      'forbidden',
      'TeamsWork does not allow this with the given key (HTTP 403): no',
    ],
    [
      429,
      { statusCode: 429, message: 'Try again' },
      'rate_limited',
      'TeamsWork is receiving too many requests (HTTP 429): Try again',
    ],
    [
      400,
      { error: { code: 'E1', message: 'bad title' } },
      'invalid_request',
      'TeamsWork does not accept the request (HTTP 400): bad title',
    ],
    [
      400,
      { errors: { title: ['is required', 'is short'], user: [{ message: 'unknown' }] } },
      'invalid_request',
      'TeamsWork does not accept the request (HTTP 400): title: is required; is short; user: unknown',
    ],
    [
      400,
      { message: [{ detail: 'a' }, 'b'] },
      'invalid_request',
      'TeamsWork does not accept the request (HTTP 400): a; b',
    ],
    [500, '<html><body>Oops at Foo.cs:12</body></html>', 'server_error', 'TeamsWork could not answer (HTTP 500)'],
    [500, {}, 'server_error', 'TeamsWork could not answer (HTTP 500)'],
    [
      200,
      { error: true, message: 'not found or invalid definition' },
      'refused_by_service',
      'TeamsWork refused: not found or invalid definition',
    ],
    [200, { error: 'broken' }, 'refused_by_service', 'TeamsWork refused: broken'],
    [200, { error: true }, 'refused_by_service', 'TeamsWork refused: no reason given'],
  ])('%i %j', (status, body, code, message) => {
    expect(said(status, body)).toMatchObject({ code, message });
  });

  it('takes a success for one', () => {
    for (const error of [false, null, '', 'false', undefined]) {
      const outcome = understand(
        requests.getInstance(),
        { status: 200, headers: {}, body: JSON.stringify({ error, item: {} }) },
        teamswork.errorParser,
      );
      expect(isVendorError(outcome)).toBe(false);
    }
  });

  it('says how to mend it', () => {
    expect(said(403, {}).remedy).toContain('primary key');
    expect(said(401, {}).remedy).toContain('region');
    expect(said(404, {}).remedy).toContain('UUID');
    expect(said(400, { code: 'X7' }).serviceCodes).toEqual(['X7']);
  });
});

describe('check', () => {
  const with_ = (key: string): Call =>
    callWith(fetchSend(sandbox().service('teamswork').url, teamswork.secrets({ key })), teamswork.errorParser);
  const canned = (answers: Record<string, { status?: number; body: string }>): Call => {
    const send: Send = ({ endpoint }) => {
      const { status = 200, body } = answers[endpoint] ?? { body: '{}' };
      return Promise.resolve({ status, headers: {}, body });
    };
    return callWith(send, teamswork.errorParser);
  };
  const levels = async (call: Call): Promise<string[]> =>
    (await teamswork.check(call, settings)).map(({ level, message }) => `${level}: ${message}`);

  it('is content with a key, and says which instance it opens', async () => {
    const found = await levels(with_(sandbox().service('teamswork').lesserKey));
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^ok: The key opens the instance "Support" \(8 custom fields\)/);
    expect(found[1]).toContain('The secondary key only reads');
  });

  it('tells a wrong key from a wrong address', async () => {
    expect(await levels(with_('wrong'))).toEqual(['error: The gateway does not accept the key (HTTP 401)']);
    const page = canned({ getInstance: { body: '<!doctype html><title>Parked</title>' } });
    expect((await levels(page))[0]).toContain('error: No Ticketing API answers at this address');
    expect((await levels(canned({ getInstance: { status: 404, body: '{}' } })))[0]).toContain(
      'No Ticketing API answers',
    );
  });

  it('names what a key that cannot read the instance will miss', async () => {
    const found = await levels(
      canned({ getInstance: { status: 403, body: '{}' }, listTickets: { body: '{"items":[]}' } }),
    );
    expect(found[0]).toMatch(/^warning: The instance cannot be read/);
    expect(found[1]).toMatch(/^ok: Tickets can be read, and there are none yet/);
  });

  it('warns of a date filter that is ignored, and fails when tickets cannot be read', async () => {
    const ignoring = canned({
      getInstance: { body: '{"item":{"name":"S"}}' },
      listTickets: { body: '{"items":[{"id":"a"}]}' },
    });
    expect((await levels(ignoring))[2]).toContain('warning: The filter by date of update is ignored');
    const closed = canned({ getInstance: { body: '{"item":{"name":"S"}}' }, listTickets: { status: 403, body: '{}' } });
    expect((await levels(closed))[1]).toMatch(/^error: TeamsWork does not allow this/);
  });
});
