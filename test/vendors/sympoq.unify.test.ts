import fc from 'fast-check';
import type { Json, JsonObject } from '../../vendors/json';
import { shortHash } from '../../vendors/sha256';
import { events, queues, STREAMS, tickets, topics, users } from '../../vendors/sympoq/streams';
import { unify, unifying } from '../support/reading';

/** Made by hand after the vendor's sample, its odd times and null members included. */
const RECORD: JsonObject = {
  id: '11-02-O-7KQ',
  queue: 2,
  created: '2025-11-02T08:14:09Z',
  channel: 1,
  priority: 3,
  status: 4,
  has_attachments: true,
  has_notes: false,
  topic: 3,
  description: 'VPN drops every hour\r\nsince Monday',
  reported_by: 'Ana Petrova',
  customer: { registered: false, name: 'Ana Petrova', email: ' Ana@Example.org', role: 'Customer', group: 'VIP' },
  assignee: 4,
  assigned_on: '2025-11-02T08:20:00Z',
  deadline: '2025-11-04T16:00:00Z',
  responded: '2025-11-02T09:00:00Z',
  updated: '2025-11-03T09:01:33Z',
  minutes: 10,
  rating: 5,
  closed_on: '2025-11-03T09:01:33Z',
  tags: ['VPN', 'Help/Assistance'],
  solution: 'New cable',
  estimated: '2 00:24',
  elapsed: '7 01:26',
  custom_fields: { Site: 'Plant 2', Timing: '05-SEP-22 16:25', Floor: '3', solution: 'none' },
};
const ANA = `mail-${shortHash('ana@example.org')}`;

