/** The order of a build is what the compiler checks: a table that no statement has made has no handle. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openMinutes } from '../../etl/src/marts/business-calendar';
import type { Tables } from '../../etl/src/marts/temporary-table';
import { make, makeEmpty } from '../../etl/src/marts/temporary-table';
import { TestLake } from '../support/working-lake';

const MARTS = path.join(__dirname, '..', '..', 'etl', 'src', 'marts');
/** Where temporary tables and views get their names. */
const NAMING = new Set(['temporary-table.ts', 'scope.ts']);

/** Names of temporary tables, scoped views and marts that a text of a program spells out. */
function spelled(text: string): string[] {
  const program = text.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [...program.matchAll(/(?<![\w$.])[tsm]_[a-z_]*[a-z](?!\w)/g)].map(([name]) => name);
}

test('no statement of a mart spells out the name of a temporary table: it needs the handle', () => {
  const files = readdirSync(MARTS).filter((file) => !NAMING.has(file));
  const found = files.flatMap((file) =>
    spelled(readFileSync(path.join(MARTS, file), 'utf8')).map((name) => [file, name]),
  );
  expect(files.length).toBeGreaterThan(15);
  expect(found).toEqual([]);
  expect(spelled('/** Makes t_a. */ run(`SELECT * FROM t_b JOIN s_c ON t.d = ${t.e}`)')).toEqual(['t_b', 's_c']);
});

test('handles name the tables that were made', async () => {
  const lake = await TestLake.open();
  try {
    const numbers = await make(lake.working, 'numbers', 'SELECT unnest([1, 2, 3]) AS n WHERE $yes', { yes: true });
    const none = await makeEmpty(lake.working, 'none', 'n INTEGER');
    const both = { ...numbers, ...none };
    const found = await lake.working.one(
      `SELECT (SELECT count(*) FROM ${both.numbers}) || ' ' || (SELECT count(*) FROM ${both.none}) AS said`,
      undefined,
      (row) => row['said'],
    );
    expect(found).toBe('3 0');
  } finally {
    await lake.close();
  }
});

test('the compiler refuses what reads a table before it is made', () => {
  const reads = (t: Tables<'sources' | 'open'>): string => openMinutes('SELECT 1', t);
  // @ts-expect-error nothing was made
  expect(() => reads({})).not.toThrow();
  // @ts-expect-error the name alone is no handle
  expect(reads({ sources: 't_sources', open: 't_open' })).toContain('t_open');
});
