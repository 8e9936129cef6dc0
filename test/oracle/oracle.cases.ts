/** Exports what a service of the oracle serves, and compares the published tables with what its world says. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { vendorNamed } from '../../vendors/registry';
import { STREAM_NAMES } from '../../vendors/vendor';
import type { RuntimeEnv } from '../../etl/src/base/async';
import type { SourceConfig } from '../../etl/src/config/config';
import { configOf, exportOnce, newLake, published, quickWorld } from '../support/lake';
import { compareTable, isSame, isSameMillisecond } from './compare';
import { readTable } from './parquet';
import { CLOSED_DAY, OPEN } from './hours';
import type { Expected } from './facts';
import { serve } from './server';
import type { World } from './worlds';
import { WORLDS } from './worlds';

/** Half of the tickets that are generated are created before it, and some of those change after it. */
const MIDDLE = '2026-03-22T00:00:00.000Z';
const END = '2026-11-01T00:00:00.000Z';

/** Of all cases so far. */
const compared = { values: 0 };

/** @param reporting the zone of reports and hours */
function sourceAt(name: string, origin: string, timezone: string | null, reporting: string): SourceConfig {
  const vendor = vendorNamed(name);
  const address = vendor?.baseUrl(origin);
  if (!vendor || address?.ok !== true) throw new Error(`there is no service ${name}`);
  return {
    name,
    vendor,
    url: address.url,
    key: '7:ORACLE0123456789',
    timezone,
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
    businessHours: {
      timezone: reporting,
      week: [...Array.from({ length: 5 }, () => [OPEN]), [], []],
      days: { [CLOSED_DAY]: [] },
    },
  };
}

/** The names of the members of an answer in which a text stands that no file can hold: NUL, half a surrogate pair. */
function addUnreadable(value: unknown, names: Set<string>, name = ''): void {
  if (typeof value === 'string') {
    if (/[\0\p{Surrogate}]/u.test(value)) names.add(name);
  } else if (Array.isArray(value)) {
    for (const item of value) addUnreadable(item, names, name);
  } else if (value !== null && typeof value === 'object') {
    for (const [member, held] of Object.entries(value)) addUnreadable(held, names, member);
  }
}

/** Says of which members `rejects` says so; where each record stands in them is not the oracle's to know. */
async function unreadableIn(lake: string): Promise<string[]> {
  const rows = (await readTable(lake, 'rejects')).rows.filter(isOfCharacters);
  return [...new Set(rows.map(({ field }) => String(field).split('.').at(-1) ?? ''))].sort();
}

const isOfCharacters = ({ reason }: Record<string, string | null>): boolean => reason === 'unreadable_character';

async function differencesOf(lake: string, tables: Expected, world: World): Promise<string[]> {
  const found: string[] = [];
  const fits = world.tellsHistory ? isSame : isSameMillisecond;
  for (const [table, rows] of Object.entries(tables)) {
    const held = await readTable(lake, table);
    const { differences, values } = compareTable(
      table,
      { ...held, rows: held.rows.filter((row) => !isOfCharacters(row)) },
      rows,
      world.unsaid[table] ?? [],
      fits,
    );
    found.push(...differences);
    compared.values += values;
  }
  return found;
}

export interface Extent {
  seeds: readonly number[];
  /** Tickets of a service. */
  count: number;
  /** Seeds take them in turn. */
  zones: readonly string[];
  /** Every so many seeds a full export and a fresh lake are compared with what was there, too. */
  wholeEvery: number;
  names?: readonly string[];
}

export function oracleCases({ seeds, count, zones, wholeEvery, names = Object.keys(WORLDS) }: Extent): void {
  const cases = names.flatMap((name) =>
    seeds.map((seed, at) => ({
      name,
      seed,
      timezone: zones[at % zones.length] ?? 'UTC',
      isWhole: (at + 1) % wholeEvery === 0,
    })),
  );
  test.each(cases)(
    `$name publishes in $timezone what its world says (seed $seed)`,
    async ({ name, seed, timezone, isWhole }) => {
      const world = WORLDS[name]?.(seed, count);
      if (world === undefined) throw new Error(`there is no oracle of ${name}`);
      let shown = MIDDLE;
      const unreadable = new Set<string>();
      const { origin, server } = await serve(
        (asked) => {
          const answer = world.answer(asked, shown);
          addUnreadable(answer, unreadable);
          return answer;
        },
        () => shown,
      );
      const sources = [sourceAt(name, origin, world.zone, timezone)];
      const exported = async (lake: string, full = false) => {
        await exportOnce(configOf(lake, sources, { timezone }), { full }, stillWorld(Date.parse(shown)));
      };
      const differences = (lake: string, runs: readonly string[]) =>
        differencesOf(lake, world.expected(runs, name, timezone, origin), world);
      try {
        const lake = newLake();
        await exported(lake);
        expect(await differences(lake, [MIDDLE])).toEqual([]);
        expect(await unreadableIn(lake)).toEqual([...unreadable].sort());
        shown = END;
        await exported(lake);
        expect(await differences(lake, [MIDDLE, END])).toEqual([]);
        if (!isWhole) return;
        const incremental = await published(lake);
        await exported(lake, true);
        expect(await published(lake)).toEqual(incremental);
        const fresh = newLake();
        await exported(fresh);
        // When a shape was first seen is the lake's own history: a fresh one begins with the later shape.
        const told = { schema_changes: [] };
        if (world.tellsHistory) expect({ ...(await published(fresh)), ...told }).toEqual({ ...incremental, ...told });
        else expect(await differences(fresh, [END])).toEqual([]);
      } finally {
        server.close();
      }
    },
  );
}

/** Time passes only where a wait asks for it, so that a change that a run sees has the time of the run. */
function stillWorld(start: number): RuntimeEnv {
  const world = quickWorld(start);
  let now = start;
  return {
    ...world,
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

/** Says how much was compared, and fails where it was nothing. */
export function comparedCase(): void {
  test('values were compared', () => {
    process.stdout.write(`The oracle compared ${String(compared.values)} values\n`);
    expect(compared.values).toBeGreaterThan(100_000);
  });
}

export function independenceCase(): void {
  test('the oracle shares no code with what it judges', () => {
    const own = readdirSync(__dirname).filter((name) => !/cases|\.test\./.test(name));
    expect(own.length).toBeGreaterThan(3);
    for (const name of own) {
      const text = readFileSync(path.join(__dirname, name), 'utf8');
      const imported = [
        ...text.matchAll(/(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"]([\w.@/:-]+)['"]/g),
      ].map(([, from]) => from);
      const isIts = /^(?:node:|hyparquet|\.\/[\w.-]+$)/;
      expect(imported.filter((from) => from !== undefined && !isIts.test(from))).toEqual([]);
      expect(imported.filter((from) => from?.includes('cases'))).toEqual([]);
    }
  });
}
