/**
 * Lakes that change at random, published with a kill, a lost answer or a failure at any call: a reader sees a table before
 * or after, and the next publication brings everything to what the lake holds. Five lakes at once into one set of tables.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { TargetConfig } from '../../etl/src/config/config';
import type { TargetResult } from '../../etl/src/base/run-result';
import { DeltaTarget } from '../../etl/src/targets/delta/delta-target';
import { ParquetTarget } from '../../etl/src/targets/parquet-target';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { FolderStore } from '../../etl/src/targets/store/folder';
import type { Store } from '../../etl/src/targets/store/store';
import { deltaRows, deltaState } from '../support/delta-log';
import type { Fault } from '../support/faulty-store';
import { FaultyStore } from '../support/faulty-store';
import { parquetRows } from '../support/parquet-manifest';
import type { TicketRow, World } from '../support/published-files';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';
import type { StoreName } from '../support/stores';
import { downloaded, opened, startStore } from '../support/stores';

const COLUMNS = ['ticket_key', 'source', 'subject', 'n', 'run_id'];
const NOW = Date.UTC(2026, 5, 1);
/** Before jest ends the test. */
const LIMIT_MS = 840_000;
const FAULTS: readonly Fault[] = ['killed', 'killed_after', 'lost', 'failed'];

const wanted = (tickets: readonly TicketRow[]): string[] =>
  tickets.map(({ key, source, subject, n, run }) => JSON.stringify([key, source, subject, n, run])).sort();

const day = (rows: readonly string[]): string[] => rows.map((each) => JSON.stringify([`${each}T00:00:00.000Z`])).sort();

const arbitraryTicket = (source: string) =>
  fc
    .record({
      id: fc.integer({ min: 1, max: 4 }),
      created: fc.constantFrom(null, '2024-02-29 10:00:00', '2025-12-31 23:59:59.999999', '2026-01-01 00:00:00'),
      subject: fc.option(fc.string({ maxLength: 8 }).filter((text) => text.isWellFormed() && !text.includes('\0'))),
      n: fc.option(fc.integer({ min: -5, max: 5 })),
      run: fc.constantFrom('r1', 'r2', 'r3'),
    })
    .map(({ id, ...row }): TicketRow => ({ key: `${source}:${id}`, source, ...row }));

const ticketsOf = (source: string) =>
  fc.uniqueArray(arbitraryTicket(source), { maxLength: 4, selector: ({ key }) => key });

const world = fc
  .record({
    acme: ticketsOf('acme'),
    beta: ticketsOf('beta'),
    days: fc.subarray(['2026-01-01', '2026-01-02', '2026-01-03']),
  })
  .map(({ acme, beta, days }): World => ({ tickets: [...acme, ...beta], days }));

