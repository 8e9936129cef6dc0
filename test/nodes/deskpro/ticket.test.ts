/** Tickets of the Deskpro node: what is sent, what comes back. */
import { RESOURCES } from '../../../nodes/Deskpro/resources';
import type { WorldTicket } from '../../../sandbox/world/world';
import { useSandbox } from '../../support/sandbox';
import { binaryField } from '../support/bench';
import { misfits } from '../support/outputs';
import { benchAt, byEmail, byId, byUrl, on } from './bench';

const sandbox = useSandbox({ services: ['deskpro'], tickets: 300, limits: false });
const bench = benchAt(() => sandbox().service('deskpro'));
const world = () => sandbox().world('deskpro');
const ticket = on('ticket');
const ROOT = '/deskpro/api/v2';

const tickets = (): WorldTicket[] =>
  Array.from({ length: world().size }, (_, at) => world().ticket(at)).flatMap((each) => each ?? []);
const living = () => tickets().filter(({ status }) => status !== 'deleted');
const assigned = () =>
  living().find(({ assignee, type, custom }) => assignee !== null && type !== null && Object.keys(custom).length > 0)!;
const agents = () =>
  world()
    .people()
    .filter(({ isAgent, isActive }) => isAgent && isActive);
let count = 0;
const made = (over: object = {}) =>
  world().create({ subject: `Made ${(count += 1)}`, requester: 1, tags: ['a'], ...over }, 1);
const fieldOf = (type: string) =>
  world()
    .fields()
    .find((field) => field.type === type)!;
const output = (operation: string) =>
  RESOURCES.find(({ value }) => value === 'ticket')!.operations.find(({ value }) => value === operation)!;

