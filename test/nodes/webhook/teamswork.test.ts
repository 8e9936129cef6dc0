/** The webhook trigger of TeamsWork: set up by hand, its secret checked, its ticket read again. */
import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { TeamsWorkApi } from '../../../credentials/TeamsWorkApi.credentials';
import { TeamsWorkWebhookTrigger } from '../../../nodes/TeamsWork/TeamsWorkWebhookTrigger.node';
import { useSandbox } from '../../support/sandbox';
import type { WebhookBench } from '../support/webhook-bench';
import { webhookBenchFor } from '../support/webhook-bench';

const sandbox = useSandbox({ services: ['teamswork'], limits: false, tickets: 20 });
const SECRET = 'chosen by the user';

let bench: WebhookBench;
let secret = SECRET;
beforeEach(async () => {
  secret = SECRET;
  bench = await webhookBenchFor(new TeamsWorkWebhookTrigger(), new TeamsWorkApi(), () => {
    const { url, key } = sandbox().service('teamswork');
    return { region: 'custom', baseUrl: url, apiKey: key, webhookSecret: secret };
  });
  await bench.publish({});
});
afterEach(() => bench.close());

const deliver = async (body: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(bench.url(), { method: 'POST', body, headers })).status;
const ticket = () => sandbox().world('teamswork').ticket(0)!;
const about = (more: object) => JSON.stringify({ event: 'TicketUpdated', ...more });
const hmac = (body: string, encoding: 'hex' | 'base64', key = SECRET) =>
  createHmac('sha256', key).update(body).digest(encoding);

it('tells what the app sends, with the ticket as it is', async () => {
  const { url, key } = sandbox().service('teamswork');
  const settings = `${url.replace('/ticketing/v1', '')}/settings/webhooks`;
  const headers = { 'content-type': 'application/json' };
  const hook = JSON.stringify({ url: bench.url(), secretKey: SECRET });
  expect((await fetch(settings, { method: 'POST', headers, body: hook })).status).toBe(201);

  const { uuid } = ticket();
  const body = JSON.stringify({
    ticket: { title: 'Badge reader' },
    user: { id: 'u', name: 'U', email: 'u@example.org' },
  });
  expect((await fetch(`${url}/tickets/${uuid}?key=${key}`, { method: 'PUT', headers, body })).status).toBe(200);
  expect(await bench.items(1)).toMatchObject([
    {
      event: 'TicketUpdated',
      ticket: { ticket_id: uuid, subject: 'Badge reader' },
      payload: { data: { ticketId: uuid } },
    },
  ]);
  await fetch(settings, { method: 'DELETE' });
});

it.each<[string, (body: string) => Record<string, string>]>([
  ['as it is', () => ({ 'x-secret-key': SECRET })],
  ['as a bearer', () => ({ authorization: `Bearer ${SECRET}` })],
  ['as a hex signature', (body) => ({ 'x-signature': `sha256=${hmac(body, 'hex')}` })],
  ['as a base64 signature', (body) => ({ 'x-signature': hmac(body, 'base64') })],
])('takes the secret in a header, %s', async (_how, headers) => {
  const body = about({ ticketId: ticket().uuid });
  expect(await deliver(body, headers(body))).toBe(200);
  expect(await bench.items(1)).toMatchObject([{ ticket: { ticket_id: ticket().uuid } }]);
});

it('takes the secret in the body, and does not pass it on', async () => {
  expect(await deliver(about({ ticket: { id: ticket().uuid }, secretKey: SECRET }), {})).toBe(200);
  const [item] = await bench.items(1);
  expect(JSON.stringify(item)).not.toContain(SECRET);
  expect(item).toMatchObject({ ticket: { ticket_id: ticket().uuid } });
});

it('refuses a wrong secret, and starts nothing', async () => {
  const body = about({ ticketId: ticket().uuid });
  expect(await deliver(body, {})).toBe(401);
  expect(await deliver(body, { 'x-signature': hmac(body, 'hex', 'another') })).toBe(401);
  expect(await deliver(`${body} `, { 'x-signature': hmac(body, 'hex') })).toBe(401);
  expect(await deliver(about({ secretKey: '' }), {})).toBe(401);
  expect(await bench.items(0)).toEqual([]);
});

it('finds the ticket by its number, and says so of one that is gone', async () => {
  const headers = { 'x-secret-key': SECRET };
  expect(await deliver(about({ data: { ticketNo: ticket().id } }), headers)).toBe(200);
  const gone = '00000000-0000-4000-8000-000000000000';
  expect(await deliver(about({ data: { ticket: { id: gone } } }), headers)).toBe(200);
  expect(await deliver('{"hello":1}', headers)).toBe(200);
  const items = (await bench.items(3)).map(({ ticket: shown }) => (shown as IDataObject | null)?.['ticket_id'] ?? null);
  expect(items).toEqual([ticket().uuid, gone, null]);
});

it('is not published without a secret', async () => {
  secret = '';
  await expect(bench.publish({})).rejects.toThrow('has no Webhook Secret');
  expect(await deliver(about({}), { 'x-secret-key': '' })).toBe(401);
});
