/** `mask: people` and custom fields: what is a person there is masked as people are, and the run says so. */
import fc from 'fast-check';
import { noteMaskedFields } from '../../etl/src/marts/masked-fields';
import { KnownPeople, isPersonType, keysOf } from '../../etl/src/privacy/people-in-fields';
import { page, ticket } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { SALT, hashed, masksOf } from './masks.services.cases';
import { quickly, slowly } from '../support/test-profile';

const JANE = { requester_id: '17', requester_name: 'Jane Doé', requester_email: 'jane.doe@acme.example' };

const FIELDS = [
  { field_id: 'who', name: 'Who', type: 'userpicker' },
  { field_id: 'text', name: 'Text', type: 'text' },
  { field_id: 'list', name: 'List', type: 'multi' },
];

/** @param values of the field `text`, one ticket each; Jane asked for the first */
async function lakeOf(values: readonly string[], mask: Parameters<typeof masksOf>[0] = {}): Promise<TestLake> {
  const lake = await TestLake.open({ mask: masksOf({ salt: SALT, people: 'hash', ...mask }) });
  lakes.push(lake);
  await lake.load([
    page('custom_fields', FIELDS),
    page('names', [
      { kind: 'option', id: 'list/1', name: 'JANE doé' },
      { kind: 'option', id: 'list/2', name: 'Attic' },
    ]),
    page(
      'tickets',
      values.map((value, at) =>
        ticket({
          ticket_id: String(at + 1),
          ...(at === 0 ? JANE : {}),
          custom_fields: [
            { field_id: 'who', value_text: 'Nobody Known' },
            { field_id: 'text', value_text: value },
            { field_id: 'list', option_ids: ['2', '1'] },
          ],
        }),
      ),
    ),
  ]);
  await lake.build();
  return lake;
}

const lakes: TestLake[] = [];
afterEach(async () => {
  for (const lake of lakes.splice(0)) await lake.close();
});

const textsOf = async (lake: TestLake, field: string) =>
  (
    await lake.rows(
      `SELECT v.value_text AS text FROM m_ticket_custom_fields v WHERE field_key = 'acme:${field}' ORDER BY length(ticket_key), ticket_key`,
    )
  ).map(({ text }) => text);
const wideOf = async (lake: TestLake, field: string) =>
  (await lake.rows(`SELECT "${field}" AS text FROM m_ticket_fields_acme ORDER BY length(ticket_key), ticket_key`)).map(
    ({ text }) => text,
  );
const optionsOf = async (lake: TestLake) =>
  (await lake.rows('SELECT DISTINCT option, option_id FROM m_ticket_custom_field_options ORDER BY option_id')).map(
    (row) => Object.values(row),
  );
const notesOf = async (lake: TestLake) => {
  const notes: string[] = [];
  await noteMaskedFields(lake.working, lake.config, (event) => {
    if (event.type === 'note') notes.push(event.message);
  });
  return notes;
};

const PEOPLE = [
  ' jane DOÉ ',
  'jane.doe@acme.example',
  'someone.else@other.example',
  'Jane Doé <jane.doe@acme.example>',
  'Attic, Jane Doé',
  'Jane Doé; Bob',
  '["x",{"displayName":"Jane Doé"}]',
  '@Jane Doé',
  'x@y',
  'a note that Jane Doé wrote',
  JSON.stringify({ note: 'long '.repeat(500), members: { 'Jane Doé': true } }),
];
const OTHERS = ['Jane', 'Doé has Jane in it', '17', '{"a":1}', '@ 17', `Jane Doé wrote ${'long '.repeat(50)}`];

quickly('a value that is a person, or a list with one, is masked in every table, and no other value is', async () => {
  const lake = await lakeOf([...PEOPLE, ...OTHERS]);
  const expected = [...PEOPLE.map((text) => hashed(text)), ...OTHERS];
  expect(await textsOf(lake, 'text')).toEqual(expected);
  expect(await wideOf(lake, 'text')).toEqual(expected);
  // Equal people stay equal.
  expect(expected[0]).toBe(hashed(JANE.requester_name));
});

