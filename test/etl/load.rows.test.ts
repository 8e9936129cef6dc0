import { page, comment, ticket, ticketPage } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const EARLY = '2026-03-01T09:00:00.000000Z';
const LATER = '2026-03-01T11:00:00.000000Z';
const LATEST = '2026-03-01T13:00:00.000000Z';

describe('loading pages', () => {
  let lake: TestLake;
  beforeEach(async () => {
    lake = await TestLake.open();
  });
  afterEach(() => lake.close());

  const subjects = () => lake.rows('SELECT ticket_id, subject FROM w_tickets ORDER BY ticket_id');

  test('counts rows that are new, changed and unchanged', async () => {
    const records = [ticket({ ticket_id: '1', subject: 'a' }), ticket({ ticket_id: '2' })];
    const first = await lake.load([page('tickets', records)]);
    expect(first.get('tickets')).toEqual({
      rows_read: 2,
      rows_new: 2,
      rows_changed: 0,
      rows_unchanged: 0,
      rows_deleted: 0,
      rows_left_out: 0,
      rows_rejected: 0,
    });
    const again = [ticket({ ticket_id: '1', subject: 'b' }), ticket({ ticket_id: '2' }), ticket({ ticket_id: '3' })];
    const second = await lake.load([page('tickets', again, { receivedAt: LATER })]);
    expect(second.get('tickets')).toMatchObject({ rows_read: 3, rows_new: 1, rows_changed: 1, rows_unchanged: 1 });
    expect(await subjects()).toEqual([
      { ticket_id: '1', subject: 'b' },
      { ticket_id: '2', subject: null },
      { ticket_id: '3', subject: null },
    ]);
  });

  test('keeps 32,000 units of every text, and notes each that was cut', async () => {
    const long = `${'x'.repeat(31_999)}😀`;
    const value = {
      name: 'Log',
      type: null,
      value_number: null,
      value_boolean: null,
      value_at: null,
      option_ids: null,
    };
    const custom_fields = [
      { ...value, field_id: 'log', value_text: long },
      { ...value, field_id: 'fits', value_text: 'x'.repeat(32_000) },
    ];
    await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: long, custom_fields })])]);
    expect(await lake.rows('SELECT field, severity, reason, raw FROM rejects ORDER BY field')).toEqual(
      ['custom_fields.log', 'subject'].map((field) => {
        return { field, severity: 'note', reason: 'text_cut', raw: '32001 UTF-16 units, 32000 are kept' };
      }),
    );
    await lake.build();
    expect(await lake.rows('SELECT length(value_text) AS n FROM m_ticket_custom_fields ORDER BY n')).toEqual([
      { n: 31_999n },
      { n: 32_000n },
    ]);
  });

  test('keeps one row of a ticket that stands on several pages: the later page wins', async () => {
    const counts = await lake.load([
      page('tickets', [ticket({ ticket_id: '1', subject: 'first' })]),
      page('tickets', [ticket({ ticket_id: '1', subject: 'second' }), ticket({ ticket_id: '1', subject: 'third' })]),
    ]);
    expect(counts.get('tickets')).toMatchObject({ rows_read: 3, rows_new: 1, rows_changed: 0 });
    expect(await subjects()).toEqual([{ ticket_id: '1', subject: 'third' }]);
  });

  test('two records of one id on a page: the one that was changed last stands, else the last, and it is noted', async () => {
    const notes = () =>
      lake.rows("SELECT record_id, severity, raw FROM rejects WHERE reason = 'same_id_twice' ORDER BY record_id");
    await lake.load([
      page('tickets', [
        ticket({ ticket_id: '1', subject: 'newer', updated_at: LATER }),
        ticket({ ticket_id: '1', subject: 'older', updated_at: EARLY }),
        ticket({ ticket_id: '2', subject: 'first' }),
        ticket({ ticket_id: '2', subject: 'last' }),
        ticket({ ticket_id: '3', subject: 'same' }),
        ticket({ ticket_id: '3', subject: 'same' }),
      ]),
    ]);
    expect(await subjects()).toEqual([
      { ticket_id: '1', subject: 'newer' },
      { ticket_id: '2', subject: 'last' },
      { ticket_id: '3', subject: 'same' },
    ]);
    expect(await notes()).toEqual([
      { record_id: '1', severity: 'note', raw: expect.stringContaining('older') as unknown },
      { record_id: '2', severity: 'note', raw: expect.stringContaining('last') as unknown },
    ]);
    await lake.load([page('tickets', [ticket({ ticket_id: '1' }), ticket({ ticket_id: '2' })], { receivedAt: LATER })]);
    expect(await notes()).toEqual([]);
  });

  test('half a surrogate pair and NUL are replaced, which is noted once a stream and field', async () => {
    const odd = (id: string, subject: string) => ticket({ ticket_id: id, subject, extra: { deep: [subject] } });
    await lake.load([page('tickets', [odd('1', 'a\uD800b'), odd('2', 'a\u0000b'), odd('3', 'a\uFFFDb 😀')])]);
    expect(await lake.rows('SELECT field, severity, record_id, reason FROM rejects ORDER BY field')).toEqual(
      ['extra.deep', 'subject'].map((field) => {
        return { field, severity: 'note', record_id: null, reason: 'unreadable_character' };
      }),
    );
  });

  test('unless the later page carries the older ticket', async () => {
    const newer = ticket({ ticket_id: '1', subject: 'newer', updated_at: LATER });
    const older = ticket({ ticket_id: '1', subject: 'older', updated_at: EARLY });
    await lake.load([page('tickets', [newer]), page('tickets', [older])]);
    expect(await subjects()).toEqual([{ ticket_id: '1', subject: 'newer' }]);
    const overtaken = await lake.load([page('tickets', [older], { receivedAt: LATER })]);
    expect(overtaken.get('tickets')).toMatchObject({ rows_changed: 0, rows_unchanged: 1 });
    expect(await subjects()).toEqual([{ ticket_id: '1', subject: 'newer' }]);
  });

  test('takes what a later run reads, even when its updated_at went backward', async () => {
    await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'a', updated_at: LATER })])]);
    const restored = ticket({ ticket_id: '1', subject: 'b', updated_at: EARLY });
    await lake.load([page('tickets', [restored], { receivedAt: LATEST })], 'run-2');
    expect(await subjects()).toEqual([{ ticket_id: '1', subject: 'b' }]);
  });

  test('changes nothing when the same pages are loaded twice, or when old pages are played again', async () => {
    const before = page('tickets', [ticket({ ticket_id: '1', subject: 'old', status: 'Open' })], { receivedAt: EARLY });
    const after = page(
      'tickets',
      [ticket({ ticket_id: '1', subject: 'new', status: 'Done', status_group: 'solved' })],
      {
        receivedAt: LATER,
      },
    );
    const talk = ticketPage('comments', '1', [comment({ comment_id: 'c', body: 'x' })], { receivedAt: LATER });
    await lake.load([before]);
    await lake.load([after, talk]);
    const tables = ['w_tickets', 'w_comments', 'w_changes', 'w_people', 'todo', 'reads', 'slices', 'rejects'];
    const everything = () => Promise.all(tables.map((table) => lake.rows(`SELECT * FROM ${table} ORDER BY ALL`)));
    const stored = await everything();
    expect(stored[2]).toHaveLength(1);
    const counts = await lake.load([before, after, talk], 'run-2');
    expect(counts.get('tickets')).toMatchObject({ rows_new: 0, rows_changed: 0 });
    await lake.load([before], 'run-3');
    expect(await everything()).toEqual(stored);
  });

  test('keeps every digit of ids beyond 2^53', async () => {
    await lake.load([
      page('tickets', [ticket({ ticket_id: '9007199254740993' }), ticket({ ticket_id: '9007199254740992' })]),
    ]);
    expect(await lake.rows('SELECT ticket_id FROM w_tickets ORDER BY 1')).toEqual([
      { ticket_id: '9007199254740992' },
      { ticket_id: '9007199254740993' },
    ]);
  });

  test('stores text that no reader trips over: lone surrogates and NUL are replaced, long text is cut between characters', async () => {
    const long = `${'x'.repeat(31_999)}😀tail`;
    await lake.load([
      page('tickets', [ticket({ ticket_id: '1', subject: 'a\uD83Db\u0000c', description: long, tags: ['\uDC00'] })]),
    ]);
    const [row] = await lake.rows('SELECT subject, description, tags FROM w_tickets');
    expect(row).toEqual({ subject: 'a\uFFFDb\uFFFDc', description: 'x'.repeat(31_999), tags: ['\uFFFD'] });
  });

  test('takes a record of many megabytes', async () => {
    const extra = { blob: 'y'.repeat(20_000_000) };
    await lake.load([page('tickets', [ticket({ ticket_id: '1', extra })])]);
    expect(await lake.rows('SELECT length(extra)::INTEGER AS units FROM w_tickets')).toEqual([{ units: 20_000_011 }]);
  });

  test('replaces custom values whole with their ticket', async () => {
    const fields = (...ids: string[]) => ids.map((field_id) => ({ field_id, value_text: `${field_id}!` }));
    await lake.load([page('tickets', [ticket({ ticket_id: '1', custom_fields: fields('a', 'b') })])]);
    await lake.load([
      page('tickets', [ticket({ ticket_id: '1', custom_fields: fields('b', 'c') })], { receivedAt: LATER }),
    ]);
    expect(await lake.rows('SELECT field_id, value_text FROM w_custom_values ORDER BY 1')).toEqual([
      { field_id: 'b', value_text: 'b!' },
      { field_id: 'c', value_text: 'c!' },
    ]);
  });

  test('writes down a status that differs from the stored one, with the time at which it was seen', async () => {
    await lake.load([page('tickets', [ticket({ ticket_id: '1', status: 'Open' })], { receivedAt: EARLY })]);
    const solved = ticket({ ticket_id: '1', status: 'Done', status_group: 'solved' });
    await lake.load([page('tickets', [solved], { receivedAt: LATER })], 'run-2');
    expect(
      await lake.rows('SELECT from_status, to_status, from_group, to_group, origin, changed_at FROM w_changes'),
    ).toEqual([
      {
        from_status: 'Open',
        to_status: 'Done',
        from_group: 'open',
        to_group: 'solved',
        origin: 'observed',
        changed_at: new Date(LATER),
      },
    ]);
  });

  test('knows people by any mention, whatever the order of pages', async () => {
    const mention = (id: string, updated: string, name: string | null) =>
      ticket({
        ticket_id: id,
        updated_at: updated,
        requester_id: 'p',
        requester_name: name,
        requester_email: 'p@x.org',
      });
    const pages = [
      page('tickets', [mention('1', EARLY, 'Old')]),
      page('tickets', [mention('2', LATER, 'New')]),
      page('tickets', [mention('3', LATEST, null)]),
    ];
    for (const one of pages) await lake.load([one]);
    const forward = await lake.rows('SELECT name, email FROM w_people');
    await lake.working.run('DELETE FROM w_people');
    for (const one of [...pages].reverse()) await lake.load([one]);
    expect(await lake.rows('SELECT name, email FROM w_people')).toEqual(forward);
    expect(forward).toEqual([{ name: 'New', email: 'p@x.org' }]);
  });

  test('refuses only the record that a defect of the vendor layer trips over', async () => {
    const counts = await lake.load([
      page('tickets', [ticket({ ticket_id: '1', _throws: true }), ticket({ ticket_id: '2' })]),
    ]);
    expect(counts.get('tickets')).toMatchObject({ rows_read: 2, rows_new: 1, rows_rejected: 1 });
    expect(await lake.rows('SELECT record_id, severity, reason FROM rejects')).toEqual([
      { record_id: '1', severity: 'record', reason: 'not_understood' },
    ]);
  });
});

