/**
 * Which table functions a query may call. Some of DuckDB's change something although a SELECT calls them
 * (`enable_logging`, `checkpoint`), run text as SQL (`query`), or tell of this machine.
 */
import type { DuckDBConnection } from '@duckdb/node-api';

/** Of DuckDB's own: what makes rows out of values, and what describes the tables. */
const ALLOWED: ReadonlySet<string> = new Set([
  'duckdb_columns',
  'duckdb_constraints',
  'duckdb_functions',
  'duckdb_indexes',
  'duckdb_keywords',
  'duckdb_schemas',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
  'generate_series',
  'icu_calendar_names',
  'json_each',
  'json_tree',
  'pg_timezone_names',
  'pragma_show',
  'pragma_table_info',
  'pragma_version',
  'query_table',
  'range',
  'repeat',
  'repeat_row',
  'summary',
  'unnest',
]);

/** The statement that is explained is looked at instead: DuckDB writes out the tree of a SELECT only. */
const EXPLAIN = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*EXPLAIN(?:\s+ANALYZE)?(?:\s*\([^)]*\))?(?=[\s(])/i;

export type FunctionCheck = { ok: true } | { ok: false; function: string | null };

/**
 * To be asked before the statement is prepared: binding calls some functions already.
 * @returns the first function that is not allowed, or null where DuckDB cannot say what the statement calls
 */
export async function checkTableFunctions(connection: DuckDBConnection, sql: string): Promise<FunctionCheck> {
  const inner = sql.replace(EXPLAIN, '');
  const read = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS tree', [inner]);
  const tree: unknown = JSON.parse(String(read.getRowsJS()[0]?.[0]));
  if (!isObject(tree) || tree['error'] === true) return { ok: false, function: null };
  const refused = calledIn(tree).find((name) => !ALLOWED.has(name.toLowerCase()));
  return refused === undefined ? { ok: true } : { ok: false, function: refused };
}

function calledIn(tree: unknown): string[] {
  const found: string[] = [];
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isObject(node)) continue;
    if (node['type'] === 'TABLE_FUNCTION') found.push(nameOf(node['function']));
    for (const part of Object.values(node)) waiting.push(part);
  }
  return found;
}

/** A call whose name cannot be read is not on the list. */
function nameOf(call: unknown): string {
  const name = isObject(call) ? call['function_name'] : undefined;
  return typeof name === 'string' ? name : '(unknown)';
}

/** Arrays are objects, too: their members are looked at alike. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
