/** Tickets of the Synqly node: what is sent, what comes back. */
import { RESOURCES } from '../../../nodes/Synqly/resources';
import { useSandbox } from '../../support/sandbox';
import { misfits } from '../support/outputs';
import { benchAt, byId, fromList } from './bench';

const sandbox = useSandbox({ services: ['synqly'], tickets: 300, limits: false });
const bench = benchAt(sandbox);
const jira = benchAt(sandbox, '-jira');
const ticket = (operation: string, parameters = {}) => ({ resource: 'ticket', operation, ...parameters });
const output = (operation: string) =>
  RESOURCES.find(({ value }) => value === 'ticket')?.operations.find(({ value }) => value === operation) ?? {
    output: {},
  };
const world = () => sandbox().world('synqly');
const made = (change = {}) =>
  `TKT/${world().create({ subject: 'Printer', requester: 1, queue: 1, status: 'open', tags: ['a'], ...change }, 1).id}`;
const asked = () =>
  sandbox()
    .requests.last()
    .map(({ method, path }) => `${method} ${decodeURIComponent(path)}`);

describe('Create', () => {
  it('sends the ticket with the key as bearer, and gives the unified one', async () => {
    const items = await bench.run(
      ticket('create', {
        name: 'Badge reader offline',
        projectId: fromList('P1'),
        additionalFields: {
          assignee: 'grace@example.com',
          creator: 'ada@example.com',
          description: 'It beeps',
          dueDate: '2026-12-24T17:00:00.000+01:00',
          issueType: 'Bug',
          priority: 'CRITICAL',
          tags: 'door, badge',
        },
        customFieldsJson: '{"Floor": "second"}',
      }),
    );
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]).toMatchObject({
      method: 'POST',
      path: '/synqly/v1/ticketing/tickets',
      headers: {
        authorization: `Bearer ${sandbox().service('synqly').key}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
    });
    expect(bench.sent[0]?.body).toEqual({
      name: 'Badge reader offline',
      summary: 'Badge reader offline',
      project: 'P1',
      assignee: 'grace@example.com',
      creator: 'ada@example.com',
      description: 'It beeps',
      due_date: '2026-12-24T16:00:00Z',
      issue_type: 'Bug',
      priority: 'CRITICAL',
      tags: ['door', 'badge'],
      custom_fields: { Floor: 'second' },
    });
    expect(items).toHaveLength(1);
    expect(items[0]?.pairedItem).toEqual({ item: 0 });
    expect(items[0]?.json).toMatchObject({
      subject: 'Badge reader offline',
      description: 'It beeps',
      priority: 'CRITICAL',
      priority_level: 'urgent',
      queue_id: 'P1',
      requester_email: 'ada@example.com',
      assignee_email: 'grace@example.com',
      due_at: '2026-12-24T16:00:00.000000Z',
      tags: ['door', 'badge'],
    });
    expect(
      misfits(
        output('create'),
        items.map(({ json }) => json),
      ),
    ).toEqual([]);
  });

  it('takes the name of a project for its ID, and looks it up once for all items', async () => {
    const name = world().queues()[1]?.name ?? '';
    const create = ticket('create', { name: 'Printer', projectId: byId(name.toUpperCase()), output: 'raw' });
    const items = await bench.json(create, { items: [{ json: {} }, { json: {} }] });
    expect(items.map(({ project }) => project)).toEqual(['P2', 'P2']);
    expect(bench.sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
  });

  it('sends an ID of a project that is not listed as it was given', async () => {
    await bench.run(ticket('create', { name: 'Printer', projectId: byId('elsewhere') }), { continueOnFail: true });
    expect(bench.sent.at(-1)?.body).toMatchObject({ project: 'elsewhere' });
  });

  it('names an empty name before anything is sent', async () => {
    const error = await bench.failure(ticket('create', { name: ' ' }));
    expect([error.name, error.message]).toEqual(['NodeOperationError', '"Name" is empty']);
    expect(bench.sent).toEqual([]);
  });

  it('reads times without an offset in the zone of the workflow, and names one that is none', async () => {
    const due = (dueDate: string) => ticket('create', { name: 'Printer', additionalFields: { dueDate } });
    await bench.run(due('2026-07-01T09:00:00'), { timezone: 'Europe/Berlin' });
    expect(bench.sent[0]?.body).toMatchObject({ due_date: '2026-07-01T07:00:00Z' });
    expect((await bench.failure(due('soon'))).message).toBe('"Due Date" is not a time: soon');
  });
});

describe('Get', () => {
  it('encodes an ID with a slash', async () => {
    const [found] = await bench.json(ticket('get', { ticketId: byId('TKT/1') }));
    expect(bench.sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /synqly/v1/ticketing/tickets/TKT%2F1',
    ]);
    expect(found?.['ticket_id']).toBe('TKT/1');
    expect(found).not.toHaveProperty('extra');
    expect(misfits(output('get'), found ? [found] : [])).toEqual([]);
  });

  it('gives the raw record, or chosen fields', async () => {
    const [raw] = await bench.json(ticket('get', { ticketId: byId('TKT/2'), output: 'raw' }));
    expect(raw).toMatchObject({ id: 'TKT/2', unmapped: { number: world().ticket(1)?.number } });
    const selected = { ticketId: byId('TKT/2'), output: 'selected', fields: ['subject', 'ticket_id'] };
    expect(await bench.json(ticket('get', selected))).toEqual([
      { subject: world().ticket(1)?.subject, ticket_id: 'TKT/2' },
    ]);
  });
});

describe('Get Many', () => {
  it('asks once for 50', async () => {
    expect(await bench.json(ticket('getAll'))).toHaveLength(50);
    expect(bench.sent.map(({ query }) => query)).toEqual([{ limit: '50' }]);
  });

  it('reads all pages without doubles', async () => {
    const all = await bench.json(ticket('getAll', { returnAll: true, output: 'selected', fields: ['ticket_id'] }));
    const visible = [...Array(world().size).keys()].filter((at) => world().ticket(at)?.status !== 'deleted');
    expect(new Set(all.map((each) => each['ticket_id'])).size).toBe(visible.length);
    expect(all).toHaveLength(visible.length);
    expect(bench.sent.length).toBeGreaterThan(2);
  });

  it('stops at the limit before the next request', async () => {
    expect(await bench.json(ticket('getAll', { limit: 100 }))).toHaveLength(100);
    expect(bench.sent).toHaveLength(1);
    expect(await bench.json(ticket('getAll', { limit: 101 }))).toHaveLength(101);
    expect(bench.sent).toHaveLength(2);
  });

  it('says every filter in the language of the service', async () => {
    sandbox().requests.reset();
    await bench.run(
      ticket('getAll', {
        projectId: fromList('P1'),
        filters: {
          status: 'In Progress',
          tags: ['vip', 'two words'],
          createdAfter: '2026-01-01T00:00:00Z',
          updatedBefore: '2026-10-01',
          conditions: {
            condition: [
              { field: 'priority', operator: 'in', value: 'HIGH, URGENT' },
              { field: 'name', operator: 'like', value: 'print*' },
              { field: 'due_date', operator: 'lt', value: '2026-05-01T12:00:00+02:00' },
              { field: 'status', operator: 'eq', value: '' },
            ],
          },
          expressions: 'issue_type[ne]Bug\ncreator[eq]"ada@example.com"',
        },
        options: {
          order: {
            by: [
              { field: 'updated_at', direction: 'desc' },
              { field: 'name', direction: 'asc' },
            ],
          },
        },
      }),
      { continueOnFail: true },
    );
    expect(asked()[0]?.split('?')[1]?.split('&')).toEqual([
      'filter=project[eq]P1',
      'filter=status[eq]"In Progress"',
      'filter=tags[in]vip,"two words"',
      'filter=created_at[gte]2026-01-01T00:00:00Z',
      'filter=updated_at[lt]2026-10-01T00:00:00Z',
      'filter=priority[in]HIGH,URGENT',
      'filter=name[like]print*',
      'filter=due_date[lt]2026-05-01T10:00:00Z',
      'filter=issue_type[ne]Bug',
      'filter=creator[eq]"ada@example.com"',
      'order=updated_at[desc]',
      'order=name[asc]',
      'limit=50',
    ]);
  });

  it('gives only what fits the filters', async () => {
    const found = await bench.json(ticket('getAll', { returnAll: true, filters: { status: 'Resolved' } }));
    const solved = [...Array(world().size).keys()].filter((at) => world().ticket(at)?.status === 'solved');
    expect(found).toHaveLength(solved.length);
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['Resolved']));
  });

  it('gives no item for an empty list', async () => {
    expect(await bench.json(ticket('getAll', { filters: { creator: 'nobody@example.com' } }))).toEqual([]);
  });

  it('puts what is asked about the list into the first item of each page', async () => {
    const items = await bench.json(
      ticket('getAll', { limit: 3, options: { meta: ['stats/count()'] }, output: 'selected', fields: ['ticket_id'] }),
    );
    expect(bench.sent[0]?.query['meta']).toBe('stats/count()');
    expect(items.map((item) => Object.keys(item))).toEqual([['ticket_id', 'meta'], ['ticket_id'], ['ticket_id']]);
    expect(items[0]?.['meta']).toMatchObject({ stats: { count: { '*': expect.any(Number) as number } } });
  });

  it('says which filters the provider ignored', async () => {
    const scroll = benchAt(sandbox, '-scroll');
    await scroll.run(ticket('getAll', { filters: { creator: 'nobody@example.com' } }));
    expect(scroll.hints).toEqual(['Synqly Ticketing: the service ignored the filter creator[eq]nobody@example.com']);
  });

  it.each([
    ['an expression that is none', { expressions: 'status is Done' }, '"status is Done" is not a Synqly filter'],
    ['a value with a quote', { assignee: 'a"b' }, 'A filter value cannot contain a double quote: a"b'],
    ['a time that is none', { createdAfter: 'yesterday' }, '"Created After" is not a time: yesterday'],
  ])('refuses %s before anything is sent', async (_what, filters, message) => {
    const error = await bench.failure(ticket('getAll', { filters }));
    expect([error.name, error.message]).toEqual(['NodeOperationError', message]);
    expect(bench.sent).toEqual([]);
  });

  it('says what a provider demands', async () => {
    const error = await jira.failure(ticket('getAll'));
    expect(error.message).toContain('Jira needs a project');
    expect(error.description).toContain('Filter by project[eq].');
    expect(await jira.json(ticket('getAll', { projectId: fromList('P1'), limit: 5 }))).toHaveLength(5);
  });
});

describe('Update', () => {
  it('replaces what is given, empties what is to be cleared, and leaves the rest alone', async () => {
    const id = made({ dueAt: 1_800_000_000_000 });
    const [updated] = await bench.json(
      ticket('update', {
        ticketId: byId(id),
        updateFields: { name: 'New name', clear: ['due_date', 'tags', 'contact'], project: 'P2' },
        customFieldsJson: '{"a/b": 1, "gone": null}',
      }),
    );
    expect(bench.sent.at(-1)).toMatchObject({
      method: 'PATCH',
      path: `/synqly/v1/ticketing/tickets/${encodeURIComponent(id)}`,
      body: [
        { op: 'add', path: '/due_date', value: null },
        { op: 'add', path: '/tags', value: null },
        { op: 'add', path: '/contact', value: null },
        { op: 'add', path: '/name', value: 'New name' },
        { op: 'add', path: '/project', value: 'P2' },
        { op: 'add', path: '/custom_fields', value: { 'a/b': 1 } },
      ],
    });
    expect(updated).toMatchObject({ subject: 'New name', due_at: null, tags: [] });
    await bench.json(ticket('update', { ticketId: byId(id), customFieldsJson: '{"a/b": null, "c~d": "x"}' }));
    expect(bench.sent.at(-1)?.body).toEqual([
      { op: 'remove', path: '/custom_fields/a~1b' },
      { op: 'add', path: '/custom_fields/c~0d', value: 'x' },
    ]);
  });

  it('writes nothing where what is to be emptied is empty', async () => {
    const id = made();
    const saved = await bench.json(ticket('update', { ticketId: byId(id), customFieldsJson: '{"gone": null}' }));
    expect(saved).toHaveLength(1);
    expect(bench.sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('carries out a JSON Patch as it is written', async () => {
    const id = made();
    const steps = [
      { op: 'test', path: '/name', value: 'Printer' },
      { op: 'add', path: '/tags/-', value: 'b' },
    ];
    const patch = { ticketId: byId(id), updateBy: 'patch', jsonPatch: JSON.stringify(steps) };
    expect((await bench.json(ticket('update', patch)))[0]?.['tags']).toEqual(['a', 'b']);
    expect(bench.sent.map(({ body }) => body)).toEqual([steps]);
    expect((await bench.failure(ticket('update', { ...patch, jsonPatch: '[{"op": "test"' }))).message).toBe(
      '"JSON Patch" is not JSON',
    );
    expect((await bench.failure(ticket('update', { ...patch, jsonPatch: '[]' }))).message).toBe(
      'A JSON Patch is a list of steps',
    );
  });

  it('says that nothing was given', async () => {
    const error = await bench.failure(ticket('update', { ticketId: byId('TKT/1') }));
    expect([error.message, error.description]).toEqual(['Nothing to update', 'Give at least one field.']);
    expect(bench.sent).toEqual([]);
  });

  it('shows the answer of the provider behind the service', async () => {
    const error = await jira.failure(
      ticket('update', { ticketId: byId(made()), updateFields: { status: 'Nowhere' }, output: 'raw' }),
    );
    expect(error.message).toBe(
      'Synqly does not accept the request (HTTP 400): the provider refused the change; Jira has no way to this status; No transition leads to "Nowhere"',
    );
  });
});
