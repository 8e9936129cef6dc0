// Every example workflow, imported into real n8n and executed against the simulators: what it says it does has to be
// true in the services afterwards.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentialsOf } from './harness/credentials.mjs';
import { credentialTypeOf, prepared, readExamples, TEAM } from './harness/examples.mjs';
import { before, test } from './harness/limits.mjs';
import { startMailbox } from './harness/mailbox.mjs';
import { startModel } from './harness/model.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { pollEvery } from './harness/workflow.mjs';

const DAY = 86_400_000;
const all = await readExamples();
// The others are run in workflows.team.test.mjs.
const examples = Object.fromEntries(Object.entries(all).filter(([file]) => !TEAM.includes(file)));

/** Who may open the search form. */
const door = { user: 'support', password: 'open sesame' };
const authorization = `Basic ${Buffer.from(`${door.user}:${door.password}`).toString('base64')}`;

describe('the example workflows', () => {
  test('carry no credential, have a stable id, and say what they do and what to set', () => {
    const ids = Object.values(all).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [file, { id, name, nodes, active, pinData }] of Object.entries(all)) {
      assert.ok(id && name && active === false && Object.keys(pinData).length === 0, file);
      assert.ok(
        nodes.every((node) => node.credentials === undefined && node.id),
        `${file} holds a credential`,
      );
      const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
      assert.ok(
        notes.some(({ parameters }) => /\*\*Set\*\*/.test(parameters.content)),
        `${file} has no note`,
      );
    }
  });

  describe('in n8n', () => {
    let n8n, server, sandbox, mailbox, model, archive;
    const world = (service) => sandbox.world(service);
    const run = async (file, from) => {
      const execution = await server.runStored(examples[file], { from });
      assert.equal(execution.error, undefined, JSON.stringify(execution.error));
      assert.equal(execution.status, 'success');
      return execution;
    };
    /** Waits until what a published workflow does has come true. */
    const eventually = async (file, isTrue) => {
      for (const start = Date.now(); !isTrue(); await sleep(200)) {
        if (Date.now() - start < 60_000) continue;
        throw new Error(`${file} did not make true ${isTrue}\n${JSON.stringify(await server.errors(examples[file]))}`);
      }
    };
    const ticketsOf = (service) =>
      Array.from({ length: world(service).size }, (_, index) => world(service).ticket(index)).filter(Boolean);
    const requesterOf = (service) =>
      world(service)
        .people()
        .find(({ isAgent, isActive }) => !isAgent && isActive);
    const create = (service, over) => world(service).create({ requester: requesterOf(service).id, ...over }, null);
    const again = (service, { index }) => world(service).ticket(index);

    before(async () => {
      // Today, as n8n counts days back from its own clock.
      sandbox = await startSandbox({ tickets: 30, limits: false, clock: Date.now() });
      [mailbox, archive] = [await startMailbox(), await mkdtemp(join(tmpdir(), 'ticketlake-archive-'))];
      model = await startModel([
        { tool: 'Search_TeamsWork', args: { words: 'Kaffeemaschine' } },
        { tool: 'List_Deskpro', args: { email: requesterOf('deskpro').email } },
      ]);
      const smtp = { user: '', password: '', host: '127.0.0.1', port: mailbox.port, secure: false };
      const list = [
        ...credentialsOf(sandbox),
        { id: 'smtp', name: 'smtp', type: 'smtp', data: { ...smtp, disableStartTls: true } },
        { id: 'httpBasicAuth', name: 'httpBasicAuth', type: 'httpBasicAuth', data: door },
        { id: 'openAiApi', name: 'openAiApi', type: 'openAiApi', data: { apiKey: 'key-of-the-model', url: model.url } },
      ];
      const credentials = Object.fromEntries(list.map(({ id, name, type }) => [type, { id, name }]));
      n8n = await openN8n({ packs: [root], env: { N8N_RESTRICT_FILE_ACCESS_TO: archive } });
      await n8n.importCredentials(list);
      await n8n.importWorkflows(
        Object.entries(examples).map(([file, workflow]) => imported(file, workflow, credentials)),
      );
      server = await n8n.serve();
      const published = Object.values(examples).filter(({ nodes }) => nodes.some(isPublished));
      await Promise.all(published.map((workflow) => server.publish(workflow)));
    });
    after(async () => {
      await n8n?.close();
      await Promise.all([sandbox?.close(), mailbox?.close(), model?.close()]);
      if (archive) await rm(archive, { recursive: true, force: true });
    });

    const isPublished = ({ type }) => /^n8n-nodes-ticketlake\..*Trigger$|formTrigger$/.test(type);
    // What a user sets, and polls that a test can wait for.
    const imported = (file, workflow, credentials) => {
      const polling = workflow.nodes.filter(({ parameters }) => parameters.pollTimes);
      const changed = Object.fromEntries(polling.map(({ name }) => [name, { pollTimes: pollEvery(2) }]));
      if (file === 'archive-attachments') {
        const { assignments } = structuredClone(workflow.nodes.find(({ name }) => name === 'Settings').parameters);
        assignments.assignments.find(({ name }) => name === 'folder').value = archive;
        changed.Settings = { assignments };
      }
      const chatInput = 'What was the matter with the coffee machine?';
      const asked = { Question: [{ json: { sessionId: 'test', action: 'sendMessage', chatInput } }] };
      return { ...prepared(workflow, credentials, changed), pinData: file === 'answer-from-tickets' ? asked : {} };
    };

    test('every node that needs a credential has one in these tests', () => {
      const types = Object.values(all).flatMap(({ nodes }) => nodes.flatMap((node) => credentialTypeOf(node) ?? []));
      const services = ['deskproApi', 'notificApi', 'sympoqApi', 'synqlyApi', 'teamsWorkApi'];
      // Workflows on the lake are run in workflows.lake.test.mjs.
      const others = ['httpBasicAuth', 'mattermostApi', 'openAiApi', 'smtp', 'ticketlakeApi'];
      assert.deepEqual([...new Set(types)].sort(), [...services, ...others].sort());
    });

    test('escalate-urgent-tickets: an urgent ticket goes to the team, is tagged and says why; others stay', async () => {
      const calm = create('deskpro', { subject: 'Question about opening hours', priority: 'low', status: 'open' });
      const ticket = create('deskpro', { subject: 'The whole site is down', priority: 'urgent', status: 'open' });
      await eventually('escalate-urgent-tickets', () => again('deskpro', ticket).comments.length > 0);
      const escalated = again('deskpro', ticket);
      assert.deepEqual(escalated.tags, ['escalated']);
      const [note] = escalated.comments.slice(-1);
      assert.equal(note.isPublic, false);
      assert.match(note.body, /^Escalated to Second Line: urgent, open since \d{4}-/);
      const { url, key } = sandbox.service('deskpro');
      const answer = await fetch(`${url}/api/v2/tickets/${ticket.id}`, { headers: { authorization: `key ${key}` } });
      const { data } = await answer.json();
      const team = world('deskpro')
        .teams()
        .find(({ name }) => name === 'Second Line');
      assert.deepEqual([data.urgency, data.agent_team], [10, team.id]);
      assert.deepEqual(again('deskpro', calm), calm);
    });

    test('watch-replies: the answer of the requester reopens a resolved ticket; that of an agent does not', async () => {
      const over = { subject: 'Badge does not open the door', status: 'solved', createdAt: Date.now() - DAY };
      const [ticket, other] = [create('teamswork', over), create('teamswork', over)];
      const agent = world('teamswork')
        .people()
        .find(({ isAgent }) => isAgent);
      const said = { isPublic: true, title: null, format: 'text', attachments: [] };
      world('teamswork').comment(other.index, { ...said, author: agent.id, body: 'Thank you' });
      world('teamswork').comment(ticket.index, { ...said, author: ticket.requester, body: 'It is locked again' });
      await eventually('watch-replies', () => again('teamswork', ticket).comments.length > 1);
      const reopened = again('teamswork', ticket);
      assert.equal(reopened.status, 'open');
      assert.ok(reopened.tags.includes('answered'));
      const [note] = reopened.comments.slice(-1);
      assert.equal(note.isPublic, false);
      const { name } = world('teamswork').person(ticket.requester);
      assert.equal(note.body, `Reopened, because ${name} answered: It is locked again`);
      assert.equal(again('teamswork', other).status, 'solved');
    });

    test('mirror-tickets: makes one twin, and the side that changed last tells the other', async () => {
      const original = create('deskpro', {
        subject: 'Mirror me',
        description: 'In both',
        tags: ['mirror'],
        status: 'open',
      });
      const link = `deskpro-${original.id}`;
      const twins = () => ticketsOf('teamswork').filter(({ tags }) => tags.includes(link));
      await run('mirror-tickets', 'Every five minutes');
      await run('mirror-tickets', 'Every five minutes');
      const [twin, ...more] = twins();
      assert.deepEqual(more, []);
      assert.equal(twin.subject, 'Mirror me');
      assert.match(twin.description, new RegExp(`^Ticket ${original.id} of Deskpro: http`));
      assert.deepEqual(
        twin.comments.map(({ body, isPublic }) => [body, isPublic]),
        [['In both', true]],
      );
      assert.equal(world('teamswork').person(twin.requester).email, world('deskpro').person(original.requester).email);

      sandbox.clock.set({ advanceMs: 2000 });
      world('deskpro').change(original.index, { status: 'solved' }, null);
      await run('mirror-tickets', 'Every five minutes');
      assert.equal(again('teamswork', twin).status, 'solved');

      sandbox.clock.set({ advanceMs: 2000 });
      world('teamswork').change(twin.index, { status: 'open' }, null);
      await run('mirror-tickets', 'Every five minutes');
      assert.ok(['new', 'open'].includes(again('deskpro', original).status));
      assert.equal(again('teamswork', twin).status, 'open');
      assert.equal(twins().length, 1);
    });

    test('tag-by-content: a new ticket gets the tags of the words it says, in any language, and keeps its own', async () => {
      const [ticket, plain] = [
        create('synqly', { subject: 'Der Drucker druckt nicht', description: 'And the VPN is slow', tags: ['vip'] }),
        create('synqly', { subject: 'Unprintered, a word that only looks so', description: 'Nothing' }),
      ];
      await eventually('tag-by-content', () => again('synqly', ticket).tags.length > 1);
      assert.deepEqual(again('synqly', ticket).tags.toSorted(), ['hardware', 'network', 'vip']);
      assert.deepEqual(again('synqly', plain).tags, []);
    });

    test('close-stale-tickets: closes with a last comment what has waited for two weeks, and nothing else', async () => {
      const old = Date.now() - 20 * DAY;
      const stale = create('sympoq', { subject: 'No answer', status: 'pending', createdAt: old });
      const fresh = create('sympoq', { subject: 'Asked today', status: 'pending' });
      const open = create('sympoq', { subject: 'Ours to do', status: 'open', createdAt: old });
      await run('close-stale-tickets', 'Every morning');
      const closed = again('sympoq', stale);
      assert.equal(closed.status, 'closed');
      assert.match(closed.comments.at(-1).body, /^We have not heard from you for two weeks/);
      assert.equal(closed.comments.at(-1).isPublic, true);
      for (const ticket of [fresh, open]) assert.deepEqual(again('sympoq', ticket), ticket);
    });

    test('outage-to-ticket: an outage opens one ticket, its end resolves it, its return reopens it', async () => {
      const outage = create('notific', { subject: 'Mail is down', description: 'Since noon', status: 'open' });
      const tickets = () => ticketsOf('deskpro').filter(({ tags }) => tags.includes(`notific-${outage.id}`));
      await eventually('outage-to-ticket', () => tickets().length > 0);
      const [opened] = tickets();
      assert.equal(opened.subject, 'Outage: Mail is down');
      assert.match(opened.description, /Since noon/);
      assert.ok(opened.tags.includes('outage'));

      world('notific').change(outage.index, { status: 'closed' }, null);
      await eventually('outage-to-ticket', () => again('deskpro', opened).status === 'solved');
      assert.equal(again('deskpro', opened).comments.at(-1).body, 'The outage "Mail is down" is over.');

      world('notific').change(outage.index, { status: 'open' }, null);
      await eventually('outage-to-ticket', () => ['new', 'open'].includes(again('deskpro', opened).status));
      assert.equal(tickets().length, 1);
    });

    test('archive-attachments: writes the files of resolved tickets, whatever their names say', async () => {
      const ticket = create('deskpro', { subject: 'See the picture', status: 'open' });
      const other = create('deskpro', { subject: 'Still open', status: 'open' });
      for (const { index } of [ticket, other]) {
        const file = { comment: null, mediaType: 'text/plain', author: ticket.requester };
        world('deskpro').attach(index, { ...file, fileName: '../../grüße/1.txt', bytes: Buffer.from('Grüße') });
      }
      world('deskpro').change(ticket.index, { status: 'solved' }, null);
      await run('archive-attachments', 'Every night');
      const written = await readdir(archive);
      const [{ id }] = again('deskpro', ticket).attachments;
      assert.deepEqual(
        written.filter((name) => name.startsWith(`${ticket.id}-`)),
        [`${ticket.id}-${id}-.._.._grüße_1.txt`],
      );
      assert.equal(await readFile(join(archive, `${ticket.id}-${id}-.._.._grüße_1.txt`), 'utf8'), 'Grüße');
      assert.ok(!written.some((name) => name.startsWith(`${other.id}-`)));
    });

    test('search-everywhere: finds the words in every service, and names the one that did not answer', async () => {
      // Closed, as an open one in Notific would become a ticket of Deskpro, too.
      const closed = { status: 'closed', closedAt: sandbox.clock.now() };
      for (const service of ['deskpro', 'notific', 'synqly', 'teamswork'])
        create(service, { subject: `Zeppelin <${service}> landed on the roof`, ...(service === 'notific' && closed) });
      create('deskpro', { subject: 'Zeppelin only' });
      sandbox.faults.add({ service: 'sympoq', kind: 'html', times: -1 });
      const trigger = examples['search-everywhere'].nodes.find(({ name }) => name === 'Search form');
      const address = `${server.url}/form/${trigger.webhookId}`;
      assert.equal((await fetch(address)).status, 401);
      const form = new FormData();
      form.set('field-0', 'zeppelin ROOF');
      form.set('field-1', '2');
      const sent = await fetch(address, { method: 'POST', body: form, headers: { authorization } });
      assert.equal(sent.status, 200, await sent.clone().text());
      const { formWaitingUrl } = await sent.json();
      const page = await answerOf(formWaitingUrl);
      assert.match(page, /4 tickets/);
      for (const service of ['deskpro', 'notific', 'synqly', 'teamswork'])
        assert.ok(page.includes(`&#60;${service}&#62; landed`), `${service} is in ${page}`);
      assert.match(page, /SympoQ did not answer: /);
      assert.ok(!page.includes('Zeppelin only'));
    });

    /** The last page of a form, asked for once the workflow has come to it, as the form itself does. */
    async function answerOf(url) {
      const status = new URL(url);
      status.pathname += '/n8n-execution-status';
      for (let tries = 0; tries < 120; tries++) {
        const said = await (await fetch(status, { headers: { authorization } })).text();
        if (said === 'form-waiting' || said === 'success')
          return await (await fetch(url, { headers: { authorization } })).text();
        await sleep(250);
      }
      throw new Error(`${url} showed no result`);
    }

    test('weekly-digest: mails the numbers of every service', async () => {
      sandbox.faults.clear();
      const execution = await run('weekly-digest', 'Every Monday');
      const [mail] = mailbox.mails;
      assert.match(mail, /^Subject: Tickets of the week to /m);
      assert.match(mail, /^To: support@example.com/m);
      const lines = execution.json('Count');
      const html = mail.replace(/=\r\n/g, '').replace(/=3D/g, '=');
      const rows = [...html.matchAll(/<tr.*?<\/tr>/g)].map(([row]) =>
        row
          .replace(/<[^>]*>/g, ' ')
          .trim()
          .split(/ +/)
          .join(' '),
      );
      for (const { Service, Status, count_Service: count } of lines) {
        assert.ok(rows.includes([Service, Status, count].join(' ')), `${Service} ${Status} ${count} is in ${rows}`);
      }
      const week = Date.now() - 7 * DAY;
      const counted = (service) =>
        lines.filter((line) => line.Service === service).reduce((sum, line) => sum + line.count_Service, 0);
      const created = ticketsOf('teamswork').filter(
        ({ createdAt, status }) => createdAt >= week && status !== 'deleted',
      );
      assert.equal(counted('TeamsWork'), created.length);
    });

    test('answer-from-tickets: the agent uses the nodes as its tools, and no key reaches the model', async () => {
      const coffee = create('teamswork', { subject: 'Kaffeemaschine defekt', description: 'Third floor' });
      const asked = create('deskpro', { subject: 'About my invoice', status: 'open' });
      const execution = await run('answer-from-tickets', 'Question');
      const [{ output }] = execution.json('Agent');
      assert.ok(output.includes('Kaffeemaschine defekt') && output.includes('About my invoice'), output);
      const [first] = model.requests;
      assert.equal(first.messages.at(-1).content, 'What was the matter with the coffee machine?');
      assert.deepEqual(first.tools.map((tool) => tool.function.name).sort(), [
        'List_Deskpro',
        'Read_Deskpro',
        'Read_TeamsWork',
        'Search_TeamsWork',
      ]);
      const sent = JSON.stringify(model.requests);
      for (const { key } of sandbox.services) assert.ok(!sent.includes(key), 'the model was shown a key');
      const answers = model.requests.at(-1).messages.filter(({ role }) => role === 'tool');
      const [found] = JSON.parse(answers[0].content);
      assert.deepEqual(Object.keys(found).sort(), [
        'created_at',
        'priority',
        'requester_name',
        'status',
        'subject',
        'ticket_id',
        'ticket_number',
      ]);
      assert.ok(coffee.id && asked.id);
    });

    test('nothing is done twice, though what the workflows write comes back to them as news', async () => {
      const tagged = ticketsOf('deskpro').filter(({ subject }) => subject === 'The whole site is down');
      assert.deepEqual(
        tagged.map(({ comments }) => comments.length),
        [1],
      );
      assert.equal(ticketsOf('deskpro').filter(({ subject }) => subject === 'Outage: Mail is down').length, 1);
      assert.equal(ticketsOf('teamswork').filter(({ subject }) => subject === 'Mirror me').length, 1);
      for (const [file, workflow] of Object.entries(examples))
        assert.deepEqual(await server.errors(workflow), [], file);
    });
  });
});
