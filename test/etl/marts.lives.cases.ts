/** Invariants of the history, over all services and random lives, and the backlog counted a second way. */
import fc from 'fast-check';
import type { StoredPage } from '../../etl/src/raw/page';
import { vendorNamed } from '../../vendors/registry';
import type { VendorName } from '../../vendors/vendor';
import type { TicketLife } from '../support/lives';
import { instant, isDone, lives } from '../support/lives';
import { page, ticketPage, tinySource } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { TESTED } from '../services';

const DAYS = 60;
const END = DAYS * 1440;
const micros = (minutes: number) => instant(minutes).replace('Z', '000Z');
/** A walk of TeamsWork needs no more than this; the others have no such member. */
const slice = { key: 'all', params: { walk: { query: {}, keep: {}, queue: null } } };

/** Pages of the tickets, in the order of time: whole at the end, or after each step of each. */
function pagesOf(name: VendorName, all: readonly TicketLife[]): StoredPage[] {
  const { log, lookups, record, entries } = TESTED[name].telling;
  const found = lookups.map(([stream, records]) => page(stream, records, { receivedAt: micros(0) }));
  if (log !== null) {
    const receivedAt = micros(END);
    const records = all.map((life, at) => record(String(at + 1), life));
    const logs = all.map((life, at) => ticketPage(log, String(at + 1), entries(String(at + 1), life), { receivedAt }));
    return [...found, page('tickets', records, { receivedAt, slice }), ...logs];
  }
  const readings = all.flatMap((life, at) =>
    life.map(({ at: minute }, step) => ({ minute, at, told: life.slice(0, step + 1) })),
  );
  return readings
    .sort((a, b) => a.minute - b.minute)
    .map(({ minute, at, told }) =>
      page('tickets', [record(String(at + 1), told)], { receivedAt: micros(minute), slice }),
    );
}

async function lakeOf(name: VendorName, pages: readonly StoredPage[]): Promise<TestLake> {
  const vendor = vendorNamed(name);
  if (!vendor) throw new Error(`no service ${name}`);
  const lake = await TestLake.open({ sources: [tinySource({ vendor })] });
  await lake.load(pages);
  await lake.build('run-1', micros(END));
  return lake;
}

const changesOf = (lake: TestLake) =>
  lake.rows(
    `SELECT ticket_id::INTEGER - 1 AS n, c.from_group, c.to_group, epoch(c.changed_at)::INTEGER AS second, c.minutes_in_from_status AS minutes, c.origin
     FROM m_status_changes c JOIN m_tickets t USING (ticket_key) ORDER BY n, sequence`,
  );
const secondOf = (minutes: number) => Date.parse(instant(minutes)) / 1000;
const stepsOf = (life: TicketLife) => life.slice(1).map((to, at) => ({ from: life[at]?.group, to }));
const reopenings = (life: TicketLife) =>
  stepsOf(life).filter(({ from, to }) => isDone(from ?? '') && !isDone(to.group)).length;

