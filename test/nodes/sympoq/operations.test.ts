/** The SympoQ node: what is sent, what comes back. */
import type { IDataObject } from 'n8n-workflow';
import { RESOURCES } from '../../../nodes/Sympoq/resources';
import type { SympoqOptions } from '../../../sandbox/sympoq/options';
import { ticketId } from '../../../sandbox/sympoq/render';
import { sympoqService } from '../../../sandbox/sympoq/service';
import { useSandbox } from '../../support/sandbox';
import { misfits } from '../support/outputs';
import { benchAt, byId } from './bench';

const ACCOUNTS: Array<Partial<SympoqOptions>> = [
  { lists: 'auto', permissions: 'query' },
  { lists: 'envelope', permissions: 'segment', optionalLists: false, pageSize: 40 },
];

describe.each(ACCOUNTS)('SympoQ with %j', (options) => {
  const sandbox = useSandbox({ services: [sympoqService(options)], tickets: 130, limits: false });
  const service = () => sandbox().service('sympoq');
  const bench = benchAt(service);
  const world = () => sandbox().world('sympoq');
  const made = (over = {}) =>
    ticketId(world().create({ subject: 'Badge reader offline', requester: 1, tags: ['door', 'Key'], ...over }, 1));
  const paths = () => bench.sent.map(({ method, path }) => `${method} ${path.replace('/sympoq/app/desk/api', '')}`);
  const agent = () => {
    const found = world()
      .people()
      .find(({ isAgent, isActive }) => isAgent && isActive);
    if (!found) throw new Error('the world has no agent');
    return found;
  };
  const queue = () => world().queues()[1] ?? { id: 0, name: '' };
  const topic = () => world().types()[0] ?? { id: 0, name: '' };

  /** Runs and checks that the items fit the schema of the operation. */
  async function run(name: string, parameters = {}): Promise<IDataObject[]> {
    const [resource = '', operation = ''] = name.split(':');
    const json = await bench.json({ resource, operation, ...parameters });
    const found = RESOURCES.find(({ value }) => value === resource)?.operations.find(
      ({ value }) => value === operation,
    );
    if (found === undefined) throw new Error(`no operation ${name}`);
    expect(misfits(found, json)).toEqual([]);
    return json;
  }

  describe('Ticket', () => {
    it('is created with names turned into numbers and a deadline in UTC', async () => {
      const [field] = world()
        .fields()
        .filter(({ type }) => type === 'text');
      const [ticket] = await run('ticket:create', {
        description: 'VPN drops\nevery hour',
        customerEmail: 'ana@example.org',
        additionalFields: {
          customerName: 'Ana Petrova',
          queue: queue().name.toUpperCase(),
          topic: topic().name,
          priority: 'urgent',
          status: 'Working',
          assignee: agent().name,
          deadline: '2026-12-24T17:00:00.500+02:00',
          tags: 'vpn, net',
        },
        customFieldsJson: JSON.stringify({ [field?.name ?? '']: 'Plant 2' }),
      });
      expect(paths().at(-1)).toBe('POST /ticket');
      expect(bench.sent.at(-1)?.headers).toMatchObject({ apikey: service().key });
      expect(bench.sent.at(-1)?.body).toEqual({
        description: 'VPN drops\nevery hour',
        customer: { name: 'Ana Petrova', email: 'ana@example.org' },
        queue: queue().id,
        topic: topic().id,
        priority: 4,
        status: 2,
        assignee: agent().id,
        deadline: '2026-12-24T15:00:00Z',
        tags: ['vpn', 'net'],
        custom_fields: { [field?.name ?? '']: 'Plant 2' },
      });
      expect(ticket).toMatchObject({
        subject: 'VPN drops',
        status: 'Working',
        status_group: 'open',
        priority_level: 'urgent',
        requester_email: 'ana@example.org',
        assignee_id: `agent-${agent().id}`,
        due_at: '2026-12-24T15:00:00.000000Z',
        tags: ['vpn', 'net'],
      });
    });

    it('is read by ID and by link, with names and its event log where wanted', async () => {
      const id = made({ queue: queue().id, assignee: agent().id });
      const url = `${service().url}/ticket/${id}`;
      const [plain] = await run('ticket:get', { ticketId: { __rl: true, mode: 'url', value: url } });
      expect(bench.sent.map(({ headers }) => headers['event_log'])).toEqual(['0']);
      expect(plain).toMatchObject({ ticket_id: id, queue_id: String(queue().id), queue: null });
      const wanted = { includeNames: true, includeEventLog: true };
      const [whole] = await run('ticket:get', { ticketId: byId(id), options: wanted });
      expect(whole).toMatchObject({ ticket_id: id, queue: queue().name, assignee_name: agent().name });
      expect(whole?.['event_log']).toMatchObject([{ ticket_id: id, title: 'Notified', kind: 'activity' }]);
      const chosen = { output: 'selected', fields: ['subject'], options: { includeEventLog: true } };
      const [selected] = await run('ticket:get', { ticketId: byId(id), ...chosen });
      expect(Object.keys(selected ?? {})).toEqual(['subject', 'event_log']);
      const [raw] = await bench.json({ resource: 'ticket', operation: 'get', ticketId: byId(id), output: 'raw' });
      expect(raw).toMatchObject({ id, queue: queue().id });
    });

    it('sends what was changed and nothing else', async () => {
      const id = made();
      const [updated] = await run('ticket:update', {
        ticketId: byId(id),
        updateFields: { priority: 'High', description: ' ', members: '{"assignee": null}' },
      });
      expect(bench.sent.at(-1)).toMatchObject({ method: 'PUT', body: { priority: 3, assignee: null } });
      expect(updated).toMatchObject({ ticket_id: id, priority: 'High', assignee_id: null });
      const nothing = { resource: 'ticket', operation: 'update', ticketId: byId(id), updateFields: { queue: '' } };
      expect((await bench.failure(nothing)).message).toBe('Nothing was given to change');
      expect(bench.sent).toEqual([]);
    });

    it('empties fields', async () => {
      const id = made({ assignee: agent().id, dueAt: 1_800_000_000_000 });
      const updateFields = { clear: ['assignee', 'deadline', 'tags'] };
      const [updated] = await run('ticket:update', { ticketId: byId(id), updateFields });
      expect(bench.sent.at(-1)).toMatchObject({ method: 'PUT', body: { assignee: null, deadline: null, tags: [] } });
      expect(updated).toMatchObject({ ticket_id: id, assignee_id: null, due_at: null, tags: [] });
    });

    it('says that a property may not be written, and names what there is', async () => {
      const update = { resource: 'ticket', operation: 'update', ticketId: byId(made()) };
      const refused = await bench.failure({ ...update, updateFields: { members: '{"rating": 5}' } });
      expect(refused.message).toMatch(/HTTP 403\): one of the properties may not be written/);
      const unknown = await bench.failure({ ...update, updateFields: { queue: 'Nowhere' } });
      expect(unknown.message).toBe('SympoQ has no queue "Nowhere"');
      expect(unknown.description).toContain(queue().name);
    });

    it('is deleted, which SympoQ confirms with 410', async () => {
      const id = made();
      expect(await run('ticket:delete', { ticketId: byId(id) })).toEqual([{ deleted: true }]);
      const gone = await bench.failure({ resource: 'ticket', operation: 'get', ticketId: byId(id) });
      expect(gone.message).toContain(', or the owner of the key may not see it');
    });

    it('is listed up to the limit in one request, or to the end without doubles', async () => {
      expect(await run('ticket:getAll')).toHaveLength(50);
      expect(paths()).toEqual(['GET /tickets']);
      const all = await run('ticket:getAll', { returnAll: true });
      expect(new Set(all.map(({ ticket_id }) => ticket_id)).size).toBe(all.length);
      const live = Array.from({ length: world().size }, (_, at) => world().ticket(at)).filter(
        (each) => each && each.status !== 'deleted',
      );
      expect(all).toHaveLength(live.length);
    });

    it('is kept by every filter; the limit counts what is kept', async () => {
      const all = await run('ticket:getAll', { returnAll: true });
      const keeps = async (filters: object, fits: (ticket: IDataObject) => boolean) => {
        const expected = all.filter(fits).map(({ ticket_id }) => ticket_id);
        expect(expected.length).toBeGreaterThan(0);
        const kept = await run('ticket:getAll', { returnAll: true, filters });
        expect(kept.map(({ ticket_id }) => ticket_id)).toEqual(expected);
        const few = await run('ticket:getAll', { limit: 1, filters });
        expect(few.map(({ ticket_id }) => ticket_id)).toEqual(expected.slice(0, 1));
      };
      const sample = all.find(({ assignee_id, requester_email }) => assignee_id && requester_email) ?? {};
      const middle = String(all[100]?.['created_at']);
      const updated = String(all[100]?.['updated_at']);
      const [tag = ''] = all.flatMap(({ tags }) => tags as string[]);
      await keeps({ status: ['Closed', 3] }, ({ status_id }) => ['3', '4'].includes(String(status_id)));
      await keeps({ priority: 'High' }, ({ priority_id }) => priority_id === '3');
      await keeps({ queue: [queue().name] }, ({ queue_id }) => queue_id === String(queue().id));
      await keeps({ topic: [topic().name] }, ({ ticket_type_id }) => ticket_type_id === String(topic().id));
      await keeps({ channel: ['1'] }, ({ channel_id }) => channel_id === '1');
      await keeps({ assignee: [sample['assignee_id']] }, ({ assignee_id }) => assignee_id === sample['assignee_id']);
      await keeps({ tags: [tag.toUpperCase()] }, ({ tags }) => (tags as string[]).includes(tag));
      await keeps({ createdAfter: middle }, ({ created_at }) => String(created_at) >= middle);
      await keeps({ createdBefore: middle }, ({ created_at }) => String(created_at) < middle);
      await keeps({ updatedAfter: updated }, ({ updated_at }) => String(updated_at) >= updated);
      const email = String(sample['requester_email']);
      await keeps({ customerEmail: email.toUpperCase() }, ({ requester_email }) => requester_email === email);
    });
  });

  describe('Comment', () => {
    it('is added as a reply or as a note with minutes', async () => {
      const id = made();
      const [reply] = await run('comment:add', { ticketId: byId(id), comment: 'Hello' });
      expect(paths()).toEqual([`POST /ticket/${id}/update`]);
      expect(bench.sent[0]?.body).toEqual({ description: 'Hello', type: 'reply' });
      expect(reply).toMatchObject({ ticket_id: id, body: 'Hello', visibility: 'public', kind: 'reply' });
      const note = { ticketId: byId(id), comment: 'Us', isPrivate: true, additionalFields: { minutes: 7 } };
      expect(await run('comment:add', note)).toMatchObject([{ body: 'Us', visibility: 'internal', kind: 'note' }]);
      expect(bench.sent[0]?.body).toEqual({ description: 'Us', type: 'note', minutes: 7 });
    });

    it('is listed from the event log, newest first, by visibility, activities on demand', async () => {
      const id = made();
      await run('comment:add', { ticketId: byId(id), comment: 'One' });
      await run('comment:add', { ticketId: byId(id), comment: 'Two', isPrivate: true });
      const bodies = async (parameters = {}) =>
        (await run('comment:getAll', { ticketId: byId(id), ...parameters })).map(({ body }) => body);
      expect((await bodies()).sort()).toEqual(['One', 'Two']);
      expect(bench.sent[0]?.headers['event_log']).toBe('1');
      expect(await bodies({ filters: { visibility: 'internal' } })).toEqual(['Two']);
      expect(await bodies({ filters: { visibility: 'public' } })).toEqual(['One']);
      expect(await bodies({ limit: 1 })).toHaveLength(1);
      // The reply made the ticket Pending, and its beginning was notified.
      const all = await bodies({ options: { includeActivities: true } });
      expect(all).toHaveLength(4);
      expect(all).toContain('Pending');
      const raw = { resource: 'comment', operation: 'getAll', ticketId: byId(id), output: 'raw', limit: 1 };
      expect(Object.keys((await bench.json(raw))[0] ?? {})).toContain('applied_by');
    });
  });

  describe('Status', () => {
    it('is set by name or number, and read back', async () => {
      const id = made();
      const set = (status: string) => run('status:set', { ticketId: byId(id), status });
      expect(await set('pending')).toMatchObject([{ ticket_id: id, status: 'Pending', status_group: 'pending' }]);
      expect(bench.sent.map(({ method, body }) => [method, body]).at(-2)).toEqual(['PUT', { status: 3 }]);
      expect(await set('4')).toMatchObject([{ status: 'Closed', is_open: false }]);
    });

    it('is one of four', async () => {
      const names = (await run('status:getAll')).map(({ id, name }) => `${id as string} ${name as string}`);
      expect(names).toEqual(['1 New', '2 Working', '3 Pending', '4 Closed']);
      expect(await run('status:getAll', { limit: 2 })).toHaveLength(2);
    });
  });

  describe('Tag', () => {
    it('is added and removed whatever the case, the others kept', async () => {
      const change = async (operation: string, tags: string | string[]) =>
        (await run(`tag:${operation}`, { ticketId: byId(made()), tags }))[0]?.['tags'];
      expect(await change('add', ['lock', 'DOOR'])).toEqual(['door', 'Key', 'lock']);
      expect(paths().map((path) => path.slice(0, 3))).toEqual(['GET', 'PUT', 'GET']);
      expect(await change('remove', 'key')).toEqual(['door']);
      expect(await change('add', 'door')).toEqual(['door', 'Key']);
      expect(paths().map((path) => path.slice(0, 3))).toEqual(['GET']);
    });

    it('is listed as it is seen on tickets', async () => {
      made({ tags: ['unheard-of'] });
      const tags = await run('tag:getAll', { returnAll: true });
      expect(tags).toContainEqual({ tag: 'door' });
      expect(await run('tag:getAll', { limit: 1 })).toEqual(tags.slice(0, 1));
    });
  });

  describe('Settings and users', () => {
    it('has queues, with permissions where wanted', async () => {
      const [first] = await run('queue:getAll', { limit: 1 });
      expect(Object.keys(first ?? {})).toEqual(['queue_id', 'name', 'kind']);
      const [whole] = await run('queue:getAll', { limit: 1, options: { includePermissions: true } });
      expect(whole?.['permissions']).toContainEqual({ agent: agent().id, role: 'Queue Manager' });
      const parameters = { queueId: byId(queue().id), options: { includePermissions: true } };
      const [one] = await run('queue:get', parameters);
      expect(one).toMatchObject({ queue_id: String(queue().id), name: queue().name });
      expect(one?.['permissions']).toContainEqual({ agent: agent().id, role: 'Queue Manager' });
    });

    it('has topics', async () => {
      expect(await run('topic:get', { topicId: byId(topic().id) })).toEqual([
        { kind: 'ticket_type', id: String(topic().id), name: topic().name },
      ]);
      expect(await run('topic:getAll', { returnAll: true })).toHaveLength(world().types().length);
    });

    it('has agents and customers, by their own ID and that of the unified record', async () => {
      const [byNumber] = await run('user:get', { userId: byId(agent().id) });
      expect(byNumber).toMatchObject({ person_id: `agent-${agent().id}`, name: agent().name, role: 'agent' });
      expect(await run('user:get', { userId: byId(`agent-${agent().id}`) })).toEqual([byNumber]);
      const users = await run('user:getAll', { returnAll: true });
      expect(users).toContainEqual(byNumber);
      expect(new Set(users.map(({ role }) => role))).toEqual(new Set(['agent', 'requester']));
    });
  });

  describe('Lists in the editor', () => {
    it('page and search tickets', async () => {
      const first = await bench.list('searchTickets');
      expect(first.results.length).toBeGreaterThanOrEqual(50);
      const id = made({ subject: 'Zebra crossing' });
      const found = await bench.list('searchTickets', { filter: 'ZEBRA cross' });
      expect(found.results).toMatchObject([{ value: id, name: expect.stringContaining('Zebra crossing') as string }]);
      expect(first.results.filter(({ name }) => /<\w|&amp;/.test(name))).toEqual([]);
    });

    it('offer queues, topics, users and all choices', async () => {
      const named = async (method: string) => (await bench.options(method)).map(({ name }) => name);
      expect(await named('getStatuses')).toEqual(['New', 'Working', 'Pending', 'Closed']);
      expect(await named('getPriorities')).toEqual(['Low', 'Normal', 'High', 'Urgent']);
      expect(await named('getChannels')).toHaveLength(options.optionalLists === false ? 0 : 5);
      expect(await named('getQueues')).toContain(queue().name);
      expect(await named('getTopics')).toContain(topic().name);
      expect(await named('getAgents')).toContain(agent().name);
      expect((await named('getTags')).length).toBeGreaterThan(0);
      for (const [method, text] of [
        ['searchQueues', queue().name],
        ['searchTopics', topic().name],
        ['searchUsers', agent().name],
      ] as const)
        expect((await bench.list(method, { filter: text })).results.length).toBeGreaterThan(0);
      const { fields } = await bench.mapper('getCustomFields');
      const labels = world()
        .fields()
        .map(({ name }) => name);
      expect(fields.length).toBeGreaterThan(0);
      expect(labels).toEqual(expect.arrayContaining(fields.map(({ id }) => id)));
    });
  });
});

