/** Exports what a service of the oracle serves, and compares the published rows with what the records say. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { vendorNamed } from '../../vendors/registry';
import { STREAM_NAMES } from '../../vendors/vendor';
import type { SourceConfig } from '../../etl/src/config/config';
import { configOf, exportOnce, newLake, published, rowsOf } from '../support/lake';
import { diceOf } from './random';
import { expect as expectedOf } from './teamswork.expected';
import { asOf, generate } from './teamswork.records';
import { serve } from './teamswork.service';

/** Half of the tickets that are generated are created before it, and some of those change after it. */
const MIDDLE = '2026-03-22T00:00:00.000Z';

function source(url: string): SourceConfig {
  const vendor = vendorNamed('teamswork');
  if (!vendor) throw new Error('there is no service teamswork');
  return {
    name: 'tw',
    vendor,
    url,
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

async function compare(lake: string, records: ReturnType<typeof generate>, zone: string): Promise<void> {
  for (const [table, rows] of Object.entries(expectedOf(records, 'tw', zone))) {
    const columns = Object.keys(rows[0] ?? {});
    const found = await rowsOf(lake, `SELECT ${columns.join(', ')} FROM ${table}`);
    const ordered = (list: ReadonlyArray<Record<string, unknown>>): string[] =>
      list.map((row) => JSON.stringify(columns.map((column) => [column, row[column]]))).sort();
    expect({ table, rows: ordered(found) }).toEqual({ table, rows: ordered(rows) });
  }
}

/** @param count tickets of a service */
export function oracleCases(seed: number, count: number, zones: readonly string[]): void {
  test.each(zones)(`TeamsWork publishes in %s what its records say (seed ${String(seed)})`, async (timezone) => {
    const later = generate(diceOf(seed), count);
    const earlier = asOf(later, MIDDLE);
    let now = earlier;
    const { url, server } = await serve(() => now);
    try {
      const lake = newLake();
      const config = configOf(lake, [source(url)], { timezone });
      await exportOnce(config);
      await compare(lake, earlier, timezone);
      now = later;
      await exportOnce(config);
      await compare(lake, later, timezone);
      const incremental = await published(lake);
      await exportOnce(config, { full: true });
      expect(await published(lake)).toEqual(incremental);
      const fresh = newLake();
      await exportOnce(configOf(fresh, [source(url)], { timezone }));
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
