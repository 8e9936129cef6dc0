/** What raw TeamsWork records mean, for every oddity that its API is known for. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../vendors/json';
import { emptyRows, type Rows } from '../../vendors/model';
import { shortHash } from '../../vendors/sha256';
import { streams } from '../../vendors/teamswork/streams';
import type { Slice, UnifyContext } from '../../vendors/vendor';

const ID = '6f1d0f0e-5b1a-4c3e-9a55-0d2f3c1b7a10';

const contextIn = (timezone: string | null, names: Record<string, string> = {}): UnifyContext => ({
  settings: { timezone, pageSize: null, projects: [], paths: {} },
  url: 'https://teamswork.example/ticketing/v1',
  now: '2026-11-02T09:00:00.000000Z',
  // New York in winter, all the year.
  zoneRule: (wall) => ({
    instant: `${new Date(Date.parse(`${wall.slice(0, 23)}Z`) + 18_000_000).toISOString().slice(0, 23)}000Z`,
    note: null,
  }),
  plainText: { html: (markup) => markup.replace(/<[^>]*>/g, ''), markdown: (text) => text },
  nameOf: (kind, id) => names[`${kind} ${id}`] ?? null,
});

function unify(
  name: string,
  record: Json,
  context = contextIn(null),
  slice: Slice = { key: 's', ticketId: ID, params: {} },
): Rows {
  const rows = emptyRows();
  const stream = streams.find((candidate) => candidate.name === name);
  stream!.unify(record, slice, context, rows);
  return rows;
}

const full: JsonObject = {
  id: ID,
  ticketNo: 1042,
  title: 'Badge reader offline',
  status: 'In Progress',
  priority: 'Important',
  requestor: { id: 'u-1', name: 'Ana P', email: 'ana@example.org' },
  assignee: { id: 'u-9', name: 'Lee K', email: 'lee@example.org' },
  description: 'It beeps.\nThen nothing.',
  tags: ['access', { tagCategoryId: 'c1', text: 'Door' }],
  customFields: {},
  expectedDate: '2026-03-04T00:00:00Z',
  createdOn: '2026-03-01T09:12:44.120Z',
  lastUpdatedOn: '2026-03-02T07:00:01.000Z',
  createdBy: { id: 'u-1', name: 'Ana P', email: 'ana@example.org' },
  firstResponseOn: '2026-03-01T10:00:00Z',
  firstResolutionOn: null,
  lastResolutionOn: '2026-03-01T12:00:00Z',
  resolvedStatus: ['Resolved', 'Closed'],
  isFrtBreached: false,
  isRtBreached: false,
  isFrtEscalated: true,
  isRtEscalated: false,
  origin: 'teams',
  trackingId: 'TT9',
  newMember: { kept: 1 },
};

const ticket = (over: JsonObject = {}, context = contextIn(null)) =>
  unify('tickets', { ...full, ...over }, context).tickets[0]!;

describe('a ticket', () => {
  it('fills the columns that the service has, and keeps the rest', () => {
    const rows = unify('tickets', full, contextIn(null), { key: 'all', params: { queue: 'inst-1' } });
    expect(rows.tickets[0]).toEqual({
      ticket_id: ID,
      ticket_number: '1042',
      url: null,
      subject: 'Badge reader offline',
      description: 'It beeps.\nThen nothing.',
      status: 'In Progress',
      status_id: null,
      status_group: 'open',
      done_words: ['closed', 'resolved'],
      is_open: true,
      priority: 'Important',
      priority_id: null,
      priority_level: 'high',
      ticket_type: null,
      ticket_type_id: null,
      channel: 'teams',
      channel_id: null,
      queue: null,
      queue_id: 'inst-1',
      requester_id: 'u-1',
      requester_name: 'Ana P',
      requester_email: 'ana@example.org',
      assignee_id: 'u-9',
      assignee_name: 'Lee K',
      assignee_email: 'lee@example.org',
      creator_id: 'u-1',
      creator_name: 'Ana P',
      creator_email: 'ana@example.org',
      team: null,
      team_id: null,
      organization: null,
      organization_id: null,
      created_at: '2026-03-01T09:12:44.120000Z',
      updated_at: '2026-03-02T07:00:01.000000Z',
      first_response_at: '2026-03-01T10:00:00.000000Z',
      resolved_at: null,
      closed_at: null,
      due_at: null,
      due_date: '2026-03-04',
      satisfaction: null,
      sla_status: 'warning',
      tags: ['access', 'Door'],
      is_deleted: false,
      custom_fields: [
        {
          field_id: 'trackingId',
          name: 'trackingId',
          type: 'text',
          value_text: 'TT9',
          value_number: null,
          value_boolean: null,
          value_at: null,
          value_date: null,
          option_ids: null,
        },
        ...(
          [
            ['isFrtBreached', false],
            ['isRtBreached', false],
            ['isFrtEscalated', true],
            ['isRtEscalated', false],
          ] as const
        ).map(([name, flag]) => ({
          ...{ field_id: name, name, type: 'boolean', value_text: String(flag), value_number: null },
          ...{ value_boolean: flag, value_at: null, value_date: null, option_ids: null },
        })),
      ],
      extra: {
        resolvedStatus: ['Resolved', 'Closed'],
        newMember: { kept: 1 },
      },
    });
    expect(rows.people.map(({ person_id, role }) => [person_id, role])).toEqual([
      ['u-1', 'requester'],
      ['u-9', 'agent'],
      ['u-1', null],
    ]);
    expect(rows.rejects).toEqual([]);
  });

  it.each<[string, JsonObject, string, boolean]>([
    ['Open', {}, 'open', true],
    [' Closed ', {}, 'closed', false],
    ['Started', {}, 'open', true],
    ['Reopened', {}, 'open', true],
    ['resolved', {}, 'solved', false],
    ['Opgelost', { resolvedStatus: ['Opgelost', 'Gesloten'] }, 'solved', false],
    ['Wacht op klant', { resolvedStatus: ['Opgelost'] }, 'open', true],
    ['Opgelost', { resolvedStatus: 'Opgelost,Gesloten' }, 'solved', false],
    ['Wacht op klant', { resolvedStatus: null }, 'open', true],
    ['On hold', {}, 'on_hold', true],
    ['Waiting for customer', { resolvedStatus: null }, 'pending', true],
    ['Resolved', { resolvedStatus: ['Gesloten'] }, 'open', true],
    ['Cancelled', { resolvedStatus: ['Cancelled'] }, 'closed', false],
    ['Pending', { resolvedStatus: ['Pending'] }, 'solved', false],
  ])('puts the status "%s" %j into %s', (status, over, group, isOpen) => {
    expect(ticket({ status, ...over })).toMatchObject({ status: status.trim(), status_group: group, is_open: isOpen });
  });

  it('has no status group without a status', () => {
    expect(ticket({ status: null })).toMatchObject({ status: null, status_group: 'unknown', is_open: true });
  });

  it('names the state of a custom workflow by its label', () => {
    const workflow = [{ id: 'st-7', label: 'Klaar' }];
    expect(ticket({ status: 'st-7', workflow, resolvedStatus: ['Klaar'] })).toMatchObject({
      status: 'Klaar',
      status_id: 'st-7',
      status_group: 'solved',
    });
  });

  it('has a resolution while it is resolved, not after it was opened again', () => {
    expect(ticket({ status: 'Resolved' }).resolved_at).toBe('2026-03-01T12:00:00.000000Z');
    expect(ticket({ status: 'Reopened' }).resolved_at).toBeNull();
    expect(ticket({ status: 'Reopened', resolvedStatus: undefined }).resolved_at).toBeNull();
    // Nobody knows what this word means: the configuration may.
    expect(ticket({ status: 'Opgelost', resolvedStatus: undefined }).resolved_at).toBe('2026-03-01T12:00:00.000000Z');
  });

  it.each([
    ['2026-03-04T00:00:00Z', null, '2026-03-04'],
    ['2026-03-04T05:00:00Z', null, '2026-03-04'],
    ['2026-03-03T18:30:00Z', null, '2026-03-04'],
    ['2026-03-04T13:00:00.000Z', null, '2026-03-05'],
    ['2026-03-04T05:00:00Z', 'America/New_York', '2026-03-04'],
    ['2026-03-04T00:00:00Z', 'America/New_York', '2026-03-04'],
    ['2026-03-04T18:00:00Z', 'America/New_York', '2026-03-05'],
    ['2026-03-04', 'America/New_York', '2026-03-04'],
    ['2026-03-04T00:00:00', 'America/New_York', '2026-03-04'],
    ['', null, null],
    [null, null, null],
  ])('reads the expected date %j in the zone %j as the day %j', (expectedDate, zone, day) => {
    expect(ticket({ expectedDate }, contextIn(zone))).toMatchObject({ due_at: null, due_date: day });
  });

  it('takes the number under its other name, the older names of times, and texts for numbers', () => {
    const partial = {
      id: ID,
      ticketId: '77',
      createdDateTime: '2026-01-02T03:04:05Z',
      lastInteraction: '2026-01-03T00:00:00Z',
    };
    expect(unify('tickets', partial).tickets[0]).toMatchObject({
      ticket_number: '77',
      created_at: '2026-01-02T03:04:05.000000Z',
      updated_at: '2026-01-03T00:00:00.000000Z',
      tags: null,
      sla_status: null,
    });
  });

  it.each<[JsonObject, string | null]>([
    [{ isRtBreached: true }, 'breached'],
    [{ isFrtBreached: 'true' }, 'breached'],
    [{ isFrtEscalated: false, isRtEscalated: true }, 'warning'],
    [{ isFrtEscalated: false }, 'ok'],
  ])('reads the flags %j as %s', (flags, sla) => {
    expect(ticket(flags).sla_status).toBe(sla);
  });

  it.each([
    ['Low', 'low'],
    ['Medium', 'normal'],
    ['Important', 'high'],
    ['Urgent', 'urgent'],
    ['Whatever', null],
  ])('ranks %s as %s', (priority, level) => {
    expect(ticket({ priority }).priority_level).toBe(level);
  });

  it('has plain texts, whatever they look like, and takes markup where it is all there is', () => {
    const xml = '<config><server>db1</server></config>';
    expect(ticket({ description: xml, description_HTML: '<p>x</p>' }).description).toBe(xml);
    expect(ticket({ description: 'a < b and c > d' }).description).toBe('a < b and c > d');
    expect(ticket({ description: null, description_HTML: '<div>Hi</div>' }).description).toBe('Hi');
  });

  it('knows a person without an id by the mail, else by the name', () => {
    expect(ticket({ requestor: { name: 'Bo', email: ' Bo@Example.org' } })).toMatchObject({
      requester_id: `mail-${shortHash('bo@example.org')}`,
      requester_email: 'Bo@Example.org',
    });
    expect(ticket({ requestor: 'Bo Li' })).toMatchObject({
      requester_id: `mail-${shortHash('bo li')}`,
      requester_name: 'Bo Li',
      requester_email: null,
    });
    expect(ticket({ assignee: [] })).toMatchObject({ assignee_id: null });
    expect(ticket({ assignee: { id: '', name: '' } })).toMatchObject({ assignee_id: null });
  });

  it('gives every kind of custom field its value', () => {
    const names = { 'option f-list/k1': 'Paris', 'option f-list/k2': 'Rome' };
    const customFields = {
      'f-text': 'plain',
      'f-date': '2026-03-04',
      'f-toggle': false,
      'f-list': ['k1', 'k2'],
      'f-unnamed': ['k9'],
      'f-people': [
        { id: 'p', name: 'Ann', email: 'a@x' },
        { id: 'q', email: 'b@x' },
      ],
      'f-number': 3.5,
      'f-empty': '',
      'f-none': [],
      'f-null': null,
    };
    const said = ticket(
      { customFields, trackingId: null, resolution: 'fixed', lastResolutionComment: 'done' },
      contextIn(null, names),
    ).custom_fields;
    expect(
      said
        .filter(({ field_id }) => !field_id.startsWith('is'))
        .map(({ field_id, value_text, value_number, value_boolean, value_date, option_ids }) => [
          field_id,
          value_text,
          value_number,
          value_boolean,
          value_date,
          option_ids,
        ]),
    ).toEqual([
      ['f-text', 'plain', null, null, null, null],
      ['f-date', '2026-03-04', null, null, '2026-03-04', null],
      ['f-toggle', 'false', null, false, null, null],
      ['f-list', 'Paris, Rome', null, null, null, ['k1', 'k2']],
      ['f-unnamed', 'k9', null, null, null, ['k9']],
      ['f-people', 'Ann, b@x', null, null, null, null],
      ['f-number', '3.5', 3.5, null, null, null],
      ['resolution', 'fixed', null, null, null, null],
      ['lastResolutionComment', 'done', null, null, null, null],
    ]);
  });

  it('notes bad fields and goes on', () => {
    const rows = unify('tickets', {
      ...full,
      title: ['x'],
      createdOn: '2026-02-30T00:00:00Z',
      tags: [{}, 'ok'],
      customFields: 'x',
      expectedDate: 'soon',
    });
    expect(rows.tickets[0]).toMatchObject({ subject: null, created_at: null, tags: ['ok'], due_date: null });
    expect(rows.rejects.map(({ field, severity, reason }) => [field, severity, reason])).toEqual([
      ['title', 'field', 'not_text'],
      ['createdOn', 'field', 'impossible_date'],
      ['expectedDate', 'field', 'unreadable_time'],
      ['tags', 'field', 'tag_without_text'],
      ['customFields', 'field', 'not_an_object'],
    ]);
    expect(new Set(rows.rejects.map(({ record_id }) => record_id))).toEqual(new Set([ID]));
  });

  it('is refused without an id', () => {
    for (const record of [null, 'x', [], {}, { id: ' ' }, { id: {} }]) {
      const rows = unify('tickets', record);
      expect(rows.tickets).toEqual([]);
      expect(rows.rejects).toMatchObject([{ severity: 'record', reason: 'ticket_without_id' }]);
    }
  });
});

describe('an activity', () => {
  const activity: JsonObject = {
    id: 'a-1',
    ticketId: ID,
    comment: 'Replaced PSU',
    isPrivate: true,
    createdDateTime: '2026-03-02T07:00:00.5Z',
    createdBy: { id: 'u-9', name: 'Lee K', email: 'lee@example.org' },
    attachments: [
      {
        id: 'f-1',
        caption: 'Log',
        filename: 'log.txt',
        createdDateTime: '2025-01-09T08:00:00.000Z',
        createdBy: 'Lee K',
        src: 'https://blob.example/f?sig=1',
      },
    ],
    changes: [
      { name: 'Status', oldValue: 'In Progress', newValue: 'Resolved' },
      { name: 'priority', oldValue: 'Low', newValue: 'Urgent' },
    ],
  };

  it('can be a comment, a change and an attachment at once', () => {
    const rows = unify('comments', activity);
    expect(rows.comments).toEqual([
      {
        ticket_id: ID,
        comment_id: 'a-1',
        author_id: 'u-9',
        author_name: 'Lee K',
        author_email: 'lee@example.org',
        author_role: 'unknown',
        visibility: 'internal',
        kind: 'note',
        title: null,
        body: 'Replaced PSU',
        created_at: '2026-03-02T07:00:00.500000Z',
        updated_at: null,
      },
    ]);
    expect(rows.status_changes).toEqual([
      {
        ticket_id: ID,
        event_id: 'a-1',
        from_status: 'In Progress',
        to_status: 'Resolved',
        from_group: 'open',
        to_group: 'solved',
        changed_at: '2026-03-02T07:00:00.500000Z',
        changed_by_id: 'u-9',
        changed_by_name: 'Lee K',
      },
    ]);
    expect(rows.attachments).toEqual([
      {
        attachment_id: 'f-1',
        ticket_id: ID,
        comment_id: 'a-1',
        file_name: 'log.txt',
        media_type: null,
        size_bytes: null,
        created_at: '2025-01-09T08:00:00.000000Z',
      },
    ]);
    expect(rows.people).toMatchObject([{ person_id: 'u-9', role: null }]);
  });

  it('is no comment when it only changes something', () => {
    const rows = unify('comments', { ...activity, comment: '  ', isPrivate: false });
    expect(rows.comments).toEqual([]);
    expect(rows.attachments).toMatchObject([{ comment_id: null }]);
    expect(rows.status_changes).toHaveLength(1);
  });

  it('is a comment without text where only a picture or a file was sent', () => {
    const bare = { ...activity, comment: '', changes: [] };
    const rows = unify('comments', bare);
    expect(rows.comments).toMatchObject([{ comment_id: 'a-1', body: null }]);
    expect(rows.attachments).toMatchObject([{ comment_id: 'a-1' }]);
    const picture = { ...bare, comment_HTML: '<img src="x">', attachments: [] };
    expect(unify('comments', picture).comments).toMatchObject([{ comment_id: 'a-1', body: null }]);
    expect(unify('comments', { ...bare, attachments: [] }).comments).toEqual([]);
  });

  it('keeps a comment of XML, or with an address in angle brackets, as it was written', () => {
    for (const comment of ['<server host="a"/>\n<server host="b"/>', '<john@ex.example> wrote', '<p>']) {
      expect(unify('comments', { ...activity, comment }).comments).toMatchObject([{ body: comment }]);
    }
  });

  it('is public where it says so, and by the system when nobody wrote it', () => {
    expect(unify('comments', { id: 'a', comment: 'x', isPrivate: false }).comments).toMatchObject([
      { visibility: 'public', kind: 'comment', author_role: 'system', created_at: null },
    ]);
  });

  it('tells creation from a change, and several changes apart', () => {
    const created = { ...activity, changes: [{ name: 'status', oldValue: '', newValue: 'Open' }] };
    expect(unify('comments', created).status_changes).toEqual([]);
    const twice = {
      ...activity,
      changes: [
        { name: 'status', oldValue: 'Open', newValue: 'Wacht' },
        { name: 'status', oldValue: 'Wacht', newValue: 'Closed' },
      ],
    };
    expect(unify('comments', twice).status_changes).toMatchObject([
      { event_id: 'a-1/1', from_group: 'open', to_group: null },
      { event_id: 'a-1/2', from_group: null, to_group: 'closed' },
    ]);
  });

  it('notes a change that says no time', () => {
    const rows = unify('comments', { ...activity, createdDateTime: null });
    expect(rows.status_changes).toEqual([]);
    expect(rows.rejects).toMatchObject([
      { record_id: 'a-1', field: 'createdDateTime', reason: 'status_change_without_time' },
    ]);
  });

  it('is read under its other names', () => {
    const rows = unify('comments', {
      activityId: 'b',
      comment: 'hi',
      createdOn: '2026-01-01T00:00:00Z',
      createdBy: 'Bo Li',
    });
    expect(rows.comments).toMatchObject([
      { comment_id: 'b', author_name: 'Bo Li', created_at: '2026-01-01T00:00:00.000000Z' },
    ]);
  });
});

describe('the instance', () => {
  it('merges definitions by id from all lists, in the live and in the older form', () => {
    const a = 'aaaaaaaa-0000-4000-8000-000000000001';
    const b = 'bbbbbbbb-0000-4000-8000-000000000002';
    const instance: JsonObject = {
      id: 'i-1',
      customFields: [{ id: a, title: '', type: { key: '5_list' }, options: [] }],
      customFieldsLeft: [
        { id: a.toUpperCase(), title: 'City', type: { key: '5_list' }, options: [{ key: 'k1', text: 'Paris' }, 'k2'] },
      ],
      customFieldsRight: [{ id: b, label: 'Old one', type: 'textarea' }],
      optionalFieldsLeft: [{ id: 'priority', title: 'Priority' }],
    };
    const stream = streams.find(({ name }) => name === 'custom_fields')!;
    const answer = { status: 200, headers: {}, bytes: null, json: { item: instance } };
    const { records } = stream.read(answer, { key: 'instance', params: {} }, null, {
      settings: contextIn(null).settings,
      queueIds: [],
    });
    const rows = emptyRows();
    for (const record of records) stream.unify(record, { key: 'instance', params: {} }, contextIn(null), rows);
    expect(rows.custom_fields).toEqual([
      { field_id: a, name: 'City', type: 'list' },
      { field_id: b, name: 'Old one', type: 'textarea' },
    ]);
    expect(rows.names).toEqual([
      { kind: 'option', id: `${a}/k1`, name: 'Paris' },
      { kind: 'option', id: `${a}/k2`, name: 'k2' },
    ]);
  });

  it('is a queue even without an id or a name', () => {
    expect(unify('queues', { groupId: 'g' }).queues).toEqual([{ queue_id: 'instance', name: null, kind: 'instance' }]);
  });

  it('reads personas of pickers', () => {
    expect(unify('people', { key: 'p-1', text: 'Ann', secondaryText: 'ann@x.org' }).people).toMatchObject([
      { person_id: 'p-1', name: 'Ann', email: 'ann@x.org', role: 'agent' },
    ]);
    expect(unify('people', {}).rejects).toMatchObject([{ severity: 'record', reason: 'person_without_id' }]);
  });
});

describe('any JSON', () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>;
  const members = [
    ...Object.keys(full),
    'comment',
    'changes',
    'attachments',
    'createdDateTime',
    'user',
    'workflow',
    'options',
    'type',
  ];
  const mutated = fc
    .dictionary(fc.constantFrom(...members), json)
    .map((over): JsonObject => ({ ...full, id: 'x', ...over }));

  it.each(streams.map(({ name }) => name))('never makes the stream %s throw', (name) => {
    fc.assert(
      fc.property(fc.oneof(json, mutated), fc.constantFrom(null, 'America/New_York'), (record, zone) => {
        const rows = unify(name, record, contextIn(zone));
        return Object.values(rows).every(Array.isArray);
      }),
      { numRuns: 400 },
    );
  });

  it('leaves no half character in a row', () => {
    const torn = (value: Json | undefined): Json => {
      if (typeof value === 'string') return `${value}\ud800\u0000`;
      if (Array.isArray(value)) return value.map(torn);
      if (typeof value !== 'object' || value === null) return value ?? null;
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, torn(member)]));
    };
    const texts = (value: unknown): string[] => {
      if (typeof value === 'string') return [value];
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
    };
    const { tickets, people } = unify(
      'tickets',
      torn({ ...full, customFields: { f: 'x', g: ['k'], h: [{ name: 'n' }] } }),
    );
    const { comments, attachments } = unify(
      'comments',
      torn({ id: 'a', comment: 'c', createdBy: 'n', attachments: [{ id: 'f', filename: 'g' }] }),
    );
    const found = texts([tickets.map((row) => ({ ...row, extra: null })), people, comments, attachments]);
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((text) => !text.isWellFormed() || text.includes('\u0000'))).toEqual([]);
  });
});

describe('tags', () => {
  it('have their category by the folded tag, also those that are not given any more', () => {
    const category = {
      id: 'c1',
      text: 'Places',
      tags: [{ text: 'Door ', deleted: false }, { text: 'roof', deleted: true }, {}],
    };
    expect(unify('tags', category).names).toEqual([
      { kind: 'tag_category', id: 'c1/door', name: 'Places' },
      { kind: 'tag_category', id: 'c1/roof', name: 'Places' },
    ]);
  });

  it.each([[null], [[]], [{ text: 'no id' }], [{ id: 'c1' }]])('a category without a name is refused: %j', (record) => {
    expect(unify('tags', record)).toMatchObject({ names: [], rejects: [{ severity: 'record' }] });
  });
});

describe('the words of a workflow', () => {
  it.each<[string, JsonObject, boolean]>([
    ['Wacht op klant', {}, true],
    ['Wacht op klant', { resolvedStatus: null }, true],
    ['Opgelost', { resolvedStatus: ['Opgelost'] }, false],
    ['On hold', {}, false],
  ])('%s %j is named: %s', (status, over, isNamed) => {
    const { rejects } = unify('tickets', { ...full, status, ...over });
    expect(rejects.map(({ reason, raw }) => [reason, raw])).toEqual(isNamed ? [['unmapped_status', status]] : []);
  });

  it('read as on the ticket, where the caller knows what it counts as resolved', () => {
    const changed = (oldValue: string, newValue: string) => ({
      id: 'a',
      createdDateTime: '2026-03-01T10:00:00Z',
      changes: [{ name: 'status', oldValue, newValue }],
    });
    const groups = (params: JsonObject) =>
      unify('comments', changed('Heropend', 'Opgelost'), contextIn(null), {
        key: 's',
        ticketId: ID,
        params,
      }).status_changes.map(({ from_group, to_group }) => [from_group, to_group]);
    expect(groups({ ends: ['opgelost'] })).toEqual([['open', 'solved']]);
    expect(groups({})).toEqual([[null, null]]);
  });
});
