import { notificService } from '../../sandbox/notific/service';
import type { Sandbox } from '../../sandbox/server';
import { VendorError } from '../../vendors/errors';
import type { Call } from '../../vendors/http';
import type { Json, JsonObject } from '../../vendors/json';
import { idOf, member, overlay } from '../../vendors/notific/members';
import * as operations from '../../vendors/notific/operations';
import { markedAsUtc, utcTime } from '../../vendors/notific/unify/times';
import { notific } from '../../vendors/notific/vendor';
import { useSandbox } from '../support/sandbox';
import { callTo } from '../support/reading';
import type { SentRequest } from '../support/send';

const { ticket, customer, service, operator, tag, status } = operations;

async function failure(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`expected a VendorError, got ${String(error)}`);
}

async function mails(sandbox: Sandbox): Promise<{ count: number; last: Array<{ ticket: number; reason: string }> }> {
  const answer = await fetch(`${sandbox.service('notific').url}/_sandbox/mails`);
  return (await answer.json()) as { count: number; last: Array<{ ticket: number; reason: string }> };
}

const sentBody = ({ request }: SentRequest): Json => (request.body?.kind === 'json' ? request.body.value : null);

describe.each([
  { naming: 'pascal', services: 'ids' },
  { naming: 'camel', services: 'records' },
] as const)('Notific with %j', (options) => {
  const running = useSandbox({ tickets: 20, services: [notificService(options)] });
  const log: SentRequest[] = [];
  const call = (): Call => callTo(running(), notific, log);
  const create = async (more = {}): Promise<string> =>
    idOf(
      await ticket.create(call(), {
        description: 'Slow\nvery',
        startTime: '2026-11-01T10:00:00Z',
        sendEmails: false,
        ...more,
      }),
    ) ?? '';
  const read = async (id: string, name: string): Promise<Json | undefined> =>
    member(await ticket.get(call(), { id }), name);
  beforeEach(() => {
    log.length = 0;
  });

  test('a ticket is created with its times in UTC and its service', async () => {
    const id = await create({
      endTime: '2026-11-01T14:00:00+02:00',
      expectedResolutionTime: '2026-11-01',
      serviceId: 2,
    });
    expect(sentBody(log[0]!)).toEqual({
      Description: 'Slow\nvery',
      StartTime: '2026-11-01T10:00:00Z',
      EndTime: '2026-11-01T12:00:00Z',
      ExpectedResolutionTime: '2026-11-01T00:00:00Z',
      ServiceId: 2,
      DoNotSendEmail: true,
    });
    expect(await read(id, 'EndTime')).toBe('2026-11-01T12:00:00');
    expect(await read(id, 'ServiceId')).toBe(2);
  });

  test('an update sends the whole record, so that nothing is erased', async () => {
    const id = await create({ nextUpdateTime: '2026-11-01T11:30:00Z' });
    const changed = await ticket.update(call(), { id, changes: { description: 'Down' }, sendEmails: false });
    expect(log.map(({ request }) => request.method)).toEqual(['POST', 'GET', 'PUT', 'GET']);
    const body = sentBody(log[2]!);
    expect(Object.keys(body as JsonObject).filter((name) => name.toLowerCase() === 'description')).toHaveLength(1);
    expect(member(body, 'Id')).toBe(Number(id));
    expect(member(body, 'NextUpdateTime')).toBe('2026-11-01T11:30:00Z');
    expect([member(changed, 'Description'), member(changed, 'NextUpdateTime'), member(changed, 'StartTime')]).toEqual([
      'Down',
      '2026-11-01T11:30:00',
      '2026-11-01T10:00:00',
    ]);
    await ticket.update(call(), { id, changes: { nextUpdateTime: null }, sendEmails: false });
    expect(await read(id, 'NextUpdateTime')).toBeNull();
  });

  test('closing leaves an old ReopenedTime out, reopening an old ClosedTime', async () => {
    const id = await create();
    await ticket.close(call(), { id, at: '2026-11-01T12:00:00Z', sendEmails: false });
    expect(await read(id, 'ClosedTime')).toBe('2026-11-01T12:00:00');
    log.length = 0;
    await ticket.reopen(call(), { id, at: '2026-11-01T13:00:00Z', sendEmails: false });
    const reopening = sentBody(log[1]!);
    expect(member(reopening, 'ClosedTime')).toBeUndefined();
    expect(member(reopening, 'ReopenedTime')).toBe('2026-11-01T13:00:00Z');
    log.length = 0;
    await status.close(call(), { id, at: '2026-11-01T14:00:00.900Z', sendEmails: false });
    const closing = sentBody(log[1]!);
    expect(member(closing, 'ReopenedTime')).toBeUndefined();
    expect(member(closing, 'ClosedTime')).toBe('2026-11-01T14:00:00Z');
    expect(await read(id, 'ReopenedTime')).toBe('2026-11-01T13:00:00');
  });

  test('e-mails go out unless they are switched off', async () => {
    const before = (await mails(running())).count;
    const quiet = await create();
    await ticket.update(call(), { id: quiet, changes: { description: 'a' }, sendEmails: false });
    await ticket.close(call(), { id: quiet, at: '2026-11-01T12:00:00Z', sendEmails: false });
    await ticket.reopen(call(), { id: quiet, at: '2026-11-01T13:00:00Z', sendEmails: false });
    expect((await mails(running())).count).toBe(before);
    const loud = await create({ sendEmails: true });
    await ticket.update(call(), { id: loud, changes: { description: 'a' } });
    await ticket.close(call(), { id: loud, at: '2026-11-01T12:00:00Z' });
    await ticket.reopen(call(), { id: loud, at: '2026-11-01T13:00:00Z' });
    const { count, last } = await mails(running());
    expect(count).toBe(before + 4);
    expect(last.slice(-4)).toEqual(
      ['created', 'updated', 'closed', 'reopened'].map((reason) => ({ ticket: Number(loud), reason })),
    );
  });

  test('an update of a closed ticket neither reopens nor closes it again', async () => {
    const id = await create();
    await ticket.close(call(), { id, at: '2026-11-01T12:00:00Z', sendEmails: false });
    await ticket.update(call(), { id, changes: { description: 'Late words' } });
    expect((await mails(running())).last.at(-1)).toEqual({ ticket: Number(id), reason: 'updated' });
    expect(await read(id, 'ClosedTime')).toBe('2026-11-01T12:00:00');
  });

  test('an expected value that does not stand any more stops the change', async () => {
    const id = await create();
    const error = await failure(
      ticket.update(call(), { id, changes: { description: 'x' }, expected: { description: 'Fast' } }),
    );
    expect(error.code).toBe('conflict');
    expect(error.message).toContain('description is "Slow\\nvery" in Notific, not "Fast", so nothing was changed');
    expect(log.filter(({ request }) => request.method === 'PUT')).toEqual([]);
    await ticket.update(call(), {
      id,
      changes: { description: 'x' },
      expected: { description: 'Slow\nvery' },
      sendEmails: false,
    });
    expect(await read(id, 'Description')).toBe('x');
  });

  test('a deleted ticket is gone, and says so', async () => {
    const id = await create();
    await ticket.remove(call(), { id });
    const error = await failure(ticket.get(call(), { id }));
    expect(error).toMatchObject({ code: 'not_found', status: 404 });
    expect(error.message).toContain('it has no record with this Id');
  });

  test('what Notific refuses is told member by member', async () => {
    const error = await failure(ticket.create(call(), { description: '' }));
    expect(error).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(error.message).toBe(
      'Notific does not accept the request (HTTP 400): The request is invalid. ticket.Description: The Description field is required.',
    );
    expect((await failure(ticket.create(call(), { description: 'x', startTime: 'soon' }))).message).toBe(
      'StartTime: "soon" is not a time',
    );
  });

  test("changing a customer's e-mail keeps phone and services", async () => {
    const all = await customer.getAll(call());
    const one = all.find((record) => member(record, 'CellPhone') !== null)!;
    const id = idOf(one) ?? '';
    const changed = await customer.update(call(), { id, changes: { email: 'new@x.example' } });
    expect(member(changed, 'Email')).toBe('new@x.example');
    expect(member(changed, 'CellPhone')).toEqual(member(one, 'CellPhone'));
    expect(member(changed, 'ServiceIds', 'Services')).toEqual(member(one, 'ServiceIds', 'Services'));
  });

  test('services are the tags of a customer, by id or by name', async () => {
    const id = idOf(await customer.create(call(), { record: { Name: 'Acme', Email: 'a@x.example' } })) ?? '';
    const [first, second] = await service.getAll(call());
    await tag.add(call(), {
      customerId: id,
      services: [String(member(first!, 'Name')).toUpperCase(), idOf(second!) ?? ''],
    });
    const names = async () => (await tag.getAll(call(), { customerId: id })).map((record) => idOf(record));
    expect(await names()).toEqual([idOf(first!), idOf(second!)]);
    await tag.remove(call(), { customerId: id, services: [idOf(first!) ?? ''] });
    expect(await names()).toEqual([idOf(second!)]);
    log.length = 0;
    await tag.add(call(), { customerId: id, services: [idOf(second!) ?? ''] });
    expect(log.some(({ request }) => request.method === 'PUT')).toBe(false);
    expect((await failure(tag.add(call(), { customerId: id, services: ['Fax'] }))).message).toBe(
      'Notific has no service "Fax"',
    );
    expect(await tag.getAll(call())).toHaveLength((await service.getAll(call())).length);
  });

  test('services and operators: made, changed, deleted', async () => {
    const made = await service.create(call(), { record: { Name: 'Fax' } });
    const id = idOf(made) ?? '';
    expect(member(await service.update(call(), { id, changes: { name: 'Telex' } }), 'Name')).toBe('Telex');
    await service.remove(call(), { id });
    expect((await failure(service.get(call(), { id }))).code).toBe('not_found');
    const eva = await operator.create(call(), { record: { Name: 'Eva', Email: 'eva@x.example' } });
    const changed = await operator.update(call(), { id: idOf(eva) ?? '', changes: { IsActive: false } });
    expect([member(changed, 'Email'), member(changed, 'IsActive')]).toEqual(['eva@x.example', false]);
    // The whole record went back, what is not shown included.
    const put = log.find(({ request }) => request.endpoint === 'update_operator')!;
    expect(member(sentBody(put), 'ResetCode')).toBe(`reset-${idOf(eva)}`);
    expect(JSON.stringify([eva, changed, await operator.getAll(call())]).toLowerCase()).not.toMatch(/hash|reset/);
  });

  test('Get Many keeps the tickets that fit', async () => {
    const now = '2026-11-02T09:00:00.000000Z';
    const future = await create({ startTime: '2026-12-01T00:00:00Z', serviceId: 3 });
    const all = await ticket.getAll(call());
    const fits = (filters: operations.TicketFilters) =>
      all.filter(operations.ticketFilter(filters, now)).map((record) => idOf(record));
    expect(fits({ states: ['New'] })).toEqual([future]);
    expect(fits({ startedFrom: '2026-12-01' })).toEqual([future]);
    expect(fits({ services: ['3'], states: ['New', 'Open'], startedBefore: '2026-11-30' })).not.toContain(future);
    expect(fits({ states: ['Closed'] }).length + fits({ states: ['Open', 'New'] }).length).toBe(all.length);
    expect(status.getAll().map(({ name }) => name)).toEqual(['New', 'Open', 'Closed']);
  });

  test('an error of the server on a write is an unknown outcome, sent once', async () => {
    const id = await create();
    running().faults.add({ service: 'notific', kind: 'server_error', endpoint: 'update_ticket' });
    const error = await failure(ticket.close(call(), { id, at: '2026-11-01T12:00:00Z' }));
    expect(error).toMatchObject({ code: 'unknown_outcome', retryable: false });
    expect(running().requests.count('notific', 'update_ticket')).toBe(1);
  });

  test('a connection that breaks during a create is an unknown outcome, sent once', async () => {
    running().faults.add({ service: 'notific', kind: 'reset', endpoint: 'create_ticket' });
    expect((await failure(ticket.create(call(), { description: 'x', sendEmails: false }))).code).toBe(
      'unknown_outcome',
    );
    expect(running().requests.count('notific', 'create_ticket')).toBe(1);
  });

  test('a create that answers nothing is no error, and one that names its address is read', async () => {
    running().faults.add({ service: 'notific', kind: 'no_body', endpoint: 'create_ticket' });
    expect(member(await ticket.create(call(), { description: 'Few words' }), 'Description')).toBe('Few words');
    running().faults.add({ service: 'notific', kind: 'empty', endpoint: 'create_ticket', options: { status: 201 } });
    expect(await ticket.create(call(), { description: 'x' })).toMatchObject({ created: true, id: null });
  });
});

