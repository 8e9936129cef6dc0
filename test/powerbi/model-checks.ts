/** What no schema checks about a semantic model. Each check returns what is wrong. */
import { daxReferences } from './dax';
import type { Node } from './tmdl';
import { childrenOf, has, readTmdl, unqualified, valueOf } from './tmdl';

export interface Model {
  tables: Node[];
  relationships: Node[];
  expressions: Node[];
  model: Node[];
}

const DEFINITION = 'Ticketlake.SemanticModel/definition/';

/** @throws Error when a file is no TMDL */
export function readModel(files: ReadonlyMap<string, string>): Model {
  const read = (name: string) => readTmdl(files.get(`${DEFINITION}${name}`) ?? '\n');
  const tables = [...files.keys()]
    .filter((path) => path.startsWith(`${DEFINITION}tables/`))
    .flatMap((path) => read(path.slice(DEFINITION.length)));
  return {
    tables,
    relationships: read('relationships.tmdl'),
    expressions: read('expressions.tmdl'),
    model: read('model.tmdl'),
  };
}

export function columnsOf(table: Node): Node[] {
  return childrenOf(table, 'column');
}

export function measuresOf({ tables }: Model): Node[] {
  return tables.flatMap((table) => childrenOf(table, 'measure'));
}

const DATA_TYPES = ['string', 'int64', 'double', 'boolean', 'dateTime'];
const SUMMARIES = ['none', 'sum'];

export function columnProblems({ tables }: Model): string[] {
  return tables.flatMap((table) =>
    columnsOf(table).flatMap((column) => {
      const path = `${table.name}.${column.name}`;
      const sortBy = valueOf(column, 'sortByColumn');
      return [
        ...(valueOf(column, 'sourceColumn') ? [] : [`${path}: no sourceColumn`]),
        ...(DATA_TYPES.includes(valueOf(column, 'dataType') ?? '') ? [] : [`${path}: no dataType`]),
        ...(SUMMARIES.includes(valueOf(column, 'summarizeBy') ?? '') ? [] : [`${path}: no summarizeBy`]),
        ...(column.description.length > 0 ? [] : [`${path}: no description`]),
        ...(sortBy === undefined || columnNamed(table, sortBy ?? '') ? [] : [`${path}: sorted by what is not there`]),
        ...(sortsInCircle(table, column) ? [`${path}: sorted in a circle`] : []),
      ];
    }),
  );
}

function columnNamed(table: Node, quotedName: string): Node | undefined {
  const name = quotedName.startsWith("'") ? quotedName.slice(1, -1).replaceAll("''", "'") : quotedName;
  return columnsOf(table).find((column) => column.name === name);
}

function sortsInCircle(table: Node, column: Node): boolean {
  const seen = new Set<Node>();
  for (let next: Node | undefined = column; next; next = columnNamed(table, valueOf(next, 'sortByColumn') ?? '')) {
    if (seen.has(next)) return true;
    seen.add(next);
  }
  return false;
}

/** Power BI folds case; M names of tables and of shared queries share one room. */
export function nameProblems(model: Model): string[] {
  const { tables, expressions } = model;
  return [
    ...doubles('table or expression', [...tables, ...expressions]),
    ...doubles('measure', measuresOf(model)),
    ...tables.flatMap((table) =>
      doubles(`member of ${table.name}`, [...columnsOf(table), ...childrenOf(table, 'measure')]),
    ),
    ...tables.flatMap((table) =>
      doubles(`source column of ${table.name}`, columnsOf(table), (node) => valueOf(node, 'sourceColumn') ?? ''),
    ),
    ...doubles('lineage tag', allNodes(tables), (node) => valueOf(node, 'lineageTag') ?? null),
  ];
}

function doubles(what: string, nodes: readonly Node[], keyOf: (node: Node) => string | null = (node) => node.name) {
  const keys = nodes.flatMap((node) => keyOf(node)?.toLowerCase().trimEnd() ?? []);
  return keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `${what} twice: ${key}`);
}

function allNodes(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...allNodes(node.children)]);
}

export function relationshipProblems(model: Model): string[] {
  const { relationships } = model;
  const used = measuresOf(model).flatMap((measure) => daxReferences(measure.expression.join('\n')).relationships);
  return [
    ...doubles('relationship', relationships),
    ...relationships.flatMap((relationship) => {
      const { name } = relationship;
      const [from, to] = endsOf(relationship);
      const isInactive = valueOf(relationship, 'isActive') === 'false';
      const isUsed = used.some(([a, b]) => a === daxName(from) && b === daxName(to));
      const types = [from, to].map((end) => dataTypeOf(model, end));
      return [
        ...(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name) ? [] : [`${name}: no id`]),
        ...(types[0] !== undefined && types[0] === types[1] ? [] : [`${name}: ends ${types.join(' and ')}`]),
        ...(isInactive && !isUsed ? [`${name}: inactive, and no measure uses it`] : []),
      ];
    }),
    ...used
      .filter(([a, b]) => !relationships.some((one) => endsOf(one).map(daxName).join() === [a, b].join()))
      .map(([a, b]) => `a measure uses a relationship that is not there: ${a} ${b}`),
  ];
}

