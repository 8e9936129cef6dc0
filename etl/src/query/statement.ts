/** One read-only statement on the published tables, from its text to rows. */
import { StatementType } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { toResult } from '../../../vendors/result';
import { messageOf } from '../base/system-error';
import { ticketsAwaited } from '../base/tickets-awaited';
import { comesWithTickets } from '../schema/awaited-tickets';
import { checkNames } from './allowed-names';
import { runs } from '../schema/run-tables';
import { tickets } from '../schema/ticket-tables';
import type { RowLimit } from './row-limit';

/** What is wrong with the SQL, in DuckDB's words: with the place, and often the nearest name. */
export class QueryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueryError';
  }
}

const READING: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN];

/**
 * @returns the result, whose rows are read as they are asked for
 * @throws QueryError for SQL that cannot be read, that names what is not there, or that would change something;
 * LakeError `no_tickets` for a table that is published with the first tickets, while they are awaited
 */
export async function runStatement(
  connection: DuckDBConnection,
  sql: string,
  params: QueryParams | null = null,
): Promise<DuckDBResult> {
  const statement = await prepare(connection, sql);
  await asQueryError(() => bind(statement, params));
  return asQueryError(() => statement.stream());
}

export interface ParquetCopy {
  params?: QueryParams | null;
  /** Default: all of them. */
  limit?: RowLimit;
}

/** Copies a query's rows to a Parquet file, the only one that the connection may write. */
export async function copyToParquet(
  connection: DuckDBConnection,
  sql: string,
  file: string,
  { params = null, limit }: ParquetCopy = {},
): Promise<void> {
  const statement = await prepare(connection, sql);
  if (statement.statementType !== StatementType.SELECT)
    throw new QueryError('only the rows of a SELECT can be written as Parquet');
  const quoted = `'${file.replaceAll("'", "''")}'`;
  // As a view, so that a comment or semicolon at the end of the SQL does no harm; a view takes no parameters.
  await asQueryError(async () => {
    if (params === null) await connection.run(`CREATE TEMP VIEW query_result AS ${sql}`);
    else await bindAndRun(connection, `CREATE TEMP TABLE query_result AS ${sql}`, params);
  });
  const rows = limit === undefined ? 'query_result' : `(FROM query_result LIMIT ${limit.most})`;
  await asQueryError(async () => {
    const copied = await connection.runAndReadAll(
      `COPY ${rows} TO ${quoted} (FORMAT parquet, COMPRESSION snappy, USE_TMP_FILE false)`,
    );
    if (limit === undefined || limit.take(Number(copied.getRowsJS()[0]?.[0] ?? 0)) < limit.most) return;
    const more = await connection.runAndReadAll(`SELECT 1 FROM query_result OFFSET ${limit.most} LIMIT 1`);
    limit.take(more.currentRowCount);
  });
}

/** By position or by name. */
export type QueryParams = Scalar[] | Record<string, Scalar>;
type Scalar = string | number | boolean | null;

async function bindAndRun(connection: DuckDBConnection, sql: string, params: QueryParams): Promise<void> {
  const statement = await connection.prepare(sql);
  await bind(statement, params);
  await statement.run();
}

/** Whole numbers as such: as a double, 9007199254740993 would not be found. */
function bind(statement: DuckDBPreparedStatement, params: QueryParams | null): Promise<void> {
  const count = Array.isArray(params) ? params.length : Object.keys(params ?? {}).length;
  if (count !== statement.parameterCount)
    return Promise.reject(new Error(`the SQL has ${statement.parameterCount} parameters, ${count} were given`));
  const toDuckDb = (value: Scalar): DuckDBValue => (Number.isSafeInteger(value) ? BigInt(Number(value)) : value);
  if (Array.isArray(params)) statement.bind(params.map(toDuckDb));
  else if (params !== null)
    statement.bind(Object.fromEntries(Object.entries(params).map(([name, value]) => [name, toDuckDb(value)])));
  return Promise.resolve();
}

/** By itself it lists a table twice that stands in memory, too: as `runs` after a run that found nothing. */
const SHOW_TABLES = /^((?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*SHOW\s+TABLES)(?=\s*(?:;|--|\/\*|$))/i;

async function prepare(connection: DuckDBConnection, text: string): Promise<DuckDBPreparedStatement> {
  const sql = text.replace(SHOW_TABLES, '$1 FROM ticketlake');
  // DuckDB reports an empty statement as an error without words.
  if (sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|[;\s]/g, '') === '') throw new QueryError('there is no SQL to run');
  const statements = await asQueryError(() => connection.extractStatements(sql));
  if (statements.count !== 1)
    throw new QueryError(`${statements.count} statements were given, and only one can be run at a time`);
  const names = await asQueryError(() => checkNames(connection, sql));
  if (!names.ok && names.refused !== null) throw new QueryError(`${names.refused} here. Query the published tables`);
  const statement = await asQueryError(() => statements.prepare(0)).catch(async (error: unknown) => {
    throw (await awaitsTickets(connection, error)) ? ticketsAwaited() : error;
  });
  if (!READING.includes(statement.statementType)) {
    throw new QueryError(
      'this statement would change something: only queries can be run here (SELECT, DESCRIBE, SUMMARIZE, EXPLAIN)',
    );
  }
  if (names.ok) return statement;
  throw new QueryError(
    'this statement cannot be checked: write it as SELECT, DESCRIBE, SUMMARIZE, SHOW, or EXPLAIN of one of them',
  );
}

/** Whether a statement fails since it names a table that is published with the first tickets, and there are none yet. */
async function awaitsTickets(connection: DuckDBConnection, error: unknown): Promise<boolean> {
  const [, table] = /Table with name (\S+) does not exist/.exec(messageOf(error)) ?? [];
  if (table === undefined || !comesWithTickets(table.toLowerCase())) return false;
  const held = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'ticketlake'",
  );
  const names = held.getRowsJS().map(([name]) => String(name));
  return names.includes(runs.name) && !names.includes(tickets.name);
}

/** DuckDB throws plain errors; here they can only be about the SQL. */
export async function asQueryError<T>(work: () => Promise<T>): Promise<T> {
  const result = await toResult(work());
  if (result.status === 'fulfilled') return result.value;
  throw new QueryError(
    messageOf(result.reason)
      .replace(/^Failed to extract statements: /, '')
      .trim(),
  );
}