describe('the pieces of a write', () => {
  test('an overlay keeps the spelling of the record, new members take its case', () => {
    expect(overlay({ id: 1, closedTime: null }, { ClosedTime: 'x', DoNotSendEmail: true })).toEqual({
      id: 1,
      closedTime: 'x',
      doNotSendEmail: true,
    });
    expect(overlay({ Id: 1 }, { DoNotSendEmail: true })).toEqual({ Id: 1, DoNotSendEmail: true });
  });

  test('times that were read without a zone go back as UTC, the unset one as it is', () => {
    expect(
      markedAsUtc({
        StartTime: '2026-01-01T00:00:00',
        EndTime: '0001-01-01T00:00:00',
        CreatedOn: '2026-01-01T00:00:00.1',
        Name: '2026-01-01T00:00:00',
        UpdatedAt: null,
      }),
    ).toEqual({
      StartTime: '2026-01-01T00:00:00Z',
      EndTime: '0001-01-01T00:00:00',
      CreatedOn: '2026-01-01T00:00:00.1Z',
      Name: '2026-01-01T00:00:00',
      UpdatedAt: null,
    });
    expect(utcTime('2026-03-01T09:00:00-05:00', 'x')).toBe('2026-03-01T14:00:00Z');
  });

  test('an empty answer to a create is followed to the address that it names', async () => {
    const asked: string[] = [];
    const call: Call = async (request) => {
      asked.push(`${request.method} ${request.path}`);
      const headers = { location: 'https://x.example/notific/api/tickets/77?x=1' };
      return request.method === 'POST'
        ? { status: 201, headers, location: '/api/tickets/77', json: null, bytes: null }
        : { status: 200, headers: {}, json: { Id: 77 }, bytes: null };
    };
    expect(await ticket.create(call, { description: 'x' })).toEqual({ Id: 77 });
    expect(asked).toEqual(['POST /api/Tickets', 'GET /api/Tickets/77']);
  });

  test('an address of another host names no record here', async () => {
    const asked: string[] = [];
    const call: Call = async (request) => {
      asked.push(request.method);
      return { status: 201, headers: { location: 'https://other.example/api/Tickets/77' }, json: null, bytes: null };
    };
    expect(await ticket.create(call, { description: 'x' })).toMatchObject({ created: true, id: null });
    expect(asked).toEqual(['POST']);
  });
});

