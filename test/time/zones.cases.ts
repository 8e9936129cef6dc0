/**
 * Zone arithmetic has one home in each direction: wall clock → instant by temporal-polyfill, instant → wall clock by
 * DuckDB's ICU. Both are compared on every transition of every zone from 1970 to 2025; date-fns-tz is the second
 * opinion on unambiguous times. The zone databases differ (Node's and DuckDB's are of different years): zones that
 * are known to differ are named here, and a new one fails the test.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { fromZonedTime } from 'date-fns-tz';
import { Temporal } from 'temporal-polyfill';
import { zoneRule } from '../../etl/src/mapping/zone-rule';

/** Zones whose past Node 20 and DuckDB 1.5.6 tell differently: their databases were corrected in different years. */
const KNOWN_TO_DIFFER = new Set(['America/Bogota', 'Asia/Tehran', 'Europe/Chisinau']);

const FROM = Temporal.Instant.from('1970-01-01T00:00:00Z');
const TO = Temporal.Instant.from('2026-01-01T00:00:00Z');

interface Point {
  zone: string;
  /** ISO, UTC. */
  instant: string;
  /** What temporal-polyfill says: `YYYY-MM-DD HH:MM:SS`. */
  wall: string;
}

/** The last second before and the first second after every transition, and noon on a day of each half-year. */
function pointsOf(zone: string): Point[] {
  const points: Temporal.Instant[] = [];
  let at: Temporal.ZonedDateTime | null = FROM.toZonedDateTimeISO(zone);
  while ((at = at.getTimeZoneTransition('next')) !== null && Temporal.Instant.compare(at.toInstant(), TO) < 0) {
    points.push(at.toInstant().subtract({ seconds: 1 }), at.toInstant());
  }
  for (let year = 1970; year <= 2025; year += 5)
    points.push(Temporal.Instant.from(`${year}-01-15T12:00:00Z`), Temporal.Instant.from(`${year}-07-15T12:00:00Z`));
  return points.map((instant) => ({
    zone,
    instant: instant.toString(),
    wall: instant.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '),
  }));
}

/** Every transition of these zones. */
export function transitions(zones: readonly string[]): void {
  const allPoints = zones.flatMap(pointsOf);

  it('DuckDB’s ICU shows the same wall clock as temporal-polyfill at every transition, but for zones that are known to differ', async () => {
    const file = path.join(tmpdir(), `zones-${process.pid}.ndjson`);
    writeFileSync(file, allPoints.map((point) => JSON.stringify(point)).join('\n'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      const reader = await connection.runAndReadAll(
        `WITH known AS (SELECT name FROM pg_timezone_names()),
              points AS (SELECT * FROM read_json('${file}', columns = {zone: 'VARCHAR', instant: 'TIMESTAMPTZ', wall: 'TIMESTAMP'}))
         SELECT zone, count(*) AS points, count(*) FILTER (timezone(zone, instant) <> wall) AS differing
         FROM points SEMI JOIN known ON known.name = points.zone GROUP BY zone HAVING differing > 0 ORDER BY zone`,
      );
      const differing = reader.getRowObjectsJson().map((row) => String(row.zone));
      expect(differing.filter((zone) => !KNOWN_TO_DIFFER.has(zone))).toEqual([]);
    } finally {
      connection.closeSync();
      instance.closeSync();
      rmSync(file, { force: true });
    }
  }, 60_000);

  it('placing a wall clock gives back the instant it came from, or the earlier one that shows the same', () => {
    const wrong = allPoints.filter(({ zone, instant, wall }) => {
      const placed = zoneRule(`${wall.replace(' ', 'T')}.000000`, zone);
      const back = Temporal.Instant.from(placed.instant);
      const same =
        back.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ') === wall;
      const notLater = Temporal.Instant.compare(back, Temporal.Instant.from(instant)) <= 0;
      const isNoted =
        placed.note === 'ambiguous_time' || Temporal.Instant.compare(back, Temporal.Instant.from(instant)) === 0;
      return !(same && notLater && isNoted);
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('date-fns-tz agrees on unambiguous times', () => {
    const sample = allPoints.filter((_, index) => index % 17 === 0);
    const wrong = sample.flatMap(({ zone, instant }) => {
      // Three days off any transition there is no gap and no overlap nearby, nearly always; those that have one are left out.
      const wall = Temporal.Instant.from(instant).add({ hours: 77 }).toZonedDateTimeISO(zone).toPlainDateTime();
      const text = wall.toString({ fractionalSecondDigits: 6 });
      const day = zoneRule(text, zone);
      const steady = [-24, 24].every((hours) => {
        const near = Temporal.Instant.from(day.instant).add({ hours }).toZonedDateTimeISO(zone);
        return near.offsetNanoseconds === Temporal.Instant.from(day.instant).toZonedDateTimeISO(zone).offsetNanoseconds;
      });
      if (!steady || day.note !== null) return [];
      const other = fromZonedTime(text.slice(0, 23), zone).toISOString();
      return other.slice(0, 19) === day.instant.slice(0, 19) ? [] : [{ zone, text, ours: day.instant, other }];
    });
    // Offsets with seconds (before zones were rounded to minutes) are not read by date-fns-tz.
    expect(
      wrong.filter(({ ours, other }) => Math.abs(Date.parse(ours) - Date.parse(other)) >= 60_000).slice(0, 3),
    ).toEqual([]);
  });
}

export function knownCases(): void {
  describe('both changes of daylight saving, and a zone of half an hour', () => {
    it.each([
      ['Europe/Berlin', '2026-10-25T02:30:00.000000', '2026-10-25T00:30:00.000000Z', 'ambiguous_time'],
      ['Europe/Berlin', '2026-03-29T02:30:00.000000', '2026-03-29T01:30:00.000000Z', 'nonexistent_time'],
      ['America/New_York', '2026-11-01T01:30:00.000000', '2026-11-01T05:30:00.000000Z', 'ambiguous_time'],
      ['America/New_York', '2026-03-08T02:30:00.000000', '2026-03-08T07:30:00.000000Z', 'nonexistent_time'],
      ['Asia/Kolkata', '2026-06-01T12:00:00.000000', '2026-06-01T06:30:00.000000Z', null],
      ['Australia/Lord_Howe', '2026-04-05T01:45:00.000000', '2026-04-04T14:45:00.000000Z', 'ambiguous_time'],
      ['Asia/Kathmandu', '1986-01-01T00:10:00.000000', '1985-12-31T18:40:00.000000Z', 'nonexistent_time'],
      ['Pacific/Apia', '2011-12-30T12:00:00.000000', '2011-12-30T22:00:00.000000Z', 'nonexistent_time'],
    ])('%s: %s', (zone, wall, instant, note) => {
      expect(zoneRule(wall, zone)).toEqual({ instant, note });
    });
  });
}
