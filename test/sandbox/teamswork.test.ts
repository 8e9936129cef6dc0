/** The simulator of TeamsWork: its gateway, its traps, and that both sides keep the contract. */
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import contract from '../contracts/teamswork.json';
import { callWith } from '../../vendors/answer';
import type { ApiRequest } from '../../vendors/http';
import { pagesOf } from '../../vendors/paging';
import { endpoints } from '../../vendors/teamswork/endpoints';
import * as requests from '../../vendors/teamswork/requests';
import * as operations from '../../vendors/teamswork/operations';
import { activitySlice, comments } from '../../vendors/teamswork/streams/activities';
import { ticketSlice, tickets } from '../../vendors/teamswork/streams/tickets';
import { teamswork } from '../../vendors/teamswork/vendor';
import { FROZEN, useSandbox } from '../support/sandbox';
import { fetchSend, type SentRequest } from '../support/send';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 120, limits: false, clock: FROZEN });
const user = { id: 'u-1', name: 'Jo Doe', email: 'jo@example.org' };
const settings = { timezone: null, pageSize: null, projects: [], paths: {} };

type Answer = { status: number; headers: Headers; json: Record<string, unknown> };

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  key = 'key' as 'key' | 'lesserKey' | null,
): Promise<Answer> {
  const service = sandbox().service('teamswork');
  const url = new URL(`${service.url}${path}`);
  if (key !== null) url.searchParams.set('key', service[key]);
  const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const content = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { ...json, ...headers },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>,
  };
}

const world = () => sandbox().world('teamswork');
const someTicket = (): string => world().create({ subject: 'A ticket', requester: 1 }, 1).uuid;
const items = ({ json }: Answer): Array<Record<string, unknown>> => json['items'] as Array<Record<string, unknown>>;
const item = ({ json }: Answer): Record<string, unknown> => json['item'] as Record<string, unknown>;

describe('the gateway', () => {
  it('takes the key in the query, not in the header of its own family', async () => {
    const header = { 'Ocp-Apim-Subscription-Key': sandbox().service('teamswork').key };
    const refused = await ask('GET', '/instance', undefined, header, null);
    expect(refused).toMatchObject({
      status: 401,
      json: { statusCode: 401, message: expect.stringContaining('missing') },
    });
    expect((await ask('GET', '/instance')).status).toBe(200);
  });

  it('refuses writes with the secondary key', async () => {
    expect((await ask('GET', '/tickets', undefined, {}, 'lesserKey')).status).toBe(200);
    const refused = await ask('POST', '/tickets', { ticket: {}, user }, {}, 'lesserKey');
    expect(refused).toMatchObject({ status: 403, json: { error: true, statusCode: 403 } });
  });

  it('words 429, 404 and 500 as a gateway does', async () => {
    sandbox().faults.add({ service: 'teamswork', kind: 'rate_limited', options: { retryAfter: '37' } });
    const limited = await ask('GET', '/tickets');
    expect(limited).toMatchObject({
      status: 429,
      json: { statusCode: 429, message: expect.stringContaining('37 seconds') },
    });
    expect(limited.headers.get('retry-after')).toBe('37');
    expect(await ask('GET', '/nowhere')).toMatchObject({ status: 404, json: { statusCode: 404 } });
    sandbox().faults.add({ service: 'teamswork', kind: 'server_error' });
    expect(await ask('GET', '/tickets')).toMatchObject({ status: 500, json: { statusCode: 500 } });
  });

  it('answers a body that is no JSON with its own error', async () => {
    expect(await ask('POST', '/tickets', '{"ticket":', { 'content-type': 'application/json' })).toMatchObject({
      status: 400,
      json: { error: true },
    });
  });
});

