/** The exporter's network layer against a real server on loopback. */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { explain } from '../../etl/src/http/network-error';
import { createSend } from '../../etl/src/http/transport';
import type { Transport } from '../../etl/src/http/transport';
import { unreadableTexts } from '../../etl/src/load/unreadable-text';
import type { ApiRequest, ApiResponse, Secrets } from '../../vendors/http';
import { VendorError } from '../../vendors/errors';
import { waitBeforeRetry } from '../../vendors/retry';

const CANARY = 'canary-7Hq2Lm9Pz4';
const GET: ApiRequest = { endpoint: 'list', method: 'GET', path: '/tickets' };

let server: Server;
let listener: RequestListener = (_, response) => response.end('{}');
let sockets = 0;
let transport: Transport;

beforeAll(async () => {
  server = createServer((request, response) => listener(request, response)).on('connection', () => (sockets += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => transport.close());

function host(): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(secrets: Secrets = {}, timeoutMs = 5000, url = `http://${host()}/api/v2`): Transport {
  transport = createSend({ url, secrets, timeoutMs, concurrency: 2, proxy: NO_PROXY, hasPages: true });
  return transport;
}

async function errorOf(sent: Promise<ApiResponse>): Promise<VendorError> {
  const outcome = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof VendorError)) throw new Error(`no VendorError: ${String(outcome)}`);
  return outcome;
}

/** Everything that could be printed of an error. */
function everythingOf(error: VendorError): string {
  return `${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${String(error.cause)} ${JSON.stringify(error.cause, Object.getOwnPropertyNames(error.cause ?? {}))}`;
}

test('the secret part joins the request last: in the query, in headers', async () => {
  const seen: IncomingMessage[] = [];
  listener = (request, response) => {
    seen.push(request);
    response.end('{}');
  };
  const secrets = { query: { key: 'a b&c' }, headers: { authorization: 'key 1:x' } };
  await open(secrets).send({
    ...GET,
    query: [
      ['status', 'open'],
      ['status', 'a b'],
    ],
    headers: { 'x-page': '2' },
  });
  expect(seen[0]?.url).toBe('/api/v2/tickets?status=open&status=a%20b&key=a%20b%26c');
  expect(seen[0]?.headers).toMatchObject({
    authorization: 'key 1:x',
    'x-page': '2',
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate, br',
  });
});

test('connections are kept alive', async () => {
  listener = (_, response) => response.end('{}');
  open();
  const before = sockets;
  for (let at = 0; at < 20; at += 1) await transport.send(GET);
  // As many as may be under way at once.
  expect(sockets - before).toBeLessThanOrEqual(2);
});

test('status, Date and other headers arrive in lower case; cookies do not', async () => {
  listener = (_, response) => {
    response.writeHead(404, { Date: 'Mon, 02 Nov 2026 09:00:00 GMT', 'X-Two': ['a', 'b'], 'Set-Cookie': 'session=1' });
    response.end('{"gone":true}');
  };
  const response = await open().send(GET);
  expect(response).toMatchObject({ status: 404, body: '{"gone":true}' });
  expect(response.headers).toMatchObject({ date: 'Mon, 02 Nov 2026 09:00:00 GMT', 'x-two': 'a, b' });
  expect(response.headers).not.toHaveProperty('set-cookie');
});

test('a redirect is not followed', async () => {
  const urls: Array<string | undefined> = [];
  listener = (request, response) => {
    urls.push(request.url);
    response.writeHead(302, { location: `http://${host()}/elsewhere` }).end();
  };
  expect((await open({ query: { key: CANARY } }).send(GET)).status).toBe(302);
  expect(urls).toHaveLength(1);
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
] as const)('%s is undone', async (encoding, compress) => {
  const text = JSON.stringify({ subject: 'Grüße 🎫'.repeat(100) });
  listener = (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(compress(text));
  expect((await open().send(GET)).body).toBe(text);
});

test('an answer that is not compressed as its header says is an error that may be tried again', async () => {
  listener = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"plain":true}');
  const error = await errorOf(open().send(GET));
  expect(error).toMatchObject({ code: 'truncated', retryable: true, status: 200 });
  expect(error.message).toBe(`the answer from ${host()} cannot be read: it is not what its header says (gzip)`);
});

test('a compressed answer that unpacks without end is too large, and so is a plain one', async () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
  listener = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  expect(await errorOf(open().send(GET))).toMatchObject({ code: 'too_large', retryable: false });
  await transport.close();
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  listener = (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(chunk)) continue;
      response.once('drain', more);
    };
    more();
  };
  const error = await errorOf(open().send(GET));
  expect(error).toMatchObject({ code: 'too_large', message: `the answer from ${host()} is larger than 64 MB` });
});

