/** Masks where rows of marts are made; whole lakes of random people and of each service: slow.test. */
import { noteMaskedFields } from '../../etl/src/marts/masked-fields';
import { page, ticket, ticketPage, comment, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { expectedOf, inOrder, madeId, martsOf } from './masks.cases';
import { SALT, hashed, masksOf } from './masks.services.cases';
import { quickly, slowly } from '../support/test-profile';

const JANE = { name: 'Jane Doé', email: 'Jane.Doe@Acme.example' };
const MAIL = madeId('mail', JANE.email);

function pages(email = JANE.email, name = JANE.name, id = MAIL) {
  return [
    page('tickets', [
      ticket({
        ticket_id: '1',
        subject: 'Printer',
        status: 'open',
        requester_id: id,
        requester_name: name,
        requester_email: email,
      }),
    ]),
    ticketPage('comments', '1', [
      comment({ comment_id: '1', author_id: id, author_name: name, author_email: email, body: 'Hello' }),
    ]),
  ];
}

const lakes: TestLake[] = [];
afterEach(async () => {
  for (const lake of lakes.splice(0)) await lake.close();
});

async function lakeOf(
  mask: Parameters<typeof masksOf>[0] | null,
  told = pages(),
  vendor = tinyVendor(),
): Promise<TestLake> {
  const lake = await TestLake.open({ sources: [tinySource({ vendor })], ...(mask && { mask: masksOf(mask) }) });
  lakes.push(lake);
  await lake.load(told);
  await lake.build();
  return lake;
}

const keysOf = (lake: TestLake) =>
  lake.rows(
    `SELECT p.person_key, p.person_id, p.name, p.email, t.requester_key, t.requester_name, c.author_key, c.author_email
     FROM m_people p JOIN m_tickets t ON t.requester_key = p.person_key JOIN m_comments c ON c.author_key = p.person_key`,
  );

quickly(
  'a hash is the first 32 digits of the HMAC of what fold makes of a value; a key that was made has 12 of them',
  async () => {
    const [row, ...others] = await keysOf(await lakeOf({ salt: SALT, people: 'hash' }));
    expect(others).toEqual([]);
    const id = `mail-${hashed(JANE.email).slice(0, 12)}`;
    expect(row).toEqual({
      ...{ person_key: `acme:${id}`, person_id: id, requester_key: `acme:${id}`, author_key: `acme:${id}` },
      ...{ name: hashed(JANE.name), requester_name: hashed(JANE.name) },
      ...{ email: hashed('jane.doe@acme.example'), author_email: hashed('jane.doe@acme.example') },
    });
  },
);

quickly('what fold makes one is one hash, and nothing else is', async () => {
  const names = ['Jane Doé', '  JANE doé ', 'Jane Doe\u0301', '\u00a0jane doé\u2003', 'Jane  Doé', 'Ｊane Doé'];
  const told = names.map((name, at) => page('tickets', [ticket({ ticket_id: String(at), requester_name: name })]));
  const rows = await (
    await lakeOf({ salt: SALT, people: 'hash' }, told)
  ).rows('SELECT requester_name AS name FROM m_tickets ORDER BY ticket_id');
  const same = rows.map(({ name }) => name === hashed(JANE.name));
  expect(same).toEqual([true, true, true, true, false, false]);
});

slowly('two lakes agree with one salt, differ with another, and without one each has its own', async () => {
  const keys = async (mask: Parameters<typeof masksOf>[0]) => (await keysOf(await lakeOf(mask)))[0]?.['person_key'];
  const [one, two] = [await keys({ salt: SALT, people: 'hash' }), await keys({ salt: SALT, people: 'redact' })];
  expect(one).toBe(two);
  const other = await keys({ salt: `${SALT}.`, people: 'hash' });
  const own = [await keys({ people: 'redact' }), await keys({ people: 'drop' })];
  expect(new Set([one, other, ...own, `acme:${MAIL}`]).size).toBe(5);
});

slowly('a salt that the state made stays, build after build', async () => {
  const lake = await lakeOf({ people: 'redact' });
  const before = await keysOf(lake);
  await lake.reopen();
  await lake.load(pages(JANE.email, 'Jane D.'), 'run-2');
  await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
  expect((await keysOf(lake)).map(({ person_key: key }) => key)).toEqual(before.map(({ person_key: key }) => key));
});

quickly('ids that a service gave stay, unless they are an address or the name itself', async () => {
  // The last one is of nobody's text, as after an erasing: nobody can guess it either.
  const ids = ['17', 'agent-0123456789ab', JANE.email, JANE.name.toLowerCase(), 'mail-0123456789ab'];
  const told = ids.map((id, at) =>
    page('tickets', [
      ticket({ ticket_id: String(at), requester_id: id, requester_name: JANE.name, requester_email: JANE.email }),
    ]),
  );
  const lake = await lakeOf({ salt: SALT, people: 'redact' }, told);
  const shown = (
    await lake.rows(
      'SELECT p.person_id FROM m_tickets t JOIN m_people p ON p.person_key = t.requester_key ORDER BY t.ticket_id',
    )
  ).map(({ person_id: id }) => id);
  const made = (kind: string) => expect.stringMatching(new RegExp(`^${kind}-[0-9a-f]{12}$`)) as unknown;
  expect(shown).toEqual(['17', 'agent-0123456789ab', made('mail'), made('user'), made('mail')]);
  expect(shown).not.toContain('mail-0123456789ab');
  expect(new Set(shown).size).toBe(ids.length);
});

slowly('ids that differ by case alone stay two people', async () => {
  const told = ['Jane@x.example', 'jane@x.example'].map((id, at) =>
    page('tickets', [ticket({ ticket_id: String(at), requester_id: id, requester_name: 'Jane', requester_email: id })]),
  );
  const lake = await lakeOf({ salt: SALT, people: 'drop' }, told);
  expect((await lake.rows('SELECT DISTINCT requester_key FROM m_tickets')).length).toBe(2);
  expect((await lake.rows('SELECT DISTINCT lower(person_key) FROM m_people')).length).toBe(2);
});

slowly('ids of records that are made of what they say do not confirm who said it', async () => {
  const event = '20260301T100000-update-0123456789ab-2';
  const told = [
    page('tickets', [ticket({ ticket_id: '1' })]),
    ticketPage('comments', '1', [
      {
        ...{ comment_id: event, author_name: JANE.name, body: 'Hello' },
        _attachments: [{ attachment_id: event, comment_id: event, file_name: 'a.txt' }],
      },
    ]),
  ];
  const sympoq = { ...tinyVendor({ name: 'sympoq' }), makesRecordIds: true };
  const idsOf = (lake: TestLake) =>
    lake.rows(
      'SELECT c.comment_id, c.comment_key, c.body, a.comment_key AS of_file, a.attachment_key FROM m_comments c JOIN m_attachments a USING (comment_key)',
    );
  const [plain] = await idsOf(await lakeOf(null, told, sympoq));
  expect(plain?.['comment_id']).toBe(event);
  const [row] = await idsOf(await lakeOf({ salt: SALT, people: 'hash' }, told, sympoq));
  const id = String(row?.['comment_id']);
  expect(id).toMatch(/^20260301T100000-update-[0-9a-f]{12}-2$/);
  expect(id).not.toBe(event);
  expect(row).toEqual({
    comment_id: id,
    comment_key: `acme:1/${id}`,
    of_file: `acme:1/${id}`,
    attachment_key: `acme:1/file-${id}`,
    body: 'Hello',
  });
  expect((await idsOf(await lakeOf({ salt: SALT, columns: { 'tickets.subject': 'drop' } }, told, sympoq)))[0]).toEqual(
    plain,
  );
});

slowly('what is empty stays empty, whatever the mask', async () => {
  const told = [page('tickets', [ticket({ ticket_id: '1', requester_id: '1', subject: null })])];
  const lake = await lakeOf(null, told);
  for (const mode of ['hash', 'redact', 'drop'] as const) {
    lake.config = { ...lake.config, mask: masksOf({ salt: SALT, people: mode, columns: { 'tickets.subject': mode } }) };
    await lake.build(`run-${mode}`, '2026-03-02T12:00:00.000000Z');
    expect(await lake.rows('SELECT subject, requester_name, requester_email, assignee_key FROM m_tickets')).toEqual([
      { subject: null, requester_name: null, requester_email: null, assignee_key: null },
    ]);
  }
});

slowly('a queue has one name, whether a list names it or a ticket alone', async () => {
  const told = [
    page('queues', [{ queue_id: 'q', name: 'Hardware' }]),
    page('tickets', [
      ticket({ ticket_id: '1', queue_id: 'q', queue: 'Hardware', created_at: '2026-02-01T10:00:00.000000Z' }),
      ticket({ ticket_id: '2', queue_id: 'r', queue: ' hardware', created_at: '2026-02-01T10:00:00.000000Z' }),
    ]),
  ];
  const namesOf = async (columns: Record<string, 'hash' | 'redact'>) => {
    const lake = await lakeOf({ salt: SALT, columns }, told);
    const rows = await lake.rows(
      'SELECT t.queue, q.name FROM m_tickets t JOIN m_queues q USING (queue_key) ORDER BY t.ticket_id',
    );
    expect(await lake.rows('SELECT DISTINCT queue FROM m_backlog ORDER BY 1')).toEqual(
      await lake.rows('SELECT DISTINCT queue FROM m_tickets ORDER BY 1'),
    );
    return rows.map(({ queue, name }) => [queue, name]);
  };
  const hash = hashed('Hardware');
  expect(await namesOf({ 'tickets.queue': 'hash', 'queues.name': 'hash' })).toEqual([
    [hash, hash],
    [hash, hash],
  ]);
  expect(await namesOf({ 'queues.name': 'hash' })).toEqual([
    ['Hardware', hash],
    [' hardware', hash],
  ]);
  expect(await namesOf({ 'tickets.queue': 'hash', 'queues.name': 'redact' })).toEqual([
    [hash, '***'],
    [hash, '***'],
  ]);
});

describe('a custom field', () => {
  const told = [
    page('custom_fields', [
      { field_id: 'f1', name: 'Approver', type: 'text' },
      { field_id: 'f2', name: 'Cost', type: 'number' },
      { field_id: 'f3', name: 'Rooms', type: 'multi' },
      { field_id: 'f4', name: 'Plain', type: 'text' },
      { field_id: 'f5', name: 'Day', type: 'date' },
    ]),
    page('names', [
      { kind: 'option', id: 'f3/1', name: 'Attic' },
      { kind: 'option', id: 'f3/2', name: 'Cellar' },
    ]),
    page('tickets', [
      ticket({
        ticket_id: '1',
        created_at: '2026-02-01T10:00:00.000000Z',
        custom_fields: [
          { field_id: 'f1', value_text: JANE.name },
          { field_id: 'f2', value_text: '17', value_number: 17 },
          { field_id: 'f3', option_ids: ['2', '1'] },
          { field_id: 'f4', value_text: 'as it is' },
          { field_id: 'f5', value_text: '2026-02-03', value_date: '2026-02-03' },
        ],
      }),
      ticket({ ticket_id: '2', created_at: '2026-02-01T10:00:00.000000Z' }),
    ]),
  ];
  const wideOf = (lake: TestLake) =>
    lake.rows('SELECT approver, cost, rooms, plain, day::VARCHAR AS day FROM m_ticket_fields_acme ORDER BY ticket_key');
  const valuesOf = async (lake: TestLake) =>
    (
      await lake.rows(
        `SELECT f.name, v.value_text AS text, v.value_number AS number, coalesce(v.value_date, v.value_local::DATE)::VARCHAR AS day
         FROM m_ticket_custom_fields v JOIN m_custom_fields f USING (field_key) ORDER BY f.name`,
      )
    ).map((row) => Object.values(row));
  const optionsOf = async (lake: TestLake) =>
    (await lake.rows('SELECT option, option_id, position FROM m_ticket_custom_field_options ORDER BY position')).map(
      (row) => Object.values(row),
    );
  const nobody = { approver: null, cost: null, rooms: null, plain: null, day: null };

  quickly('is masked in every place where its values stand, and the others are not', async () => {
    const lake = await lakeOf(
      { salt: SALT, fields: { approver: 'hash', cost: 'redact', rooms: 'hash', day: 'drop' } },
      told,
    );
    expect(await wideOf(lake)).toEqual([
      { approver: hashed(JANE.name), cost: null, rooms: hashed('Cellar, Attic'), plain: 'as it is', day: null },
      nobody,
    ]);
    expect(await valuesOf(lake)).toEqual([
      ['Approver', hashed(JANE.name), null, null],
      ['Cost', '***', null, null],
      ['Day', null, null, null],
      ['Plain', 'as it is', null, null],
      ['Rooms', hashed('Cellar, Attic'), null, null],
    ]);
    expect(await optionsOf(lake)).toEqual([
      [hashed('Cellar'), null, 1],
      [hashed('Attic'), null, 2],
    ]);
  });

  slowly('of choices that are redacted has no options, since an option is a key', async () => {
    const lake = await lakeOf({ fields: { rooms: 'redact' } }, told);
    expect((await wideOf(lake))[0]).toMatchObject({ rooms: '***', approver: JANE.name, cost: 17, day: '2026-02-03' });
    expect(await optionsOf(lake)).toEqual([]);
  });

  slowly('whose type changes is masked under its former column, too', async () => {
    const lake = await lakeOf({ salt: SALT, fields: { cost: 'hash' } }, told);
    await lake.load(
      [
        page('custom_fields', [{ field_id: 'f2', name: 'Cost', type: 'text' }], {
          receivedAt: '2026-03-02T10:00:00.000000Z',
        }),
        page('tickets', [ticket({ ticket_id: '2', custom_fields: [{ field_id: 'f2', value_text: 'much' }] })], {
          receivedAt: '2026-03-02T10:00:01.000000Z',
        }),
      ],
      'run-2',
    );
    await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
    expect(await lake.rows('SELECT cost, cost_2 FROM m_ticket_fields_acme ORDER BY ticket_key')).toEqual([
      { cost: null, cost_2: hashed('17') },
      { cost: null, cost_2: hashed('much') },
    ]);
  });

  const later = { receivedAt: '2026-03-02T10:00:00.000000Z' };
  const textsOf = async (lake: TestLake) =>
    (await lake.rows('SELECT value_text AS text FROM m_ticket_custom_fields ORDER BY ALL')).map(({ text }) => text);
  const notesOf = async (lake: TestLake) => {
    const notes: string[] = [];
    await noteMaskedFields(lake.working, lake.config, (event) => {
      if (event.type === 'note') notes.push(event.message);
    });
    return notes;
  };

  quickly('that was deleted and made again under another id is masked for its label, and the run says so', async () => {
    const lake = await lakeOf({ salt: SALT, fields: { approver: 'hash' } }, told);
    expect(await notesOf(lake)).toEqual([]);
    await lake.load(
      [
        page('custom_fields', [{ field_id: 'f9', name: ' approver:', type: 'choice' }], later),
        page('names', [{ kind: 'option', id: 'f9/1', name: 'Bob Roe' }], later),
        page('tickets', [ticket({ ticket_id: '2', custom_fields: [{ field_id: 'f9', option_ids: ['1'] }] })], later),
      ],
      'run-2',
    );
    await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
    const [{ column_name: column } = {}] = await lake.rows(
      "SELECT column_name FROM m_custom_fields WHERE field_id = 'f9'",
    );
    expect(column).toMatch(/^approver_[0-9a-f]{8}$/);
    expect(
      await lake.rows(`SELECT approver, ${String(column)} AS again FROM m_ticket_fields_acme ORDER BY ALL`),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ again: hashed('Bob Roe') })]));
    expect(await textsOf(lake)).toContain(hashed('Bob Roe'));
    expect((await optionsOf(lake)).map(([option]) => option)).toContain(hashed('Bob Roe'));
    for (const table of ['ticket_custom_fields', 'ticket_custom_field_options', 'ticket_fields_acme'])
      expect(JSON.stringify(await lake.rows(`SELECT COLUMNS(*)::VARCHAR FROM m_${table}`))).not.toMatch(/Bob Roe|Jane/);
    expect(await notesOf(lake)).toEqual([
      `mask.fields.approver also masks ${String(column)} of acme, whose label is or was the same`,
    ]);
  });

  slowly('of two with one label is masked with the other one, whichever the mask names by its label', async () => {
    const two = [
      page('custom_fields', [
        { field_id: 'a', name: 'Approver', type: 'text' },
        { field_id: 'b', name: 'APPROVER', type: 'text' },
        { field_id: 'c', name: 'Approver 2', type: 'text' },
      ]),
      page('tickets', [
        ticket({
          ticket_id: '1',
          custom_fields: ['a', 'b', 'c'].map((id) => ({ field_id: id, value_text: `of ${id}` })),
        }),
      ]),
    ];
    const lake = await lakeOf({ salt: SALT, fields: { approver: 'redact' } }, two);
    expect(await textsOf(lake)).toEqual(['***', '***', 'of c']);
    expect(await notesOf(lake)).toHaveLength(1);
  });

  slowly(
    'that gets the label of a mask later is masked in rows that stand already, and stays masked under its first label',
    async () => {
      const lake = await lakeOf({ salt: SALT, fields: { boss: 'redact', plain: 'redact' } }, told);
      expect(await textsOf(lake)).toContain(JANE.name);
      const labels = [
        { field_id: 'f1', name: 'Boss', type: 'text' },
        { field_id: 'f4', name: 'Other', type: 'text' },
      ];
      await lake.load([page('custom_fields', labels, later)], 'run-2');
      await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
      const texts = await textsOf(lake);
      expect(texts).not.toContain(JANE.name);
      expect(texts).not.toContain('as it is');
      expect((await wideOf(lake))[0]).toMatchObject({ approver: '***', plain: '***' });
      expect(await notesOf(lake)).toEqual([
        'mask.fields.boss also masks approver of acme, whose label is or was the same',
      ]);
    },
  );
});

