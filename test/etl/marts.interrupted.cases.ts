/** A build is a transaction a part: one that ended half-way is made again, and ends as if it had never been begun. */
import { page, ticket } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

let mockEnds = false;
jest.mock('../../etl/src/base/failpoint', () => ({
  failpoint: (name: string) => {
    if (mockEnds && name === 'publish.part_built') throw new Error('the power failed');
  },
}));

const MONDAY = '2026-03-02T12:00:00.000000Z';
const TUESDAY = '2026-03-03T12:00:00.000000Z';

const lakes: TestLake[] = [];
afterEach(async () => {
  mockEnds = false;
  for (const lake of lakes.splice(0)) await lake.close();
});

async function builtLake(): Promise<TestLake> {
  const lake = await TestLake.open();
  lakes.push(lake);
  const tickets = ['1', '2'].map((id) => ticket({ ticket_id: id, created_at: NOON, status: 'Open' }));
  await lake.load([page('tickets', tickets)]);
  await lake.build();
  return lake;
}

async function endedBuild(lake: TestLake, runId: string, now: string): Promise<void> {
  mockEnds = true;
  await expect(lake.build(runId, now)).rejects.toThrow('the power failed');
  mockEnds = false;
}

/** All values but those that tell which run wrote them. */
function contents(lake: TestLake) {
  return Promise.all([
    lake.rows('SELECT * EXCLUDE (run_id, extracted_at) FROM m_tickets ORDER BY ticket_id'),
    lake.rows('SELECT * EXCLUDE (run_id, extracted_at) FROM m_backlog ORDER BY date'),
    lake.rows('SELECT * FROM open_days ORDER BY ALL'),
  ]);
}

const hashes = (lake: TestLake) => lake.rows('SELECT hash FROM k_tickets ORDER BY ALL');

slowly(
  'what its parts had changed counts as a change of the build that completes it: the backlog reaches its day',
  async () => {
    const change = [
      page('tickets', [ticket({ ticket_id: '1', created_at: NOON, priority: 'High' })], { receivedAt: MONDAY }),
    ];
    const whole = await builtLake();
    await whole.load(change, 'run-2');
    await whole.build('run-3', TUESDAY);

    const lake = await builtLake();
    await lake.load(change, 'run-2');
    await endedBuild(lake, 'run-2', MONDAY);
    expect(await lake.rows("SELECT run_id FROM k_tickets WHERE ticket_key = 'acme:1'")).toEqual([{ run_id: 'run-2' }]);
    expect(await lake.rows("SELECT priority FROM m_tickets WHERE ticket_id = '1'")).toEqual([{ priority: null }]);
    expect(await lake.rows('SELECT max(date)::VARCHAR AS last FROM m_backlog')).toEqual([{ last: '2026-03-01' }]);
    await lake.build('run-3', TUESDAY);
    expect(await lake.rows("SELECT run_id, priority FROM m_tickets WHERE ticket_id = '1'")).toEqual([
      { run_id: 'run-2', priority: 'High' },
    ]);
    expect(await contents(lake)).toEqual(await contents(whole));
    expect(await lake.rows('SELECT max(date)::VARCHAR AS last FROM m_backlog')).toEqual([{ last: '2026-03-03' }]);

    const again = await lake.build('run-4', '2026-03-04T12:00:00.000000Z');
    expect(again.filter(({ changed }) => changed > 0)).toEqual([]);
  },
);

slowly('a configuration that was taken back afterwards leaves nothing of itself', async () => {
  const [lake, whole] = [await builtLake(), await builtLake()];
  const { config } = lake;
  lake.config = { ...config, timezone: 'Asia/Tokyo' };
  await endedBuild(lake, 'run-2', NOON);
  expect(await hashes(lake)).not.toEqual(await hashes(whole));
  lake.config = config;
  await lake.build('run-3');
  expect(await contents(lake)).toEqual(await contents(whole));
  expect(await hashes(lake)).toEqual(await hashes(whole));
});

quickly('a first build that ended half-way is completed without doubling a row', async () => {
  const lake = await TestLake.open();
  lakes.push(lake);
  await lake.load([page('tickets', [ticket({ ticket_id: '1', created_at: NOON, tags: ['a', 'b'] })])]);
  await endedBuild(lake, 'run-1', NOON);
  await lake.build('run-2');
  expect(await lake.rows('SELECT run_id FROM m_tickets')).toEqual([{ run_id: 'run-1' }]);
  expect(await lake.rows('SELECT tag FROM m_ticket_tags ORDER BY tag')).toEqual([{ tag: 'a' }, { tag: 'b' }]);
});
