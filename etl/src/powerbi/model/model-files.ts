/** The semantic model as TMDL. */
import { guid } from '../ids';
import { MEASURES } from '../measures/measures';
import type { Measure } from '../measures/measure';
import type { ProjectOptions } from '../options';
import { sharedQueries } from '../shared-queries';
import type { SharedQuery } from '../shared-queries';
import { tableQuery } from '../table-query';
import { named, tmdl } from '../tmdl';
import type { Block } from '../tmdl';
import { fieldModelTables, fieldRelationships } from './field-tables';
import { RELATIONSHIPS, tablesThatFilter } from './relationships';
import type { Relationship } from './relationships';
import { MODEL_TABLES } from './tables';
import { publishedTableOf } from './table';
import type { ModelColumn, ModelTable } from './table';

const CULTURE = 'en-US';
/** Power BI's own since 2023. */
const COMPATIBILITY_LEVEL = 1601;

/**
 * What the Service keeps and what it reads again. A ticket that changes later than so many months after its creation
 * is stale until a full refresh.
 */
export const WINDOW = { years: 20, months: 12 } as const;

/** Texts by path below `definition/`. */
export function modelFiles(options: ProjectOptions): Map<string, string> {
  const shared = sharedQueries(options);
  const ofFields = fieldModelTables(options.fieldTables ?? []);
  const tables = [...MODEL_TABLES, ...ofFields];
  return new Map([
    ['database.tmdl', tmdl([{ head: 'database', properties: [`compatibilityLevel: ${COMPATIBILITY_LEVEL}`] }])],
    ['model.tmdl', tmdl(modelBlocks(shared, tables))],
    ['expressions.tmdl', tmdl(shared.map(expressionBlock))],
    ['relationships.tmdl', tmdl([...RELATIONSHIPS, ...fieldRelationships(ofFields)].map(relationshipBlock))],
    ['cultures/en-US.tmdl', tmdl([cultureBlock()])],
    ...tables.map(
      (table) => [`tables/${table.name}.tmdl`, tmdl([tableBlock(table, tables, options)])] as [string, string],
    ),
  ]);
}

function modelBlocks(shared: readonly SharedQuery[], tables: readonly ModelTable[]): Block[] {
  const queries = [...shared.map(({ name }) => name), ...tables.map(({ name }) => name)];
  return [
    {
      head: 'model Model',
      properties: [
        `culture: ${CULTURE}`,
        'defaultPowerBIDataSourceVersion: powerBI_V3',
        `sourceQueryCulture: ${CULTURE}`,
        'dataAccessOptions',
        '\tlegacyRedirects',
        '\treturnErrorValuesAsNull',
      ],
    },
    // Dates is the date table: Power BI's own, hidden ones a date column would only cost memory.
    { head: 'annotation __PBI_TimeIntelligenceEnabled = 0' },
    { head: `annotation PBI_QueryOrder = ${JSON.stringify(queries)}` },
    ...tables.map(({ name }) => ({ head: `ref table ${named(name)}` })),
    { head: `ref cultureInfo ${CULTURE}` },
  ];
}

function expressionBlock({ name, description, lines, resultType }: SharedQuery): Block {
  const [only = ''] = lines;
  const isParameter = lines.length === 1;
  return {
    head: `expression ${named(name)}${isParameter ? ` = ${only}` : ''}`,
    description,
    ...(isParameter ? {} : { expression: lines }),
    properties: [`lineageTag: ${guid(`expression ${name}`)}`],
    children: [{ head: `annotation PBI_ResultType = ${resultType}` }],
  };
}

function relationshipBlock({ from, to, isActive, filtersBothWays, isOneToOne }: Relationship): Block {
  const id = guid(`relationship ${from.table}.${from.column} ${to.table}.${to.column}`);
  return {
    head: `relationship ${id}`,
    properties: [
      ...(isActive ? [] : ['isActive: false']),
      ...(isOneToOne === true ? ['fromCardinality: one'] : []),
      ...(filtersBothWays ? ['crossFilteringBehavior: bothDirections'] : []),
      `fromColumn: ${named(from.table)}.${named(from.column)}`,
      `toColumn: ${named(to.table)}.${named(to.column)}`,
    ],
  };
}

