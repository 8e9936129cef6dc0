/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY: hosts that only the proxy knows are reached, and its password is not shown. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { proxySecrets } from '../../etl/src/base/proxy';
import { secretsOf } from '../../etl/src/config/config';
import { readConfig } from '../../etl/src/config/load';
import { createSend } from '../../etl/src/http/transport';
import { deliver } from '../../etl/src/http/delivery';
import type { ApiRequest } from '../../vendors/http';
import { VendorError } from '../../vendors/errors';

const PASSWORD = 'pr0xy p@ss/word';
const GET: ApiRequest = { endpoint: 'list', method: 'GET', path: '/tickets' };
const YAML = 'sources:\n  desk:\n    vendor: notific\n    url: https://desk.example\n    key: abcdefgh12\n';

let proxy: Server;
let seen: IncomingMessage[] = [];
let tunnel = 'HTTP/1.1 502 Bad Gateway\r\n\r\n';

beforeAll(async () => {
  proxy = createServer((request, response) => {
    seen.push(request);
    response.setHeader('content-type', 'application/json');
    response.end('{"by":"proxy"}');
  }).on('connect', (request, socket) => {
    seen.push(request);
    socket.end(tunnel);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  seen = [];
});
afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

function address(user = ''): string {
  return `http://${user}127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

function proxiesOf(variables: Record<string, string>) {
  const loaded = readConfig(YAML, '/lakes/ticketlake.yaml', variables);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join());
  return loaded.config.proxy;
}

async function ask(url: string, variables: Record<string, string>, timeoutMs = 2000): Promise<unknown> {
  const transport = createSend({
    url,
    secrets: { headers: { authorization: 'key 1:abc' } },
    timeoutMs,
    concurrency: 1,
    proxy: proxiesOf(variables),
    hasPages: true,
  });
  try {
    return (await transport.send(GET)).body;
  } catch (error) {
    if (error instanceof VendorError) return error;
    throw error;
  } finally {
    await transport.close();
  }
}

const user = `agent:${encodeURIComponent(PASSWORD)}@`;

test.each(['HTTP_PROXY', 'http_proxy'])('%s forwards a plain request, with user and password', async (name) => {
  await expect(ask('http://desk.corp.invalid/api', { [name]: address(user) })).resolves.toBe('{"by":"proxy"}');
  expect(seen.map(({ url }) => url)).toEqual(['http://desk.corp.invalid/api/tickets']);
  const basic = Buffer.from(`agent:${PASSWORD}`).toString('base64');
  expect(seen[0]?.headers['proxy-authorization']).toBe(`Basic ${basic}`);
});

test('HTTPS_PROXY opens a tunnel, and what it refuses is said with a remedy and without the password', async () => {
  const refused = await ask('https://desk.corp.invalid', { HTTPS_PROXY: address(user) });
  expect(seen.map(({ method, url }) => [method, url])).toEqual([['CONNECT', 'desk.corp.invalid:443']]);
  expect(refused).toMatchObject({
    code: 'network',
    message: 'the proxy answered 502 when it was asked for desk.corp.invalid',
    retryable: true,
  });
  tunnel = 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n';
  const unknown = await ask('https://desk.corp.invalid', { HTTPS_PROXY: address() });
  expect(unknown).toMatchObject({ retryable: false });
  expect(unknown).toHaveProperty('remedy', expect.stringContaining('user and password into HTTPS_PROXY'));
});

test('a host of NO_PROXY and this machine are asked directly', async () => {
  const settings = { HTTP_PROXY: address(), NO_PROXY: 'other.example,.corp.invalid' };
  expect(await ask('http://desk.corp.invalid', settings)).toMatchObject({ code: 'network' });
  for (const host of ['127.0.0.1:1', '127.8.9.1:1', 'localhost:1', '[::1]:1']) {
    expect(await ask(`http://${host}`, { HTTP_PROXY: address(), HTTPS_PROXY: address() })).toMatchObject({
      code: 'network',
    });
  }
  expect(seen).toEqual([]);
});