describe('Notific that erases the times of closing and reopening when an update leaves them out', () => {
  const running = useSandbox({ tickets: 20, services: [notificService({ leftOutTimes: 'erased' })] });
  const call = (): Call => callTo(running(), notific);
  const create = async (): Promise<string> =>
    idOf(await ticket.create(call(), { description: 'Slow', sendEmails: false })) ?? '';

  test('an update puts the old ClosedTime back without e-mails, and says so', async () => {
    const id = await create();
    await ticket.close(call(), { id, at: '2026-11-01T12:00:00Z', sendEmails: false });
    const before = (await mails(running())).count;
    const error = await failure(ticket.update(call(), { id, changes: { description: 'Late words' } }));
    expect(error.code).toBe('refused_by_service');
    expect(error.message).toBe(
      `Notific made the change, but also erased ClosedTime of ticket ${id}, so that it was no longer closed; the old time was put back, and it is closed again`,
    );
    expect(error.remedy).toContain('Do not repeat it.');
    const after = await ticket.get(call(), { id });
    expect([member(after, 'ClosedTime'), member(after, 'Description')]).toEqual(['2026-11-01T12:00:00', 'Late words']);
    expect((await mails(running())).count).toBe(before + 1);
  });

  test('a time that cannot be put back is named', async () => {
    const id = await create();
    await ticket.close(call(), { id, at: '2026-11-01T12:00:00Z', sendEmails: false });
    running().faults.add({ service: 'notific', kind: 'server_error', endpoint: 'update_ticket', after: 1 });
    const error = await failure(ticket.update(call(), { id, changes: { description: 'x' }, sendEmails: false }));
    expect(error.message).toContain('the old time could not be put back');
    expect(error.remedy).toContain('set ClosedTime to 2026-11-01T12:00:00Z');
  });

  test('a ticket that is open stays so, and is updated without a word', async () => {
    const id = await create();
    await ticket.close(call(), { id, at: '2026-11-01T12:00:00Z', sendEmails: false });
    await ticket.reopen(call(), { id, at: '2026-11-01T13:00:00Z', sendEmails: false });
    const after = await ticket.update(call(), { id, changes: { description: 'New' }, sendEmails: false });
    expect(member(after, 'Description')).toBe('New');
  });
});

