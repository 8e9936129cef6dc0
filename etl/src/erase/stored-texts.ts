/** Looks for a person in every text of a database, whatever table it is in, and erases it there. */
import { parseJson } from '../../../vendors/json';
import { literal, quoted } from '../schema/tables';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Eraser } from '../privacy/eraser';
import { MAY_READ_ELSE } from '../privacy/lookalikes';

interface TextColumn {
  table: string;
  /** SQL to read from. */
  relation: string;
  column: string;
  isList: boolean;
  hasSource: boolean;
}

export interface Search {
  eraser: Eraser;
  /** Lower case: no text names the person without one of them, unless characters in it read as others. */
  needles: readonly string[];
  /** With which digits masks write the addresses and names of the person. */
  digits: readonly string[];
  /** Rows of other sources are not looked at. */
  sources: readonly string[];
}

/** Kept by the exporter itself: hashes and versions. */
const NOT_OURS: ReadonlySet<string> = new Set(['meta']);

/** How many rows name the person, by table; tables without any are left out. */
export async function referencesByTable(
  session: Session,
  search: Search,
  includesTable: (table: string) => boolean,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const column of await textColumns(session, includesTable)) {
    const found = (await candidates(session, column, search)).filter(({ text }) => names(column, text, search));
    const rows = found.reduce((sum, { rows: each }) => sum + each, 0);
    if (rows > 0) counts.set(column.table, (counts.get(column.table) ?? 0) + rows);
  }
  return counts;
}

/** How many texts of a Parquet file name the person. */
export async function mentionsInParquet(session: Session, file: string, search: Search): Promise<number> {
  const relation = `read_parquet(${literal(file)}, hive_partitioning = false)`;
  const columns = await session.all(`DESCRIBE SELECT * FROM ${relation}`, undefined, (row) => ({
    column: textIn(row, 'column_name'),
    type: textIn(row, 'column_type'),
  }));
  if (!(await hasRows(session, relation))) return 0;
  const hasSource = columns.some(({ column }) => column === 'source');
  let texts = 0;
  for (const { column } of columns.filter(({ type }) => type === 'VARCHAR')) {
    const looked = { table: file, relation, column, isList: false, hasSource };
    const found = await candidates(session, looked, search);
    texts += found.filter(({ text }) => names(looked, text, search)).length;
  }
  return texts;
}

/** To be called in a transaction. @returns how many rows were changed */
export async function eraseTexts(
  session: Session,
  search: Search,
  includesTable: (table: string) => boolean,
): Promise<number> {
  let rows = 0;
  for (const column of await textColumns(session, includesTable)) {
    const changes = (await candidates(session, column, search)).flatMap(({ text, rows: count }) => {
      const erased = erasedIn(column, text, search.eraser);
      return erased === text ? [] : [{ old: text, new: erased, rows: count }];
    });
    if (changes.length === 0) continue;
    await replaceTexts(session, column, changes, search.sources);
    rows += changes.reduce((sum, change) => sum + change.rows, 0);
  }
  return rows;
}

/** Columns whose text is that of a record's members: there it is erased as in the record itself. */
const OF_RECORDS: ReadonlySet<string> = new Set(['extra', 'raw', 'params', 'plan']);

/** Columns that hold paths of members, and ids of fields, which may be made of them. */
const OF_PATHS: ReadonlySet<string> = new Set(['path', 'field', 'field_id', 'field_key']);

function names({ column }: TextColumn, text: string, { eraser, digits }: Search): boolean {
  if (digits.some((each) => text.includes(each))) return true;
  return OF_PATHS.has(column) ? eraser.path(text) !== text : eraser.mentions(text);
}

function erasedIn({ column, isList }: TextColumn, text: string, eraser: Eraser): string {
  if (OF_PATHS.has(column)) return eraser.path(text);
  const parsed = isList || OF_RECORDS.has(column) ? parseJson(text) : undefined;
  return parsed?.ok ? JSON.stringify(eraser.json(parsed.value)) : eraser.text(text);
}