describe('the list', () => {
  it('has ten rows unless told otherwise, newest first, and a token in the body', async () => {
    const first = await ask('GET', '/tickets?timezone=0');
    expect(items(first)).toHaveLength(10);
    const created = items(first).map((row) => String(row['createdOn']));
    expect(created).toEqual([...created].sort().reverse());
    const second = await ask('GET', '/tickets?timezone=0', undefined, {
      continuationToken: String(first.json['continuationToken']),
    });
    const byOffset = await ask('GET', '/tickets?timezone=0&offset=10');
    expect(items(second)).toEqual(items(byOffset));
    expect(await ask('GET', '/tickets', undefined, { continuationToken: '%%%' })).toMatchObject({ status: 400 });
  });

  it('shifts days by the hours of timezone, and passes over a filter with a time of day', async () => {
    const ticket = world().ticket(50)!;
    const day = new Date(ticket.createdAt).toISOString().slice(0, 10);
    const hours = Math.floor((ticket.createdAt - Date.parse(`${day}T00:00:00Z`)) / 3_600_000);
    const has = async (query: string): Promise<boolean> =>
      items(await ask('GET', `/tickets?limit=1000&${query}`)).some(({ id }) => id === ticket.uuid);
    expect(await has(`createdAfter=${day}&timezone=${hours}`)).toBe(true);
    expect(await has(`createdAfter=${day}&timezone=${hours + 1}`)).toBe(false);
    expect(await has(`createdBefore=${day}&timezone=0`)).toBe(hours === 0 && ticket.createdAt % 3_600_000 === 0);
    expect(await has(`createdBefore=${day}T00:00:00&timezone=0`)).toBe(true);
  });

  it('names the number ticketId when fields are selected, and falls over resolvedStatus', async () => {
    const [row] = items(await ask('GET', '/tickets?limit=1&select=id,ticketId,nothing,isFrtBreached'));
    expect(Object.keys(row!).sort()).toEqual(['id', 'ticketId']);
    expect((await ask('GET', '/tickets?select=id,resolvedStatus')).status).toBe(500);
  });

  it('knows only resolved and not resolved by status, the exact state by statusId', async () => {
    const statuses = async (query: string): Promise<Set<unknown>> =>
      new Set(items(await ask('GET', `/tickets?limit=1000&${query}`)).map((row) => row['status']));
    expect([...(await statuses('status=Closed'))].sort()).toEqual(['Closed', 'Resolved']);
    expect(await statuses('statusId=Closed')).toEqual(new Set(['Closed']));
    expect(await statuses('isResolved=false')).not.toContain('Closed');
  });

  it('hides what was deleted', async () => {
    const uuid = someTicket();
    world().change(world().size - 1, { status: 'deleted' }, 1);
    expect((await ask('GET', `/tickets/${uuid}`)).status).toBe(404);
    expect(items(await ask('GET', '/tickets?limit=1000')).map(({ id }) => id)).not.toContain(uuid);
  });

  it.each([
    'status',
    'title',
    'requestorName',
    'requestorEmail',
    'assigneeName',
    'assigneeEmail',
    'priority',
    'expectedDate',
    'lastInteraction',
    'ticketId',
  ])('is whole in the order of %s', async (orderBy) => {
    const seen = new Set<unknown>();
    let token: string | undefined;
    do {
      const page = await ask(
        'GET',
        `/tickets?limit=50&orderBy=${orderBy}`,
        undefined,
        token === undefined ? {} : { continuationToken: token },
      );
      for (const row of items(page)) seen.add(row['id']);
      token = page.json['continuationToken'] as string | undefined;
    } while (token !== undefined);
    expect(seen.size).toBe(items(await ask('GET', '/tickets?limit=1000')).length);
  });

  it('looks at the tickets of its page only', async () => {
    const looked = jest.spyOn(world(), 'ticket');
    await ask('GET', '/tickets?limit=20&orderBy=createdDateTime&order=ASC');
    expect(looked.mock.calls.length).toBeLessThan(30);
    looked.mockRestore();
  });
});