describe('what Notific says after a close', () => {
  const running = useSandbox({ tickets: 5, services: [notificService()] });
  const call = (): Call => callTo(running(), notific);

  test('a close before the last reopening is no success', async () => {
    const id = idOf(await ticket.create(call(), { description: 'Slow', sendEmails: false })) ?? '';
    await ticket.reopen(call(), { id, at: '2026-11-01T13:00:00Z', sendEmails: false });
    const error = await failure(ticket.close(call(), { id, at: '2026-11-01T12:00:00Z', sendEmails: false }));
    expect(error.message).toContain('the ticket is not closed: its ClosedTime is 2026-11-01T12:00:00');
    expect(error.remedy).toContain('Give a later time');
  });

  test('a reopening that changed nothing is no success', async () => {
    const record = { Id: 1, Description: 'x', ClosedTime: '2026-11-01T12:00:00', ReopenedTime: '0001-01-01T00:00:00' };
    const deaf: Call = ({ method }) =>
      Promise.resolve({ status: 200, headers: {}, json: method === 'GET' ? record : null, bytes: null });
    expect((await failure(ticket.reopen(deaf, { id: '1', at: '2026-11-01T13:00:00Z' }))).message).toContain(
      'the ticket is not open',
    );
  });

  test('a change that stands and cannot be read back is not to be repeated', async () => {
    const id = idOf(await ticket.create(call(), { description: 'Slow', sendEmails: false })) ?? '';
    running().faults.add({ service: 'notific', kind: 'server_error', endpoint: 'get_ticket', after: 1 });
    const error = await failure(ticket.close(call(), { id, at: '2026-11-01T12:00:00Z', sendEmails: false }));
    expect([error.code, error.remedy]).toEqual(['incomplete', 'Do not repeat it. Look in Notific.']);
  });
});