slowly('rejects say what is wrong, and not what came; those that differ in it alone are one', async () => {
  const reject = (raw: string, record: string | null = null) => ({
    record_id: record,
    field: 'x',
    severity: 'field' as const,
    reason: 'not_text',
    raw,
  });
  const told = [
    page('tickets', [
      ticket({ ticket_id: '1', _rejects: [reject('{"a":"Jane Doé"}'), reject(JANE.email, '1')] }),
      ticket({ ticket_id: '2', _rejects: [reject('{"b":"Jane Doé"}'), reject('x', JANE.email)] }),
    ]),
  ];
  const rejectsOf = (lake: TestLake) => lake.rows('SELECT record_id, field, reason, raw FROM m_rejects ORDER BY ALL');
  expect((await rejectsOf(await lakeOf(null, told))).length).toBe(4);
  expect(await rejectsOf(await lakeOf({ salt: SALT, people: 'hash' }, told))).toEqual([
    { record_id: '***', field: 'x', reason: 'not_text', raw: null },
    { record_id: '1', field: 'x', reason: 'not_text', raw: null },
    { record_id: null, field: 'x', reason: 'not_text', raw: null },
  ]);
  // Any mask at all: what came may hold the column that is masked.
  const other = await rejectsOf(await lakeOf({ columns: { 'tickets.subject': 'drop' } }, told));
  expect(other.map(({ raw }) => raw)).toEqual([null, null, null]);
});

