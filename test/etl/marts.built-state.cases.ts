/** Tables are built anew when anything that they are computed from has changed, the program itself included. */
import { metaValue, setMeta } from '../../etl/src/store/ddl';
import { page, ticket, tinySource } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';

const LATER = '2026-03-02T12:00:00.000000Z';

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
  await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'as it came', created_at: NOON })])]);
  await lake.build();
  // The row counts as changed, and is stamped by the run that does it, exactly when the table is built anew.
  await lake.working.run('UPDATE k_tickets SET hash = 0');
});
afterEach(() => lake.close());

async function subjects(): Promise<unknown[]> {
  await lake.build('run-2', LATER);
  return (await lake.rows('SELECT subject, run_id FROM m_tickets')).map((row) => [row['subject'], row['run_id']]);
}

/** The parts that a build remembers to have been made from. */
async function remembered(change: (parts: unknown[]) => void): Promise<void> {
  const parts = JSON.parse((await metaValue(lake.working, 'built_from')) ?? '[]') as unknown[];
  change(parts);
  await setMeta(lake.working, { built_from: JSON.stringify(parts) });
}

const BUILT_ANEW = [['as it came', 'run-2']];

/** What `npm test` runs. */
export function quick(): void {
  test('they stand as they are when nothing has changed', async () => {
    expect(await subjects()).toEqual([['as it came', 'run-1']]);
  });

  test('a program that computes them by other rules', async () => {
    await remembered((parts) => {
      expect(typeof parts[0]).toBe('number');
      parts[0] = Number(parts[0]) - 1;
    });
    expect(await subjects()).toEqual(BUILT_ANEW);
    expect(await subjects()).toEqual(BUILT_ANEW);
  });
}

/** What takes longer. */
export function slow(): void {
  test('a program that publishes other columns', async () => {
    await setMeta(lake.working, { mart_version: '0' });
    expect(await subjects()).toEqual(BUILT_ANEW);
  });

  test('a ticket that was stored anew', async () => {
    const changed = ticket({ ticket_id: '1', subject: 'as it is now', created_at: NOON });
    await lake.load([page('tickets', [changed], { receivedAt: LATER })]);
    expect(await subjects()).toEqual([['as it is now', 'run-2']]);
  });

  test.each([
    ['a zone of the reports', { timezone: 'Asia/Tokyo' }],
    ['a word that was mapped', { sources: [tinySource({ statuses: { open: 'pending' } })] }],
  ])('%s', async (_what, change) => {
    lake.config = { ...lake.config, ...change };
    expect(await subjects()).toEqual(BUILT_ANEW);
  });
}