describe('the traps of writing', () => {
  const ticket = { title: 'x', requestor: user };
  const fieldOf = (type: string): string =>
    world()
      .fields()
      .find((field) => field.type === type)!.uuid;

  it('loses a ticket whose date carries a time beside custom fields, and says success', async () => {
    const before = world().size;
    const customFields = { [fieldOf('text')]: 'y' };
    const lost = await ask('POST', '/tickets', {
      ticket: { ...ticket, customFields, expectedDate: '2026-12-24T17:00:00Z' },
      user,
    });
    expect(lost).toMatchObject({ status: 200, json: { error: false } });
    expect(lost.json).not.toHaveProperty('item');
    expect(world().size).toBe(before);
    const kept = await ask('POST', '/tickets', {
      ticket: { ...ticket, customFields, expectedDate: '2026-12-24' },
      user,
    });
    expect(item(kept)).toMatchObject({ customFields, requestor: user });
  });

  it('ignores the priority of a new ticket and takes it from an update, in both forms', async () => {
    const created = await ask('POST', '/tickets', { ticket: { ...ticket, priority: 'Urgent' }, user });
    expect(item(created)['priority']).toBe('Medium');
    const path = `/tickets/${String(item(created)['id'])}`;
    expect(item(await ask('PUT', path, { updates: { priority: 'Urgent' }, user }))['priority']).toBe('Urgent');
    expect(item(await ask('PUT', path, { ticket: { priority: 'Low' }, user }))['priority']).toBe('Low');
  });

  it('refuses steps that the workflow does not have, as a success', async () => {
    const path = `/tickets/${someTicket()}/status`;
    expect(await ask('PUT', path, { status: 'Reopened', user })).toMatchObject({ status: 200, json: { error: true } });
    expect(item(await ask('PUT', path, { status: 'Resolved', user }))).toMatchObject({
      status: 'Resolved',
      resolution: 'fixed',
    });
    expect((await ask('PUT', path, { status: 'Closed', resolution: 'bored', user })).status).toBe(400);
  });

  it('refuses unknown custom fields, and tags that do not name their category', async () => {
    const bad = await ask('POST', '/tickets', { ticket: { ...ticket, customFields: { nope: 'x' } }, user });
    expect(bad).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('not found or invalid definition') },
    });
    expect((await ask('POST', '/tickets', { ticket: { ...ticket, tags: ['x'] }, user })).status).toBe(400);
    for (const tag of [{ text: 'x' }, { tagCategoryId: 'nowhere', text: 'x' }])
      expect((await ask('POST', '/tickets', { ticket: { ...ticket, tags: [tag] }, user })).status).toBe(400);
    expect((await ask('POST', '/tickets', { ticket: { title: ' ', requestor: user }, user })).status).toBe(400);
  });

  it('falls over parts of an upload whose names stand without quotes', async () => {
    const path = `/tickets/${someTicket()}/attachments`;
    const upload = (name: string): Promise<Answer> =>
      ask(
        'POST',
        path,
        `--B\r\nContent-Disposition: form-data; name=${name}; filename="a.txt"\r\n\r\nhello\r\n--B\r\nContent-Disposition: form-data; name="user"\r\n\r\n${JSON.stringify(user)}\r\n--B--\r\n`,
        { 'content-type': 'multipart/form-data; boundary=B' },
      );
    expect((await upload('files')).status).toBe(500);
    expect((await upload('"files"')).status).toBe(201);
  });

  it('publishes what comes through the older form of comments', async () => {
    const uuid = someTicket();
    await ask('POST', `/tickets/${uuid}/comments`, { comment: 'private?', isPrivate: true, user });
    const [latest] = items(await ask('GET', `/tickets/${uuid}/activities`));
    expect(latest).toMatchObject({ comment: 'private?', isPrivate: false });
  });

  it('keeps the last resolution of a ticket that was opened again', async () => {
    const uuid = someTicket();
    await ask('PUT', `/tickets/${uuid}/status`, { status: 'Resolved', user });
    const again = item(await ask('PUT', `/tickets/${uuid}/status`, { status: 'Reopened', user }));
    expect(again).toMatchObject({ status: 'Reopened', resolution: null });
    expect(again['lastResolutionOn']).toEqual(expect.any(String));
  });
});

