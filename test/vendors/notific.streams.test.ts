import { notificService } from '../../sandbox/notific/service';
import { VendorError } from '../../vendors/errors';
import { describeRequest } from '../../vendors/http';
import * as requests from '../../vendors/notific/requests';
import * as streams from '../../vendors/notific/streams';
import { notific } from '../../vendors/notific/vendor';
import { useSandbox } from '../support/sandbox';
import { callTo, PAGING, planInput, readStream, unify } from '../support/reading';
import type { SentRequest } from '../support/send';

async function failure(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`expected a VendorError, got ${String(error)}`);
}

describe("Notific's requests", () => {
  test.each([
    ['GET /api/Tickets', 'list_tickets', requests.list('ticket')],
    ['GET /api/Customers', 'list_customers', requests.list('customer')],
    ['GET /api/Services/3', 'get_service', requests.get('service', '3')],
    ['POST /api/Operators', 'create_operator', requests.create('operator', { Name: 'x' })],
    ['PUT /api/Tickets/a%2Fb', 'update_ticket', requests.put('ticket', 'a/b', { Id: 'a/b' })],
    ['DELETE /api/Customers/1', 'delete_customer', requests.remove('customer', '1')],
  ])('%s is %s', (written, endpoint, request) => {
    expect(describeRequest(request)).toBe(written);
    expect(request.endpoint).toBe(endpoint);
    expect(notific.endpoints[endpoint]).toMatchObject({ method: request.method, certainty: 'documented' });
    expect(request.headers).toEqual({ accept: 'application/json' });
  });

  test('there are four resources with five operations each, all documented', () => {
    expect(Object.keys(notific.endpoints)).toHaveLength(20);
  });

  test('the key travels in the query', () => {
    expect(notific.secrets({ key: 'abc ' })).toEqual({ query: { key: 'abc' } });
  });

  test.each([
    ['https://notific.example', 'https://notific.example'],
    [' https://notific.example/api/Tickets/ ', 'https://notific.example'],
    ['https://notific.example/api', 'https://notific.example'],
    ['http://server/apps/notific/API/customers/1', 'http://server/apps/notific'],
    ['https://notific.example/apix', 'https://notific.example/apix'],
  ])('the address %s', (input, url) => {
    expect(notific.baseUrl(input)).toEqual({ ok: true, url });
  });

  test.each([
    '',
    'notific.example',
    'https://notific.example/api/Tickets?key=SECRETKEY',
    'https://me:SECRETKEY@x.example',
    'file:///api',
  ])('refuses %j', (input) => {
    const result = notific.baseUrl(input);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('SECRETKEY');
  });
});

describe.each(['pascal', 'camel'] as const)('lists with members in %s case', (naming) => {
  const running = useSandbox({ tickets: 150, services: [notificService({ naming })] });

  test('every list is one answer with every record once', async () => {
    const sandbox = running();
    const world = sandbox.world('notific');
    const log: SentRequest[] = [];
    const call = callTo(sandbox, notific, log);
    const tickets = await readStream(streams.tickets, call);
    const alive = Array.from({ length: world.size }, (_, at) => world.ticket(at)).filter(
      (ticket) => ticket && ticket.status !== 'deleted',
    );
    expect(tickets.ids).toEqual(alive.map((ticket) => String(ticket!.id)));
    expect((await readStream(streams.services, call)).ids).toEqual(world.queues().map(({ id }) => String(id)));
    expect((await readStream(streams.operators, call)).ids).toHaveLength(
      world.people().filter(({ isAgent }) => isAgent).length,
    );
    expect((await readStream(streams.customers, call)).ids).toHaveLength(
      world.people().filter(({ isAgent }) => !isAgent).length,
    );
    expect(log).toHaveLength(4);
    const rows = unify(streams.tickets, tickets.records);
    expect(rows.tickets).toHaveLength(alive.length);
    expect(rows.tickets.filter(({ status_group }) => status_group === 'closed')).toHaveLength(
      alive.filter((ticket) => ticket!.status === 'closed' || ticket!.status === 'solved').length,
    );
    expect(rows.rejects).toEqual([]);
    expect(rows.tickets[0]!.created_at).toBe(`${new Date(alive[0]!.createdAt).toISOString().slice(0, 23)}000Z`);
  });

  test('of an operator only name, e-mail and state leave the service', async () => {
    const { records } = await readStream(streams.operators, callTo(running(), notific));
    expect(records.length).toBeGreaterThan(0);
    const members = new Set(
      records.flatMap((record) => Object.keys(record as object).map((name) => name.toLowerCase())),
    );
    expect([...members].sort()).toEqual(['email', 'id', 'isactive', 'name', 'username']);
  });

  test('an empty list is believed when it comes twice only', () => {
    const answer = { status: 200, headers: {}, json: [], bytes: null };
    const first = streams.tickets.read(answer, { key: 'tickets', params: {} }, null, PAGING);
    expect(first).toMatchObject({
      records: [],
      next: null,
      note: 'the service answered an empty list and was asked once more',
    });
    const [again] = first.splitInto!;
    expect(streams.tickets.read(answer, again!, null, PAGING)).toEqual({ records: [], next: null });
  });

  test('duplicate rows are seen as one', async () => {
    running().faults.add({ service: 'notific', kind: 'duplicate_rows', endpoint: 'list_tickets' });
    const { ids, records } = await readStream(streams.tickets, callTo(running(), notific));
    expect(records).toHaveLength(ids.length + 1);
  });
});

