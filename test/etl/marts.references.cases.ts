import { createHash } from 'node:crypto';
import type { StreamName } from '../../vendors/vendor';
import type { Row } from '../../etl/src/store/row';
import { comment, page, ticket, ticketPage, tinySource } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

const LATER = '2026-03-01T11:00:00.000000Z';
const suffix = (id: string) => `~${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;

let lake: TestLake;

describe('in a lake of its own', () => {
  afterEach(() => lake.close());

  describe('keys', () => {
    quickly('of ids that fold alike carry a part of their hash, wherever they stand', async () => {
      lake = await TestLake.open();
      await lake.load([
        page('tickets', [
          ticket({
            ticket_id: 'Ab',
            requester_id: 'P',
            assignee_id: 'q',
            custom_fields: [{ field_id: 'F' }, { field_id: 'f' }],
          }),
          ticket({ ticket_id: 'ab', requester_id: 'p ' }),
          ticket({ ticket_id: 'AC' }),
        ]),
        page('people', [{ person_id: 'p' }]),
        ticketPage('comments', 'ab', [comment({ comment_id: 'X', author_id: 'P' }), comment({ comment_id: 'x' })]),
        ticketPage('attachments', 'Ab', [{ attachment_id: 'z' }]),
      ]);
      await lake.build();
      const keys = async (table: string, column: string) =>
        (await lake.rows(`SELECT ${column} AS key FROM m_${table} ORDER BY ALL`)).map((row) => row['key']);
      expect(await keys('tickets', 'ticket_key')).toEqual([
        `acme:AC`,
        `acme:Ab${suffix('Ab')}`,
        `acme:ab${suffix('ab')}`,
      ]);
      expect(await keys('people', 'person_key')).toEqual([
        `acme:P${suffix('P')}`,
        `acme:p ${suffix('p ')}`,
        `acme:p${suffix('p')}`,
        'acme:q',
      ]);
      expect(await keys('tickets', 'requester_key')).toEqual([`acme:P${suffix('P')}`, `acme:p ${suffix('p ')}`, null]);
      const ticketKey = `acme:ab${suffix('ab')}`;
      expect(await keys('comments', 'comment_key')).toEqual([
        `${ticketKey}/X${suffix('X')}`,
        `${ticketKey}/x${suffix('x')}`,
      ]);
      expect(await keys('comments', 'ticket_key')).toEqual([ticketKey, ticketKey]);
      expect(await keys('attachments', 'attachment_key')).toEqual([`acme:Ab${suffix('Ab')}/file-z`]);
      expect(await keys('ticket_custom_fields', 'field_key')).toEqual([`acme:F${suffix('F')}`, `acme:f${suffix('f')}`]);
      expect(await keys('custom_fields', 'field_key')).toEqual([`acme:F${suffix('F')}`, `acme:f${suffix('f')}`]);
    });
  });

  quickly('keys of ids that fold alike in two sources are those of their own source, in every table', async () => {
    const sources = [tinySource(), tinySource({ name: 'second' })];
    lake = await TestLake.open({ sources });
    for (const source of sources) {
      const of = { source: source.name };
      const pages = [
        page(
          'tickets',
          ['T', 't'].map((id) =>
            ticket({
              ticket_id: id,
              requester_id: 'P',
              queue_id: id,
              custom_fields: ['F', 'f'].map((field) => ({ field_id: field, value_text: 'x', option_ids: ['x'] })),
            }),
          ),
          of,
        ),
        page('people', [{ person_id: 'P' }, { person_id: 'p' }], of),
        ticketPage(
          'comments',
          'T',
          [
            comment({ comment_id: 'c', author_id: 'p', created_at: LATER }),
            { event_id: 'e', changed_at: LATER, to_status: 'Done', to_group: 'solved', changed_by_id: 'p' },
          ],
          of,
        ),
        ticketPage('attachments', 'T', [{ attachment_id: 'z' }, { attachment_id: 'Z' }], of),
      ];
      await lake.load(pages, 'run-1', source);
    }
    await lake.build();
    const keys = {
      comments: 'author_key',
      status_changes: 'changed_by_key',
      attachments: 'attachment_key',
      queues: 'queue_key',
      custom_fields: 'field_key',
      ticket_custom_fields: 'field_key',
      ticket_custom_field_options: 'field_key',
    };
    for (const [table, column] of Object.entries(keys)) {
      const rows = await lake.rows(`SELECT source, ${column} AS key FROM m_${table} ORDER BY ALL`);
      const [ours, others] = ['acme', 'second'].map((name) =>
        rows.flatMap(({ source, key }) => (source === name ? [String(key).replace(/^[^:]+:/, '')] : [])),
      );
      expect([table, ours?.length]).not.toEqual([table, 0]);
      expect([table, ours]).toEqual([table, others]);
      for (const { source, key } of rows) expect(key).toMatch(new RegExp(`^${String(source)}:.*~[0-9a-f]{8}$`));
    }
  });

  describe('queues', () => {
    const queues = () => lake.rows('SELECT queue_key, name, kind FROM m_queues ORDER BY queue_key');

    quickly('have a row for every one that a ticket names, and a ticket the key of it', async () => {
      lake = await TestLake.open();
      await lake.load([
        page('queues', [{ queue_id: '1', name: 'Network' }, { queue_id: '2' }]),
        page('tickets', [
          ticket({ ticket_id: 'a', queue_id: '1', queue: 'What it was called' }),
          ticket({ ticket_id: 'b', queue_id: 'Gone', queue: 'Old', updated_at: '2026-03-01T09:00:00.000000Z' }),
          ticket({ ticket_id: 'c', queue_id: 'gone', queue: null }),
          ticket({ ticket_id: 'd', queue_id: 'Gone', queue: 'New', updated_at: '2026-03-01T10:00:00.000000Z' }),
          ticket({ ticket_id: 'e', queue_id: null, queue: 'By name alone' }),
        ]),
      ]);
      await lake.build();
      const [large, small] = [`acme:Gone${suffix('Gone')}`, `acme:gone${suffix('gone')}`];
      expect(await queues()).toEqual([
        { queue_key: 'acme:1', name: 'Network', kind: 'queue' },
        { queue_key: 'acme:2', name: null, kind: 'queue' },
        { queue_key: large, name: 'New', kind: 'project' },
        { queue_key: small, name: null, kind: 'project' },
      ]);
      expect(await lake.rows('SELECT queue_key AS key FROM m_tickets ORDER BY ticket_id')).toEqual(
        ['acme:1', large, small, large, null].map((key) => ({ key })),
      );
    });

    slowly('that no ticket names are those of a list, where queues were asked for', async () => {
      const streams: StreamName[] = ['tickets'];
      lake = await TestLake.open({
        sources: [tinySource({ streams })],
      });
      await lake.load([
        page('queues', [
          { queue_id: '1', name: 'Network', kind: 'service' },
          { queue_id: '2', name: 'Idle' },
        ]),
        page('tickets', [ticket({ ticket_id: 'a', queue_id: '1' })]),
      ]);
      await lake.build();
      expect(await queues()).toEqual([{ queue_key: 'acme:1', name: 'Network', kind: 'service' }]);
      await lake.load([page('tickets', [ticket({ ticket_id: 'a', queue_id: '3' })])], 'run-2');
      await lake.build('run-2', LATER);
      expect(await lake.rows('SELECT queue_key, name FROM m_queues')).toEqual([{ queue_key: 'acme:3', name: null }]);
    });
  });

  describe('people', () => {
    const roles = () => lake.rows('SELECT person_id, name, role FROM m_people ORDER BY person_id');

    quickly(
      'have a row for everyone who is named, and the strongest role that anything but a mere reference shows',
      async () => {
        lake = await TestLake.open();
        await lake.load([
          page('people', [
            { person_id: 'listed', name: 'Listed', role: 'requester' },
            { person_id: 'idle', name: 'Idle', role: 'agent' },
          ]),
          page('tickets', [
            ticket({
              ticket_id: '1',
              requester_id: 'asker',
              requester_name: 'Asker',
              assignee_id: 'listed',
              _people: [{ person_id: 'promoted', role: 'agent', name: 'Promoted' }],
            }),
            ticket({ ticket_id: '2', requester_id: 'promoted', assignee_id: 'solver', assignee_name: 'Solver' }),
          ]),
          ticketPage('comments', '1', [comment({ comment_id: 'c', author_id: 'author', author_name: 'Author' })]),
        ]);
        await lake.build();
        expect(await roles()).toEqual([
          { person_id: 'asker', name: 'Asker', role: 'requester' },
          { person_id: 'author', name: 'Author', role: null },
          { person_id: 'idle', name: 'Idle', role: 'agent' },
          { person_id: 'listed', name: 'Listed', role: 'requester' },
          { person_id: 'promoted', name: 'Promoted', role: 'agent' },
          { person_id: 'solver', name: 'Solver', role: 'agent' },
        ]);
      },
    );

    slowly('go when nothing names them any more, unless a list does', async () => {
      lake = await TestLake.open();
      await lake.load([
        page('tickets', [ticket({ ticket_id: '1', requester_id: 'a' })]),
        page('people', [{ person_id: 'l' }]),
      ]);
      await lake.build();
      await lake.load(
        [page('tickets', [ticket({ ticket_id: '1', requester_id: 'b' })], { receivedAt: LATER })],
        'run-2',
      );
      await lake.build('run-2');
      expect((await roles()).map((row) => row['person_id'])).toEqual(['b', 'l']);
    });
  });

  slowly('tables of streams that are not selected are empty, and nothing is lost by it', async () => {
    lake = await TestLake.open();
    await lake.load([
      page('tickets', [ticket({ ticket_id: '1', requester_id: 'p', custom_fields: [{ field_id: 'f' }] })]),
      page('people', [{ person_id: 'p', name: 'Pat' }]),
      page('queues', [{ queue_id: 'q' }]),
      ticketPage('comments', '1', [comment({ comment_id: 'c' })]),
      ticketPage('attachments', '1', [{ attachment_id: 'a' }]),
    ]);
    const counts = async (streams: readonly StreamName[]) => {
      lake.config = { ...lake.config, sources: [tinySource({ streams })] };
      const built = await lake.build();
      const names = ['tickets', 'comments', 'people', 'queues', 'custom_fields', 'ticket_custom_fields', 'attachments'];
      return names.map((name) => built.find(({ table }) => table === name)?.rows);
    };
    // The people whom the ticket names are published, whatever was chosen.
    expect(await counts(['tickets'])).toEqual([1, 0, 1, 0, 0, 0, 0]);
    expect(await lake.rows('SELECT requester_name, comment_count FROM m_tickets')).toEqual([
      { requester_name: 'Pat', comment_count: null },
    ]);
    expect(
      await counts(lake.source.streams.concat(['comments', 'people', 'queues', 'custom_fields', 'attachments'])),
    ).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  slowly('a source that left the configuration keeps its rows', async () => {
    lake = await TestLake.open();
    await lake.load([page('tickets', [ticket({ ticket_id: '1' })])]);
    lake.config = { ...lake.config, sources: [tinySource({ name: 'other' })] };
    await lake.build();
    expect(await lake.rows('SELECT ticket_key, vendor FROM m_tickets')).toEqual([
      { ticket_key: 'acme:1', vendor: 'synqly' },
    ]);
    expect(await lake.rows('SELECT source, url, last_run_id FROM m_sources ORDER BY 1')).toEqual([
      { source: 'acme', url: 'https://acme.example', last_run_id: null },
      { source: 'other', url: 'https://acme.example', last_run_id: null },
    ]);
  });
});

quickly.describe('in one lake', () => {
  const file = (id: string, more: object = {}) => ({
    attachment_id: id,
    file_name: `${id}.png`,
    size_bytes: 12,
    ...more,
  });
  const attachments = () =>
    lake.rows('SELECT attachment_key, ticket_key, comment_key, size_bytes FROM m_attachments ORDER BY 1');
  let attachedAtFirst: Row[];
  beforeAll(async () => {
    lake = await TestLake.open({ timezone: 'Europe/Paris' });
    await lake.load([
      page('tickets', [ticket({ ticket_id: 'a' }), ticket({ ticket_id: 'a/b' })]),
      ticketPage('comments', 'a', [comment({ comment_id: 'b/c' }), comment({ comment_id: 'd' })]),
      ticketPage('comments', 'a/b', [comment({ comment_id: 'c' })]),
      page('custom_fields', [
        { field_id: 'size', name: 'Size', type: 'choice' },
        { field_id: 'unused', name: 'Unused' },
        { field_id: 'cf_1', name: 'Site', type: 'enum' },
        { field_id: 'cf_2', name: 'Rack', type: 'number' },
        { field_id: 'cf_3', name: 'Twin' },
        { field_id: 'cf_4', name: 'Twin' },
      ]),
      page('names', [
        { kind: 'option', id: 'size/2', name: 'Large' },
        { kind: 'option', id: 'size/1', name: 'Small' },
      ]),
      page('tickets', [
        ticket({
          ticket_id: '1',
          custom_fields: [
            { field_id: 'size', option_ids: ['2', '1', '9'] },
            { field_id: 'when', name: 'When', type: 'date', value_text: 'x', value_at: '2026-01-01T12:00:00.000000Z' },
            { field_id: 'count', name: 'Count', value_text: '1.5', value_number: 1.5 },
            { field_id: 'yes', value_boolean: false },
            { field_id: 'Site', name: 'Site', type: 'string', value_text: 'Lyon' },
            { field_id: 'unmapped.cf_2', name: 'cf_2', type: 'number', value_number: 4 },
            { field_id: 'Twin', name: 'Twin', value_text: 'x' },
          ],
        }),
      ]),
      page('tickets', [ticket({ ticket_id: '2' })]),
      ticketPage('comments', '2', [comment({ comment_id: 'c' })]),
      ticketPage('attachments', '2', [file('a', { comment_id: 'c' }), file('b', { comment_id: 'unknown' })]),
    ]);
    await lake.build();
    attachedAtFirst = await attachments();
    await lake.load([ticketPage('attachments', '2', [file('a', { comment_id: 'c' })], { receivedAt: LATER })]);
    await lake.build();
  });
  afterAll(() => lake.close());

  quickly('keys of ids with slashes are told apart, too', async () => {
    expect(await lake.rows("SELECT comment_key FROM m_comments WHERE ticket_key LIKE 'acme:a%' ORDER BY 1")).toEqual(
      [
        { comment_key: `acme:a/b/c${suffix('b/c')}` },
        { comment_key: `acme:a/b/c${suffix('c')}` },
        { comment_key: 'acme:a/d' },
      ].sort((a, b) => (a.comment_key < b.comment_key ? -1 : 1)),
    );
  });

  quickly(
    'a field that tickets name otherwise than its definition stands once, one of two that are called alike for itself',
    async () => {
      const fields = await lake.rows('SELECT field_id, name, type FROM m_custom_fields');
      const named = (...names: string[]) => fields.filter(({ name }) => names.includes(String(name)));
      expect(named('Site', 'Rack', 'cf_1', 'cf_2')).toEqual(
        expect.arrayContaining([
          { field_id: 'Site', name: 'Site', type: 'enum' },
          { field_id: 'unmapped.cf_2', name: 'Rack', type: 'number' },
        ]),
      );
      expect(named('Site', 'Rack', 'cf_1', 'cf_2')).toHaveLength(2);
      expect(named('Twin')).toHaveLength(3);
    },
  );

  quickly('values of custom fields have the labels of their options, and a field for each', async () => {
    expect(
      await lake.rows(
        `SELECT field_key, value_text, value_number, value_boolean, value_local FROM m_ticket_custom_fields
         WHERE field_key IN ('acme:count', 'acme:size', 'acme:when', 'acme:yes') ORDER BY 1`,
      ),
    ).toEqual([
      { field_key: 'acme:count', value_text: '1.5', value_number: 1.5, value_boolean: null, value_local: null },
      {
        field_key: 'acme:size',
        value_text: 'Large, Small, 9',
        value_number: null,
        value_boolean: null,
        value_local: null,
      },
      {
        field_key: 'acme:when',
        value_text: 'x',
        value_number: null,
        value_boolean: null,
        value_local: new Date('2026-01-01T13:00:00.000Z'),
      },
      { field_key: 'acme:yes', value_text: null, value_number: null, value_boolean: false, value_local: null },
    ]);
    expect(
      await lake.rows(
        "SELECT field_id, name, type FROM m_custom_fields WHERE field_id IN ('count', 'size', 'unused', 'when', 'yes') ORDER BY 1",
      ),
    ).toEqual([
      { field_id: 'count', name: 'Count', type: null },
      { field_id: 'size', name: 'Size', type: 'choice' },
      { field_id: 'unused', name: 'Unused', type: null },
      { field_id: 'when', name: 'When', type: 'date' },
      { field_id: 'yes', name: null, type: null },
    ]);
  });

  quickly('attachments point to their ticket and comment, and go when they are gone', async () => {
    expect(attachedAtFirst).toEqual([
      { attachment_key: 'acme:2/file-a', ticket_key: 'acme:2', comment_key: 'acme:2/c', size_bytes: 12n },
      { attachment_key: 'acme:2/file-b', ticket_key: 'acme:2', comment_key: null, size_bytes: 12n },
    ]);
    expect(await attachments()).toHaveLength(1);
  });
});
