import fc from 'fast-check';
import type { Json, JsonObject } from '../../vendors/json';
import { emptyRows } from '../../vendors/model';
import type { Rows } from '../../vendors/model';
import { shortHash } from '../../vendors/sha256';
import { synqly } from '../../vendors/synqly/vendor';
import { UTC_ZONE_RULE } from '../../vendors/time';
import type { UnifyContext } from '../../vendors/vendor';
import { SETTINGS, streamNamed } from '../support/synqly';

const CONTEXT: UnifyContext = {
  settings: SETTINGS,
  url: 'https://api.synqly.com',
  now: '2026-11-02T00:00:00.000000Z',
  zoneRule: UTC_ZONE_RULE,
  plainText: { html: (text) => text, markdown: (text) => text.replaceAll('**', '') },
  nameOf: () => null,
};

function unify(stream: string, record: Json, ticketId?: string, context = CONTEXT): Rows {
  const rows = emptyRows();
  streamNamed(stream).unify(record, { key: 'k', params: {}, ticketId }, context, rows);
  return rows;
}

const TICKET: JsonObject = {
  id: 'SUP-17',
  name: 'Printer burns',
  summary: 'Smoke in room 4',
  created_at: '2026-03-01T09:12:44.12+02:00',
  updated_at: '2026-03-02T00:00:00Z',
  creator: 'Ada@Example.com',
  assignee: 'grace hopper',
  contact: 'bob@example.com',
  description: 'It *burns*',
  priority: 'CRITICAL',
  due_date: '2026-03-05T00:00:00Z',
  completion_date: '2026-03-04T10:00:00Z',
  status: 'Done',
  project: '10001',
  issue_type: 'Bug',
  parent: 'SUP-1',
  tags: ['VIP', ' red ', null, 7],
  attachments: [
    {
      id: 5,
      ticket_id: '999',
      file_name: 'a.png',
      file_type: 'image/png',
      created_date: '2026-03-01T10:00:00Z',
      creator: 'x',
      file_size: 12,
    },
  ],
  custom_fields: { Severity: 2, Site: 'Lyon', Sites: ['Lyon', 'Pune'], Rack: { row: [1, 2] }, Done: true, Gone: null },
  unmapped: { Severity: 'S2', api_token: 'hidden', deep: { password: 'hidden', a: 1 }, at: '2026-01-01T00:00:00Z' },
};