test.each([
  ['http://192.0.2.7:9', '10.0.0.0/8, 192.0.2.0/24'],
  ['http://192.0.2.7:9', '192.0.2.7/32'],
  ['http://192.0.2.7:9', '192.0.2.7'],
  ['http://[2001:db8::7]:9', '2001:db8::/32'],
  ['http://[2001:db8::7]:9', '[2001:db8::7]'],
  ['http://desk.corp.invalid', 'other.example,*'],
  ['http://desk.corp.invalid', '*'],
  ['http://desk.corp.invalid', ' CORP.invalid '],
  ['http://desk.corp.invalid', '*.corp.invalid'],
  ['http://desk.corp.invalid:81', 'desk.corp.invalid:81'],
  ['http://desk.corp.invalid', 'corp.invalid:80'],
  ['http://192.0.2.7:9', '192.0.2.7:9'],
])('%s is asked directly where NO_PROXY is %s', async (url, no) => {
  await ask(url, { HTTP_PROXY: address(), no_proxy: no }, 200);
  expect(seen).toEqual([]);
});

test.each([
  ['http://192.0.2.7:9', '10.0.0.0/8,192.0.2.0/33,192.0.2.0/x,192.0.2.0/-1,/24,2001:db8::/32'],
  ['http://192.0.2.7:9', '10.0.0.1/,10.0.0.1/0x0,10.0.0.1/0/32,10.0.0.1/0.0,10.0.0.1/ 0,10.0.0.1/0e3,192.0.2.7:8'],
  ['http://[2001:db8::7]:9', '::1/,[::1]/,::1/-0,fe80::/0x0'],
  ['http://[2001:db8::7]:9', '0.0.0.0/0,2001:db8:1::/48,[2001:db8::70]'],
  ['http://desk.corp.invalid', '0.0.0.0/0,::/0,esk.corp.invalid,corp.invalid:81'],
])('%s is asked through the proxy where NO_PROXY is %s', async (url, no) => {
  await ask(url, { HTTP_PROXY: address(), no_proxy: no });
  expect(seen).toHaveLength(1);
});

test('a notice goes through the proxy, too', async () => {
  const url = 'http://hooks.corp.invalid/one?two=3';
  const { signal } = new AbortController();
  const delivery = await deliver({ url }, '{}', { proxy: proxiesOf({ HTTP_PROXY: address() }), signal, pausesMs: [] });
  expect(delivery).toEqual({ ok: true, status: 200, isEndless: false });
  expect(seen.map((request) => [request.method, request.url])).toEqual([['POST', url]]);
});

test('a proxy may be written without http://; anything but HTTP is refused, and its value is not shown', () => {
  expect(proxiesOf({ HTTPS_PROXY: 'proxy.example:3128' }).https).toBe('http://proxy.example:3128');
  for (const wrong of ['socks5://u:secretword@proxy:1080', 'http://u:secretword@', '::secretword']) {
    const loaded = readConfig(YAML, '/lakes/ticketlake.yaml', { HTTPS_PROXY: wrong });
    expect(loaded).toMatchObject({ ok: false });
    expect(JSON.stringify(loaded)).toContain('HTTPS_PROXY is not the address of an HTTP proxy');
    expect(JSON.stringify(loaded)).not.toContain('secretword');
  }
});

test('passwords of proxies are secrets of the run, as written and decoded', () => {
  const loaded = readConfig(YAML, '/lakes/ticketlake.yaml', { HTTPS_PROXY: `http://${user}proxy.example:3128` });
  expect(loaded.ok && secretsOf(loaded.config)).toEqual(
    expect.arrayContaining([PASSWORD, encodeURIComponent(PASSWORD)]),
  );
  expect(proxySecrets({ http: 'http://proxy.example', https: null, no: '' })).toEqual([]);
});
