// The Notific node in real n8n, every operation of it, against the simulator.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { customApiCall, testErrorOutput, twoPagesOfTickets } from './harness/every-service.mjs';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { locator, operationNode, recordOperations, testOperations } from './harness/service.mjs';

describe('Notific in n8n', () => {
  let n8n, server, sandbox, service, credentials, world;

  before(async () => {
    sandbox = await startSandbox({ services: ['notific'], tickets: 80, limits: false });
    service = sandbox.service('notific');
    world = sandbox.world('notific');
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
    credentials = { notificApi: await server.credential('notificApi', credential()) };
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.close();
  });

  const credential = (over = {}) => ({ baseUrl: service.url, apiKey: service.key, ...over });
  const record = recordOperations(() => sandbox);
  const run = async (operation, parameters, { items, settings } = {}) =>
    await record.during(operation, () =>
      server.runNode(operationNode('notific', credentials, operation, parameters, settings), items),
    );
  const json = async (...args) => {
    const execution = await run(...args);
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    return execution.json('notific');
  };
  const made = (over = {}) =>
    locator('id', String(world.create({ subject: 'Delivery is delayed', requester: 1, ...over }, 1).id));
  const person = (isAgent) => locator('id', String(world.people().find((each) => each.isAgent === isAgent).id));
  const queue = () => world.queues()[0];
  const gone = async (resource, parameters) => {
    assert.deepEqual(await json(`${resource}:delete`, parameters), [{ deleted: true }]);
    assert.match((await run(`${resource}:get`, parameters)).error.message, /^Notific has no \w+ \d+$/);
  };
  const createdPerson = async (resource) => {
    const additionalFields = { email: 'acme@example.org' };
    const [created] = await json(`${resource}:create`, { name: 'Acme', additionalFields });
    assert.equal(created.email, 'acme@example.org');
    return { [`${resource}Id`]: locator('id', created.person_id) };
  };
  const changedPerson = async (resource) => {
    const parameters = await createdPerson(resource);
    const [changed] = await json(`${resource}:update`, { ...parameters, updateFields: { name: 'Zenith' } });
    assert.equal(changed.name, 'Zenith');
    assert.equal(changed.email, 'acme@example.org');
  };
  const listed = async (resource) => {
    assert.equal((await json(`${resource}:getAll`, { limit: 2 })).length, 2);
  };

  // Of every operation: what it is given, and what has to come out.
  const cases = {
    'ticket:create': async () => {
      const [created] = await json('ticket:create', {
        description: 'Delivery is delayed\nto operator X',
        sendEmails: false,
        additionalFields: { service: queue().name, endTime: '2026-12-24T10:00:00Z' },
      });
      assert.equal(created.subject, 'Delivery is delayed');
      assert.equal(created.queue_id, String(queue().id));
    },
    'ticket:delete': async () => await gone('ticket', { ticketId: made() }),
    'ticket:get': async () => {
      const [ticket] = await json('ticket:get', {
        ticketId: locator('url', `${service.url}/api/Tickets/5`),
        options: { includeNames: true },
      });
      assert.equal(ticket.ticket_id, '5');
      assert.ok(world.queues().some(({ name }) => name === ticket.queue));
    },
    'ticket:getAll': async () => {
      assert.equal((await json('ticket:getAll', {})).length, 50);
      const closed = await json('ticket:getAll', { returnAll: true, filters: { status: ['Closed'] } });
      assert.ok(closed.length > 0 && closed.every(({ status }) => status === 'Closed'));
    },
    'ticket:update': async () => {
      const [updated] = await json('ticket:update', {
        ticketId: made(),
        sendEmails: false,
        updateFields: { description: 'New words', nextUpdateTime: '2026-12-24T10:00:00Z' },
      });
      assert.equal(updated.description, 'New words');
    },
    'status:close': async () => {
      const [closed] = await json('status:close', { ticketId: made(), sendEmails: false });
      assert.equal(closed.status, 'Closed');
    },
    'status:reopen': async () => {
      const ticketId = made();
      await json('status:close', {
        ticketId,
        sendEmails: false,
        additionalFields: { time: '2026-01-02T10:00:00.000Z' },
      });
      const [reopened] = await json('status:reopen', { ticketId, sendEmails: false });
      assert.equal(reopened.is_open, true);
    },
    'status:getAll': async () => {
      const states = await json('status:getAll', {});
      assert.deepEqual(
        states.map(({ name }) => name),
        ['New', 'Open', 'Closed'],
      );
    },
    'tag:add': async () => {
      const [customer] = await json('tag:add', { ...(await createdPerson('customer')), tags: [queue().name] });
      assert.deepEqual(customer.service_ids, [String(queue().id)]);
    },
    'tag:remove': async () => {
      const customer = await createdPerson('customer');
      await json('tag:add', { ...customer, tags: [queue().name] });
      const [bare] = await json('tag:remove', { ...customer, tags: queue().name });
      assert.deepEqual(bare.service_ids, []);
    },
    'tag:getAll': async () => {
      const customer = await createdPerson('customer');
      await json('tag:add', { ...customer, tags: [queue().name] });
      assert.deepEqual(
        (await json('tag:getAll', customer)).map(({ name }) => name),
        [queue().name],
      );
      assert.ok((await json('tag:getAll', { returnAll: true })).length >= world.queues().length);
    },
    'customer:create': async () => await createdPerson('customer'),
    'customer:delete': async () => await gone('customer', await createdPerson('customer')),
    'customer:get': async () => {
      const [customer] = await json('customer:get', { customerId: person(false) });
      assert.equal(customer.role, 'requester');
    },
    'customer:getAll': async () => await listed('customer'),
    'customer:update': async () => await changedPerson('customer'),
    'operator:create': async () => await createdPerson('operator'),
    'operator:delete': async () => await gone('operator', await createdPerson('operator')),
    'operator:get': async () => {
      const [operator] = await json('operator:get', { operatorId: person(true), output: 'raw' });
      assert.ok(operator.Id > 0);
      assert.equal(operator.PasswordHash, undefined);
    },
    'operator:getAll': async () => await listed('operator'),
    'operator:update': async () => await changedPerson('operator'),
    'service:create': async () => {
      const [created] = await json('service:create', { name: 'Telex' });
      assert.equal(created.name, 'Telex');
    },
    'service:delete': async () => {
      const [{ queue_id }] = await json('service:create', { name: 'Telegraph' });
      await gone('service', { serviceId: locator('id', queue_id) });
    },
    'service:get': async () => {
      const [found] = await json('service:get', { serviceId: locator('id', String(queue().id)) });
      assert.equal(found.name, queue().name);
    },
    'service:getAll': async () => await listed('service'),
    'service:update': async () => {
      const [{ queue_id }] = await json('service:create', { name: 'Pager' });
      const updateFields = { name: 'Pagers' };
      const [updated] = await json('service:update', { serviceId: locator('id', queue_id), updateFields });
      assert.equal(updated.name, 'Pagers');
    },
  };

  testOperations('Notific', cases, record, () => n8n);

  test('tests its credential as the window does', async () => {
    const outcome = async (over) => await server.testCredential('notificApi', credential(over));
    assert.equal((await outcome()).status, 'OK');
    assert.equal((await outcome({ baseUrl: `${service.url}/api/Tickets/` })).status, 'OK');
    const wrongKey = await outcome({ apiKey: 'wrong-key-123' });
    assert.deepEqual([wrongKey.status, /wrong key/.test(wrongKey.message)], ['Error', true]);
    assert.equal((await outcome({ baseUrl: `${sandbox.url}/nowhere` })).status, 'Error');
    assert.match((await outcome({ baseUrl: 'ftp://example.org' })).message, /base URL/);
    sandbox.faults.add({ service: 'notific', kind: 'html', times: 1 });
    assert.match((await outcome()).message, /did not answer with its services/);
  });

  test('loads lists and options', async () => {
    const ticket = operationNode('notific', credentials, 'ticket:get', { ticketId: made() });
    await twoPagesOfTickets(server, ticket);
    for (const search of ['searchCustomers', 'searchOperators', 'searchServices'])
      assert.ok((await server.list(ticket, search, {})).results.length > 0);
    assert.ok((await server.options(ticket, 'getServices')).some(({ name }) => name === queue().name));
  });

  testErrorOutput('notific', {
    run,
    ids: () => ['1', '99999'],
    says: /^Notific has no ticket /,
    key: () => service.key,
  });

  test('takes the credential along in a Custom API Call', async () => {
    const answered = await customApiCall('notific', { server, credentials, url: `${service.url}/api/Services` });
    assert.ok(answered.length >= world.queues().length);
  });
});
