// The example workflows that work on the lake, imported into real n8n and executed against the real `ticketlake serve`.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { prepared, readExamples } from './harness/examples.mjs';
import { before, test } from './harness/limits.mjs';
import { startMailbox } from './harness/mailbox.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { openLake, TOKEN } from './harness/service-of-lake.mjs';

const MINUTE = 60_000;
const FILES = ['nightly-export', 'sla-breaches', 'weekly-backlog'];
const all = await readExamples();
const examples = Object.fromEntries(FILES.map((file) => [file, all[file]]));

describe('the example workflows on the lake', () => {
  let n8n, server, sandbox, lake, mailbox;

  before(async () => {
    // Today, as the workflows count back from n8n's clock.
    sandbox = await startSandbox({ services: ['notific', 'synqly'], tickets: 40, limits: false, clock: Date.now() });
    mailbox = await startMailbox();
    lake = await openLake(sandbox.services, { streams: ['tickets', 'queues'], timezone: 'UTC' });
    const service = await lake.serve();
    const smtp = { user: '', password: '', host: '127.0.0.1', port: mailbox.port, secure: false };
    const list = [
      { type: 'ticketlakeApi', data: { baseUrl: service.url, apiKey: TOKEN } },
      { type: 'smtp', data: { ...smtp, disableStartTls: true } },
    ].map((each) => ({ id: each.type, name: each.type, ...each }));
    const credentials = Object.fromEntries(list.map(({ id, name, type }) => [type, { id, name }]));
    n8n = await openN8n({ packs: [root] });
    await n8n.importCredentials(list);
    await n8n.importWorkflows(Object.values(examples).map((workflow) => prepared(workflow, credentials)));
    server = await n8n.serve();
  });
  after(async () => {
    await n8n?.close();
    await lake?.close();
    await Promise.all([sandbox?.close(), mailbox?.close()]);
  });

  const run = async (file) => {
    const trigger = examples[file].nodes.find(({ type }) => type.endsWith('scheduleTrigger'));
    const execution = await server.runStored(examples[file], { from: trigger.name });
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    assert.equal(execution.status, 'success');
    return execution;
  };
  const mails = async (file) => {
    const before = mailbox.mails.length;
    await run(file);
    return mailbox.mails.slice(before);
  };
  /** A mail without the folding and the escapes of its lines. */
  const plain = (mail) => mail.replace(/=\r\n/g, '').replace(/=3D/g, '=');

  test('nightly-export: is silent when everything was read, and tells what was not', async () => {
    assert.deepEqual(await mails('nightly-export'), []);
    sandbox.faults.add({ service: 'notific', kind: 'redirect', times: -1 });
    const [partly, ...more] = await mails('nightly-export');
    assert.deepEqual(more, []);
    assert.match(partly, /^Subject: Ticketlake: the nightly export is incomplete/m);
    assert.match(plain(partly), /Only a part could be read: notific: tickets: /);
    sandbox.faults.add({ service: 'synqly', kind: 'redirect', times: -1 });
    const [failed, ...others] = await mails('nightly-export');
    assert.deepEqual(others, []);
    assert.match(failed, /^Subject: Ticketlake: the nightly export failed/m);
    assert.match(plain(failed), /The run ended failed: Nothing could be read: /);
    sandbox.faults.clear();
    for (const { key } of sandbox.services) assert.ok(!mailbox.mails.join('').includes(key));
  });

  test('sla-breaches: tells what has just become overdue in any service, and nothing else', async () => {
    const due = (service, subject, minutesAgo, over = {}) => {
      const world = sandbox.world(service);
      const requester = world.people().find(({ isAgent }) => !isAgent).id;
      const made = world.create({ subject, requester, queue: 1, status: 'open', ...over }, null);
      world.change(made.index, { dueAt: Date.now() - minutesAgo * MINUTE }, null);
    };
    due('notific', 'Mail is down', 6);
    due('synqly', 'Laptop <b>is</b> lost', 7);
    due('synqly', 'Overdue for long', 40);
    due('synqly', 'Due in an hour', -60);
    due('synqly', 'Solved in time', 6, { status: 'solved' });
    await lakeRun();
    const [mail, ...more] = await mails('sla-breaches');
    assert.deepEqual(more, []);
    assert.match(mail, /^Subject: Overdue: 2 tickets/m);
    // As text: what strangers write must not become markup.
    assert.match(mail, /^Content-Type: text\/plain/m);
    for (const subject of ['Mail is down', 'Laptop <b>is</b> lost'])
      assert.ok(plain(mail).includes(subject), plain(mail));
    assert.ok(!/for long|an hour|in time/.test(plain(mail)));
  });

  const lakeRun = async () => assert.deepEqual(await mails('nightly-export'), []);

  test('weekly-backlog: mails the figures of the week, and the table as a Parquet file', async () => {
    const [mail, ...more] = await mails('weekly-backlog');
    assert.deepEqual(more, []);
    assert.match(mail, /^Subject: Tickets of the week to /m);
    const rows = await lake.rows(
      'SELECT source, status_group, count(*) AS tickets FROM {tickets} WHERE NOT is_deleted AND created_at >= now() - INTERVAL 7 DAY GROUP BY ALL',
    );
    const lines = [...plain(mail).matchAll(/<tr.*?<\/tr>/g)].map(([row]) =>
      row
        .replace(/<[^>]*>/g, ' ')
        .trim()
        .split(/ +/)
        .join(' '),
    );
    assert.ok(rows.length > 1);
    for (const { source, status_group, tickets } of rows)
      assert.ok(lines.includes(`${source} ${status_group} ${tickets}`), lines.join('\n'));
    assert.match(mail, /filename=backlog\.parquet/);
    const [, encoded] = /filename=backlog\.parquet[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(mail);
    const bytes = Buffer.from(encoded, 'base64');
    assert.deepEqual([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()], ['PAR1', 'PAR1']);
  });
});
