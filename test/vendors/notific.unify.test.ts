import fc from 'fast-check';
import type { Json, JsonObject } from '../../vendors/json';
import { customers, operators, services, STREAMS, tickets } from '../../vendors/notific/streams';
import { unify, unifying } from '../support/reading';

const RECORD: JsonObject = {
  Id: 17,
  Description: 'Delivery delays\nto one operator',
  StartTime: '2025-03-01T08:00:00',
  EndTime: null,
  ExpectedResolutionTime: '2025-03-01T12:00:00',
  NextUpdateTime: '2025-03-01T10:00:00.25',
  ClosedTime: null,
  ReopenedTime: null,
  ServiceId: 3,
};
const at = (now: string) => unifying({ now });

describe("Notific's tickets", () => {
  test('every column of mapping.md', () => {
    const rows = unify(tickets, [{ ...RECORD, Severity: 'high', Customers: 12 }]);
    expect(rows.tickets).toEqual([
      {
        ticket_id: '17',
        ticket_number: '17',
        url: null,
        subject: 'Delivery delays',
        description: 'Delivery delays\nto one operator',
        status: 'Open',
        status_id: null,
        status_group: 'open',
        status_at: '2025-03-01T08:00:00.000000Z',
        is_open: true,
        priority: null,
        priority_id: null,
        priority_level: null,
        ticket_type: null,
        ticket_type_id: null,
        channel: null,
        channel_id: null,
        queue: null,
        queue_id: '3',
        requester_id: null,
        requester_name: null,
        requester_email: null,
        assignee_id: null,
        assignee_name: null,
        assignee_email: null,
        creator_id: null,
        creator_name: null,
        creator_email: null,
        team: null,
        team_id: null,
        organization: null,
        organization_id: null,
        created_at: '2025-03-01T08:00:00.000000Z',
        updated_at: '2025-03-01T08:00:00.000000Z',
        first_response_at: null,
        resolved_at: null,
        closed_at: null,
        due_at: '2025-03-01T12:00:00.000000Z',
        due_date: null,
        satisfaction: null,
        sla_status: null,
        tags: null,
        is_deleted: false,
        custom_fields: [
          custom('NextUpdateTime', {
            type: 'datetime',
            value_text: '2025-03-01T10:00:00.25',
            value_at: '2025-03-01T10:00:00.250000Z',
          }),
          custom('Severity', { value_text: 'high' }),
          custom('Customers', { value_text: '12', value_number: 12 }),
        ],
        extra: {},
      },
    ]);
    expect(rows.custom_fields).toEqual([
      { field_id: 'NextUpdateTime', name: 'NextUpdateTime', type: 'datetime' },
      { field_id: 'Severity', name: 'Severity', type: null },
      { field_id: 'Customers', name: 'Customers', type: null },
    ]);
    expect(rows.status_changes).toEqual([]);
    expect(rows.rejects).toEqual([]);
  });

  test("a source's time zone does not touch times that are UTC by definition", () => {
    const context = unifying({
      settings: { timezone: 'Asia/Tokyo', pageSize: null, projects: [], paths: {} },
      zoneRule: () => {
        throw new Error('the zone must not be asked');
      },
    });
    const [ticket] = unify(tickets, [RECORD], context).tickets;
    expect(ticket!.created_at).toBe('2025-03-01T08:00:00.000000Z');
  });

  test.each([
    ['2025-03-01T08:00:00.1234567', '2025-03-01T08:00:00.123456Z'],
    ['2025-03-01T08:00:00Z', '2025-03-01T08:00:00.000000Z'],
    ['2025-03-01T10:00:00+02:00', '2025-03-01T08:00:00.000000Z'],
    ['0001-01-01T00:00:00', null],
    ['0001-01-01T00:00:00Z', null],
    ['/Date(1740816000000)/', '2025-03-01T08:00:00.000000Z'],
  ])('StartTime %s is %s', (written, instant) => {
    const rows = unify(tickets, [{ ...RECORD, StartTime: written }]);
    expect(rows.tickets[0]!.created_at).toBe(instant);
    expect(rows.rejects).toEqual([]);
  });

  const T = { start: '2025-03-01T08:00:00', closed: '2025-03-02T08:00:00', reopened: '2025-03-03T08:00:00' };
  test.each([
    ['closed, never reopened', { ClosedTime: T.closed }, 'Closed', ['Open>Closed']],
    [
      'closed, then reopened',
      { ClosedTime: T.closed, ReopenedTime: T.reopened },
      'Open',
      ['Open>Closed', 'Closed>Open'],
    ],
    [
      'reopened, then closed again',
      { ClosedTime: T.reopened, ReopenedTime: T.closed },
      'Closed',
      ['Closed>Open', 'Open>Closed'],
    ],
    ['reopened, its close erased', { ReopenedTime: T.reopened }, 'Open', ['Closed>Open']],
    [
      'closed in the second of its reopening',
      { ClosedTime: T.closed, ReopenedTime: T.closed },
      'Closed',
      ['Closed>Open', 'Open>Closed'],
    ],
    ['unset as .NET writes it', { ClosedTime: '0001-01-01T00:00:00' }, 'Open', []],
  ])('%s', (_name, times, status, changes) => {
    const rows = unify(tickets, [{ ...RECORD, ...times }]);
    expect(rows.tickets[0]).toMatchObject({
      status,
      is_open: status === 'Open',
      closed_at: status === 'Closed' ? rows.status_changes.at(-1)!.changed_at : null,
      resolved_at: status === 'Closed' ? rows.status_changes.at(-1)!.changed_at : null,
    });
    expect(rows.status_changes.map(({ from_status, to_status }) => `${from_status}>${to_status}`)).toEqual(changes);
    expect(new Set(rows.status_changes.map(({ event_id }) => event_id)).size).toBe(changes.length);
  });

  test('a ticket is New until it starts, and its start is no update before', () => {
    const before = unify(tickets, [RECORD], at('2025-03-01T07:59:59.999999Z')).tickets[0];
    expect(before).toMatchObject({
      status: 'New',
      status_group: 'new',
      is_open: true,
      updated_at: null,
      created_at: '2025-03-01T08:00:00.000000Z',
    });
    const after = unify(tickets, [RECORD], at('2025-03-01T08:00:00.000000Z')).tickets[0];
    expect(after).toMatchObject({ status: 'Open', updated_at: '2025-03-01T08:00:00.000000Z' });
  });

  test('updated_at is the latest of close, reopening and start', () => {
    const [ticket] = unify(tickets, [{ ...RECORD, ClosedTime: T.reopened, ReopenedTime: T.closed }]).tickets;
    expect(ticket!.updated_at).toBe('2025-03-03T08:00:00.000000Z');
  });

  test('names are matched without regard to case, CreatedTime wins over StartTime', () => {
    const [ticket] = unify(tickets, [
      {
        id: 5,
        description: 'x',
        starttime: T.start,
        CREATEDTIME: '2025-02-28T00:00:00',
        closedTime: T.closed,
        serviceID: 2,
      },
    ]).tickets;
    expect(ticket).toMatchObject({
      ticket_id: '5',
      description: 'x',
      status: 'Closed',
      queue_id: '2',
      created_at: '2025-02-28T00:00:00.000000Z',
    });
  });

  test.each([
    [{ ServiceId: undefined, Service: { Id: 4, Name: 'SMS' } }, 'SMS', '4', []],
    [{ ServiceId: undefined, Service: 'SMS' }, 'SMS', null, []],
    [{ Service: 'SMS' }, null, '3', []],
    [
      {
        ServiceId: undefined,
        Services: [
          { Id: 4, Name: 'SMS' },
          { Id: 5, Name: 'Mail' },
        ],
      },
      'SMS',
      '4',
      [['Services', 'SMS, Mail']],
    ],
    [{ ServiceId: 'b0e1f2' }, null, 'b0e1f2', []],
  ])('the service of %j', (members, queue, queueId, lists) => {
    const [ticket] = unify(tickets, [{ ...RECORD, NextUpdateTime: null, ...members }]).tickets;
    expect(ticket).toMatchObject({ queue, queue_id: queueId });
    expect(ticket!.custom_fields.map(({ field_id, value_text }) => [field_id, value_text])).toEqual(lists);
  });

  test('unknown members are kept as what they are, secrets are not', () => {
    const unknown = {
      IsPublic: true,
      LastSms: '2025-03-01T08:00:00.5',
      Ref: '2025-03',
      Tags: ['a', { Name: 'b' }],
      Meta: { Level: 2 },
      AccessToken: 'SECRET',
      Nested: { Password: 'SECRET', X: 1 },
    };
    const [ticket] = unify(tickets, [{ Id: 1, Description: 'x', ...unknown }]).tickets;
    expect(ticket!.custom_fields).toEqual([
      custom('IsPublic', { value_text: 'true', value_boolean: true }),
      custom('LastSms', { value_text: '2025-03-01T08:00:00.5', value_at: '2025-03-01T08:00:00.500000Z' }),
      custom('Ref', { value_text: '2025-03' }),
      custom('Tags', { value_text: 'a, b', option_ids: ['a', 'b'] }),
      custom('Meta', { value_text: '{"Level":2}' }),
      custom('Nested', { value_text: '{"X":1}' }),
    ]);
  });

  test('a bad time is null and noted once', () => {
    const rows = unify(tickets, [
      { ...RECORD, StartTime: '2025-02-30T00:00:00', ReopenedTime: 'later', EndTime: '2025-13-01T00:00:00' },
    ]);
    expect(rows.tickets[0]).toMatchObject({ created_at: null, updated_at: null, status: 'Open' });
    expect(rows.rejects.map(({ field, reason }) => [field, reason])).toEqual([
      ['StartTime', 'impossible_date'],
      ['EndTime', 'impossible_date'],
      ['ReopenedTime', 'unreadable_time'],
    ]);
  });

  test('a record without an Id is refused', () => {
    const rows = unify(tickets, [{ Description: 'x' }, 'text']);
    expect(rows.rejects.map(({ severity, reason, raw }) => [severity, reason, raw])).toEqual([
      ['record', 'no_id', '{"Description":"x"}'],
      ['record', 'not_an_object', 'text'],
    ]);
  });
});

