// The triggers in real n8n, published, against the simulators: what happens there starts a workflow, once.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { readManifest, root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { line, node, pollEvery } from './harness/workflow.mjs';

const { name: pack } = await readManifest(root);
const SECRET = 'a secret that a person chose';
const SERVICES = {
  deskpro: { type: 'deskproTrigger', credential: 'deskproApi', data: {} },
  notific: { type: 'notificTrigger', credential: 'notificApi', data: {} },
  sympoq: { type: 'sympoqTrigger', credential: 'sympoqApi', data: {} },
  synqly: { type: 'synqlyTrigger', credential: 'synqlyApi', data: { region: 'self-hosted' } },
  teamswork: {
    type: 'teamsWorkTrigger',
    credential: 'teamsWorkApi',
    data: { region: 'custom', webhookSecret: SECRET },
  },
};
const names = Object.keys(SERVICES);

describe('Triggers in n8n', () => {
  let n8n, server, sandbox;
  const workflows = {};
  const credentials = {};
  const known = new Map();

  before(async () => {
    sandbox = await startSandbox({ services: names, tickets: 40, limits: false });
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
    for (const [name, { type, credential, data }] of Object.entries(SERVICES)) {
      const { url, key } = sandbox.service(name);
      credentials[name] = { [credential]: await server.credential(credential, { baseUrl: url, apiKey: key, ...data }) };
      const trigger = node({
        type: `${pack}.${type}`,
        name: 'Trigger',
        parameters: { events: ['created', 'updated'], pollTimes: pollEvery(4) },
        credentials: credentials[name],
      });
      workflows[name] = await server.save(line([trigger, node({ type: 'n8n-nodes-base.noOp' })]));
    }
    await Promise.all(names.map((name) => server.publish(workflows[name])));
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.close();
  });

  const world = (name) => sandbox.world(name);
  const draft = (subject) => ({ subject, description: subject, requester: 1, queue: 1 });

  // What a workflow was started with so far, execution by execution.
  async function executionsOf({ id }) {
    const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
    const { results } = await server.rest('GET', `/executions?limit=100&filter=${filter}`);
    const ended = results.filter(({ stoppedAt }) => stoppedAt).reverse();
    for (const each of ended) {
      if (!known.has(each.id)) known.set(each.id, (await server.execution(each.id)).json('Trigger'));
    }
    return ended.map((each) => known.get(each.id));
  }
  const told = async (workflow) =>
    (await executionsOf(workflow)).flat().map(({ event, ticket }) => `${event} ${ticket?.subject}`);

  async function awaited(workflow, line, seconds = 60) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(500)) {
      const lines = await told(workflow);
      if (lines.includes(line)) return lines;
    }
    throw new Error(`not told within ${seconds} s: ${line}\n${(await told(workflow)).slice(-20).join('\n')}`);
  }
  const everywhere = (work) => Promise.all(names.map(work));
  const ids = {};

  test('a new ticket starts every workflow, and what was there before does not', async () => {
    for (const name of names) ids[name] = world(name).create(draft('Badge reader'), 1).index;
    await everywhere(async (name) =>
      assert.deepEqual(
        [name, await awaited(workflows[name], 'created Badge reader')],
        [name, ['created Badge reader']],
      ),
    );
  });

  test('two changes in the same second are two events', async () => {
    sandbox.clock.set({ frozen: true });
    for (const name of names) world(name).change(ids[name], { subject: 'Badge reader 2' }, 1);
    await everywhere((name) => awaited(workflows[name], 'updated Badge reader 2'));
    for (const name of names) world(name).change(ids[name], { subject: 'Badge reader 3' }, 1);
    await everywhere((name) => awaited(workflows[name], 'updated Badge reader 3'));
    sandbox.clock.set({ frozen: false });
  });

  test('a burst goes on in the next poll', async () => {
    for (const name of names) for (let each = 1; each <= 620; each += 1) world(name).create(draft(`Burst ${each}`), 1);
    await everywhere(async (name) => {
      for (const end = Date.now() + 90_000; Date.now() < end; await sleep(1000)) {
        if ((await told(workflows[name])).filter((each) => each.startsWith('created Burst')).length >= 620) break;
      }
      const sizes = (await executionsOf(workflows[name])).map((items) => items.length).filter((size) => size > 1);
      assert.deepEqual([name, sizes.reduce((sum, size) => sum + size, 0)], [name, 620]);
      assert.ok(sizes.length > 1 && Math.max(...sizes) <= 500, `${name}: ${sizes}`);
    });
  });

  test('what happened while n8n was down is told after a restart, and nothing twice', async () => {
    await n8n.stop();
    for (const name of names) {
      world(name).change(ids[name], { subject: 'Badge reader 4' }, 1);
      world(name).create(draft('While away'), 1);
    }
    server = await n8n.serve();
    await everywhere((name) => awaited(workflows[name], 'created While away'));
    await sleep(9000);
    await everywhere(async (name) => {
      const lines = await told(workflows[name]);
      assert.deepEqual([name, lines.length, new Set(lines).size], [name, 625, 625]);
      assert.ok(lines.includes('updated Badge reader 4'));
    });
  });

  test('publishing anew tells nothing twice and misses nothing', async () => {
    await everywhere((name) => server.unpublish(workflows[name]));
    for (const name of names) world(name).create(draft('In between'), 1);
    await everywhere((name) => server.publish(workflows[name]));
    for (const name of names) world(name).create(draft('Afterwards'), 1);
    await everywhere((name) => awaited(workflows[name], 'created Afterwards'));
    await everywhere(async (name) => {
      const lines = await told(workflows[name]);
      assert.deepEqual([name, lines.length, new Set(lines).size], [name, 627, 627]);
    });
    await everywhere((name) => server.unpublish(workflows[name]));
  });

  test('by hand a trigger shows a recent ticket', async () => {
    await everywhere(async (name) => {
      const trigger = node({
        type: `${pack}.${SERVICES[name].type}`,
        name: 'Trigger',
        parameters: { events: ['created'], pollTimes: pollEvery(30), output: 'selected', fields: ['ticket_id'] },
        credentials: credentials[name],
      });
      const execution = await server.run(line([trigger]));
      assert.equal(execution.error, undefined, JSON.stringify(execution.error));
      const [item] = execution.json('Trigger');
      assert.deepEqual([item.event, Object.keys(item.ticket)], ['created', ['ticket_id']]);
    });
  });

  test('a webhook of Synqly comes with the workflow, is checked, and goes with it', async () => {
    const { url, key } = sandbox.service('synqly');
    const data = {
      region: 'self-hosted',
      baseUrl: url,
      access: 'organization',
      organizationToken: `${key}-organization`,
      accountId: 'acme',
      integrationId: 'mock',
    };
    const trigger = node({
      type: `${pack}.synqlyWebhookTrigger`,
      name: 'Trigger',
      webhookId: 'synqly-hook',
      parameters: { events: ['created', 'replied'] },
      credentials: { synqlyApi: await server.credential('synqlyApi', data) },
    });
    const workflow = await server.save(line([trigger]));
    await server.publish(workflow);
    const hook = server.webhookUrl(trigger, 'webhook');
    const ask = async (method, path, body, token = key) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return await (await fetch(url + path, { method, headers, body: body && JSON.stringify(body) })).json();
    };
    const registered = async () => {
      const { result } = await ask('GET', '/v1/integrations/acme/mock', undefined, `${key}-organization`);
      return (result.webhook_config?.items ?? []).map(({ webhook_url }) => webhook_url);
    };
    assert.deepEqual(await registered(), [hook]);

    const body = JSON.stringify({ ticket_id: 'TKT/1', event_type: 'TicketCreated' });
    const signature = `sha256=${createHmac('sha256', 'some other key of 24 bytes').update(body).digest('hex')}`;
    for (const headers of [{}, { 'synqly-signature': signature }]) {
      const answer = await fetch(hook, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
      assert.equal(answer.status, 401);
    }
    await ask('POST', '/v1/ticketing/tickets', { name: 'Pushed', project: 'P1' });
    assert.deepEqual(await awaited(workflow, 'created Pushed'), ['created Pushed']);
    await server.unpublish(workflow);
    for (const end = Date.now() + 20_000; Date.now() < end && (await registered()).length > 0;) await sleep(200);
    assert.deepEqual(await registered(), []);
  });

  test('a webhook of TeamsWork is set up by hand, and its secret is checked', async () => {
    const { url, key } = sandbox.service('teamswork');
    const trigger = node({
      type: `${pack}.teamsWorkWebhookTrigger`,
      name: 'Trigger',
      webhookId: 'teamswork-hook',
      credentials: credentials.teamswork,
    });
    const workflow = await server.save(line([trigger]));
    await server.publish(workflow);
    const hook = server.webhookUrl(trigger, 'webhook');
    const headers = { 'content-type': 'application/json' };
    const settings = `${url.replace('/ticketing/v1', '')}/settings/webhooks`;
    await fetch(settings, { method: 'POST', headers, body: JSON.stringify({ url: hook, secretKey: SECRET }) });

    const { uuid } = world('teamswork').ticket(ids.teamswork);
    const body = JSON.stringify({ event: 'TicketUpdated', data: { ticketId: uuid } });
    const forged = { ...headers, 'x-webhook-signature': createHmac('sha256', 'guessed').update(body).digest('hex') };
    assert.equal((await fetch(hook, { method: 'POST', body, headers: forged })).status, 401);

    const change = JSON.stringify({
      ticket: { title: 'Pushed' },
      user: { id: 'u', name: 'U', email: 'u@example.org' },
    });
    await fetch(`${url}/tickets/${uuid}?key=${key}`, { method: 'PUT', headers, body: change });
    assert.deepEqual(await awaited(workflow, 'TicketUpdated Pushed'), ['TicketUpdated Pushed']);
  });
});