async function textColumns(session: Session, includesTable: (table: string) => boolean): Promise<TextColumn[]> {
  const columns = await session.all(
    `SELECT c.table_name, c.column_name, c.data_type, EXISTS (SELECT 1 FROM duckdb_columns() s WHERE s.table_oid = c.table_oid AND s.column_name = 'source') AS has_source
     FROM duckdb_columns() c JOIN duckdb_tables() t USING (table_oid)
     WHERE t.database_name = current_database() AND NOT t.internal AND NOT t.temporary AND c.data_type IN ('VARCHAR', 'VARCHAR[]') ORDER BY ALL`,
    undefined,
    (row) => ({
      table: textIn(row, 'table_name'),
      relation: quoted(textIn(row, 'table_name')),
      column: textIn(row, 'column_name'),
      isList: textIn(row, 'data_type') === 'VARCHAR[]',
      hasSource: row['has_source'] === true,
    }),
  );
  const searched = columns.filter(({ table }) => !NOT_OURS.has(table) && includesTable(table));
  const filled = new Set<string>();
  for (const relation of new Set(searched.map((each) => each.relation)))
    if (await hasRows(session, relation)) filled.add(relation);
  return searched.filter(({ relation }) => filled.has(relation));
}

/** Most tables of a small lake have none, and to search a column of them costs as much as one of a few rows. */
async function hasRows(session: Session, relation: string): Promise<boolean> {
  return (await session.one(`SELECT 1 FROM ${relation} LIMIT 1`, undefined, () => true)) === true;
}

/** Different texts that may name the person. */
function candidates(
  session: Session,
  column: TextColumn,
  { needles: ofForms, digits, sources }: Search,
): Promise<Array<{ text: string; rows: number }>> {
  const needles = [...ofForms, ...digits];
  if (needles.length === 0) return Promise.resolve([]);
  const text = expressionOf(column);
  return session.all(
    `SELECT ${text} AS text, count(*) AS n FROM ${column.relation} AS t
     WHERE (list_bool_or(list_transform(from_json($needles, '["VARCHAR"]'), needle -> contains(lower(${text}), needle)))
       OR regexp_matches(${text}, ${literal(MAY_READ_ELSE)}))${ofSources(column)}
     GROUP BY text`,
    { needles: JSON.stringify(needles), ...(column.hasSource ? { sources: JSON.stringify(sources) } : {}) },
    (row) => ({ text: textIn(row, 'text'), rows: numberIn(row, 'n') }),
  );
}

async function replaceTexts(
  session: Session,
  column: TextColumn,
  changes: ReadonlyArray<{ old: string; new: string }>,
  sources: readonly string[],
): Promise<void> {
  const { relation, column: name, isList } = column;
  const pairs = JSON.stringify(changes.map((change) => ({ old: change.old, new: change.new })));
  await session.run(
    `CREATE OR REPLACE TEMP TABLE erased_texts AS SELECT item.old, item.new FROM (SELECT unnest(from_json($pairs, '[{"old":"VARCHAR","new":"VARCHAR"}]')) AS item)`,
    { pairs },
  );
  const value = isList ? `from_json(e.new, '["VARCHAR"]')` : 'e.new';
  await session.run(
    `UPDATE ${relation} AS t SET ${quoted(name)} = ${value} FROM erased_texts e WHERE ${expressionOf(column)} = e.old${ofSources(column)}`,
    column.hasSource ? { sources: JSON.stringify(sources) } : {},
  );
  await session.run('DROP TABLE erased_texts');
}

function expressionOf({ column, isList }: TextColumn): string {
  return isList ? `to_json(t.${quoted(column)})::VARCHAR` : `t.${quoted(column)}`;
}

function ofSources({ hasSource }: TextColumn): string {
  return hasSource ? ` AND t.source IN (SELECT unnest(from_json($sources, '["VARCHAR"]')))` : '';
}
