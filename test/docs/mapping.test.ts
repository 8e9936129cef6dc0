/** The tables of status and priority in docs/reference/mapping.md, word by word against what the program makes of them. */
import { GROUPS, MAIN_STATUSES, groupOf, groupOfStatus, levelOfUrgency } from '../../vendors/deskpro/unify/statuses';
import { STATUS_GROUPS } from '../../vendors/model';
import { GROUPS as NOTIFIC } from '../../vendors/notific/unify/state';
import { PENDING_PREFIXES, STATUS_WORDS, groupOfWord } from '../../vendors/status-words';
import * as sympoq from '../../vendors/sympoq/unify/numbers';
import * as synqly from '../../vendors/synqly/unify/meaning';
import * as teamswork from '../../vendors/teamswork/unify/status';
import { documentOf, tableRows } from './markdown';

const page =
  documentOf('docs/reference/mapping.md').text.split('\n## Status and priority\n')[1]?.split('\n## ')[0] ?? '';
const tables = page
  .trim()
  .split('\n\n')
  .filter((block) => /^(?:<!--.*-->\n)?\| /.test(block));
const [groups = [], words = [], levels = []] = tables.map((table) =>
  tableRows(table).filter(([first = '']) => !/^(?:Service|Words of|-+)/.test(first)),
);
const cellOf = (rows: readonly string[][], service: string) => rows.find(([name]) => name === service)?.[1] ?? '';

/** `a, b → c; d → e` as pairs. */
function pairsIn(cell: string): Array<[word: string, meaning: string]> {
  return [...cell.matchAll(/([^;.→:]+) → (\w+)/g)].flatMap(([, left = '', meaning = '']) =>
    left.split(',').map((word): [string, string] => [word.trim(), meaning]),
  );
}

it('the page has the three tables', () => {
  expect([groups.length, words.length, levels.length]).toEqual([5, 6, 4]);
});

it('words of many workflows mean what the page says, and it has all of them', () => {
  const said = words.flatMap(([cell = '', group = '']) =>
    cell.split(', ').map((word): [string, string] => [word, group]),
  );
  const whole = said.filter(([word]) => !word.endsWith('…'));
  const prefixes = said.filter(([word]) => word.endsWith('…')).map(([word]) => word.slice(0, -1));
  expect(Object.fromEntries(whole)).toEqual({ ...STATUS_WORDS });
  expect(prefixes.sort()).toEqual([...PENDING_PREFIXES].sort());
  for (const prefix of prefixes) expect(groupOfWord(`${prefix} for somebody`)).toBe('pending');
  for (const [, group] of said) expect(STATUS_GROUPS).toContain(group);
});

it("Deskpro's statuses", () => {
  const said = Object.fromEntries(pairsIn(cellOf(groups, 'Deskpro')));
  expect(said).toEqual({ ...GROUPS });
  for (const status of MAIN_STATUSES) expect([status, groupOfStatus(status)]).toEqual([status, said[status]]);
  for (const [status, group] of Object.entries(said))
    expect(groupOf(status, true)).toBe(group === 'open' || group === 'pending' ? 'on_hold' : group);
});

it("SympoQ's statuses, by name and by the number of their place", () => {
  const said = pairsIn(cellOf(groups, 'SympoQ'));
  expect(said.map(([word]) => word)).toEqual(Object.values(sympoq.BUILT_IN.status));
  for (const [at, [name, group]] of said.entries()) {
    expect([name, sympoq.statusGroup({ id: null, name })]).toEqual([name, group]);
    expect([name, sympoq.statusGroup({ id: String(at + 1), name: 'a name of their own' })]).toEqual([name, group]);
  }
});

it("Notific's states", () => {
  const said = pairsIn(cellOf(groups, 'Notific')).filter(([word]) => Object.hasOwn(NOTIFIC, word));
  expect(cellOf(groups, 'Notific')).toContain('New, when it starts in the future → new');
  expect({ New: 'new', ...Object.fromEntries(said) }).toEqual(NOTIFIC);
});

it("TeamsWork's own words, and what a ticket without resolvedStatus is", () => {
  const said = pairsIn(cellOf(groups, 'TeamsWork').split('Words of its own:')[1] ?? '');
  expect(Object.fromEntries(said.map(([word, group]) => [word.toLowerCase(), group]))).toEqual({ ...teamswork.OWN });
  expect(teamswork.meaningOf(['a word of their own'], new Set())).toEqual({ group: 'open', isKnown: false });
  expect(teamswork.meaningOf(['Cancelled'], new Set(['cancelled']))).toEqual({ group: 'closed', isKnown: true });
  expect(teamswork.meaningOf(['Waiting'], new Set(['cancelled']))).toEqual({ group: 'pending', isKnown: true });
});

it('Synqly has the words of the table, and unknown for another', () => {
  for (const [word, group] of Object.entries(STATUS_WORDS)) expect(synqly.statusGroupOf(word)).toBe(group);
  expect(synqly.statusGroupOf('a word of their own')).toBe('unknown');
});

it('priorities of each service', () => {
  const ranges = [...cellOf(levels, 'Deskpro').matchAll(/(\d+)–(\d+) (\w+)/g)];
  const urgencies = ranges.flatMap(([, from, to, level]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, at): [number, string] => [
      Number(from) + at,
      level ?? '',
    ]),
  );
  expect(urgencies.map(([urgency]) => urgency)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const [urgency, level] of urgencies) expect([urgency, levelOfUrgency(urgency)]).toEqual([urgency, level]);
  const names = /: ([\w, ]+) \(/.exec(cellOf(levels, 'SympoQ'))?.[1]?.split(', ') ?? [];
  expect(names.map((_, at) => sympoq.priorityLevel({ id: String(at + 1), name: null }))).toEqual(names);
  const ofSynqly = pairsIn(cellOf(levels, 'Synqly'));
  expect(ofSynqly.map(([word]) => word).sort()).toEqual([...synqly.PRIORITY_WORDS].sort());
  for (const [word, level] of ofSynqly) expect([word, synqly.priorityLevelOf(word)]).toEqual([word, level]);
  const [from = '', to = ''] = cellOf(levels, 'TeamsWork').split(': ');
  const meant = from.split(', ').map((word, at): [string, string] => [word.toLowerCase(), to.split(', ')[at] ?? '']);
  expect(Object.fromEntries(meant)).toEqual({ ...teamswork.LEVELS });
});