describe('Create', () => {
  it('sends what was given, names resolved, and gives the unified ticket with names', async () => {
    const [agent] = agents();
    const [department] = world().queues();
    const [type] = world().types();
    const items = await bench.run(
      ticket('create', {
        subject: 'Invoice is missing',
        person: byEmail('new.person@example.org'),
        additionalFields: {
          agent: agent!.name.toUpperCase(),
          department: department!.name,
          category: type!.name,
          status: 'Waiting for a third party',
          tags: 'Billing, VIP',
          cc: 'boss@example.org, ',
          urgency: 9,
          isHold: false,
          description: 'Since <noon>',
          requesterName: 'New Person',
          language: '',
        },
      }),
    );
    const sent = bench.sent.filter(({ method }) => method !== 'GET');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      path: `${ROOT}/tickets`,
      query: {},
      headers: { authorization: `key ${sandbox().service('deskpro').key}`, 'content-type': 'application/json' },
    });
    expect(sent[0]?.body).toEqual({
      subject: 'Invoice is missing',
      person: { name: 'New Person', email: 'new.person@example.org' },
      agent: agent!.id,
      department: department!.id,
      category: type!.id,
      status: 'pending.5',
      labels: ['Billing', 'VIP'],
      cc: ['boss@example.org'],
      urgency: 9,
      is_hold: false,
      message: { message: 'Since <noon>', format: 'text' },
    });
    expect(items).toHaveLength(1);
    expect(items[0]?.pairedItem).toEqual({ item: 0 });
    expect(items[0]?.json).toMatchObject({
      subject: 'Invoice is missing',
      status: 'pending.5',
      status_group: 'on_hold',
      queue: department!.name,
      ticket_type: type!.name,
      assignee_name: agent!.name,
      requester_email: 'new.person@example.org',
      tags: ['Billing', 'VIP'],
      priority_level: 'urgent',
    });
    expect(misfits(output('create'), [items[0]!.json])).toEqual([]);
  });

  it('asks for the lists that resolve and name things once for all items', async () => {
    const [department] = world().queues();
    const items = [{ json: {} }, { json: {} }, { json: {} }];
    const parameters = (item: number) =>
      ticket('create', {
        subject: `Item ${item} of many`,
        person: byId(1),
        additionalFields: { department: department!.name },
      });
    expect(await bench.json(parameters, { items })).toHaveLength(3);
    const paths = bench.sent.map(({ method, path }) => `${method} ${path.replace(ROOT, '')}`);
    expect(paths.filter((path) => path.startsWith('POST'))).toHaveLength(3);
    expect(paths.filter((path) => path === 'GET /ticket_departments')).toHaveLength(1);
    expect(new Set(paths).size).toBe(paths.length - 2);
  });

  it('sends custom fields of the form and of JSON, by name or ID, options by name', async () => {
    const [text, list, several] = [fieldOf('text'), fieldOf('list'), fieldOf('multi_list')];
    await bench.run(
      ticket('create', {
        subject: 'With fields',
        person: byId(1),
        customFields: {
          mappingMode: 'defineBelow',
          value: { [text.id]: 'from the form', [list.id]: String(list.options[0]!.id), 99: null },
          schema: [],
        },
        customFieldsJson: JSON.stringify({
          [text.name.toUpperCase()]: 'from JSON',
          [several.name]: `${several.options[0]!.name}, ${several.options[1]!.id}`,
        }),
      }),
    );
    expect(bench.sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      fields: {
        [text.id]: 'from JSON',
        [list.id]: list.options[0]!.id,
        [several.id]: [several.options[0]!.id, several.options[1]!.id],
      },
    });
    expect(living().find(({ subject }) => subject === 'With fields')?.custom[text.id]).toBe('from JSON');
  });

  it('takes files along with the first message', async () => {
    const items = [{ json: {}, binary: { scan: binaryField('%PDF', 'scan ü.pdf', 'application/pdf') } }];
    const [made] = await bench.json(
      ticket('create', { subject: 'With a file', person: byId(1), additionalFields: { attachments: 'scan' } }),
      { items },
    );
    const [upload, create] = bench.sent.filter(({ method }) => method === 'POST');
    expect(upload).toMatchObject({ path: `${ROOT}/blobs/temp` });
    expect(upload?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(create?.body).toMatchObject({
      message: { message: 'scan ü.pdf', attachments: [{ blob_auth: expect.stringMatching(/./) as string }] },
    });
    const stored = world().ticket(Number(made?.['ticket_id']) - 1)?.attachments[0];
    expect(Buffer.from(stored!.bytes).toString()).toBe('%PDF');
  });

  it('sends who wrote the description, and refuses an author of nothing', async () => {
    const base = { subject: 'Written for her', person: byId(1) };
    const fields = { author: 'eve@example.org', descriptionHtml: '<b>Hi</b>' };
    await bench.run(ticket('create', { ...base, additionalFields: fields }));
    expect(bench.sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      message: { message: '<b>Hi</b>', format: 'html', person: 'eve@example.org' },
    });
    const error = await bench.failure(ticket('create', { ...base, additionalFields: { author: 'eve@example.org' } }));
    expect(error.message).toBe('"Author" was given without a description');
  });

  it('refuses names that are not there before anything is written, and says which there are', async () => {
    const base = { subject: 'Never', person: byId(1) };
    const [department] = world().queues();
    const failing = async (additionalFields: object) => {
      const error = await bench.failure(ticket('create', { ...base, additionalFields }));
      expect(bench.sent.filter(({ method }) => method !== 'GET')).toEqual([]);
      return error;
    };
    expect(await failing({ department: 'Nowhere' })).toMatchObject({
      message: 'Deskpro has no department "Nowhere"',
      description: expect.stringContaining(`Choose one of: ${department!.name}`) as string,
    });
    expect((await failing({ status: 'sleeping' })).message).toBe('Deskpro has no status "sleeping"');
    expect((await failing({ organization: 'No Such Ltd' })).message).toBe('Deskpro has no organization "No Such Ltd"');
    const nobody = await bench.failure(ticket('create', { ...base, person: byId('Ana Smith') }));
    expect(nobody.message).toBe('"Ana Smith" is neither a person\'s ID nor an e-mail address');
  });

  it('sends a date of creation in UTC, read in the zone of the workflow', async () => {
    await bench.run(
      ticket('create', {
        subject: 'Brought in',
        person: byId(1),
        additionalFields: { dateCreated: '2026-07-01T10:00:00' },
      }),
      { timezone: 'Europe/Berlin' },
    );
    expect(bench.sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      date_created: '2026-07-01T08:00:00+0000',
    });
  });
});

