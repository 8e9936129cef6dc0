import { createServer } from 'node:http';
import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { callWith, understand } from '../../vendors/answer';
import type { VendorError } from '../../vendors/errors';
import { isVendorError } from '../../vendors/errors';
import type { Call } from '../../vendors/http';
import { pagesOf } from '../../vendors/paging';
import { attachment } from '../../vendors/synqly/operations/attachment';
import { escalationPolicySlice, onCall, projectSlice, remoteField } from '../../vendors/synqly/operations/catalog';
import { comment } from '../../vendors/synqly/operations/comment';
import { note } from '../../vendors/synqly/operations/note';
import { status } from '../../vendors/synqly/operations/status';
import { tag } from '../../vendors/synqly/operations/tag';
import { ticket } from '../../vendors/synqly/operations/ticket';
import { token, webhook } from '../../vendors/synqly/operations/webhook';
import { synqly } from '../../vendors/synqly/vendor';
import { ENDPOINTS } from '../../vendors/synqly/endpoints';
import { check } from '../../vendors/synqly/check';
import { escalationPolicies, projects } from '../../vendors/synqly/streams';
import { tickets } from '../../vendors/synqly/streams/ticket-pages';
import { ticketSlice } from '../../vendors/synqly/streams/ticket-slice';
import {
  createIntegrationWebhook,
  deleteIntegrationWebhooks,
  getProviderCapabilities,
  listAccountIntegrations,
  listIntegrationWebhooks,
  listIntegrations,
  verifyIntegration,
} from '../../vendors/synqly/management';
import { contractOf } from '../support/contract';
import { useSandbox } from '../support/sandbox';
import type { SentRequest } from '../support/send';
import { fetchSend } from '../support/send';
import { readSlices, SETTINGS, synqlyCall } from '../support/synqly';

const sandbox = useSandbox({ tickets: 60, services: ['synqly'] });
const log: SentRequest[] = [];
const contract = contractOf('synqly');
const call = (ending = ''): Call => synqlyCall(sandbox(), ending, log);
const BROKEN: Call = callWith(
  () => Promise.resolve({ status: 200, headers: {}, body: '{"result":null}' }),
  synqly.errorParser,
);
const failureOf = async (work: Promise<unknown>): Promise<VendorError> => {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isVendorError(outcome)) throw new Error(`no VendorError but ${String(outcome)}`);
  return outcome;
};

