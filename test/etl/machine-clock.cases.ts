/** A machine whose clock is ahead stamps nothing; a lake that such a machine stamped is stamped anew. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../etl/src/config/config';
import { changeSourceOf } from '../../etl/src/sources/change';
import { runReplay } from '../../etl/src/replay/replay';
import { exportInChild } from '../support/child-run';
import { configOf, copyOf, exportOnce, newLake, published, quickWorld, rowsOf, sourceOf } from '../support/lake';
import { STARTED_AT } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SERVICES = ['notific', 'teamswork'];

const sandbox = useSandbox({ tickets: 5, limits: false, clock: FROZEN, services: SERVICES });
const config = (lake: string, names: readonly string[] = SERVICES): Config =>
  configOf(
    lake,
    names.map((name) => sourceOf(sandbox(), name)),
  );
const start = (): number => sandbox().clock.now();
const notes = ({ events }: Awaited<ReturnType<typeof exportOnce>>): string[] =>
  events.flatMap((event) => (event.type === 'note' ? [event.message] : []));

/** A run of a machine that was ahead, as a version that did not look at clocks let it: nobody contradicts it here. */
async function aheadLake(aheadMs: number): Promise<string> {
  const lake = newLake();
  expect((await exportOnce(config(lake), {}, quickWorld(start()))).exit_code).toBe(0);
  sandbox().clock.set({ advanceMs: MINUTE_MS });
  sandbox().world('teamswork').change(2, { status: 'on_hold' }, null);
  for (const service of SERVICES)
    sandbox().faults.add({ service, kind: 'clock_skew', times: -1, options: { skewMs: aheadMs } });
  expect((await exportOnce(config(lake), { full: true }, quickWorld(start() + aheadMs))).exit_code).toBe(0);
  sandbox().faults.clear();
  sandbox().clock.set({ advanceMs: 30 * MINUTE_MS });
  return lake;
}

const FUTURE = [
  'SELECT max(started_at) AS stamp FROM runs',
  'SELECT max(finished_at) FROM runs',
  ...['tickets', 'comments', 'status_changes', 'runs', 'sources', 'people'].map(
    (table) => `SELECT max(extracted_at) FROM ${table}`,
  ),
  "SELECT max(changed_at) FROM status_changes WHERE origin = 'observed'",
  'SELECT max(last_run_at) FROM sources',
  'SELECT max(first_seen) FROM schema_changes',
  'SELECT max(date)::TIMESTAMPTZ FROM backlog',
];

async function expectVerdict(aheadMs: number, verdict: string): Promise<void> {
  const lake = newLake();
  const run = exportOnce(config(lake), {}, quickWorld(start() + aheadMs));
  if (verdict === 'taken') {
    expect((await run).exit_code).toBe(0);
    return;
  }
  await expect(run).rejects.toMatchObject({ code: 'clock_ahead' });
  expect(readdirSync(lake)).toEqual(['state']);
  // Not a stamp of it is left: the next run is the first one.
  const next = await exportOnce(config(lake), {}, quickWorld(start()));
  expect(next.exit_code).toBe(0);
  expect(notes(next).filter((note) => note.includes('set back'))).toEqual([]);
}

/** What `npm test` runs. */
export function quick(): void {
  describe('a machine whose clock is ahead', () => {
    it.each([
      [11 * MINUTE_MS, 'refused'],
      [9 * MINUTE_MS, 'taken'],
    ])('by %d ms is %s', expectVerdict);
  });
}

