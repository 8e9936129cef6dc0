import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { useSandbox } from '../support/sandbox';
import { toyService } from '../support/toy-service';
import { FIXED_NOW } from '../../sandbox/world/clock';
import type { FaultOrder } from '../../sandbox/faults/faults';
import { startSandbox } from '../../sandbox/server';

const sandbox = useSandbox({ services: [toyService], limits: false });

const ask = (path = '/numbers', init: RequestInit = {}): Promise<Response> => {
  const { url, key } = sandbox().service('toy');
  return fetch(url + path, { ...init, headers: { authorization: key, ...init.headers } });
};
const strike = (kind: FaultOrder['kind'], more: Partial<FaultOrder> = {}): void =>
  void sandbox().faults.add({ service: 'toy', kind, ...more });

/** What comes over the wire, and how the connection ends. */
function raw(path: string, headers = ''): Promise<{ text: string; error: string | undefined }> {
  const { url, key } = sandbox().service('toy');
  const { port, pathname } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    let error: string | undefined;
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `GET ${pathname}${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${key}\r\nConnection: close\r\n${headers}\r\n`,
    );
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', (problem: NodeJS.ErrnoException) => (error = problem.code));
    socket.on('close', () => resolve({ text, error }));
  });
}

const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4);
const lengthOf = (text: string): number => Number(/content-length: (\d+)/i.exec(text)?.[1]);

test('without a fault the service answers for itself', async () => {
  const answer = await ask();
  expect(await answer.json()).toMatchObject({ total: 100 });
  expect((await fetch(`${sandbox().service('toy').url}/numbers`)).status).toBe(401);
});

