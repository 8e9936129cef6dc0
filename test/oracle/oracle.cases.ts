/** Exports what a service of the oracle serves, and compares the published rows with what the records say. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { vendorNamed } from '../../vendors/registry';
import { STREAM_NAMES } from '../../vendors/vendor';
import type { SourceConfig } from '../../etl/src/config/config';
import { configOf, exportOnce, newLake, published, rowsOf } from '../support/lake';
import type { Expected } from './expected';
import * as notific from './notific';
import { diceOf } from './random';
import { serve } from './server';
import * as teamsworkRows from './teamswork.expected';
import * as teamswork from './teamswork.records';
import { answerTo } from './teamswork.service';

/** Half of the tickets that are generated are created before it, and some of those change after it. */
const MIDDLE = '2026-03-22T00:00:00.000Z';
const END = '2026-11-01T00:00:00.000Z';

/** A service at one instant: what it answers, and what should be published. */
interface Shown {
  answer: (url: URL, token: string | string[] | undefined) => object | null;
  expected: (zone: string) => Expected;
}

/** What a service shows at an instant, of tickets that the seed makes. */
type Service = (seed: number, count: number) => (instant: string) => Shown;

const services: Record<string, Service> = {
  notific: (seed, count) => {
    const all = notific.generate(diceOf(seed), count);
    return (instant) => {
      const records = notific.asOf(all, instant);
      return {
        answer: (url) => notific.answerTo(url, records),
        expected: (zone) => notific.expectedOf(records, 'notific', zone),
      };
    };
  },
  teamswork: (seed, count) => {
    const all = teamswork.generate(diceOf(seed), count);
    return (instant) => {
      const records = teamswork.asOf(all, instant);
      return {
        answer: (url, token) => answerTo(url, records, token),
        expected: (zone) => teamsworkRows.expectedOf(records, 'teamswork', zone),
      };
    };
  },
};

function sourceAt(name: string, origin: string): SourceConfig {
  const vendor = vendorNamed(name);
  const address = vendor?.baseUrl(origin);
  if (!vendor || address?.ok !== true) throw new Error(`there is no service ${name}`);
  return {
    name,
    vendor,
    url: address.url,
    key: 'oracle',
    timezone: null,
    streams: STREAM_NAMES,
    since: null,
    requestsPerMinute: 1_000_000,
    requestsPerHour: null,
    requestsPerDay: null,
    concurrency: 4,
    pageSize: null,
    timeoutMs: vendor.defaults.timeoutMs,
    statuses: {},
    priorities: {},
    projects: [],
    paths: {},
  };
}

async function compare(lake: string, tables: Expected): Promise<void> {
  for (const [table, rows] of Object.entries(tables)) {
    const columns = Object.keys(rows[0] ?? {});
    const found = await rowsOf(lake, `SELECT ${columns.join(', ')} FROM ${table}`);
    const ordered = (list: ReadonlyArray<Record<string, unknown>>): string[] =>
      list.map((row) => JSON.stringify(columns.map((column) => [column, row[column]]))).sort();
    expect({ table, rows: ordered(found) }).toEqual({ table, rows: ordered(rows) });
  }
}

/** @param count tickets of a service */
export function oracleCases(seed: number, count: number, zones: readonly string[]): void {
  const cases = Object.keys(services).flatMap((name) => zones.map((timezone) => ({ name, timezone })));
  test.each(cases)(`$name publishes in $timezone what its records say (seed ${String(seed)})`, async (each) => {
    const { name, timezone } = each;
    const shownAt = services[name]?.(seed, count);
    if (shownAt === undefined) throw new Error(`there is no oracle of ${name}`);
    let shown = shownAt(MIDDLE);
    const { origin, server } = await serve((url, token) => shown.answer(url, token));
    try {
      const sources = [sourceAt(name, origin)];
      const lake = newLake();
      const config = configOf(lake, sources, { timezone });
      await exportOnce(config);
      await compare(lake, shown.expected(timezone));
      shown = shownAt(END);
      await exportOnce(config);
      await compare(lake, shown.expected(timezone));
      const incremental = await published(lake);
      await exportOnce(config, { full: true });
      expect(await published(lake)).toEqual(incremental);
      const fresh = newLake();
      await exportOnce(configOf(fresh, sources, { timezone }));
      expect(await published(fresh)).toEqual(incremental);
    } finally {
      server.close();
    }
  });
}

export function independenceCase(): void {
  test('the oracle shares no code with what it judges', () => {
    const own = readdirSync(__dirname).filter((name) => !/cases|\.test\./.test(name));
    expect(own.length).toBeGreaterThan(3);
    for (const name of own) {
      const text = readFileSync(path.join(__dirname, name), 'utf8');
      const imported = [...text.matchAll(/(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, from]) => from);
      expect(imported.filter((from) => from !== undefined && !/^(?:node:|\.\/[\w.-]+$)/.test(from))).toEqual([]);
      expect(imported.filter((from) => from?.includes('cases'))).toEqual([]);
    }
  });
}
