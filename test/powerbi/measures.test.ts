/** Each measure's twin in SQL, on a lake whose figures were counted by hand, and on a large one where they must fit together. */
import path from 'node:path';
import { measureSql } from '../../etl/src/powerbi/measures/measure';
import { MEASURES, measureNamed } from '../../etl/src/powerbi/measures/measures';
import { projectFiles } from '../../etl/src/powerbi/project';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { vendorNames } from '../../vendors/registry';
import { configOf, exportOnce, newLake, sourceOf } from '../support/lake';
import type { Duck } from './duck';
import { openParquet } from './duck';
import { smallLake } from './small-lake';
import { SAMPLE } from './variants';

type Period = { first: string; last: string } | null;

async function figure(duck: Duck, name: string, period: Period = null): Promise<number | string | null> {
  const value = await duck.value(measureSql(measureNamed(name), period));
  return value === null || /^\d{4}-/.test(value) ? value : Number(value);
}

const JANUARY = { first: '2026-01-01', last: '2026-01-31' };
const FEBRUARY = { first: '2026-02-01', last: '2026-02-28' };

describe('on six tickets', () => {
  let lake: Awaited<ReturnType<typeof smallLake>>;
  let duck: Duck;
  beforeAll(async () => {
    lake = await smallLake();
    duck = await openParquet(lake.parquet);
  });
  afterAll(async () => {
    duck.close();
    await lake.close();
  });

  /** Of all time, of January, of February; null is what Power BI shows as blank. */
  const COUNTED: ReadonlyArray<readonly [string, number | null, number | null, number | null]> = [
    // 1, 2 in January; 3, 4 in February; 6 at an unknown time; 5 is deleted.
    ['Tickets Created', 5, 2, 2],
    // 1 on 7 January; 2 for the last time on 10 February.
    ['Tickets Solved', 2, 1, 1],
    // 3, 4, 6.
    ['Tickets Open', 3, null, 2],
    ['Net Flow', 3, 1, 1],
    // 3 and 4; at the end of January 2 was solved for the first time and not yet open again.
    ['Backlog', 2, null, 2],
    // On 1 March 14 and 9 days; on 28 February 13 and 8.
    ['Age of Backlog', 11.5, null, 10.5],
    // 10, 90, 240 minutes; January 10, 90; February 240.
    ['Median First Response', 1.5, 50 / 60, 4],
    ['P90 First Response', 3.5, 82 / 60, 4],
    // 2 and 21 days: the half of 23 days, and 9 tenths of the way.
    ['Median Resolution', 276, 48, 504],
    ['P90 Resolution', 458.4, 48, 504],
    // Of 1 and 2 the second; nobody created in February was done.
    ['Reopen Rate', 0.5, 0.5, null],
    // 1 had one public comment of an agent, 2 had two.
    ['One-Touch Rate', 0.5, 1, 0],
    // 1 in time, 2 too late, 3 overdue, 4 not due yet.
    ['% Due Met', 1 / 3, 0.5, 0],
    // 2, 3, 0 and 1 comments.
    ['Comments per Ticket', 1.5, 2.5, 0.5],
  ];

  test.each(COUNTED)('%s', async (name, all, january, february) => {
    const figures = [await figure(duck, name), await figure(duck, name, JANUARY), await figure(duck, name, FEBRUARY)];
    [all, january, february].forEach((wanted, at) => {
      if (wanted === null) expect(figures[at]).toBeNull();
      else expect(figures[at]).toBeCloseTo(wanted, 10);
    });
  });

  test('the backlog of a period that ends on a day with open tickets', async () => {
    expect(await figure(duck, 'Backlog', { first: '2026-01-01', last: '2026-01-24' })).toBe(1);
    expect(await figure(duck, 'Age of Backlog', { first: '2026-01-01', last: '2026-01-24' })).toBe(4);
    expect(await figure(duck, 'Backlog', { first: '2026-06-01', last: '2026-06-30' })).toBeNull();
  });

  test.each([
    ['Last Export (UTC)', '2026-03-01 11:45:00+00'],
    // Comments; the failed run of February is history, attachments are unsupported.
    ['Streams Not Complete', 1],
    // Seven in the service, six in the lake.
    ['Reconciliation Difference', 1],
    // A field; the note is none.
    ['Records Rejected', 1],
  ])('%s', async (name, wanted) => {
    expect(await figure(duck, name)).toBe(wanted);
  });

  test('every measure was counted', () => {
    const health = ['Last Export (UTC)', 'Streams Not Complete', 'Reconciliation Difference', 'Records Rejected'];
    expect([...COUNTED.map(([name]) => name), ...health].toSorted()).toEqual(
      MEASURES.map(({ name }) => name).toSorted(),
    );
  });

  test('measures.sql of the project has them all, and each statement runs', async () => {
    const file = projectFiles(SAMPLE).get('measures.sql') ?? '';
    const statements = file.split(';\n').filter((statement) => statement.includes('SELECT'));
    expect(statements).toHaveLength(MEASURES.length);
    for (const statement of statements) expect(Object.keys((await duck.rows(statement))[0] ?? {})).toEqual(['value']);
  });
});

describe('on tickets of all five services', () => {
  let sandbox: Sandbox;
  let duck: Duck;
  beforeAll(async () => {
    sandbox = await startSandbox({ tickets: 15, limits: false, clock: { frozen: true } });
    const lake = newLake();
    const sources = vendorNames().map((name) => sourceOf(sandbox, name));
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
    expect(await number('Tickets Created')).toBeGreaterThan(50);
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
