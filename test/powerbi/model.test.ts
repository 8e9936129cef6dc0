/** The semantic model, checked without Power BI: what Desktop would refuse, or load wrongly. */
import { projectFiles } from '../../etl/src/powerbi/project';
import { TABLES } from '../../etl/src/schema/tables';
import {
  ambiguousPaths,
  columnProblems,
  columnsOf,
  endsOf,
  measureProblems,
  measuresOf,
  nameProblems,
  readModel,
  relationshipProblems,
  structureProblems,
} from './model-checks';
import type { Model } from './model-checks';
import { has, readTmdl, valueOf } from './tmdl';
import { SAMPLE, VARIANTS } from './variants';

const CHECKS: ReadonlyArray<readonly [string, (model: Model) => string[]]> = [
  ['columns have a source, a type, a summary and a description, and sort without a circle', columnProblems],
  ['names are unique under case folding', nameProblems],
  ['relationships have ids and ends of one type, and inactive ones are used', relationshipProblems],
  ['no filter can travel two ways', ambiguousPaths],
  ['measures refer to what is there', measureProblems],
  ['the date table is marked, and everything is listed', structureProblems],
];

describe.each(VARIANTS)('the model for %s', (_name, options) => {
  const files = projectFiles(options);
  const model = readModel(files);

  test.each(CHECKS)('%s', (_says, check) => {
    expect(check(model)).toEqual([]);
  });

  test('every file of the definition is TMDL', () => {
    const texts = [...files].filter(([path]) => path.endsWith('.tmdl'));
    expect(texts.length).toBe(19);
    for (const [, text] of texts) expect(readTmdl(text).length).toBeGreaterThan(0);
  });

  test('refresh policies stand where the lake is divided by month, and nowhere else', () => {
    const policies = model.tables.filter((table) => has(table, 'refreshPolicy')).map(({ name }) => name);
    expect(policies).toEqual(options.incremental ? ['Tickets', 'Comments', 'Status Changes'] : []);
    const parameters = model.expressions.filter(({ value }) => value?.includes('IsParameterQuery=true'));
    const [place = '', ...range] = parameters.map(({ name }) => name);
    expect(place).toBe(options.source === 'folder' ? 'LakeFolder' : 'LakeUrl');
    expect(range).toEqual(options.incremental ? ['RangeStart', 'RangeEnd'] : []);
  });
});

describe('the model', () => {
  const files = projectFiles(SAMPLE);
  const model = readModel(files);
  const table = (name: string) => model.tables.find((candidate) => candidate.name === name)!;
  const column = (tableName: string, name: string) =>
    columnsOf(table(tableName)).find((candidate) => candidate.name === name)!;

  test('has the columns of the published tables, but for long texts', () => {
    const lakeTables: Record<string, string> = {
      Tickets: 'tickets',
      Comments: 'comments',
      'Status Changes': 'status_changes',
      'Ticket Tags': 'ticket_tags',
      'Ticket Custom Fields': 'ticket_custom_fields',
      'Custom Fields': 'custom_fields',
      'Daily Backlog': 'backlog',
      Assignee: 'people',
      Requester: 'people',
      Queues: 'queues',
      Dates: 'dates',
      Sources: 'sources',
      Runs: 'runs',
      Rejects: 'rejects',
    };
    expect(model.tables.map(({ name }) => name)).toEqual(Object.keys(lakeTables));
    const missing = Object.entries(lakeTables).flatMap(([name, lakeTable]) => {
      const published = TABLES.find((candidate) => candidate.name === lakeTable)!.columns;
      const known = columnsOf(table(name)).map((node) => valueOf(node, 'sourceColumn'));
      expect(known).toEqual(published.map((one) => one.name).filter((one) => known.includes(one)));
      for (const node of columnsOf(table(name))) {
        const { description } = published.find((one) => one.name === valueOf(node, 'sourceColumn'))!;
        expect(node.description).toEqual([description]);
      }
      return published.filter((one) => !known.includes(one.name)).map((one) => `${lakeTable}.${one.name}`);
    });
    expect(missing).toEqual(['tickets.description', 'comments.body', 'rejects.raw']);
  });

  test('hides keys and instants, and shows wall-clock times', () => {
    expect(has(column('Tickets', 'Ticket Key'), 'isHidden')).toBe(true);
    expect(has(column('Tickets', 'Created (UTC)'), 'isHidden')).toBe(true);
    expect(has(column('Tickets', 'Created'), 'isHidden')).toBe(false);
    expect(has(column('Tickets', 'Created Date'), 'isHidden')).toBe(false);
    const visible = model.tables.flatMap((one) =>
      columnsOf(one)
        .filter((node) => !has(node, 'isHidden'))
        .map((node) => `${one.name}.${node.name}`),
    );
    expect(visible.filter((name) => / Key$|\(UTC\)$/.test(name))).toEqual([]);
  });

  test('names and sorts as people do', () => {
    expect(valueOf(column('Dates', 'Month'), 'sortByColumn')).toBe("'Month Number'");
    expect(valueOf(column('Dates', 'Weekday'), 'sortByColumn')).toBe("'Weekday Number'");
    expect(columnsOf(table('Tickets')).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['URL', 'SLA Status', 'First Response', 'First Response Minutes', 'Ticket ID']),
    );
    expect(valueOf(column('Tickets', 'URL'), 'dataCategory')).toBe('WebUrl');
    expect(valueOf(column('Tickets', 'Comment Count'), 'summarizeBy')).toBe('sum');
    expect(valueOf(column('Tickets', 'Resolution Minutes'), 'summarizeBy')).toBe('none');
  });

  test('has the measures of the design', () => {
    expect(measuresOf(model).map(({ name }) => name)).toEqual([
      'Tickets Created',
      'Tickets Solved',
      'Tickets Open',
      'Net Flow',
      'Reopen Rate',
      'One-Touch Rate',
      '% Due Met',
      'Comments per Ticket',
      'Median First Response',
      'P90 First Response',
      'Median Resolution',
      'P90 Resolution',
      'Median First Response (Business)',
      'P90 First Response (Business)',
      'Median Resolution (Business)',
      'P90 Resolution (Business)',
      'Backlog',
      'Age of Backlog',
      'Sources Not Configured',
      'Last Export (UTC)',
      'Streams Not Complete',
      'Reconciliation Difference',
      'Records Rejected',
    ]);
  });

  test('filters one way, but for the bridge of tags', () => {
    const bothWays = model.relationships.filter((one) => has(one, 'crossFilteringBehavior'));
    expect(bothWays.map(endsOf)).toEqual([
      [
        { table: 'Ticket Tags', column: 'Ticket Key' },
        { table: 'Tickets', column: 'Ticket Key' },
      ],
    ]);
    const people = model.relationships.map(endsOf).filter(([, to]) => to.column === 'Person Key');
    expect(people.map(([from, to]) => `${from.table} ${from.column} ${to.table}`)).toEqual([
      'Tickets Requester Key Requester',
      'Tickets Assignee Key Assignee',
      'Daily Backlog Assignee Key Assignee',
    ]);
  });
});

