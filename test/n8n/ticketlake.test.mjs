// The Ticketlake node and trigger in real n8n, every operation, against the real `ticketlake serve` with the simulators
// as its services.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { readManifest, root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { openLake, TOKEN } from './harness/service-of-lake.mjs';
import { locator, operationNode, recordOperations, testOperations } from './harness/service.mjs';
import { chain, line, node, pollEvery } from './harness/workflow.mjs';

const { name: pack } = await readManifest(root);
const STREAMS = ['tickets', 'people', 'queues'];

describe('Ticketlake in n8n', () => {
  let n8n, server, sandbox, lake, service, credentials;

  before(async () => {
    sandbox = await startSandbox({ services: ['notific', 'teamswork'], tickets: 60, limits: false, clock: Date.now() });
    const publish = [{ name: 'warehouse', to: './warehouse', format: 'delta' }];
    lake = await openLake(sandbox.services, { streams: STREAMS, publish });
    service = await lake.serve('--verbose');
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
    credentials = { ticketlakeApi: await server.credential('ticketlakeApi', credential()) };
  });
  after(async () => {
    await n8n?.close();
    await lake?.close();
    await sandbox?.close();
  });

  const credential = (over = {}) => ({ baseUrl: service.url, apiKey: TOKEN, ...over });
  // What the service says that it was asked, in the form of the sandbox's request log.
  const asked = () =>
    [...service.log().matchAll(/"method":"(\w+)","route":"(\/api\/[^"]*)"/g)].map(([, method, route]) => ({
      endpoint: `${method} ${route}`,
    }));
  const requests = { count: () => asked().length, last: (count) => (count === 0 ? [] : asked().slice(-count)) };
  const record = recordOperations(() => ({ requests }));
  // An answer is logged when it has left, which on a busy machine may be after the next one of another connection.
  const SETTLES_MS = 100;
  const logged = async () => {
    for (let before = -1; before !== requests.count(); await sleep(SETTLES_MS)) {
      before = requests.count();
      const looks = () => service.log().split('"route":"/health"').length;
      const seen = looks();
      await service.ask('/health');
      await until(() => looks() > seen, 'the service logged no answer of /health');
    }
  };
  // A wait that cannot succeed says so, with the service's log, instead of using up the time of all tests.
  const until = async (holds, problem) => {
    for (const end = Date.now() + 30_000; !holds(); await sleep(10))
      if (Date.now() > end) throw new Error(`${problem}\n${service.log()}`);
  };
  const run = async (operation, parameters, { items, settings } = {}) => {
    await logged();
    const before = requests.count();
    return await record.during(operation, async () => {
      const node = operationNode('ticketlake', credentials, operation, parameters, settings);
      const execution = await server.runNode(node, items);
      // Whatever succeeded has asked something.
      if (execution.status === 'success') await until(() => requests.count() > before, `${operation} asked nothing`);
      await logged();
      return execution;
    });
  };
  const json = async (...args) => {
    const execution = await run(...args);
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    return execution.json('ticketlake');
  };
  const count = async (source = '%') => {
    const [{ tickets }] = await lake.rows(`SELECT count(*) AS tickets FROM {tickets} WHERE source LIKE '${source}'`);
    return Number(tickets);
  };
  const runOf = async (id) => await (await service.ask(`/api/runs/${id}`)).json();
  const ended = async (id) => {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
      const found = await runOf(id);
      if (found.state === 'finished') return found;
    }
    throw new Error(`the run ${id} did not end\n${service.log()}`);
  };
  const slowly = (milliseconds) =>
    sandbox.faults.add({ service: 'notific', kind: 'slow', times: -1, options: { delayMs: milliseconds } });
  const startLong = async () => {
    slowly(3000);
    const [begun] = await json('run:start', { additionalFields: { full: true } });
    return begun;
  };
  const endAll = async (id) => {
    await service.ask(`/api/runs/${id}`, { method: 'DELETE' });
    sandbox.faults.clear();
    return await ended(id);
  };

  const cases = {
    'run:startAndWait': async () => {
      const early = await run('query:execute', { query: 'SELECT 1' });
      assert.match(early.error.message, /HTTP 503/);
      assert.match(early.error.description, /Start a run/);
      const [done] = await json('run:startAndWait', {});
      assert.deepEqual([done.outcome, done.exit_code, done.state], ['complete', 0, 'finished']);
      assert.ok(done.rows_new > 120 && done.summary.startsWith('Complete: '));
      assert.deepEqual(
        done.sources.map(({ source, outcome }) => [source, outcome]),
        [
          ['notific', 'complete'],
          ['teamswork', 'complete'],
        ],
      );
    },
    'run:start': async () => {
      const fields = { sources: ['notific'], streams: ['tickets'], full: true, since: '2020-01-01T00:00:00' };
      const [begun] = await json('run:start', { additionalFields: fields });
      const { asked: taken, outcome } = await ended(begun.id);
      assert.deepEqual(taken, { sources: ['notific'], streams: ['tickets'], full: true, since: '2020-01-01' });
      assert.equal(outcome, 'complete');
    },
    'run:get': async () => {
      const [latest] = await json('run:getAll', { limit: 1 });
      const [found] = await json('run:get', { runId: locator('id', latest.run_id), simplify: false });
      assert.deepEqual([found.id, found.asked.sources], [latest.id, ['notific']]);
    },
    'run:getAll': async () => {
      const complete = await json('run:getAll', { returnAll: true, filters: { outcome: ['complete'] } });
      assert.equal(complete.length, 2);
      assert.deepEqual(await json('run:getAll', { filters: { outcome: ['failed'] } }), []);
    },
    'run:cancel': async () => {
      const begun = await startLong();
      const second = await run('run:start', {});
      assert.match(second.error.message, /HTTP 409.*is under way/);
      assert.match(second.error.description, /Run: Cancel/);
      const [cancelled] = await json('run:cancel', { runId: locator('list', begun.id) });
      assert.equal(cancelled.is_ending, true);
      assert.equal((await endAll(begun.id)).outcome, 'interrupted');
    },
    'query:execute': async () => {
      const query =
        'SELECT source, count(*) AS tickets, max(created_at) AS latest FROM tickets WHERE source = $source GROUP BY ALL';
      const [row] = await json(
        'query:execute',
        {
          query,
          queryParameters: '={{ { source: $json.name } }}',
        },
        { items: [{ name: 'teamswork' }] },
      );
      assert.deepEqual([row.source, row.tickets], ['teamswork', await count('teamswork')]);
      assert.match(row.latest, /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
      const some = await run('query:execute', { query: 'FROM tickets', limit: 5 });
      assert.equal(some.json('ticketlake').length, 5);
      assert.match(some.hints('ticketlake')[0].message, /more rows than the limit of 5/);
      const writing = await run('query:execute', { query: 'DELETE FROM tickets' });
      assert.match(writing.error.message, /HTTP 400/);
    },
    'table:getAll': async () => {
      const tables = await json('table:getAll', { returnAll: true });
      const tickets = tables.find(({ name }) => name === 'tickets');
      assert.equal(tickets.rows, await count());
      assert.ok(tickets.columns.some(({ name, description }) => name === 'status_group' && description));
    },
    'table:download': async () => {
      const bytes = {};
      for (const format of ['parquet', 'csv', 'json']) {
        const execution = await run('table:download', { table: 'tickets', format });
        assert.equal(execution.error, undefined, JSON.stringify(execution.error));
        const [{ json: about, binary }] = execution.items('ticketlake');
        bytes[format] = await server.binary(binary.data);
        assert.deepEqual([about.file_name, about.size_bytes], [`tickets.${format}`, bytes[format].length]);
        assert.equal(binary.data.fileName, `tickets.${format}`);
      }
      assert.equal(bytes.parquet.toString('latin1').replace(/^(.{4})[^]*(.{4})$/, '$1$2'), 'PAR1PAR1');
      assert.equal(bytes.csv.toString().split(',')[0], 'ticket_key');
      assert.equal(JSON.parse(bytes.json).length, await count());
    },
    'target:getAll': async () => {
      const [target, ...more] = await json('target:getAll', { returnAll: true });
      assert.deepEqual(more, []);
      assert.deepEqual([target.target, target.format, target.outcome], ['warehouse', 'delta', 'published']);
      const tickets = target.tables.find(({ name }) => name === 'tickets');
      assert.deepEqual([tickets.rows, typeof tickets.version], [await count(), 'number']);
    },
    'source:getAll': async () => {
      const sources = await json('source:getAll', {});
      assert.deepEqual(
        sources.map(({ source, tickets }) => [source, tickets]),
        [
          ['notific', await count('notific')],
          ['teamswork', await count('teamswork')],
        ],
      );
    },
  };

  testOperations('Ticketlake', cases, record, () => n8n);

  test('tests its credential as the window does: a wrong token is not a wrong host', async () => {
    const outcome = async (over) => await server.testCredential('ticketlakeApi', credential(over));
    assert.equal((await outcome()).status, 'OK');
    assert.equal((await outcome({ baseUrl: `${service.url}/api/runs` })).status, 'OK');
    const wrongToken = await outcome({ apiKey: 'wrong-token-123' });
    assert.deepEqual([wrongToken.status, /token is not the right one/.test(wrongToken.message)], ['Error', true]);
    const elsewhere = await outcome({ baseUrl: sandbox.url });
    assert.deepEqual([elsewhere.status, /No Ticketlake answers/.test(elsewhere.message)], ['Error', true]);
    assert.equal((await outcome({ baseUrl: 'http://127.0.0.1:9' })).status, 'Error');
    assert.match((await outcome({ baseUrl: 'ftp://example.org' })).message, /base URL/);
  });

  test('a wrong token fails the item with words, and shows no token', async () => {
    const wrong = {
      ticketlakeApi: await server.credential('ticketlakeApi', credential({ apiKey: 'wrong-token-123' })),
    };
    const execution = await server.runNode(operationNode('ticketlake', wrong, 'run:getAll'));
    assert.match(execution.error.message, /does not accept the key \(HTTP 401\)/);
    assert.match(execution.error.description, /serve\.token/);
    assert.ok(!JSON.stringify(execution.record).includes('wrong-token-123'));
  });

  test('a download that breaks off is no file', async () => {
    const breaking = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '1000' });
      response.write('ticket_key\n', () => setTimeout(() => response.destroy(), 100));
    });
    await new Promise((resolve) => breaking.listen(0, '127.0.0.1', resolve));
    const data = { baseUrl: `http://127.0.0.1:${breaking.address().port}`, apiKey: TOKEN };
    const elsewhere = { ticketlakeApi: await server.credential('ticketlakeApi', data) };
    const parameters = { table: 'tickets', format: 'csv' };
    const execution = await server.runNode(operationNode('ticketlake', elsewhere, 'table:download', parameters));
    breaking.close();
    assert.equal(execution.error?.message, 'The download of tickets.csv broke off');
  });

  test('loads lists and options', async () => {
    const get = operationNode('ticketlake', credentials, 'run:get');
    const { results } = await server.list(get, 'searchRuns', { filter: 'interrupted' });
    assert.equal(results.length, 1);
    assert.match(results[0].name, /^\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC, interrupted \(api\)$/);
    assert.deepEqual(
      (await server.options(get, 'getSources')).map(({ value }) => value),
      ['notific', 'teamswork'],
    );
    assert.ok((await server.options(get, 'getTables')).some(({ value }) => value === 'tickets'));
  });

  test('a part that could not be read is an item and a hint, nothing at all is an error', async () => {
    sandbox.faults.add({ service: 'notific', kind: 'redirect', times: -1 });
    const partly = await run('run:startAndWait', {});
    const [item] = partly.json('ticketlake');
    assert.deepEqual([item.outcome, item.exit_code], ['incomplete', 3]);
    assert.match(item.summary, /^Only a part could be read: notific: /);
    assert.match(partly.hints('ticketlake')[0].message, /incomplete/);
    sandbox.faults.add({ service: 'teamswork', kind: 'redirect', times: -1 });
    const settings = { onError: 'continueErrorOutput' };
    const failed = await run('run:startAndWait', {}, { settings });
    const [problem] = failed.items('ticketlake', 1);
    assert.match(problem.json.error, /^The run ended failed: Nothing could be read: /);
    assert.deepEqual(problem.pairedItem, { item: 0 });
    const [told] = await json('run:startAndWait', { failOnFailedRun: false });
    assert.deepEqual([told.outcome, told.exit_code], ['failed', 1]);
    sandbox.faults.clear();
    for (const { key } of sandbox.services) assert.ok(!JSON.stringify([partly.record, failed.record]).includes(key));
  });

  test('an execution that is stopped stops waiting, and the run goes on', async () => {
    slowly(3000);
    const waiting = operationNode('ticketlake', credentials, 'run:startAndWait', { additionalFields: { full: true } });
    const stored = await server.save(chain([waiting]));
    const workflowData = await server.rest('GET', `/workflows/${stored.id}`);
    const body = { workflowData, triggerToStartFrom: { name: workflowData.nodes[0].name } };
    const { executionId } = await server.rest('POST', `/workflows/${stored.id}/run`, body);
    const running = async () => (await (await service.ask('/api/runs')).json()).running;
    for (const end = Date.now() + 20_000; Date.now() < end && (await running()) === null;) await sleep(100);
    await server.rest('POST', `/executions/${executionId}/stop`, {});
    const { status } = await server.rest('GET', `/executions/${executionId}`);
    const id = await running();
    assert.deepEqual([status, typeof id], ['canceled', 'string']);
    const looks = () => asked().filter(({ endpoint }) => endpoint === 'GET /api/runs/:id').length;
    await sleep(1000);
    const before = looks();
    await sleep(5000);
    assert.equal(looks(), before);
    await endAll(id);
  });

  test('starts a workflow when a run failed, once, and with the runs that are asked for', async () => {
    const workflows = {};
    for (const event of ['failed', 'finished']) {
      const trigger = node({
        type: `${pack}.ticketlakeTrigger`,
        name: 'Trigger',
        parameters: { events: [event], pollTimes: pollEvery(2) },
        credentials,
      });
      workflows[event] = await server.save(line([trigger, node({ type: 'n8n-nodes-base.noOp' })]));
      await server.publish(workflows[event]);
    }
    // The first poll records what there is.
    await sleep(5000);
    await json('run:startAndWait', {});
    sandbox.faults.add({ service: 'notific', kind: 'redirect', times: -1 });
    sandbox.faults.add({ service: 'teamswork', kind: 'redirect', times: -1 });
    await json('run:startAndWait', { failOnFailedRun: false });
    sandbox.faults.clear();
    const told = async (event) => (await server.executions(workflows[event], 1))[0].json('Trigger');
    const [failed] = await told('failed');
    assert.deepEqual([failed.event, failed.run.exit_code], ['failed', 1]);
    assert.match(failed.run.summary, /^Nothing could be read: /);
    const [finished] = await told('finished');
    assert.deepEqual([finished.event, finished.run.outcome], ['finished', 'complete']);
    await sleep(6000);
    const executions = async ({ id }) => {
      const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
      return (await server.rest('GET', `/executions?limit=100&filter=${filter}`)).results.length;
    };
    assert.deepEqual([await executions(workflows.failed), await executions(workflows.finished)], [1, 1]);
    for (const workflow of Object.values(workflows)) await server.unpublish(workflow);
  });
});
