/** Every DuckDB of the program is opened with the same settings: nothing fetched, no bytes of files remembered. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { COMMON_SETTINGS } from '../../etl/src/store/database';
import { openReader } from '../../etl/src/store/reader';
import type { Session } from '../../etl/src/store/session';
import { booleanIn } from '../../etl/src/store/row';
import { TestLake } from '../support/working-lake';

const SOURCES = path.join(__dirname, '../../etl/src');

async function settingsOf(session: Session) {
  const names = Object.keys(COMMON_SETTINGS);
  const [found] = await session.all(
    `SELECT ${names.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
    undefined,
    (row) => names.map((name) => booleanIn(row, name)),
  );
  return found;
}

const NONE = Object.keys(COMMON_SETTINGS).map(() => false);

it('they hold where the lake is written, where it is read, and where files are read', async () => {
  const lake = await TestLake.open();
  const reader = await openReader();
  try {
    await lake.load([]);
    expect(await settingsOf(lake.working)).toEqual(NONE);
    expect(await settingsOf(reader)).toEqual(NONE);
  } finally {
    await reader.close();
    await lake.close();
  }
});

it('no file opens a DuckDB without them', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const opening = files.filter((name) =>
    /DuckDBInstance\.create\(|await opened(?:Patiently)?\(/.test(readFileSync(path.join(SOURCES, name), 'utf8')),
  );
  expect(opening.length).toBeGreaterThan(4);
  const without = opening.filter(
    (name) => !readFileSync(path.join(SOURCES, name), 'utf8').includes('COMMON_SETTINGS') && name !== OPENED,
  );
  expect(without).toEqual([]);
});

/** Is handed its settings. */
const OPENED = path.join('store', 'opened-file.ts');
