/** A DuckDB connection as the rest of the house sees it: statements in, typed rows out, one transaction at a time. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { Row } from './row';

/** By position (`?`) or by name (`$name`). */
export type Params = DuckDBValue[] | Record<string, DuckDBValue>;

/** Runs statements. Handed to transactions; outside of them `Working` is one, too. */
export interface Session {
  run(sql: string, params?: Params): Promise<void>;
  /** An INSERT, UPDATE or DELETE. @returns how many rows it wrote or removed */
  write(sql: string, params?: Params): Promise<number>;
  /** @param read turns a row into what the caller wants; it throws on a row of another shape */
  all<T>(sql: string, params: Params | undefined, read: (row: Row) => T): Promise<T[]>;
  /** The first row, or undefined. */
  one<T>(sql: string, params: Params | undefined, read: (row: Row) => T): Promise<T | undefined>;
}

class ConnectionSession implements Session {
  constructor(private readonly connection: DuckDBConnection) {}

  async run(sql: string, params?: Params): Promise<void> {
    await this.connection.run(sql, params);
  }

  async write(sql: string, params?: Params): Promise<number> {
    return (await this.connection.run(sql, params)).rowsChanged;
  }

  async all<T>(sql: string, params: Params | undefined, read: (row: Row) => T): Promise<T[]> {
    const reader = await this.connection.runAndReadAll(sql, params);
    return reader.getRowObjectsJS().map(read);
  }

  async one<T>(sql: string, params: Params | undefined, read: (row: Row) => T): Promise<T | undefined> {
    return (await this.all(sql, params, read))[0];
  }
}

/** A session whose statements and transactions wait for one another: one connection has one transaction. */
export class QueuedSession implements Session {
  protected readonly inner: Session;
  private last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection) {
    this.inner = new ConnectionSession(connection);
  }

  run(sql: string, params?: Params): Promise<void> {
    return this.queued(() => this.execute(() => this.inner.run(sql, params)));
  }

  write(sql: string, params?: Params): Promise<number> {
    return this.queued(() => this.execute(() => this.inner.write(sql, params)));
  }

  all<T>(sql: string, params: Params | undefined, read: (row: Row) => T): Promise<T[]> {
    return this.queued(() => this.execute(() => this.inner.all(sql, params, read)));
  }

  one<T>(sql: string, params: Params | undefined, read: (row: Row) => T): Promise<T | undefined> {
    return this.queued(() => this.execute(() => this.inner.one(sql, params, read)));
  }

  /**
   * Everything that `work` does happens or nothing does. `work` must use the session it is handed, as the outer one
   * waits for the transaction to end, and may be called again when it failed.
   */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.queued(() => this.execute(() => inTransaction(this.inner, work)));
  }

  /** Several statements without others between them, each by itself. */
  exclusive<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.queued(() => work(this.inner));
  }

  /** Resolves when nothing runs any more. */
  async whenIdle(): Promise<void> {
    await this.last.catch(() => undefined);
  }

  /** A statement or a transaction, of which nothing has happened when it fails: it may be done again. */
  protected execute<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  private queued<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work, work);
    this.last = next;
    next.catch(() => undefined);
    return next;
  }
}

/** Everything that `work` does happens or nothing does. For a session that was handed out by `exclusive`. */
export async function inTransaction<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  await session.run('BEGIN TRANSACTION');
  try {
    const result = await work(session);
    await session.run('COMMIT');
    return result;
  } catch (error) {
    await rollBack(session);
    throw error;
  }
}

/** A failed COMMIT has rolled back already; then there is no transaction to end. */
async function rollBack(session: Session): Promise<void> {
  await session.run('ROLLBACK').catch(() => undefined);
}