describe('a ticket', () => {
  it('fills every column that Synqly speaks of', () => {
    const rows = unify('tickets', TICKET);
    expect(rows.rejects).toEqual([]);
    expect(rows.tickets[0]).toEqual({
      ticket_id: 'SUP-17',
      ticket_number: 'SUP-17',
      url: null,
      subject: 'Smoke in room 4',
      description: 'It *burns*',
      status: 'Done',
      status_id: null,
      status_group: 'solved',
      is_open: false,
      priority: 'CRITICAL',
      priority_id: null,
      priority_level: 'urgent',
      ticket_type: 'Bug',
      ticket_type_id: null,
      channel: null,
      channel_id: null,
      queue: '10001',
      queue_id: '10001',
      requester_id: `user-${shortHash('bob@example.com')}`,
      requester_name: 'bob@example.com',
      requester_email: 'bob@example.com',
      assignee_id: `user-${shortHash('grace hopper')}`,
      assignee_name: 'grace hopper',
      assignee_email: null,
      creator_id: `user-${shortHash('ada@example.com')}`,
      creator_name: 'Ada@Example.com',
      creator_email: 'Ada@Example.com',
      team: null,
      team_id: null,
      organization: null,
      organization_id: null,
      created_at: '2026-03-01T07:12:44.120000Z',
      updated_at: '2026-03-02T00:00:00.000000Z',
      first_response_at: null,
      resolved_at: '2026-03-04T10:00:00.000000Z',
      closed_at: null,
      due_at: null,
      due_date: '2026-03-05',
      satisfaction: null,
      sla_status: null,
      tags: ['VIP', ' red ', '7'],
      is_deleted: false,
      custom_fields: expect.any(Array),
      extra: {
        completion_date: '2026-03-04T10:00:00Z',
        parent: 'SUP-1',
      },
    });
  });

  it.each([
    [{ summary: 'A', name: 'B' }, 'A', ['B']],
    [{ summary: 'A', name: 'A' }, 'A', []],
    [{ summary: null, name: 'B' }, 'B', []],
    [{ summary: 'A', name: undefined }, 'A', []],
  ])('of %j the summary is the subject, and the name is not lost', (members, subject, names) => {
    const [ticket] = unify('tickets', { ...TICKET, custom_fields: { name: 'own' }, ...members }).tickets;
    expect(ticket!.subject).toBe(subject);
    const values = (id: string) =>
      ticket!.custom_fields.filter(({ field_id }) => field_id === id).map(({ value_text }) => value_text);
    expect(values('name')).toEqual(names);
    expect(values('custom_fields/name')).toEqual(['own']);
  });

  it('keeps custom fields and unmapped ones apart, nested values as JSON text, secrets nowhere', () => {
    const values = unify('tickets', TICKET).tickets[0]!.custom_fields;
    const brief = values.map((value) => [
      value.field_id,
      value.type,
      value.value_text,
      value.value_number,
      value.value_at,
    ]);
    expect(brief).toEqual([
      ['name', 'string', 'Printer burns', null, null],
      ['Severity', 'number', '2', 2, null],
      ['Site', 'string', 'Lyon', null, null],
      ['Sites', 'list', 'Lyon, Pune', null, null],
      ['Rack', 'json', '{"row":[1,2]}', null, null],
      ['Done', 'boolean', 'true', null, null],
      ['unmapped.Severity', 'string', 'S2', null, null],
      ['unmapped.deep', 'json', '{"a":1}', null, null],
      ['unmapped.at', 'datetime', '2026-01-01T00:00:00Z', null, '2026-01-01T00:00:00.000000Z'],
    ]);
    expect(values.find(({ field_id: id }) => id === 'Done')?.value_boolean).toBe(true);
    expect(JSON.stringify(unify('tickets', TICKET))).not.toContain('hidden');
  });

  it('names its people, the assignee as an agent', () => {
    const people = unify('tickets', { ...TICKET, creator: 'BOB@example.com ' }).people;
    expect(people.map(({ person_id: id, name, email, role }) => [id, name, email, role])).toEqual([
      [`user-${shortHash('grace hopper')}`, 'grace hopper', null, 'agent'],
      [`user-${shortHash('bob@example.com')}`, 'bob@example.com', 'bob@example.com', 'requester'],
    ]);
  });

  it('lists its attachments under its own id', () => {
    expect(unify('tickets', TICKET).attachments).toEqual([
      {
        attachment_id: '5',
        ticket_id: 'SUP-17',
        comment_id: null,
        file_name: 'a.png',
        media_type: 'image/png',
        size_bytes: 12,
        created_at: '2026-03-01T10:00:00.000000Z',
      },
    ]);
  });

  it('means the same by null and by a missing member', () => {
    const bare = {
      id: 'A',
      name: 'n',
      summary: 's',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    };
    const nulls = Object.fromEntries(Object.keys(TICKET).map((name) => [name, null]));
    expect(unify('tickets', { ...nulls, ...bare })).toEqual(unify('tickets', bare));
    const [ticket] = unify('tickets', bare).tickets;
    expect(ticket).toMatchObject({
      description: 's',
      status: null,
      status_group: 'unknown',
      is_open: true,
      tags: [],
      extra: {},
    });
  });

  it('takes the creator as requester when there is no contact', () => {
    const [ticket] = unify('tickets', { ...TICKET, contact: null }).tickets;
    expect(ticket!.requester_email).toBe('Ada@Example.com');
    expect(ticket!.requester_id).toBe(`user-${shortHash('ada@example.com')}`);
    expect(ticket!.extra).not.toHaveProperty('creator');
  });

  it('has no resolution while it is open, and is closed when its group is', () => {
    expect(unify('tickets', { ...TICKET, status: 'In Progress' }).tickets[0]!.resolved_at).toBeNull();
    const [closed] = unify('tickets', { ...TICKET, status: 'Closed' }).tickets;
    expect(closed!.closed_at).toBe('2026-03-04T10:00:00.000000Z');
    expect(closed!.resolved_at).toBe('2026-03-04T10:00:00.000000Z');
  });

  it('takes the name of the project when someone has it', () => {
    const context = { ...CONTEXT, nameOf: (kind: string, id: string) => (kind === 'queue' ? `name of ${id}` : null) };
    expect(unify('tickets', TICKET, undefined, context).tickets[0]!.queue).toBe('name of 10001');
  });

  it.each([
    ['To Do', 'open'],
    ['new', 'new'],
    ['TRIGGERED', 'open'],
    [' Backlog ', 'open'],
    ['reopened', 'open'],
    ['In-Progress', 'open'],
    ['in_progress', 'open'],
    ['acknowledged', 'open'],
    ['Pending', 'pending'],
    ['Waiting for customer', 'pending'],
    ['Awaiting approval', 'pending'],
    ['On Hold', 'on_hold'],
    ['Blocked', 'on_hold'],
    ['Resolved', 'solved'],
    ['Fixed', 'solved'],
    ['Completed', 'solved'],
    ['Cancelled', 'closed'],
    ['canceled', 'closed'],
  ])('status %s is %s', (status, group) => {
    const rows = unify('tickets', { ...TICKET, status });
    expect(rows.tickets[0]!.status_group).toBe(group);
    expect(rows.tickets[0]!.status).toBe(status);
    expect(rows.rejects).toEqual([]);
  });

  it.each([
    ['URGENT', 'urgent'],
    ['HIGH', 'high'],
    ['MEDIUM', 'normal'],
    ['MODERATE', 'normal'],
    ['LOW', 'low'],
    ['PLANNING', 'low'],
  ])('priority %s is %s', (priority, level) => {
    expect(unify('tickets', { ...TICKET, priority }).tickets[0]!.priority_level).toBe(level);
  });

  it('keeps words that nobody mapped, and notes them', () => {
    const rows = unify('tickets', { ...TICKET, status: 'constructor', priority: 'P0' });
    expect(rows.tickets[0]).toMatchObject({
      status: 'constructor',
      status_group: 'unknown',
      is_open: true,
      priority: 'P0',
    });
    expect(rows.tickets[0]!.priority_level).toBeNull();
    expect(rows.rejects).toEqual([
      { record_id: 'SUP-17', field: 'status', severity: 'note', reason: 'unmapped_status', raw: 'constructor' },
      { record_id: 'SUP-17', field: 'priority', severity: 'note', reason: 'unmapped_priority', raw: 'P0' },
    ]);
  });

  it('turns bad fields into null and says which', () => {
    const rows = unify('tickets', {
      ...TICKET,
      due_date: '2026-02-30T00:00:00Z',
      tags: 'a',
      attachments: {},
      unmapped: [],
    });
    expect(rows.tickets[0]).toMatchObject({ due_at: null, tags: [] });
    expect(rows.rejects.map(({ field, severity, reason }) => [field, severity, reason]).sort()).toEqual([
      ['attachments', 'field', 'not_a_list'],
      ['due_date', 'field', 'impossible_date'],
      ['tags', 'field', 'not_a_list'],
      ['unmapped', 'field', 'not_an_object'],
    ]);
  });

  it.each([[null], [7], [{}], [{ id: '  ' }], [[]]])('without an id is refused: %j', (record) => {
    const rows = unify('tickets', record);
    expect(rows.tickets).toEqual([]);
    expect(rows.rejects).toMatchObject([{ severity: 'record', reason: 'no_id' }]);
  });
});

