/** Tickets of the TeamsWork node: what is sent, what comes back. */
import { useSandbox } from '../../support/sandbox';
import { benchAt, byId, USER } from './bench';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 300, limits: false });
const bench = benchAt(() => sandbox().service('teamswork'));
const world = () => sandbox().world('teamswork');
const user = { id: USER.userId, name: USER.userName, email: USER.userEmail };
const ticket = (operation: string, parameters = {}) => ({ resource: 'ticket', operation, ...parameters });
const made = (over = {}) => world().create({ subject: 'Badge reader offline', requester: 1, ...over }, 1);
const fieldOf = (type: string) => {
  const field = world()
    .fields()
    .find((candidate) => candidate.type === type);
  if (field === undefined) throw new Error(`the world has no field of type ${type}`);
  return field;
};

describe('Create', () => {
  it('sends the ticket and the acting user, and gives the unified ticket', async () => {
    const items = await bench.run(
      ticket('create', {
        title: 'Badge reader offline',
        requestorEmail: 'ana@example.org',
        additionalFields: { description: 'It beeps', expectedDate: '2026-12-24T17:00:00' },
      }),
    );
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]).toMatchObject({
      method: 'POST',
      path: '/teamswork/ticketing/v1/tickets',
      query: { timezone: '0', key: sandbox().service('teamswork').key },
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: {
        ticket: {
          title: 'Badge reader offline',
          requestor: { id: 'ana@example.org', name: 'ana@example.org', email: 'ana@example.org' },
          description: 'It beeps',
          expectedDate: '2026-12-24',
        },
        user,
      },
    });
    expect(items).toHaveLength(1);
    expect(items[0]?.pairedItem).toEqual({ item: 0 });
    expect(items[0]?.json).toMatchObject({
      subject: 'Badge reader offline',
      description: 'It beeps',
      status: 'Open',
      status_group: 'open',
      requester_email: 'ana@example.org',
      due_date: '2026-12-24',
    });
    expect(items[0]?.json).not.toHaveProperty('extra');
  });

  it('lets the acting user ask for help where no requestor is named', async () => {
    const [created] = await bench.json(ticket('create', { title: 'Mine' }));
    expect(created).toMatchObject({ requester_name: 'Jo Doe', requester_email: 'jo@example.org' });
  });

  it('takes the assignee, tags, fields and options by name', async () => {
    const agent = world()
      .people()
      .find(({ isAgent, isActive }) => isAgent && isActive);
    const [list, toggle] = [fieldOf('list'), fieldOf('toggle')];
    const option = list.options[1];
    const [created] = await bench.json(
      ticket('create', {
        title: 'By name',
        additionalFields: { assignee: agent?.name ?? '', tags: 'fresh, brand new' },
        customFieldsJson: JSON.stringify({ [list.name.toUpperCase()]: option?.name, [toggle.name]: true }),
      }),
    );
    expect(bench.sent.at(-1)?.body).toMatchObject({
      ticket: {
        assignee: { id: agent?.uuid, email: agent?.email },
        tags: [{ text: 'fresh' }, { text: 'brand new' }],
        customFields: { [list.uuid]: [option?.uuid], [toggle.uuid]: true },
      },
    });
    expect(created).toMatchObject({ assignee_name: agent?.name, tags: ['fresh', 'brand new'] });
  });

  it('says which assignees, fields and options there are', async () => {
    const list = fieldOf('list');
    const wrong = async (over: object) => (await bench.failure(ticket('create', { title: 'x', ...over }))).message;
    expect(await wrong({ additionalFields: { assignee: 'Nobody' } })).toBe(
      'Tickets of this instance cannot be assigned to "Nobody"',
    );
    expect(await wrong({ customFieldsJson: '{"Colour": "red"}' })).toBe('This instance has no custom field "Colour"');
    expect(await wrong({ customFieldsJson: JSON.stringify({ [list.name]: 'red' }) })).toBe(
      `The custom field "${list.name}" has no option "red"`,
    );
    expect(bench.sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('maps members of the input item to custom fields by their names', async () => {
    const text = fieldOf('text');
    const schema = [{ id: text.uuid, displayName: text.name, type: 'string', display: true, required: false }];
    await bench.run(
      ticket('create', { title: 'x', customFields: { mappingMode: 'autoMapInputData', value: null, schema } }),
      { items: [{ json: { [text.name.toLowerCase()]: 'From the item', other: 1 } }] },
    );
    expect(bench.sent.at(-1)?.body).toMatchObject({ ticket: { customFields: { [text.uuid]: 'From the item' } } });
  });
});

describe('Get', () => {
  it('finds a ticket by its UUID, its number and its API address', async () => {
    const { uuid, id } = made();
    const found = async (ticketId: object) => (await bench.json(ticket('get', { ticketId })))[0]?.['ticket_id'];
    expect(await found(byId(uuid))).toBe(uuid);
    expect(await found(byId(`#${id}`))).toBe(uuid);
    expect(await found({ mode: 'url', value: `https://teamswork.azure-api.net/ticketing/v1/tickets/${uuid}` })).toBe(
      uuid,
    );
  });

  it('gives the record as it came, or chosen fields only', async () => {
    const { uuid } = made({ description: 'One & two' });
    const [raw] = await bench.json(
      ticket('get', { ticketId: byId(uuid), output: 'raw', options: { includeHtml: true } }),
    );
    expect(raw).toMatchObject({ id: uuid, title: 'Badge reader offline', isCustomWorkflow: true });
    expect(raw).toHaveProperty('description_HTML');
    const chosen = { ticketId: byId(uuid), output: 'selected', fields: 'subject, Status' };
    expect(await bench.json(ticket('get', chosen))).toEqual([{ subject: 'Badge reader offline', status: 'Open' }]);
  });
});

describe('Get Many', () => {
  it('asks once for as many as are wanted', async () => {
    expect(await bench.json(ticket('getAll'))).toHaveLength(50);
    expect(bench.sent.map(({ query }) => query['limit'])).toEqual(['50']);
    expect(await bench.json(ticket('getAll', { limit: 7 }))).toHaveLength(7);
    expect(bench.sent.map(({ query }) => query['limit'])).toEqual(['7']);
  });

  it('pages to the end without doubles, also where the service repeats a row', async () => {
    sandbox().faults.add({ service: 'teamswork', kind: 'duplicate_rows', times: 2 });
    const ids = (await bench.json(ticket('getAll', { returnAll: true }))).map((each) => each['ticket_id']);
    const live = Array.from({ length: world().size }, (_, at) => world().ticket(at)).filter(
      (each) => each?.status !== 'deleted',
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(live.length);
  });

  it('gives nothing for nothing', async () => {
    expect(await bench.run(ticket('getAll', { filters: { title: 'No such title anywhere' } }))).toEqual([]);
  });

  it('sends every filter, names resolved, dates as days', async () => {
    const [tag = ''] = world().ticket(0)?.tags ?? [];
    await bench.run(
      ticket('getAll', {
        filters: {
          search: 'printer',
          priority: 'Urgent',
          statusId: 'waiting on CUSTOMER',
          isResolved: 'false',
          tags: [tag],
          createdAfter: '2026-01-02T10:30:00.000Z',
          lastUpdateBefore: '2026-01-03T10:30:00.000Z',
        },
        options: { orderBy: 'priority', order: 'ASC', select: 'title, tags' },
      }),
    );
    expect(bench.sent.at(-1)?.query).toMatchObject({
      search: 'printer',
      priority: 'Urgent',
      statusId: 'waiting-on-customer',
      isResolved: 'false',
      tags: expect.stringMatching(new RegExp(`^[0-9a-f-]{36}_${tag}$`)) as string,
      createdAfter: '2026-01-02',
      lastUpdateBefore: '2026-01-04',
      orderBy: 'priority',
      order: 'ASC',
      select: 'id,title,tags',
    });
  });

  it('keeps to a time of day, which the service does not know', async () => {
    const all = await bench.json(ticket('getAll', { returnAll: true }));
    const times = all.map((each) => String(each['created_at'])).sort();
    const middle = times[Math.floor(times.length / 2)] ?? '';
    const after = await bench.json(ticket('getAll', { returnAll: true, filters: { createdAfter: middle } }));
    expect(after).toHaveLength(times.filter((time) => time >= middle).length);
  });

  it('does not guess whether a ticket is open where the status was not selected', async () => {
    const own = made({ status: 'pending', subject: 'A word of its own' });
    const asked = (select: string, more = {}) =>
      bench.json(ticket('getAll', { limit: 200, filters: { title: own.subject }, options: { select }, ...more }));
    const guesses = (items: object[]) =>
      items.map((item) => ['is_open', 'status_group'].filter((name) => name in item));
    expect(guesses(await asked('title'))).toEqual([[]]);
    expect(guesses(await asked('title', { output: 'selected', fields: ['subject', 'is_open'] }))).toEqual([[]]);
    expect(await asked('title, status')).toMatchObject([{ status: 'Waiting on customer' }]);
    // A word that many workflows use tells its group by itself.
    expect(guesses(await asked('title, status'))).toEqual([['is_open', 'status_group']]);
    made({ status: 'closed', subject: 'A known word' });
    const known = ticket('getAll', { filters: { title: 'A known word' }, options: { select: 'status' } });
    expect(await bench.json(known)).toMatchObject([{ is_open: false, status_group: 'closed' }]);
  });

  it('refuses to select what the service fails on', async () => {
    const error = await bench.failure(ticket('getAll', { options: { select: 'resolvedStatus' } }));
    expect(error.message).toBe('TeamsWork cannot select the field "resolvedStatus"');
  });
});

describe('Update', () => {
  it('sends what was filled in and nothing else', async () => {
    const { uuid } = made();
    const [updated] = await bench.json(
      ticket('update', {
        ticketId: byId(uuid),
        updateFields: { title: 'New title', priority: 'Urgent', description: '' },
      }),
    );
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]).toMatchObject({ method: 'PUT', path: `/teamswork/ticketing/v1/tickets/${uuid}` });
    expect(bench.sent[0]?.body).toEqual({ updates: { title: 'New title', priority: 'Urgent' }, user });
    expect(updated).toMatchObject({
      ticket_id: uuid,
      subject: 'New title',
      priority: 'Urgent',
      priority_level: 'urgent',
    });
  });

  it('clears a custom field by null in JSON, and leaves a blank field of the form alone', async () => {
    const [text, toggle] = [fieldOf('text'), fieldOf('toggle')];
    const { uuid } = made({ custom: { [text.id]: 'Old', [toggle.id]: true } });
    const customFields = { mappingMode: 'defineBelow', value: { [toggle.uuid]: null }, schema: [] };
    await bench.run(
      ticket('update', { ticketId: byId(uuid), customFields, customFieldsJson: JSON.stringify({ [text.name]: null }) }),
    );
    expect(bench.sent.at(-1)?.body).toMatchObject({ updates: { customFields: { [text.uuid]: null } } });
    expect(JSON.stringify(bench.sent)).not.toContain(toggle.uuid);
  });

  it('empties fields, and says when one stays', async () => {
    const { uuid } = made({ assignee: 1, description: 'Old', dueAt: 1_800_000_000_000, tags: ['a'] });
    const clear = ['assignee', 'description', 'expectedDate', 'tags'];
    const [updated] = await bench.json(ticket('update', { ticketId: byId(uuid), updateFields: { clear } }));
    const updates = { assignee: null, description: '', expectedDate: null, tags: [] };
    expect(bench.sent.map(({ body }) => body)).toEqual([{ updates, user }]);
    expect(updated).toMatchObject({ assignee_id: null, description: null, due_date: null, tags: [] });
  });

  it('asks for at least one field', async () => {
    const error = await bench.failure(ticket('update', { ticketId: byId(made().uuid) }));
    expect([error.message, error.description]).toEqual(['Nothing was given to change', 'Give at least one field.']);
  });

  it('takes another ticket for every item', async () => {
    const ids = [made().uuid, made().uuid];
    const parameters = (item: number) =>
      ticket('update', { ticketId: byId(ids[item] ?? ''), updateFields: { title: `Item ${item}` } });
    const items = await bench.run(parameters, { items: [{ json: {} }, { json: {} }] });
    expect(items.map(({ json, pairedItem }) => [json['ticket_id'], json['subject'], pairedItem])).toEqual([
      [ids[0], 'Item 0', { item: 0 }],
      [ids[1], 'Item 1', { item: 1 }],
    ]);
  });
});
