import { sympoqService } from '../../sandbox/sympoq/service';
import { ticketId } from '../../sandbox/sympoq/render';
import type { Call } from '../../vendors/http';
import { VendorError } from '../../vendors/errors';
import { arrayAt, asText } from '../../vendors/json';
import * as operations from '../../vendors/sympoq/operations';
import { tickets } from '../../vendors/sympoq/streams';
import { sympoq } from '../../vendors/sympoq/vendor';
import { useSandbox } from '../support/sandbox';
import { callTo, readSlices } from '../support/reading';
import type { SentRequest } from '../support/send';

const { ticket, comment, status, tag, list } = operations;
const PATHS = {};

async function failure(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`expected a VendorError, got ${String(error)}`);
}

describe("SympoQ's operations", () => {
  const running = useSandbox({ tickets: 60, services: [sympoqService()] });
  const log: SentRequest[] = [];
  const call = (): Call => callTo(running(), sympoq, log);
  const create = async (more: Partial<Parameters<typeof ticket.create>[1]> = {}): Promise<string> =>
    asText((await ticket.create(call(), { description: 'Screen is black', ...more }, PATHS))['id']) ?? '';
  beforeEach(() => {
    log.length = 0;
  });

  test('a ticket is created with all that is given, and read again', async () => {
    const world = running().world('sympoq');
    const agent = world.people().find(({ isAgent }) => isAgent)!;
    const made = await ticket.create(
      call(),
      {
        description: 'Screen is black\nsince noon',
        customer: { name: 'Ana', email: 'ana@example.org' },
        queue: 2,
        topic: 3,
        priority: 4,
        assignee: agent.id,
        tags: ['VIP'],
        deadline: '2026-11-05T10:00:00Z',
        custom_fields: { 'Needed by': '05-NOV-26 00:00', Environment: 'Test' },
      },
      PATHS,
    );
    const read = await ticket.get(call(), { id: asText(made['id']) ?? '', eventLog: true }, PATHS);
    expect(read).toMatchObject({
      description: 'Screen is black\n\nsince noon',
      customer: { name: 'Ana', email: 'ana@example.org', registered: expect.any(Boolean) },
      queue: 2,
      topic: 3,
      priority: 4,
      status: 1,
      assignee: agent.id,
      tags: ['VIP'],
      deadline: '2026-11-05T10:00:00Z',
      custom_fields: { 'Needed by': '05-NOV-26 09:30', Environment: 'Test' },
    });
    expect(log[0]!.response!.status).toBe(201);
  });

  test('an update sends the changed members only', async () => {
    const id = await create();
    const changed = await ticket.update(call(), { id, changes: { priority: 1, assignee: null } }, PATHS);
    expect(changed).toMatchObject({ id, priority: 1, assignee: null });
    expect(log.at(-1)!.request.body).toEqual({ kind: 'json', value: { priority: 1, assignee: null } });
  });

  test('a DELETE that answers 410 has worked, and the ticket is gone', async () => {
    const id = await create();
    await ticket.remove(call(), { id }, PATHS);
    expect(log.at(-1)!.response!.status).toBe(410);
    const gone = await failure(ticket.get(call(), { id }, PATHS));
    expect(gone).toMatchObject({ code: 'not_found', status: 404 });
    expect(gone.message).toContain('no such ticket, or the owner of the key may not see it');
    const again = await failure(ticket.remove(call(), { id }, PATHS));
    expect(again.message).toContain(
      'SympoQ does not document this endpoint. The default path is ticket/{id}. Set another under Paths',
    );
  });

  test('a property that may not be written is said, not hidden', async () => {
    const id = await create();
    const error = await failure(
      ticket.update(call(), { id, changes: { more: { created: '2020-01-01T00:00:00Z' } } }, PATHS),
    );
    expect(error).toMatchObject({ code: 'forbidden', status: 403 });
    expect(error.message).toContain(
      'one of the properties may not be written (Property created is not writable; Forbidden)',
    );
  });

  test('a refused value carries the words of the service', async () => {
    const error = await failure(ticket.create(call(), { description: 'x', queue: 999 }, PATHS));
    expect(error).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(error.message).toContain('The value of queue cannot be used');
  });

  test('replies and notes stand in the event log', async () => {
    const id = await create();
    await comment.add(call(), { ticketId: id, description: 'Try again, please', type: 'reply', minutes: 5 }, PATHS);
    await comment.add(call(), { ticketId: id, description: 'cable?', type: 'note' }, PATHS);
    const events = arrayAt(await ticket.get(call(), { id, eventLog: true }, PATHS), 'event_log');
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'Update', description: 'Try again, please' }),
        expect.objectContaining({ action: 'Note', description: 'cable?' }),
      ]),
    );
    expect(log[1]!.request.body).toEqual({
      kind: 'json',
      value: { description: 'Try again, please', type: 'reply', minutes: 5 },
    });
    expect((await ticket.get(call(), { id }, PATHS))['status']).toBe(3);
  });

  test('the addresses of attachments come without what opens the file', async () => {
    const world = running().world('sympoq');
    const made = world.ticket(0)!;
    world.attach(0, {
      comment: null,
      fileName: 'a b.txt',
      mediaType: 'text/plain',
      bytes: new Uint8Array(3),
      author: made.requester,
    });
    const read = await ticket.get(call(), { id: ticketId(made), eventLog: true }, PATHS);
    const text = JSON.stringify(read);
    expect(text).toContain('src=a+b.txt');
    expect(text).not.toMatch(/ssid|token|svalue/);
  });

  test('a status is set by number or by name, and read again', async () => {
    const id = await create();
    expect((await status.set(call(), { ticketId: id, status: 'closed' }, PATHS))['status']).toBe(4);
    expect((await status.set(call(), { ticketId: id, status: '2' }, PATHS))['status']).toBe(2);
    const error = await failure(status.set(call(), { ticketId: id, status: 'Frozen' }, PATHS));
    expect(error).toMatchObject({ code: 'bad_input', message: 'SympoQ has no status "Frozen"' });
    expect(error.remedy).toContain('New, Working, Pending, Closed');
  });

  test('tags are read, merged, written as a set and read back', async () => {
    const id = await create({ tags: ['VIP', 'vpn'] });
    log.length = 0;
    expect((await tag.add(call(), { ticketId: id, tags: ['Printer', 'VPN', 'printer '] }, PATHS))['tags']).toEqual([
      'VIP',
      'vpn',
      'Printer',
    ]);
    expect(log.map(({ request }) => request.method)).toEqual(['GET', 'PUT', 'GET']);
    log.length = 0;
    await tag.add(call(), { ticketId: id, tags: ['vip'] }, PATHS);
    expect(log.map(({ request }) => request.method)).toEqual(['GET']);
    expect((await tag.remove(call(), { ticketId: id, tags: ['vip', 'unknown'] }, PATHS))['tags']).toEqual([
      'vpn',
      'Printer',
    ]);
    expect(tag.seenOn([{ tags: ['b', 'A'] }, { tags: ['a', 3] }, { tags: null }])).toEqual(['3', 'A', 'b']);
  });

  test('queues with permissions, topics and users', async () => {
    const { queue, form } = await list.getQueueWith(call(), { id: '1', permissions: true }, PATHS);
    expect(form).toBe('query');
    expect(queue).toMatchObject({
      id: 1,
      permissions: expect.arrayContaining([expect.objectContaining({ role: 'Queue Manager' })]),
    });
    expect(await list.getTopicBy(call(), { id: '2' }, PATHS)).toMatchObject({ id: 2, active: true });
    expect(await list.getUserBy(call(), { id: '1' }, PATHS)).toMatchObject({ id: 1 });
    expect(await list.idByName(call(), 'queue', 'billing', PATHS)).toBe('2');
    expect((await failure(list.getQueueWith(call(), { id: '99' }, PATHS))).message).toContain(
      "settings (queues, topics) can be read with an Administrator's key only",
    );
  });

  test('Get Many pages everything and keeps what fits', async () => {
    const { records } = await readSlices(tickets, [operations.ticketSlice()], call());
    const closed = records.filter(operations.ticketFilter({ status: ['4'], createdBefore: '2026-11-02' }));
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.every((record) => asText((record as { status: number }).status) === '4')).toBe(true);
    const tagged = {
      tags: ['VIP'],
      customer: { email: 'A@x.example' },
      created: '2026-01-01T00:00:00Z',
      updated: '2026-02-01T00:00:00Z',
    };
    const fits = (filters: operations.TicketFilters): boolean => operations.ticketFilter(filters)(tagged);
    expect(
      fits({
        tags: ['vip'],
        customerEmail: 'a@X.example',
        createdFrom: '2026-01-01',
        updatedFrom: '2026-01-31T23:00:00-01:00',
      }),
    ).toBe(true);
    expect([
      fits({ tags: ['x'] }),
      fits({ createdBefore: '2026-01-01' }),
      fits({ updatedFrom: '2026-03-01' }),
      fits({ queue: ['1'] }),
    ]).toEqual([false, false, false, false]);
    expect(() => operations.ticketFilter({ createdFrom: 'soon' })).toThrow('"soon" is not a time');
  });

  test.each(['server_error', 'reset', 'truncated', 'html'] as const)(
    '%s on a create is an unknown outcome, and it is not sent twice',
    async (kind) => {
      running().faults.add({ service: 'sympoq', kind, endpoint: 'create_ticket' });
      const error = await failure(ticket.create(call(), { description: 'x' }, PATHS));
      expect(error).toMatchObject({ code: 'unknown_outcome', retryable: false });
      expect(error.message).toContain('It is not known whether the change was made');
      expect(running().requests.count('sympoq', 'create_ticket')).toBe(1);
    },
  );

  test('a ticket whose address alone is answered is read', async () => {
    running().faults.add({ service: 'sympoq', kind: 'no_body', endpoint: 'create_ticket' });
    const made = await ticket.create(call(), { description: 'Of few words' }, PATHS);
    expect(made).toMatchObject({ description: 'Of few words' });
    expect(log.map(({ request }) => request.method)).toEqual(['POST', 'GET']);
  });

  test('an answer without the new ticket is no error, which would make somebody create it twice', async () => {
    running().faults.add({ service: 'sympoq', kind: 'empty', endpoint: 'create_ticket', options: { status: 201 } });
    const made = await ticket.create(call(), { description: 'x' }, PATHS);
    expect(made).toEqual({ created: true, id: null, note: expect.stringContaining('Look there before') as string });
  });

  test('too many writes are said as such', async () => {
    running().faults.add({
      service: 'sympoq',
      kind: 'rate_limited',
      endpoint: 'add_update',
      options: { retryAfter: '7' },
    });
    const error = await failure(comment.add(call(), { ticketId: '1', description: 'x', type: 'note' }, PATHS));
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 7000 });
  });
});