describe('what a Notific key may do', () => {
  const running = useSandbox({ tickets: 5, services: [notificService()] });

  test('the right key', async () => {
    expect(await notific.check(callTo(running(), notific), PAGING.settings)).toEqual([
      { level: 'ok', message: 'Notific accepts the key' },
    ]);
  });

  test('another path', async () => {
    const call = callTo(running(), { ...notific, baseUrl: (input) => ({ ok: true, url: `${input}/elsewhere` }) });
    const findings = await notific.check(call, PAGING.settings);
    expect(findings).toMatchObject([
      { level: 'error', message: 'There is no Notific at this address (HTTP 404 for /api/Services)' },
    ]);
  });

  test('an exception shows neither its text nor its stack', async () => {
    const body = JSON.stringify({
      Message: 'An error has occurred.',
      ExceptionMessage: 'SECRETDB',
      ExceptionType: 'System.Exception',
      StackTrace: '   at Notific.Web in C:\\src:line 1',
      InnerException: { Message: 'inner' },
    });
    const told = notific.errorParser.read(500, JSON.parse(body), requests.list('ticket'));
    expect(told).toEqual({ text: 'An error has occurred.' });
  });

  test('ModelState is walked, exceptions in it are passed over', () => {
    const told = notific.errorParser.read(
      400,
      {
        message: 'The request is invalid.',
        modelState: {
          'ticket.Description': ['The Description field is required.', 'Too short.'],
          x: ['System.Exception\n   at Foo.Bar() in C:\\a.cs:line 3'],
        },
      },
      requests.list('ticket'),
    );
    expect(told.text).toBe('The request is invalid. ticket.Description: The Description field is required. Too short.');
  });

  test('an empty 404 is a missing record', () => {
    expect(notific.errorParser.read(404, null, requests.get('ticket', '9'))).toEqual({
      text: 'it has no record with this Id',
      remedy: 'Check the Id.',
    });
  });

  test('a redirect elsewhere is not called a wrong key', async () => {
    running().faults.add({ service: 'notific', kind: 'redirect', options: { status: 301 } });
    const findings = await notific.check(callTo(running(), notific), PAGING.settings);
    expect(findings).toMatchObject([{ level: 'error', message: 'Notific answered with a redirect (HTTP 301)' }]);
  });

  test('a plan is complete unless it begins at a date', async () => {
    const call = callTo(running(), notific);
    const plan = await streams.tickets.plan!(planInput(call));
    expect(plan).toMatchObject({ complete: true, total: null, slices: [{ key: 'tickets' }] });
    const since = await streams.tickets.plan!(planInput(call, { since: '2099-01-01' }));
    expect(since).toMatchObject({ complete: false, slices: plan.slices });
  });

  test('an answer that is no list fails the stream', () => {
    expect(() => streams.listOf({ value: [] }, 'ticket')).toThrow(
      'Notific answered something that is not a list of Tickets',
    );
  });
});

describe.each(['redirect', 'page', 'unauthorized'] as const)('a wrong key, answered by %s', (wrongKey) => {
  const running = useSandbox({ tickets: 5, services: [notificService({ wrongKey })] });

  test('is said as a wrong key', async () => {
    const call = callTo(running(), notific, [], 'wrong');
    const [finding] = await notific.check(call, PAGING.settings);
    expect(finding!.level).toBe('error');
    expect(finding!.message).toContain('Notific does not accept the key');
    expect(finding!.remedy).toContain('Settings page');
    const error = await failure(readStream(streams.tickets, call));
    expect(error).toMatchObject({ code: 'unauthorized', retryable: false });
    expect(error.message).not.toContain('<');
  });
});
