/** UUIDs that carry their number, so that a UUID is found again among a million without an index of them. */
import { hash32 } from './random';

/** What is numbered: a ticket 7 and a person 7 have different UUIDs. */
const KINDS = [
  'ticket',
  'person',
  'queues',
  'types',
  'teams',
  'organizations',
  'field',
  'option',
  'attachment',
] as const;
export type IdentityKind = (typeof KINDS)[number];

/** An odd factor and its inverse modulo 2^32: consecutive numbers do not look consecutive. */
const FACTOR = 0x9e3779b1;
const INVERSE = 0x0e8b2f51;

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, '0');

export function uuidOf(seed: number, kind: IdentityKind, number: number): string {
  const salt = KINDS.indexOf(kind) + 1;
  const low = number >>> 0;
  const high = Math.floor(number / 4294967296);
  const front = Math.imul(low ^ hash32(seed, salt, 1), FACTOR);
  const middle = hash32(seed ^ high, low, salt * 4 + 1);
  const tail = hash32(seed ^ high, low, salt * 4 + 2);
  const end = hash32(seed ^ high, low, salt * 4 + 3);
  const variant = ((end >>> 16) & 0x3fff) | 0x8000;
  return `${hex(front, 8)}-${hex(middle >>> 16, 4)}-4${hex(middle & 0xfff, 3)}-${hex(variant, 4)}-${hex(end & 0xffff, 4)}${hex(tail, 8)}`;
}

/** The number (below 2^32) that uuidOf made this from; undefined for a UUID that it did not make. */
export function numberOf(seed: number, kind: IdentityKind, uuid: string): number | undefined {
  const folded = uuid.toLowerCase();
  const front = Number.parseInt(folded.slice(0, 8), 16);
  if (Number.isNaN(front)) return undefined;
  const number = (Math.imul(front, INVERSE) ^ hash32(seed, KINDS.indexOf(kind) + 1, 1)) >>> 0;
  return uuidOf(seed, kind, number) === folded ? number : undefined;
}