describe('an account that is set up otherwise', () => {
  const running = useSandbox({
    tickets: 30,
    services: [
      sympoqService({
        permissions: 'segment',
        optionalLists: false,
        manualStatus: false,
        lists: 'envelope',
        pageSize: 5,
      }),
    ],
  });

  test('the form of permissions is found once and handed back for the next call', async () => {
    const log: SentRequest[] = [];
    const call = callTo(running(), sympoq, log);
    const { form, queue } = await list.getQueueWith(call, { id: '1', permissions: true }, PATHS);
    expect([form, (queue as { id: number }).id]).toEqual(['segment', 1]);
    await list.getQueueWith(call, { id: '1', form }, PATHS);
    const all = await list.getQueues(call, { permissions: true, form: 'query' }, PATHS);
    expect(all.form).toBe('segment');
    expect(all.queues).toHaveLength(8);
    expect(log.map(({ request }) => request.path)).toEqual([
      '/queue/1',
      '/queue/1/1',
      '/queue/1/0',
      '/queues',
      '/queues/1',
      '/queues/1',
    ]);
  });

  test('built-in names stand in for lists that do not exist', async () => {
    const call = callTo(running(), sympoq);
    expect(await status.getAll(call, PATHS)).toEqual([
      { id: 1, name: 'New' },
      { id: 2, name: 'Working' },
      { id: 3, name: 'Pending' },
      { id: 4, name: 'Closed' },
    ]);
    expect(await list.listOf(call, 'channel', PATHS)).toEqual([]);
    expect(await list.listOf(call, 'user', PATHS)).toHaveLength(running().world('sympoq').people().length);
    expect((await failure(list.listOf(call, 'user', { users: 'nowhere' }))).message).toContain(
      'The default path is users. Set another under Paths',
    );
  });

  test('a status that SympoQ does not take is not reported as set', async () => {
    const call = callTo(running(), sympoq);
    const made = await ticket.create(call, { description: 'x' }, PATHS);
    const error = await failure(status.set(call, { ticketId: asText(made['id']) ?? '', status: 'Closed' }, PATHS));
    expect(error.code).toBe('refused_by_service');
    expect(error.remedy).toContain('Manually change ticket status');
  });
});
