/** A run that is under way is `running` wherever the lake is asked; in the tables it is not complete, as written. */
import { acquireLock } from '../../etl/src/store/lock';
import { saveRunRows } from '../../etl/src/store/runs';
import { statusOf } from '../../etl/src/status/status';
import type { LakeStatus } from '../../etl/src/status/status';
import { runRow } from '../support/run-row';
import { serve } from '../support/service';
import { run } from '../support/terminal';
import { NOON, TestLake } from '../support/working-lake';
import { configOf } from '../support/lake';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
});
afterEach(async () => {
  await lake.close();
});

const instant = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');

/** A run of two streams: one has ended, one is under way. */
async function publishUnfinished(startedAt: number): Promise<void> {
  const at = instant(startedAt);
  const row = runRow({
    run_id: '20260301T120000000Z-aaaa',
    vendor: 'tiny',
    stream: 'people',
    started_at: at,
    finished_at: instant(startedAt + 1),
    rows_read: 1,
    rows_new: 1,
  });
  const earlier = { ...row, run_id: '20260201T120000000Z-bbbb', started_at: NOON, finished_at: NOON };
  const open = { ...row, stream: 'tickets', finished_at: null, outcome: 'incomplete' as const };
  await saveRunRows(lake.working, [earlier, row, open]);
  await lake.publish(row.run_id);
}

const outcomes = ({ runs, sources }: Pick<LakeStatus, 'runs' | 'sources'>) => [
  runs.map(({ outcome }) => outcome),
  sources.map(({ last_outcome: outcome }) => outcome),
];

function locked<T>(work: () => Promise<T>): Promise<T> {
  const locking = acquireLock(lake.folder);
  if (!locking.ok) throw new Error(locking.message);
  return work().finally(() => {
    locking.lock.release();
  });
}

it('status, API and metrics say so while its process holds the lake', async () => {
  const service = await serve({ ...configOf(lake.folder, []), lake: lake.folder });
  const metrics = async () => (await service.ask('/metrics')).text.match(/^ticketlake_source_last_outcome\{.*$/gm);
  await locked(async () => {
    await publishUnfinished(Date.now() + 5);
    const status = await statusOf(lake.folder);
    expect(outcomes(status)).toEqual([['running', 'complete'], ['running']]);
    expect(status.runs[0]?.finished_at).toBeNull();
    expect(outcomes((await service.ask('/api/status')).json<LakeStatus>())).toEqual(outcomes(status));
    expect((await service.ask('/api/sources')).json()).toMatchObject({ sources: [{ last_outcome: 'running' }] });
    expect(await metrics()).toEqual([expect.stringMatching(/outcome="running"\} 1$/)]);
    const config = path.join(lake.folder, 'ticketlake.yaml');
    writeFileSync(config, 'lake: .\nsources: { acme: { vendor: deskpro, url: "https://x.example", key: abcdefgh } }\n');
    expect((await run(['status', '--config', config])).stdout).toMatch(/ running +2 +2 /);
  });
  // The same publication, and nobody holds the lake: it was killed.
  expect(outcomes(await statusOf(lake.folder))).toEqual([['incomplete', 'complete'], ['incomplete']]);
  expect((await service.ask('/api/sources')).json()).toMatchObject({ sources: [{ last_outcome: 'incomplete' }] });
  expect(await metrics()).toEqual([expect.stringMatching(/outcome="incomplete"\} 1$/)]);
});

it('a run that was killed does not run because another process holds the lake', async () => {
  await publishUnfinished(Date.now() - 60_000);
  await locked(async () => {
    expect(outcomes(await statusOf(lake.folder))).toEqual([['incomplete', 'complete'], ['incomplete']]);
  });
});
