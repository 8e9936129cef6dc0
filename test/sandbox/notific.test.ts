import { naive, readDate } from '../../sandbox/notific/dates';
import { notificService } from '../../sandbox/notific/service';
import { answerOrError } from '../../vendors/outcome';
import { RESOURCES, type Resource } from '../../vendors/notific/endpoints';
import * as requests from '../../vendors/notific/requests';
import { notific } from '../../vendors/notific/vendor';
import { contractOf } from '../support/contract';
import { useSandbox } from '../support/sandbox';
import { callTo } from '../support/reading';
import type { SentRequest } from '../support/send';

const BODIES: Record<Resource, Record<string, string | number>> = {
  ticket: { Description: 'x', StartTime: '2026-11-01T00:00:00Z' },
  customer: { Name: 'Acme' },
  service: { Name: 'Fax' },
  operator: { Name: 'Eva' },
};

describe.each([
  { naming: 'pascal', services: 'ids', wrongKey: 'unauthorized' },
  { naming: 'camel', services: 'records', wrongKey: 'unauthorized' },
] as const)("Notific's simulator with %j keeps the contract", (options) => {
  const running = useSandbox({ tickets: 30, services: [notificService(options)] });
  const contract = contractOf('notific');

  test('in every endpoint, in success and in failure', async () => {
    const log: SentRequest[] = [];
    const call = callTo(running(), notific, log);
    for (const resource of Object.keys(RESOURCES) as Resource[]) {
      const made = await call(requests.create(resource, BODIES[resource]));
      const id = String(Object.values(made.json as Record<string, number>)[0]);
      const asked = [
        requests.list(resource),
        requests.get(resource, id),
        requests.get(resource, '99999999'),
        requests.put(resource, id, { ...BODIES[resource], Id: Number(id) }),
        requests.put(resource, id, { ...BODIES[resource], Id: 99999999 }),
        requests.put(resource, '99999999', { ...BODIES[resource], Id: 99999999 }),
        requests.create(resource, {}),
        requests.remove(resource, id),
        requests.remove(resource, id),
      ];
      for (const request of asked) await answerOrError(call, request);
    }
    await answerOrError(callTo(running(), notific, log, 'wrong'), requests.list('ticket'));
    // A create without its required member is a mistake of the caller: the contract rightly refuses the request.
    const meant = log.filter(
      ({ request }) => !(request.body?.kind === 'json' && JSON.stringify(request.body.value) === '{}'),
    );
    expect(contract.problems(meant, { key: 'x' })).toEqual([]);
    expect(log.filter((entry) => !meant.includes(entry)).map(({ response }) => response?.status)).toEqual([
      400, 400, 400, 400,
    ]);
    expect([...new Set(log.map(({ request }) => request.endpoint))].sort()).toEqual([...contract.endpoints].sort());
    expect([...contract.endpoints].sort()).toEqual(Object.keys(notific.endpoints).sort());
  });
});

