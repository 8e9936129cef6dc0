// The Deskpro node in real n8n, every operation of it, against the simulator.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { customApiCall, testErrorOutput, testStop, twoPagesOfTickets } from './harness/every-service.mjs';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { locator, operationNode, recordOperations, testOperations } from './harness/service.mjs';

describe('Deskpro in n8n', () => {
  let n8n, server, sandbox, service, credentials, world;

  before(async () => {
    sandbox = await startSandbox({ services: ['deskpro'], tickets: 120, limits: false });
    service = sandbox.service('deskpro');
    world = sandbox.world('deskpro');
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
    credentials = { deskproApi: await server.credential('deskproApi', credential()) };
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.close();
  });

  const credential = (over = {}) => ({ baseUrl: service.url, apiKey: service.key, verbs: 'auto', ...over });
  const record = recordOperations(() => sandbox);
  const run = async (operation, parameters, { items, settings } = {}) =>
    await record.during(operation, () =>
      server.runNode(operationNode('deskpro', credentials, operation, parameters, settings), items),
    );
  const json = async (...args) => {
    const execution = await run(...args);
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    return execution.json('deskpro');
  };
  let count = 0;
  const create = (over = {}) =>
    world.create(
      { subject: `Printer ${(count += 1)}`, requester: 1, tags: ['door'], description: 'It beeps', ...over },
      1,
    );
  const made = (over) => locator('id', String(create(over).id));
  const agent = () => world.people().find(({ isAgent, isActive }) => isAgent && isActive);
  const address = () => `person${(count += 1)}@example.org`;
  const upload = async (ticketId) => {
    const file = { data: Buffer.from('Grüße').toString('base64'), mimeType: 'text/plain', fileName: 'grüße.txt' };
    const [uploaded] = await json('attachment:upload', { ticketId }, { items: [{ json: {}, binary: { data: file } }] });
    return uploaded;
  };
  const said = async (ticketId, comment = 'Hello') => {
    const [added] = await json('comment:add', { ticketId, comment, isPrivate: true });
    return locator('id', added.comment_id);
  };
  const organizationMade = async () => {
    const [{ id }] = await json('organization:create', { name: `Example ${(count += 1)} Ltd` });
    return locator('id', id);
  };

  // Of every operation: what it is given, and what has to come out.
  const cases = {
    'ticket:create': async () => {
      const [department] = world.queues();
      const field = world.fields().find(({ type }) => type === 'date');
      const [created] = await json('ticket:create', {
        subject: 'Printer on fire',
        person: locator('email', 'ana@example.org'),
        additionalFields: {
          department: department.name,
          urgency: 9,
          description: 'Flames <here>',
          tags: ['fire', 'printer'],
          requesterName: 'Ana Smith',
        },
        customFields: {
          mappingMode: 'defineBelow',
          value: { [field.id]: '2026-12-24T23:30:00.000-05:00' },
          schema: [
            {
              id: String(field.id),
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
      assert.equal(created.subject, 'Printer on fire');
      assert.equal(created.queue, department.name);
      assert.equal(created.priority_level, 'urgent');
      assert.equal(created.requester_email, 'ana@example.org');
      assert.deepEqual(created.tags, ['fire', 'printer']);
      const custom = created.custom_fields.find(({ field_id }) => field_id === String(field.id));
      assert.equal(custom.name, field.name);
      assert.match(custom.value_text, /^2026-12-24/);
    },
    'ticket:upsert': async () => {
      const { id, number } = create();
      const given = { subject: 'Upserted', person: locator('id', '1') };
      const [updated] = await json('ticket:upsert', { ...given, ticketId: locator('id', number) });
      assert.equal(updated.ticket_id, String(id));
      const [fresh] = await json('ticket:upsert', { ...given, subject: 'Fresh', ticketId: locator('id', '') });
      assert.notEqual(fresh.ticket_id, updated.ticket_id);
    },
    'ticket:get': async () => {
      const { id, number, requester } = create();
      const link = `https://acme.deskpro.com/app#/t/ticket/${id}`;
      const [byUrl] = await json('ticket:get', { ticketId: locator('url', link) });
      const [byReference] = await json('ticket:get', { ticketId: locator('id', number) });
      assert.equal(byUrl.ticket_id, String(id));
      assert.equal(byUrl.requester_name, world.person(requester).name);
      assert.deepEqual(byReference, byUrl);
    },
    'ticket:getAll': async () => {
      const [selected] = await json('ticket:getAll', { limit: 1, output: 'selected', fields: ['subject', 'status'] });
      assert.deepEqual(Object.keys(selected), ['subject', 'status']);
      const all = await json('ticket:getAll', { returnAll: true });
      assert.ok(all.length > 100);
      assert.equal(new Set(all.map((ticket) => ticket.ticket_id)).size, all.length);
      const some = await json('ticket:getAll', {
        filters: { status: ['awaiting_agent'], createdAfter: '={{ $now.minus({ years: 30 }) }}' },
        options: { order: 'desc', orderBy: 'date_created' },
      });
      assert.ok(some.length > 0 && some.every(({ status }) => status === 'awaiting_agent'));
      const times = some.map(({ created_at }) => created_at);
      assert.deepEqual(times, [...times].sort().reverse());
    },
    'ticket:update': async () => {
      const ticketId = made({ assignee: agent().id });
      const [updated] = await json('ticket:update', {
        ticketId,
        updateFields: { subject: 'New subject', clear: ['agent'], isHold: true },
      });
      assert.equal(updated.subject, 'New subject');
      assert.equal(updated.assignee_id, null);
      assert.equal(updated.status_group, 'on_hold');
    },
    'ticket:delete': async () => {
      const ticketId = made();
      assert.deepEqual(await json('ticket:delete', { ticketId }), [{ deleted: true }]);
      const [ticket] = await json('ticket:get', { ticketId });
      assert.equal(ticket.is_deleted, true);
    },
    'comment:add': async () => {
      const [note] = await json('comment:add', { ticketId: made(), comment: 'For us only', isPrivate: true });
      assert.equal(note.body, 'For us only');
      assert.equal(note.visibility, 'internal');
      assert.equal(note.author_name, agent().name);
    },
    'comment:get': async () => {
      const ticketId = made();
      const [comment] = await json('comment:get', { ticketId, commentId: await said(ticketId) });
      assert.equal(comment.body, 'Hello');
    },
    'comment:getAll': async () => {
      const ticketId = made();
      const items = [{ text: 'One' }, { text: 'Two' }];
      await json('comment:add', { ticketId, comment: '={{ $json.text }}' }, { items });
      const comments = await json('comment:getAll', { ticketId, options: { order: 'desc' } });
      assert.deepEqual(
        comments.map(({ body }) => body),
        ['Two', 'One', 'It beeps'],
      );
    },
    'comment:update': async () => {
      const ticketId = made();
      const [comment] = await json('comment:update', { ticketId, commentId: await said(ticketId), comment: 'Changed' });
      assert.equal(comment.body, 'Changed');
    },
    'comment:delete': async () => {
      const ticketId = made({ description: '' });
      assert.deepEqual(await json('comment:delete', { ticketId, commentId: await said(ticketId) }), [
        { deleted: true },
      ]);
      assert.deepEqual(await json('comment:getAll', { ticketId }), []);
    },
    'status:set': async () => {
      const [moved] = await json('status:set', { ticketId: made(), status: 'Waiting for a third party' });
      assert.equal(moved.status, 'pending.5');
      assert.equal(moved.status_group, 'on_hold');
    },
    'status:getAll': async () => {
      const statuses = await json('status:getAll', {});
      assert.ok(statuses.some(({ status, status_group }) => status === 'resolved' && status_group === 'solved'));
    },
    'tag:add': async () => {
      const [ticket] = await json('tag:add', { ticketId: made(), tags: ['key', 'Door'] });
      assert.deepEqual(ticket.tags, ['door', 'key']);
    },
    'tag:remove': async () => {
      const [ticket] = await json('tag:remove', { ticketId: made({ tags: ['door', 'key'] }), tags: ['DOOR'] });
      assert.deepEqual(ticket.tags, ['key']);
    },
    'tag:set': async () => {
      const [ticket] = await json('tag:set', { ticketId: made(), tags: 'key, lock' });
      assert.deepEqual(ticket.tags, ['key', 'lock']);
      const [bare] = await json('tag:set', { ticketId: made(), tags: [] });
      assert.deepEqual(bare.tags, []);
    },
    'tag:getAll': async () => {
      create({ tags: ['zebra'] });
      assert.deepEqual(await json('tag:getAll', { filters: { term: 'zeb' } }), [{ tag: 'zebra' }]);
    },
    'attachment:upload': async () => {
      const uploaded = await upload(made());
      assert.equal(uploaded.file_name, 'grüße.txt');
      assert.equal(uploaded.size_bytes, 7);
    },
    'attachment:getAll': async () => {
      const ticketId = made();
      const uploaded = await upload(ticketId);
      assert.deepEqual(await json('attachment:getAll', { ticketId }), [uploaded]);
    },
    'attachment:download': async () => {
      const ticketId = made();
      const uploaded = await upload(ticketId);
      const execution = await run('attachment:download', {
        ticketId,
        attachmentId: uploaded.attachment_id,
        outputBinaryPropertyName: 'file',
      });
      const [{ binary, json: about }] = execution.items('deskpro');
      assert.equal(binary.file.fileName, 'grüße.txt');
      assert.equal(binary.file.mimeType, 'text/plain');
      assert.equal(String(await server.binary(binary.file)), 'Grüße');
      assert.deepEqual(about, uploaded);
    },
    'person:create': async () => {
      const email = address();
      const [person] = await json('person:create', { email, additionalFields: { name: 'Nathan Smith' } });
      assert.equal(person.email, email);
      assert.equal(person.name, 'Nathan Smith');
    },
    'person:upsert': async () => {
      const email = address();
      const [made] = await json('person:upsert', { email, additionalFields: { name: 'First' } });
      const [again] = await json('person:upsert', { email, additionalFields: { name: 'Second' } });
      assert.deepEqual(again, { ...made, name: 'Second' });
    },
    'person:get': async () => {
      const { id, email } = agent();
      const [person] = await json('person:get', { personId: locator('email', email) });
      assert.equal(person.person_id, String(id));
    },
    'person:getAll': async () => {
      const people = await json('person:getAll', { returnAll: true, filters: { isAgent: true } });
      assert.ok(people.length > 0 && people.every(({ role }) => role === 'agent'));
    },
    'person:update': async () => {
      const [{ person_id }] = await json('person:create', { email: address() });
      const [person] = await json('person:update', {
        personId: locator('id', person_id),
        updateFields: { name: 'New Name' },
      });
      assert.equal(person.name, 'New Name');
    },
    'person:delete': async () => {
      const [{ person_id }] = await json('person:create', { email: address() });
      assert.deepEqual(await json('person:delete', { personId: locator('id', person_id) }), [{ deleted: true }]);
      assert.equal(world.person(Number(person_id)).isActive, false);
    },
    'organization:create': async () => {
      const [organization] = await json('organization:create', { name: 'Created Ltd' });
      assert.equal(organization.name, 'Created Ltd');
    },
    'organization:get': async () => {
      const [{ id, name }] = world.organizations();
      const [organization] = await json('organization:get', { organizationId: locator('id', name) });
      assert.equal(organization.id, String(id));
    },
    'organization:getAll': async () => {
      const [{ name }] = world.organizations();
      assert.equal((await json('organization:getAll', { filters: { name } })).length, 1);
    },
    'organization:update': async () => {
      const organizationId = await organizationMade();
      const [changed] = await json('organization:update', { organizationId, updateFields: { name: 'Changed Ltd' } });
      assert.equal(changed.name, 'Changed Ltd');
    },
    'organization:delete': async () => {
      const organizationId = await organizationMade();
      assert.deepEqual(await json('organization:delete', { organizationId }), [{ deleted: true }]);
    },
    'agent:get': async () => {
      const [found] = await json('agent:get', { agentId: locator('id', agent().email) });
      assert.equal(found.name, agent().name);
    },
    'agent:getAll': async () => {
      const agents = await json('agent:getAll', { returnAll: true });
      assert.equal(agents.length, world.people().filter(({ isAgent }) => isAgent).length);
    },
    'department:get': async () => {
      const [{ id, name }] = world.queues();
      const [found] = await json('department:get', { departmentId: locator('id', name) });
      assert.deepEqual(found, { queue_id: String(id), name, kind: 'department' });
    },
    'department:getAll': async () => {
      const departments = await json('department:getAll', {});
      assert.deepEqual(
        departments.map(({ name }) => name),
        world.queues().map(({ name }) => name),
      );
    },
    'customField:getAll': async () => {
      assert.equal((await json('customField:getAll', {})).length, world.fields().length);
      const [field] = await json('customField:getAll', { owner: 'person' });
      assert.equal(field.name, 'Customer number');
    },
    'ticketLog:getAll': async () => {
      const ticketId = made();
      await json('status:set', { ticketId, status: 'resolved' });
      const entries = await json('ticketLog:getAll', { ticketId });
      assert.ok(entries.some(({ to_status, person_name }) => to_status === 'resolved' && person_name === agent().name));
    },
    'ticketLog:get': async () => {
      const ticketId = made();
      await json('status:set', { ticketId, status: 'resolved' });
      const [entry] = await json('ticketLog:getAll', { ticketId, limit: 1 });
      assert.deepEqual(await json('ticketLog:get', { ticketId, logId: entry.log_id }), [entry]);
    },
  };

  testOperations('Deskpro', cases, record, () => n8n);

  test('tests its credential as the window does', async () => {
    const outcome = async (over) => await server.testCredential('deskproApi', credential(over));
    assert.equal((await outcome()).status, 'OK');
    assert.equal((await outcome({ apiKey: `key ${service.key}` })).status, 'OK');
    assert.equal((await outcome({ baseUrl: `${service.url}/api/v2/` })).status, 'OK');
    assert.equal((await outcome({ apiKey: '1:WRONG' })).status, 'Error');
    assert.equal((await outcome({ baseUrl: `${sandbox.url}/nowhere` })).status, 'Error');
    const bad = await outcome({ baseUrl: 'ftp://example.org' });
    assert.equal(bad.status, 'Error');
    assert.match(bad.message, /base URL/);
    sandbox.faults.add({ service: 'deskpro', kind: 'html', times: 1 });
    assert.match((await outcome()).message, /No Deskpro API answers/);
  });

  test('loads lists, options and custom fields', async () => {
    const ticketId = made();
    const ticket = operationNode('deskpro', credentials, 'attachment:download', { ticketId });
    const [first] = await twoPagesOfTickets(server, ticket);
    assert.equal(first.value, ticketId.value);
    await upload(ticketId);
    assert.equal((await server.options(ticket, 'getAttachments')).length, 1);
    assert.equal((await server.list(ticket, 'searchComments', {})).results.length, 2);
    for (const method of ['searchPeople', 'searchOrganizations', 'searchAgents', 'searchDepartments'])
      assert.ok((await server.list(ticket, method, {})).results.length > 0, method);
    const methods = ['Agents', 'Teams', 'Departments', 'Categories', 'Languages', 'Statuses', 'AllStatuses', 'Tags'];
    for (const method of methods) assert.ok((await server.options(ticket, `get${method}`)).length > 0, method);
    const { fields } = await server.mapperFields(ticket, 'getCustomFields');
    assert.ok(fields.some(({ type }) => type === 'options'));
  });

  testErrorOutput('deskpro', {
    run,
    ids: () => ['2', '999999'],
    says: /^Deskpro has no ticket /,
    key: () => service.key,
  });

  testStop({ run, key: () => service.key });

  test('takes the credential along in a Custom API Call', async () => {
    const answered = await customApiCall('deskpro', { server, credentials, url: `${service.url}/api/v2/me` });
    assert.equal(answered[0].data.auth_method, 'api_key');
  });
});