describe("SympoQ's tickets", () => {
  test('every column of mapping.md', () => {
    const rows = unify(tickets, [RECORD]);
    expect(rows.tickets).toEqual([
      {
        ticket_id: '11-02-O-7KQ',
        ticket_number: '11-02-O-7KQ',
        url: null,
        subject: 'VPN drops every hour',
        description: 'VPN drops every hour\r\nsince Monday',
        status: 'Closed',
        status_id: '4',
        status_group: 'closed',
        is_open: false,
        priority: 'High',
        priority_id: '3',
        priority_level: 'high',
        ticket_type: null,
        ticket_type_id: '3',
        channel: '1',
        channel_id: '1',
        queue: null,
        queue_id: '2',
        requester_id: ANA,
        requester_name: 'Ana Petrova',
        requester_email: 'Ana@Example.org',
        assignee_id: 'agent-4',
        assignee_name: null,
        assignee_email: null,
        creator_id: ANA,
        creator_name: 'Ana Petrova',
        creator_email: 'Ana@Example.org',
        team: null,
        team_id: null,
        organization: 'VIP',
        organization_id: null,
        created_at: '2025-11-02T08:14:09.000000Z',
        updated_at: '2025-11-03T09:01:33.000000Z',
        first_response_at: '2025-11-02T09:00:00.000000Z',
        resolved_at: '2025-11-03T09:01:33.000000Z',
        closed_at: '2025-11-03T09:01:33.000000Z',
        due_at: '2025-11-04T16:00:00.000000Z',
        due_date: null,
        satisfaction: 5,
        sla_status: null,
        tags: ['VPN', 'Help/Assistance'],
        is_deleted: false,
        custom_fields: [
          custom('estimated', { type: 'interval', value_text: '2 00:24', value_number: 2904 }),
          custom('elapsed', { type: 'interval', value_text: '7 01:26', value_number: 10166 }),
          custom('minutes', { type: 'number', value_text: '10', value_number: 10 }),
          custom('solution', { type: 'text', value_text: 'New cable' }),
          custom('Site', { value_text: 'Plant 2' }),
          custom('Timing', { value_text: '05-SEP-22 16:25', value_at: '2022-09-05T16:25:00.000000Z' }),
          custom('Floor', { value_text: '3', value_number: 3 }),
          { ...custom('solution', { value_text: 'none' }), field_id: 'custom_fields/solution' },
        ],
        extra: {
          has_attachments: true,
          has_notes: false,
          assigned_on: '2025-11-02T08:20:00Z',
        },
      },
    ]);
    expect(rows.people).toEqual([
      {
        person_id: ANA,
        name: 'Ana Petrova',
        email: 'Ana@Example.org',
        role: 'requester',
        organization: 'VIP',
        organization_id: null,
        team: null,
        team_id: null,
        is_active: null,
        time_zone: null,
      },
    ]);
    expect(rows.custom_fields.map(({ field_id }) => field_id)).toEqual(
      rows.tickets[0]!.custom_fields.map(({ field_id }) => field_id),
    );
    // The one wall-clock time was read as UTC, and that is said.
    expect(rows.rejects).toEqual([
      {
        record_id: '11-02-O-7KQ',
        field: 'custom_fields.Timing',
        severity: 'note',
        reason: 'no_zone_read_as_utc',
        raw: null,
      },
    ]);
  });

  test("a wall-clock time is placed in the source's zone", () => {
    const asked: string[] = [];
    const context = unifying({
      settings: { timezone: 'Europe/Berlin', pageSize: null, projects: [], paths: {} },
      zoneRule: (wall, zone) => {
        asked.push(`${wall} ${zone}`);
        return { instant: '2022-09-05T14:25:00.000000Z', note: null };
      },
    });
    const [ticket] = unify(tickets, [RECORD], context).tickets;
    expect(asked).toEqual(['2022-09-05T16:25:00.000000 Europe/Berlin']);
    expect(ticket!.custom_fields.find(({ field_id }) => field_id === 'Timing')!.value_at).toBe(
      '2022-09-05T14:25:00.000000Z',
    );
  });

  test.each([
    [1, 'New', 'new', true],
    [2, 'Working', 'open', true],
    [3, 'Pending', 'pending', true],
    [4, 'Closed', 'closed', false],
    [9, '9', 'unknown', true],
    ['Working', 'Working', 'open', true],
    ['On ice', 'On ice', 'unknown', true],
  ])('status %j is %s, %s', (status, name, group, isOpen) => {
    const rows = unify(tickets, [{ ...RECORD, status }]);
    expect(rows.tickets[0]).toMatchObject({ status: name, status_group: group, is_open: isOpen });
    expect(rows.rejects.some(({ reason }) => reason === 'unmapped_status')).toBe(group === 'unknown');
  });

  test('names that the lists answer win over the built-in ones', () => {
    const names: Record<string, string> = {
      'status/7': 'Pending',
      'priority/3': 'P1',
      'channel/1': 'Mail',
      'queue/2': 'Support',
      'ticket_type/3': 'Sales',
      'person/agent-4': 'Hank',
    };
    const context = unifying({ nameOf: (kind, id) => names[`${kind}/${id}`] ?? null });
    const [ticket] = unify(tickets, [{ ...RECORD, status: 7 }], context).tickets;
    expect(ticket).toMatchObject({
      status: 'Pending',
      status_group: 'pending',
      priority: 'P1',
      priority_level: 'high',
      channel: 'Mail',
      queue: 'Support',
      ticket_type: 'Sales',
      assignee_name: 'Hank',
    });
  });

  test('an open ticket has no closing time, even if an old one stands there', () => {
    expect(unify(tickets, [{ ...RECORD, status: 2 }]).tickets[0]).toMatchObject({ closed_at: null, resolved_at: null });
  });

  test('without a customer the reporter is the requester, by name', () => {
    const [ticket] = unify(tickets, [{ ...RECORD, customer: null }]).tickets;
    expect(ticket).toMatchObject({
      requester_id: `mail-${shortHash('ana petrova')}`,
      requester_name: 'Ana Petrova',
      requester_email: null,
    });
    const nobody = unify(tickets, [{ ...RECORD, customer: null, reported_by: null }]);
    expect(nobody.tickets[0]!.requester_id).toBeNull();
    expect(nobody.people).toEqual([]);
  });

  test('a bad field costs itself only', () => {
    const rows = unify(tickets, [
      {
        ...RECORD,
        created: '2026-02-30T10:00:00Z',
        rating: 'good',
        tags: 'VPN',
        estimated: 'soon',
        deadline: {},
        custom_fields: { When: '31-FEB-22 10:00' },
      },
    ]);
    expect(rows.tickets[0]).toMatchObject({
      created_at: null,
      satisfaction: null,
      tags: null,
      due_at: null,
      ticket_id: '11-02-O-7KQ',
    });
    expect(rows.rejects.map(({ field, severity, reason }) => [field, severity, reason])).toEqual(
      [
        ['created', 'field', 'impossible_date'],
        ['deadline', 'field', 'unreadable_time'],
        ['rating', 'field', 'not_an_integer'],
        ['tags', 'field', 'not_a_list'],
        ['estimated', 'field', 'unreadable_interval'],
        ['custom_fields.When', 'field', 'impossible_date'],
      ].sort((a, b) => order(rows.rejects, a[0]!) - order(rows.rejects, b[0]!)),
    );
  });

  test('labels that differ by blanks are two fields', () => {
    const [read] = unify(tickets, [{ ...RECORD, custom_fields: { Site: 'A', 'Site ': 'B' } }]).tickets;
    expect(read!.custom_fields.filter(({ name }) => name?.startsWith('Site'))).toMatchObject([
      { field_id: 'Site', value_text: 'A' },
      { field_id: 'Site ', value_text: 'B' },
    ]);
  });

  test('texts are plain: what looks like a tag is what somebody wrote', () => {
    const description = 'Page broken\n  <p>indented</p>\nthe <br> is shown, if a < b';
    expect(unify(tickets, [{ ...RECORD, description }]).tickets[0]).toMatchObject({
      subject: 'Page broken',
      description,
    });
  });

  test('a record without an id is refused with its raw text, without the secrets of its attachments', () => {
    const record = {
      ...RECORD,
      id: null,
      event_log: [{ attachment_url: 'https://a.example/f?src=x&ssid=SECRET1&token=SECRET2' }],
    };
    const rows = unify(tickets, [record, 7, null]);
    expect(rows.tickets).toEqual([]);
    expect(rows.rejects.map(({ severity, reason }) => `${severity} ${reason}`)).toEqual([
      'record no_id',
      'record not_an_object',
      'record not_an_object',
    ]);
    expect(rows.rejects[0]!.raw).toContain('VPN drops');
    expect(rows.rejects[0]!.raw).not.toMatch(/SECRET/);
  });
});