quickly('addresses in what the export says of itself are hidden', async () => {
  const lake = await lakeOf({ salt: SALT, people: 'drop' });
  await lake.alter(`INSERT INTO schema_changes VALUES
    ('2026-03-01 10:00:00+00', 'acme', 'tickets', 'notes.jane.doe@acme.example.phone', 'new_field'),
    ('2026-03-01 10:00:00+00', 'acme', 'tickets', 'notes.bob@acme.example.phone', 'new_field'),
    ('2026-03-01 10:00:00+00', 'acme', 'tickets', 'person.name', 'new_field')`);
  await lake.alter(`INSERT INTO runs BY NAME SELECT 'run-1' AS run_id, 'acme' AS source, 'synqly' AS vendor, 'tickets' AS stream,
    now() AS started_at, 'full' AS mode, 'failed' AS outcome, 0 AS requests, 0 AS retries, 0 AS rate_limited, 0 AS seconds_waited, 0 AS pages,
    0 AS rows_read, 0 AS rows_new, 0 AS rows_changed, 0 AS rows_unchanged, 0 AS rows_deleted, 0 AS rows_rejected,
    'the service refused: no contact <Jane.Doe@Acme.example>, mailto:jane%40acme.example' AS error`);
  await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
  expect(await lake.rows('SELECT path FROM m_schema_changes ORDER BY ALL')).toEqual([
    { path: '***' },
    { path: 'person.name' },
  ]);
  expect(await lake.rows('SELECT error FROM m_runs')).toEqual([
    { error: 'the service refused: no contact <***>, mailto:***' },
  ]);
});