describe('Get', () => {
  it('asks once, by ID, link or reference, with names side-loaded', async () => {
    const one = assigned();
    const requester = world().person(one.requester)!;
    const picked = [byId(one.id), byId(`#${one.id}`), byId(one.number), byId(`ref:${one.number}`)];
    const links = [`https://acme.deskpro.com/app#/t/ticket/${one.id}`, `https://acme.deskpro.com/tickets/${one.id}/x`];
    for (const ticketId of [...picked, ...links.map(byUrl)]) {
      const [found] = await bench.json(
        ticket('get', {
          ticketId,
          output: 'selected',
          fields: ['ticket_id', 'queue', 'requester_name', 'organization'],
        }),
      );
      expect(bench.sent.filter(({ path }) => path.startsWith(`${ROOT}/tickets/`))).toHaveLength(1);
      expect(bench.sent[0]?.query).toEqual({ include: 'person,agent,department,organization' });
      expect(found).toEqual({
        ticket_id: String(one.id),
        queue: world()
          .queues()
          .find(({ id }) => id === one.queue)!.name,
        requester_name: requester.name,
        organization:
          world()
            .organizations()
            .find(({ id }) => id === requester.organization)?.name ?? null,
      });
    }
  });

  it('names custom fields and their options', async () => {
    const list = fieldOf('list');
    const { id } = made({ custom: { [list.id]: list.options[1]!.id } });
    const [found] = await bench.json(ticket('get', { ticketId: byId(id) }));
    // What Deskpro says of every ticket under names of its own comes behind the fields of the account.
    expect(found?.['custom_fields']).toMatchObject([
      {
        field_id: String(list.id),
        name: list.name,
        value_text: list.options[1]!.name,
        option_ids: [String(list.options[1]!.id)],
      },
      { field_id: 'brand', type: 'choice' },
      { field_id: 'total_user_waiting', type: 'number' },
    ]);
  });

  it('names team and category from their lists only where they are looked at', async () => {
    const one = assigned();
    const [whole] = await bench.json(ticket('get', { ticketId: byId(one.id) }));
    expect(
      bench.sent
        .map(({ path }) => path.replace(ROOT, ''))
        .slice(1)
        .sort(),
    ).toEqual(['/agent_teams', '/ticket_categories', '/ticket_custom_fields']);
    expect(whole?.['ticket_type']).toBe(
      world()
        .types()
        .find(({ id }) => id === one.type)!.name,
    );
    expect(whole?.['team']).toBe(
      world()
        .teams()
        .find(({ id }) => id === world().person(one.assignee!)!.team)?.name ?? null,
    );
    expect(misfits(output('get'), [whole!])).toEqual([]);
    await bench.json(ticket('get', { ticketId: byId(one.id), output: 'selected', fields: ['subject'] }));
    expect(bench.sent).toHaveLength(1);
  });

  it('gives the record as it came, without what opens it', async () => {
    const [raw] = await bench.json(ticket('get', { ticketId: byId(assigned().id), output: 'raw' }));
    expect(bench.sent).toHaveLength(1);
    expect(raw).toMatchObject({ id: assigned().id, ref: assigned().number });
    for (const secret of ['auth', 'access_code', 'ticket_hash']) {
      expect(raw).not.toHaveProperty(secret);
    }
  });

  it('says that there is no such ticket', async () => {
    const error = await bench.failure(ticket('get', { ticketId: byId('987654') }));
    expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '404', context: { itemIndex: 0 } });
    expect(error.message).toBe('Deskpro has no ticket 987654');
  });
});

