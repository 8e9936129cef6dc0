/** SHA-256 (FIPS 180-4) without a dependency: vendors must not import node:crypto. For ids, never for secrets. */

const ROUND = roundConstants();
const INITIAL = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const;
const BLOCK_BYTES = 64;
/** Behind the text: a bit, and its length in bits. */
const PADDING_BYTES = 9;
/** A UTF-16 unit takes at most three bytes. */
const BYTES_A_UNIT = 3;

const encoder = new TextEncoder();
/** For the bytes of most texts, one after the other: they are a name or a line. A longer text gets its own. */
const SHORT_TEXT = new Uint8Array(4096);
const state = new Int32Array(INITIAL.length);
const schedule = new Int32Array(64);

/** @returns 64 lower-case hex digits of the SHA-256 of the text's UTF-8 bytes */
export function sha256(text: string): string {
  digest(text);
  return hexDigits(state.length);
}

/** The first 12 hex digits, as ids carry them. For texts that do not come again: those of people do (`shortHash`). */
export function shortHashOnce(text: string): string {
  digest(text);
  return hexDigits(2).slice(0, SHORT_DIGITS);
}

const SHORT_DIGITS = 12;

/** A list names the same few people many times. */
const MOST_KNOWN = 4096;
const known = new Map<string, string>();

/** The first 12 hex digits: what person ids without an id of the service carry. */
export function shortHash(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const hash = shortHashOnce(text);
  known.set(text, hash);
  return hash;
}

/** Leaves the hash in `state`. */
function digest(text: string): void {
  const bytes = padded(text);
  state.set(INITIAL);
  for (let block = 0; block < bytes.length; block += BLOCK_BYTES) {
    fill(bytes, block);
    compress();
  }
}

/** @returns the text's bytes and what follows them, in whole blocks */
function padded(text: string): Uint8Array {
  const most = text.length * BYTES_A_UNIT + PADDING_BYTES + BLOCK_BYTES;
  const into = most <= SHORT_TEXT.length ? SHORT_TEXT : new Uint8Array(most);
  const { written } = encoder.encodeInto(text, into);
  const bytes = into.subarray(0, Math.ceil((written + PADDING_BYTES) / BLOCK_BYTES) * BLOCK_BYTES);
  bytes.fill(0, written);
  bytes[written] = 0x80;
  const length = new DataView(bytes.buffer, bytes.length - 8);
  length.setUint32(0, Math.floor(written / 0x20000000));
  length.setUint32(4, written << 3);
  return bytes;
}

function fill(bytes: Uint8Array, block: number): void {
  for (let t = 0; t < 16; t += 1) schedule[t] = wordAt(bytes, block + t * 4);
  for (let t = 16; t < 64; t += 1) {
    const w15 = schedule[t - 15] ?? 0;
    const w2 = schedule[t - 2] ?? 0;
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[t] = (schedule[t - 16] ?? 0) + s0 + (schedule[t - 7] ?? 0) + s1;
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

/** One word for each of the eight: lists of them took most of the time (measured). */
function compress(): void {
  let a = wordOf(0);
  let b = wordOf(1);
  let c = wordOf(2);
  let d = wordOf(3);
  let e = wordOf(4);
  let f = wordOf(5);
  let g = wordOf(6);
  let h = wordOf(7);
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[t] ?? 0) + (schedule[t] ?? 0)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = wordOf(0) + a;
  state[1] = wordOf(1) + b;
  state[2] = wordOf(2) + c;
  state[3] = wordOf(3) + d;
  state[4] = wordOf(4) + e;
  state[5] = wordOf(5) + f;
  state[6] = wordOf(6) + g;
  state[7] = wordOf(7) + h;
}

function wordOf(at: number): number {
  return state[at] ?? 0;
}

/** @param words how many of the hash, from its beginning */
function hexDigits(words: number): string {
  let digits = '';
  for (let at = 0; at < words; at += 1) digits += (wordOf(at) >>> 0).toString(16).padStart(8, '0');
  return digits;
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
function roundConstants(): Int32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Int32Array.from(primes, (prime) => Number(cubeRootBits(BigInt(prime)) & 0xffffffffn));
}

/** floor(cbrt(n) * 2^32): exact, since doubles do not hold enough digits for every prime. */
function cubeRootBits(n: bigint): bigint {
  const scaled = n << 96n;
  let low = 0n;
  let high = 1n << 36n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle * middle * middle <= scaled) low = middle;
    else high = middle;
  }
  return low;
}