/** @param numRuns worlds a service */
export function historyIsThatOfTheLives(names: readonly VendorName[], numRuns: number): void {
  describe.each([...names])('%s', (name) => {
    const world = fc.array(lives(TESTED[name].telling), { minLength: 15, maxLength: 15 });

    test('rows are the steps, their minutes tile, and reopenings are counted', async () => {
      await fc.assert(
        fc.asyncProperty(world, async (all) => {
          const lake = await lakeOf(name, pagesOf(name, all));
          try {
            const changes = await changesOf(lake);
            const tickets = await lake.rows(
              'SELECT ticket_id::INTEGER - 1 AS n, status_group, reopen_count FROM m_tickets ORDER BY n',
            );
            for (const [at, life] of all.entries()) {
              const rows = changes.filter((row) => row['n'] === at);
              const steps = stepsOf(life);
              expect(rows.map((row) => [row['from_group'], row['to_group'], row['second']])).toEqual(
                steps.map(({ from, to }) => [from, to.group, secondOf(to.at)]),
              );
              const spent = rows.reduce((sum, row) => sum + Number(row['minutes']), 0);
              expect(spent).toBe((life.at(-1)?.at ?? 0) - (life[0]?.at ?? 0));
              const known = TESTED[name].telling.log !== null || name === 'notific' || steps.length > 0;
              expect(tickets[at]).toMatchObject({
                status_group: life.at(-1)?.group,
                reopen_count: known ? reopenings(life) : null,
              });
            }
          } finally {
            await lake.close();
          }
        }),
        { numRuns },
      );
    }, 600_000);

    test('the backlog is that of a count day by day', async () => {
      await fc.assert(
        fc.asyncProperty(world, async (all) => {
          const lake = await lakeOf(name, pagesOf(name, all));
          try {
            const counted = new Map<string, number>();
            for (let day = 0; day <= DAYS; day += 1) {
              for (const life of all) {
                const state = life.findLast(({ at }) => at < (day + 1) * 1440)?.group;
                if (state === undefined || isDone(state)) continue;
                const key = `${instant(day * 1440).slice(0, 10)} ${state}`;
                counted.set(key, (counted.get(key) ?? 0) + 1);
              }
            }
            const rows = await lake.rows(
              'SELECT date::VARCHAR AS date, status_group, sum(tickets)::INTEGER AS n FROM m_backlog GROUP BY ALL ORDER BY ALL',
            );
            expect(rows.map((row) => [`${String(row['date'])} ${String(row['status_group'])}`, row['n']])).toEqual(
              [...counted].sort(([a], [b]) => (a < b ? -1 : 1)),
            );
          } finally {
            await lake.close();
          }
        }),
        { numRuns },
      );
    }, 600_000);
  });

  /** The log of these lacks the last step. */
  test.each(names.filter((name) => TESTED[name].telling.log !== null))(
    '%s: a step that the log does not tell is one observed row, and none into done leaves the count unknown',
    async (name) => {
      const world = fc.array(
        lives(TESTED[name].telling).filter(
          (life) => life.length > 1 && (life.at(-1)?.at ?? 0) > (life.at(-2)?.at ?? 0),
        ),
        { minLength: 15, maxLength: 15 },
      );
      await fc.assert(
        fc.asyncProperty(world, async (all) => {
          const { log, lookups, record, entries } = TESTED[name].telling;
          const at = { receivedAt: micros(END) };
          const lake = await lakeOf(name, [
            ...lookups.map(([stream, records]) => page(stream, records, at)),
            page(
              'tickets',
              all.map((life, n) => record(String(n + 1), life)),
              { ...at, slice },
            ),
            ...all.map((life, n) =>
              ticketPage(log ?? '', String(n + 1), entries(String(n + 1), life.slice(0, -1)), at),
            ),
          ]);
          try {
            const changes = await changesOf(lake);
            const tickets = await lake.rows(
              'SELECT ticket_id::INTEGER - 1 AS n, reopen_count FROM m_tickets ORDER BY n',
            );
            for (const [n, life] of all.entries()) {
              const rows = changes.filter((row) => row['n'] === n);
              const [last, told] = [life.at(-1), life.at(-2)];
              // A ticket may have been made in the status in which it is: open ones tell of no step.
              const isSeen = life.length > 2 || !['new', 'open'].includes(last?.group ?? '');
              if (isSeen)
                expect(rows.at(-1)).toMatchObject({
                  to_group: last?.group,
                  second: secondOf(last?.at ?? 0),
                  origin: 'observed',
                });
              expect(rows.filter(({ origin }) => origin === 'observed')).toHaveLength(isSeen ? 1 : 0);
              const isLogged = !isDone(last?.group ?? '') || (life.length > 2 && isDone(told?.group ?? ''));
              expect(tickets[n]).toMatchObject({ reopen_count: isLogged ? reopenings(life) : null });
              expect(rows.every(({ minutes }) => Number(minutes) >= 0)).toBe(true);
            }
          } finally {
            await lake.close();
          }
        }),
        { numRuns },
      );
    },
    600_000,
  );
}
