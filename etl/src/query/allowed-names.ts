/**
 * Which functions and catalog views a query may name. A SELECT can change something (`enable_logging`, `checkpoint`),
 * run text as SQL (`query`), or tell the settings and paths of this machine (`current_setting`, `pg_settings`).
 */
import type { DuckDBConnection } from '@duckdb/node-api';

/** Table functions: what makes rows out of values, and what describes the tables. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
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
  'range',
  'repeat',
  'repeat_row',
  'summary',
  'unnest',
]);

/** Of the views that DuckDB brings along: those that describe the tables. */
const CATALOG_VIEWS: ReadonlySet<string> = new Set([
  'columns',
  'constraint_column_usage',
  'constraint_table_usage',
  'duckdb_columns',
  'duckdb_constraints',
  'duckdb_indexes',
  'duckdb_schemas',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
  'key_column_usage',
  'referential_constraints',
  'sqlite_master',
  'sqlite_schema',
  'table_constraints',
  'tables',
  'views',
]);

/**
 * Functions of values, which are hundreds, are allowed but for these: they tell settings, variables, or the statement
 * around the query (it names a file), plan other SQL, write a log, or only wait.
 */
export const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_query',
  'current_setting',
  'get_block_size',
  'getenv',
  'getvariable',
  'json_serialize_plan',
  'pg_sleep',
  'sleep_ms',
  'write_log',
]);

/** What SHOW may list, as DuckDB writes it in the tree. */
const SHOWN: ReadonlySet<string> = new Set(['"tables"', '__show_tables_expanded']);

/** The statement that is explained is looked at instead: DuckDB writes out the tree of a SELECT only. */
const EXPLAIN = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*EXPLAIN(?:\s+ANALYZE)?(?:\s*\([^)]*\))?(?=[\s(])/i;

/** `refused` says what; null where DuckDB cannot say what the statement names. */
export type NameCheck = { ok: true } | { ok: false; refused: string | null };

/** To be asked before the statement is prepared: binding calls some functions already. */
export async function checkNames(connection: DuckDBConnection, sql: string): Promise<NameCheck> {
  const inner = sql.replace(EXPLAIN, '');
  const read = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS tree', [inner]);
  const tree: unknown = JSON.parse(String(read.getRowsJS()[0]?.[0]));
  if (!isObject(tree) || tree['error'] === true) return { ok: false, refused: null };
  const views = await connection.runAndReadAll('SELECT lower(view_name) FROM duckdb_views() WHERE internal');
  const builtIn = new Set(views.getRowsJS().map(([name]) => String(name)));
  for (const node of nodesOf(tree)) {
    const refused = refusedAt(node, builtIn);
    if (refused !== null) return { ok: false, refused };
  }
  return { ok: true };
}

function refusedAt(node: Record<string, unknown>, builtIn: ReadonlySet<string>): string | null {
  if (node['type'] === 'TABLE_FUNCTION') {
    const name = nameIn(node['function'], 'function_name');
    if (name === null || !TABLE_FUNCTIONS.has(name))
      return `the table function ${name ?? '(unknown)'} cannot be called`;
  }
  const called = nameIn(node, 'function_name');
  if (called !== null && REFUSED_FUNCTIONS.has(called)) return `the function ${called} cannot be called`;
  const read = nameIn(node, 'table_name');
  if (read === null || read === '') return null;
  if (node['type'] === 'SHOW_REF') return SHOWN.has(read) ? null : `SHOW ${read.replaceAll('"', '')} cannot be run`;
  return builtIn.has(read) && !CATALOG_VIEWS.has(read) ? `the view ${read} cannot be read` : null;
}

function* nodesOf(tree: unknown): Generator<Record<string, unknown>> {
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isObject(node)) continue;
    yield node;
    for (const part of Object.values(node)) waiting.push(part);
  }
}

/** DuckDB knows names in any case. */
function nameIn(node: unknown, member: string): string | null {
  const name = isObject(node) ? node[member] : undefined;
  return typeof name === 'string' ? name.toLowerCase() : null;
}

/** Arrays are objects, too: their members are looked at alike. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
