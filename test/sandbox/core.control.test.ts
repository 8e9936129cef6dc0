import { useSandbox } from '../support/sandbox';
import { toyService } from '../support/toy-service';
import { createSlidingWindow } from '../../sandbox/faults/limits';
import { withoutSecrets } from '../../sandbox/request-log';
import { startSandbox } from '../../sandbox/server';

describe('over HTTP', () => {
  const sandbox = useSandbox({ services: [toyService], limits: false });
  const control = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${sandbox().url}/_sandbox${path}`, init);
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const ask = (path: string): Promise<Response> =>
    fetch(sandbox().service('toy').url + path, { headers: { authorization: sandbox().service('toy').key } });

  test('it listens on loopback and describes itself', async () => {
    expect(new URL(sandbox().url).hostname).toBe('127.0.0.1');
    const { body } = await control('GET', '');
    expect(body).toMatchObject({
      services: [
        {
          name: 'toy',
          url: `${sandbox().url}/toy/api`,
          key: 'sandbox-toy-key',
          lesserKey: 'sandbox-toy-lesser-key',
          tickets: 200,
          limits: [{ requests: 3, windowMs: 60_000 }],
        },
      ],
      elsewhere: sandbox().redirectTarget.url,
    });
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8'])(
    'a body that is called %s is JSON all the same, and one that is none is refused in words',
    async (type) => {
      const post = (body: string): Promise<Response> =>
        fetch(`${sandbox().url}/_sandbox/clock`, { method: 'POST', body, headers: { 'content-type': type } });
      expect((await post('{"advanceMs":0}')).status).toBe(200);
      const refused = await post('advanceMs=0');
      expect([refused.status, await refused.json()]).toEqual([
        400,
        { error: expect.stringMatching(/^the body is not JSON: /) as unknown },
      ]);
      expect((await post('')).status).toBe(400);
    },
  );

  test('the request log counts by endpoint and keeps no key', async () => {
    await ask('/tickets/1');
    await ask('/tickets/2?apikey=sandbox-toy-key&page=1');
    await ask('/tickets/9999');
    await ask('/nothing');
    await fetch(`${sandbox().url}/toy`);
    expect(sandbox().requests.count('toy', 'get')).toBe(3);
    expect(sandbox().requests.count('toy')).toBe(5);
    const { body } = await control('GET', '/requests?last=4');
    expect(body).toMatchObject({
      total: 5,
      byEndpoint: { toy: { get: 3, unknown: 2 } },
      last: [
        { endpoint: 'get', method: 'GET', path: '/toy/api/tickets/2?apikey=***&page=1', status: 200, fault: null },
        { status: 404 },
        { endpoint: 'unknown' },
        {},
      ],
    });
    expect(JSON.stringify(body)).not.toContain('sandbox-toy-key');
    expect((await control('DELETE', '/requests')).status).toBe(204);
    expect((await control('GET', '/requests')).body).toEqual({ total: 0, byEndpoint: {}, byStatus: {}, last: [] });
    expect((await control('GET', '/requests?last=many')).status).toBe(400);
  });

  test('faults are ordered, listed and cleared; what struck is in the log', async () => {
    const order = { service: 'toy', kind: 'server_error', times: 2 };
    expect(await control('POST', '/faults', order)).toMatchObject({
      status: 201,
      body: { ...order, after: 0, struck: 0 },
    });
    expect((await ask('/numbers')).status).toBe(500);
    expect((await control('GET', '/faults')).body).toMatchObject([{ ...order, struck: 1 }]);
    expect((await control('GET', '/requests')).body).toMatchObject({
      last: [{ status: 500, fault: 'server_error' }],
      byStatus: { toy: { 500: 1 } },
    });
    expect((await control('DELETE', '/faults?service=toy')).status).toBe(204);
    expect((await control('GET', '/faults')).body).toEqual([]);
    expect(await control('POST', '/faults', { kind: 'reset' })).toEqual({
      status: 400,
      body: { error: 'fault: service: is missing; it may be toy' },
    });
    expect(await control('POST', '/faults', [1])).toEqual({
      status: 400,
      body: { error: 'fault: is not a JSON object' },
    });
  });

  test('the clock is set, moved and frozen', async () => {
    const noon = '2026-11-03T12:00:00Z';
    await control('POST', '/clock', { now: noon, frozen: true });
    expect(sandbox().world('toy').now()).toBe(Date.parse(noon));
    expect((await control('POST', '/clock', { advanceMs: 60_000 })).body).toEqual({
      now: Date.parse(noon) + 60_000,
      iso: '2026-11-03T12:01:00.000Z',
      frozen: true,
    });
    expect((await ask('/numbers')).headers.get('date')).toBe('Tue, 03 Nov 2026 12:01:00 GMT');
    await control('POST', '/clock', { frozen: false });
    const before = sandbox().clock.now();
    while (sandbox().clock.now() === before) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(sandbox().clock.now()).toBeGreaterThan(before);
    for (const wrong of [
      {},
      { now: 'soon' },
      { now: '2026-11-03T12:00:00' },
      { advanceMs: 'x' },
      { frozen: 1 },
      { later: 1 },
    ]) {
      expect((await control('POST', '/clock', wrong)).status).toBe(400);
    }
  });

  test('changes are made on demand, the same for the same seed', async () => {
    const before = sandbox().world('toy').size;
    const { status, body } = await control('POST', '/toy/changes', { count: 50, seed: 3 });
    expect(status).toBe(200);
    const { tickets, ...made } = body as Record<string, number>;
    expect(Object.values(made).reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(tickets).toBe(before + made['created']!);
    expect(sandbox().world('toy').size).toBe(tickets);
    expect(await control('POST', '/toy/changes', { count: 0 })).toEqual({
      status: 400,
      body: { error: 'changes: count: is not a whole number from 1 to 100000' },
    });
    expect((await control('POST', '/toy/changes', {})).status).toBe(400);
    expect((await control('POST', '/other/changes', { count: 1 })).status).toBe(404);
  });
});

describe('limits', () => {
  test('the service’s limit holds in a sliding window, with its own answer', async () => {
    let ms = 0;
    const sandbox = await startSandbox({ services: [toyService], tickets: 5, limitClock: () => ms });
    const { url, key } = sandbox.service('toy');
    const ask = (method = 'GET'): Promise<Response> =>
      fetch(`${url}/${method === 'GET' ? 'numbers' : 'tickets'}`, {
        method,
        headers: { authorization: key, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
        ...(method === 'GET' ? {} : { body: '{"subject":"x"}' }),
      });
    const statuses: number[] = [];
    for (const at of [0, 20_000, 40_000, 59_999]) {
      ms = at;
      statuses.push((await ask()).status);
    }
    const refused = await ask();
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      429,
      '1',
      { toy: 'slow down for 1 s' },
    ]);
    expect((await ask('POST')).status).toBe(201);
    expect(sandbox.requests.last().filter(({ fault }) => fault === 'limit')).toHaveLength(2);
    ms = 60_000;
    expect((await ask()).status).toBe(200);
    expect((await ask()).headers.get('retry-after')).toBe('20');
    await sandbox.close();
  });

  test('a window never lets more than its number through in any stretch of its length', () => {
    let ms = 0;
    const window = createSlidingWindow(5, 1000, () => ms);
    const passed: number[] = [];
    for (; ms < 10_000; ms += 37) if (window.take() === 0) passed.push(ms);
    for (const at of passed)
      expect(passed.filter((other) => other > at - 1000 && other <= at).length).toBeLessThanOrEqual(5);
    expect(passed.length).toBeGreaterThanOrEqual(48);
    ms = 20_000;
    for (let time = 0; time < 5; time++) expect(window.take()).toBe(0);
    ms = 20_400;
    expect(window.take()).toBe(600);
  });

  test('are off when the sandbox is told so', async () => {
    const sandbox = await startSandbox({ services: [toyService], tickets: 5, limits: false });
    const { url, key } = sandbox.service('toy');
    for (let time = 0; time < 8; time++)
      expect((await fetch(`${url}/numbers`, { headers: { authorization: key } })).status).toBe(200);
    await sandbox.close();
  });
});

test('wrong options are refused with what to mend', async () => {
  await expect(startSandbox({ services: ['zendesk'] })).rejects.toThrow(/no service "zendesk" in the sandbox; it has/);
  await expect(startSandbox({ services: [toyService], tickets: -1 })).rejects.toThrow(
    'tickets: -1 is not a whole number',
  );
  await expect(
    startSandbox({ services: [toyService], tickets: 1, faults: [{ service: 'x', kind: 'reset' }] }),
  ).rejects.toThrow('fault: service');
  const first = await startSandbox({ services: [toyService], tickets: 1 });
  await expect(startSandbox({ services: [toyService], tickets: 1, port: first.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await first.close();
});

test.each([
  ['/a?key=abc&page=2', '/a?key=***&page=2'],
  ['/a?X-Api.Key=1', '/a?X-Api.Key=***'],
  ['/a?subscription-key=abc#x', '/a?subscription-key=***#x'],
  ['/a?access_token=abc', '/a?access_token=***'],
  ['/a?author=5&monkey=1', '/a?author=5&monkey=1'],
  ['/a/s%2Fcret/b', '/a/***/b'],
  ['/a/s/cret/b', '/a/***/b'],
])('%s is logged as %s', (path, logged) => {
  expect(withoutSecrets(path, ['s/cret'])).toBe(logged);
});