function cultureBlock(): Block {
  const metadata = JSON.stringify({ Version: '1.0.0', Language: CULTURE }, null, 2).split('\n');
  return {
    head: `cultureInfo ${CULTURE}`,
    properties: [{ name: 'linguisticMetadata', expression: metadata }, '\tcontentType: json'],
  };
}

function tableBlock(table: ModelTable, tables: readonly ModelTable[], options: ProjectOptions): Block {
  const source = tableQuery(table, options);
  const isIncremental = options.incremental && publishedTableOf(table)?.partitioned === true;
  return {
    head: `table ${named(table.name)}`,
    description: table.description,
    properties: [
      ...(table.isHidden === true ? ['isHidden'] : []),
      `lineageTag: ${guid(`table ${table.name}`)}`,
      ...(table.columns.some(({ isDateKey }) => isDateKey) ? ['dataCategory: Time'] : []),
    ],
    children: [
      ...MEASURES.filter((measure) => measure.table === table.name).map((measure) =>
        measureBlock(measure, notAnswered(table, tables)),
      ),
      ...table.columns.map((column) => columnBlock(table, column)),
      {
        head: `partition ${named(table.name)} = m`,
        properties: ['mode: import', { name: 'source', expression: source }],
      },
      ...(isIncremental ? [refreshPolicyBlock(source)] : []),
      { head: 'annotation PBI_ResultType = Table' },
    ],
  };
}

/** Tables with fields whose filters do not reach a table. */
function notAnswered({ name }: ModelTable, tables: readonly ModelTable[]): string[] {
  const answered = tablesThatFilter(name);
  const display = tables.filter(({ columns }) => columns.some(({ isHidden }) => !isHidden));
  return display.map((table) => table.name).filter((table) => !answered.has(table));
}

function measureBlock({ name, description, dax, format, folder }: Measure, unanswered: readonly string[]): Block {
  return {
    head: `measure ${named(name)}`,
    description,
    expression: typeof dax === 'function' ? dax(unanswered) : dax,
    properties: [`formatString: ${format}`, `displayFolder: ${folder}`, `lineageTag: ${guid(`measure ${name}`)}`],
  };
}

function columnBlock(table: ModelTable, column: ModelColumn): Block {
  return {
    head: `column ${named(column.name)}`,
    description: column.lake.description,
    properties: [
      `dataType: ${column.dataType}`,
      ...(column.isHidden ? ['isHidden'] : []),
      ...(column.isDateKey ? ['isKey'] : []),
      ...(column.formatString === null ? [] : [`formatString: ${column.formatString}`]),
      `lineageTag: ${guid(`column ${table.name}.${column.lake.name}`)}`,
      ...(column.isWebAddress ? ['dataCategory: WebUrl'] : []),
      `summarizeBy: ${column.summarizeBy}`,
      `sourceColumn: ${column.lake.name}`,
      ...(column.sortBy === null ? [] : [`sortByColumn: ${named(column.sortBy)}`]),
    ],
    children: [
      { head: 'annotation SummarizationSetBy = User' },
      ...(column.lake.type === 'date' ? [{ head: 'annotation UnderlyingDateTimeDataType = Date' }] : []),
    ],
  };
}

function refreshPolicyBlock(source: readonly string[]): Block {
  return {
    head: 'refreshPolicy',
    properties: [
      'policyType: basic',
      'rollingWindowGranularity: year',
      `rollingWindowPeriods: ${WINDOW.years}`,
      'incrementalGranularity: month',
      `incrementalPeriods: ${WINDOW.months}`,
      { name: 'sourceExpression', expression: source },
    ],
  };
}