export interface End {
  table: string;
  column: string;
}

export function endsOf(relationship: Node): [End, End] {
  return [unqualified(valueOf(relationship, 'fromColumn') ?? ''), unqualified(valueOf(relationship, 'toColumn') ?? '')];
}

function daxName({ table, column }: End): string {
  return `'${table}'[${column}]`;
}

function dataTypeOf({ tables }: Model, { table, column }: End): string | null | undefined {
  const found = tables.find(({ name }) => name === table);
  const node = found && columnsOf(found).find(({ name }) => name === column);
  return node && valueOf(node, 'dataType');
}

/** Power BI refuses a model where a filter can travel between two tables in two ways. */
export function ambiguousPaths({ tables, relationships }: Model): string[] {
  const steps = relationships
    .filter((relationship) => valueOf(relationship, 'isActive') !== 'false')
    .flatMap((relationship) => {
      const [from, to] = endsOf(relationship);
      const down = [to.table, from.table] as const;
      const up = [from.table, to.table] as const;
      return valueOf(relationship, 'crossFilteringBehavior') === 'bothDirections' ? [down, up] : [down];
    });
  const paths = (start: string, end: string, passed: readonly string[]): number =>
    start === end
      ? 1
      : steps
          .filter(([a, b]) => a === start && !passed.includes(b))
          .reduce((sum, [, b]) => sum + paths(b, end, [...passed, b]), 0);
  return tables.flatMap((start) =>
    tables
      .filter((end) => end !== start && paths(start.name, end.name, [start.name]) > 1)
      .map((end) => `${start.name} filters ${end.name} in more than one way`),
  );
}

const FUNCTIONS =
  'ABS ALL ALLEXCEPT AVERAGE AVERAGEX CALCULATE CALCULATETABLE COUNTROWS CROSSFILTER DATEDIFF DISTINCTCOUNT DIVIDE FALSE FILTER IF ISBLANK ISFILTERED KEEPFILTERS MAX MAXX MEDIAN MIN MINX NOT PERCENTILE.INC REMOVEFILTERS SUM SUMX TRUE USERELATIONSHIP VALUES'.split(
    ' ',
  );

export function measureProblems(model: Model): string[] {
  const names = measuresOf(model).map(({ name }) => name);
  return measuresOf(model).flatMap((measure) => {
    const refers = daxReferences(measure.expression.join('\n'));
    return [
      ...refers.columns
        .filter((end) => dataTypeOf(model, end) === undefined)
        .map((end) => `${measure.name}: no column ${daxName(end)}`),
      ...refers.tables
        .filter((table) => !model.tables.some(({ name }) => name === table))
        .map((table) => `${measure.name}: no table ${table}`),
      ...refers.measures.filter((name) => !names.includes(name)).map((name) => `${measure.name}: no measure ${name}`),
      ...refers.functions
        .filter((name) => !FUNCTIONS.includes(name))
        .map((name) => `${measure.name}: no function ${name}`),
      ...(measure.description.length > 0 ? [] : [`${measure.name}: no description`]),
      ...(valueOf(measure, 'formatString') ? [] : [`${measure.name}: no format`]),
    ];
  });
}

/** The marked date table has a key of dates, and the model lists what there is. */
export function structureProblems({ tables, model, expressions }: Model): string[] {
  const marked = tables.filter((table) => valueOf(table, 'dataCategory') === 'Time');
  const keys = marked.flatMap(columnsOf).filter((column) => has(column, 'isKey'));
  const listed = model.filter(({ keyword }) => keyword === 'ref table').map(({ name }) => name);
  const order: unknown = JSON.parse(model.find(({ name }) => name === 'PBI_QueryOrder')?.value ?? 'null');
  const wanted = [...expressions, ...tables].map(({ name }) => name);
  return [
    ...(marked.length === 1 && keys.length === 1 && keys[0] && valueOf(keys[0], 'dataType') === 'dateTime'
      ? []
      : ['no date table with a date as key']),
    ...(listed.toSorted().join() ===
    tables
      .map(({ name }) => name)
      .toSorted()
      .join()
      ? []
      : ['tables not listed']),
    ...(Array.isArray(order) && order.toSorted().join() === wanted.toSorted().join() ? [] : ['queries not listed']),
    ...tables
      .filter((table) => childrenOf(table, 'partition').length !== 1)
      .map((table) => `${table.name}: not one partition`),
  ];
}
