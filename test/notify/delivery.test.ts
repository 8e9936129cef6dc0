/** How long a receiver that does not answer can hold the end of an export, and what is said of it. */
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { deliver } from '../../etl/src/http/delivery';

const options = { proxy: NO_PROXY, signal: new AbortController().signal };
let silent: Server;
let connections = 0;

beforeAll(async () => {
  silent = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  silent.close();
});

const url = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}/hook`;

test('all tries together end in time, also where nothing is answered', async () => {
  const begun = Date.now();
  const delivery = await deliver({ url: url() }, '{}', { ...options, pausesMs: [10, 10], allMs: 400 });
  expect(delivery).toEqual({ ok: false, why: 'its host did not answer in time' });
  expect(Date.now() - begun).toBeLessThan(3000);
  expect(connections).toBe(1);
});

test('a pause ends with that time, too', async () => {
  const begun = Date.now();
  const refused = await deliver({ url: 'http://127.0.0.1:9/' }, '{}', { ...options, pausesMs: [60_000], allMs: 300 });
  expect(refused).toEqual({ ok: false, why: 'nothing answers at its host' });
  expect(Date.now() - begun).toBeLessThan(3000);
});

test('a name that is not known is a sentence', async () => {
  const unknown = await deliver({ url: 'http://nowhere.invalid/hook' }, null, { ...options, pausesMs: [] });
  expect(unknown).toEqual({ ok: false, why: expect.stringMatching(/^the name of its host (?:is not|cannot)/) });
});