describe('comments and notes', () => {
  const COMMENT = {
    id: '9',
    ticket_id: 'internal-4',
    creator: 'eve@example.com',
    content: '**Hi**',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: null,
  };

  it('a comment is public', () => {
    expect(unify('comments', COMMENT, 'SUP-17').comments).toEqual([
      {
        ticket_id: 'SUP-17',
        comment_id: '9',
        author_id: `user-${shortHash('eve@example.com')}`,
        author_name: 'eve@example.com',
        author_email: 'eve@example.com',
        author_role: 'unknown',
        visibility: 'public',
        kind: 'comment',
        title: null,
        body: 'Hi',
        created_at: '2026-01-01T00:00:00.000000Z',
        updated_at: null,
      },
    ]);
  });

  it('the writer of a comment may be anybody', () => {
    expect(unify('comments', COMMENT, 'SUP-17').people).toMatchObject([{ email: 'eve@example.com', role: null }]);
  });

  it('a note is internal, has a title, and its id cannot be taken for a comment', () => {
    const rows = unify('notes', { ...COMMENT, title: 'Why' }, 'SUP-17');
    expect(rows.comments).toMatchObject([
      { comment_id: 'note-9', visibility: 'internal', kind: 'note', title: 'Why', body: 'Hi' },
    ]);
    expect(rows.comments).toMatchObject([{ author_role: 'agent' }]);
    expect(rows.people).toMatchObject([{ email: 'eve@example.com', role: 'agent' }]);
  });
});

