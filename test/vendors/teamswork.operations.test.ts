/** What can be done at TeamsWork: effects that the next read shows, and what is said when something goes wrong. */
import { callWith } from '../../vendors/answer';
import type { VendorError } from '../../vendors/errors';
import type { ApiRequest, ApiResponse, Call, Send } from '../../vendors/http';
import type { Json, JsonObject } from '../../vendors/json';
import { arrayAt, isObject } from '../../vendors/json';
import * as operations from '../../vendors/teamswork/operations';
import { definitionsOf } from '../../vendors/teamswork/instance';
import { tickets } from '../../vendors/teamswork/streams/tickets';
import { teamswork } from '../../vendors/teamswork/vendor';
import type { PagingContext } from '../../vendors/vendor';
import { readSlices } from '../support/reading';
import { useSandbox } from '../support/sandbox';
import { fetchSend } from '../support/send';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 1300, limits: false });
const paging: PagingContext = { settings: { timezone: null, pageSize: null, projects: [], paths: {} }, queueIds: [] };
const { ticket, comment, status, tag, attachment, activity, instance } = operations;
const user = { id: '11111111-1111-4111-8111-111111111111', name: 'Jo Doe', email: 'jo@example.org' };
const requestor = { id: '22222222-2222-4222-8222-222222222222', name: 'Ana P', email: 'ana@example.org' };

function sendWith(key: 'key' | 'lesserKey'): Send {
  const service = sandbox().service('teamswork');
  return fetchSend(service.url, teamswork.secrets({ key: service[key] }));
}
const call = (): Call => callWith(sendWith('key'), teamswork.errorParser);
/** A service that answers some requests in another way. */
const but = (other: (request: ApiRequest) => Partial<ApiResponse> | undefined): Call => {
  const send = sendWith('key');
  return callWith(async (request) => {
    const answer = other(request);
    return answer === undefined ? send(request) : { status: 200, headers: {}, body: '{}', ...answer };
  }, teamswork.errorParser);
};
const world = () => sandbox().world('teamswork');
const failing = async (work: Promise<unknown>): Promise<VendorError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: VendorError) => error,
  );
const create = (over: Partial<operations.ticket.NewTicket> = {}): Promise<JsonObject> =>
  ticket.create(call(), { title: 'Badge reader offline', requestor, ...over }, user);
const listed = async (filters: operations.ticket.TicketFilters): Promise<JsonObject[]> =>
  (await readSlices(tickets, [operations.ticket.ticketSlice(filters)], call())).records.filter(isObject);
const idOf = (record: JsonObject): string => String(record['id']);
const counts = (): Record<string, number> =>
  Object.fromEntries(
    [
      ...new Set(
        sandbox()
          .requests.last(100)
          .map(({ endpoint }) => endpoint),
      ),
    ].map((endpoint) => [
      endpoint,
      sandbox()
        .requests.last(100)
        .filter((entry) => entry.endpoint === endpoint).length,
    ]),
  );