/** What takes longer; expects the compiled exporter. */
export function slow(): void {
  describe('a lake that was stamped ahead', () => {
    it('is stamped anew once, in words; order, content and replay stay right', async () => {
      const lake = await aheadLake(2 * DAY_MS);
      const before = await published(lake);
      const now = start();
      const run = await exportOnce(config(lake), {}, quickWorld(now));
      expect({ exit: run.exit_code, notes: notes(run).filter((note) => note.includes('set back')).length }).toEqual({
        exit: 0,
        notes: 1,
      });
      const [latest] = await rowsOf(lake, `SELECT max(stamp) AS stamp FROM (${FUTURE.join(' UNION ALL ')})`);
      expect(Date.parse(String(latest?.['stamp']))).toBeLessThan(now + MINUTE_MS);
      const ids = (await rowsOf(lake, 'SELECT run_id FROM runs GROUP BY run_id ORDER BY min(started_at)')).map((row) =>
        String(row['run_id']),
      );
      expect(ids).toHaveLength(3);
      expect(ids.at(-1)).toBe(run.run_id);
      expect(readdirSync(path.join(lake, 'raw', 'notific')).sort()).toEqual([...ids].sort());
      expect({ ...(await published(lake)), backlog: [], status_changes: [], schema_changes: [], dates: [] }).toEqual({
        ...before,
        backlog: [],
        status_changes: [],
        schema_changes: [],
        dates: [],
      });
      expect(notes(await exportOnce(config(lake), {}, quickWorld(now + MINUTE_MS))).join()).not.toContain('set back');
      // A later change wins over what was stamped ahead, now and in a replay.
      sandbox().world('teamswork').change(2, { status: 'solved' }, null);
      expect((await exportOnce(config(lake), { full: true }, quickWorld(now + 2 * MINUTE_MS))).exit_code).toBe(0);
      const tables = await published(lake);
      const { signal } = new AbortController();
      await runReplay(config(lake), { signal, listener: () => undefined }, quickWorld(now + 3 * DAY_MS).now);
      expect((await published(lake))['tickets']).toEqual(tables['tickets']);
      expect((await published(lake))['status_changes']).toEqual(tables['status_changes']);
    });
  });

  it('a machine that is behind by days is taken', () => expectVerdict(-3 * DAY_MS, 'taken'));

  it('a machine that is ahead of one service alone has a clock that is right', async () => {
    sandbox().faults.add({ service: 'notific', kind: 'clock_skew', times: -1, options: { skewMs: -DAY_MS } });
    expect((await exportOnce(config(newLake()), {}, quickWorld(start()))).exit_code).toBe(0);
    await expect(exportOnce(config(newLake(), ['notific']), {}, quickWorld(start()))).rejects.toThrow(/1 days|24:0/);
  });

  it('a lake that was stamped ahead only by a renaming leaves its runs when they were', async () => {
    const lake = newLake();
    expect((await exportOnce(config(lake, ['notific']), {}, quickWorld(start()))).exit_code).toBe(0);
    const before = await rowsOf(lake, 'SELECT started_at FROM runs ORDER BY 1');
    const source = sourceOf(sandbox(), 'notific', { name: 'renamed' });
    const ahead = (): number => start() + DAY_MS;
    const change = { from: 'notific', to: 'renamed' };
    await changeSourceOf(configOf(lake, [source]), change, { dryRun: false, confirm: async () => true, now: ahead });
    const run = await exportOnce(configOf(lake, [source]), {}, quickWorld(start()));
    expect(notes(run).filter((note) => note.includes('set back'))).toHaveLength(1);
    expect(await rowsOf(lake, `SELECT started_at FROM runs WHERE run_id <> '${run.run_id}' ORDER BY 1`)).toEqual(
      before,
    );
    const [latest] = await rowsOf(lake, 'SELECT max(extracted_at) AS stamp FROM tickets');
    expect(Date.parse(String(latest?.['stamp']))).toBeLessThan(start() + MINUTE_MS);
  });

  it.each(['restamp.committed', 'restamp.rewritten', 'restamp.rewritten:2'])(
    'by a run that is killed at %s ends as if it had not been',
    async (failpoint) => {
      const lake = await aheadLake(DAY_MS);
      const whole = copyOf(lake);
      const killed = await exportInChild(config(lake), { failpoint, aheadMs: start() - STARTED_AT });
      expect({ signal: killed.signal, stderr: killed.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      expect((await exportOnce(config(lake), {}, quickWorld(start()))).exit_code).toBe(0);
      expect((await exportOnce(config(whole), {}, quickWorld(start()))).exit_code).toBe(0);
      expect((await published(lake))['tickets']).toEqual((await published(whole))['tickets']);
      const { signal } = new AbortController();
      const result = await runReplay(config(lake), { signal, listener: () => undefined }, quickWorld(start()).now);
      expect(result.exit_code).toBe(0);
      expect((await published(lake))['tickets']).toEqual((await published(whole))['tickets']);
    },
  );
}