describe('rejects', () => {
  let lake: TestLake;
  beforeEach(async () => {
    lake = await TestLake.open();
  });
  afterEach(() => lake.close());

  const bad = (reason: string, raw = 'x') => ({
    record_id: '1',
    field: 'due_at',
    severity: 'field' as const,
    reason,
    raw,
  });
  const stored = () =>
    lake.rows('SELECT record_id, field, reason, raw, first_run_id FROM rejects ORDER BY reason, raw');

  test('have one row a record, field and reason, however often the record is read', async () => {
    const twice = ticket({ ticket_id: '1', _rejects: [bad('unreadable_time'), bad('unreadable_time')] });
    const counts = await lake.load([page('tickets', [twice])]);
    expect(counts.get('tickets')).toMatchObject({ rows_rejected: 1 });
    await lake.load([page('tickets', [twice], { receivedAt: LATER })], 'run-2');
    expect(await stored()).toEqual([
      { record_id: '1', field: 'due_at', reason: 'unreadable_time', raw: 'x', first_run_id: 'run-1' },
    ]);
  });

  test('go when the record is read again without the cause', async () => {
    const both = ticket({ ticket_id: '1', _rejects: [bad('unreadable_time'), bad('impossible_date')] });
    await lake.load([
      page('tickets', [both, ticket({ ticket_id: '2', _rejects: [{ ...bad('not_text'), record_id: '2' }] })]),
    ]);
    await lake.load([page('tickets', [ticket({ ticket_id: '1', _rejects: [bad('impossible_date')] })])], 'run-2');
    expect((await stored()).map((row) => row['reason'])).toEqual(['impossible_date', 'not_text']);
  });

  test('tell records without an id from one another', async () => {
    await lake.load([page('tickets', [{ subject: 'no id' }, { subject: 'none either' }, { subject: 'no id' }])]);
    expect((await stored()).map((row) => row['raw'])).toEqual(['{"subject":"no id"}', '{"subject":"none either"}']);
  });

  test('say once a stream what holds for all its records', async () => {
    const note = {
      record_id: '1',
      field: 'created_at',
      severity: 'note' as const,
      reason: 'no_zone_read_as_utc',
      raw: null,
    };
    const counts = await lake.load([
      page('tickets', [
        ticket({ ticket_id: '1', _rejects: [note] }),
        ticket({ ticket_id: '2', _rejects: [{ ...note, record_id: '2' }] }),
      ]),
    ]);
    expect(counts.get('tickets')).toMatchObject({ rows_rejected: 0 });
    expect(await stored()).toEqual([
      { record_id: null, field: 'created_at', reason: 'no_zone_read_as_utc', raw: null, first_run_id: 'run-1' },
    ]);
  });
});