describe('Ticket', () => {
  it('is created as asked, its priority by a second call, and read by id and by number', async () => {
    const created = await create({ priority: 'Urgent', description: 'It beeps', expectedDate: '2026-12-24T17:00:00Z' });
    expect(created).toMatchObject({
      title: 'Badge reader offline',
      priority: 'Urgent',
      status: 'Open',
      description: 'It beeps',
    });
    expect(counts()).toEqual({ createTicket: 1, updateTicket: 1 });
    expect(String(created['expectedDate'])).toMatch(/^2026-12-24T/);
    expect(await ticket.get(call(), idOf(created))).toMatchObject({ id: idOf(created), isCustomWorkflow: true });
    expect(await ticket.get(call(), `#${String(created['ticketNo'])}`)).toMatchObject({ id: idOf(created) });
  });

  it('does not ask twice for the priority that it has', async () => {
    await create({ priority: 'Medium' });
    expect(counts()).toEqual({ createTicket: 1 });
  });

  it('writes dates as days, so that the service does not lose the ticket', async () => {
    const definitions = definitionsOf(await instance.get(call()));
    const idOfType = (key: string): string =>
      String(definitions.find((field) => isObject(field['type']) && field['type']['key'] === key)?.['id']);
    const customFields = { [idOfType('3_date')]: '2026-12-31T23:59:00Z', [idOfType('1_text')]: '2026-12-31T23:59:00Z' };
    const created = await create({ expectedDate: '2026-12-24T17:00:00Z', customFields });
    expect(created['customFields']).toMatchObject({
      [idOfType('3_date')]: '2026-12-31',
      [idOfType('1_text')]: '2026-12-31T23:59:00Z',
    });
  });

  describe('whose create answers without it, as the vendor page shows', () => {
    const silent = () => sandbox().faults.add({ service: 'teamswork', kind: 'no_body', endpoint: 'createTicket' });
    const receipt = { created: true, id: null, note: expect.stringContaining('Look there before') as string };

    it('is found among the newest by title and requestor, and gets its priority', async () => {
      await create({ title: 'Found again' });
      world().create({ subject: 'Found', requester: 1 }, 1);
      silent();
      const found = await create({ title: 'Found', priority: 'Urgent' });
      expect(found).toMatchObject({ title: 'Found', requestor: { email: requestor.email }, priority: 'Urgent' });
      expect(counts()).toEqual({ createTicket: 2, listTickets: 1, getTicket: 1, updateTicket: 1 });
    });

    it('is not taken for an equal one from before', async () => {
      const now = sandbox().clock.now();
      await create({ title: 'Twice a day' });
      sandbox().clock.set({ now: now + 60_000 });
      silent();
      const found = await create({ title: 'Twice a day' });
      expect(Date.parse(String(found['createdOn']))).toBeGreaterThanOrEqual(now + 60_000);
    });

    it('is told apart from no other where several fit: success without an ID, and no further write', async () => {
      await create({ title: 'Several', priority: 'Medium' });
      silent();
      expect(await create({ title: 'Several', priority: 'Urgent' })).toEqual(receipt);
      expect(counts()).toEqual({ createTicket: 2, listTickets: 1 });
    });

    it('is not known where none fits, or the list cannot be read', async () => {
      const lost = but(({ endpoint }) => (endpoint === 'createTicket' ? { body: '{"error":false}' } : undefined));
      expect(await ticket.create(lost, { title: 'Lost', requestor, priority: 'Low' }, user)).toEqual(receipt);
      silent();
      sandbox().faults.add({ service: 'teamswork', kind: 'server_error', endpoint: 'listTickets' });
      expect(await create({ title: 'Hidden' })).toEqual(receipt);
      expect(counts()['updateTicket']).toBeUndefined();
    });
  });

  it('is no error when only its priority failed: a second create would double it', async () => {
    const half = but(({ endpoint }) => (endpoint === 'updateTicket' ? { status: 500 } : undefined));
    expect(await ticket.create(half, { title: 'Half', requestor, priority: 'Low' }, user)).toEqual({
      created: true,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      note: expect.stringMatching(/^The ticket was created, but its priority could not be set to Low/) as string,
    });
  });

  it.each([
    ['a lost connection', undefined],
    ['a server error', 502],
  ])('never sends a create twice after %s', async (_, code) => {
    let sent = 0;
    const broken = but(() => {
      sent += 1;
      return code === undefined ? { body: '{"item":{' } : { status: code };
    });
    expect(await failing(ticket.create(broken, { title: 'x', requestor }, user))).toMatchObject({
      code: 'unknown_outcome',
    });
    expect(sent).toBe(1);
  });

  it('refuses a blank title and a date that is none before anything is sent', async () => {
    expect(await failing(create({ title: ' ' }))).toMatchObject({ code: 'bad_input' });
    expect(await failing(create({ expectedDate: 'tomorrow' }))).toMatchObject({
      code: 'bad_input',
      message: 'Expected Date: "tomorrow" is not a date',
    });
    expect(sandbox().requests.count()).toBe(0);
  });

  it('is updated in the documented form', async () => {
    const created = await create();
    const changed = await ticket.update(
      call(),
      idOf(created),
      { title: 'Card reader', assignee: requestor, priority: 'Low' },
      user,
    );
    expect(changed).toMatchObject({
      title: 'Card reader',
      priority: 'Low',
      assignee: requestor,
    });
    expect((await ticket.get(call(), idOf(created)))['title']).toBe('Card reader');
    expect(counts()).toMatchObject({ updateTicket: 1 });
  });

  it('is updated in the newer form where the documented one changes nothing or is refused', async () => {
    const created = await create();
    const ignores = but(({ endpoint, body }) =>
      endpoint === 'updateTicket' && body?.kind === 'json' && isObject(body.value) && 'updates' in body.value
        ? { body: JSON.stringify({ item: created, error: false }) }
        : undefined,
    );
    expect(await ticket.update(ignores, idOf(created), { title: 'Second' }, user)).toMatchObject({ title: 'Second' });
    const refuses = but(({ endpoint, body }) =>
      endpoint === 'updateTicket' && body?.kind === 'json' && isObject(body.value) && 'updates' in body.value
        ? { status: 400, body: '{"error":true,"message":"ticket is required"}' }
        : undefined,
    );
    expect(await ticket.update(refuses, idOf(created), { title: 'Third' }, user)).toMatchObject({ title: 'Third' });
  });

  it('says so when success changes nothing in either form', async () => {
    const created = await create();
    const deaf = but(({ endpoint }) =>
      endpoint === 'updateTicket' ? { body: JSON.stringify({ item: created }) } : undefined,
    );
    expect(await failing(ticket.update(deaf, idOf(created), { title: 'Nope' }, user))).toMatchObject({
      code: 'refused_by_service',
      message: 'TeamsWork answered success, but these fields did not change: title',
    });
  });

  it('says what the read-only key lacks', async () => {
    const error = await failing(
      ticket.create(callWith(sendWith('lesserKey'), teamswork.errorParser), { title: 'x', requestor }, user),
    );
    expect(error).toMatchObject({ code: 'forbidden', status: 403 });
    expect(error.remedy).toContain('The secondary key only reads');
  });

  it('is found by a number that the search does not find, and says when there is none', async () => {
    const blind = but(({ endpoint, query }) =>
      endpoint === 'listTickets' && query?.some(([name]) => name === 'search') ? { body: '{"items":[]}' } : undefined,
    );
    const old = sandbox().world('teamswork').ticket(4)!;
    expect(await ticket.idFrom(blind, String(old.id))).toBe(old.uuid);
    const missing = await failing(ticket.idFrom(blind, '999999'));
    expect(missing).toMatchObject({ code: 'not_found', message: 'TeamsWork has no ticket with the number 999999' });
  });

  it('is listed by every documented filter', async () => {
    const list = (filters: operations.ticket.TicketFilters) => listed({ pageSize: 500, ...filters });
    const urgent = await list({ priority: 'Urgent', order: 'ASC', orderBy: 'createdDateTime' });
    expect(new Set(urgent.map(({ priority }) => priority))).toEqual(new Set(['Urgent']));
    const waiting = await list({ statusId: 'waiting-on-customer' });
    expect(new Set(waiting.map((row) => row['status']))).toEqual(new Set(['Waiting on customer']));
    expect((await list({ isResolved: false })).some((row) => row['status'] === 'Closed')).toBe(false);
    const partial = await list({ select: ['ticketId', 'title'], title: 'a' });
    expect(Object.keys(partial[0]!).sort()).toEqual(['id', 'ticketId', 'title']);
    const first = sandbox().world('teamswork').ticket(600)!;
    const from = new Date(first.createdAt).toISOString();
    const to = new Date(first.createdAt + 36e5).toISOString();
    // The service knows days only: hours are applied to what comes back.
    const hour = await list({ createdAfter: from, createdBefore: to });
    expect(hour.length).toBeGreaterThan(0);
    expect(hour.every(({ createdOn }) => String(createdOn) >= from && String(createdOn) <= to)).toBe(true);
    const path = sandbox().requests.last(1)[0]?.path ?? '';
    expect(path).toContain(`createdAfter=${from.slice(0, 10)}&`);
    expect(path).toMatch(/createdBefore=\d{4}-\d{2}-\d{2}&/);
  });

  it('is listed in whole where tokens go in a circle', async () => {
    sandbox().faults.add({ service: 'teamswork', kind: 'repeat_cursor', times: -1, endpoint: 'listTickets' });
    const all = await listed({ pageSize: 400 });
    expect(new Set(all.map(idOf)).size).toBe(all.length);
    sandbox().faults.clear();
    expect(await listed({})).toHaveLength(all.length);
  });

  it('refuses fields that the service cannot select', () => {
    expect(() => ticket.ticketSlice({ select: ['resolvedStatus'] })).toThrow(
      'cannot select the field "resolvedStatus"',
    );
  });
});

