import fc from 'fast-check';
import type { Json, JsonObject } from '../../vendors/json';
import type { Comment, Ticket } from '../../vendors/model';
import {
  attachments,
  comments,
  customFields,
  departments,
  history,
  organizations,
  people,
  streams,
  tickets,
} from '../../vendors/deskpro/streams';
import type { Slice } from '../../vendors/vendor';
import { unify, unifying } from '../support/reading';

/** As a Horizon helpdesk answers it, with every oddity that was seen. */
const RAW: JsonObject = {
  id: 9001,
  ref: 'ACME-2025AAA111',
  auth: 'SECRETAUTH',
  access_code: 'SECRETCODE',
  ticket_hash: 'SECRETHASH',
  brand: 1,
  department: 4,
  category: 2,
  person: 77,
  person_email: 'pat@example.test',
  agent: 12,
  agent_team: 3,
  organization: 5,
  creation_system: 'web.api',
  status: 'pending',
  ticket_status: 'pending.5',
  is_hold: false,
  labels: null,
  urgency: 3,
  feedback_rating: 4,
  date_created: '2025-03-01T09:00:00+0000',
  date_status: '2025-03-02T10:15:30+0000',
  date_resolved: '2025-03-02T00:00:00+0000',
  date_archived: null,
  date_first_agent_reply: '2025-03-01T10:15:00+0000',
  date_last_agent_reply: '2025-03-02T10:15:29+0000',
  date_last_user_reply: '2025-03-03T09:00:00+0200',
  worst_sla_status: 'fail',
  waiting_times: [{ start: 1740819600, end: 1740824100, length: 4500, ticket_status: 'awaiting_agent' }],
  fields: {
    '7': { aliases: ['field7'], value: 'Billing' },
    '8': { aliases: [], value: 12.5 },
    '9': { aliases: [], value: [31, 32] },
    '10': { aliases: [], value: true },
    '11': { aliases: [], value: '2025-03-05T00:00:00+0000' },
    '12': { aliases: [], value: null },
    '13': { aliases: [], value: { '5': { id: 5, title: 'Gold' }, '6': { id: 6, title: 'Silver' } } },
    '14': { aliases: [], value: [] },
  },
  subject: 'Invoice missing',
  followers: '',
  properties: { api_token: 'SECRETTOKEN', source: 'import' },
};

const LINKED = {
  person: { id: 77, name: 'Pat Example', primary_email: 'pat@example.test', is_agent: false },
  agent: {
    id: 12,
    first_name: 'Ann',
    last_name: 'Agent',
    primary_email: null,
    emails: ['ann@desk.test'],
    is_agent: true,
  },
};

const ticketOf = (change: JsonObject): Ticket => unify(tickets, [{ ...RAW, ...change }]).tickets[0]!;

