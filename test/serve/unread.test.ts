/** Addresses and heads that cannot be read are answered in the documented shapes. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { configOf, newLake } from '../support/lake';
import { serve } from '../support/service';
import type { RunningService } from '../support/service';

const service = (): Promise<RunningService> => serve(configOf(newLake(), []));

/** As it is on the wire: clients mend an address before they send it. */
async function wire({ url }: RunningService, request: string): Promise<{ status: number; body: unknown }> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(request);
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
}

const get = (address: string) => `GET ${address} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`;

it.each([
  [get("/odata/tickets('%')"), 400, { code: 'bad_request', message: expect.stringContaining('%25') }],
  [get('/odata/%zz'), 400, { code: 'bad_request', message: expect.stringContaining('%25') }],
  [get('/api/tables/%'), 400, { code: 'bad_request', message: expect.any(String), remedy: expect.any(String) }],
  [get('/api/tables/%E0%A4%A'), 400, { code: 'bad_request', message: expect.any(String), remedy: expect.any(String) }],
  [
    get(`/api/tables/${'x'.repeat(3000)}`),
    414,
    { code: 'too_much', message: expect.any(String), remedy: expect.any(String) },
  ],
  [get(`/${'x'.repeat(40_000)}`), 431, { code: 'too_much', message: expect.any(String), remedy: 'Send less.' }],
  [
    'no http at all\r\n\r\n',
    400,
    { code: 'bad_request', message: 'the request is not HTTP', remedy: expect.any(String) },
  ],
])('the request of case %#', async (request, status, error) => {
  expect(await wire(await service(), request)).toEqual({ status, body: { error } });
});
