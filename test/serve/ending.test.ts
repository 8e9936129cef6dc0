/** How the service ends for its readers: what is under way comes through, what comes then is told to ask again. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../etl/src/config/config';
import { toResult } from '../../vendors/result';
import { configOf, exportOnce, newLake } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { TOKEN, serve } from '../support/service';
import type { RunningService } from '../support/service';
import { ticket } from '../support/tiny-vendor';

const scripted = new ScriptedService();
const ROWS = 8000;
let config: Config;
beforeAll(async () => {
  await scripted.start();
  const subject = 'x'.repeat(1000);
  scripted.serve(
    Array.from({ length: ROWS }, (_, at) => ticket({ ticket_id: String(at), subject })),
    {},
    ROWS,
  );
  config = configOf(newLake(), [scripted.source({ streams: ['tickets'] })]);
  await exportOnce(config);
});
afterAll(() => scripted.stop());

/** Asks for far more than a connection holds, and reads nothing of it until it is told to. */
async function slowReader({ url }: RunningService): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.pause();
  const head = ['GET /api/tables/tickets?format=json HTTP/1.1', 'host: 127.0.0.1', 'connection: close'];
  socket.write([...head, `authorization: Bearer ${TOKEN}`, '', ''].join('\r\n'));
  await once(socket, 'readable');
  return socket;
}

async function restOf(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

const rowsIn = (answer: string): number => answer.match(/"ticket_key":/g)?.length ?? 0;

it('an answer that is under way comes through whole, and new requests are told to ask again', async () => {
  const service = await serve(config);
  const reader = await slowReader(service);
  let isClosed = false;
  const closed = service.close().then(() => {
    isClosed = true;
  });
  for (const path of ['/health', '/api/status', '/odata/runs', '/api/runs']) {
    const refused = await service.ask(path);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5', connection: 'close' } });
    expect(refused.json()).toMatchObject({ error: { code: 'ending' } });
  }
  expect((await service.ask('/api/runs', { method: 'POST', body: {} })).status).toBe(503);
  expect(isClosed).toBe(false);
  const answer = await restOf(reader);
  expect(answer.slice(0, 17)).toBe('HTTP/1.1 200 OK\r\n');
  expect(rowsIn(answer)).toBe(ROWS);
  await closed;
  await expect(service.ask('/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('whoever reads on beyond the limit is cut off, and the service ends', async () => {
  const service = await serve(config, { lastAnswersMs: 300 });
  const reader = await slowReader(service);
  const begun = performance.now();
  await service.close();
  expect(performance.now() - begun).toBeGreaterThanOrEqual(250);
  // What was on its way already may still arrive.
  const got = await toResult(restOf(reader));
  expect(got.status === 'rejected' || rowsIn(got.value) < ROWS).toBe(true);
});

it('where nobody waits for an answer the service ends at once, whatever connections are open', async () => {
  const service = await serve(config);
  const idle = connect(Number(new URL(service.url).port), '127.0.0.1');
  await once(idle, 'connect');
  await service.ask('/health');
  await sleep(20);
  const begun = performance.now();
  await service.close();
  expect(performance.now() - begun).toBeLessThan(2000);
  idle.destroy();
});