describe("Notific's people and services", () => {
  test('customers and operators', () => {
    expect(unify(customers, [{ Id: 2, Name: 'Acme', EmailAddress: ' a@x.example ', CellPhone: '1' }]).people).toEqual([
      {
        person_id: 'customer-2',
        name: 'Acme',
        email: 'a@x.example',
        role: 'requester',
        organization: null,
        organization_id: null,
        team: null,
        team_id: null,
        is_active: null,
        time_zone: null,
      },
    ]);
    expect(
      unify(operators, [{ id: 9, userName: 'eva', email: 'e@x.example', isActive: false, passwordHash: 'SECRET' }])
        .people[0],
    ).toMatchObject({
      person_id: 'operator-9',
      name: 'eva',
      role: 'operator',
      is_active: false,
    });
  });

  test('a refused operator shows nothing but what may be shown', () => {
    const { rejects } = unify(operators, [{ Name: 'Eva', Pin: 'SECRET', Whatever: 'SECRET' }]);
    expect(rejects[0]!.raw).toBe('{"Name":"Eva"}');
  });

  test('services are queues', () => {
    expect(unify(services, [{ Id: 3, Name: 'SMS gateway' }]).queues).toEqual([
      { queue_id: '3', name: 'SMS gateway', kind: 'service' },
    ]);
  });
});

describe('whatever Notific answers', () => {
  test('any JSON is a row or a reject, never an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const stream of STREAMS) unify(stream, [value as Json]);
      }),
    );
  });

  test('a real record with any one member replaced still gives its ticket', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(RECORD).slice(1), 'Service', 'Services', 'CreatedTime', 'New'),
        fc.jsonValue(),
        (name, value) => {
          expect(unify(tickets, [{ ...RECORD, [name]: value as Json }]).tickets).toHaveLength(1);
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