describe('tickets', () => {
  it('are created with their name as summary, and read back', async () => {
    const made = await ticket.create(call(), {
      name: 'Broken door',
      creator: 'ada@example.com',
      assignee: 'grace@example.com',
      priority: 'CRITICAL',
      status: 'Somewhere else',
      project: 'P2',
      issue_type: 'Bug',
      due_date: '2026-12-01T00:00:00Z',
      parent: 'TKT/1',
      tags: ['door'],
      custom_fields: { 'On site': true, Colour: { rgb: [1, 2, 3] } },
    });
    const read = await ticket.get(call(), String(made['id']));
    expect(read).toEqual(made);
    expect(read).toMatchObject({
      name: 'Broken door',
      summary: 'Broken door',
      creator: 'ada@example.com',
      assignee: 'grace@example.com',
      priority: 'CRITICAL',
      status: 'Somewhere else',
      project: 'P2',
      issue_type: 'Bug',
      due_date: '2026-12-01T00:00:00Z',
      parent: 'TKT/1',
      tags: ['door'],
      custom_fields: { 'On site': true, Colour: { rgb: [1, 2, 3] } },
    });
  });

  it('are updated field by field, and nothing else changes', async () => {
    const before = await ticket.create(call(), { name: 'a', description: 'stays', tags: ['t'] });
    const id = String(before['id']);
    await ticket.update(call(), id, { name: 'b', priority: 'HIGH', custom_fields: { Colour: 'red' } });
    const after = await ticket.get(call(), id);
    expect(after).toMatchObject({
      name: 'b',
      priority: 'HIGH',
      description: 'stays',
      tags: ['t'],
      custom_fields: { Colour: 'red' },
    });
  });

  it('take a raw patch', async () => {
    const { id } = await ticket.create(call(), { name: 'a', tags: ['x'] });
    const after = await ticket.patch(call(), String(id), [
      { op: 'test', path: '/name', value: 'a' },
      { op: 'add', path: '/tags/-', value: 'y' },
    ]);
    expect(after['tags']).toEqual(['x', 'y']);
    const conflict = await failureOf(ticket.patch(call(), String(id), [{ op: 'test', path: '/name', value: 'z' }]));
    expect(conflict.code).toBe('conflict');
  });

  it('are found by Get Many with filters', async () => {
    const made = await ticket.create(call(), { name: 'unique one', tags: ['asset:77'], creator: 'zoe@example.com' });
    const found = await readSlices(tickets, [ticketSlice({ tags: ['asset:77'], creator: 'zoe@example.com' })], call(), {
      settings: SETTINGS,
      queueIds: [],
    });
    expect(found.ids).toEqual([made['id']]);
  });

  it('of Jira need a project, and the words of the refusal say so', async () => {
    const failure = await failureOf(ticket.create(call('-jira'), { name: 'n' }));
    expect(failure.code).toBe('invalid_request');
    expect(failure.message).toContain('project is required; parameter /project (body)');
    expect((await ticket.create(call('-jira'), { name: 'n', project: 'P1' }))['project']).toBe('P1');
  });

  it('of PagerDuty need a creator on every write', async () => {
    const made = await ticket.create(call('-pagerduty'), { name: 'n', creator: 'on@call.example' });
    const id = String(made['id']);
    const failure = await failureOf(ticket.update(call('-pagerduty'), id, { name: 'm' }));
    expect(failure.message).toContain('creator is required');
    expect(failure.message).toContain('Requester User Not Found');
    expect((await ticket.update(call('-pagerduty'), id, { name: 'm', creator: 'on@call.example' }))['name']).toBe('m');
    expect((await failureOf(comment.add(call('-pagerduty'), id, { content: 'c' }))).message).toContain(
      'creator is required',
    );
    expect((await failureOf(tag.add(call('-pagerduty'), id, ['t']))).message).toContain('creator is required');
    expect((await tag.add(call('-pagerduty'), id, ['t'], { creator: 'on@call.example' }))['tags']).toEqual(['t']);
    const acknowledged = await status.set(call('-pagerduty'), id, 'acknowledged', 'on@call.example');
    expect(acknowledged['status']).toBe('acknowledged');
  });

  it('that are not there are not found', async () => {
    expect((await failureOf(ticket.get(call(), 'TKT/999999'))).code).toBe('not_found');
  });

  it('without a name or a change are refused before anything is sent', async () => {
    expect((await failureOf(ticket.create(BROKEN, { name: ' ' }))).code).toBe('bad_input');
    expect((await failureOf(ticket.update(BROKEN, '1', {}))).code).toBe('bad_input');
  });

  it('are a receipt when a 201 comes without the ticket, else the outcome is unknown', async () => {
    const made: Call = () => Promise.resolve({ status: 201, headers: {}, json: null, bytes: null });
    expect(await ticket.create(made, { name: 'n' })).toMatchObject({ created: true, id: null });
    expect(await comment.add(made, '1', { content: 'c' })).toMatchObject({ created: true, id: null });
    expect((await failureOf(ticket.create(BROKEN, { name: 'n' }))).code).toBe('unknown_outcome');
    expect((await failureOf(ticket.update(BROKEN, '1', { name: 'n' }))).code).toBe('unknown_outcome');
    sandbox().faults.add({
      service: 'synqly',
      kind: 'server_error',
      endpoint: 'create_ticket',
      options: { status: 504 },
    });
    const failure = await failureOf(ticket.create(synqlyCall(sandbox()), { name: 'n' }));
    expect(failure.code).toBe('unknown_outcome');
    expect(failure.message).toContain('It is not known whether the change was made');
    expect(sandbox().requests.count('synqly', 'create_ticket')).toBe(1);
  });

  it('a read that answers without the ticket says so', async () => {
    expect((await failureOf(ticket.get(BROKEN, '1'))).code).toBe('empty_answer');
  });

  it('cannot be written with a token that only reads', async () => {
    const { url, lesserKey } = sandbox().service('synqly');
    const reader = callWith(fetchSend(url, synqly.secrets({ key: lesserKey })), synqly.errorParser);
    const failure = await failureOf(ticket.create(reader, { name: 'n' }));
    expect(failure.code).toBe('forbidden');
    expect(failure.message).toContain('You may only read.');
  });
});