const LOG: Json[] = [
  {
    date: '2025-11-05T10:00:00.000000000+01:00',
    action: 'Reopened',
    description: null,
    applied_by: 'Ana Petrova',
    billable: null,
  },
  {
    date: '2025-11-04T10:00:00.000000000+01:00',
    action: 'Set Status',
    description: 'Closed',
    applied_by: 'Hank Marlow',
    billable: null,
  },
  {
    date: '2025-11-02T13:50:47.518036999+02:00',
    action: 'Attachment',
    attachment_url:
      'https://assets.example/dlfdir.php?src=my%20pic.png&download=true&ssid=1139.178&token=97&stype=image/png&ssize=5084&svalue=1809',
    description: 'my pic.png',
    applied_by: null,
    billable: null,
  },
  {
    date: '2025-11-02T11:00:00.104500000+01:00',
    action: 'Set Deadline',
    description: '04-Nov-25 17:00',
    applied_by: 'Hank Marlow',
    billable: null,
  },
  {
    date: '2025-11-02T10:30:00.000000000+01:00',
    action: 'Note',
    description: 'check the cable',
    applied_by: 'Hank Marlow',
    billable: null,
  },
  {
    date: '2025-11-02T10:20:00.000000000+01:00',
    action: 'Update',
    description: 'Which room?',
    applied_by: 'Hank Marlow',
    billable: 5,
  },
  {
    date: '2025-11-02T10:10:00.000000000+01:00',
    action: 'Update',
    description: 'It is down',
    applied_by: 'ana petrova',
    billable: null,
  },
  {
    date: '2025-11-02T10:05:00.000000000+01:00',
    action: 'Set Status',
    description: 'New -> Working',
    applied_by: null,
    billable: null,
  },
];