const step = fc.record({
  world,
  fault: fc.constantFrom(...FAULTS),
  /** Which writing call, as a share of those that a publication makes. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  afterDays: fc.integer({ min: 0, max: 3 }),
});

type Format = 'delta' | 'parquet';

async function publish(
  files: PublishedFiles,
  target: TargetConfig,
  now: number,
  store: FaultyStore,
  lakeId = 'desk',
): Promise<TargetResult> {
  const [result] = await publishTargets(files.config([target], { lakeId }), {
    listener: () => undefined,
    now: () => now,
    open: (config) =>
      Promise.resolve(config.format === 'delta' ? new DeltaTarget(store, config) : new ParquetTarget(store, config)),
  });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

/** What a reader sees, by table; a table that is not there yet has no rows. */
async function seen(format: Format, folder: string): Promise<{ tickets: string[]; dates: string[] }> {
  const read = async (table: string, columns: readonly string[]): Promise<string[]> => {
    if (format === 'parquet') return parquetRows(folder, table, columns);
    return existsSync(path.join(folder, table, '_delta_log')) ? deltaRows(path.join(folder, table), columns) : [];
  };
  return { tickets: await read('tickets', COLUMNS), dates: await read('dates', ['date']) };
}

const inLake = ({ tickets, days }: World) => ({ tickets: wanted(tickets), dates: day(days) });

/** Where the tables are published: a store, and the same as a folder for readers. */
interface Room {
  inner: Store;
  folder(): string;
  close(): Promise<void>;
}

async function roomIn(kind: 'folder' | StoreName): Promise<Room> {
  if (kind === 'folder') {
    const folder = newFolder();
    return { inner: new FolderStore(folder), folder: () => folder, close: () => Promise.resolve() };
  }
  const running = await startStore(kind);
  return { inner: await opened(running), folder: () => downloaded(running), close: () => running.server.close() };
}

/** @param runs worlds */
export function faults(format: Format, runs: number, kind: 'folder' | StoreName = 'folder'): void {
  test(`${format}, ${kind}: whatever goes wrong at whatever call, a reader sees before or after, and the next publication is whole`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const [files, room] = [new PublishedFiles(), await roomIn(kind)];
        const target = targetAt('there', { format, keepMs: 86_400_000 });
        const store = (fault?: Fault, at?: number) => new FaultyStore(room.inner, fault, at);
        let before: World = { tickets: [], days: [] };
        let now = NOW;
        // How many calls there may be at most; some of them are beyond the last.
        let calls = 30;
        for (const { world: next, fault, at, afterDays } of steps) {
          now += afterDays * 86_400_000;
          await files.publish(next);
          await publish(files, target, now, store(fault, 1 + Math.floor(at * calls)));
          const [found, old, lake] = [await seen(format, room.folder()), inLake(before), inLake(next)];
          if (format === 'delta')
            for (const table of ['tickets', 'dates'] as const)
              expect([old[table], lake[table]]).toContainEqual(found[table]);
          else expect([old, lake]).toContainEqual(found);
          const whole = store();
          expect(await publish(files, target, now, whole)).toMatchObject({ outcome: 'published', error: null });
          calls = Math.max(8, whole.writes);
          expect(await seen(format, room.folder())).toEqual(lake);
          expect(await publish(files, target, now, store())).toMatchObject({
            outcome: 'published',
            changed: [],
            objects: 0,
          });
          before = next;
        }
        await room.close();
      }),
      // What went wrong is said even where there is no time to look for its smallest form.
      { numRuns: runs, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
    );
  });
}

/** @param rounds of publications that all lakes begin at once */
export function races(rounds: number): void {
  test('five lakes at once into one set of tables: every row once, every version once, days of all', async () => {
    const folder = newFolder();
    const names = ['acme', 'beta', 'gamma', 'delta', 'epsilon'];
    const lakes = names.map((name, at) => ({ name, at, files: new PublishedFiles() }));
    const target = targetAt(folder);
    for (let round = 0; round < rounds; round += 1) {
      const worlds = lakes.map(({ name, at }): World => {
        const tickets = [1, 2, 3].map((id) =>
          ticket(`${name}:${id}`, { n: round, run: `r${round}`, subject: `${name} ${at}` }),
        );
        return { tickets: round % 3 === 2 ? tickets.slice(1) : tickets, days: ['2026-01-01', `2026-01-1${at}`] };
      });
      for (const [at, { files }] of lakes.entries()) await files.publish(worlds[at] ?? { tickets: [], days: [] });
      const results = await Promise.all(
        lakes.map(({ files, name }) =>
          publish(files, target, NOW + round, new FaultyStore(new FolderStore(folder)), name),
        ),
      );
      expect(results.map(({ error }) => error)).toEqual(names.map(() => null));
      expect((await seen('delta', folder)).tickets).toEqual(wanted(worlds.flatMap(({ tickets }) => tickets)));
      expect((await seen('delta', folder)).dates).toEqual(
        day(['2026-01-01', '2026-01-10', '2026-01-11', '2026-01-12', '2026-01-13', '2026-01-14']),
      );
    }
    const state = await deltaState(path.join(folder, 'tickets'));
    expect(state?.version).toBe(rounds * names.length - 1);
    expect(Object.keys(state?.txns ?? {}).sort()).toEqual(names.map((name) => `ticketlake:${name}`).sort());
  });
}
