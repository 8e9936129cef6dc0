/** Whether DuckDB and Node agree about the configured time zones: each has a database of its own. */
import { DuckDBInstance } from '@duckdb/node-api';
import { version } from '@duckdb/node-api';
import { Temporal } from 'temporal-polyfill';
import { COMMON_SETTINGS } from '../store/database';
import type { CheckFinding } from './finding';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEARS_BACK = 15;
const YEARS_AHEAD = 2;

export interface ZoneDifference {
  zone: string;
  /** null: DuckDB does not know the zone at all. */
  from: string | null;
}

/** @param now epoch ms */
export async function checkZones(zones: readonly string[], now: number): Promise<CheckFinding[]> {
  const subject = 'time zones';
  const versions: CheckFinding = {
    subject,
    level: 'ok',
    message: `Node has zones of ${process.versions['tz'] ?? 'unknown'}, and DuckDB ${version()} brings its own (ICU)`,
  };
  const differences = await differencesOf(zones, now);
  const findings = differences.map(({ zone, from }): CheckFinding =>
    from === null
      ? {
          subject,
          level: 'error',
          message: `DuckDB does not know ${zone}`,
          remedy: 'Use another name of the same zone.',
        }
      : {
          subject,
          level: 'warning',
          message: `Node and DuckDB disagree about ${zone} from ${from} on`,
          remedy: 'Columns *_local of those days may be off by the difference. The instants *_at are right.',
        },
  );
  const agree: CheckFinding[] =
    zones.length > 0 && findings.length === 0
      ? [{ subject, level: 'ok', message: `both agree about ${zones.join(', ')}` }]
      : [];
  return [versions, ...findings, ...agree];
}

/** Compares the offsets of each day, from 15 years ago to 2 years ahead. */
export async function differencesOf(zones: readonly string[], now: number): Promise<ZoneDifference[]> {
  const instance = await DuckDBInstance.create(':memory:', COMMON_SETTINGS);
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const known = await connection.runAndReadAll('SELECT lower(name) AS name FROM pg_timezone_names()');
    const names = new Set(known.getColumnsJS()[0]?.map(String));
    const first = Math.floor(now / DAY_MS - YEARS_BACK * 365.25) * DAY_MS;
    const last = now + YEARS_AHEAD * 365.25 * DAY_MS;
    const differences: ZoneDifference[] = [];
    for (const zone of zones) {
      if (!names.has(zone.toLowerCase())) {
        differences.push({ zone, from: null });
        continue;
      }
      const offsets = await connection.runAndReadAll(
        `SELECT epoch_ms(timezone($1, to_timestamp(day / 1000.0))) - day FROM (SELECT unnest(range($2::BIGINT, $3::BIGINT, $4::BIGINT)) AS day) ORDER BY day`,
        [zone, BigInt(first), BigInt(Math.floor(last)), BigInt(DAY_MS)],
      );
      const at = (offsets.getColumnsJS()[0] ?? []).findIndex(
        (offset, day) => Number(offset) !== nodeOffset(zone, first + day * DAY_MS),
      );
      if (at !== -1) differences.push({ zone, from: new Date(first + at * DAY_MS).toISOString().slice(0, 10) });
    }
    return differences;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function nodeOffset(zone: string, instant: number): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
}