describe('Get Many', () => {
  it('asks for tickets once for 50', async () => {
    const found = await bench.json(ticket('getAll'));
    expect(found).toHaveLength(50);
    expect(bench.sent).toMatchObject([
      {
        path: `${ROOT}/tickets`,
        query: { count: '50', page: '1', include: 'person,agent,department,organization' },
      },
    ]);
    expect(misfits(output('getAll'), found)).toEqual([]);
    expect(found.every((each) => each['queue'] !== null && each['requester_name'] !== null)).toBe(true);
  });

  it('asks for the lists that name teams, categories and custom fields where it is told to', async () => {
    const { id, type } = assigned();
    const category = world()
      .types()
      .find((each) => each.id === type)!.name;
    const filters = { ids: String(id) };
    const asked = () => bench.sent.map(({ path }) => path.replace(ROOT, '')).sort();
    expect(await bench.json(ticket('getAll', { filters }))).toMatchObject([{ ticket_type: null }]);
    expect(asked()).toEqual(['/tickets']);
    const options = { includeNames: true };
    expect(await bench.json(ticket('getAll', { filters, options }))).toMatchObject([{ ticket_type: category }]);
    expect(asked()).toEqual(['/agent_teams', '/ticket_categories', '/ticket_custom_fields', '/tickets']);
    const chosen = { output: 'selected', fields: ['ticket_type'] };
    expect(await bench.json(ticket('getAll', { filters, ...chosen }))).toEqual([{ ticket_type: category }]);
  });

  it('refuses IDs beside any other filter before it asks, since Deskpro would pass over the other one', async () => {
    const { id } = assigned();
    for (const other of [{ status: ['resolved'] }, { createdAfter: '2026-01-01' }, { tags: 'vip' }]) {
      const error = await bench.failure(ticket('getAll', { filters: { ids: String(id), ...other } }));
      expect(error.message).toContain('"Ticket IDs" cannot be combined with "');
      expect(bench.sent).toEqual([]);
    }
    const order = { ids: String(id), tags: '', status: [] };
    expect(await bench.json(ticket('getAll', { filters: order, options: { order: 'desc' } }))).toHaveLength(1);
  });

  it('gets all, each once, also where rows are doubled', async () => {
    sandbox().faults.add({ service: 'deskpro', kind: 'duplicate_rows', times: 2 });
    const ids = (
      await bench.json(ticket('getAll', { returnAll: true, output: 'selected', fields: ['ticket_id'] }))
    ).map((each) => Number(each['ticket_id']));
    expect(ids).toHaveLength(new Set(ids).size);
    expect([...ids].sort((a, b) => a - b)).toEqual(living().map(({ id }) => id));
  });

  it('asks for no page after the one that reaches the limit', async () => {
    expect(await bench.json(ticket('getAll', { limit: 201, output: 'raw' }))).toHaveLength(201);
    expect(bench.sent.map(({ query }) => [query['count'], query['page']])).toEqual([
      ['200', '1'],
      ['200', '2'],
    ]);
  });

  it('gives nothing for nothing', async () => {
    const filters = { createdAfter: '2099-01-01T00:00:00Z' };
    expect(await bench.run(ticket('getAll', { filters }))).toEqual([]);
  });

  it('filters as it was asked to, names resolved', async () => {
    const one = assigned();
    const requester = world().person(one.requester)!;
    const filters = {
      agent: [world().person(one.assignee!)!.email],
      department: [
        world()
          .queues()
          .find(({ id }) => id === one.queue)!.name,
      ],
      person: requester.email,
    };
    const found = await bench.json(ticket('getAll', { returnAll: true, filters }));
    expect(found.map((each) => Number(each['ticket_id']))).toEqual(
      living()
        .filter(
          ({ assignee, queue, requester: by }) =>
            assignee === one.assignee && queue === one.queue && by === requester.id,
        )
        .map(({ id }) => id),
    );
    const asked = bench.sent.find(({ path }) => path === `${ROOT}/tickets`);
    expect(asked?.query).toMatchObject({
      agent: String(one.assignee),
      department: String(one.queue),
      person: String(requester.id),
    });
    // The address does not stand in an URL.
    expect(bench.sent.every(({ query }) => !JSON.stringify(query).includes('@'))).toBe(true);
  });

  it('filters by status, tag and dates', async () => {
    const [tag] = living().find(({ tags }) => tags.length > 0)!.tags;
    const byTag = await bench.json(ticket('getAll', { returnAll: true, filters: { tags: tag } }));
    expect(byTag).toHaveLength(living().filter(({ tags }) => tags.includes(tag!)).length);
    expect(byTag.every((each) => (each['tags'] as string[]).includes(tag!))).toBe(true);
    const solved = await bench.json(ticket('getAll', { returnAll: true, filters: { status: ['Resolved'] } }));
    expect(solved).toHaveLength(living().filter(({ status }) => status === 'solved').length);
    const times = living()
      .map(({ createdAt }) => createdAt)
      .sort((a, b) => a - b);
    const [from, to] = [times[10]!, times[20]!].map((at) => new Date(Math.floor(at / 1000) * 1000).toISOString());
    const between = await bench.json(
      ticket('getAll', { returnAll: true, filters: { createdAfter: from, createdBefore: to } }),
    );
    expect(between.length).toBeGreaterThanOrEqual(10);
    expect(between.length).toBeLessThanOrEqual(12);
    expect(bench.sent[0]?.query['date_created']).toBe(`${from!.slice(0, 19)}+0000/${to!.slice(0, 19)}+0000`);
  });

  it('takes more IDs than one request holds, and references', async () => {
    const wanted = living().slice(0, 230);
    const ids = wanted.map(({ id, number }, at) => (at === 0 ? number : String(id)));
    const found = await bench.json(
      ticket('getAll', { returnAll: true, output: 'raw', filters: { ids: ids.join(', ') } }),
    );
    expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    expect(bench.sent.filter(({ path }) => path === `${ROOT}/tickets`)).toHaveLength(2);
  });

  it('orders newest first', async () => {
    const options = { order: 'desc' };
    const newest = living()
      .map(({ id }) => id)
      .reverse()
      .slice(0, 3);
    const ids = async () =>
      (await bench.json(ticket('getAll', { limit: 3, output: 'raw', options }))).map(({ id }) => id);
    expect(await ids()).toEqual(newest);
    expect(bench.sent[0]?.query).toMatchObject({ order_by: 'id', order_dir: 'desc' });
  });

  it('says that the helpdesk ignored a filter, and does not give other tickets', async () => {
    sandbox().faults.add({ service: 'deskpro', kind: 'ignore_filters' });
    const error = await bench.failure(ticket('getAll', { filters: { status: ['resolved'] } }));
    expect(error.message).toBe('Deskpro ignored the filter status, because tickets came that do not match it');
  });

  it('refuses a date that is none by the name of its parameter', async () => {
    const error = await bench.failure(ticket('getAll', { filters: { resolvedAfter: 'soon' } }));
    expect(error.message).toBe('"Resolved After" is not a time: soon');
    expect(bench.sent).toEqual([]);
  });
});

