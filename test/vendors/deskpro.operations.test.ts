import { deskpro as service } from '../../sandbox/deskpro/service';
import { callWith } from '../../vendors/answer';
import type { ApiResponse, Call } from '../../vendors/http';
import type { JsonObject } from '../../vendors/json';
import { arrayAt, asText, isObject } from '../../vendors/json';
import * as operations from '../../vendors/deskpro/operations';
import { deskpro } from '../../vendors/deskpro/vendor';
import { errorParser } from '../../vendors/deskpro/errors';
import { contractOf } from '../support/contract';
import { failure } from '../support/deskpro';
import { callTo, readSlices } from '../support/reading';
import type { SentRequest } from '../support/send';
import { useSandbox } from '../support/sandbox';

const {
  agent,
  attachment,
  comment,
  customField,
  department,
  organization,
  person,
  status,
  tag,
  team,
  ticket,
  ticketLog,
} = operations;

describe("Deskpro's operations", () => {
  const running = useSandbox({ tickets: 60, services: [service] });
  const log: SentRequest[] = [];
  const contract = contractOf('deskpro');
  const call = (): Call => callTo(running(), deskpro, log);
  const id = (record: JsonObject): string => asText(record['id']) ?? '';
  let count = 0;
  const create = (more: Partial<operations.NewTicket> = {}): Promise<JsonObject> =>
    ticket.create(call(), { subject: `Printer ${(count += 1)}`, person: 'pat@example.test', ...more });
  const many = async (
    parts: {
      stream: Parameters<typeof readSlices>[0];
      slice: (input: string) => Parameters<typeof readSlices>[1][number];
    },
    input: string,
  ) => (await readSlices(parts.stream, [parts.slice(input)], call())).records;
  beforeEach(() => {
    log.length = 0;
  });
  afterEach(() => {
    expect(contract.problems(log)).toEqual([]);
  });

  describe('a ticket', () => {
    test('is created with all that is given, by POST, and read again', async () => {
      const made = await create({
        subject: 'Screen is black',
        person: { name: 'Ana', email: 'ana@example.org' },
        department: '2',
        category: '3',
        status: 'pending.5',
        urgency: 9,
        labels: ['VIP'],
        cc: ['boss@example.org'],
        fields: { field1: 'A-17', '6': [1] },
        message: { message: 'since noon', format: 'text' },
        date_created: '2026-10-01T08:00:00+0000',
      });
      expect(log).toHaveLength(1);
      expect(log[0]!.request).toMatchObject({ method: 'POST', path: '/api/v2/tickets' });
      expect(log[0]!.response!.status).toBe(201);
      const read = await ticket.get(call(), id(made));
      expect(read).toMatchObject({
        subject: 'Screen is black',
        department: 2,
        category: 3,
        status: 'pending',
        ticket_status: 'pending.5',
        urgency: 9,
        labels: ['VIP'],
        fields: { '1': { value: 'A-17' }, '6': { value: [1] } },
        date_created: '2026-10-01T08:00:00+0000',
        linked: { person: { name: 'Ana', primary_email: 'ana@example.org' } },
      });
      expect(await ticket.get(call(), `ref:${String(read['ref'])}`)).toMatchObject({ id: read['id'] });
      const messages = await many(comment.many, id(made));
      expect(messages).toHaveLength(1);
      expect(messages[0]).toMatchObject({ message: 'since noon', is_agent_note: 0 });
    });

    test('is updated by PUT, its other members stay, and the answer is the ticket', async () => {
      const made = await create({ urgency: 7 });
      const agentId = String(
        running()
          .world('deskpro')
          .people()
          .find(({ isAgent }) => isAgent)!.id,
      );
      const changed = await ticket.update(call(), id(made), { agent: agentId, subject: 'Plotter' });
      expect(changed).toMatchObject({ subject: 'Plotter', agent: Number(agentId), urgency: 7 });
      expect(log.at(-1)!.request).toMatchObject({
        method: 'PUT',
        query: [
          ['follow_location', '1'],
          ['include', 'person,agent,department,organization'],
        ],
      });
      expect(log.at(-1)!.request.body).toEqual({ kind: 'json', value: { agent: Number(agentId), subject: 'Plotter' } });
      expect(await ticket.update(call(), id(made), { agent: null })).toMatchObject({ agent: null });
    });

    test('an update that answers 204 is read back', async () => {
      const made = await create();
      const plain: Call = (request) =>
        call()({ ...request, query: (request.query ?? []).filter(([name]) => name !== 'follow_location') });
      expect(await ticket.update(plain, id(made), { subject: 'Scanner' })).toMatchObject({ subject: 'Scanner' });
      expect(log.map(({ request, response }) => `${request.method} ${response!.status}`).slice(-2)).toEqual([
        'PUT 204',
        'GET 200',
      ]);
    });

    test('create or update: by id, by reference, and new', async () => {
      const made = await create();
      const input = { subject: 'Again', person: 'pat@example.test', message: { message: 'x' } };
      expect(id(await ticket.upsert(call(), id(made), input))).toBe(id(made));
      expect(id(await ticket.upsert(call(), `ref:${String(made['ref'])}`, input))).toBe(id(made));
      const fresh = await ticket.upsert(call(), '999999', { ...input, subject: 'Fresh' });
      expect(Number(fresh['id'])).toBeGreaterThan(Number(made['id']));
    });

    test('is deleted: hidden, out of lists, still there by id', async () => {
      const made = await create();
      expect(await ticket.delete(call(), id(made))).toEqual({ deleted: true });
      expect(log.at(-1)!.response!.status).toBe(200);
      expect(await ticket.get(call(), id(made))).toMatchObject({ status: 'hidden' });
      const listed = await readSlices(
        ticket.many.stream,
        [ticket.many.slice({ person: [String(made['person'])] })],
        call(),
      );
      expect(listed.ids).not.toContain(id(made));
      const gone = await failure(ticket.delete(call(), '987654'));
      expect(gone).toMatchObject({
        code: 'not_found',
        message: 'Deskpro does not have what was asked for (HTTP 404): #987654 Not Found',
      });
    });

    test('a merged one is said to be merged where the redirect is not followed', async () => {
      const [old, survivor] = [await create(), await create()];
      running()
        .world('deskpro')
        .change(Number(old['id']) - 1, { mergedInto: Number(survivor['id']) }, null);
      const error = await failure(ticket.get(call(), id(old)));
      expect(error).toMatchObject({ code: 'not_found', message: `Ticket ${id(old)} was merged into another one` });
      const following: Call = (request) =>
        call()(
          request.path.endsWith(`/tickets/${id(old)}`)
            ? { ...request, path: `/api/v2/tickets/${id(survivor)}` }
            : request,
        );
      expect(id(await ticket.get(following, id(old)))).toBe(id(survivor));
    });

    test('an equal one shortly after is refused with the remedy', async () => {
      const input = { subject: 'Twice', person: 'pat@example.test', message: { message: 'same' } };
      await ticket.create(call(), input);
      const error = await failure(ticket.create(call(), input));
      expect(error.code).toBe('invalid_request');
      expect(error.serviceCodes).toEqual(['invalid_input', 'dupe_ticket']);
      expect(error.remedy).toContain('Look whether it exists already');
      expect(log.filter(({ request }) => request.method === 'POST')).toHaveLength(2);
    });

    test('a person is required, and unknown members are named', async () => {
      const error = await failure(ticket.create(call(), { subject: 'x', person: '99999' }));
      expect(error.message).toContain('person: This person does not exist (invalid_choice)');
      const wrong = await failure(ticket.update(call(), '1', { urgency: 11 }));
      expect(wrong.message).toContain('urgency: Must be a number between 1 and 10 (out_of_range)');
      // The contract forbids it as well: these two were sent to be refused.
      log.length = 0;
    });

    test('is locked once, and unlocked', async () => {
      const made = await create();
      expect(await ticket.lock(call(), id(made), false)).toEqual({ locked: true });
      expect((await failure(ticket.lock(call(), id(made), false))).message).toContain('already locked');
      expect(await ticket.lock(call(), id(made), true)).toEqual({ locked: true });
      expect(await ticket.unlock(call(), id(made), false)).toEqual({ locked: false });
    });
  });

  describe('the verbs', () => {
    /** A helpdesk that has the verbs as the vendor's page tells them. */
    const swapped: Call = (request) => {
      const other = request.method === 'POST' ? 'PUT' : request.method === 'PUT' ? 'POST' : request.method;
      return call()({ ...request, method: other });
    };

    test('auto: a 405 proves that nothing happened, and the other verb is tried once', async () => {
      const made = await ticket.create(swapped, { subject: 'Other verbs', person: 'pat@example.test' });
      expect(log.map(({ request, response }) => `${request.method} ${response!.status}`)).toEqual([
        'PUT 405',
        'POST 201',
      ]);
      log.length = 0;
      expect(await ticket.update(swapped, id(made), { subject: 'Changed' })).toMatchObject({ subject: 'Changed' });
      expect(log.map(({ request, response }) => `${request.method} ${response!.status}`)).toEqual([
        'POST 405',
        'PUT 200',
      ]);
    });

    test('put-creates and post-creates are kept to', async () => {
      const made = await ticket.create(swapped, { subject: 'Kept to', person: 'pat@example.test' }, 'put-creates');
      expect(await ticket.update(swapped, id(made), { subject: 'Kept' }, 'put-creates')).toMatchObject({
        subject: 'Kept',
      });
      expect(log).toHaveLength(2);
      const error = await failure(
        ticket.create(swapped, { subject: 'No', person: 'pat@example.test' }, 'post-creates'),
      );
      expect(error.code).toBe('method_not_allowed');
      expect(log).toHaveLength(3);
    });
  });

  describe('a write whose outcome is unknown', () => {
    test.each(['reset', 'truncated', 'html', 'server_error'] as const)(
      '%s: is said so, and not sent again',
      async (kind) => {
        running().faults.add({ service: 'deskpro', kind, times: 1 });
        const error = await failure(create());
        expect(error.code).toBe('unknown_outcome');
        expect(error.message).toContain('It is not known whether the change was made');
        expect(log).toHaveLength(1);
        log.length = 0;
      },
    );

    test('a create that answers without a record', async () => {
      const silent: Call = async (request) => ({
        ...(await call()(request)),
        json: { data: [], meta: [], linked: [] },
      });
      const silentOne = await ticket.create(silent, { subject: 'Silent', person: 'pat@example.test' });
      const note = expect.stringContaining('Do not create it again') as string;
      expect(silentOne).toEqual({ created: true, id: expect.stringMatching(/^\d+$/) as string, note });
    });

    test('a create whose answer has its address only is read, of each kind', async () => {
      running().faults.add({ service: 'deskpro', kind: 'no_body', times: 1, endpoint: 'tickets.create' });
      const made = await create();
      expect(made).toMatchObject({ id: expect.any(Number) as number });
      for (const [endpoint, work] of [
        ['messages.create', () => comment.add(call(), id(made), { message: 'Hello' })],
        ['people.create', () => person.create(call(), { primary_email: `x${id(made)}@example.test` })],
        ['organizations.create', () => organization.create(call(), { name: `Org ${id(made)}` })],
      ] as const) {
        running().faults.add({ service: 'deskpro', kind: 'no_body', times: 1, endpoint });
        expect(await work()).toMatchObject({ id: expect.any(Number) as number });
      }
      log.length = 0;
    });

    test('an update that was made but cannot be read back', async () => {
      const made = await create();
      running().faults.add({ service: 'deskpro', kind: 'server_error', times: 1, endpoint: 'tickets.get' });
      const plain: Call = (request) => call()({ ...request, query: [] });
      const error = await failure(ticket.update(plain, id(made), { subject: 'Half' }));
      expect(error.message).toContain('The change was made, but could not be read back');
      expect(error.remedy).toContain('Do not repeat it');
      log.length = 0;
    });
  });

  describe('comments', () => {
    test('a reply and a note are added, read, changed and deleted', async () => {
      const made = await create({ message: { message: 'Help' } });
      const reply = await comment.add(call(), id(made), { message: '<b>On it</b>', status: 'awaiting_user' });
      const note = await comment.add(call(), id(made), { message: 'a < b', format: 'text', is_note: true });
      expect(await comment.get(call(), id(made), id(note))).toMatchObject({ is_agent_note: 1, message: 'a &lt; b' });
      expect(await ticket.get(call(), id(made))).toMatchObject({ status: 'awaiting_user' });
      expect(await comment.update(call(), id(made), id(reply), { message: 'Done' })).toMatchObject({ message: 'Done' });
      expect(await comment.delete(call(), id(made), id(note))).toEqual({ deleted: true });
      expect((await many(comment.many, id(made))).map((one) => isObject(one) && one['message'])).toEqual([
        'Help',
        'Done',
      ]);
    });

    test('an edit keeps the attachments that Deskpro would wipe', async () => {
      const made = await create();
      const bytes = new TextEncoder().encode('hello');
      const said = await attachment.upload(
        call(),
        id(made),
        [{ file_name: 'a.txt', media_type: 'text/plain', bytes }],
        { message: 'see file' },
      );
      expect(arrayAt(said, 'attachments')).toHaveLength(1);
      const edited = await comment.update(call(), id(made), id(said), { message: 'see the file' });
      expect(edited['attachments']).toEqual(said['attachments']);
    });

    test('an edit that would lose attachments is not made', async () => {
      const made = await create();
      const said = await attachment.upload(
        call(),
        id(made),
        [{ file_name: 'a.txt', media_type: 'text/plain', bytes: new Uint8Array([1]) }],
        { message: 'file' },
      );
      const secretive: Call = async (request) => {
        const answer = await call()(request);
        const strip = (record: JsonObject) => ({ ...record, blob: { filename: 'a.txt' } });
        return request.endpoint === 'messages.attachments'
          ? { ...answer, json: { data: arrayAt(answer.json, 'data').filter(isObject).map(strip), meta: {} } }
          : answer;
      };
      const error = await failure(comment.update(secretive, id(made), id(said), { message: 'x' }));
      expect(error).toMatchObject({ code: 'conflict' });
      expect(log.some(({ request }) => request.method === 'PUT')).toBe(false);
    });
  });

  test('a file comes back as it was sent, through the helpdesk only', async () => {
    const made = await create();
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    await attachment.upload(
      call(),
      id(made),
      [{ file_name: 'ü 1.bin', media_type: 'application/octet-stream', bytes }],
      { message: 'bin', is_note: true },
    );
    const [listed] = await many(attachment.many, id(made));
    const { url } = running().service('deskpro');
    const file = await attachment.download(
      call(),
      url,
      id(made),
      isObject(listed ?? null) ? id(listed as JsonObject) : '',
    );
    expect(file).toMatchObject({ file_name: 'ü 1.bin', media_type: 'application/octet-stream' });
    expect([...file.bytes]).toEqual([...bytes]);
    const elsewhere = await failure(
      attachment.download(call(), 'https://other.example', id(made), id(listed as JsonObject)),
    );
    expect(elsewhere.code).toBe('unsupported');
    expect((await failure(attachment.download(call(), url, id(made), '424242'))).message).toBe(
      `Ticket ${id(made)} has no attachment 424242`,
    );
  });

  describe('labels', () => {
    test('are added and removed by reading, merging, writing and reading back', async () => {
      const made = await create({ labels: ['One'] });
      expect((await tag.add(call(), id(made), ['two', 'ONE']))['labels']).toEqual(['One', 'two']);
      expect((await tag.remove(call(), id(made), ['one', 'never']))['labels']).toEqual(['two']);
      expect((await tag.set(call(), id(made), []))['labels']).toBeNull();
      expect(log.filter(({ request }) => request.method === 'PUT')).toHaveLength(3);
    });

    test('nothing is written where nothing changes', async () => {
      const made = await create({ labels: ['One'] });
      await tag.add(call(), id(made), ['one']);
      expect(log.filter(({ request }) => request.method === 'PUT')).toHaveLength(0);
    });

    test('a change by somebody else in between is said', async () => {
      const made = await create({ labels: ['One'] });
      const racing: Call = async (request) => {
        const answer = await call()(request);
        if (request.method === 'PUT')
          running()
            .world('deskpro')
            .change(Number(made['id']) - 1, { tags: ['other'] }, null);
        return answer;
      };
      expect((await failure(tag.add(racing, id(made), ['two']))).code).toBe('conflict');
    });

    test('all labels of the helpdesk can be listed', async () => {
      await create({ labels: ['zz-last'] });
      const records = await many(tag.many, 'zz');
      expect(records).toEqual([{ id: 'zz-last', label: 'zz-last' }]);
    });
  });

  test('a status is set, and all are listed with their sub-statuses', async () => {
    const made = await create();
    expect(await status.set(call(), id(made), 'pending.5', true)).toMatchObject({
      status: 'pending',
      ticket_status: 'pending.5',
      is_hold: true,
    });
    expect(await status.set(call(), id(made), 'resolved')).toMatchObject({
      status: 'resolved',
      ticket_status: 'resolved',
    });
    const values = (await status.getMany(call())).map((one) => isObject(one) && one['value']);
    expect(values).toEqual([
      'awaiting_agent',
      'awaiting_user',
      'pending',
      'resolved',
      'archived',
      'hidden',
      'pending.5',
    ]);
  });

  describe('people and organizations', () => {
    test('a person is found by e-mail without the address in a URL, created or updated', async () => {
      const made = await person.upsert(call(), 'new@example.org', { name: 'New One' });
      const again = await person.upsert(call(), 'NEW@example.org', { name: 'Newer One' });
      expect(id(again)).toBe(id(made));
      expect(await person.get(call(), id(made))).toMatchObject({ name: 'Newer One', primary_email: 'new@example.org' });
      expect(log.map(({ request }) => `${request.path}${JSON.stringify(request.query)}`).join()).not.toContain(
        'example.org',
      );
      expect(await person.findByEmail(call(), 'nobody@example.org')).toBeNull();
      expect(await person.delete(call(), id(made))).toEqual({ deleted: true });
    });

    test('a taken address is refused with its field', async () => {
      await person.create(call(), { name: 'A', primary_email: 'taken@example.org' });
      const error = await failure(person.create(call(), { name: 'B', primary_email: 'taken@example.org' }));
      expect(error.message).toContain('emails.emails_0: This e-mail address is taken (dupe_email)');
      expect(error.remedy).toContain('deleted agent');
    });

    test('an organization is created, renamed, listed by name, deleted', async () => {
      const made = await organization.create(call(), { name: 'Acme & Co', summary: 'long' });
      expect(await organization.update(call(), id(made), { name: 'Acme' })).toMatchObject({
        name: 'Acme',
        summary: 'long',
      });
      const listed = await readSlices(organization.many.stream, [organization.many.slice({ name: 'Acme' })], call());
      expect(listed.ids).toEqual([id(made)]);
      await organization.delete(call(), id(made));
      expect((await failure(organization.get(call(), id(made)))).code).toBe('not_found');
    });

    test('agents, departments, teams, fields and log entries are read', async () => {
      const world = running().world('deskpro');
      const [first] = world.people().filter(({ isAgent }) => isAgent);
      expect(await agent.get(call(), String(first!.id))).toMatchObject({ is_agent: true });
      expect(await department.get(call(), '2')).toMatchObject({ title: world.queues()[1]!.name });
      expect((await readSlices(team.many.stream, [team.many.slice()], call())).ids).toHaveLength(world.teams().length);
      expect((await readSlices(customField.many.stream, [customField.many.slice()], call())).ids).toHaveLength(
        world.fields().length,
      );
      const made = await create();
      await status.set(call(), id(made), 'resolved');
      const [entry] = await many(ticketLog.many, id(made));
      expect(await ticketLog.get(call(), id(made), id(entry as JsonObject))).toMatchObject({
        action_type: 'changed_status',
        details: { old_status: 'awaiting_agent', new_status: 'resolved' },
      });
    });
  });

  test('an ID cannot walk out of its path', async () => {
    for (const bad of ['', '..', '.']) expect((await failure(ticket.delete(call(), bad))).code).toBe('bad_input');
    expect((await failure(ticket.get(call(), '../people/1'))).code).toBe('not_found');
  });
});

