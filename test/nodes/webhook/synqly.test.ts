/** The webhook trigger of Synqly: its life at the service, its check of signatures, what it tells. */
import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { SynqlyApi } from '../../../credentials/SynqlyApi.credentials';
import { SynqlyWebhookTrigger } from '../../../nodes/Synqly/SynqlyWebhookTrigger.node';
import { useSandbox } from '../../support/sandbox';
import type { WebhookBench } from '../support/webhook-bench';
import { webhookBenchFor } from '../support/webhook-bench';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: () => Promise.resolve() }));

const sandbox = useSandbox({ services: ['synqly'], limits: false, tickets: 20 });
const SECRET = 'a-key-of-more-than-24-bytes';
const AUTOMATIC = { events: ['created', 'updated', 'replied', 'deleted'] };
const BY_HAND = { ...AUTOMATIC, registration: 'manual' };

let bench: WebhookBench;
let over: IDataObject = {};
const credential = (): IDataObject => {
  const { url, key } = sandbox().service('synqly');
  return {
    region: 'self-hosted',
    baseUrl: url,
    access: 'organization',
    organizationToken: `${key}-organization`,
    accountId: 'acme',
    integrationId: 'mock',
    ...over,
  };
};
const byHand = () => ({ access: 'integration', apiKey: sandbox().service('synqly').key, webhookSecret: SECRET });

beforeEach(async () => {
  over = {};
  bench = await webhookBenchFor(new SynqlyWebhookTrigger(), new SynqlyApi(), credential);
});
afterEach(() => bench.close());