describe('Update', () => {
  it('sends what was filled in and nothing else, and gives the ticket with names', async () => {
    const { id } = made();
    const [agent] = agents();
    const [updated] = await bench.json(
      ticket('update', {
        ticketId: byId(id),
        updateFields: { subject: 'New subject', agent: String(agent!.id), organization: '', urgency: 10 },
      }),
    );
    expect(bench.sent[0]).toMatchObject({
      method: 'PUT',
      path: `${ROOT}/tickets/${id}`,
      query: { follow_location: '1', include: 'person,agent,department,organization' },
    });
    expect(bench.sent[0]?.body).toEqual({ subject: 'New subject', agent: agent!.id, urgency: 10 });
    expect(updated).toMatchObject({
      ticket_id: String(id),
      subject: 'New subject',
      assignee_name: agent!.name,
      assignee_email: agent!.email,
      requester_name: world().person(1)!.name,
      priority: '10',
    });
    expect(misfits(output('update'), [updated!])).toEqual([]);
  });

  it('clears fields, and custom fields by null', async () => {
    const text = fieldOf('text');
    const { id, index } = made({ assignee: agents()[0]!.id, custom: { [text.id]: 'old' } });
    await bench.run(
      ticket('update', {
        ticketId: byId(id),
        updateFields: { clear: ['agent', 'labels'] },
        customFieldsJson: JSON.stringify({ [text.name]: null }),
      }),
    );
    expect(bench.sent.find(({ method }) => method === 'PUT')?.body).toEqual({
      agent: null,
      labels: [],
      fields: { [text.id]: null },
    });
    expect(world().ticket(index)).toMatchObject({ assignee: null, tags: [] });
  });

  it('asks for at least one field, and sends nothing', async () => {
    const error = await bench.failure(ticket('update', { ticketId: byId(1) }));
    expect([error.message, error.description]).toEqual(['Nothing was given to change', 'Give at least one field.']);
    expect(bench.sent).toEqual([]);
  });

  it('takes another ticket for every item', async () => {
    const ids = [made().id, made().id];
    const parameters = (item: number) =>
      ticket('update', { ticketId: byId(ids[item]!), updateFields: { subject: `Item ${item}` } });
    const items = await bench.run(parameters, { items: [{ json: {} }, { json: {} }] });
    expect(items.map(({ json, pairedItem }) => [json['ticket_id'], json['subject'], pairedItem])).toEqual([
      [String(ids[0]), 'Item 0', { item: 0 }],
      [String(ids[1]), 'Item 1', { item: 1 }],
    ]);
  });
});

