/** Times and numbers that no column can hold: the value becomes empty and is noted, its record stays. All services. */
import { zoneRule } from '../../etl/src/mapping/zone-rule';
import type { Json } from '../../vendors/json';
import type { Rows } from '../../vendors/model';
import { emptyRows } from '../../vendors/model';
import { vendorNamed } from '../../vendors/registry';
import type { Slice, UnifyContext } from '../../vendors/vendor';

const ZONES = [null, 'UTC', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Kolkata', 'Etc/GMT+12'];
const IMPOSSIBLE = [
  '9999-12-31T23:59:59',
  '9999-12-31T23:59:59Z',
  '9999-12-31 23:59:59',
  '9999-12-31T23:59:59.9999999+00:00',
  '9999-12-31',
  '9999-01-01T00:00:00-12:00',
  '0001-01-01T00:00:01Z',
  '0001-01-01',
  '10000-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '-0044-03-15T00:00:00Z',
  '2026-02-30T00:00:00Z',
];

function context(timezone: string | null): UnifyContext {
  return {
    settings: { timezone, pageSize: null, projects: [], paths: {} },
    url: 'https://acme.example',
    now: '2026-11-30T00:00:00.000000Z',
    zoneRule,
    plainText: { html: (text) => text, markdown: (text) => text },
    nameOf: () => null,
  };
}

function meaning(service: string, stream: string, record: object, timezone: string | null = null): Rows {
  const found = vendorNamed(service)?.streams.find(({ name }) => name === stream);
  if (!found) throw new Error(`${service} has no ${stream}`);
  const rows = emptyRows();
  const slice: Slice = { key: '1', ticketId: '1', params: { ticketId: '1' } };
  found.unify(record as Json, slice, context(timezone), rows);
  return rows;
}

/** A record of the stream with the value in each place where a time stands. */
type ValueCase = [service: string, stream: string, place: string, record: (value: unknown) => object];

const member = (service: string, stream: string, base: object, names: readonly string[]): ValueCase[] =>
  names.map((name) => [service, stream, name, (value) => ({ ...base, [name]: value })]);

const TIMES: ValueCase[] = [
  ...member('deskpro', 'tickets', { id: 1, status: 'resolved' }, [
    'date_created',
    'date_first_agent_reply',
    'date_resolved',
    'date_archived',
    'date_status',
    'date_last_user_reply',
  ]),
  ['deskpro', 'tickets', 'fields.7', (value) => ({ id: 1, fields: { 7: { value } } })],
  ...member('sympoq', 'tickets', { id: 1, status: 4 }, ['created', 'updated', 'responded', 'deadline', 'closed_on']),
  ['sympoq', 'tickets', 'custom_fields', (value) => ({ id: 1, custom_fields: { when: value } })],
  ...member('synqly', 'tickets', { id: 'a', status: 'done' }, [
    'created_at',
    'updated_at',
    'due_date',
    'completion_date',
  ]),
  ...member('notific', 'tickets', { Id: 1 }, [
    'StartTime',
    'ClosedTime',
    'ReopenedTime',
    'CreatedTime',
    'ExpectedResolutionTime',
    'EndTime',
  ]),
  ...member('teamswork', 'tickets', { id: 'a', status: 'Resolved' }, [
    'createdOn',
    'lastUpdatedOn',
    'firstResponseOn',
    'lastResolutionOn',
    'expectedDate',
  ]),
  ['teamswork', 'tickets', 'customFields', (value) => ({ id: 'a', customFields: { f: value } })],
];

function timesIn({ tickets, status_changes: changes, comments, attachments }: Rows): string[] {
  const rows: object[] = [
    ...tickets,
    ...tickets.flatMap(({ custom_fields: values }) => values),
    ...changes,
    ...comments,
    ...attachments,
  ];
  return rows.flatMap((row) =>
    Object.entries(row).flatMap(([name, value]) =>
      /_at$|_date$/.test(name) && typeof value === 'string' ? [value] : [],
    ),
  );
}

describe.each(TIMES)('%s %s %s', (_service, _stream, _place, record) => {
  it.each(IMPOSSIBLE)('%s', (value) => {
    for (const zone of ZONES) {
      const rows = meaning(_service, _stream, record(value), zone);
      expect(rows.tickets).toHaveLength(1);
      expect(timesIn(rows)).toEqual([]);
      expect(rows.status_changes).toEqual([]);
      expect(rows.rejects.filter(({ severity }) => severity === 'field')).toEqual([
        expect.objectContaining({ reason: 'impossible_date', raw: value }),
      ]);
    }
  });

  it('keeps a time before 1900, with one note', () => {
    const rows = meaning(_service, _stream, record('1899-12-30T10:00:00Z'), 'UTC');
    expect(timesIn(rows).length).toBeGreaterThan(0);
    expect(rows.rejects.map(({ reason }) => reason)).toContain('before_1900');
  });

  it('has no part in a time that is not there', () => {
    expect(
      meaning(_service, _stream, record(null), 'UTC').rejects.filter(({ severity }) => severity === 'field'),
    ).toEqual([]);
  });
});

it.each(['0001-01-01T00:00:00', '0001-01-01T00:00:00Z'])(
  '%s is unset in Notific, and an impossible date elsewhere',
  (value) => {
    for (const [service, stream, , record] of TIMES) {
      const rows = meaning(service, stream, record(value), 'UTC');
      expect(timesIn(rows)).toEqual([]);
      const noted = rows.rejects.filter(({ reason }) => reason === 'impossible_date').length;
      expect([service, noted]).toEqual([service, service === 'notific' ? 0 : 1]);
    }
  },
);

it('a status change without a usable time is no change', () => {
  const changed = { name: 'status', oldValue: 'Open', newValue: 'Closed' };
  const activity = { id: 'x', createdDateTime: '9999-12-31T23:59:59Z', changes: [changed] };
  expect(meaning('teamswork', 'comments', activity).status_changes).toEqual([]);
  const log = {
    id: 5,
    ticket: 1,
    action_type: 'changed_status',
    details: { old_status: 'a', new_status: 'b' },
    date_created: '9999-12-31T23:59:59Z',
  };
  expect(meaning('deskpro', 'history', log).status_changes).toEqual([]);
});

describe('numbers', () => {
  const HUGE = '1e400';
  const cases: Array<[string, string, object, unknown]> = [
    ['deskpro', 'tickets', { id: 1, feedback_rating: 2 ** 31 }, 2 ** 31],
    ['deskpro', 'tickets', { id: 1, feedback_rating: HUGE }, HUGE],
    ['deskpro', 'tickets', { id: 1, feedback_rating: 'NaN' }, 'NaN'],
    ['deskpro', 'tickets', { id: 1, fields: { 7: { value: HUGE } } }, HUGE],
    ['sympoq', 'tickets', { id: 1, rating: 99999999999 }, 99999999999],
    ['sympoq', 'tickets', { id: 1, rating: 'NaN' }, 'NaN'],
    ['sympoq', 'tickets', { id: 1, custom_fields: { n: HUGE } }, HUGE],
    ['synqly', 'tickets', { id: 'a', custom_fields: { n: HUGE } }, HUGE],
    ['notific', 'tickets', { Id: 1, Load: HUGE }, HUGE],
    ['teamswork', 'tickets', { id: 'a', customFields: { n: HUGE } }, HUGE],
  ];

  it.each(cases)('%s %s %j', (service, stream, record, value) => {
    const rows = meaning(service, stream, record);
    expect(rows.tickets).toHaveLength(1);
    expect(rows.tickets[0]?.satisfaction ?? null).toBeNull();
    expect(rows.tickets[0]?.custom_fields.map(({ value_number: number }) => number ?? null) ?? []).not.toContainEqual(
      expect.any(Number),
    );
    expect(rows.rejects.filter(({ severity }) => severity === 'field')).toEqual([
      expect.objectContaining({ raw: String(value) }),
    ]);
  });

  it('sizes of files', () => {
    const file = { id: 'f', filename: 'a', size: HUGE };
    const rows = meaning('teamswork', 'comments', {
      id: 'x',
      createdDateTime: '2026-01-01T00:00:00Z',
      attachments: [file],
    });
    expect(rows.attachments).toEqual([expect.objectContaining({ size_bytes: null })]);
    expect(rows.rejects).toEqual([
      expect.objectContaining({ field: 'attachments.size', severity: 'field', raw: HUGE }),
    ]);
  });
});

describe.each<[string, object]>([
  ['sympoq', { id: 1, custom_fields: { '': 'a', ' ': 'b', '\u00a0': '', Site: 'c' } }],
  ['synqly', { id: 'a', custom_fields: { '': 'a', ' ': 'b', '\u00a0': null, Site: 'c' } }],
  ['notific', { Id: 1, '': 'a', ' ': 'b', '\u00a0': null, Site: 'c' }],
])('%s', (service, record) => {
  it('notes values of fields without a name, and keeps the others', () => {
    const rows = meaning(service, 'tickets', record);
    expect(rows.tickets[0]?.custom_fields.flatMap(({ value_text: text }) => (text === 'c' ? [text] : []))).toEqual([
      'c',
    ]);
    const noted = rows.rejects.filter(({ reason }) => reason === 'no_name');
    expect(noted.map(({ severity, raw }) => [severity, raw])).toEqual([
      ['field', 'a'],
      ['field', 'b'],
    ]);
  });
});