slowly('of options only the people are masked; the value that holds one is masked whole', async () => {
  const lake = await lakeOf(['x']);
  expect(await textsOf(lake, 'list')).toEqual([hashed('Attic, JANE doé')]);
  expect(await wideOf(lake, 'list')).toEqual([hashed('Attic, JANE doé')]);
  expect(await optionsOf(lake)).toEqual([
    ['Attic', '2'],
    [hashed('jane doé'), null],
  ]);
  expect(await optionsOf(await lakeOf(['x'], { people: 'redact' }))).toEqual([['Attic', '2']]);
});

quickly('a field whose type is a person is masked whole, whoever stands in it', async () => {
  const lake = await lakeOf(['x']);
  expect(await textsOf(lake, 'who')).toEqual([hashed('Nobody Known')]);
  expect(await wideOf(lake, 'who')).toEqual([hashed('Nobody Known')]);
  expect(await textsOf(await lakeOf(['x'], { people: 'drop' }), 'who')).toEqual([null]);
});

quickly('the run warns which fields are masked, and does not say what stands in them', async () => {
  expect(await notesOf(await lakeOf(['x', 'Jane Doé']))).toEqual([
    'mask.people also masks who of acme, as the type of the field is a person',
    'mask.people also masks those values of list of acme, text of acme that hold the name or the address of a person',
  ]);
});

slowly('what the configuration says of a field is right, and without people nothing is masked', async () => {
  const lake = await lakeOf(['Jane Doé'], { fields: { text: 'redact', who: 'drop' } });
  expect(await textsOf(lake, 'text')).toEqual(['***']);
  expect(await textsOf(lake, 'who')).toEqual([null]);
  expect((await notesOf(lake)).join()).not.toMatch(/who|text/);
  const other = await lakeOf(['Jane Doé'], { people: null, columns: { 'tickets.requester_name': 'hash' } });
  expect(await textsOf(other, 'text')).toEqual(['Jane Doé']);
  expect(await notesOf(other)).toEqual([]);
});

slowly('a person whom the lake meets later hides what was published of them before', async () => {
  const lake = await lakeOf(['x', 'Bob Ray']);
  expect(await textsOf(lake, 'text')).toEqual(['x', 'Bob Ray']);
  const receivedAt = '2026-03-02T10:00:00.000000Z';
  await lake.load([page('tickets', [ticket({ ticket_id: '9', creator_name: 'Bob Ray' })], { receivedAt })], 'run-2');
  await lake.build('run-2', '2026-03-02T12:00:00.000000Z');
  expect(await textsOf(lake, 'text')).toEqual(['x', hashed('Bob Ray')]);
  expect(await wideOf(lake, 'text')).toEqual(['x', hashed('Bob Ray'), null]);
});

quickly('types that are people, in the words of services, and those that are not', () => {
  const people = [
    'peoplepicker',
    'emailpicker',
    'Agent',
    'user',
    'users',
    'multi_user',
    'userPicker',
    'multiuserpicker',
  ];
  const jira = 'com.atlassian.jira.plugin.system.customfieldtypes:userpicker';
  for (const type of [...people, jira, 'contact', 'people-list', 'E-mail'])
    expect([type, isPersonType(type)]).toEqual([type, true]);
  const others = ['text', 'number', 'json', 'interval', 'choice', 'toggle', 'datetime', 'list', 'textarea'];
  for (const type of [...others, 'com.atlassian.jira.plugin.system.customfieldtypes:select', null])
    expect([type, isPersonType(type)]).toEqual([type, false]);
});

quickly('a known name is found in any list, beside any others, in any case', () => {
  const name = fc.stringMatching(/^[A-Za-zÀ-ü]{1,6}(?:[ '-][A-Za-zÀ-ü]{1,6})?(?:, [A-Z][a-z]{1,4})?$/);
  const other = fc.stringMatching(/^[0-9]{1,4}$/);
  const separator = fc.constantFrom(',', ', ', ';', ' ; ', '\n', '|', ' / ');
  fc.assert(
    fc.property(
      name,
      fc.array(other, { maxLength: 3 }),
      separator,
      fc.nat(3),
      fc.boolean(),
      (one, rest, sign, at, isLower) => {
        const keys = new Set(keysOf(one));
        const people = new KnownPeople((key) => keys.has(key));
        const shown = isLower ? one.toLowerCase() : one;
        const list = [...rest.slice(0, at), shown, ...rest.slice(at)].join(sign);
        expect([list, people.areIn(list)]).toEqual([list, true]);
        expect(people.areIn(rest.join(sign))).toBe(false);
      },
    ),
  );
});