describe('Create or Update', () => {
  const input = { subject: 'Upserted', person: byId(1), additionalFields: { description: 'Hello', urgency: 4 } };

  it('updates the ticket that there is, by ID or reference, and leaves its messages alone', async () => {
    const one = made();
    for (const ticketId of [byId(one.id), byId(one.number)]) {
      const [updated] = await bench.json(ticket('upsert', { ...input, ticketId }));
      expect(updated).toMatchObject({ ticket_id: String(one.id), subject: 'Upserted' });
      expect(bench.sent.find(({ method }) => method === 'PUT')).toMatchObject({
        path: `${ROOT}/tickets/${one.id}`,
        body: { subject: 'Upserted', urgency: 4 },
      });
      expect(JSON.stringify(bench.sent)).not.toContain('Hello');
    }
  });

  it.each(['', '999999'])('creates one for "%s"', async (value) => {
    const size = world().size;
    await bench.json(ticket('upsert', { ...input, subject: `For "${value}"`, ticketId: byId(value) }));
    expect(world().size).toBe(size + 1);
    expect(bench.sent.filter(({ method }) => method === 'POST')).toMatchObject([{ path: `${ROOT}/tickets` }]);
  });
});

describe('Delete', () => {
  it('puts the ticket into the recycle bin', async () => {
    const { id, index } = made();
    expect(await bench.json(ticket('delete', { ticketId: byId(id) }))).toEqual([{ deleted: true }]);
    expect(bench.sent).toMatchObject([{ method: 'DELETE', path: `${ROOT}/tickets/${id}` }]);
    expect(world().ticket(index)?.status).toBe('deleted');
  });
});
