/** Opens the working database, private to the exporter, and the published one, for readers. */
import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import { failpoint } from '../base/failpoint';
import { literal, quoted } from '../schema/tables';
import { hasPresentShape, olderVersion, prepareTables } from './ddl';
import { sizeOf } from '../base/files';
import { retryWithMoreMemory } from './memory-retry';
import { keepOlderState } from './older-state';
import { opened, openedPatiently, unreadable } from './opened-file';
import { QueuedSession } from './session';
import { messageOf } from '../base/system-error';

export interface DatabaseOptions {
  /** In MB or GB, as DuckDB writes them. */
  memoryLimit?: string;
  threads?: number;
}

export interface ReaderOptions extends DatabaseOptions {
  /** The only file that statements on the published database can reach: the result of a query is copied there. */
  mayWrite?: string;
  /** Parquet files, by the name of the table whose rows they hold in place of those of the database. */
  instead?: ReadonlyMap<string, string>;
}

/** For readers of what is stored or published. */
export const MEMORY_LIMIT = '256MB';
/** What loads and parts of tables need; see more-memory.ts for the rest. */
const WORKING_MEMORY_LIMIT = '112MB';
/** Its statements are many and small: a second thread took more time to wake and to wait than it saved (measured). */
const WORKING_THREADS = 1;
export const THREADS = 2;
/** A batch writes more than DuckDB's default of 16 MB: a checkpoint for each would cost more than the rows. */
export const CHECKPOINT_THRESHOLD = '128MB';
/** What is freed goes back to the system soon: DuckDB's defaults of 128 MB and 512 MB are more than it is given. */
const ALLOCATOR = { allocator_flush_threshold: '8MB', allocator_bulk_deallocation_flush_threshold: '8MB' };
/**
 * Of every DuckDB that is opened. Nothing is ever fetched at run time: icu, json and parquet are bundled. Bytes of files
 * are not remembered: another file of the same name and size may follow within the tick of a disk's clock.
 */
export const COMMON_SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  enable_external_file_cache: 'false',
};

export interface WorkingDatabaseOptions extends DatabaseOptions {
  /** Another file than `state/working.duckdb`: a copy of it that is worked on. */
  file?: string;
  /** How long to wait for another process that looks at it. */
  patienceMs?: number;
}

export interface LakePaths {
  state: string;
  working: string;
  /** Scratch of loads and publications; emptied when the working database is opened. */
  scratch: string;
  parquet: string;
  manifest: string;
  published: string;
}

export function lakePaths(lake: string): LakePaths {
  const state = path.join(lake, 'state');
  const parquet = path.join(lake, 'parquet');
  return {
    state,
    working: path.join(state, 'working.duckdb'),
    scratch: path.join(state, 'scratch'),
    parquet,
    manifest: path.join(parquet, '_manifest.json'),
    published: path.join(lake, 'ticketlake.duckdb'),
  };
}

