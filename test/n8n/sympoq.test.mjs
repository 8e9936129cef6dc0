// The SympoQ node in real n8n, every operation of it, against the simulator.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { customApiCall, testErrorOutput } from './harness/every-service.mjs';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { locator, operationNode, recordOperations, testOperations } from './harness/service.mjs';

describe('SympoQ in n8n', () => {
  let n8n, server, sandbox, service, credentials, world;

  before(async () => {
    sandbox = await startSandbox({ services: ['sympoq'], tickets: 220, limits: false });
    service = sandbox.service('sympoq');
    world = sandbox.world('sympoq');
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
    credentials = { sympoqApi: await server.credential('sympoqApi', credential()) };
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.close();
  });

  const credential = (over = {}) => ({ baseUrl: service.url, apiKey: service.key, changePaths: false, ...over });
  const record = recordOperations(() => sandbox);
  const run = async (operation, parameters, { items, settings } = {}) =>
    await record.during(operation, () =>
      server.runNode(operationNode('sympoq', credentials, operation, parameters, settings), items),
    );
  const json = async (...args) => {
    const execution = await run(...args);
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    return execution.json('sympoq');
  };
  const made = async (additionalFields = { tags: ['door'] }) => {
    const [{ ticket_id }] = await json('ticket:create', { description: 'Badge reader offline', additionalFields });
    return locator('id', ticket_id);
  };
  const queue = () => world.queues()[0];
  const topic = () => world.types()[0];
  const agent = () => world.people().find(({ isAgent, isActive }) => isAgent && isActive);

  // Of every operation: what it is given, and what has to come out.
  const cases = {
    'ticket:create': async () => {
      const field = world.fields().find(({ type }) => type === 'text');
      const [created] = await json('ticket:create', {
        description: 'Printer on fire',
        customerEmail: 'ana@example.org',
        additionalFields: { priority: 'Urgent', queue: queue().name, assignee: agent().name },
        customFields: {
          mappingMode: 'defineBelow',
          value: { [field.name]: 'Plant 2' },
          schema: [
            {
              id: field.name,
              displayName: field.name,
              type: 'string',
              display: true,
              required: false,
              defaultMatch: false,
            },
          ],
          matchingColumns: [],
        },
      });
      assert.equal(created.subject, 'Printer on fire');
      assert.equal(created.priority_level, 'urgent');
      assert.equal(created.queue_id, String(queue().id));
      assert.equal(created.requester_email, 'ana@example.org');
      assert.equal(created.custom_fields.find(({ name }) => name === field.name).value_text, 'Plant 2');
    },
    'ticket:delete': async () => {
      const ticketId = await made();
      assert.deepEqual(await json('ticket:delete', { ticketId }), [{ deleted: true }]);
      assert.match((await run('ticket:get', { ticketId })).error.message, /^SympoQ has no ticket /);
    },
    'ticket:get': async () => {
      const { value } = await made({ queue: queue().name });
      const [ticket] = await json('ticket:get', {
        ticketId: locator('url', `${service.url}/ticket/${value}`),
        options: { includeEventLog: true, includeNames: true },
      });
      assert.equal(ticket.ticket_id, value);
      assert.equal(ticket.queue, queue().name);
      assert.ok(ticket.event_log.length > 0);
      const [plain] = await json('ticket:get', { ticketId: locator('id', value) });
      assert.equal(plain.ticket_id, value);
    },
    'ticket:getAll': async () => {
      assert.equal((await json('ticket:getAll', {})).length, 50);
      const closed = await json('ticket:getAll', { returnAll: true, filters: { status: ['Closed'] } });
      assert.ok(closed.length > 0 && closed.every(({ status }) => status === 'Closed'));
    },
    'ticket:update': async () => {
      const ticketId = await made();
      const [updated] = await json('ticket:update', { ticketId, updateFields: { topic: topic().name } });
      assert.equal(updated.ticket_type_id, String(topic().id));
    },
    'comment:add': async () => {
      const [note] = await json('comment:add', { ticketId: await made(), comment: 'For us only', isPrivate: true });
      assert.equal(note.body, 'For us only');
      assert.equal(note.visibility, 'internal');
    },
    'comment:getAll': async () => {
      const ticketId = await made();
      await json(
        'comment:add',
        { ticketId, comment: '={{ $json.text }}' },
        { items: [{ text: 'One' }, { text: 'Two' }] },
      );
      const comments = await json('comment:getAll', { ticketId });
      assert.deepEqual(comments.map(({ body }) => body).sort(), ['One', 'Two']);
    },
    'status:set': async () => {
      const [moved] = await json('status:set', { ticketId: await made(), status: 'Closed' });
      assert.equal(moved.status_group, 'closed');
    },
    'status:getAll': async () => {
      const states = await json('status:getAll', {});
      assert.deepEqual(
        states.map(({ name }) => name),
        ['New', 'Working', 'Pending', 'Closed'],
      );
    },
    'tag:add': async () => {
      const [ticket] = await json('tag:add', { ticketId: await made(), tags: ['key'] });
      assert.deepEqual(ticket.tags, ['door', 'key']);
    },
    'tag:remove': async () => {
      const [ticket] = await json('tag:remove', { ticketId: await made({ tags: ['door', 'key'] }), tags: 'DOOR' });
      assert.deepEqual(ticket.tags, ['key']);
    },
    'tag:getAll': async () => {
      await made({ tags: ['unheard-of'] });
      assert.ok((await json('tag:getAll', { returnAll: true })).some(({ tag }) => tag === 'unheard-of'));
    },
    'queue:get': async () => {
      const queueId = locator('id', String(queue().id));
      const [found] = await json('queue:get', { queueId, options: { includePermissions: true } });
      assert.equal(found.name, queue().name);
      assert.ok(found.permissions.some(({ role }) => role === 'Queue Manager'));
    },
    'queue:getAll': async () => {
      assert.equal((await json('queue:getAll', { returnAll: true })).length, world.queues().length);
    },
    'topic:get': async () => {
      const [found] = await json('topic:get', { topicId: locator('id', String(topic().id)) });
      assert.equal(found.name, topic().name);
    },
    'topic:getAll': async () => {
      assert.equal((await json('topic:getAll', { limit: 1 })).length, 1);
    },
    'user:get': async () => {
      const [found] = await json('user:get', { userId: locator('id', `agent-${agent().id}`) });
      assert.equal(found.name, agent().name);
    },
    'user:getAll': async () => {
      const users = await json('user:getAll', { returnAll: true });
      assert.ok(users.some(({ role }) => role === 'agent') && users.some(({ role }) => role === 'requester'));
    },
  };

  testOperations('Sympoq', cases, record, () => n8n);

  test('tests its credential as the window does', async () => {
    const outcome = async (over) => await server.testCredential('sympoqApi', credential(over));
    assert.equal((await outcome()).status, 'OK');
    assert.equal((await outcome({ baseUrl: `${sandbox.url}/sympoq/` })).status, 'OK');
    assert.equal((await outcome({ changePaths: true, pathTopics: '/topics' })).status, 'OK');
    assert.equal((await outcome({ changePaths: true, pathTopics: 'nowhere' })).status, 'Error');
    const wrongKey = await outcome({ apiKey: 'wrong-key-123' });
    assert.deepEqual([wrongKey.status, /does not accept the key/.test(wrongKey.message)], ['Error', true]);
    assert.match((await outcome({ apiKey: service.lesserKey })).message, /not an Administrator's/);
    assert.match((await outcome({ baseUrl: 'ftp://example.org' })).message, /base URL/);
    sandbox.faults.add({ service: 'sympoq', kind: 'html', times: 1 });
    assert.match((await outcome()).message, /No SympoQ answers/);
  });

  test('loads lists, options and custom fields', async () => {
    const ticket = operationNode('sympoq', credentials, 'ticket:get', { ticketId: await made() });
    const first = await server.list(ticket, 'searchTickets', {});
    assert.ok(first.results.length >= 50);
    const { results } = await server.list(ticket, 'searchTickets', { filter: 'badge READER' });
    assert.ok(results.length > 0 && results.every(({ name }) => /badge reader/i.test(name)));
    for (const search of ['searchQueues', 'searchTopics', 'searchUsers'])
      assert.ok((await server.list(ticket, search, {})).results.length > 0);
    for (const choices of [
      'getStatuses',
      'getPriorities',
      'getChannels',
      'getQueues',
      'getTopics',
      'getAgents',
      'getTags',
    ])
      assert.ok((await server.options(ticket, choices)).length > 0, choices);
    assert.ok((await server.mapperFields(ticket, 'getCustomFields')).fields.length > 0);
  });

  testErrorOutput('sympoq', {
    run,
    ids: async () => [(await made()).value, 'no such ticket/..'],
    says: /^SympoQ has no ticket .*, or the owner of the key may not see it/,
    key: () => service.key,
  });

  test('takes the credential along in a Custom API Call', async () => {
    const answered = await customApiCall('sympoq', { server, credentials, url: `${service.url}/topics` });
    assert.equal(answered.length, world.types().length);
  });
});