test('bytes that are no UTF-8 and NUL become U+FFFD, a BOM is dropped, another character set is read', async () => {
  listener = (_, response) => response.end(Buffer.from([0xef, 0xbb, 0xbf, 0x41, 0xff, 0x00, 0x41]));
  expect((await open().send(GET)).body).toBe('A\uFFFD\uFFFDA');
  listener = (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json; charset=ISO-8859-1' }).end(Buffer.from([0xe9]));
  expect((await transport.send(GET)).body).toBe('é');
});

test('in JSON they become half a character, which is noted with its field; U+FFFD that was sent is a character', async () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  const sent = Buffer.from('\uFFFD').toString('latin1');
  const mark = Buffer.from('\uFEFF').toString('latin1');
  for (const [inside, text, isNoted] of [
    ['caf\xe9', 'caf\uFFFD', true],
    ['a\0b', 'a\uFFFDb', true],
    [`a${sent}b`, 'a\uFFFDb', false],
    [`\xff${sent}${mark}\xe2\x82${sent}`, '\uFFFD\uFFFD\uFEFF\uFFFD\uFFFD', true],
    [sent, '\uFFFD', false],
  ] as const) {
    listener = (_, response) => response.end(bytes(`${mark}{"id":"7","subject":"${inside}"}`));
    const record = JSON.parse((await open().send(GET)).body as string) as { subject: string };
    expect(record.subject.toWellFormed()).toBe(text);
    expect(unreadableTexts(record)).toEqual(isNoted ? ['subject'] : []);
  }
});

test('bytes that were asked for arrive as they are', async () => {
  listener = (_, response) => response.end(Buffer.from([0, 255, 10]));
  expect((await open().send({ ...GET, expects: 'bytes' })).body).toEqual(new Uint8Array([0, 255, 10]));
});

test('a JSON body and a form travel with their length', async () => {
  const bodies: Array<{ type: string | undefined; length: string | undefined; text: string }> = [];
  listener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push({
        type: request.headers['content-type'],
        length: request.headers['content-length'],
        text: Buffer.concat(chunks).toString(),
      });
      response.end('{}');
    });
  };
  open();
  await transport.send({ ...GET, method: 'POST', body: { kind: 'json', value: { a: 'é' } } });
  expect(bodies[0]).toEqual({ type: 'application/json', length: '10', text: '{"a":"é"}' });
  const file = { name: 'file', file_name: 'a"b.txt', media_type: 'text/plain', bytes: new TextEncoder().encode('hi') };
  await transport.send({ ...GET, method: 'POST', body: { kind: 'multipart', fields: [['note', 'x']], files: [file] } });
  const boundary = /boundary=(.+)$/.exec(bodies[1]?.type ?? '')?.[1] ?? 'none';
  expect(bodies[1]?.text).toBe(
    [
      `--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n`,
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a%22b.txt"\r\nContent-Type: text/plain\r\n\r\nhi\r\n`,
      `--${boundary}--\r\n`,
    ].join(''),
  );
  expect(bodies[1]?.length).toBe(String(Buffer.byteLength(bodies[1]?.text ?? '')));
});