quickly('a change of the masks computes every row anew, and taking them away gives the first lake back', async () => {
  const lake = await lakeOf(null);
  const plain = await martsOf(lake);
  const changes: ReadonlyArray<Parameters<typeof masksOf>[0]> = [
    { salt: SALT, people: 'hash' },
    { salt: 'another one', people: 'hash' },
    { salt: 'another one', people: 'hash', columns: { 'comments.body': 'redact' } },
  ];
  for (const [at, mask] of changes.entries()) {
    lake.config = { ...lake.config, mask: masksOf(mask) };
    const day = `2026-03-0${at + 2}`;
    const built = await lake.build(`run-${at + 2}`, `${day}T12:00:00.000000Z`);
    expect(built.find(({ table }) => table === 'comments')?.changed).toBe(2);
    const again = await lake.build(`run-${at + 2}b`, `${day}T13:00:00.000000Z`);
    expect(again.filter(({ changed }) => changed > 0)).toEqual([]);
    if (mask.salt === SALT) expect(inOrder(await martsOf(lake))).toEqual(inOrder(expectedOf(plain, masksOf(mask))));
  }
  const { mask: _mask, ...without } = lake.config;
  lake.config = without;
  await lake.build('run-9', '2026-03-09T12:00:00.000000Z');
  expect(inOrder(await martsOf(lake))).toEqual(inOrder(plain));
});

quickly('without the salt of the configuration nothing is published', async () => {
  const lake = await lakeOf({ salt: SALT, people: 'hash' });
  const before = await martsOf(lake);
  lake.config = { ...lake.config, mask: masksOf({ people: 'hash', isSaltUnset: true }) };
  await expect(lake.publish('run-2')).rejects.toMatchObject({ code: 'no_salt' });
  expect(await martsOf(lake)).toEqual(before);
});
