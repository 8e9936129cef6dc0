/** A run that is killed while it brings an older working database up to date: the next one finds it as it was, or done. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { UPGRADE_FAILPOINTS } from '../../etl/src/base/failpoint';
import { lakePaths, openWorkingDatabase } from '../../etl/src/store/database';
import { STATE_VERSION, stateVersion } from '../../etl/src/store/ddl';
import { textIn } from '../../etl/src/store/row';
import { exportInChild, useCompiledExporter } from '../support/child-run';
import { configOf, newLake } from '../support/lake';
import { AS_VERSION_3 } from '../support/older-state';
import { tinySource } from '../support/tiny-vendor';

useCompiledExporter();

test.each(UPGRADE_FAILPOINTS)('killed at %s', async (failpoint) => {
  const lake = newLake();
  const { state } = lakePaths(lake);
  const made = await openWorkingDatabase(lake);
  for (const statement of AS_VERSION_3) await made.run(statement);
  await made.close();
  const killed = await exportInChild(configOf(lake, [tinySource()]), { failpoint });
  expect({ failpoint, ...killed }).toMatchObject({ failpoint, signal: 'SIGKILL', stderr: '' });
  const opened = await openWorkingDatabase(lake);
  try {
    expect(await stateVersion(opened)).toBe(STATE_VERSION);
    const types = await opened.all(
      "SELECT data_type FROM duckdb_columns() WHERE table_name = 'w_tickets' AND column_name = 'hash'",
      undefined,
      (row) => textIn(row, 'data_type'),
    );
    expect(types).toEqual(['UBIGINT']);
  } finally {
    await opened.close();
  }
  expect(existsSync(path.join(state, 'working.v3.duckdb'))).toBe(true);
  expect(readdirSync(state).filter((name) => name.endsWith('.part'))).toEqual([]);
});
