// Triggers where n8n polls by its durable scheduler and workers execute (queue mode: PostgreSQL, Redis), and a worker is
// killed in the midst of its work: each ticket starts one execution, and none is lost.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentialsOf } from './harness/credentials.mjs';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { readManifest, root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { missingServers, startPostgres, startRedis } from './harness/servers.mjs';
import { until } from './harness/waits.mjs';
import { line, node, pollEvery } from './harness/workflow.mjs';

const { name: pack } = await readManifest(root);
const TRIGGERS = {
  deskproApi: 'deskproTrigger',
  notificApi: 'notificTrigger',
  sympoqApi: 'sympoqTrigger',
  synqlyApi: 'synqlyTrigger',
  teamsWorkApi: 'teamsWorkTrigger',
};
const DURABLE = {
  EXECUTIONS_MODE: 'queue',
  N8N_SCHEDULER_ENABLED: 'true',
  N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
  N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
  N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
  // A job whose worker is gone is given to another one after seconds, not after a minute.
  QUEUE_WORKER_LOCK_DURATION: '5000',
  QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
  QUEUE_WORKER_STALLED_INTERVAL: '5000',
};
/** n8n lets nobody poll more often than once a minute; it reads what a poll remembers some time before the poll begins. */
const POLL_SECONDS = 20;
const skip =
  missingServers.length > 0 && `${missingServers.join(', ')} not installed: apt-get install postgresql redis-server`;

describe('Triggers with the durable scheduler, in queue mode', { skip }, () => {
  let postgres, redis, sandbox, n8n, server, worker;
  const workflows = {};

  before(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    sandbox = await startSandbox({ tickets: 20, limits: false });
    n8n = await openN8n({ packs: [root], env: { ...DURABLE, ...postgres.env, ...redis.env } });
    server = await n8n.serve();
    worker = await n8n.worker();
    for (const { type, data } of credentialsOf(sandbox)) {
      const trigger = node({
        type: `${pack}.${TRIGGERS[type]}`,
        name: 'Trigger',
        parameters: { events: ['created'], pollTimes: pollEvery(POLL_SECONDS) },
        credentials: { [type]: await server.credential(type, data) },
      });
      // An execution that goes on for a while, so that there is one to kill.
      const slow = node({ type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 4 } });
      workflows[type] = await server.save(line([trigger, slow]));
    }
    await Promise.all(Object.values(workflows).map((workflow) => server.publish(workflow)));
  });
  after(async () => {
    await n8n?.close();
    for (const each of [sandbox, redis, postgres]) await each?.close();
  });

  const names = () => sandbox.services.map(({ name }) => name);
  const create = (subject) => {
    for (const name of names())
      sandbox.world(name).create({ subject, description: subject, requester: 1, queue: 1 }, 1);
  };

  /** What each execution of a workflow was started with, and its status. */
  async function executionsOf({ id }) {
    const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
    const { results } = await server.rest('GET', `/executions?limit=100&filter=${filter}`);
    return await Promise.all(
      results.map(async (each) => {
        const { record } = await server.execution(each.id);
        // Of an execution that was not begun, or not ended, what it is to begin with stands on the stack.
        const { resultData, executionData } = record.data;
        const ran = (resultData.runData.Trigger ?? []).flatMap(({ data }) => data?.main?.[0] ?? []);
        const waiting = (executionData?.nodeExecutionStack ?? []).flatMap(({ data }) => data?.main?.[0] ?? []);
        const items = ran.length > 0 ? ran : waiting;
        return { id: each.id, status: each.status, subjects: items.map(({ json }) => json.ticket?.subject) };
      }),
    );
  }
  const all = async () =>
    await Promise.all(Object.entries(workflows).map(async ([type, each]) => [type, await executionsOf(each)]));
  const shown = (found) =>
    found.flatMap(([type, runs]) => runs.map(({ id, status, subjects }) => `${type} ${id} ${status}: ${subjects}`));
  /** Resolves when every service's ticket of this subject has started an execution that `fits`. */
  const started = async (subject, fits = () => true, seconds = 90) => {
    let last = [];
    return await until(
      seconds,
      () => `"${subject}" did not start them all:\n${shown(last).join('\n')}\nas said`,
      async () => {
        last = await all();
        const isThere = ([, runs]) => runs.some((run) => fits(run) && run.subjects.includes(subject));
        return last.every(isThere) && last;
      },
    );
  };

  test('a killed worker loses no ticket, and none starts two executions', { seconds: 480 }, async () => {
    // The first poll of each trigger records what there is.
    await sleep(1.5 * POLL_SECONDS * 1000);
    create('Before');
    await started('Before', ({ status }) => status === 'success');

    create('During');
    const running = ({ status, subjects }) => status === 'running' && subjects.includes('During');
    await until(60, 'no execution was under way', async () => (await all()).some(([, runs]) => runs.some(running)));
    await worker.kill();
    create('Without a worker');
    await started('Without a worker');
    worker = await n8n.worker();
    create('Afterwards');
    await started('Without a worker', ({ status }) => status === 'success');
    await started('Afterwards', ({ status }) => status === 'success');

    // Polls that find nothing new tell nothing.
    await sleep(1.5 * POLL_SECONDS * 1000);
    const found = await all();
    for (const [type, runs] of found) {
      // Of an execution that went down with its worker n8n keeps that it failed, and may not keep what it began with.
      const isDown = runs.some(({ status, subjects }) => status !== 'success' && subjects.length === 0);
      const subjects = runs.flatMap((run) => run.subjects).sort();
      const told = isDown && !subjects.includes('During') ? [...subjects, 'During'].sort() : subjects;
      assert.deepEqual(
        [type, told],
        [type, ['Afterwards', 'Before', 'During', 'Without a worker']],
        shown(found).join('\n'),
      );
    }
  });
});