describe("Notific's simulator", () => {
  const running = useSandbox({ tickets: 10, services: [notificService()] });
  const ask = (path: string, init: RequestInit = {}) => {
    const { url, key } = running().service('notific');
    return fetch(`${url}${path}?key=${key}`, { redirect: 'manual', ...init });
  };
  const json = (method: string, body: unknown): RequestInit => ({
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

  test('erases what a PUT leaves out', async () => {
    const { Id } = (await (
      await ask('/api/Customers', json('POST', { Name: 'A', Email: 'a@x.example', CellPhone: '1', ServiceIds: [1] }))
    ).json()) as { Id: number };
    expect((await ask(`/api/Customers/${Id}`, json('PUT', { Id, Name: 'A', Email: 'b@x.example' }))).status).toBe(204);
    expect(await (await ask(`/api/Customers/${Id}`)).json()).toEqual({
      Id,
      Name: 'A',
      Email: 'b@x.example',
      CellPhone: null,
      ServiceIds: [],
    });
  });

  test('takes only some members of a ticket, and passes over the rest', async () => {
    const made = (await (
      await ask(
        '/api/Tickets',
        json('POST', { description: 'x', serviceId: 2, startTime: '2026-11-01T10:00:00+01:00' }),
      )
    ).json()) as { Id: number };
    expect(made).toMatchObject({ StartTime: '2026-11-01T09:00:00', ServiceId: 2, EndTime: null });
    await ask(`/api/Tickets/${made.Id}`, json('PUT', { Id: made.Id, Description: 'y', ServiceId: 5 }));
    expect(await (await ask(`/api/Tickets/${made.Id}`)).json()).toMatchObject({
      Description: 'y',
      ServiceId: 2,
      StartTime: '0001-01-01T00:00:00',
    });
  });

  test('answers a wrong key with a redirect to its login page', async () => {
    const answer = await fetch(`${running().service('notific').url}/api/Tickets?key=no`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    const page = await fetch(answer.headers.get('location') ?? '');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('type="password"');
  });

  test('has the answers of its framework', async () => {
    expect(await (await ask('/api/Nothing')).json()).toMatchObject({
      Message: expect.stringContaining('No HTTP resource was found'),
    });
    const patch = await ask('/api/Tickets/1', json('PATCH', {}));
    expect([patch.status, await patch.json()]).toEqual([
      405,
      { Message: "The requested resource does not support http method 'PATCH'." },
    ]);
    const missing = await ask('/api/Tickets/99999');
    expect([missing.status, await missing.text()]).toEqual([404, '']);
    const text = await ask('/api/Tickets', {
      method: 'POST',
      body: '<x/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect(text.status).toBe(415);
    const broken = await ask('/api/Tickets', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect([broken.status, await broken.json()]).toMatchObject([400, { Message: 'The request is invalid.' }]);
    const mismatch = await ask('/api/Services/1', json('PUT', { Id: 2, Name: 'x' }));
    expect([mismatch.status, await mismatch.text()]).toEqual([400, '']);
  });

  test('closes and mails again for a ClosedTime that is sent again', async () => {
    const made = (await (
      await ask('/api/Tickets', json('POST', { Description: 'x', DoNotSendEmail: true }))
    ).json()) as {
      Id: number;
    };
    const body = { ...made, ClosedTime: '2026-11-01T12:00:00Z' };
    const reasons = async () =>
      ((await (await ask('/_sandbox/mails')).json()) as { last: Array<{ ticket: number; reason: string }> }).last
        .filter(({ ticket }) => ticket === made.Id)
        .map(({ reason }) => reason);
    await ask(`/api/Tickets/${made.Id}`, json('PUT', body));
    await ask(`/api/Tickets/${made.Id}`, json('PUT', body));
    await ask(`/api/Tickets/${made.Id}`, json('PUT', { ...body, ClosedTime: null }));
    expect(await reasons()).toEqual(['closed', 'closed', 'updated']);
  });

  test('deletes customers and operators too', async () => {
    const [first] = (await (await ask('/api/Operators')).json()) as Array<{ Id: number }>;
    expect((await ask(`/api/Operators/${first!.Id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await ask(`/api/Operators/${first!.Id}`)).status).toBe(404);
  });
});

test('times are written without a zone and trailing zeros, and read as UTC without one', () => {
  expect(naive(Date.UTC(2025, 2, 1, 10, 0, 0, 250))).toBe('2025-03-01T10:00:00.25');
  expect(naive(Date.UTC(2025, 2, 1, 10, 0, 0))).toBe('2025-03-01T10:00:00');
  expect(naive(null)).toBeNull();
  expect(readDate('2025-03-01T10:00:00')).toBe(Date.UTC(2025, 2, 1, 10));
  expect(readDate('2025-03-01T10:00:00+02:00')).toBe(Date.UTC(2025, 2, 1, 8));
  expect([readDate('0001-01-01T00:00:00'), readDate(null), readDate('soon')]).toEqual([null, null, undefined]);
});
