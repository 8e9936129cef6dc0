/** What is for agents only never becomes public by a flag that is missing, odd or unreadable. All services. */
import fc from 'fast-check';
import { zoneRule } from '../../etl/src/mapping/zone-rule';
import { isNote } from '../../vendors/deskpro/unify/message';
import type { Json, JsonObject } from '../../vendors/json';
import type { Rows } from '../../vendors/model';
import { emptyRows } from '../../vendors/model';
import { withoutSecrets } from '../../vendors/redact';
import { vendorNamed } from '../../vendors/registry';
import { tries } from '../support/test-profile';

const CONTEXT = {
  settings: { timezone: null, pageSize: null, projects: [], paths: {} },
  url: 'https://acme.example',
  now: '2026-11-30T00:00:00.000000Z',
  zoneRule,
  plainText: { html: (text: string) => text, markdown: (text: string) => text },
  nameOf: () => null,
};

function meaning(service: string, stream: string, record: Json): Rows {
  const found = vendorNamed(service)?.streams.find(({ name }) => name === stream);
  if (!found) throw new Error(`${service} has no ${stream}`);
  const rows = emptyRows();
  found.unify(record, { key: '1', ticketId: '1', params: { ticketId: '1' } }, CONTEXT, rows);
  return rows;
}

const visibilities = (rows: Rows): string[] => rows.comments.map(({ visibility }) => visibility);
const flagNotes = (rows: Rows): Array<[string | null, string]> =>
  rows.rejects.filter(({ reason }) => reason === 'unreadable_flag').map(({ field, severity }) => [field, severity]);

const PUBLIC: Json[] = [false, 0, '0', 'false', 'FALSE', 'False', 'no', 'NO', 'No'];
const INTERNAL: Json[] = [true, 1, '1', 'true', 'TRUE', 'True', 'yes', 'YES', 'Yes'];
const ODD: Json[] = [null, '', ' ', 'note', 'n', 'off', 'null', 'undefined', 2, -1, 0.5, '00', '0.0', [], [0], [false]];
const OBJECTS: Json[] = [{}, { value: false }, 'publicly', 'falsehood', '0x0', '-0 '];

const FLAGS: Array<[service: string, flag: string, record: JsonObject]> = [
  ['deskpro', 'is_agent_note', { id: 7, ticket: 1, message: 'x' }],
  ['deskpro', 'is_note', { id: 7, ticket: 1, message: 'x' }],
  ['teamswork', 'isPrivate', { id: 'a', comment: 'x' }],
];

describe.each(FLAGS)('%s, %s', (service, flag, record) => {
  const read = (value: Json): Rows => meaning(service, 'comments', { ...record, [flag]: value });

  test('clear words are read in any case, without a note', () => {
    for (const [values, visibility] of [
      [PUBLIC, 'public'],
      [INTERNAL, 'internal'],
    ] as const) {
      for (const value of values) {
        expect([value, visibilities(read(value)), flagNotes(read(value))]).toEqual([value, [visibility], []]);
      }
    }
  });

  test('a flag that is missing is internal and noted', () => {
    const rows = meaning(service, 'comments', record);
    expect(visibilities(rows)).toEqual(['internal']);
    expect(flagNotes(rows)).toHaveLength(1);
  });

  test('only a clear word makes anything public; anything else is internal and noted', () => {
    const said = (value: Json): string => JSON.stringify(value).replaceAll('"', '').toUpperCase();
    const clear = (value: Json, words: readonly string[]): boolean =>
      typeof value !== 'object' && words.includes(said(value));
    const value = fc.oneof(
      fc.constantFrom(...PUBLIC, ...INTERNAL, ...ODD, ...OBJECTS),
      fc.jsonValue(),
    ) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(value, (odd) => {
        const rows = read(odd);
        const isPublic = clear(odd, ['FALSE', '0', 'NO']);
        const isInternal = clear(odd, ['TRUE', '1', 'YES']);
        expect(visibilities(rows)).toEqual([isPublic ? 'public' : 'internal']);
        expect(flagNotes(rows)).toHaveLength(isPublic || isInternal ? 0 : 1);
        for (const [, severity] of flagNotes(rows)) expect(severity).toBe('note');
      }),
      { numRuns: tries(200, 20_000) },
    );
  });
});

test("Deskpro: of two flags the one that does not clearly say public counts, in rows and in the nodes' filter", () => {
  for (const [is_agent_note, is_note] of [
    [0, true],
    [0, 'odd'],
    [true, false],
    ['odd', 0],
  ] as const) {
    const record = { id: 7, ticket: 1, message: 'x', is_agent_note, is_note };
    expect(visibilities(meaning('deskpro', 'comments', record))).toEqual(['internal']);
    expect(isNote(record)).toBe(true);
  }
  expect(isNote({ is_agent_note: 0, is_note: false })).toBe(false);
});

test('Deskpro: nobody is taken for an agent by a flag that cannot be read', () => {
  const roles = (is_agent_note: Json): string[] =>
    meaning('deskpro', 'comments', { id: 7, ticket: 1, message: 'x', is_agent_note }).comments.map(
      ({ author_role }) => author_role,
    );
  expect([roles(1), roles(2), roles(0)]).toEqual([['agent'], ['unknown'], ['unknown']]);
});

test('SympoQ: an entry is public only where its action is an update and does not say that it is internal', () => {
  const read = (entry: JsonObject): string[] =>
    visibilities(meaning('sympoq', 'comments', { id: 'T-1', event_log: [{ date: '2026-03-02T07:00:00Z', ...entry }] }));
  const description = 'x';
  expect(read({ action: 'Update', description })).toEqual(['public']);
  const internal = ['Note', 'NOTE', 'Internal Update', 'update (internal)', 'Private Reply', 'Reply, agents only', ''];
  const odd: Json[] = [...internal, 'Notified', null, 2, true, [], {}, ['Update'], { name: 'Update' }];
  for (const action of odd) expect([action, read({ action, description })]).toEqual([action, ['internal']]);
  expect(read({ description })).toEqual(['internal']);
});

test('Synqly: a note is internal, a comment public, whatever members a build adds', () => {
  const extra = fc.dictionary(fc.constantFrom('is_private', 'isPrivate', 'visibility', 'public'), fc.jsonValue());
  fc.assert(
    fc.property(extra, (members) => {
      const record = { ...(members as JsonObject), id: '1', content: 'x', title: 't' };
      expect(visibilities(meaning('synqly', 'notes', record))).toEqual(['internal']);
      expect(visibilities(meaning('synqly', 'comments', record))).toEqual(['public']);
    }),
    { numRuns: tries(50, 2000) },
  );
});

test('Notific has no comments, and keeps no code that resets a password', () => {
  const notific = vendorNamed('notific');
  if (!notific) throw new Error('no Notific');
  for (const { name } of notific.streams) {
    expect(meaning('notific', name, { Id: '1', isPrivate: 'odd', Comment: 'x' }).comments).toEqual([]);
  }
  const names = ['ResetCode', 'resetCode', 'resetcode', 'RESETCODE', 'reset_code', 'RESET_CODE', 'passwordResetCode'];
  for (const name of names) {
    expect(withoutSecrets([{ Id: '1', [name]: 'r-1' }], notific.secretMembers)).toEqual([{ Id: '1' }]);
  }
});