describe("SympoQ's event log", () => {
  const rows = unify(events, [{ ...RECORD, event_log: LOG }]);

  test('updates are public replies, notes internal, the rest internal activities', () => {
    expect(rows.comments.map(({ title, kind, visibility, body }) => [title, kind, visibility, body])).toEqual([
      ['Reopened', 'activity', 'internal', null],
      ['Set Status', 'activity', 'internal', 'Closed'],
      ['Attachment', 'activity', 'internal', 'my pic.png'],
      ['Set Deadline', 'activity', 'internal', '04-Nov-25 17:00'],
      ['Note', 'note', 'internal', 'check the cable'],
      ['Update', 'reply', 'public', 'Which room?'],
      ['Update', 'reply', 'public', 'It is down'],
      ['Set Status', 'activity', 'internal', 'New -> Working'],
    ]);
  });

  test('authors: the customer by name, notes and billed work are agents, nobody is the system', () => {
    const roles = rows.comments.map(({ author_id, author_name, author_role }) => [author_id, author_name, author_role]);
    expect(roles[0]).toEqual([ANA, 'Ana Petrova', 'requester']);
    expect(roles[2]).toEqual([null, null, 'system']);
    expect(roles[3]).toEqual([null, 'Hank Marlow', 'unknown']);
    expect(roles[4]).toEqual([null, 'Hank Marlow', 'agent']);
    expect(roles[5]).toEqual([null, 'Hank Marlow', 'agent']);
    expect(roles[6]).toEqual([ANA, 'ana petrova', 'requester']);
    const known = unify(
      events,
      [{ ...RECORD, event_log: LOG }],
      unifying({ nameOf: (kind, id) => (kind === 'person' && id === 'agent-4' ? 'Hank Marlow' : null) }),
    );
    expect(known.comments[3]).toMatchObject({ author_id: 'agent-4', author_role: 'agent' });
  });

  test('nanoseconds are cut to microseconds, offsets become UTC', () => {
    expect(rows.comments[2]!.created_at).toBe('2025-11-02T11:50:47.518036Z');
    expect(rows.comments[3]!.created_at).toBe('2025-11-02T10:00:00.104500Z');
  });

  test('ids are of date, action and a hash; the same log read with new secrets has the same ids', () => {
    expect(rows.comments[3]!.comment_id).toMatch(/^20251102T100000\.104500Z-set-deadline-[0-9a-f]{12}$/);
    const again = LOG.map(
      (event) => JSON.parse(JSON.stringify(event).replace('ssid=1139.178&token=97', 'ssid=7.1&token=3')) as Json,
    );
    const ids = unify(events, [{ ...RECORD, event_log: again }]).comments.map(({ comment_id }) => comment_id);
    expect(ids).toEqual(rows.comments.map(({ comment_id }) => comment_id));
    expect(new Set(ids).size).toBe(LOG.length);
  });

  test('two events that are alike in everything stay two', () => {
    const twice = unify(events, [{ ...RECORD, event_log: [LOG[4]!, LOG[4]!] }]).comments;
    expect(twice[1]!.comment_id).toBe(`${twice[0]!.comment_id}-2`);
  });

  test('an attachment is read from its address, and the address is kept nowhere', () => {
    expect(rows.attachments).toEqual([
      {
        attachment_id: rows.comments[2]!.comment_id,
        ticket_id: '11-02-O-7KQ',
        comment_id: rows.comments[2]!.comment_id,
        file_name: 'my pic.png',
        media_type: 'image/png',
        size_bytes: 5084,
        created_at: '2025-11-02T11:50:47.518036Z',
      },
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/assets\.example|1139\.178/);
  });

  test('status history in the order of time, where the log tells it', () => {
    expect(
      rows.status_changes.map(({ from_status, to_status, from_group, to_group, changed_at, changed_by_name }) => [
        from_status,
        to_status,
        from_group,
        to_group,
        changed_at,
        changed_by_name,
      ]),
    ).toEqual([
      ['New', 'Working', 'new', 'open', '2025-11-02T09:05:00.000000Z', null],
      ['Working', 'Closed', 'open', 'closed', '2025-11-04T09:00:00.000000Z', 'Hank Marlow'],
      ['Closed', null, 'closed', 'open', '2025-11-05T09:00:00.000000Z', 'Ana Petrova'],
    ]);
  });

  test.each([
    ['Closed', true],
    ['ticket closed', true],
    ['CLOSE', true],
    ['Closed by Hank', true],
    ['Closed automatically after 7 days', true],
    ['Closed (spam)', true],
    ['Closed: no answer', true],
    ['Close requested', false],
    ['Closed survey sent', false],
    ['Closing reminder', false],
    ['Closedown', false],
  ])('"%s" closes: %p', (action, closes) => {
    const said = unify(events, [
      { ...RECORD, event_log: [{ date: '2025-11-02T10:00:00Z', action, applied_by: 'Bo' }] },
    ]);
    expect(said.status_changes.map(({ to_status }) => to_status)).toEqual(closes ? ['Closed'] : []);
    const again = action.replace(/close(?:d(?!own))?/i, 'Re-opened');
    const opened = [
      { date: '2025-11-03T10:00:00Z', action: again, applied_by: 'Bo' },
      { date: '2025-11-02T10:00:00Z', action: 'Closed', applied_by: 'Bo' },
    ];
    if (!/closing|down/i.test(action))
      expect(unify(events, [{ ...RECORD, event_log: opened }]).status_changes).toHaveLength(closes ? 2 : 1);
  });

  test('free text after the word status is no status', () => {
    const event = {
      date: '2025-11-02T10:00:00Z',
      action: 'Status mail',
      description: 'Sent to 3 people, see https://x',
      applied_by: null,
    };
    expect(unify(events, [{ ...RECORD, event_log: [event] }]).status_changes).toEqual([]);
  });

  test('a ticket without a log, or with a wrong one, has no comments', () => {
    expect(unify(events, [RECORD]).comments).toEqual([]);
    const rows2 = unify(events, [{ ...RECORD, event_log: 'none' }]);
    expect(rows2.comments).toEqual([]);
    expect(rows2.rejects).toMatchObject([{ field: 'event_log', reason: 'not_a_list' }]);
  });
});

describe("SympoQ's people and names", () => {
  test('agents go by their id, customers by their e-mail', () => {
    const rows = unify(users, [
      { id: 4, name: 'Hank Marlow', email: 'hank@x.example', role: 'Agent', active: true },
      { id: 90, name: 'Ana', email: 'ANA@example.org', role: 'Customer Manager', group: 'VIP', active: 0 },
      { name: 'No Mail', registered: false },
      { id: 5, name: 'No role' },
      { role: 'Customer' },
    ]);
    expect(
      rows.people.map(({ person_id, role, is_active, organization }) => [person_id, role, is_active, organization]),
    ).toEqual([
      ['agent-4', 'agent', true, null],
      [ANA, 'requester', false, 'VIP'],
      [`mail-${shortHash('no mail')}`, 'requester', null, null],
      ['agent-5', 'agent', null, null],
    ]);
    expect(rows.rejects).toMatchObject([{ severity: 'record', reason: 'no_id' }]);
  });

  test('queues and topics', () => {
    expect(unify(queues, [{ id: 1, name: 'Inbox', sequence: 10 }]).queues).toEqual([
      { queue_id: '1', name: 'Inbox', kind: 'queue' },
    ]);
    expect(unify(topics, [{ id: 3, name: 'Technical support', active: true }]).names).toEqual([
      { kind: 'ticket_type', id: '3', name: 'Technical support' },
    ]);
  });
});

describe('whatever SympoQ answers', () => {
  test('any JSON is a row or a reject, never an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const stream of STREAMS) {
          const rows = unify(stream, [value as Json]);
          if (stream.name === 'tickets')
            expect(
              rows.tickets.length + rows.rejects.filter(({ severity }) => severity === 'record').length,
            ).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('a real record with any one member replaced still gives its ticket', () => {
    const members = Object.keys(RECORD).filter((name) => name !== 'id');
    fc.assert(
      fc.property(fc.constantFrom(...members, 'event_log'), fc.jsonValue(), (name, value) => {
        const record: JsonObject = { ...RECORD, event_log: LOG, [name]: value as Json };
        expect(unify(tickets, [record]).tickets).toHaveLength(1);
        unify(events, [record]);
      }),
    );
  });

  test('a real event with any one member replaced is still a comment', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('date', 'action', 'description', 'applied_by', 'billable', 'attachment_url'),
        fc.jsonValue(),
        (name, value) => {
          const event = { ...(LOG[2] as JsonObject), [name]: value as Json };
          expect(unify(events, [{ ...RECORD, event_log: [event] }]).comments).toHaveLength(1);
        },
      ),
    );
  });
});

function custom(name: string, value: object) {
  return {
    field_id: name,
    name,
    type: null,
    value_text: null,
    value_number: null,
    value_boolean: null,
    value_at: null,
    value_date: null,
    option_ids: null,
    ...value,
  };
}

function order(rejects: ReadonlyArray<{ field: string | null }>, field: string): number {
  return rejects.findIndex((reject) => reject.field === field);
}
