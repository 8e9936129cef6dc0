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
import { usedColumns } from './usage';
import { has, readTmdl, valueOf } from './tmdl';
import { FIELD_TABLES, SAMPLE, VARIANTS } from './variants';

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
    expect(texts.length).toBe(model.tables.length + 5);
    for (const [, text] of texts) expect(readTmdl(text).length).toBeGreaterThan(0);
  });

  test('refresh policies stand where the lake is divided by month, and nowhere else', () => {
    const policies = model.tables.filter((table) => has(table, 'refreshPolicy')).map(({ name }) => name);
    const ofFields = model.tables.map(({ name }) => name).filter((name) => name.startsWith('Fields of '));
    expect(policies).toEqual(options.incremental ? ['Tickets', 'Comments', 'Status Changes', ...ofFields] : []);
    const parameters = model.expressions.filter(({ value }) => value?.includes('IsParameterQuery=true'));
    const [place = '', ...range] = parameters.map(({ name }) => name).filter((name) => !name.startsWith('Target'));
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

  test('says of each published column what the published table says, and leaves out what nothing uses', () => {
    const used = usedColumns(files);
    const idle = model.tables.flatMap((one) =>
      columnsOf(one)
        .map(({ name }) => `${one.name}.${name}`)
        .filter((path) => !used.has(path)),
    );
    // Ids and addresses are for whoever looks a row up.
    expect(idle).toEqual([
      'Tickets.Ticket ID',
      'Comments.Comment ID',
      'Custom Fields.Field ID',
      'Queue.Queue ID',
      'Agent.Person ID',
    ]);
    const texts = TABLES.flatMap(({ columns }) => columns.map(({ description }) => description));
    const own = model.tables
      .flatMap((one) => columnsOf(one))
      .filter(({ description }) => !texts.includes(description.join(' ')));
    const made = own.map((node) => valueOf(node, 'sourceColumn') ?? '');
    expect(
      made.filter(
        (name) =>
          !/_key$|_order$|band|^(?:age|due_in|label|order|week|agent|queue|field|created_hour|status_group|priority_level|age_days|.*_hours|sla_share|satisfaction)/.test(
            name,
          ),
      ),
    ).toEqual([]);
  });

  test('hides keys and instants, and shows wall-clock times', () => {
    expect(has(column('Tickets', 'Ticket Key'), 'isHidden')).toBe(true);
    expect(has(column('Tickets', 'Created'), 'isHidden')).toBe(false);
    expect(has(column('Tickets', 'Created Date'), 'isHidden')).toBe(true);
    const visible = model.tables.flatMap((one) =>
      columnsOf(one)
        .filter((node) => !has(node, 'isHidden'))
        .map((node) => `${one.name}.${node.name}`),
    );
    expect(visible.filter((name) => / Key$|\(UTC\)$/.test(name))).toEqual([]);
  });

  test('names and sorts as people do', () => {
    const sorted = model.tables.flatMap((one) =>
      columnsOf(one).flatMap((node) => {
        const by = valueOf(node, 'sortByColumn');
        return by === undefined ? [] : [`${one.name}.${node.name}`];
      }),
    );
    expect(sorted).toEqual([
      'Tickets.First Response Band',
      'Tickets.First Response Band Business',
      'Tickets.Resolution Band',
      'Tickets.Resolution Band Business',
      'Tickets.Age',
      'Tickets.Due In',
      'Status.Status',
      'Priority.Priority',
      'Dates.Weekday',
    ]);
    expect(columnsOf(table('Tickets')).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['URL', 'SLA Status', 'First Response Minutes', 'Ticket ID']),
    );
    expect(valueOf(column('Tickets', 'URL'), 'dataCategory')).toBe('WebUrl');
    expect(valueOf(column('Runs', 'Rows Read'), 'summarizeBy')).toBe('sum');
    expect(valueOf(column('Tickets', 'Resolution Minutes'), 'summarizeBy')).toBe('none');
  });

  test('shows no field of a table that is only there for measures', () => {
    expect(has(table('Targets'), 'isHidden')).toBe(true);
    for (const name of ['Targets', 'Daily Backlog', 'Comments']) {
      expect(columnsOf(table(name)).filter((node) => !has(node, 'isHidden'))).toEqual([]);
    }
  });

  test('filters one way, but for the bridges of tags and options', () => {
    const bothWays = model.relationships.filter((one) => has(one, 'crossFilteringBehavior'));
    expect(bothWays.map(endsOf).map(([from, to]) => `${from.table} ${to.table}`)).toEqual([
      'Ticket Tags Tickets',
      'Custom Field Options Tickets',
    ]);
    const people = model.relationships.map(endsOf).filter(([, to]) => to.column === 'Person Key');
    expect(people.map(([from, to]) => `${from.table} ${from.column} ${to.table}`)).toEqual([
      'Tickets Assignee Key Agent',
      'Daily Backlog Assignee Key Agent',
      'Comments Author Key Agent',
      'Status Changes Changed By Key Agent',
    ]);
  });
});