describe('statuses', () => {
  it('are set by the word of the provider', async () => {
    const { id } = await ticket.create(call(), { name: 'n' });
    expect((await status.set(call(), String(id), 'Resolved'))['status']).toBe('Resolved');
    const read = await ticket.get(call(), String(id));
    expect(read['completion_date']).toEqual(expect.any(String));
  });

  it('that the workflow does not know are refused with the words of the provider', async () => {
    const { id } = await ticket.create(call('-jira'), { name: 'n', project: 'P1' });
    const failure = await failureOf(status.set(call('-jira'), String(id), 'Nirvana'));
    expect(failure.message).toContain('No transition leads to "Nirvana"');
  });

  it('come from the remote fields', async () => {
    const names = await status.getAll(call('-jira'));
    expect(names.map(({ name }) => name)).toEqual([
      'To Do',
      'In Progress',
      'Waiting for customer',
      'Blocked',
      'Done',
      'Closed',
    ]);
    expect(names[0]).toMatchObject({ project: null, seen_in: 'remote_fields' });
  });

  it('are seen on tickets where a provider has no remote fields', async () => {
    const names = await status.getAll(call('-pagerduty'));
    expect(names.map(({ seen_in: seen }) => seen)).toContain('tickets');
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
    expect(['triggered', 'acknowledged', 'resolved']).toEqual(expect.arrayContaining(names.map(({ name }) => name)));
  });
});

