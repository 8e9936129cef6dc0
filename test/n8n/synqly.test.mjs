// The Synqly node in real n8n, every operation of it, against the simulator.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { customApiCall, testErrorOutput, testStop, twoPagesOfTickets } from './harness/every-service.mjs';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { locator, operationNode, recordOperations, testOperations } from './harness/service.mjs';

describe('Synqly in n8n', () => {
  let n8n, server, sandbox, service, credentials, organization, world;

  before(async () => {
    sandbox = await startSandbox({ services: ['synqly'], tickets: 160, limits: false });
    service = sandbox.service('synqly');
    world = sandbox.world('synqly');
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
    credentials = { synqlyApi: await server.credential('synqlyApi', credential()) };
    organization = { synqlyApi: await server.credential('synqlyApi', organizational()) };
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.close();
  });

  const credential = (over = {}) => ({ region: 'self-hosted', baseUrl: service.url, apiKey: service.key, ...over });
  const organizational = (over = {}) => ({
    ...credential({ apiKey: '' }),
    access: 'organization',
    organizationToken: `${service.key}-organization`,
    accountId: 'acme',
    integrationId: 'mock',
    ...over,
  });
  const record = recordOperations(() => sandbox);
  const run = async (operation, parameters, { items, settings, by = credentials } = {}) =>
    await record.during(operation, () =>
      server.runNode(operationNode('synqly', by, operation, parameters, settings), items),
    );
  const json = async (...args) => {
    const execution = await run(...args);
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    return execution.json('synqly');
  };
  const made = (over = {}) => {
    const { id } = world.create(
      { subject: 'Badge reader offline', requester: 1, queue: 1, tags: ['door'], ...over },
      1,
    );
    return locator('id', `TKT/${id}`);
  };
  const file = { data: Buffer.from('Grüße').toString('base64'), mimeType: 'text/plain', fileName: 'grüße.txt' };
  const upload = async (ticketId) => {
    const [uploaded] = await json('attachment:upload', { ticketId }, { items: [{ json: {}, binary: { data: file } }] });
    return uploaded;
  };
  const noted = async (ticketId) => {
    const [note] = await json('note:add', { ticketId, title: 'Call', content: 'Nobody there' });
    return note;
  };

  // Of every operation: what it is given, and what has to come out.
  const cases = {
    'ticket:create': async () => {
      const [field] = world.fields().filter(({ type }) => type === 'number');
      const [created] = await json('ticket:create', {
        name: 'Printer on fire',
        projectId: locator('id', world.queues()[1].name),
        additionalFields: { priority: 'URGENT', dueDate: '2026-12-24T10:00:00', tags: 'fire, printer' },
        customFields: {
          mappingMode: 'defineBelow',
          value: { [field.name]: 4 },
          schema: [
            {
              id: field.name,
              displayName: field.name,
              type: 'number',
              display: true,
              required: false,
              defaultMatch: false,
            },
          ],
          matchingColumns: [],
        },
      });
      assert.equal(created.subject, 'Printer on fire');
      assert.equal(created.queue_id, 'P2');
      assert.equal(created.priority_level, 'urgent');
      assert.equal(created.due_at, '2026-12-24T10:00:00.000000Z');
      assert.deepEqual(created.tags, ['fire', 'printer']);
      assert.equal(created.custom_fields.find(({ name }) => name === field.name).value_number, 4);
    },
    'ticket:get': async () => {
      const [ticket] = await json('ticket:get', { ticketId: locator('list', 'TKT/2') });
      assert.equal(ticket.ticket_id, 'TKT/2');
      assert.equal(ticket.subject, world.ticket(1).subject);
    },
    'ticket:getAll': async () => {
      const [selected] = await json('ticket:getAll', { limit: 1, output: 'selected', fields: ['subject', 'status'] });
      assert.deepEqual(Object.keys(selected), ['subject', 'status']);
      const all = await json('ticket:getAll', { returnAll: true });
      assert.ok(all.length > 100);
      assert.equal(new Set(all.map((ticket) => ticket.ticket_id)).size, all.length);
      const some = await json('ticket:getAll', {
        projectId: locator('list', 'P1'),
        filters: {
          conditions: { condition: [{ field: 'status', operator: 'in', value: 'Resolved, Closed' }] },
          expressions: 'priority[ne]LOW',
          createdAfter: '={{ $now.minus({ years: 3 }) }}',
        },
        options: { order: { by: [{ field: 'created_at', direction: 'desc' }] }, meta: ['stats/count()'] },
        output: 'raw',
      });
      assert.ok(some.length > 0 && some[0].meta.stats.count['*'] > 0);
      assert.ok(some.every(({ project, status }) => project === 'P1' && ['Resolved', 'Closed'].includes(status)));
      assert.deepEqual(
        some.map(({ created_at }) => created_at),
        some
          .map(({ created_at }) => created_at)
          .sort()
          .reverse(),
      );
    },
    'ticket:update': async () => {
      const ticketId = made({ dueAt: 1_800_000_000_000 });
      const updateFields = { name: 'New name', priority: 'HIGH', clear: ['due_date'] };
      const [updated] = await json('ticket:update', { ticketId, updateFields });
      assert.equal(updated.subject, 'New name');
      assert.equal(updated.priority, 'HIGH');
      assert.equal(updated.due_at, null);
      const [patched] = await json('ticket:update', {
        ticketId,
        updateBy: 'patch',
        jsonPatch: '[{"op": "add", "path": "/tags/-", "value": "key"}]',
      });
      assert.deepEqual(patched.tags, ['door', 'key']);
    },
    'comment:add': async () => {
      const [comment] = await json('comment:add', { ticketId: made(), comment: 'Hello **you**' });
      assert.equal(comment.body, 'Hello you');
      assert.equal(comment.visibility, 'public');
    },
    'comment:getAll': async () => {
      const ticketId = made();
      const items = [{ text: 'One' }, { text: 'Two' }];
      await json('comment:add', { ticketId, comment: '={{ $json.text }}' }, { items });
      const comments = await json('comment:getAll', { ticketId });
      assert.deepEqual(comments.map(({ body }) => body).sort(), ['One', 'Two']);
    },
    'comment:delete': async () => {
      const ticketId = made();
      const [{ comment_id }] = await json('comment:add', { ticketId, comment: 'Hello' });
      const commentId = locator('id', comment_id);
      assert.deepEqual(await json('comment:delete', { ticketId, commentId }), [{ deleted: true }]);
      assert.deepEqual(await json('comment:getAll', { ticketId }), []);
    },
    'status:set': async () => {
      const [moved] = await json('status:set', { ticketId: made(), status: 'Resolved' });
      assert.equal(moved.status, 'Resolved');
      assert.equal(moved.status_group, 'solved');
    },
    'status:getAll': async () => {
      const statuses = await json('status:getAll', {});
      assert.ok(statuses.some(({ name, seen_in }) => name === 'In Progress' && seen_in === 'remote_fields'));
    },
    'tag:add': async () => {
      const [ticket] = await json('tag:add', { ticketId: made(), tags: 'key, Door' });
      assert.deepEqual(ticket.tags, ['door', 'key']);
    },
    'tag:remove': async () => {
      const [ticket] = await json('tag:remove', { ticketId: made({ tags: ['door', 'key'] }), tags: 'DOOR' });
      assert.deepEqual(ticket.tags, ['key']);
    },
    'tag:set': async () => {
      const [ticket] = await json('tag:set', { ticketId: made(), tags: '={{ ["key", "lock"] }}' });
      assert.deepEqual(ticket.tags, ['key', 'lock']);
      const [bare] = await json('tag:set', { ticketId: made(), tags: '' });
      assert.deepEqual(bare.tags, []);
    },
    'tag:getAll': async () => {
      const tags = await json('tag:getAll', { limit: 2 });
      assert.equal(tags.length, 2);
      assert.equal(typeof tags[0].tag, 'string');
    },
    'attachment:upload': async () => {
      const uploaded = await upload(made());
      assert.equal(uploaded.file_name, 'grüße.txt');
      assert.equal(uploaded.media_type, 'text/plain');
    },
    'attachment:getAll': async () => {
      const ticketId = made();
      const { attachment_id } = await upload(ticketId);
      const found = await json('attachment:getAll', { ticketId });
      assert.deepEqual(
        found.map((each) => each.attachment_id),
        [attachment_id],
      );
    },
    'attachment:download': async () => {
      const ticketId = made();
      const { attachment_id } = await upload(ticketId);
      const attachmentId = locator('id', attachment_id);
      const execution = await run('attachment:download', { ticketId, attachmentId, outputBinaryPropertyName: 'file' });
      const [{ binary, json: about }] = execution.items('synqly');
      assert.equal(binary.file.fileName, 'grüße.txt');
      assert.equal(binary.file.mimeType, 'text/plain');
      assert.equal(String(await server.binary(binary.file)), 'Grüße');
      assert.equal(about.size_bytes, 7);
    },
    'attachment:delete': async () => {
      const ticketId = made();
      const attachmentId = locator('id', (await upload(ticketId)).attachment_id);
      assert.deepEqual(await json('attachment:delete', { ticketId, attachmentId }), [{ deleted: true }]);
      assert.deepEqual(await json('attachment:getAll', { ticketId }), []);
    },
    'note:add': async () => {
      const note = await noted(made());
      assert.equal(note.title, 'Call');
      assert.equal(note.visibility, 'internal');
    },
    'note:getAll': async () => {
      const ticketId = made();
      const note = await noted(ticketId);
      assert.deepEqual(await json('note:getAll', { ticketId }), [note]);
    },
    'note:update': async () => {
      const ticketId = made();
      const noteId = locator('id', (await noted(ticketId)).comment_id);
      const [note] = await json('note:update', { ticketId, noteId, updateFields: { content: 'Called back' } });
      assert.equal(note.title, 'Call');
      assert.equal(note.body, 'Called back');
    },
    'note:delete': async () => {
      const ticketId = made();
      const noteId = locator('id', (await noted(ticketId)).comment_id);
      assert.deepEqual(await json('note:delete', { ticketId, noteId }), [{ deleted: true }]);
      assert.deepEqual(await json('note:getAll', { ticketId }), []);
    },
    'project:getAll': async () => {
      const projects = await json('project:getAll', {});
      assert.deepEqual(
        projects.map(({ name }) => name),
        world.queues().map(({ name }) => name),
      );
    },
    'remoteField:getAll': async () => {
      const fields = await json('remoteField:getAll', { returnAll: true });
      assert.ok(fields.some(({ field_id }) => field_id === 'status'));
      assert.equal(fields.length, world.fields().length + 1);
    },
    'escalationPolicy:getAll': async () => {
      const [policy] = await json('escalationPolicy:getAll', { limit: 1 });
      assert.equal(policy.name, world.teams()[0].name);
      assert.ok(policy.rules[0].actors.length > 0);
    },
    'onCall:getAll': async () => {
      const escalationPolicyId = locator('id', world.teams()[0].name);
      const people = await json('onCall:getAll', { escalationPolicyId });
      assert.ok(people.length > 0 && people.every(({ full_name }) => typeof full_name === 'string'));
    },
  };

  testOperations('Synqly', cases, record, () => n8n);

  test('tests its credential as the window does', async () => {
    const outcome = async (over) => await server.testCredential('synqlyApi', credential(over));
    assert.equal((await outcome()).status, 'OK');
    assert.equal((await outcome({ baseUrl: `${service.url}/v1/ticketing/` })).status, 'OK');
    const wrong = await outcome({ apiKey: 'wrong-key-123' });
    assert.equal(wrong.status, 'Error');
    assert.match(wrong.message, /does not accept the token/);
    const kind = await outcome({ apiKey: `${service.key}-organization` });
    assert.match(kind.message, /does not accept the token/);
    assert.equal((await outcome({ baseUrl: `${sandbox.url}/nowhere` })).status, 'Error');
    assert.match((await outcome({ baseUrl: 'ftp://example.org' })).message, /base URL/);
    sandbox.faults.add({ service: 'synqly', kind: 'html', times: 1 });
    assert.match((await outcome()).message, /did not answer with data/);
  });

  test('tests a credential with an organization token, and says what is wrong with it', async () => {
    const outcome = async (over) => await server.testCredential('synqlyApi', organizational(over));
    assert.equal((await outcome()).status, 'OK');
    const wrong = await outcome({ organizationToken: 'wrong-token-123' });
    assert.equal(wrong.status, 'Error');
    assert.match(wrong.message, /^No token could be made: Synqly does not accept the key/);
    assert.match((await outcome({ integrationId: 'nothing' })).message, /integration not found/);
    assert.match((await outcome({ accountId: ' ' })).message, /"Account ID" of the credential is empty/);
  });

  test('makes a token with an organization token, keeps it, and makes another when it has expired', async () => {
    const minted = () => sandbox.requests.count('synqly', 'create_integration_token');
    sandbox.requests.reset();
    const by = organization;
    await json('ticket:get', { ticketId: locator('id', 'TKT/1') }, { by });
    await json('ticket:get', { ticketId: locator('id', 'TKT/1') }, { by });
    assert.equal(minted(), 1);
    sandbox.clock.set({ advanceMs: 700_000 });
    const before = world.size;
    await json('ticket:create', { name: 'Once' }, { by, items: [{}, {}] });
    assert.equal(world.size, before + 2);
    assert.equal(minted(), 2);
  });

  test('says why no token could be made, and that nothing was written', async () => {
    const by = {
      synqlyApi: await server.credential('synqlyApi', organizational({ organizationToken: 'wrong-token' })),
    };
    const { error, record } = await run('ticket:create', { name: 'Never' }, { by });
    assert.match(error.message, /^No token could be made: Synqly does not accept the key/);
    assert.match(error.description, /^Check Organization Token/);
    assert.ok(!JSON.stringify(record).includes('wrong-token'));
  });

  test('waits as long as the service asks, with either kind of token', async () => {
    for (const by of [credentials, organization]) {
      sandbox.faults.add({
        service: 'synqly',
        endpoint: 'get_ticket',
        kind: 'rate_limited',
        times: 1,
        options: { retryAfter: 2 },
      });
      const before = performance.now();
      await json('ticket:get', { ticketId: locator('id', 'TKT/1') }, { by });
      assert.ok(performance.now() - before >= 2000);
    }
  });

  test('loads lists, options and custom fields', async () => {
    const ticketId = made();
    const ticket = operationNode('synqly', credentials, 'comment:delete', { ticketId });
    await twoPagesOfTickets(server, ticket);
    const { results } = await server.list(ticket, 'searchTickets', { filter: 'badge reader' });
    assert.ok(results.some(({ value }) => value === ticketId.value));
    await json('comment:add', { ticketId, comment: 'Pick me' });
    const comments = await server.list(ticket, 'searchComments', {});
    assert.match(comments.results[0].name, /^Pick me/);
    const lists = await Promise.all(
      ['searchProjects', 'searchEscalationPolicies'].map((method) => server.list(ticket, method, {})),
    );
    assert.ok(lists.every((list) => list.results.length > 0));
    for (const method of ['getStatuses', 'getIssueTypes', 'getTags', 'getProjects'])
      assert.ok((await server.options(ticket, method)).length > 0, method);
    const { fields } = await server.mapperFields(ticket, 'getCustomFields');
    assert.ok(fields.some(({ type }) => type === 'options'));
  });

  testErrorOutput('synqly', {
    run,
    ids: () => ['TKT/2', 'TKT/999999'],
    says: /^Synqly has no ticket /,
    key: () => service.key,
  });

  testStop({ run, key: () => service.key });

  test('takes the credential along in a Custom API Call, with either kind of token', async () => {
    for (const by of [credentials, organization]) {
      const answered = await customApiCall('synqly', {
        server,
        credentials: by,
        url: `${service.url}/v1/ticketing/projects`,
      });
      assert.ok(answered[0].result.length > 0);
    }
  });
});
