/** Each measure's twin in SQL, on lakes where the figures must fit together. */
import path from 'node:path';
import { measureSql } from '../../etl/src/powerbi/measures/measure';
import { measureNamed } from '../../etl/src/powerbi/measures/measures';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { configOf, exportOnce, newLake, sourceOf } from '../support/lake';
import type { Duck } from './duck';
import { openParquet } from './duck';
import { FROZEN } from '../support/sandbox';

export type Period = { first: string; last: string } | null;

/** What a measure shows; of all time without a period. */
export async function figure(duck: Duck, name: string, period: Period = null): Promise<number | string | null> {
  const value = await duck.value(measureSql(measureNamed(name), period));
  return value === null || /^\d{4}-/.test(value) ? value : Number(value);
}

/** A description for the lake of these services, with so many tickets each. */
export function fitTogether(which: string, names: readonly string[], tickets: number): void {
  describe(`on tickets of ${which}`, () => {
    let sandbox: Sandbox;
    let duck: Duck;
    beforeAll(async () => {
      sandbox = await startSandbox({ tickets, limits: false, clock: FROZEN, services: [...names] });
      const lake = newLake();
      const sources = names.map((name) => sourceOf(sandbox, name));
      expect((await exportOnce(configOf(lake, sources, { timezone: 'America/New_York' }))).exit_code).toBe(0);
      duck = await openParquet(path.join(lake, 'parquet'));
    }, 60_000);
    afterAll(async () => {
      duck.close();
      await sandbox.close();
    });

    const number = async (name: string, period: Period = null) => Number((await figure(duck, name, period)) ?? 0);
    const months = async (): Promise<Period[]> =>
      (
        await duck.rows(
          'SELECT min(date)::VARCHAR AS first, max(date)::VARCHAR AS last FROM dates GROUP BY year_month ORDER BY 1',
        )
      ).map((row) => ({ first: String(row['first']), last: String(row['last']) }));
    const sumOverMonths = async (name: string) => {
      let sum = 0;
      for (const month of await months()) sum += await number(name, month);
      return sum;
    };

    test('what was created and solved in each month adds up to all', async () => {
      expect(await number('Tickets Created')).toBeGreaterThan((2 / 3) * tickets * names.length);
      expect(await sumOverMonths('Tickets Created')).toBe(await number('Tickets Created'));
      expect(await sumOverMonths('Tickets Solved')).toBe(await number('Tickets Solved'));
      expect(await sumOverMonths('Tickets Open')).toBe(await number('Tickets Open'));
      expect(await sumOverMonths('Net Flow')).toBe(await number('Net Flow'));
    });

    test('created less solved is open, where a done ticket tells when it was done', async () => {
      const undated = Number(
        await duck.value('SELECT count(*) FROM tickets WHERE NOT is_deleted AND NOT is_open AND resolved_date IS NULL'),
      );
      expect((await number('Net Flow')) - undated).toBe(await number('Tickets Open'));
    });

    test('the backlog of the last day is what is open now, and its age is theirs', async () => {
      const open = 'FROM tickets WHERE is_open AND created_date <= (SELECT max(date) FROM backlog)';
      expect(await number('Backlog')).toBe(Number(await duck.value(`SELECT count(*) ${open}`)));
      const age = await duck.value(`SELECT avg((SELECT max(date) FROM backlog) - created_date) ${open}`);
      expect(await number('Age of Backlog')).toBeCloseTo(Number(age), 8);
    });

    test('shares lie between 0 and 1, and nine in ten take longer than half', async () => {
      for (const name of ['Reopen Rate', 'One-Touch Rate', '% Due Met']) {
        for (const period of [null, ...(await months())]) {
          const share = await number(name, period);
          expect(share >= 0 && share <= 1).toBe(true);
        }
      }
      for (const what of ['First Response', 'Resolution']) {
        expect(await number(`Median ${what}`)).toBeGreaterThan(0);
        expect(await number(`P90 ${what}`)).toBeGreaterThan(await number(`Median ${what}`));
      }
    });

    test('a complete export looks complete', async () => {
      expect(await number('Streams Not Complete')).toBe(0);
      expect(await number('Reconciliation Difference')).toBe(0);
      expect(Date.parse(String(await figure(duck, 'Last Export (UTC)')))).toBeGreaterThan(0);
    });
  });
}
