/** Every visible field × every measure: a figure changes where it should, and is blank where it cannot answer. */
import path from 'node:path';
import { measureNamed } from '../../etl/src/powerbi/measures/measures';
import { measureSql } from '../../etl/src/powerbi/measures/measure';
import { MODEL_TABLES } from '../../etl/src/powerbi/model/tables';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { configOf, exportOnce, newLake, sourceOf } from '../support/lake';
import { FROZEN } from '../support/sandbox';
import type { Duck } from './duck';
import { openParquet } from './duck';
import type { VisibleField } from './fields';
import { DEEDS_OF_STATUS, OF_BACKLOG, figureUnder, valuesOf } from './fields';

const SERVICES = ['deskpro', 'sympoq', 'teamswork'];
const OFFICE = {
  timezone: 'UTC',
  week: [...Array.from({ length: 5 }, () => [{ from: 540, to: 1020 }]), [], []],
  days: {},
};

/**
 * Counts of each kind of rows: of tickets by each of their days, of open ones, of verdicts, of deeds, and of the backlog.
 * Shares, means and medians are made of the same rows; two of them may be equal by chance.
 */
const COUNTS = [
  'Tickets Created',
  'Tickets Solved',
  'Tickets Due',
  'Open Now',
  'SLA Judged',
  'Ratings',
  'Replies',
  'Written by Agents',
  'Status Changes Made',
  'Backlog',
];
const FIELDS: readonly VisibleField[] = MODEL_TABLES.filter(
  ({ name }) => !['Dates', 'Runs', 'Rejects', 'Targets'].includes(name),
).flatMap(({ name: table, columns }) =>
  columns.filter(({ isHidden }) => !isHidden).map(({ name, lake }) => ({ table, name, column: `"${lake.name}"` })),
);
/** Every source is complete and configured, and every open ticket is old in a lake whose clock stands still. */
const ONE_VALUE = ['Tickets[Age]', 'Sources[Last Outcome]', 'Sources[Is Configured]'];

describe('on tickets of three services', () => {
  let sandbox: Sandbox;
  let duck: Duck;
  let period: { first: string; last: string };
  beforeAll(async () => {
    sandbox = await startSandbox({ tickets: 150, limits: false, clock: FROZEN, services: SERVICES });
    const lake = newLake();
    const sources = SERVICES.map((name) => ({ ...sourceOf(sandbox, name), businessHours: OFFICE }));
    expect((await exportOnce(configOf(lake, sources, { timezone: 'America/New_York' }))).exit_code).toBe(0);
    duck = await openParquet(path.join(lake, 'parquet'));
    const [row = {}] = await duck.rows(
      'SELECT (max(created_date) - 300)::VARCHAR AS first, (max(created_date) - 30)::VARCHAR AS last FROM tickets',
    );
    period = { first: String(row['first']), last: String(row['last']) };
  }, 120_000);
  afterAll(async () => {
    duck.close();
    await sandbox.close();
  });

  test.each(FIELDS.map((field) => [`${field.table}[${field.name}]`, field] as const))(
    '%s changes every count of its subject, or leaves it blank',
    async (name, field) => {
      const values = await valuesOf(duck, field);
      expect({ name, hasOne: values.length < 2 }).toEqual({ name, hasOne: ONE_VALUE.includes(name) });
      if (values.length < 2) return;
      const unchanged: string[] = [];
      for (const count of COUNTS) {
        const all = await duck.value(measureSql(measureNamed(count), null));
        expect(Number(all)).toBeGreaterThan(0);
        const figures: Array<number | null> = [];
        for (const value of values.slice(0, 3)) figures.push(await figureUnder(duck, count, [{ field, value }]));
        if (figures.every((figure) => figure === Number(all))) unchanged.push(count);
      }
      expect(unchanged).toEqual(
        field.table === 'Status Changes'
          ? COUNTS.filter((count) => !DEEDS_OF_STATUS.test(count) && !OF_BACKLOG.test(count))
          : [],
      );
    },
    120_000,
  );

  test('a period changes every count but that of what is open now', async () => {
    const unchanged: string[] = [];
    for (const count of COUNTS) {
      const whole = await duck.value(measureSql(measureNamed(count), null));
      if ((await duck.value(measureSql(measureNamed(count), period))) === whole) unchanged.push(count);
    }
    expect(unchanged).toEqual(['Open Now']);
  });
});
