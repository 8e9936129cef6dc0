/** The query in M of a table of the model. Every column is cast by name; what is missing or wrong stops the refresh. */
import type { ColumnType } from '../schema/column';
import { READ_FILE, mText } from './m';
import type { FixedValue, ModelTable } from './model/table';
import type { ProjectOptions } from './options';

const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'type text',
  integer: 'Int64.Type',
  bigint: 'Int64.Type',
  double: 'type number',
  boolean: 'type logical',
  date: 'type date',
  local: 'type datetime',
  instant: 'type datetime',
};

/** Lines of the query that loads a table of the model. */
export function tableQuery(table: ModelTable, options: ProjectOptions): string[] {
  const { columns } = table;
  const requested = columns.map(({ lake }) => mText(lake.name));
  const made = columns.flatMap(({ lake, made: how }) => (how === null ? [] : [{ ...how, lake }]));
  const read = columns.filter((column) => column.made === null).map(({ lake }) => lake);
  const further = [...new Set(made.flatMap(({ from }) => from))].filter(
    (name) => !read.some((one) => one.name === name),
  );
  const instants = read.filter(({ type }) => type === 'instant' || type === 'local');
  const steps: Step[] = [
    ['Columns', list([...read.map(({ name }) => name), ...further].map(mText))],
    ...rowSteps(table, options),
    ['Chosen', 'Table.SelectColumns(Rows, Columns)'],
    [
      'InUtc',
      `Table.TransformColumns(Chosen, ${list(instants.map(({ name }) => `{${mText(name)}, LakeUtc, type nullable datetime}`))})`,
    ],
    [
      'Typed',
      `Table.TransformColumnTypes(InUtc, ${list(read.map(({ name, type }) => `{${mText(name)}, ${TYPES[type]}}`))}, "en-US")`,
    ],
  ];
  if (made.length === 0) return query(steps);
  // What M makes is read from the published columns alone, so that one step does not change what another reads.
  const additions = made.map(({ lake, m }, at): Step => [
    `With${at + 1}`,
    `Table.AddColumn(${at === 0 ? 'Typed' : `With${at}`}, ${mText(lake.name)}, each ${m}, ${TYPES[lake.type]})`,
  ]);
  return query([...steps, ...additions, ['Shown', `Table.SelectColumns(With${made.length}, ${list(requested)})`]]);
}

type Step = readonly [name: string, expression: string];

function rowSteps({ rows, columns }: ModelTable, options: ProjectOptions): Step[] {
  switch (rows.kind) {
    case 'published':
      return options.incremental && rows.table.partitioned
        ? monthSteps(rows.table.name)
        : [['Rows', `LakeRows(${mText(rows.table.name)})`]];
    case 'named':
      return [
        [
          'Named',
          `Table.Distinct(Table.SelectColumns(LakeRows(${mText(rows.by.table.name)}), {${mText(rows.by.column)}}))`,
        ],
        [
          'Rows',
          `Table.Join(LakeRows(${mText(rows.table.name)}), ${mText(rows.key)}, Named, ${mText(rows.by.column)}, JoinKind.Inner)`,
        ],
      ];
    case 'spellings':
      return [
        ['Spelt', `Table.Distinct(Table.SelectColumns(LakeRows(${mText(rows.table.name)}), {${mText(rows.column)}}))`],
        ['Keyed', `Table.AddColumn(Spelt, ${mText(rows.key)}, each LakeKey([${rows.column}]))`],
        ['Rows', `Table.Distinct(Table.SelectRows(Keyed, each [${rows.key}] <> null), {${mText(rows.key)}})`],
      ];
    case 'fixed': {
      const names = columns.map(({ lake }) => mText(lake.name)).join(', ');
      return [['Rows', `#table({${names}}, ${list(rows.rows.map((row) => `{${row.map(fixedValue).join(', ')}}`))})`]];
    }
  }
}

function fixedValue(value: FixedValue): string {
  if (typeof value === 'object') return value.parameter;
  return typeof value === 'string' ? mText(value) : String(value);
}

function monthSteps(table: string): Step[] {
  const inRange = 'each LakeMonthOf([Below]) >= RangeStart and LakeMonthOf([Below]) < RangeEnd';
  return [
    ['Files', `LakeFilesOf(${mText(table)})`],
    ['InRange', `Table.SelectRows(Files, ${inRange})`],
    ['Contents', `List.Transform(InRange[Content], each ${READ_FILE})`],
    // A month without a file loads as a table without rows, with all columns.
    ['Rows', 'if List.IsEmpty(Contents) then #table(Columns, {}) else Table.Combine(Contents)'],
  ];
}

function query(steps: readonly Step[]): string[] {
  const lines = steps.flatMap(([name, expression], at) => {
    const [first = '', ...rest] = expression.split('\n');
    const end = at === steps.length - 1 ? '' : ',';
    return [`    ${name} = ${first}`, ...rest.map((line) => `    ${line}`)].map((line, row) =>
      row === rest.length ? `${line}${end}` : line,
    );
  });
  return ['let', ...lines, 'in', `    ${steps.at(-1)?.[0] ?? ''}`];
}

/** A list, a line an item. */
function list(items: readonly string[]): string {
  return items.length === 0 ? '{}' : `{\n${items.map((item) => `    ${item}`).join(',\n')}\n}`;
}
