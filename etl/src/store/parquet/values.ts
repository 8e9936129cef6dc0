/** What a JSON value is in a column of a type. Each throws where it is none, and writes nothing then. */
import type { PlainBytes } from './plain-bytes';

type Write = (into: PlainBytes, value: unknown) => void;

export interface ScalarType {
  /** As the file calls them: how it is stored, what it means. */
  physical: number;
  converted: number | null;
  /** Microseconds since 1970 on the world's clock, not on somebody's wall. */
  isInstant?: true;
  write: Write;
}

const [BOOLEAN, INT32, INT64, DOUBLE, BYTE_ARRAY] = [0, 1, 2, 5, 6];
const [UTF8, DATE, TIMESTAMP_MICROS] = [0, 6, 10];
const DAY_MS = 86_400_000;
/** Beyond it microseconds are no safe integers: from the year 2255 on. */
const SAFE_MS = 9_000_000_000_000;
const SMALLEST_INT32 = -(2 ** 31);
const LARGEST_INT32 = 2 ** 31 - 1;

export const SCALAR_TYPES = {
  VARCHAR: {
    physical: BYTE_ARRAY,
    converted: UTF8,
    write: (into, value) => into.text(typeof value === 'string' ? value : JSON.stringify(value)),
  },
  BOOLEAN: {
    physical: BOOLEAN,
    converted: null,
    write: (into, value) => {
      if (typeof value !== 'boolean') throw unfit('BOOLEAN');
      into.bit(value);
    },
  },
  // Zero has one sign, as in JSON.
  DOUBLE: {
    physical: DOUBLE,
    converted: null,
    write: (into, value) => into.double(numberOf(value, 'DOUBLE', Number.isFinite) + 0),
  },
  BIGINT: {
    physical: INT64,
    converted: null,
    write: (into, value) => into.int64(numberOf(value, 'BIGINT', Number.isSafeInteger)),
  },
  INTEGER: {
    physical: INT32,
    converted: null,
    write: (into, value) => into.int32(numberOf(value, 'INTEGER', isInt32)),
  },
  DATE: {
    physical: INT32,
    converted: DATE,
    write: (into, value) => into.int32(dayMs(toText(value, 'DATE')) / DAY_MS),
  },
  TIMESTAMPTZ: { physical: INT64, converted: TIMESTAMP_MICROS, isInstant: true, write: writeInstant },
} satisfies Readonly<Record<string, ScalarType>>;

export type ScalarName = keyof typeof SCALAR_TYPES;

/** The value itself may be a customer's: it is not said. */
function unfit(type: string): Error {
  return new Error(`a value is no ${type}`);
}

function numberOf(value: unknown, type: string, fits: (value: number) => boolean): number {
  if (typeof value !== 'number' || !fits(value)) throw unfit(type);
  return value;
}

function toText(value: unknown, type: string): string {
  if (typeof value !== 'string') throw unfit(type);
  return value;
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= SMALLEST_INT32 && value <= LARGEST_INT32;
}

/** Times of the same few days come again and again. */
const days = new Map<string, number>();
const MOST_DAYS = 20_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Of the day's beginning. */
function dayMs(day: string): number {
  const known = days.get(day);
  if (known !== undefined) return known;
  const ms = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // A day that its month does not have is rolled over to one of the next.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) throw unfit('DATE');
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, ms);
  return ms;
}

const CANONICAL = /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;
const SHORTER = /^(.{10}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z$/;

function writeInstant(into: PlainBytes, value: unknown): void {
  let text = toText(value, 'TIMESTAMPTZ');
  if (!CANONICAL.test(text)) {
    const [, seconds, fraction = ''] = SHORTER.exec(text) ?? [];
    text = `${seconds ?? ''}.${fraction.padEnd(6, '0')}Z`;
    if (!CANONICAL.test(text)) throw unfit('TIMESTAMPTZ');
  }
  const minutes = two(text, 11) * 60 + two(text, 14);
  const ms = dayMs(text.slice(0, 10)) + (minutes * 60 + two(text, 17)) * 1000 + two(text, 20) * 10 + digit(text, 22);
  const rest = digit(text, 23) * 100 + two(text, 24);
  if (ms > SAFE_MS || ms < -SAFE_MS) into.bigInt64(BigInt(ms) * 1000n + BigInt(rest));
  else into.int64(ms * 1000 + rest);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}

function two(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}
