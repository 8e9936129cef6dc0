/** Servers that close the connection behind an answer, while its body still waits for a reader. */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { createDispatcher } from '../../etl/src/http/dispatcher';

/** Of a size at which undici 7 alone ends the process. */
const BODY = Buffer.alloc(70_000, 'x');

/** Answers each request with bytes as they stand here, and closes. */
async function served<T>(answer: Buffer, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

const withHead = (head: string, body = BODY): Buffer => Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
const LENGTH = `content-length: ${BODY.length}`;

/** A reader that begins late. @returns how much it read, or the code of what it met */
async function readLate(url: string): Promise<number | string> {
  const dispatcher = createDispatcher(url, NO_PROXY, { connections: 1 });
  try {
    const { body } = await dispatcher.request({ origin: url, path: '/', method: 'GET' });
    await pause(200);
    return (await body.arrayBuffer()).byteLength;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await dispatcher.destroy();
  }
}

test.each([
  ['says that it closes', `HTTP/1.1 200 OK\r\nConnection: close\r\n${LENGTH}`],
  ['says so in other letters', `HTTP/1.1 200 OK\r\nCONNECTION: Close\r\n${LENGTH}`],
  ['speaks HTTP/1.0', `HTTP/1.0 200 OK\r\n${LENGTH}`],
  ['gives no length', 'HTTP/1.1 200 OK'],
  ['does not say that it closes', `HTTP/1.1 200 OK\r\n${LENGTH}`],
])('a server that %s: the body is read whole, and the process goes on', async (_, head) => {
  expect(await served(withHead(head), readLate)).toBe(BODY.length);
});

test('a body that ends early is no whole one', async () => {
  const cut = withHead(`HTTP/1.1 200 OK\r\nConnection: close\r\n${LENGTH}`, BODY.subarray(0, 30_000));
  expect(await served(cut, readLate)).toMatch(/^UND_ERR_/);
});