describe('Comment', () => {
  it('is added, public and internal', async () => {
    const id = idOf(await create());
    expect(await comment.add(call(), id, { text: 'Looking into it' }, user)).toMatchObject({ ticketId: id });
    await comment.add(call(), id, { text: 'Between us', isPrivate: true }, user);
    expect(counts()).toMatchObject({ addComment: 1, addActivity: 1 });
    const said = await activity.list(call(), id, null, paging);
    expect(
      said
        .filter(isObject)
        .filter((row) => row['comment'] !== '')
        .map((row) => [row['comment'], row['isPrivate']]),
    ).toEqual([
      ['Between us', true],
      ['Looking into it', false],
    ]);
    expect(await activity.list(call(), id, 1, paging)).toHaveLength(1);
  });

  it('is added in the newer form where the documented one is not there', async () => {
    const id = idOf(await create());
    const newer = but(({ endpoint }) =>
      endpoint === 'addComment'
        ? { status: 404, body: '{"statusCode":404,"message":"Resource not found"}' }
        : undefined,
    );
    expect(await comment.add(newer, id, { text: 'Hello' }, user)).toMatchObject({ comment: 'Hello' });
  });

  it('never publishes an internal note where only the older form exists', async () => {
    const id = idOf(await create());
    const older = but(({ endpoint }) => (endpoint === 'addActivity' ? { status: 404 } : undefined));
    expect(await failing(comment.add(older, id, { text: 'secret', isPrivate: true }, user))).toMatchObject({
      code: 'unsupported',
    });
    expect(counts()).not.toHaveProperty('addComment');
  });

  it('says that the ticket is not there, and refuses an empty text', async () => {
    expect(
      await failing(comment.add(call(), '11111111-2222-4333-8444-555555555555', { text: 'x' }, user)),
    ).toMatchObject({ code: 'not_found' });
    expect(await failing(comment.add(call(), 'x', { text: ' ' }, user))).toMatchObject({ code: 'bad_input' });
  });
});

