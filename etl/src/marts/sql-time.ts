/** Instants, wall-clock times and minutes in SQL. DuckDB's ICU is the one home of instant → wall clock. */
import { literal } from '../schema/tables';

export interface SqlClock {
  local(instant: string): string;
  date(instant: string): string;
}

/** @param zone the reporting zone, IANA */
export function clockOf(zone: string): SqlClock {
  const local = (instant: string) => `(${instant} AT TIME ZONE ${literal(zone)})`;
  return { local, date: (instant) => `CAST(${local(instant)} AS DATE)` };
}

/** As a cast writes an instant in UTC, without ICU. */
export function instantText(instant: string): string {
  return `make_timestamp(epoch_us(${instant}))::VARCHAR || '+00'`;
}

/** Whole minutes between two instants, floored; NULL where one is missing, the end is the earlier, or 32 bits are too few. */
export function minutesBetween(from: string, to: string): string {
  return `TRY_CAST(CASE WHEN ${to} >= ${from} THEN floor((epoch_us(${to}) - epoch_us(${from})) / 60000000.0) END AS INTEGER)`;
}

/** A joined text within the limit of 32,000 UTF-16 units. Where a character of two units is in it, half as many are sure. */
export function boundedText(text: string): string {
  const isNarrow = `NOT regexp_matches(left(${text}, 32000), '[\\x{10000}-\\x{10FFFF}]')`;
  return `left(${text}, CASE WHEN length(${text}) > 16000 AND ${isNarrow} THEN 32000 ELSE 16000 END)`;
}

export const OPEN_GROUPS = "('new', 'open', 'pending', 'on_hold', 'unknown')";
export const WAITING_GROUPS = "('pending', 'on_hold')";
export const DONE_GROUPS = "('solved', 'closed')";
