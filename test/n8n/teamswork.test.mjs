// The TeamsWork node in real n8n, every operation of it, against the simulator.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { customApiCall, testErrorOutput, testStop, twoPagesOfTickets } from './harness/every-service.mjs';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { locator, operationNode, recordOperations, testOperations } from './harness/service.mjs';

const user = { userId: '11111111-1111-4111-8111-111111111111', userName: 'Jo Doe', userEmail: 'jo@example.org' };

describe('TeamsWork in n8n', () => {
  let n8n, server, sandbox, service, credentials, world;

  before(async () => {
    sandbox = await startSandbox({ services: ['teamswork'], tickets: 120, limits: false });
    service = sandbox.service('teamswork');
    world = sandbox.world('teamswork');
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
    credentials = { teamsWorkApi: await server.credential('teamsWorkApi', credential()) };
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.close();
  });

  const credential = (over = {}) => ({ region: 'custom', baseUrl: service.url, apiKey: service.key, ...user, ...over });
  const record = recordOperations(() => sandbox);
  const run = async (operation, parameters, { items, settings } = {}) =>
    await record.during(operation, () =>
      server.runNode(operationNode('teamsWork', credentials, operation, parameters, settings), items),
    );
  const json = async (...args) => {
    const execution = await run(...args);
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    return execution.json('teamsWork');
  };
  const made = (over = {}) =>
    locator('id', world.create({ subject: 'Badge reader offline', requester: 1, tags: ['door'], ...over }, 1).uuid);

  // Of every operation: what it is given, and what has to come out.
  const cases = {
    'ticket:create': async () => {
      const [created] = await json('ticket:create', {
        title: 'Printer on fire',
        requestorEmail: 'ana@example.org',
        additionalFields: { priority: 'Urgent', expectedDate: '2026-12-24T10:00:00' },
      });
      assert.equal(created.subject, 'Printer on fire');
      assert.equal(created.priority, 'Urgent');
      assert.equal(created.due_date, '2026-12-24');
      assert.equal(created.requester_email, 'ana@example.org');
    },
    'ticket:get': async () => {
      const { id, uuid } = world.ticket(5);
      const [byUrl] = await json('ticket:get', { ticketId: locator('url', `${service.url}/tickets/${uuid}`) });
      const [byNumber] = await json('ticket:get', { ticketId: locator('id', String(id)) });
      assert.equal(byUrl.ticket_id, uuid);
      assert.deepEqual(byNumber, byUrl);
    },
    'ticket:getAll': async () => {
      const [selected] = await json('ticket:getAll', { limit: 1, output: 'selected', fields: ['subject', 'status'] });
      assert.deepEqual(Object.keys(selected), ['subject', 'status']);
      const all = await json('ticket:getAll', { returnAll: true });
      assert.ok(all.length > 100);
      assert.equal(new Set(all.map((ticket) => ticket.ticket_id)).size, all.length);
    },
    'ticket:update': async () => {
      const [field] = world.fields().filter(({ type }) => type === 'date');
      const [updated] = await json('ticket:update', {
        ticketId: made(),
        updateFields: { title: 'New title' },
        customFields: {
          mappingMode: 'defineBelow',
          value: { [field.uuid]: '2026-12-24T23:30:00.000-05:00' },
          schema: [
            {
              id: field.uuid,
              displayName: field.name,
              type: 'dateTime',
              display: true,
              required: false,
              defaultMatch: false,
            },
          ],
          matchingColumns: [],
        },
      });
      assert.equal(updated.subject, 'New title');
      assert.equal(updated.custom_fields.find(({ field_id }) => field_id === field.uuid).value_text, '2026-12-24');
    },
    'comment:add': async () => {
      const [note] = await json('comment:add', { ticketId: made(), comment: 'For us only', isPrivate: true });
      assert.equal(note.body, 'For us only');
      assert.equal(note.visibility, 'internal');
      assert.equal(note.author_email, user.userEmail);
    },
    'comment:getAll': async () => {
      const ticketId = made();
      await json(
        'comment:add',
        { ticketId, comment: '={{ $json.text }}' },
        { items: [{ text: 'One' }, { text: 'Two' }] },
      );
      const comments = await json('comment:getAll', { ticketId });
      assert.deepEqual(comments.map(({ body }) => body).sort(), ['One', 'Two']);
    },
    'status:set': async () => {
      const [moved] = await json('status:set', {
        ticketId: made(),
        status: 'Resolved',
        additionalFields: { resolution: 'fixed', comment: 'Done' },
      });
      assert.equal(moved.status, 'Resolved');
      assert.equal(moved.status_group, 'solved');
    },
    'status:getAll': async () => {
      const states = await json('status:getAll', { ticketId: made() });
      assert.ok(states.some(({ label, is_next }) => label === 'Resolved' && is_next));
      assert.ok((await json('status:getAll', {})).every(({ is_next }) => is_next === null));
    },
    'status:getHistory': async () => {
      const ticketId = made();
      await json('status:set', { ticketId, status: 'In Progress' });
      const [change] = await json('status:getHistory', { ticketId });
      assert.equal(change.from_status, 'Open');
      assert.equal(change.to_status, 'In Progress');
    },
    'tag:add': async () => {
      const [ticket] = await json('tag:add', { ticketId: made(), tags: ['key'] });
      assert.deepEqual(ticket.tags, ['door', 'key']);
    },
    'tag:remove': async () => {
      const [ticket] = await json('tag:remove', { ticketId: made({ tags: ['door', 'key'] }), tags: ['Door'] });
      assert.deepEqual(ticket.tags, ['key']);
    },
    'tag:set': async () => {
      const [ticket] = await json('tag:set', { ticketId: made(), tags: 'key, lock' });
      assert.deepEqual(ticket.tags, ['key', 'lock']);
      const [bare] = await json('tag:set', { ticketId: made(), tags: [] });
      assert.deepEqual(bare.tags, []);
    },
    'tag:getAll': async () => {
      const tags = await json('tag:getAll', { limit: 3 });
      assert.equal(tags.length, 3);
      assert.equal(tags[0].category, 'General');
    },
    'attachment:add': async () => {
      const [link] = await json('attachment:add', {
        ticketId: made(),
        url: 'https://example.org/a.pdf',
        caption: 'Manual',
      });
      assert.equal(link.file_name, 'Manual');
    },
    'attachment:upload': async () => {
      const file = { data: Buffer.from('Grüße').toString('base64'), mimeType: 'text/plain', fileName: 'grüße.txt' };
      const [uploaded] = await json(
        'attachment:upload',
        { ticketId: made() },
        { items: [{ json: {}, binary: { data: file } }] },
      );
      assert.equal(uploaded.file_name, 'grüße.txt');
    },
    'attachment:getAll': async () => {
      const ticketId = made();
      await json('attachment:add', { ticketId, url: 'https://example.org/a.pdf' });
      const [found] = await json('attachment:getAll', { ticketId });
      assert.equal(found.file_name, 'https://example.org/a.pdf');
    },
    'attachment:download': async () => {
      const ticketId = made();
      const file = { data: Buffer.from('Grüße').toString('base64'), mimeType: 'text/plain', fileName: 'a.txt' };
      await json('attachment:upload', { ticketId }, { items: [{ json: {}, binary: { data: file } }] });
      const execution = await run('attachment:download', {
        ticketId,
        attachmentId: 'a.txt',
        outputBinaryPropertyName: 'file',
      });
      const [{ binary, json: record }] = execution.items('teamsWork');
      assert.equal(binary.file.fileName, 'a.txt');
      assert.equal(binary.file.mimeType, 'text/plain');
      assert.equal(String(await server.binary(binary.file)), 'Grüße');
      assert.equal(record.filename, 'a.txt');
    },
    'activity:getAll': async () => {
      const ticketId = made();
      await json('comment:add', { ticketId, comment: 'Hello' });
      const [newest] = await json('activity:getAll', { ticketId, limit: 1 });
      assert.equal(newest.comment, 'Hello');
    },
    'instance:get': async () => {
      const [instance] = await json('instance:get');
      assert.equal(instance.name, 'Support');
      assert.ok(instance.assignees.length > 0 && instance.customFields.length > 0 && instance.statuses.length > 0);
    },
  };

  testOperations('TeamsWork', cases, record, () => n8n);

  test('tests its credential as the window does', async () => {
    const outcome = async (over) => await server.testCredential('teamsWorkApi', credential(over));
    assert.equal((await outcome()).status, 'OK');
    assert.equal((await outcome({ baseUrl: `${sandbox.url}/teamswork` })).status, 'OK');
    assert.equal((await outcome({ apiKey: 'wrong-key-123' })).status, 'Error');
    const elsewhere = await outcome({ baseUrl: `${sandbox.url}/nowhere` });
    assert.equal(elsewhere.status, 'Error');
    const bad = await outcome({ baseUrl: 'ftp://example.org' });
    assert.equal(bad.status, 'Error');
    assert.match(bad.message, /base URL/);
    sandbox.faults.add({ service: 'teamswork', kind: 'html', times: 1 });
    assert.match((await outcome()).message, /No Ticketing API answers/);
  });

  test('loads lists, options and custom fields', async () => {
    const ticket = operationNode('teamsWork', credentials, 'status:set', { ticketId: made() });
    const states = await server.options(ticket, 'getStatuses');
    assert.ok(states.some(({ name }) => name === 'Waiting on customer'));
    assert.ok(!states.some(({ name }) => name === 'Reopened'));
    await twoPagesOfTickets(server, ticket);
    assert.ok((await server.options(ticket, 'getTags')).length > 0);
    assert.ok((await server.options(ticket, 'getAssignees')).length > 0);
    const { fields } = await server.mapperFields(ticket, 'getCustomFields');
    assert.ok(fields.some(({ type }) => type === 'dateTime'));
  });

  testErrorOutput('teamsWork', {
    run,
    ids: () => [world.ticket(1).uuid, '6f1d0f0e-5b1a-4c3e-9a55-0d2f3c1b7a10'],
    says: /^TeamsWork has no ticket /,
    key: () => service.key,
  });

  testStop({ run, key: () => service.key });

  test('takes the credential along in a Custom API Call', async () => {
    const answered = await customApiCall('teamsWork', { server, credentials, url: `${service.url}/tags` });
    assert.ok(answered[0].items.length > 0);
  });
});