/** The working database. One connection: statements and transactions wait for one another. */
export class WorkingDatabase extends QueuedSession {
  constructor(
    readonly places: LakePaths,
    readonly memoryLimit: string,
    readonly threads: number,
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {
    super(connection);
  }

  async close(): Promise<void> {
    await this.whenIdle();
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** How many bytes were committed since the last checkpoint: whoever opens the database reads them first. */
  async logBytes(): Promise<number> {
    return (await sizeOf(`${this.places.working}.wal`)) ?? 0;
  }

  /**
   * Makes a function of texts known to statements on this connection, in place of an earlier one of the name. It is NULL
   * where a text is.
   */
  define(name: string, parameters: number, of: (texts: readonly string[]) => string | null): void {
    const made = DuckDBScalarFunction.create({
      name,
      returnType: VARCHAR,
      parameterTypes: Array.from({ length: parameters }, () => VARCHAR),
      mainFunction: (_info, rows, result) => {
        const columns = Array.from({ length: parameters }, (_, at) => rows.getColumnVector(at));
        for (let row = 0; row < rows.rowCount; row += 1) {
          const texts = columns.map((column) => column.getItem(row));
          const isWhole = texts.every((text) => typeof text === 'string');
          result.setItem(row, isWhole ? of(texts) : null);
        }
        result.flush();
      },
    });
    this.connection.registerScalarFunction(made);
  }

  /** Leaves the log beside the database: what is a few kB there, a checkpoint makes more than a megabyte. */
  async closeWithLog(): Promise<void> {
    await this.run('PRAGMA disable_checkpoint_on_shutdown');
    await this.close();
  }

  protected override execute<T>(work: () => Promise<T>): Promise<T> {
    return retryWithMoreMemory({ memoryLimit: this.memoryLimit, run: (sql) => this.inner.run(sql) }, work);
  }
}

/** @param kept name of what stays: DuckDB may have spilled there while it opened the database */
async function emptyFolder(folder: string, kept: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name !== kept) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Opens `state/working.duckdb` of a lake, and makes it where there is none.
 * @throws LakeError when it was written by a newer Ticketlake, is none of ours, is in use, or cannot be read
 */
export async function openWorkingDatabase(
  lake: string,
  options: WorkingDatabaseOptions = {},
): Promise<WorkingDatabase> {
  const standing = lakePaths(lake);
  const places = { ...standing, working: options.file ?? standing.working };
  const found = await openedIn(places, options);
  const isPresent = await orClosed(found, () => hasPresentShape(found.working));
  if (isPresent) return orClosed(found, () => emptied(found));
  const older = await orClosed(found, () => olderVersion(found.working));
  if (older === null) return orClosed(found, () => prepared(found));
  await found.working.close();
  await keepOlderState(places.working, older);
  const again = await openedIn(places, options);
  const working = await orClosed(again, () => prepared(again));
  failpoint('upgrade.migrated');
  return working;
}

async function orClosed<T>({ working }: Opened, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await working.close();
    throw error;
  }
}

interface Opened {
  working: WorkingDatabase;
  /** Where DuckDB spills. */
  spill: string;
}

async function prepared(opened: Opened): Promise<WorkingDatabase> {
  const working = await emptied(opened);
  await working.transaction((session) => prepareTables(session));
  return working;
}

/** Staging files that nobody loaded go. */
async function emptied({ working, spill }: Opened): Promise<WorkingDatabase> {
  // Not before nobody else can have the database open: it would lose what it is about to load.
  await emptyFolder(working.places.scratch, path.basename(spill));
  return working;
}

async function openedIn(places: LakePaths, options: WorkingDatabaseOptions): Promise<Opened> {
  const memoryLimit = options.memoryLimit ?? WORKING_MEMORY_LIMIT;
  const threads = options.threads ?? WORKING_THREADS;
  await mkdir(path.dirname(places.working), { recursive: true });
  const spill = path.join(places.scratch, `spill-${randomUUID()}`);
  const instance = await openedPatiently(
    places.working,
    {
      ...COMMON_SETTINGS,
      memory_limit: memoryLimit,
      threads: String(threads),
      temp_directory: spill,
      preserve_insertion_order: 'false',
      ...ALLOCATOR,
      checkpoint_threshold: CHECKPOINT_THRESHOLD,
    },
    options.patienceMs,
  );
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return { working: new WorkingDatabase(places, memoryLimit, threads, instance, connection), spill };
}

/**
 * Opens the working database as it stands, to look at it: nothing is made, migrated or written, beside it neither.
 * @returns null when there is none
 * @throws LakeError when it is in use, or cannot be read
 */
export async function openWorkingDatabaseToRead(lake: string): Promise<WorkingDatabase | null> {
  const places = lakePaths(lake);
  if (!(await exists(places.working))) return null;
  const instance = await opened(places.working, {
    ...COMMON_SETTINGS,
    access_mode: 'READ_ONLY',
    memory_limit: MEMORY_LIMIT,
    threads: String(THREADS),
    temp_directory: '',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return new WorkingDatabase(places, MEMORY_LIMIT, THREADS, instance, connection);
}

/** The name of the published database in statements: that of its file. */
const PUBLISHED = 'ticketlake';

/**
 * Opens a published database for reading. Statements on it can neither write to it, nor reach a file or the network,
 * nor change these settings.
 * @throws LakeError when the file cannot be read
 */
export async function readerOf(file: string, options: ReaderOptions = {}): Promise<PublishedReader> {
  const instance = await opened(':memory:', {
    ...COMMON_SETTINGS,
    memory_limit: options.memoryLimit ?? MEMORY_LIMIT,
    threads: String(options.threads ?? THREADS),
    temp_directory: '',
  });
  const connection = await instance.connect();
  const instead = [...(options.instead ?? new Map<string, string>())];
  try {
    // For every further connection, too: the settings are locked below.
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await attachPublished(connection, file);
    for (const [table, parquet] of instead) await connection.run(copySql(table, parquet));
    if (options.mayWrite !== undefined) await connection.run(`SET allowed_paths = [${literal(options.mayWrite)}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    const reader = new PublishedReader(instance, connection, new Set(instead.map(([table]) => table)));
    await reader.prepare(connection);
    return reader;
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
}

async function attachPublished(connection: DuckDBConnection, file: string): Promise<void> {
  try {
    await connection.run(`${attachSql(file, PUBLISHED)} (READ_ONLY)`);
  } catch (error) {
    throw unreadable(file, messageOf(error));
  }
}

function copySql(table: string, parquet: string): string {
  return `CREATE TABLE memory.main.${quoted(table)} AS SELECT * FROM read_parquet(${literal(parquet)}, hive_partitioning = false)`;
}

export class PublishedReader extends QueuedSession {
  /** @param instead tables whose rows stand in memory, which are not those of the database */
  constructor(
    private readonly instance: DuckDBInstance,
    /** For results that are streamed, and to interrupt a statement. */
    readonly connection: DuckDBConnection,
    readonly instead: ReadonlySet<string>,
  ) {
    super(connection);
  }

  /** A further connection with the same settings, for statements side by side; whoever asks for it closes it. */
  async connect(): Promise<DuckDBConnection> {
    const connection = await this.instance.connect();
    await this.prepare(connection);
    return connection;
  }

  /** Makes names mean the published tables. A temporary table comes before one of the database that has its name. */
  async prepare(connection: DuckDBConnection): Promise<void> {
    await connection.run(`USE ${PUBLISHED}`);
    for (const table of this.instead)
      await connection.run(`CREATE TEMP TABLE ${quoted(table)} AS SELECT * FROM memory.main.${quoted(table)}`);
  }

  async close(): Promise<void> {
    await this.whenIdle();
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** `ATTACH` for a file beside the working database. */
export function attachSql(file: string, as: string): string {
  return `ATTACH ${literal(file)} AS ${as}`;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