describe('what goes wrong on the way', () => {
  test('no answer in time', async () => {
    listener = () => undefined;
    const error = await errorOf(open({}, 1000).send(GET));
    expect(error).toMatchObject({ code: 'timeout', retryable: true, request: 'GET /tickets' });
    expect(error.message).toBe(`${host()} did not answer for 1 s`);
  });

  test('an answer that stops in the middle', async () => {
    listener = (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{"a":');
    const error = await errorOf(open({}, 400).send(GET));
    expect(error).toMatchObject({ code: 'timeout', retryable: true });
    expect(error.message).toBe(`${host()} stopped in the middle of an answer for 0.4 s`);
  });

  test('an answer that drips for ever', async () => {
    listener = (_, response) => {
      const drip = setInterval(() => response.write(' '), 30);
      response.on('close', () => clearInterval(drip));
    };
    const error = await errorOf(open({}, 100).send(GET));
    expect(error).toMatchObject({
      code: 'timeout',
      message: `the answer from ${host()} was not complete after 0.5 s, which is 5 times timeout`,
    });
  });

  test('is asked twice at most where every answer drips: more tries would take half an hour', () => {
    const slow = explain(new Error(), {
      host: 'h',
      request: 'GET /',
      begun: true,
      timedOut: true,
      timeoutMs: 60_000,
      redact: String,
    });
    expect([1, 2].map((tries) => waitBeforeRetry(slow, GET, tries, 0.5) !== undefined)).toEqual([true, false]);
  });

  test('a connection that is reset in the middle of an answer', async () => {
    listener = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":');
      setTimeout(() => response.socket?.destroy(), 20);
    };
    expect(await errorOf(open().send(GET))).toMatchObject({ code: 'truncated', retryable: true });
  });

  test('a connection that is lost before an answer', async () => {
    listener = (request) => request.socket.destroy();
    expect(await errorOf(open().send(GET))).toMatchObject({ code: 'network', retryable: true });
  });

  test('nothing listens', async () => {
    const free = createTcpServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const error = await errorOf(open({}, 1000, `http://127.0.0.1:${port}`).send(GET));
    expect(error).toMatchObject({ code: 'network', message: `nothing answers at 127.0.0.1:${port}` });
    expect(error.remedy).toMatch(/./);
  });

  test('something that is not HTTP', async () => {
    const other = createTcpServer((socket: Socket) => socket.on('error', () => undefined).end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const error = await errorOf(open({}, 1000, `http://127.0.0.1:${port}`).send(GET));
    other.close();
    expect(error).toMatchObject({ code: 'network', message: `127.0.0.1:${port} does not answer in HTTP` });
  });

  test.each([
    ['ENOTFOUND', 'network', true, 'the name h.example is not known'],
    ['EAI_AGAIN', 'network', true, 'the name h.example cannot be looked up at present'],
    ['CERT_HAS_EXPIRED', 'network', false, 'the certificate of h.example has expired'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'network', false, 'the certificate of h.example is not trusted here'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network', false, 'h.example does not speak HTTPS'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', true, 'no connection to h.example was made in time'],
    ['SOMETHING_NEW', 'network', true, 'the connection to h.example was lost'],
  ])('%s in words', (code, kind, retryable, message) => {
    const circumstances = {
      host: 'h.example',
      request: 'GET /',
      begun: false,
      timedOut: false,
      timeoutMs: 1000,
      redact: String,
    };
    const cause = Object.assign(new Error(`https://h.example/?key=${CANARY}`), { code });
    const error = explain(cause, circumstances);
    expect(error).toMatchObject({ code: kind, retryable, message, remedy: expect.stringMatching(/./) });
    expect(everythingOf(error)).not.toContain(CANARY);
  });

  test('a key that no header can carry', async () => {
    const error = await errorOf(open({ headers: { authorization: `${CANARY}\n` } }).send(GET));
    expect(error).toMatchObject({ code: 'bad_input', retryable: false });
    expect(everythingOf(error)).not.toContain(CANARY);
  });

  test('no error holds the secret, whatever went wrong', async () => {
    const secrets = { query: { key: CANARY }, headers: { authorization: `Bearer ${CANARY}` } };
    const faults: RequestListener[] = [
      (request) => request.socket.destroy(),
      () => undefined,
      (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x'),
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('x');
        setTimeout(() => response.socket?.destroy(), 10);
      },
    ];
    open(secrets, 150);
    for (const fault of faults) {
      listener = fault;
      expect(everythingOf(await errorOf(transport.send(GET)))).not.toContain(CANARY);
    }
  });
});