describe('tags', () => {
  it('are added to those that are there, by folded text', async () => {
    const { id } = await ticket.create(call(), { name: 'n', tags: ['Red', 'blue'] });
    expect((await tag.add(call(), String(id), ['red', ' green ']))['tags']).toEqual(['Red', 'blue', 'green']);
    expect((await tag.remove(call(), String(id), ['BLUE']))['tags']).toEqual(['Red', 'green']);
    expect((await tag.set(call(), String(id), ['x', 'X', 'y']))['tags']).toEqual(['x', 'y']);
    expect((await ticket.get(call(), String(id)))['tags']).toEqual(['x', 'y']);
  });

  it('that change nothing are not written', async () => {
    const { id } = await ticket.create(call(), { name: 'n', tags: ['a'] });
    sandbox().requests.reset();
    await tag.add(synqlyCall(sandbox()), String(id), ['A']);
    await tag.remove(synqlyCall(sandbox()), String(id), ['none']);
    expect(
      sandbox()
        .requests.last()
        .map(({ endpoint }) => endpoint),
    ).toEqual(['get_ticket', 'get_ticket']);
  });

  it('that the provider drops are told', async () => {
    const deaf: Call = (request) =>
      Promise.resolve(
        understand(
          request,
          { status: 200, headers: {}, body: '{"result":{"id":"1","tags":null}}' },
          synqly.errorParser,
        ),
      ).then((answer) => {
        if (isVendorError(answer)) throw answer;
        return answer;
      });
    const failure = await failureOf(tag.set(deaf, '1', ['a']));
    expect(failure.code).toBe('refused_by_service');
    expect(failure.message).toContain('tags are now: none');
  });

  it('are listed as seen on tickets', async () => {
    const { id } = await ticket.create(call(), { name: 'n', tags: ['zzz'] });
    expect(id).toBeDefined();
    const names = await tag.getAll(call());
    expect(names).toContain('zzz');
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('comments, notes, attachments', () => {
  it('a comment is added, listed and deleted', async () => {
    const { id } = await ticket.create(call(), { name: 'n' });
    const made = await comment.add(call(), String(id), { content: 'hello', creator: 'ada@example.com' });
    expect(await comment.getAll(call(), String(id))).toEqual([made]);
    await comment.delete(call(), String(id), String(made['id']));
    expect(await comment.getAll(call(), String(id))).toEqual([]);
  });

  it('a note is added, changed, listed and deleted', async () => {
    const { id } = await ticket.create(call(), { name: 'n' });
    const made = await note.add(call(), String(id), { title: 'Why', content: 'because' });
    const changed = await note.update(call(), String(id), String(made['id']), { title: 'Who' });
    expect(changed).toMatchObject({ title: 'Who', content: 'because' });
    expect(await note.getAll(call(), String(id))).toMatchObject([{ title: 'Who' }]);
    await note.delete(call(), String(id), String(made['id']));
    expect(await note.getAll(call(), String(id))).toEqual([]);
    expect((await failureOf(note.update(call(), String(id), '1', {}))).code).toBe('bad_input');
  });

  it('notes are unsupported by PagerDuty', async () => {
    const { id } = await ticket.create(call('-pagerduty'), { name: 'n', creator: 'on@call.example' });
    const failure = await failureOf(note.getAll(call('-pagerduty'), String(id)));
    expect(failure.code).toBe('unsupported');
    expect(failure.remedy).toContain('does not offer');
  });

  it('a file comes back as it went', async () => {
    const { id } = await ticket.create(call(), { name: 'n' });
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256);
    const made = await attachment.upload(call(), String(id), { file_name: 'a b.png', bytes });
    expect(await attachment.getAll(call(), String(id))).toEqual([made]);
    const file = await attachment.download(call(), String(id), String(made['id']));
    expect(file.file_name).toBe('a b.png');
    expect(file.media_type).toBe('image/png');
    expect(Buffer.compare(Buffer.from(file.bytes), Buffer.from(bytes))).toBe(0);
    await attachment.delete(call(), String(id), String(made['id']));
    expect(await attachment.getAll(call(), String(id))).toEqual([]);
  });

  it('a torn file is no file', async () => {
    const torn = callWith(
      () => Promise.resolve({ status: 200, headers: {}, body: '{"result":{"content":"YWJ"}}' }),
      synqly.errorParser,
    );
    expect((await failureOf(attachment.download(torn, '1', '2'))).code).toBe('truncated');
  });
});

describe('what a provider has beside tickets', () => {
  const context = { settings: SETTINGS, queueIds: [] };

  it('projects and escalation policies are paged, and on call are people', async () => {
    expect((await readSlices(projects, [projectSlice], call(), context)).ids).toHaveLength(
      sandbox().world('synqly').queues().length,
    );
    const policies: string[] = [];
    for await (const page of pagesOf(escalationPolicies, escalationPolicySlice(), call('-pagerduty'), context)) {
      policies.push(...page.records.flatMap((record) => escalationPolicies.idOf(record) ?? []));
    }
    expect(policies).toEqual(
      sandbox()
        .world('synqly')
        .teams()
        .map(({ id }) => `EP${id}`),
    );
    const agents = await onCall.getAll(call('-pagerduty'), policies[0]!);
    expect(agents[0]).toHaveProperty('email_addr');
  });

  it('remote fields of one project', async () => {
    expect(await remoteField.getAll(call(), 'P1')).toHaveLength(9);
  });

  it('management requests are answered', async () => {
    const organization = call('-organization');
    expect((await organization(listIntegrations({ limit: 2 }))).json).toMatchObject({
      result: [{ category: 'ticketing' }, {}],
    });
    expect((await organization(listAccountIntegrations('acme'))).json).toHaveProperty('result.3');
    expect((await organization(verifyIntegration('acme', 'jira'))).status).toBe(200);
    expect((await call()(getProviderCapabilities('ticketing_jira'))).json).toMatchObject({
      result: { id: 'ticketing_jira' },
    });
    await call()(createIntegrationWebhook('incident'));
    expect((await call()(listIntegrationWebhooks())).json).toMatchObject({ result: [{ enabled: true }] });
    await call()(deleteIntegrationWebhooks());
    expect((await call()(listIntegrationWebhooks())).json).toEqual({ result: [] });
  });

  it('a minted token works until it expires', async () => {
    const { secret, expires } = await token.create(
      call('-organization'),
      { accountId: 'acme', integrationId: 'jira' },
      '10m',
    );
    const minted = callWith(
      fetchSend(sandbox().service('synqly').url, synqly.secrets({ key: secret })),
      synqly.errorParser,
    );
    expect((await failureOf(ticket.create(minted, { name: 'n' }))).message).toContain('project is required');
    sandbox().clock.set({ now: Date.parse(expires ?? '') + 1000 });
    const failure = await failureOf(ticket.get(minted, 'TKT/1'));
    expect(failure.code).toBe('unauthorized');
    expect(failure.remedy).toContain('ten minutes');
  });
});

describe('webhooks', () => {
  const jira = { accountId: 'acme', integrationId: 'jira' };

  it('are added and removed without touching those of others, and deliveries are signed', async () => {
    const received: Array<{ body: string; signature: string }> = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        received.push({ body, signature: String(request.headers['synqly-signature']) });
        response.end('{}');
        server.emit('delivery');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const key = 'k'.repeat(32);
    const organization = call('-organization');
    await webhook.add(organization, jira, {
      url: 'http://127.0.0.1:9/other',
      events: ['TicketDeleted'],
      integratorKey: 'o'.repeat(24),
    });
    await webhook.add(organization, jira, { url, events: ['TicketUpdated'], integratorKey: 'x'.repeat(24) });
    await webhook.add(organization, jira, { url, events: ['TicketCreated'], integratorKey: key });
    expect(await webhook.exists(organization, jira, url)).toBe(true);

    const delivered = once(server, 'delivery');
    const made = await ticket.create(call(), { name: 'rings' });
    await delivered;
    expect(received).toHaveLength(1);
    expect(received[0]!.signature).toBe(`sha256=${createHmac('sha256', key).update(received[0]!.body).digest('hex')}`);
    expect(JSON.parse(received[0]!.body)).toMatchObject({
      ticket_id: made['id'],
      event_type: 'TicketCreated',
      short_description: 'rings',
    });

    await webhook.remove(organization, jira, url);
    await webhook.remove(organization, jira, url);
    expect(await webhook.exists(organization, jira, url)).toBe(false);
    expect(await webhook.exists(organization, jira, 'http://127.0.0.1:9/other')).toBe(true);
    server.close();
    server.closeAllConnections();
  });

  it('need a key of 24 to 64 bytes', async () => {
    const failure = await failureOf(
      webhook.add(BROKEN, jira, { url: 'http://127.0.0.1:1/', events: [], integratorKey: 'short' }),
    );
    expect(failure.code).toBe('bad_input');
  });
});

describe('check', () => {
  const checked = (check_: Call, projects_: readonly string[] = []) =>
    check(check_, { ...SETTINGS, projects: projects_ });

  it('is content with a token that works', async () => {
    expect(await checked(call())).toEqual([expect.objectContaining({ level: 'ok' })]);
  });

  it('says that tickets are read by project', async () => {
    const findings = await checked(call('-jira'));
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'warning']);
    expect(findings[1]!.message).toContain('project by project');
    expect(await checked(call('-jira'), ['P1'])).toHaveLength(1);
  });

  it('tells a wrong token from an organization token', async () => {
    const [wrong] = await checked(call('-wrong'));
    expect(wrong).toMatchObject({ level: 'error', message: expect.stringContaining('does not accept the key') });
    const [organization] = await checked(call('-organization'));
    expect(organization!.message).toContain('organization token');
  });

  it('tells a wrong host', async () => {
    const html = callWith(
      () => Promise.resolve({ status: 200, headers: {}, body: '<html>login</html>' }),
      synqly.errorParser,
    );
    const json = callWith(() => Promise.resolve({ status: 200, headers: {}, body: '{"hello":1}' }), synqly.errorParser);
    for (const host of [html, json]) {
      expect((await checked(host))[0]).toMatchObject({
        level: 'error',
        remedy: expect.stringContaining('https://api-eu.synqly.com'),
      });
    }
  });

  it('warns of an account that shows nothing', async () => {
    const nothing = callWith(
      () => Promise.resolve({ status: 200, headers: {}, body: '{"result":[],"cursor":""}' }),
      synqly.errorParser,
    );
    expect(await checked(nothing)).toMatchObject([
      { level: 'ok' },
      { level: 'warning', message: expect.stringContaining('no project and no ticket') },
    ]);
  });
});

describe('the contract', () => {
  it('is kept by every request and every answer of this file, which are of every endpoint', () => {
    expect(contract.problems(log)).toEqual([]);
    expect(new Set(log.map(({ request }) => request.endpoint))).toEqual(new Set(contract.endpoints));
    expect(new Set(contract.endpoints)).toEqual(new Set(Object.keys(ENDPOINTS)));
  });
});