const api = async (method: string, path: string, body?: object, token = ''): Promise<IDataObject> => {
  const { url, key } = sandbox().service('synqly');
  const headers = { authorization: `Bearer ${key}${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  return (await answer.json()) as IDataObject;
};
const registered = async (): Promise<string[]> => {
  const { result } = await api('GET', '/v1/integrations/acme/mock', undefined, '-organization');
  const config = (result as IDataObject)['webhook_config'] as { items?: Array<{ webhook_url: string }> } | undefined;
  return (config?.items ?? []).map(({ webhook_url }) => webhook_url);
};
const deliver = async (body: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(bench.url(), { method: 'POST', body, headers })).status;
const signed = (body: string, secret = SECRET, name = 'Synqly-Signature') => ({
  [name]: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

it('registers itself, tells what happens, and takes itself away', async () => {
  expect(await bench.publish(AUTOMATIC)).toBe(true);
  expect(await registered()).toEqual([bench.url()]);
  expect(await bench.publish(AUTOMATIC)).toBe(false);

  const { result } = await api('POST', '/v1/ticketing/tickets', { name: 'Badge reader', project: 'P1' });
  const { id } = result as { id: string };
  await api('PATCH', `/v1/ticketing/tickets/${encodeURIComponent(id)}`, [
    { op: 'replace', path: '/name', value: 'Badge reader 2' },
  ]);
  await bench.items(2);
  await api('POST', `/v1/ticketing/tickets/${encodeURIComponent(id)}/comments`, { content: 'It works again' });
  const items = await bench.items(3);
  expect(items.map(({ event }) => event)).toEqual(['created', 'updated', 'replied']);
  expect(items[1]).toMatchObject({ ticket: { ticket_id: id, subject: 'Badge reader 2' } });
  expect(items[2]).toMatchObject({ comment: { body: 'It works again' } });

  expect(await bench.unpublish(AUTOMATIC)).toBe(true);
  expect(await registered()).toEqual([]);
  expect(bench.stored['keys']).toEqual({});
  expect(await bench.unpublish(AUTOMATIC)).toBe(true);
});

it('leaves webhooks of others alone', async () => {
  const other = 'http://127.0.0.1:9/other';
  const item = { webhook_url: other, integrator_key: SECRET };
  const steps = [{ op: 'add', path: '/webhook_config', value: { items: [item] } }];
  await api('PATCH', '/v1/integrations/acme/mock', steps, '-organization');
  await bench.publish(AUTOMATIC);
  expect(await registered()).toEqual([other, bench.url()]);
  await bench.unpublish(AUTOMATIC);
  expect(await registered()).toEqual([other]);
});

it('refuses what is not signed with its key, and starts nothing', async () => {
  await bench.publish(AUTOMATIC);
  const body = JSON.stringify({ ticket_id: 'TKT/1', event_type: 'TicketUpdated' });
  expect(await deliver(body, signed(body, 'another-key-of-24-bytes-or-more'))).toBe(401);
  expect(await deliver(body, {})).toBe(401);
  expect(await deliver(body, { 'Synqly-Signature': 'sha256=' })).toBe(401);
  const [key] = Object.values(bench.stored['keys'] as Record<string, string>);
  expect(await deliver(`${body} `, signed(body, key))).toBe(401);
  expect(await bench.items(0)).toEqual([]);
});

it('takes both spellings of the header, and tells a delivery once', async () => {
  over = byHand();
  await bench.publish(BY_HAND);
  const body = JSON.stringify({ ticket_id: 'TKT/1', event_type: 'TicketUpdated', entity_date: '2026-11-02' });
  expect(await deliver(body, signed(body, SECRET, 'X-Synqly-Signature'))).toBe(200);
  expect(await deliver(body, signed(body))).toBe(200);
  expect(await bench.items(1)).toHaveLength(1);
});

it('does not tell events that were not chosen', async () => {
  over = byHand();
  await bench.publish({ ...BY_HAND, events: ['created'] });
  const body = JSON.stringify({ ticket_id: 'TKT/1', event_type: 'TicketUpdated' });
  expect(await deliver(body, signed(body))).toBe(200);
  expect(await bench.items(0)).toEqual([]);
});

it('tells of a ticket that is gone by its ID', async () => {
  over = byHand();
  await bench.publish(BY_HAND);
  const body = JSON.stringify({ ticket_id: 'TKT/9999', event_type: 'TicketDeleted' });
  expect(await deliver(body, signed(body))).toBe(200);
  expect(await bench.items(1)).toEqual([{ event: 'deleted', ticket: { ticket_id: 'TKT/9999' }, event_at: null }]);
});

it('refuses what is older than the user allows', async () => {
  over = byHand();
  await bench.publish({ ...BY_HAND, options: { maxAge: 5 } });
  const old = JSON.stringify({ ticket_id: 'TKT/1', event_type: 'TicketUpdated', entity_date: '2020-01-01T00:00:00Z' });
  expect(await deliver(old, signed(old))).toBe(401);
  const fresh = JSON.stringify({ ticket_id: 'TKT/1', entity_date: new Date().toISOString() });
  expect(await deliver(fresh, signed(fresh))).toBe(200);
  expect(await bench.items(1)).toHaveLength(1);
});

it('does not confirm a delivery whose ticket cannot be read now', async () => {
  over = byHand();
  await bench.publish(BY_HAND);
  sandbox().faults.add({ service: 'synqly', kind: 'server_error', times: -1 });
  const body = JSON.stringify({ ticket_id: 'TKT/1', event_type: 'TicketUpdated' });
  expect(await deliver(body, signed(body))).toBe(500);
  sandbox().faults.clear();
  expect(await deliver(body, signed(body))).toBe(200);
  expect(await bench.items(1)).toHaveLength(1);
}, 20_000);

it('says what to do where it cannot register itself, and where no key is there to check with', async () => {
  over = byHand();
  await expect(bench.publish(AUTOMATIC)).rejects.toThrow('An integration token cannot register webhooks');
  over = { ...byHand(), webhookSecret: '' };
  await expect(bench.publish(BY_HAND)).rejects.toThrow('has no Webhook Secret');
  const body = '{}';
  expect(await deliver(body, signed(body, ''))).toBe(401);
});
