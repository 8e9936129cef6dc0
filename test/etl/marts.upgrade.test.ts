/** A mart of an earlier schema version: its rows keep the run that changed them last, where a new column says nothing. */
import type { Table } from '../../etl/src/schema/column';
import { STAMPS, added, always, maybe } from '../../etl/src/schema/column';
import { judge } from '../../etl/src/marts/diff';
import { settleKeys } from '../../etl/src/marts/key-tables';
import { textIn } from '../../etl/src/store/row';
import { NOON, TestLake } from '../support/working-lake';

const table = (...columns: Table['columns']): Table => ({
  name: 'things',
  description: 'Things.',
  key: ['id'],
  references: [],
  partitioned: false,
  columns: [always('id', 'text', 'Id.'), maybe('size', 'integer', 'Size.'), ...columns, ...STAMPS],
});
const FIRST = table();
const FIRST_ROWS = "SELECT * FROM (VALUES ('a', 1), ('b', 2), ('c', NULL)) v(id, size)";

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
  await update(FIRST, FIRST_ROWS, 'run-1');
});
afterEach(() => lake.close());

async function update(of: Table, select: string, runId: string): Promise<void> {
  await lake.working.transaction(async (session) => {
    await settleKeys(session, [of]);
    const { all } = await judge(session, { table: of, select }, { runId, now: NOON }, { base: null, next: 1 });
    await session.run(`CREATE OR REPLACE TABLE things AS ${all}`);
  });
}

function runs(): Promise<string[]> {
  return lake.working.all("SELECT id || ' ' || run_id AS said FROM things ORDER BY id", undefined, (row) =>
    textIn(row, 'said'),
  );
}

test('a column that may be empty is added in place: only rows of which it says something are new', async () => {
  const second = table(added(2, maybe('colour', 'text', 'Colour.')));
  await update(second, `SELECT *, CASE id WHEN 'b' THEN 'red' END AS colour FROM (${FIRST_ROWS})`, 'run-2');
  expect(await runs()).toEqual(['a run-1', 'b run-2', 'c run-1']);
  await update(second, `SELECT *, CASE id WHEN 'a' THEN 'red' END AS colour FROM (${FIRST_ROWS})`, 'run-3');
  expect(await runs()).toEqual(['a run-3', 'b run-3', 'c run-1']);
});

test('two later columns are told apart, whichever of them says a thing', async () => {
  const later = table(added(2, maybe('colour', 'text', 'Colour.')), added(3, maybe('shade', 'text', 'Shade.')));
  await update(later, `SELECT *, 'red' AS colour, NULL AS shade FROM (${FIRST_ROWS})`, 'run-2');
  await update(later, `SELECT *, NULL AS colour, 'red' AS shade FROM (${FIRST_ROWS})`, 'run-3');
  expect(await runs()).toEqual(['a run-3', 'b run-3', 'c run-3']);
});

test.each([
  ['a column that is never empty', table(added(2, always('is_good', 'boolean', 'Good.'))), 'true AS is_good'],
  ['a column of another type', { ...FIRST, columns: withType('bigint') }, '1 AS one'],
  ['a column that is gone', { ...FIRST, columns: FIRST.columns.filter(({ name }) => name !== 'size') }, '1 AS one'],
])('%s makes the mart anew', async (_what, next: Table, more) => {
  const columns = next.columns.filter(({ name }) => !['extracted_at', 'run_id'].includes(name)).map(({ name }) => name);
  await update(next, `SELECT ${columns.join(', ')} FROM (SELECT *, ${more} FROM (${FIRST_ROWS}))`, 'run-2');
  expect(await runs()).toEqual(['a run-2', 'b run-2', 'c run-2']);
});

function withType(type: 'bigint'): Table['columns'] {
  return FIRST.columns.map((column) => (column.name === 'size' ? { ...column, type } : column));
}