describe('Status', () => {
  it('moves along the workflow, with resolution and comment, and leaves a history', async () => {
    const id = idOf(await create());
    await status.set(call(), id, { status: 'in progress' }, user);
    const done = await status.set(
      call(),
      id,
      { status: 'Resolved', resolution: 'fixed', comment: 'Replaced PSU' },
      user,
    );
    expect(done).toMatchObject({ status: 'Resolved', resolution: 'fixed', lastResolutionComment: 'Replaced PSU' });
    await status.set(call(), id, { status: 'Reopened' }, user);
    const moves = (await status.history(call(), id, paging))
      .filter(isObject)
      .flatMap((row) => arrayAt(row, 'changes').filter(isObject));
    expect(moves.map((move) => `${String(move['oldValue'])}>${String(move['newValue'])}`)).toEqual([
      'Resolved>Reopened',
      'In Progress>Resolved',
      'Open>In Progress',
      '>Open',
    ]);
  });

  it('says what may be next, and what a step needs', async () => {
    const id = idOf(await create());
    expect(await failing(status.set(call(), id, { status: 'Reopened' }, user))).toMatchObject({
      code: 'bad_input',
      message: 'The ticket cannot go from "Open" to "Reopened"',
      remedy: 'Next may be: In Progress, Waiting on customer, On hold, Resolved, Closed.',
    });
    expect(await failing(status.set(call(), id, { status: 'On hold' }, user))).toMatchObject({
      message: 'The step to "On hold" needs a comment',
    });
    expect(await status.set(call(), id, { status: 'On hold', comment: 'parts' }, user)).toMatchObject({
      status: 'On hold',
    });
  });

  it('lists the states of the workflow, with and without a ticket', async () => {
    const id = idOf(await create());
    const states = await status.list(call(), id);
    expect(states.filter(({ is_current }) => is_current).map(({ label }) => label)).toEqual(['Open']);
    expect(states.find(({ id: state }) => state === 'on-hold')).toEqual({
      id: 'on-hold',
      label: 'On hold',
      is_current: false,
      is_next: true,
    });
    expect((await status.list(call())).map(({ label }) => label)).toContain('Waiting on customer');
    const plain = but(({ endpoint }) => (endpoint === 'getInstance' ? { body: '{"item":{"id":"i"}}' } : undefined));
    expect((await status.list(plain)).map(({ id: state }) => state)).toEqual([
      'Open',
      'In Progress',
      'Reopened',
      'Resolved',
      'Closed',
    ]);
  });

  it('tries POST once where PUT is not offered, and takes a refusal inside of a success for one', async () => {
    const id = idOf(await create());
    const methods: string[] = [];
    const posting = but(({ endpoint, method }) => {
      if (endpoint === 'setStatus') methods.push(method);
      if (endpoint === 'postStatus') return { body: JSON.stringify({ item: { id, status: 'Resolved' } }) };
      return endpoint === 'setStatus' ? { status: 405 } : undefined;
    });
    expect(await status.set(posting, id, { status: 'Resolved' }, user)).toMatchObject({ status: 'Resolved' });
    expect(methods).toEqual(['PUT']);
    const blind = but(({ endpoint }) =>
      endpoint === 'getTicket' ? { body: JSON.stringify({ item: { id, status: 'Open' } }) } : undefined,
    );
    expect(await failing(status.set(blind, id, { status: 'Reopened' }, user))).toMatchObject({
      code: 'refused_by_service',
      message: 'TeamsWork refused: Status cannot be changed from Open to Reopened',
    });
  });
});

