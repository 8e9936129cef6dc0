/** The Notific node: what is sent, what comes back. */
import type { IDataObject } from 'n8n-workflow';
import { RESOURCES } from '../../../nodes/Notific/resources';
import { notificService } from '../../../sandbox/notific/service';
import { useSandbox } from '../../support/sandbox';
import { misfits } from '../support/outputs';
import { benchAt, byId } from './bench';

describe.each([
  { naming: 'pascal', services: 'ids' },
  { naming: 'camel', services: 'records' },
] as const)('Notific with %j', (options) => {
  const sandbox = useSandbox({ services: [notificService(options)], tickets: 120, limits: false });
  const bench = benchAt(() => sandbox().service('notific'));
  const world = () => sandbox().world('notific');
  const isCamel = options.naming === 'camel';
  const paths = () => bench.sent.map(({ method, path }) => `${method} ${path.replace('/notific/api', '')}`);
  const folded = (body: unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(Object(body)).map(([name, value]) => [name.toLowerCase(), value]));
  const mails = async (): Promise<{ count: number; last: Array<{ ticket: number; reason: string }> }> => {
    const answer = await fetch(`${sandbox().service('notific').url}/_sandbox/mails`);
    return (await answer.json()) as { count: number; last: Array<{ ticket: number; reason: string }> };
  };
  const serviceNames = () =>
    world()
      .queues()
      .map(({ name }) => name);

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
  const made = async (parameters = {}) => {
    const [ticket] = await run('ticket:create', { description: 'Slow\nvery', sendEmails: false, ...parameters });
    return String(ticket?.['ticket_id']);
  };

  describe('Ticket', () => {
    it('is created with its times in UTC, its service by name, and with mail unless told otherwise', async () => {
      const before = (await mails()).count;
      const [second = ''] = serviceNames().slice(1);
      const additionalFields = {
        startTime: '2026-11-01T10:00:00+02:00',
        endTime: '2026-11-01T18:00:00',
        service: second.toUpperCase(),
        members: '{"Severity": "high"}',
      };
      const parameters = { resource: 'ticket', operation: 'create', description: 'Slow', additionalFields };
      const [ticket] = await bench.json(parameters, { timezone: 'America/New_York' });
      expect(paths()).toEqual(['GET /Services', 'POST /Tickets']);
      expect(bench.sent[1]?.body).toEqual({
        Description: 'Slow',
        StartTime: '2026-11-01T08:00:00Z',
        EndTime: '2026-11-01T23:00:00Z',
        ServiceId: world().queues()[1]?.id,
        Severity: 'high',
      });
      expect(ticket).toMatchObject({ subject: 'Slow', created_at: '2026-11-01T08:00:00.000000Z' });
      expect(await mails()).toMatchObject({ count: before + 1 });
    });

    it('is created in silence when asked to be', async () => {
      const before = (await mails()).count;
      await made();
      expect(bench.sent.at(-1)?.body).toEqual({ Description: 'Slow\nvery', DoNotSendEmail: true });
      expect((await mails()).count).toBe(before);
    });

    it('is read by ID and by link, with the name of its service when wanted', async () => {
      const id = await made({ additionalFields: { service: serviceNames()[0] } });
      const url = `${sandbox().service('notific').url}/api/Tickets/${id}`;
      const [plain] = await run('ticket:get', { ticketId: { __rl: true, mode: 'url', value: url } });
      expect(plain).toMatchObject({ ticket_id: id, queue_id: String(world().queues()[0]?.id), queue: null });
      const [named] = await run('ticket:get', { ticketId: byId(id), options: { includeNames: true } });
      expect(named).toMatchObject({ ticket_id: id, queue: serviceNames()[0] });
      const [raw] = await bench.json({ resource: 'ticket', operation: 'get', ticketId: byId(id), output: 'raw' });
      expect(raw).toMatchObject(isCamel ? { id: Number(id) } : { Id: Number(id) });
    });

    it('keeps what was not changed, and marks times as UTC', async () => {
      const id = await made({
        additionalFields: { startTime: '2026-11-01T10:00:00Z', endTime: '2026-11-02T10:00:00Z' },
      });
      const [updated] = await run('ticket:update', {
        ticketId: byId(id),
        sendEmails: false,
        updateFields: { expectedResolutionTime: '2026-11-01T15:00:00Z', members: '{"EndTime": null}' },
      });
      expect(paths()).toEqual([`GET /Tickets/${id}`, `PUT /Tickets/${id}`, `GET /Tickets/${id}`]);
      expect(folded(bench.sent[1]?.body)).toMatchObject({
        id: Number(id),
        description: 'Slow\nvery',
        starttime: '2026-11-01T10:00:00Z',
        endtime: null,
        expectedresolutiontime: '2026-11-01T15:00:00Z',
        donotsendemail: true,
      });
      expect(updated).toMatchObject({ description: 'Slow\nvery', due_at: '2026-11-01T15:00:00.000000Z' });
    });

    it('is not changed when an expected value does not stand, or when nothing was given', async () => {
      const id = await made();
      const update = { resource: 'ticket', operation: 'update', ticketId: byId(id), sendEmails: false };
      const conflict = await bench.failure({
        ...update,
        updateFields: { description: 'New' },
        options: { expected: '{"Description": "Other"}' },
      });
      expect(conflict.message).toBe('Description is "Slow\\nvery" in Notific, not "Other", so nothing was changed');
      expect(paths()).toEqual([`GET /Tickets/${id}`]);
      expect((await bench.failure(update)).message).toBe('Nothing was given to change');
      expect(bench.sent).toEqual([]);
    });

    it('is deleted', async () => {
      const id = await made();
      expect(await run('ticket:delete', { ticketId: byId(id) })).toEqual([{ deleted: true }]);
      const gone = await bench.failure({ resource: 'ticket', operation: 'get', ticketId: byId(id) });
      expect(gone.message).toMatch(/^Notific has no ticket \d+$/);
    });

    it('is listed whole in one request, cut to the limit', async () => {
      expect(await run('ticket:getAll')).toHaveLength(50);
      expect(paths()).toEqual(['GET /Tickets']);
      const all = await run('ticket:getAll', { returnAll: true });
      expect(new Set(all.map(({ ticket_id }) => ticket_id)).size).toBe(all.length);
      expect(all.length).toBeGreaterThan(100);
    });

    it('is kept by state, service and start; the limit counts what is kept', async () => {
      const all = await run('ticket:getAll', { returnAll: true });
      const closed = all.filter(({ status }) => status === 'Closed');
      expect(closed.length).toBeGreaterThan(2);
      const found = await run('ticket:getAll', { returnAll: true, filters: { status: ['Closed'] } });
      expect(found).toEqual(closed);
      expect(await run('ticket:getAll', { limit: 2, filters: { status: 'closed' } })).toEqual(closed.slice(0, 2));
      const service = serviceNames()[1] ?? '';
      const ofService = await run('ticket:getAll', { returnAll: true, filters: { services: [service] } });
      const id = String(world().queues()[1]?.id);
      expect(ofService).toEqual(all.filter(({ queue_id }) => queue_id === id));
      const dated = all.filter(({ created_at }) => created_at !== null);
      const middle = String(dated[60]?.['created_at']);
      const started = (filters: object) => run('ticket:getAll', { returnAll: true, filters });
      const [after, before] = [await started({ startedAfter: middle }), await started({ startedBefore: middle })];
      expect(after.map(({ ticket_id }) => ticket_id)).toEqual(
        dated.filter(({ created_at }) => String(created_at) >= middle.slice(0, 19)).map(({ ticket_id }) => ticket_id),
      );
      expect(after.length + before.length).toBe(dated.length);
    });

    it('refuses a state and a service that do not exist', async () => {
      const failed = async (filters: object) =>
        bench.failure({ resource: 'ticket', operation: 'getAll', filters: { ...filters } });
      expect((await failed({ status: ['Shut'] })).message).toBe('"Status" has no choice "Shut"');
      const error = await failed({ services: ['Fax'] });
      expect([error.message, error.description]).toEqual([
        '"Service Names or IDs": Notific has no service "Fax"',
        `Give one of ${serviceNames().join(', ')}, or an Id.`,
      ]);
    });
  });

  describe('Status', () => {
    it('is closed and reopened, with mail unless told otherwise', async () => {
      const id = await made();
      const before = (await mails()).count;
      const [closed] = await run('status:close', {
        ticketId: byId(id),
        additionalFields: { time: '2026-11-03T10:00:00Z' },
      });
      expect(folded(bench.sent[1]?.body)).toMatchObject({ id: Number(id), closedtime: '2026-11-03T10:00:00Z' });
      expect(closed).toMatchObject({ status: 'Closed', is_open: false, closed_at: '2026-11-03T10:00:00.000000Z' });
      expect((await mails()).count).toBe(before + 1);
      const [reopened] = await run('status:reopen', { ticketId: byId(id), sendEmails: false });
      expect(folded(bench.sent[1]?.body)).not.toHaveProperty('closedtime');
      expect(reopened).toMatchObject({ status: 'Open', is_open: true });
      expect((await mails()).count).toBe(before + 1);
    });

    it('is one of three', async () => {
      expect(await run('status:getAll')).toEqual([
        { name: 'New', status_group: 'new' },
        { name: 'Open', status_group: 'open' },
        { name: 'Closed', status_group: 'closed' },
      ]);
      expect(await run('status:getAll', { limit: 1 })).toHaveLength(1);
      expect(bench.sent).toEqual([]);
    });
  });

  describe('Tag', () => {
    it('is a service of a customer, added and removed by name, the others kept', async () => {
      const [first = '', second = ''] = serviceNames();
      const ids = world()
        .queues()
        .map(({ id }) => String(id));
      const [customer] = await run('customer:create', { name: 'Acme', additionalFields: { email: 'a@x.example' } });
      const customerId = byId(String(customer?.['person_id']));
      expect(await run('tag:getAll', { customerId })).toEqual([]);
      const [added] = await run('tag:add', { customerId, tags: [first, second.toUpperCase()] });
      expect(added).toMatchObject({ name: 'Acme', email: 'a@x.example', service_ids: ids.slice(0, 2) });
      const [removed] = await run('tag:remove', { customerId, tags: first });
      expect(removed).toMatchObject({ name: 'Acme', email: 'a@x.example', service_ids: [ids[1]] });
      expect(await run('tag:getAll', { customerId })).toEqual([{ queue_id: ids[1], name: second, kind: 'service' }]);
      expect(await run('tag:getAll', { returnAll: true })).toHaveLength(ids.length);
    });

    it('must be named', async () => {
      const parameters = { resource: 'tag', operation: 'add', customerId: byId(1), tags: [] };
      expect((await bench.failure(parameters)).message).toBe('"Service Names or IDs" is empty');
      expect(bench.sent).toEqual([]);
    });
  });

  describe.each([
    ['customer', 'Customers', { email: 'new@x.example', cellPhone: '+47 1' }],
    ['operator', 'Operators', { email: 'new@x.example', isActive: false }],
    ['service', 'Services', {}],
  ])('%s', (resource, path, fields) => {
    const own = (id: unknown) => ({ [`${resource}Id`]: byId(String(id)) });
    const idIn = (item: IDataObject | undefined) => item?.[resource === 'service' ? 'queue_id' : 'person_id'];

    it('is created, read, changed whole and deleted', async () => {
      const [created] = await run(`${resource}:create`, { name: 'Neo', additionalFields: fields });
      expect(paths()).toEqual([`GET /${path}`, `POST /${path}`]);
      const spelled = (name: string) => (isCamel ? name.charAt(0).toLowerCase() + name.slice(1) : name);
      const written = Object.entries({ name: 'Neo', ...fields }).map(([name, value]) => [
        spelled(name.charAt(0).toUpperCase() + name.slice(1)),
        value,
      ]);
      expect(bench.sent[1]?.body).toEqual(Object.fromEntries(written));
      const id = idIn(created);
      expect(created).toMatchObject({ name: 'Neo' });
      const [updated] = await run(`${resource}:update`, { ...own(id), updateFields: { name: 'Trinity' } });
      expect(folded(bench.sent[1]?.body)).toMatchObject(folded({ ...fields, name: 'Trinity' }));
      expect(updated).toMatchObject({ name: 'Trinity', ...('email' in fields ? { email: fields.email } : {}) });
      expect(await run(`${resource}:get`, own(id))).toEqual([updated]);
      expect(await run(`${resource}:delete`, own(id))).toEqual([{ deleted: true }]);
      expect((await bench.failure({ resource, operation: 'get', ...own(id) })).message).toBe(
        `Notific has no ${resource} ${String(id).replace(/^\w+-/, '')}`,
      );
    });

    it('is listed, and can be looked up', async () => {
      const all = await run(`${resource}:getAll`, { returnAll: true });
      expect(all.length).toBeGreaterThan(1);
      expect(await run(`${resource}:getAll`, { limit: 1 })).toEqual(all.slice(0, 1));
      const name = String(all.at(-1)?.['name']);
      const { results } = await bench.list(`search${path}`, { filter: name.toUpperCase() });
      expect(results.map((each) => each.name.startsWith(name))).toContain(true);
    });

    it('is not changed by nothing', async () => {
      const error = await bench.failure({ resource, operation: 'update', ...own(1), updateFields: { name: ' ' } });
      expect(error.message).toBe('Nothing was given to change');
    });
  });

  it('never shows what an operator keeps to itself', async () => {
    const raw = await bench.json({ resource: 'operator', operation: 'getAll', output: 'raw', returnAll: true });
    expect(JSON.stringify(raw)).not.toMatch(/AQAAA|reset-\d/);
  });

  it('lists tickets to pick from, newest first, searched and paged', async () => {
    const first = await bench.list('searchTickets');
    expect(first.results).toHaveLength(50);
    const second = await bench.list('searchTickets', { token: String(first.paginationToken) });
    expect(second.results.some(({ value }) => first.results.some((each) => each.value === value))).toBe(false);
    const { results } = await bench.list('searchTickets', { filter: '17' });
    expect(results.map(({ value }) => value)).toContain('17');
    const sorted = await bench.options('getServices');
    expect(sorted.map(({ name }) => name)).toEqual(serviceNames().sort((a, b) => a.localeCompare(b, 'en')));
  });
});
