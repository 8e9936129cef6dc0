/** Each statement costs DuckDB the same for few rows as for many: how many a load takes is held here. */
import { DuckDBConnection } from '@duckdb/node-api';
import { page, ticket } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await lake.close();
});

/** Statements that the loading of so many tickets takes, of four people. */
async function statementsOf(tickets: number, change: object = {}): Promise<number> {
  const records = Array.from({ length: tickets }, (_, at) => {
    const requester = { requester_id: `${at % 4}`, requester_name: `Person ${at % 4}` };
    return ticket({ ticket_id: `${at}`, subject: `Ticket ${at}`, ...requester, ...change });
  });
  const run = jest.spyOn(DuckDBConnection.prototype, 'run');
  const read = jest.spyOn(DuckDBConnection.prototype, 'runAndReadAll');
  await lake.load([page('tickets', records)]);
  const count = run.mock.calls.length + read.mock.calls.length;
  jest.restoreAllMocks();
  return count;
}

test('a batch takes as many statements whatever it holds', async () => {
  const first = await statementsOf(3);
  const more = await statementsOf(2000);
  expect(first).toBeLessThanOrEqual(50);
  expect(more).toBeLessThanOrEqual(52);
});

test('what was wrong before is looked for only where something was', async () => {
  await statementsOf(3);
  const right = await statementsOf(3);
  const wrong = { record_id: null, field: 'subject', severity: 'field', reason: 'not_text', raw: 'x' };
  await statementsOf(3, { _rejects: [wrong] });
  expect(await lake.rows('SELECT count(*)::INTEGER AS n FROM rejects')).toEqual([{ n: 3 }]);
  expect(await statementsOf(3)).toBeGreaterThan(right);
  expect(await lake.rows('SELECT count(*)::INTEGER AS n FROM rejects')).toEqual([{ n: 0 }]);
  expect(await statementsOf(3)).toBe(right);
});