describe("a Deskpro ticket in the model's words", () => {
  test('every column', () => {
    const { tickets: rows, people: seen, rejects } = unify(tickets, [{ ...RAW, linked: LINKED }]);
    expect(rejects).toEqual([]);
    expect(rows).toEqual([
      {
        ticket_id: '9001',
        ticket_number: 'ACME-2025AAA111',
        url: 'https://desk.example/app#/t/ticket/9001',
        subject: 'Invoice missing',
        description: null,
        status: 'pending.5',
        status_id: null,
        status_at: '2025-03-02T10:15:30.000000Z',
        status_group: 'on_hold',
        is_open: true,
        priority: '3',
        priority_id: null,
        priority_level: 'low',
        ticket_type: null,
        ticket_type_id: '2',
        channel: 'web.api',
        channel_id: null,
        queue: null,
        queue_id: '4',
        requester_id: '77',
        requester_name: 'Pat Example',
        requester_email: 'pat@example.test',
        assignee_id: '12',
        assignee_name: 'Ann Agent',
        assignee_email: 'ann@desk.test',
        creator_id: null,
        creator_name: null,
        creator_email: null,
        team: null,
        team_id: '3',
        organization: null,
        organization_id: '5',
        created_at: '2025-03-01T09:00:00.000000Z',
        updated_at: '2025-03-03T07:00:00.000000Z',
        first_response_at: '2025-03-01T10:15:00.000000Z',
        resolved_at: null,
        closed_at: null,
        due_at: null,
        due_date: null,
        satisfaction: 4,
        sla_status: 'breached',
        tags: [],
        is_deleted: false,
        custom_fields: [
          custom('7', { value_text: 'Billing' }),
          custom('8', { value_text: '12.5', value_number: 12.5 }),
          custom('9', { value_text: '31, 32', option_ids: ['31', '32'] }),
          custom('10', { value_text: 'true', value_boolean: true }),
          custom('11', { value_text: '2025-03-05T00:00:00+0000', value_date: '2025-03-05' }),
          custom('13', { value_text: 'Gold, Silver', option_ids: ['5', '6'] }),
          { ...custom('brand', { value_text: '1', option_ids: ['1'] }), name: 'brand', type: 'choice' },
        ],
        extra: {
          waiting_times: RAW['waiting_times'],
          followers: '',
          properties: { source: 'import' },
        },
      },
    ]);
    expect(seen.map(({ person_id, role, name }) => [person_id, role, name])).toEqual([
      ['77', 'requester', 'Pat Example'],
      ['12', 'agent', 'Ann Agent'],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/SECRET/);
  });

  test.each([
    ['awaiting_agent', false, 'open', true],
    ['awaiting_user', false, 'pending', true],
    ['pending', false, 'on_hold', true],
    ['awaiting_agent', true, 'on_hold', true],
    ['awaiting_user', true, 'on_hold', true],
    ['resolved', true, 'solved', false],
    ['resolved', false, 'solved', false],
    ['archived', false, 'closed', false],
    ['closed', false, 'closed', false],
    ['hidden', false, 'deleted', false],
    ['snoozed', false, 'unknown', true],
  ])('%s (on hold: %s) is %s', (status, is_hold, group, open) => {
    const ticket = ticketOf({ status, ticket_status: status, is_hold });
    expect(ticket).toMatchObject({ status, status_group: group, is_open: open, is_deleted: group === 'deleted' });
  });

  test('an unknown status is noted once, by its word', () => {
    expect(unify(tickets, [{ ...RAW, status: 'snoozed', ticket_status: 'snoozed' }]).rejects).toEqual([
      { record_id: '9001', field: 'status', severity: 'note', reason: 'unmapped_status', raw: 'snoozed' },
    ]);
  });

  test.each([
    [1, 'low'],
    [3, 'low'],
    [4, 'normal'],
    [6, 'normal'],
    [7, 'high'],
    [8, 'high'],
    [9, 'urgent'],
    [10, 'urgent'],
    [0, null],
    [11, null],
    [null, null],
  ])('urgency %s is %s', (urgency, level) => {
    expect(ticketOf({ urgency }).priority_level).toBe(level);
  });

  test('dates of an earlier resolution hold only while the ticket is done', () => {
    const dates = { date_resolved: '2025-03-04T00:00:00+0000', date_archived: '2025-04-04T00:00:00+0000' };
    expect(ticketOf({ ...dates, status: 'archived', ticket_status: 'archived' })).toMatchObject({
      resolved_at: '2025-03-04T00:00:00.000000Z',
      closed_at: '2025-04-04T00:00:00.000000Z',
    });
    expect(ticketOf({ ...dates, status: 'awaiting_agent', ticket_status: 'awaiting_agent' })).toMatchObject({
      resolved_at: null,
      closed_at: null,
    });
  });

  test('what refers to a list, and how long the user waited, are fields under their own names', () => {
    const fields = { priority: 3, product: { id: 4, title: 'Phone' }, workflow: '5', language: null, brand: 1 };
    const { tickets: rows, names } = unify(tickets, [{ ...RAW, ...fields, fields: [], total_user_waiting: 4500 }]);
    expect(
      rows[0]?.custom_fields.map(({ field_id, type, value_text, option_ids }) => [
        field_id,
        type,
        value_text,
        option_ids,
      ]),
    ).toEqual([
      ['priority', 'choice', '3', ['3']],
      ['product', 'choice', 'Phone', ['4']],
      ['workflow', 'choice', '5', ['5']],
      ['brand', 'choice', '1', ['1']],
      ['total_user_waiting', 'number', '4500', null],
    ]);
    expect(names).toEqual([]);
    const lists = ['ticket_priorities', 'ticket_products', 'ticket_workflows', 'languages', 'brands'].map((name) =>
      streams.find((stream) => stream.name === name)!,
    );
    expect(lists.flatMap((list) => unify(list, [{ id: 3, title: 'Gold' }]).names)).toEqual(
      ['priority', 'product', 'workflow', 'language', 'brand'].map((member) => ({
        kind: 'option',
        id: `${member}/3`,
        name: 'Gold',
      })),
    );
  });

  test('labels, fields and references come in the shapes of PHP', () => {
    expect(ticketOf({ labels: ['VIP', ' ', 'late'] }).tags).toEqual(['VIP', 'late']);
    expect(ticketOf({ fields: [], brand: null }).custom_fields).toEqual([]);
    expect(ticketOf({ person: { id: 8, name: 'In Place', primary_email: 'in@place.test' } })).toMatchObject({
      requester_id: '8',
      requester_name: 'In Place',
      requester_email: 'in@place.test',
    });
    expect(ticketOf({ id: '90071992547409931' }).ticket_id).toBe('90071992547409931');
  });

  test('names come from the caller where it has them', () => {
    const names: Record<string, string> = {
      'queue 4': 'Sales',
      'team 3': 'Tier 2',
      'organization 5': 'Acme',
      'ticket_type 2': 'Question',
      'person 12': 'Ann',
    };
    const context = unifying({ nameOf: (kind, id) => names[`${kind} ${id}`] ?? null });
    expect(unify(tickets, [RAW], context).tickets[0]).toMatchObject({
      queue: 'Sales',
      team: 'Tier 2',
      organization: 'Acme',
      ticket_type: 'Question',
      assignee_name: 'Ann',
    });
  });

  test('a bad field is null and noted; a record without an id is refused', () => {
    const { tickets: rows, rejects } = unify(tickets, [
      { ...RAW, subject: ['x'], date_created: '2026-02-30T00:00:00+0000', feedback_rating: 'good', labels: 'a' },
      { subject: 'no id' },
      'text',
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ subject: null, created_at: null, satisfaction: null, tags: [] });
    expect(rejects.map(({ severity, field, reason }) => `${severity} ${field ?? '-'} ${reason}`)).toEqual([
      'field subject not_text',
      'field date_created impossible_date',
      'field feedback_rating not_a_whole_number',
      'field labels not_a_list',
      'record - no_id',
      'record - no_id',
    ]);
  });
});

function custom(field_id: string, change: JsonObject): JsonObject {
  return {
    field_id,
    name: null,
    type: null,
    value_text: null,
    value_number: null,
    value_boolean: null,
    value_at: null,
    value_date: null,
    option_ids: null,
    ...change,
  };
}

describe('what hangs on a ticket', () => {
  const slice: Slice = { key: 'comments 9001', ticketId: '9001', params: {} };
  const MESSAGE: JsonObject = {
    id: 501,
    ticket: 9001,
    person: 77,
    email: 'pat@example.test',
    date_created: '2025-03-01T09:00:00+0000',
    is_agent_note: 0,
    message: '<p>My <b>invoice</b></p>',
    message_hash: 'SECRET',
  };

  test('a message is a public reply', () => {
    const expected: Comment = {
      ticket_id: '9001',
      comment_id: '501',
      author_id: '77',
      author_name: null,
      author_email: 'pat@example.test',
      author_role: 'unknown',
      visibility: 'public',
      kind: 'reply',
      title: null,
      body: 'My invoice',
      created_at: '2025-03-01T09:00:00.000000Z',
      updated_at: null,
    };
    expect(unify(comments, [MESSAGE], undefined, slice).comments).toEqual([expected]);
  });

  test('a side-loaded author gives the name and the role, and is a person', () => {
    const rows = unify(comments, [{ ...MESSAGE, linked: { person: LINKED.person } }], undefined, slice);
    expect(rows.comments[0]).toMatchObject({ author_name: 'Pat Example', author_role: 'requester' });
    expect(rows.people).toHaveLength(1);
  });

  test.each([[1], [true], ['1']])('is_agent_note %s is an internal note of an agent', (is_agent_note) => {
    expect(unify(comments, [{ ...MESSAGE, is_agent_note }], undefined, slice).comments[0]).toMatchObject({
      visibility: 'internal',
      kind: 'note',
      author_role: 'agent',
    });
  });

  test("a survivor's message under a merged ticket is no comment of that ticket", () => {
    const rows = unify(comments, [{ ...MESSAGE, ticket: 12 }], undefined, slice);
    expect(rows.comments).toEqual([]);
    expect(rows.rejects).toEqual([
      { record_id: '501', field: 'ticket', severity: 'note', reason: 'belongs_to_another_ticket', raw: '12' },
    ]);
  });

  test('an attachment has its size in bytes only where the service says it so', () => {
    const attachment: JsonObject = {
      id: 31,
      ticket: 9001,
      message: 501,
      blob: { filename: 'a.pdf', content_type: 'application/pdf', filesize_readable: '1.2 KB', blob_auth: 'SECRET' },
    };
    const sized = { ...attachment, id: 32, blob: { filename: 'b.txt', filesize: 12 } };
    expect(unify(attachments, [attachment, sized], undefined, slice).attachments).toEqual([
      {
        attachment_id: '31',
        ticket_id: '9001',
        comment_id: '501',
        file_name: 'a.pdf',
        media_type: 'application/pdf',
        size_bytes: null,
        created_at: null,
      },
      {
        attachment_id: '32',
        ticket_id: '9001',
        comment_id: '501',
        file_name: 'b.txt',
        media_type: null,
        size_bytes: 12,
        created_at: null,
      },
    ]);
  });

  test('only log entries that tell both sides of a status are changes; of a step that says neither it is known that there was one', () => {
    const log = (id: number, action_type: string, details: Json): JsonObject => ({
      id,
      ticket: 9001,
      person: 12,
      action_type,
      details,
      date_created: '2025-03-02T10:15:30+0000',
    });
    const rows = unify(
      history,
      [
        log(1, 'changed_status', { old_status: 'awaiting_agent', new_status: 'resolved' }),
        log(2, 'changed_status', { from: 'resolved', to: 'pending.5' }),
        log(3, 'changed_status', { new_status: 'awaiting_agent' }),
        log(8, 'changed_sla_status', { old: 'ok', new: 'fail' }),
        log(4, 'changed_agent', { old: '1', new: '2' }),
        log(5, 'changed_status', { old: 'sla ok', new: 'sla fail' }),
        log(6, 'changed_status', []),
        log(7, 'changed_status', { old: 'pending', new: 'pending' }),
      ],
      undefined,
      slice,
    );
    expect(
      rows.status_changes.map(({ event_id, from_group, to_status, to_group, changed_by_id }) => [
        event_id,
        from_group,
        to_status,
        to_group,
        changed_by_id,
      ]),
    ).toEqual([
      ['1', 'open', 'resolved', 'solved', '12'],
      ['2', 'solved', 'pending.5', 'on_hold', '12'],
      ['5', null, null, null, '12'],
      ['6', null, null, null, '12'],
    ]);
    expect(rows.rejects).toEqual([]);
  });
});

describe('names', () => {
  test('departments, organizations, people', () => {
    expect(unify(departments, [{ id: 4, title: 'Sales', user_title: 'Shop' }]).queues).toEqual([
      { queue_id: '4', name: 'Sales', kind: 'department' },
    ]);
    expect(unify(organizations, [{ id: 5, name: 'Acme' }]).names).toEqual([
      { kind: 'organization', id: '5', name: 'Acme' },
    ]);
    const person = {
      id: 12,
      name: 'Ann',
      primary_email: 'ann@desk.test',
      is_agent: true,
      is_disabled: false,
      is_deleted: true,
      organization: 5,
      timezone: 'Europe/Paris',
    };
    expect(unify(people, [person]).people).toEqual([
      {
        person_id: '12',
        name: 'Ann',
        email: 'ann@desk.test',
        role: 'agent',
        organization: null,
        organization_id: '5',
        team: null,
        team_id: null,
        is_active: false,
        time_zone: 'Europe/Paris',
      },
    ]);
  });

  test('a field brings its options, nested or keyed by id', () => {
    const nested = {
      id: 9,
      title: 'Plan',
      type: 'choice',
      choices: [
        { id: 31, title: 'Basic', children: [{ id: 33, title: 'Mini' }] },
        { id: 32, title: 'Pro' },
      ],
    };
    const keyed = { id: 10, title: 'Area', type_name: 'toggle', options: { '1': 'North', '2': { title: 'South' } } };
    const rows = unify(customFields, [nested, keyed]);
    expect(rows.custom_fields).toEqual([
      { field_id: '9', name: 'Plan', type: 'choice' },
      { field_id: '10', name: 'Area', type: 'toggle' },
    ]);
    expect(rows.names.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '9/31 Basic',
      '9/33 Mini',
      '9/32 Pro',
      '10/1 North',
      '10/2 South',
    ]);
  });
});

describe('whatever comes', () => {
  const slice: Slice = { key: 'x', ticketId: '1', params: {} };

  test('no JSON makes unify throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const stream of streams) unify(stream, [value as Json], undefined, slice);
      }),
      { numRuns: 300 },
    );
  });

  test('no change of a real record makes unify throw, and ids stay unique texts', () => {
    const records: JsonObject[] = [
      RAW,
      { ...RAW, linked: LINKED },
      { id: 1, ticket: 1, message: 'x', blob: {}, details: {}, action_type: 'status', choices: [{}] },
    ];
    const mutated = fc.tuple(
      fc.constantFrom(...records),
      fc.constantFrom(...records.flatMap(Object.keys)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(mutated, ([record, member, value]) => {
        for (const stream of streams) {
          const rows = unify(stream, [{ ...record, [member]: value as Json }], undefined, slice);
          for (const ticket of rows.tickets) expect(typeof ticket.ticket_id).toBe('string');
        }
      }),
      { numRuns: 500 },
    );
  });
});
