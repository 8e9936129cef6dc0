/** Each statement costs DuckDB the same for few rows as for many: how many a load takes is held here. */
import { DuckDBConnection } from '@duckdb/node-api';
import { createLoader } from '../../etl/src/load/loader';
import { zoneRule } from '../../etl/src/mapping/zone-rule';
import { plainText } from '../../markup/plain-text';
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
  // What reads rows calls it, too.
  const run = jest.spyOn(DuckDBConnection.prototype, 'run');
  await lake.load([page('tickets', records)]);
  const count = run.mock.calls.length;
  jest.restoreAllMocks();
  return count;
}

test('a batch takes as many statements whatever it holds', async () => {
  const first = await statementsOf(3);
  const more = await statementsOf(2000);
  expect(first).toBeLessThanOrEqual(25);
  expect(more).toBeLessThanOrEqual(23);
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

test('what is wrong is met and forgotten by one loader, though it knew that nothing was wrong', async () => {
  const { source, working } = lake;
  const loader = createLoader(working, { source, runId: 'run-1', zoneRule, plainText });
  const wrong = { record_id: null, field: 'subject', severity: 'field', reason: 'not_text', raw: 'x' } as const;
  const rejects = [];
  for (const [at, _rejects] of [[], [wrong], []].entries()) {
    const records = [ticket({ ticket_id: '1', _rejects })];
    await loader.load([page('tickets', records, { receivedAt: `2026-03-01T12:00:0${at}.000000Z` })]);
    rejects.push(await lake.rows('SELECT count(*)::INTEGER AS n FROM rejects'));
  }
  expect(rejects).toEqual([[{ n: 0 }], [{ n: 1 }], [{ n: 0 }]]);
});
