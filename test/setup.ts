/** Before every test file. Both libraries are loaded by the files alone that use them. */
import type * as DuckDB from '@duckdb/node-api';
import type * as FastCheck from 'fast-check';

const SEED = 20_261_122;

/** What fails, fails again for whoever looks: TICKETLAKE_SEED=random looks elsewhere each time, a number at one place. */
jest.mock('fast-check', () => {
  const actual = jest.requireActual<typeof FastCheck>('fast-check');
  const wanted = process.env['TICKETLAKE_SEED'] ?? String(SEED);
  if (wanted !== 'random') actual.configureGlobal({ ...actual.readConfigureGlobal(), seed: Number(wanted) });
  return actual;
});

/**
 * Two test files run at a time: more threads for small lakes cost a third more. Trying whether short texts could be
 * compressed by symbol tables is half of what writing a small database costs. The slow tests do both.
 */
if (process.env['TICKETLAKE_TESTS'] === undefined)
  jest.mock('@duckdb/node-api', () => {
    const actual = jest.requireActual<typeof DuckDB>('@duckdb/node-api');
    const { DuckDBInstance } = actual;
    // The files of a process share it.
    if (DuckDBInstance.create.name === 'createQuickly') return actual;
    const create = DuckDBInstance.create.bind(DuckDBInstance);
    DuckDBInstance.create = async function createQuickly(file, options) {
      const instance = await create(file, { ...options, threads: '1' });
      if (options?.['access_mode'] === 'READ_ONLY' || options?.['lock_configuration'] !== undefined) return instance;
      const connection = await instance.connect();
      // As an option of `create` it is taken, and has no effect (DuckDB 1.5.6).
      await connection.run("SET disabled_compression_methods = 'fsst,dict_fsst'");
      connection.closeSync();
      return instance;
    };
    return actual;
  });