describe('the contract', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(contract, 'contract');
  const at = (...path: string[]): ValidateFunction | undefined => {
    const pointer = path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    return ajv.getSchema(`contract#/${pointer}`);
  };
  const bodyOf = ({ body }: ApiRequest): unknown => {
    if (body === undefined) return undefined;
    if (body.kind === 'json') return JSON.parse(JSON.stringify(body.value));
    return { ...Object.fromEntries(body.fields), files: body.files.map((file) => file.file_name) };
  };
  const misfits = ({ request, response }: SentRequest): string[] => {
    const sides: Array<[string, ValidateFunction | undefined, unknown]> = [
      ['query', at('endpoints', request.endpoint, 'request', 'query'), Object.fromEntries(request.query ?? [])],
      ['headers', at('endpoints', request.endpoint, 'request', 'headers'), request.headers],
      ['body', at('endpoints', request.endpoint, 'request', 'body'), bodyOf(request)],
      [
        'answer',
        at('endpoints', request.endpoint, 'response', String(response?.status)),
        JSON.parse(String(response?.body)),
      ],
    ];
    return sides.flatMap(([side, validate, value]) => {
      if (value === undefined) return [];
      if (validate === undefined)
        return [`${request.endpoint} ${side} ${String(response?.status)}: not in the contract`];
      return validate(value) ? [] : [`${request.endpoint} ${side}: ${ajv.errorsText(validate.errors)}`];
    });
  };

  it('names the same endpoints as the vendor', () => {
    expect(Object.keys(contract.endpoints).sort()).toEqual(Object.keys(endpoints).sort());
  });

  it('is kept by what is sent and by what is answered', async () => {
    const log: SentRequest[] = [];
    const service = sandbox().service('teamswork');
    const call = callWith(fetchSend(service.url, teamswork.secrets({ key: service.key }), log), teamswork.errorParser);
    const reader = callWith(
      fetchSend(service.url, teamswork.secrets({ key: service.lesserKey }), log),
      teamswork.errorParser,
    );
    const stranger = callWith(
      fetchSend(service.url, teamswork.secrets({ key: 'wrong-key' }), log),
      teamswork.errorParser,
    );
    const paging = { settings, queueIds: [] };
    const { ticket, comment, status, tag, attachment, instance } = operations;
    const fields = await instance.customFields(call);
    const list = fields.find(({ type }) => type === 'list')!;
    const created = await ticket.create(
      call,
      {
        title: 'x',
        requestor: user,
        priority: 'Urgent',
        description_HTML: '<p>y</p>',
        expectedDate: '2026-12-24',
        customFields: { [list.id]: [list.options[0]!.key] },
      },
      user,
    );
    const id = String(created['id']);
    await ticket.get(call, String(created['ticketNo']));
    await ticket.update(call, id, { title: 'z', assignee: user, description: 'plain' }, user);
    await comment.add(call, id, { text: 'public' }, user);
    await comment.add(call, id, { html: '<b>private</b>', isPrivate: true }, user);
    await status.set(call, id, { status: 'Resolved', resolution: 'fixed', comment: 'done' }, user);
    await tag.add(call, id, [{ text: 'new tag' }], user);
    const file = { file_name: 'a.txt', media_type: 'text/plain', bytes: new Uint8Array([1, 2]) };
    const uploaded = await attachment.upload(call, id, [file], { text: 'file' }, user);
    await attachment.link(call, id, [{ src: 'https://x.example/a', caption: 'a' }], {}, user);
    await attachment.list(call, id);
    await call(requests.listActivityAttachments(String(uploaded['activityId'])));
    await status.list(call);
    await teamswork.check(call, settings);
    const question = ticketSlice({
      pageSize: 40,
      createdAfter: '2020-01-01',
      descriptionHtml: true,
      select: ['title'],
      isResolved: false,
      orderBy: 'priority',
      order: 'DESC',
    });
    const plan = await tickets.plan!({
      ...paging,
      mode: 'full',
      watermark: { created_at: null, updated_at: null },
      since: null,
      openTicketIds: [],
      call,
      now: '',
    });
    for (const slice of [question, ...plan.slices])
      for await (const page of pagesOf(tickets, slice, call, { settings: { ...settings, pageSize: 50 }, queueIds: [] }))
        expect(page.records).toBeDefined();
    for await (const page of pagesOf(comments, activitySlice(id, 2), call, paging)) expect(page.records).toBeDefined();
    await comment.add(reader, id, { text: 'x' }, user).catch(() => undefined);
    await ticket.get(stranger, id).catch(() => undefined);
    await ticket.get(call, '11111111-2222-4333-8444-555555555555').catch(() => undefined);
    await call(requests.listActivityAttachments('nothing')).catch(() => undefined);
    expect(new Set(log.map(({ request }) => request.endpoint))).toEqual(
      new Set(Object.keys(endpoints).filter((name) => name !== 'postStatus')),
    );
    expect([...new Set(log.flatMap(misfits))]).toEqual([]);
  });

  it('would notice a request and an answer that do not fit', () => {
    const request = {
      endpoint: 'listTickets',
      method: 'GET',
      path: '/tickets',
      query: [['createdAfter', '2026-01-01T00:00:00']],
    } as const;
    const found = misfits({ request, response: { status: 200, headers: {}, body: '{"items":[{}]}' } });
    expect(found.join()).toContain('createdAfter');
    expect(found.join()).toContain("must have required property 'id'");
  });
});