describe('Tag', () => {
  const texts = async (id: string): Promise<Json[]> => arrayAt(await ticket.get(call(), id), 'tags');

  it('is added to and removed from what is there', async () => {
    const id = idOf(await create());
    await tag.set(call(), id, [{ text: 'access' }, { text: 'Door' }], user);
    await tag.add(call(), id, [{ text: 'ACCESS' }, { text: 'night' }], user);
    expect(await texts(id)).toEqual(['access', 'Door', 'night']);
    await tag.remove(call(), id, ['door', 'never'], user);
    expect(await texts(id)).toEqual(['access', 'night']);
    await tag.set(call(), id, [], user);
    expect(await texts(id)).toEqual([]);
  });

  it('writes nothing when nothing would change', async () => {
    const id = idOf(await create());
    await tag.remove(call(), id, ['never'], user);
    await tag.add(call(), id, [], user);
    expect(counts()).not.toHaveProperty('updateTicket');
  });

  it('finds the category of a tag, asks for it where it cannot be known, and lists all', async () => {
    const known = await tag.list(call());
    expect(known.find(({ text }) => text === 'old')).toMatchObject({ category: 'Retired', is_deleted: true });
    const two = but(({ endpoint }) =>
      endpoint === 'listTags'
        ? {
            body: JSON.stringify({
              items: [
                { id: 'c1', text: 'A', tags: [] },
                { id: 'c2', text: 'B', tags: [] },
              ],
            }),
          }
        : undefined,
    );
    expect(await failing(tag.add(two, idOf(await create()), [{ text: 'fresh' }], user))).toMatchObject({
      code: 'bad_input',
      remedy: "Give the category's ID: A (c1), B (c2).",
    });
  });

  it('says when the service did not keep the tags', async () => {
    const created = await create();
    const deaf = but(({ endpoint }) =>
      endpoint === 'updateTicket' ? { body: JSON.stringify({ item: created }) } : undefined,
    );
    expect(await failing(tag.add(deaf, idOf(created), [{ text: 'x' }], user))).toMatchObject({
      code: 'refused_by_service',
    });
  });
});

describe('Attachment', () => {
  it('is uploaded, listed and told by the activities', async () => {
    const id = idOf(await create());
    const file = { file_name: 'log ü.txt', media_type: 'text/plain', bytes: new TextEncoder().encode('héllo\r\n--x') };
    const uploaded = await attachment.upload(call(), id, [file], { text: 'see file', isPrivate: true }, user);
    expect(uploaded).toMatchObject({ ticketId: id, comment: 'see file' });
    const [listed] = (await attachment.list(call(), id)).filter(isObject);
    expect(listed).toMatchObject({ filename: 'log ü.txt', isHyperlink: false });
    expect(await attachment.get(call(), id, String(listed!['id']))).toEqual(listed);
    const blob = await fetch(String(listed!['src']));
    expect(await blob.text()).toBe('héllo\r\n--x');
    const [latest] = (await activity.list(call(), id, 1, paging)).filter(isObject);
    expect(latest).toMatchObject({ isPrivate: true, attachments: [{ id: listed!['id'] }] });
  });

  it('can be a link', async () => {
    const id = idOf(await create());
    await attachment.link(call(), id, [{ src: 'https://files.example/a.pdf', caption: 'Manual' }], {}, user);
    expect(await attachment.list(call(), id)).toMatchObject([
      { caption: 'Manual', src: 'https://files.example/a.pdf', isHyperlink: true },
    ]);
  });

  it('that is not there, and an upload of nothing, are refused', async () => {
    expect(await failing(attachment.get(call(), idOf(await create()), 'f'))).toMatchObject({ code: 'not_found' });
    expect(await failing(attachment.upload(call(), 'x', [], {}, user))).toMatchObject({ code: 'bad_input' });
  });
});

describe('Instance', () => {
  it('gives itself, its assignees and its fields', async () => {
    expect(await instance.get(call())).toMatchObject({ displayName: 'Support' });
    const agents = sandbox()
      .world('teamswork')
      .people()
      .filter(({ isAgent, isActive }) => isAgent && isActive);
    expect(await instance.assignees(call())).toHaveLength(agents.length);
    const fields = await instance.customFields(call());
    expect(fields.find(({ type, isMultiple }) => type === 'list' && isMultiple)?.options.length).toBeGreaterThan(1);
    const none = but(() => ({ body: '{"item":null}' }));
    expect(await failing(instance.get(none))).toMatchObject({ code: 'empty_answer' });
  });
});