describe('the model of a lake with custom fields', () => {
  const options = { ...SAMPLE, fieldTables: FIELD_TABLES };
  const model = readModel(projectFiles(options));

  test('has a table a source, named and joined one to one', () => {
    const tables = model.tables.filter(({ name }) => name.startsWith('Fields of '));
    expect(tables.map(({ name }) => name)).toEqual(["Fields of acme's", "Fields of ACME's (ticket_fields_acme_2)"]);
    const ways = model.relationships.filter((one) => endsOf(one)[0].table.startsWith('Fields of '));
    expect(ways.map((one) => [valueOf(one, 'fromCardinality'), ...endsOf(one).map(({ column }) => column)])).toEqual([
      ['one', 'Ticket Key', 'Ticket Key'],
      ['one', 'Ticket Key', 'Ticket Key'],
    ]);
  });

  test('calls each field by its label, and reads it by the name of its column', () => {
    const [table] = model.tables.filter(({ name }) => name.startsWith('Fields of '));
    const shown = columnsOf(table!).filter((node) => !has(node, 'isHidden'));
    expect(shown.map((node) => [node.name, valueOf(node, 'sourceColumn')])).toEqual([
      ['Region', 'region'],
      ['REGION (region_2)', 'region_2'],
      ["Amount, 'net': a = b.c", 'amount'],
      ['(field_0a1b2c3d)', 'field_0a1b2c3d'],
      ['Ticket key (ticket_key_2)', 'ticket_key_2'],
    ]);
  });

  test('leaves the backlog blank under them', () => {
    const backlog = measuresOf(model).find(({ name }) => name === 'Backlog')!;
    expect(backlog.expression.join('\n')).toContain("ISFILTERED('Fields of acme''s')");
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
      'tables/Agent.tmdl',
      '\t\tsourceColumn: person_key\n',
      '',
      columnProblems,
      'Agent.Person Key: no sourceColumn',
    ],
    [
      'a circle of sorting',
      'tables/Dates.tmdl',
      '\t\tsourceColumn: weekday\n',
      '\t\tsourceColumn: weekday\n\t\tsortByColumn: Weekday\n',
      columnProblems,
      'Dates.Weekday Number: sorted in a circle',
    ],
    [
      'a name that differs by case only',
      'tables/Agent.tmdl',
      'column Agent',
      "column 'PERSON ID'",
      nameProblems,
      'member of Agent twice: person id',
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
    ['a description that touches nothing', 'else the id.\n', 'else the id.\n\n'],
    ['a name that needs quotes', "column 'Person Key'", 'column Person Key'],
    ['code that is not deep enough', '\t\t\t\tlet\n', '\t\t\tlet\n'],
  ])('%s', (_what, from, to) => {
    expect(() => broken('tables/Agent.tmdl', from, to)).toThrow(/^line \d+: /);
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