describe("an Agent's key", () => {
  const sandbox = useSandbox({ services: ['sympoq'], tickets: 60, limits: false });
  const bench = benchAt(
    () => sandbox().service('sympoq'),
    () => ({ apiKey: sandbox().service('sympoq').lesserKey }),
  );

  it('sees a part, has no names of settings, and is told so where it asks for them', async () => {
    const some = await bench.json({
      resource: 'ticket',
      operation: 'getAll',
      returnAll: true,
      options: { includeNames: true },
    });
    expect(some.length).toBeGreaterThan(0);
    expect(new Set(some.map(({ assignee_id }) => assignee_id)).size).toBe(1);
    expect(some[0]).toMatchObject({ queue: null, assignee_name: expect.any(String) as string });
    const error = await bench.failure({ resource: 'queue', operation: 'getAll' });
    expect(error.message).toContain("settings (queues, topics) can be read with an Administrator's key only");
  });
});

describe('a setting that keeps the status', () => {
  const sandbox = useSandbox({ services: [sympoqService({ manualStatus: false })], tickets: 5, limits: false });
  const bench = benchAt(() => sandbox().service('sympoq'));

  it('is told by the read-back', async () => {
    const id = ticketId(sandbox().world('sympoq').create({ subject: 'Badge', requester: 1 }, 1));
    const error = await bench.failure({ resource: 'status', operation: 'set', ticketId: byId(id), status: 'Closed' });
    expect(error.message).toMatch(/^SympoQ accepted the request but the ticket's status is still 1, not 4/);
  });
});
