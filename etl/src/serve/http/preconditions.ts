/** Conditional requests and ranges (RFC 9110, sections 13 and 14), for files that never change. Pure. */

export interface Validators {
  /** Strong, with its quotes. */
  etag: string;
  /** Those of its encodings. */
  variants?: readonly string[];
  lastModified: Date;
  bytes: number;
}

export interface ConditionalHeaders {
  'if-match'?: string | undefined;
  'if-none-match'?: string | undefined;
  'if-modified-since'?: string | undefined;
  'if-range'?: string | undefined;
  range?: string | undefined;
}

export interface ByteRange {
  /** First and last byte, both included. */
  from: number;
  to: number;
}

export type Decision =
  | { status: 200 | 412 | 416 }
  /** With the ETag of what the reader holds. */
  | { status: 304; etag: string }
  | { status: 206; range: ByteRange };

/** What a GET of the file is to be answered with. */
export function decide(headers: ConditionalHeaders, file: Validators): Decision {
  const { 'if-match': match, 'if-none-match': noneMatch, 'if-modified-since': since } = headers;
  if (match !== undefined && !names(match, file.etag, true)) return { status: 412 };
  if (noneMatch !== undefined) {
    const etag = heldTag(noneMatch, [file.etag, ...(file.variants ?? [])]);
    if (etag !== undefined) return { status: 304, etag };
  } else if (since !== undefined && isUnchanged(since, file.lastModified)) return { status: 304, etag: file.etag };
  if (headers.range === undefined || !mayBeRange(headers['if-range'], file)) return { status: 200 };
  const range = rangeOf(headers.range, file.bytes);
  if (range === 'whole') return { status: 200 };
  return range === 'outside' ? { status: 416 } : { status: 206, range };
}

/** The ETags of a list, weak marks kept. */
export function etagsIn(list: string): string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? [];
}

/** The first of these ETags that If-None-Match names. */
export function heldTag(list: string, tags: readonly string[]): string | undefined {
  return tags.find((etag) => names(list, etag, false));
}

function names(list: string, etag: string, isStrong: boolean): boolean {
  if (list.trim() === '*') return true;
  return etagsIn(list).some((tag) => tag === etag || (!isStrong && tag === `W/${etag}`));
}

/** Times of HTTP are whole seconds. */
function isUnchanged(since: string, lastModified: Date): boolean {
  const instant = Date.parse(since);
  return !Number.isNaN(instant) && Math.floor(lastModified.getTime() / 1000) * 1000 <= instant;
}

/** A part of another state would not fit to what the reader has: it gets the whole. */
function mayBeRange(ifRange: string | undefined, { etag, lastModified }: Validators): boolean {
  if (ifRange === undefined) return true;
  if (/^(?:W\/)?"/.test(ifRange.trim())) return ifRange.trim() === etag;
  return Date.parse(ifRange) === Math.floor(lastModified.getTime() / 1000) * 1000;
}

/** One range; of several, or in another unit, the whole is a lawful answer (section 14.2). */
function rangeOf(header: string, bytes: number): ByteRange | 'whole' | 'outside' {
  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header.trim()) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'outside' : { from: bytes - length, to: bytes - 1 };
  }
  if (last !== '' && Number(last) < Number(first)) return 'whole';
  if (Number(first) >= bytes) return 'outside';
  return { from: Number(first), to: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
