// The example workflows in which people decide, are warned and review, imported into real n8n and executed: the model, the
// chat and the mail server are simulators, and what was done is looked up in the services.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { startChat } from './harness/chat.mjs';
import { credentialsOf } from './harness/credentials.mjs';
import { prepared, readExamples, TEAM } from './harness/examples.mjs';
import { before, test } from './harness/limits.mjs';
import { startMailbox } from './harness/mailbox.mjs';
import { startModel } from './harness/model.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { until } from './harness/waits.mjs';
import { pollEvery } from './harness/workflow.mjs';

const [MINUTE, DAY] = [60_000, 86_400_000];
const SERVICES = ['deskpro', 'synqly', 'teamswork'];
const all = await readExamples();
const examples = Object.fromEntries(TEAM.map((file) => [file, all[file]]));

describe('the example workflows with people', () => {
  let n8n, server, sandbox, mailbox, model, chat;
  const world = (service) => sandbox.world(service);
  const again = (service, { index }) => world(service).ticket(index);
  const create = (service, over) => {
    const { id } = world(service)
      .people()
      .find(({ isAgent, isActive }) => !isAgent && isActive);
    return world(service).create({ requester: id, ...over }, null);
  };

  before(async () => {
    // Today, as the workflows count from n8n's own clock.
    sandbox = await startSandbox({ services: SERVICES, tickets: 12, limits: false, clock: Date.now() });
    [mailbox, chat] = [await startMailbox(), await startChat()];
    model = await startModel([], proposed);
    const smtp = { user: '', password: '', host: '127.0.0.1', port: mailbox.port, secure: false };
    const list = [
      ...credentialsOf(sandbox),
      { type: 'smtp', data: { ...smtp, disableStartTls: true } },
      { type: 'openAiApi', data: { apiKey: 'key-of-the-model', url: model.url } },
      { type: 'mattermostApi', data: { accessToken: 'token-of-the-chat', baseUrl: chat.url } },
    ].map((each) => ({ id: each.type, name: each.type, ...each }));
    const credentials = Object.fromEntries(list.map(({ id, name, type }) => [type, { id, name }]));
    n8n = await openN8n({ packs: [root] });
    await n8n.importCredentials(list);
    const changed = { 'New ticket': { pollTimes: pollEvery(2) } };
    await n8n.importWorkflows(Object.values(examples).map((workflow) => prepared(workflow, credentials, changed)));
    server = await n8n.serve();
    await server.publish(examples['triage-with-approval']);
  });
  after(async () => {
    await n8n?.close();
    await Promise.all([sandbox, mailbox, model, chat].map((each) => each?.close()));
  });

  /** What the model proposes: a department of the list, but for tickets that ask for something else. */
  function proposed({ messages }) {
    const asked = JSON.stringify(messages);
    const department = /Fly me/.test(asked) ? 'Aviation' : world('deskpro').queues()[1].name;
    return JSON.stringify({ output: { department, urgency: 8, reason: 'The printer <b>burns</b>' } });
  }

  const run = async (file) => {
    const trigger = examples[file].nodes.find(({ type }) => type.endsWith('scheduleTrigger'));
    return await server.runStored(examples[file], { from: trigger.name });
  };
  const succeeded = async (file) => {
    const execution = await run(file);
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    return execution;
  };

  /** The mail about a ticket, readable, once it has come. */
  const mailAbout = async (words) =>
    await until(60, `no mail with "${words}" came`, () =>
      mailbox.mails.map(plain).find((mail) => mail.includes(words)),
    );
  /** Without the folding and the escapes of quoted-printable. */
  const plain = (mail) => {
    const bytes = mail.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(`0x${code}`));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  };
  /** Presses a button of a mail, as a browser does: other clients only look at links. */
  async function press(mail, answer) {
    const links = [...mail.matchAll(/href="([^"]+)"/g)].map(([, link]) => link.replaceAll('&amp;', '&'));
    const link = links.find((each) => new URL(each).searchParams.get('approved') === String(answer));
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    assert.equal((await fetch(link, { headers })).status, 200);
  }
  const departmentOf = async ({ id }) => {
    const { url, key } = sandbox.service('deskpro');
    const answer = await fetch(`${url}/api/v2/tickets/${id}`, { headers: { authorization: `key ${key}` } });
    const { data } = await answer.json();
    return [data.ticket_department ?? data.department, data.urgency];
  };

  test('triage-with-approval: changes a ticket when a person approves, and never before', async () => {
    const fake = '<a href="http://127.0.0.1/">Approve</a> &lt;a href="http://127.0.0.1/"&gt;Approve&lt;/a&gt;';
    const text = { description: `It smokes & <i>stinks</i> ${fake}`, status: 'open' };
    const [ticket, other] = ['Fire in the printer', 'Fire in the scanner'].map((subject) =>
      create('deskpro', { subject, ...text }),
    );
    const [before, otherBefore] = [again('deskpro', ticket), again('deskpro', other)];
    const places = [await departmentOf(ticket), await departmentOf(other)];
    const [mail, otherMail] = [await mailAbout(ticket.subject), await mailAbout(other.subject)];
    assert.deepEqual([again('deskpro', ticket), again('deskpro', other)], [before, otherBefore]);
    // What strangers and the model write is text in the mail.
    assert.ok(mail.includes('‹b›burns') && mail.includes('smokes ＆'), mail);
    assert.ok(!/<b>|<i>/.test(mail), mail);
    assert.equal(mail.match(/<a /g).length, 2, mail);
    const { name, id } = world('deskpro').queues()[1];
    assert.ok(mail.includes(`Department: ${name}`) && mail.includes('Urgency: 8'), mail);

    await press(otherMail, false);
    await press(mail, true);
    await until(60, 'the approved ticket was not changed', () => again('deskpro', ticket).comments.length > 0);
    assert.deepEqual(await departmentOf(ticket), [id, 8]);
    const [note] = again('deskpro', ticket).comments.slice(-1);
    assert.equal(note.isPublic, false);
    assert.match(
      note.body,
      new RegExp(`^A model proposed ${name} with urgency 8, and a person approved it at \\d{4}-`),
    );
    await until(60, 'the declined execution did not end', async () => (await successes()) >= 2);
    assert.deepEqual(again('deskpro', other), otherBefore);
    assert.deepEqual(await departmentOf(other), places[1]);
    assert.notDeepEqual(places[0], [id, 8]);
    const sent = JSON.stringify(model.requests);
    for (const { key } of sandbox.services) assert.ok(!sent.includes(key), 'the model was shown a key');
    assert.ok(model.requests.every(({ tools }) => tools === undefined));
  });

  /** Executions of single tickets that ended well. */
  async function successes() {
    const filter = encodeURIComponent(JSON.stringify({ workflowId: examples['triage-with-approval'].id }));
    const { results } = await server.rest('GET', `/executions?limit=100&filter=${filter}`);
    return results.filter(({ status, mode }) => status === 'success' && mode !== 'trigger').length;
  }

  test('triage-with-approval: asks nobody about what Deskpro cannot do', async () => {
    const ticket = create('deskpro', { subject: 'Fly me to the moon', description: 'Please', status: 'open' });
    const before = again('deskpro', ticket);
    const [error] = await until(60, 'the proposal did not end the execution', async () => {
      const errors = await server.errors(examples['triage-with-approval']);
      return errors.length > 0 && errors;
    });
    assert.match(error.message, /department Aviation, urgency 8/);
    assert.deepEqual(again('deskpro', ticket), before);
    assert.ok(!mailbox.mails.some((mail) => mail.includes('Fly me')));
  });

  test('warn-before-breach: posts what is soon due once, also when the chat did not answer at first', async () => {
    const due = (subject, minutes, over = {}) => {
      const made = create('synqly', { subject, status: 'open', queue: 1, ...over });
      world('synqly').change(made.index, { dueAt: Date.now() + minutes * MINUTE }, null);
      return made;
    };
    // Those of the simulator's own making are not looked at.
    for (let index = 0; index < 12; index++) world('synqly').change(index, { dueAt: null }, null);
    const soon = due('Laptop `@all` lost', 30, { tags: ['vip'] });
    const late = due('Badge broken', -5);
    due('In two hours', 120);
    due('Done in time', 30, { status: 'solved' });

    chat.refuse(1);
    assert.equal((await run('warn-before-breach')).status, 'error');
    assert.deepEqual(again('synqly', soon).tags.concat(again('synqly', late).tags), ['vip']);
    await succeeded('warn-before-breach');
    await succeeded('warn-before-breach');
    const texts = chat.posts.map(({ message }) => message).sort();
    assert.equal(texts.length, 2, texts.join('\n'));
    assert.match(
      texts.find((text) => text.includes('Badge')),
      /^Due .* \(overdue\): .* `Badge broken`\nAssignee: /,
    );
    assert.match(
      texts.find((text) => text.includes('Laptop')),
      /^Due [^(]*: .* `Laptop {2}@all {2}lost`\n/,
    );
    assert.deepEqual(again('synqly', soon).tags.toSorted(), ['due-warned', 'vip']);
    assert.deepEqual(again('synqly', late).tags, ['due-warned']);
  });

  test('weekly-quality-sample: mails ten of the tickets that were resolved in the week, with what was said', async () => {
    const solved = (subject, over) => {
      const ticket = create('teamswork', { subject, status: 'open', ...over });
      world('teamswork').comment(ticket.index, {
        ...{ author: ticket.requester, isPublic: true, title: null, format: 'text', attachments: [] },
        body: `Thanks for ${subject}`,
      });
      world('teamswork').change(ticket.index, { status: 'solved' }, null);
      return ticket;
    };
    const subjects = Array.from({ length: 14 }, (_, count) => `=SUM(${count})`);
    for (const subject of subjects) solved(subject, { createdAt: Date.now() - 2 * DAY });
    create('teamswork', { subject: 'Not resolved', status: 'open' });
    const execution = await succeeded('weekly-quality-sample');
    const rows = execution.json('Row');
    assert.equal(rows.length, 10);
    assert.equal(new Set(rows.map(({ Ticket }) => Ticket)).size, 10);
    const inWeek = execution.json('In the last seven days');
    const week = Date.now() - 7 * DAY;
    for (const { resolved_at } of inWeek) assert.ok(Date.parse(resolved_at) >= week, resolved_at);
    assert.ok(subjects.every((subject) => inWeek.some((ticket) => ticket.subject === subject)));

    const mail = mailbox.mails.at(-1);
    assert.match(mail, /^Subject: Quality sample of the week to /m);
    const [, encoded] = /filename=quality-sample\.csv[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(mail);
    const sheet = Buffer.from(encoded, 'base64').toString('utf8');
    assert.match(sheet, /Ticket,Subject,Assignee,Priority,Created,Resolved,Hours,Said,Clear,Friendly,Solved,Remark/);
    for (const { Subject, Said } of rows) {
      assert.ok(sheet.includes(Subject), Subject);
      // No cell that a spreadsheet would calculate.
      assert.match(Subject, /^(?![=+\-@])/);
      if (Subject.startsWith("'=")) assert.match(Said, /Thanks for =SUM/);
    }
    assert.ok(!sheet.includes('Not resolved'));
  });
});
