/**
 * Seeded randomness that is the same on every machine: integer arithmetic alone. A value belongs to what it is for
 * (seed, ticket, purpose), not to the order of asking, so that any ticket can be computed without the others.
 */

/** A number in [0, 1). */
export type Random = () => number;

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): every input bit moves every output bit. */
function scatter(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** 32 bits that depend on all three numbers. */
export function hash32(seed: number, item: number, purpose: number): number {
  return scatter(scatter(scatter(seed ^ 0x9e3779b9) ^ item) + Math.imul(purpose, 0x9e3779b1));
}

/** One value in [0, 1) for this item and purpose. */
export function chance(seed: number, item: number, purpose: number): number {
  return hash32(seed, item, purpose) / 4294967296;
}

/** mulberry32 (Tommy Ettinger, public domain). */
export function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A sequence for this item and purpose. */
export function sequence(seed: number, item: number, purpose: number): Random {
  return mulberry32(hash32(seed, item, purpose));
}

/** FNV-1a of a text: a seed per service from one seed and its name. */
export function seedFrom(text: string): number {
  let hash = 0x811c9dc5;
  for (let position = 0; position < text.length; position++) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193);
  }
  return hash >>> 0;
}

export function pick<T>(items: readonly T[], share: number): T {
  const item = items[Math.floor(share * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

/** The position in cumulative shares that end in 1, as [0.5, 0.8, 1]. */
export function position(cumulative: readonly number[], share: number): number {
  let at = 0;
  while (at < cumulative.length - 1 && share >= (cumulative[at] ?? 1)) at++;
  return at;
}

/** Log-normal: the median and the spread of the logarithm; two shares in [0, 1) make one value (Box-Muller). */
export function longTail(median: number, sigma: number, first: number, second: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  return median * Math.exp(sigma * normal);
}
