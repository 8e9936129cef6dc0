/** The options that were chosen in custom fields, of every service that has such fields. */
import type { Json } from '../../vendors/json';
import { vendorNamed } from '../../vendors/registry';
import type { VendorName } from '../../vendors/vendor';
import { page, tinySource } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

interface Story {
  /** Definitions, by their stream. */
  defined: ReadonlyArray<readonly [stream: string, record: Json]>;
  ticket: Json;
  /** field, option, option_id, position and the value's text. */
  options: ReadonlyArray<readonly [string, string, string | null, number, string]>;
}

const CITY = '0f3a1c52-0000-4000-8000-00000000000a';
const SIZE = '0f3a1c52-0000-4000-8000-00000000000b';
/** A walk of TeamsWork needs no more than this; the others have no such member. */
const slice = { key: 'all', params: { walk: { query: {}, keep: {}, queue: null } } };

const STORIES: Readonly<Partial<Record<VendorName, Story>>> = {
  deskpro: {
    defined: [
      [
        'custom_fields',
        {
          id: 9,
          title: 'Areas',
          type_name: 'choice',
          choices: { '31': 'North', '32': { title: 'South' }, '34': 'NORTH ' },
        },
      ],
      ['custom_fields', { id: 10, title: 'Kind', choices: [{ id: 5, title: 'Tablet, small' }] }],
      ['custom_fields', { id: 11, title: 'Free', type_name: 'text' }],
    ],
    ticket: {
      id: 1,
      fields: {
        '9': { value: [32, 31, 34, 99] },
        '10': { value: 5 },
        '11': { value: 'North' },
        '12': { value: { '5': { id: 5, title: 'Own' }, '6': { id: 6, title: 'Two' } } },
      },
    },
    options: [
      ['10', 'Tablet, small', '5', 1, 'Tablet, small'],
      ['12', 'Own', '5', 1, 'Own, Two'],
      ['12', 'Two', '6', 2, 'Own, Two'],
      ['9', 'South', '32', 1, 'South, North, NORTH , 99'],
      ['9', 'North', '31', 2, 'South, North, NORTH , 99'],
      ['9', '99', '99', 3, 'South, North, NORTH , 99'],
    ],
  },
  sympoq: {
    defined: [],
    ticket: { id: '1', custom_fields: { Sites: ['Plant 2', 'plant 2', 'Größe', 'GRÖSSE', ' größe'], One: 'Plant 2' } },
    options: [
      ['Sites', 'Plant 2', null, 1, 'Plant 2, plant 2, Größe, GRÖSSE,  größe'],
      ['Sites', 'Größe', null, 2, 'Plant 2, plant 2, Größe, GRÖSSE,  größe'],
      ['Sites', 'GRÖSSE', null, 3, 'Plant 2, plant 2, Größe, GRÖSSE,  größe'],
    ],
  },
  synqly: {
    defined: [
      [
        'custom_fields',
        {
          field_id: 'cf_1',
          field_scope: 'ticket_custom',
          provider_field_name: 'Severity',
          schema: {
            field_Type: 'option',
            enum_option_values: [
              { id: '1', name: 'S1' },
              { id: '2', name: 'S2' },
            ],
          },
        },
      ],
    ],
    ticket: { id: '1', custom_fields: { Severity: '2', Sites: ['a', 7, ''], Free: 'S1' } },
    options: [
      ['Severity', 'S2', '2', 1, 'S2'],
      ['Sites', 'a', null, 1, 'a, 7, '],
      ['Sites', '7', null, 2, 'a, 7, '],
    ],
  },
  notific: {
    defined: [],
    ticket: { Id: 1, Description: 'x', Areas: [{ Id: 4, Name: 'North' }, { Id: 5 }, 'South'], Deep: [[1]] },
    options: [
      ['Areas', 'North', '4', 1, 'North, 5, South'],
      ['Areas', '5', null, 2, 'North, 5, South'],
      ['Areas', 'South', null, 3, 'North, 5, South'],
    ],
  },
  teamswork: {
    defined: [
      [
        'custom_fields',
        {
          id: CITY,
          title: 'City',
          type: { key: '5_list' },
          isMultiple: true,
          options: [
            { key: 'k1', text: 'Paris' },
            { key: 'k2', text: 'Rome' },
          ],
        },
      ],
      ['custom_fields', { id: SIZE, title: 'Size', type: { key: '5_list' }, options: [{ key: 's', text: 'Small' }] }],
    ],
    ticket: { id: '1', customFields: { [CITY]: ['k2', 'gone', 'k1'], [SIZE]: 's' } },
    options: [
      [CITY, 'Rome', 'k2', 1, 'Rome, gone, Paris'],
      [CITY, 'gone', 'gone', 2, 'Rome, gone, Paris'],
      [CITY, 'Paris', 'k1', 3, 'Rome, gone, Paris'],
      [SIZE, 'Small', 's', 1, 'Small'],
    ],
  },
};

let lake: TestLake;

afterEach(() => lake.close());

test.each(Object.entries(STORIES))(
  '%s: one row an option, single and multiple, in its order',
  async (name, { defined, ticket, options }) => {
    const vendor = vendorNamed(name);
    if (!vendor) throw new Error(`no service ${name}`);
    lake = await TestLake.open({ sources: [tinySource({ vendor })] });
    await lake.load([
      ...defined.map(([stream, record]) => page(stream, [record])),
      page('tickets', [ticket], { slice }),
    ]);
    await lake.build();
    const found = await lake.rows(
      `SELECT field_id, option, option_id, position, value_text FROM m_ticket_custom_field_options
     JOIN m_ticket_custom_fields USING (ticket_key, field_key) JOIN m_custom_fields USING (field_key) ORDER BY field_id, position`,
    );
    expect(found.map((row) => Object.values(row))).toEqual(options);
  },
);

test('an option that is renamed has its new name in every ticket, and one that is not chosen any more goes', async () => {
  lake = await TestLake.open();
  const option = (name: string) => page('names', [{ kind: 'option', id: 'f/1', name }]);
  const ticket = (id: string, ids: string[]) => ({
    ticket_id: id,
    custom_fields: [{ field_id: 'f', option_ids: ids }],
  });
  await lake.load([option('Old'), page('tickets', [ticket('a', ['1', '2']), ticket('b', ['1'])])]);
  await lake.build();
  await lake.load(
    [option('New'), page('tickets', [ticket('a', ['2'])], { receivedAt: '2026-03-01T11:00:00.000000Z' })],
    'run-2',
  );
  await lake.build('run-2', '2026-03-01T13:00:00.000000Z');
  expect(
    await lake.rows(
      'SELECT ticket_key, option, option_id, position, run_id FROM m_ticket_custom_field_options ORDER BY ALL',
    ),
  ).toEqual([
    { ticket_key: 'acme:a', option: '2', option_id: null, position: 1, run_id: 'run-2' },
    { ticket_key: 'acme:b', option: 'New', option_id: '1', position: 1, run_id: 'run-2' },
  ]);
});