describe('lookups', () => {
  it('a project is a queue', () => {
    expect(unify('queues', { id: 'P', name: 'Payroll' }).queues).toEqual([
      { queue_id: 'P', name: 'Payroll', kind: 'project' },
    ]);
  });

  it('a remote field is a custom field, by either spelling of its type, with its options', () => {
    const rows = unify('custom_fields', {
      field_id: 'cf_1',
      field_scope: 'project_custom',
      provider_field_name: 'Severity',
      schema: { field_Type: 'option', enum_option_values: [{ id: '1', name: 'S1' }, { id: '2' }, 3] },
    });
    expect(rows.custom_fields).toEqual([{ field_id: 'cf_1', name: 'Severity', type: 'option' }]);
    expect(rows.names).toEqual([
      { kind: 'option', id: 'cf_1/1', name: 'S1' },
      { kind: 'option', id: 'cf_1/2', name: '2' },
    ]);
  });

  it('a standard field is no custom field, but names its choices', () => {
    const rows = unify('custom_fields', {
      field_id: 'status',
      field_scope: 'standard',
      provider_field_name: 'Status',
      schema: { enum_values: ['Done'] },
    });
    expect(rows.custom_fields).toEqual([]);
    expect(rows.names).toEqual([{ kind: 'option', id: 'status/Done', name: 'Done' }]);
  });
});

describe('any JSON', () => {
  const names = synqly.streams.map(({ name }) => name);
  const broken = fc
    .tuple(fc.constantFrom(...Object.keys(TICKET), 'content', 'schema', 'field_id', 'title'), fc.jsonValue())
    .map(([name, value]) => ({ ...TICKET, field_id: 'f', content: 'c', [name]: value }) as Json);

  it.each(names)('%s never throws, and says something about every record', (name) => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue() as fc.Arbitrary<Json>, broken), (record) => {
        const rows = unify(name, record, 'T');
        const said = Object.values(rows).reduce((sum: number, list: unknown[]) => sum + list.length, 0);
        expect(said > 0 || name === 'custom_fields').toBe(true);
      }),
    );
  });

  it.each(names)('%s: reading a page never throws', (name) => {
    const stream = streamNamed(name);
    const slice = stream.childSlice?.('T') ?? { key: 'k', params: {} };
    fc.assert(
      fc.property(fc.jsonValue() as fc.Arbitrary<Json>, fc.option(fc.string(), { nil: null }), (json, cursor) => {
        const answer = { status: 200, headers: {}, json: { result: [json], cursor: json }, bytes: null };
        const page = stream.read(answer, slice, cursor, { settings: SETTINGS, queueIds: [] });
        expect(Array.isArray(page.records)).toBe(true);
      }),
    );
  });
});
