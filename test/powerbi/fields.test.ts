/**
 * Every visible field × every measure, read from the files of the project: a filter travels to the rows that the measure
 * counts, or the measure is blank under it. With figures: fields.slow.test; in DAX itself: dax.slow.test.
 */
import { projectFiles } from '../../etl/src/powerbi/project';
import { daxReferences } from './dax';
import { columnsOf, endsOf, measuresOf, readModel } from './model-checks';
import type { Node } from './tmdl';
import { childrenOf, has, valueOf } from './tmdl';
import { SAMPLE } from './variants';

const model = readModel(projectFiles(SAMPLE));
const visible = model.tables
  .filter((table) => columnsOf(table).some((column) => !has(column, 'isHidden')))
  .map(({ name }) => name);
/** What a field of tickets or of the backlog says nothing about: parameters, and what the export did. */
const OTHER_SUBJECTS = ['Targets', 'Runs', 'Rejects', 'Sources'];
const measures = model.tables
  .filter(({ name }) => !OTHER_SUBJECTS.includes(name))
  .flatMap((table) => childrenOf(table, 'measure').map((measure) => ({ measure, home: table.name })));
const fieldTables = visible.filter((name) => !['Runs', 'Rejects'].includes(name));

/** The DAX of a measure with that of the measures that it names. */
function wholeDax(measure: Node): string {
  const dax = measure.expression.join('\n');
  const named = measuresOf(model).filter(({ name }) => daxReferences(dax).measures.includes(name));
  return [dax, ...named.map(wholeDax)].join('\n');
}

/** Tables whose filters reach the rows of a measure's own table. */
function filtersOf(home: string, dax: string): Set<string> {
  const ends = (pattern: RegExp) => [...dax.matchAll(pattern)].map(([, a = '', b = '']) => [a, b].join());
  const used = ends(/USERELATIONSHIP\(([^,]+), ([^)]+)\)/g);
  const cut = ends(/CROSSFILTER\(([^,]+), ([^,]+), NONE\)/g);
  const ways = model.relationships.filter((relationship) => {
    const name = endsOf(relationship)
      .map(({ table, column }) => `'${table}'[${column}]`)
      .join();
    return used.includes(name) || (valueOf(relationship, 'isActive') !== 'false' && !cut.includes(name));
  });
  const reached = new Set([home]);
  for (const table of reached) {
    for (const way of ways) {
      const [from, to] = endsOf(way);
      if (from.table === table) reached.add(to.table);
      if (to.table === table && has(way, 'crossFilteringBehavior')) reached.add(from.table);
    }
  }
  return reached;
}

const OPEN_NOW = ['Open Now', 'Unassigned Now', 'Overdue Now', 'Days Open', 'Days to Due'];
const OF_STATUS_CHANGES = [
  'Status Changes Made',
  'Reopenings',
  'Median Time in Status',
  'Median Time in Status (Business)',
];

test.each(measures.map(({ measure, home }) => [measure.name, measure, home] as const))(
  '%s answers to every visible field of its subject, or is blank',
  (name, measure, home) => {
    const dax = wholeDax(measure);
    const reached = filtersOf(home, dax);
    const silent = fieldTables.filter((table) => !reached.has(table));
    if (home === 'Daily Backlog') {
      expect(silent).toEqual([
        'Tickets',
        'Status Changes',
        'Ticket Tags',
        'Custom Field Options',
        'Custom Fields',
        'Channel',
        'Team',
      ]);
      for (const table of [...silent, 'Runs', 'Rejects']) expect(dax).toContain(`ISFILTERED('${table}')`);
      for (const table of reached) expect(dax).not.toContain(`ISFILTERED('${table}')`);
      expect(measure.description.join(' ')).toMatch(
        /any other field it is blank|Backlog \(Previous\)|^Backlog in the period/,
      );
    } else {
      // The status that was left is a field of the stays in a status, and of nothing else.
      expect(silent).toEqual(OF_STATUS_CHANGES.includes(name) ? [] : ['Status Changes']);
      expect(dax).not.toContain('ISFILTERED');
    }
    expect(/REMOVEFILTERS\('Dates'\),\s+KEEPFILTERS/.test(dax)).toBe(OPEN_NOW.includes(name));
  },
);

test('a field that nothing leads to is found', () => {
  expect(filtersOf('Tickets', '')).toContain('Channel');
  expect(filtersOf('Tickets', "CROSSFILTER('Tickets'[Channel Key], 'Channel'[Channel Key], NONE)")).not.toContain(
    'Channel',
  );
  expect(filtersOf('Daily Backlog', '')).not.toContain('Channel');
});