describe("Deskpro's error words", () => {
  const answering = (response: Partial<ApiResponse>): Promise<unknown> =>
    callWith(
      () => Promise.resolve({ status: 400, headers: {}, body: '', ...response }),
      errorParser,
    )({ endpoint: 'me', method: 'GET', path: '/api/v2/me' });

  test('the whole tree is walked, whatever half of it is missing', async () => {
    const errors = {
      errors: [{ code: 'extra_fields', message: 'Unexpected field names: name' }],
      fields: {
        email: { errors: [{ code: 'required', message: 'This value should not be blank.' }] },
        date: {
          errors: [],
          fields: { day: { errors: [{ code: 'out_of_range', message: 'Must be a number between 1 and 31' }] } },
        },
      },
    };
    const body = JSON.stringify({ status: 400, code: 'invalid_input', message: 'Request input is invalid.', errors });
    const error = await failure(answering({ body }));
    expect(error.message).toBe(
      'Deskpro does not accept the request (HTTP 400): Request input is invalid.; Unexpected field names: name (extra_fields); email: This value should not be blank. (required); date.day: Must be a number between 1 and 31 (out_of_range)',
    );
    expect(error.serviceCodes).toEqual(['invalid_input', 'extra_fields', 'required', 'out_of_range']);
  });

  test.each([
    [{ status: 401, body: '' }, 'unauthorized', 'Deskpro does not accept the key (HTTP 401)'],
    [
      { status: 400, body: '{"status":400,"code":"bad_request","message":"No","errors":null}' },
      'invalid_request',
      'Deskpro does not accept the request (HTTP 400): No',
    ],
    [
      { status: 404, body: '{"status":404,"code":"#3432 Not Found","message":"#3432 Not Found"}' },
      'not_found',
      'Deskpro does not have what was asked for (HTTP 404): #3432 Not Found',
    ],
    [
      { status: 502, body: '<html><body>Stack trace</body></html>' },
      'server_error',
      'Deskpro could not answer (HTTP 502)',
    ],
    [{ status: 423, body: '{}' }, 'maintenance', 'Deskpro is closed for maintenance (HTTP 423)'],
    [{ status: 429, body: '{}' }, 'rate_limited', 'Deskpro is receiving too many requests (HTTP 429)'],
    [
      { status: 403, body: '{"message":"You cannot"}' },
      'forbidden',
      'Deskpro does not allow this with the given key (HTTP 403): You cannot',
    ],
  ])('%j', async (response, code, message) => {
    expect(await failure(answering(response))).toMatchObject({
      code,
      message,
      serviceCodes: code === 'invalid_request' ? ['bad_request'] : [],
    });
  });

  test("an old build's 403 for a used-up limit is a rate limit", async () => {
    const body = '{"status":403,"code":"forbidden","message":"Your limit for api calls is exhausted"}';
    expect(await failure(answering({ status: 403, body }))).toMatchObject({ code: 'rate_limited', retryable: true });
  });
});
