/** One read-only statement on the published tables, from its text to rows. */
import { StatementType } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import { messageOf } from '../state/system-error';

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
 * @throws QueryError for SQL that cannot be read, that names what is not there, or that would change something
 */
export async function runStatement(connection: DuckDBConnection, sql: string): Promise<DuckDBResult> {
  const statement = await prepare(connection, sql);
  return asQueryError(() => statement.stream());
}

/** Copies a query's rows to a Parquet file, the only one that the connection may write. */
export async function copyToParquet(connection: DuckDBConnection, sql: string, file: string): Promise<void> {
  const statement = await prepare(connection, sql);
  if (statement.statementType !== StatementType.SELECT)
    throw new QueryError('only the rows of a SELECT can be written as Parquet');
  const quoted = `'${file.replaceAll("'", "''")}'`;
  // As a view, so that a comment or semicolon at the end of the SQL does no harm.
  await asQueryError(() => connection.run(`CREATE TEMP VIEW query_result AS ${sql}`));
  await asQueryError(() =>
    connection.run(`COPY query_result TO ${quoted} (FORMAT parquet, COMPRESSION snappy, USE_TMP_FILE false)`),
  );
}

async function prepare(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  // DuckDB reports an empty statement as an error without words.
  if (sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|[;\s]/g, '') === '') throw new QueryError('there is no SQL to run');
  const statements = await asQueryError(() => connection.extractStatements(sql));
  if (statements.count !== 1) throw new QueryError(`${statements.count} statements were given: run one at a time`);
  const statement = await asQueryError(() => statements.prepare(0));
  if (READING.includes(statement.statementType)) return statement;
  throw new QueryError(
    'this statement would change something: only queries can be run here (SELECT, DESCRIBE, SUMMARIZE, EXPLAIN)',
  );
}

/** DuckDB throws plain errors; here they can only be about the SQL. */
export async function asQueryError<T>(work: () => Promise<T>): Promise<T> {
  const outcome = await work().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) return outcome.value;
  throw new QueryError(
    messageOf(outcome.error)
      .replace(/^Failed to extract statements: /, '')
      .trim(),
  );
}