test.each([
  [{}, '1'],
  [{ retryAfter: '7' }, '7'],
  [{ retryAfter: 9 }, '9'],
  [{ retryAfter: '-3' }, '-3'],
  [{ retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 'Wed, 21 Oct 2026 07:28:00 GMT'],
  [{ retryAfter: 'none' }, null],
])('rate_limited with %j has Retry-After %s and the body of the service', async (options, retryAfter) => {
  strike('rate_limited', { options });
  const answer = await ask();
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe(retryAfter);
  expect(await answer.json()).toEqual({ toy: expect.stringMatching(/^slow down/) });
  expect((await ask()).status).toBe(200);
});

test('rate_limited can say a date that is ahead of the answer’s own Date', async () => {
  strike('rate_limited', { options: { retryAfterDateMs: 5000 } });
  const { headers } = await ask();
  expect(Date.parse(headers.get('retry-after')!) - Date.parse(headers.get('date')!)).toBe(5000);
});

test('server_error and maintenance have their status, and the service hears nothing', async () => {
  strike('server_error', { times: 2, options: { status: 503 } });
  strike('maintenance');
  const size = sandbox().world('toy').size;
  const post = (): Promise<Response> =>
    ask('/tickets', { method: 'POST', body: '{"subject":"x"}', headers: { 'content-type': 'application/json' } });
  expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([503, 503, 423]);
  expect(sandbox().world('toy').size).toBe(size);
  expect((await post()).status).toBe(201);
  expect(sandbox().world('toy').size).toBe(size + 1);
});

test('reset cuts the connection after half of the body, and the service has done its work', async () => {
  strike('reset');
  const { text, error } = await raw('/numbers');
  expect(error).toBe('ECONNRESET');
  expect(text).toMatch(/^HTTP\/1.1 200/);
  expect(bodyOf(text).length).toBe(Math.floor(lengthOf(text) / 2));
  strike('reset');
  const size = sandbox().world('toy').size;
  const lost = ask('/tickets', {
    method: 'POST',
    body: '{"subject":"lost"}',
    headers: { 'content-type': 'application/json' },
  });
  await expect(lost.then((answer) => answer.text())).rejects.toThrow();
  expect(sandbox().world('toy').size).toBe(size + 1);
});

test('truncated JSON has a right Content-Length', async () => {
  strike('truncated');
  const { text, error } = await raw('/numbers');
  expect(error).toBeUndefined();
  expect(bodyOf(text).length).toBe(lengthOf(text));
  expect(bodyOf(text)).toMatch(/^\{"total":100/);
  expect(() => JSON.parse(bodyOf(text)) as unknown).toThrow(SyntaxError);
});

test('html comes with status 200, empty with no body', async () => {
  strike('html');
  const page = await ask();
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await page.text()).toMatch(/^<!doctype html>/);
  strike('empty');
  const empty = await ask();
  expect([empty.status, empty.headers.get('content-type'), await empty.text()]).toEqual([
    200,
    'application/json; charset=utf-8',
    '',
  ]);
});

test('slow waits before the answer, or drips the body', async () => {
  strike('slow', { options: { delayMs: 150 } });
  let started = performance.now();
  await ask();
  expect(performance.now() - started).toBeGreaterThan(140);
  strike('slow', { options: { dripMs: 200 } });
  started = performance.now();
  const answer = await ask();
  const headAfter = performance.now() - started;
  expect(await answer.json()).toMatchObject({ total: 100 });
  expect(performance.now() - started).toBeGreaterThan(180);
  expect(headAfter).toBeLessThan(150);
});

test('a slow answer does not keep the sandbox from closing', async () => {
  const other = await startSandbox({
    services: [toyService],
    tickets: 1,
    faults: [{ service: 'toy', kind: 'slow', options: { delayMs: 60_000 } }],
  });
  const { url, key } = other.service('toy');
  const waiting = fetch(`${url}/numbers`, { headers: { authorization: key } }).then(
    () => 'answered',
    () => 'cut',
  );
  while (other.requests.count() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const started = performance.now();
  await other.close();
  expect(performance.now() - started).toBeLessThan(2000);
  expect(['answered', 'cut']).toContain(await waiting);
});

test('huge is valid JSON of the asked size', async () => {
  strike('huge');
  const text = await (await ask()).text();
  expect(text.length).toBe(20_000_000);
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['data']);
});

test('gzip_lie names an encoding that the body does not have', async () => {
  strike('gzip_lie');
  const { text } = await raw('/numbers');
  expect(text).toMatch(/content-encoding: gzip/i);
  expect(() => gunzipSync(Buffer.from(bodyOf(text)))).toThrow();
  expect(JSON.parse(bodyOf(text))).toMatchObject({ total: 100 });
});

test('redirect leads to another host, which writes down whether a key came along', async () => {
  strike('redirect', { times: 2, options: { status: 307 } });
  const answer = await ask('/numbers?page=2', { redirect: 'manual' });
  expect(answer.status).toBe(307);
  expect(answer.headers.get('location')).toBe(`${sandbox().redirectTarget.url}/toy/api/numbers?page=2`);
  expect(new URL(sandbox().redirectTarget.url).host).not.toBe(new URL(sandbox().url).host);
  expect(await (await ask('/numbers')).json()).toEqual({ elsewhere: true });
  expect(sandbox().redirectTarget.requests()).toMatchObject([
    { method: 'GET', path: '/toy/api/numbers', carriesKey: false },
  ]);
  await fetch(sandbox().redirectTarget.url, {
    headers: { authorization: `Basic ${btoa(`me:${sandbox().service('toy').key}`)}` },
  });
  await fetch(`${sandbox().redirectTarget.url}/?apikey=${sandbox().service('toy').key}`);
  expect(
    sandbox()
      .redirectTarget.requests()
      .map(({ carriesKey }) => carriesKey),
  ).toEqual([false, true, true]);
});

test('clock_skew moves the Date and new stamps of the struck request alone', async () => {
  strike('clock_skew', { options: { skewMs: -7_200_000 } });
  const post = async (): Promise<[date: number, createdAt: number]> => {
    const answer = await ask('/tickets', {
      method: 'POST',
      body: '{"subject":"x"}',
      headers: { 'content-type': 'application/json' },
    });
    return [Date.parse(answer.headers.get('date')!), ((await answer.json()) as { createdAt: number }).createdAt];
  };
  const near = (value: number, to: number): void => expect(Math.abs(value - to)).toBeLessThan(60_000);
  for (const at of await post()) near(at, FIXED_NOW - 7_200_000);
  for (const at of await post()) near(at, FIXED_NOW);
});

test('a fault strikes its endpoint alone, after some requests, as often as it says', async () => {
  strike('server_error', { endpoint: 'get', after: 1, times: 2 });
  const statuses: number[] = [];
  for (const path of ['/tickets/1', '/numbers', '/tickets/1', '/numbers', '/tickets/1', '/tickets/1'])
    statuses.push((await ask(path)).status);
  expect(statuses).toEqual([200, 200, 500, 200, 500, 200]);
  expect(sandbox().faults.list()).toMatchObject([{ kind: 'server_error', struck: 2, times: 2 }]);
});

test('times -1 strikes for ever, until it is cleared', async () => {
  strike('server_error', { times: -1 });
  for (let time = 0; time < 5; time++) expect((await ask()).status).toBe(500);
  sandbox().faults.clear('toy');
  expect((await ask()).status).toBe(200);
});

test('a fault of its lists is taken by the service', async () => {
  strike('wrong_total');
  expect(await (await ask()).json()).toMatchObject({ total: 7 });
  expect(await (await ask()).json()).toMatchObject({ total: 100 });
});

test.each([
  [{ service: 'toys', kind: 'reset' }, 'fault: service: is not one of toy'],
  [{ service: 'toy', kind: 'explode' }, 'fault: kind: is not one of rate_limited'],
  [{ service: 'toy', kind: 'reset', times: 0 }, 'fault: times: is 0; say how many requests it strikes, or -1 for ever'],
  [{ service: 'toy', kind: 'reset', often: 2 }, 'fault: no member "often"'],
  [
    { service: 'toy', kind: 'server_error', options: { status: 200 } },
    'fault: options of server_error: status: is not a whole number from 500 to 599',
  ],
  [
    { service: 'toy', kind: 'server_error', options: { state: 500 } },
    'fault: options of server_error: no member "state"; it may have status',
  ],
])('a wrong fault %j is refused', (order, message) => {
  expect(() => sandbox().faults.add(order as FaultOrder)).toThrow(message);
});