describe('the checks find', () => {
  /** The sample with one file changed. */
  function broken(file: string, from: string, to: string): Model {
    const path = `Ticketlake.SemanticModel/definition/${file}`;
    const files = new Map(projectFiles(SAMPLE));
    const text = files.get(path) ?? '';
    expect(text).toContain(from);
    return readModel(files.set(path, text.replace(from, to)));
  }

  test.each<[string, string, string, string, (model: Model) => string[], string]>([
    [
      'a column without a source',
      'tables/Queues.tmdl',
      '\t\tsourceColumn: queue_key\n',
      '',
      columnProblems,
      'Queues.Queue Key: no sourceColumn',
    ],
    [
      'a circle of sorting',
      'tables/Dates.tmdl',
      '\t\tsourceColumn: month\n',
      '\t\tsourceColumn: month\n\t\tsortByColumn: Month\n',
      columnProblems,
      'Dates.Month Number: sorted in a circle',
    ],
    [
      'a name that differs by case only',
      'tables/Queues.tmdl',
      'column Name',
      'column KIND',
      nameProblems,
      'member of Queues twice: kind',
    ],
    [
      'a query named as a table',
      'expressions.tmdl',
      'expression LakeFiles =',
      'expression tickets =',
      nameProblems,
      'table or expression twice: tickets',
    ],
    [
      'a relationship to a column that is not there',
      'relationships.tmdl',
      "Tickets.'Created Date'",
      "Tickets.'Made Date'",
      relationshipProblems,
      ': ends  and dateTime',
    ],
    [
      'an inactive relationship that nobody uses',
      'relationships.tmdl',
      "\tfromColumn: Tickets.'Created Date'",
      "\tisActive: false\n\tfromColumn: Tickets.'Created Date'",
      relationshipProblems,
      ': inactive, and no measure uses it',
    ],
    [
      'a second way for a filter',
      'relationships.tmdl',
      "\tisActive: false\n\tfromColumn: Tickets.'Due Date'",
      "\tfromColumn: Tickets.'Due Date'",
      ambiguousPaths,
      'Dates filters Tickets in more than one way',
    ],
    [
      'a column that a measure misspells',
      'tables/Tickets.tmdl',
      "'Tickets'[Is Open] = TRUE()",
      "'Tickets'[Open] = TRUE()",
      measureProblems,
      "Tickets Open: no column 'Tickets'[Open]",
    ],
    [
      'a measure that is not there',
      'tables/Tickets.tmdl',
      '- [Tickets Solved]',
      '- [Tickets Closed]',
      measureProblems,
      'Net Flow: no measure Tickets Closed',
    ],
    [
      'a date table that is not marked',
      'tables/Dates.tmdl',
      '\t\tisKey\n',
      '',
      structureProblems,
      'no date table with a date as key',
    ],
  ])('%s', (_what, file, from, to, check, problem) => {
    expect(check(broken(file, from, to)).join('\n')).toContain(problem);
  });

  test.each<[string, string, string]>([
    ['blanks instead of tabs', '\tlineageTag', '  lineageTag'],
    ['a description that touches nothing', 'Name.\n', 'Name.\n\n'],
    ['a name that needs quotes', "column 'Queue Key'", 'column Queue Key'],
    ['code that is not deep enough', '\t\t\t\tlet\n', '\t\t\tlet\n'],
  ])('%s', (_what, from, to) => {
    expect(() => broken('tables/Queues.tmdl', from, to)).toThrow(/^line \d+: /);
  });

  test.each(['DIVIDE(1, 2', "SUM('T'[C]))", 'SUM(x)', '1 ; 2'])('DAX that is none: %s', (dax) => {
    expect(() => daxOf(dax)).toThrow();
  });

  function daxOf(dax: string): string[] {
    const files = new Map(projectFiles(SAMPLE));
    const path = 'Ticketlake.SemanticModel/definition/tables/Tickets.tmdl';
    const text = (files.get(path) ?? '').replace('[Tickets Created] - [Tickets Solved]', dax);
    return measureProblems(readModel(files.set(path, text)));
  }
});
