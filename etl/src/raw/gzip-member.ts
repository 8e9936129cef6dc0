/**
 * Gzip members that say their own length, so that a spool torn by a crash can be cut back to its last whole
 * member without unpacking it. The length stands in the header's extra field (RFC 1952, 2.3.1.1; the idea of
 * BGZF), which every gzip reader skips.
 */
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';
import { promisify } from 'node:util';

const deflate = promisify(deflateRaw);
/** ID1 ID2 CM=8 FLG=FEXTRA MTIME(4) XFL OS=255, XLEN=8, subfield 'TL' of 4 bytes. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 8, 0, 0x54, 0x4c, 4, 0]);
const HEADER_BYTES = HEADER.length + 4;
const TRAILER_BYTES = 8;

/** One gzip member holding `text`. Level 1: the quota, not the disk, is what an export waits for. */
export async function gzipMember(text: string): Promise<Buffer> {
  const plain = Buffer.from(text, 'utf8');
  const packed = await deflate(plain, { level: 1 });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(HEADER_BYTES + packed.length + TRAILER_BYTES);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(plain), 0);
  trailer.writeUInt32LE(plain.length >>> 0, 4);
  return Buffer.concat([HEADER, length, packed, trailer]);
}

/** Bytes to read before the length of a member is known. */
export const MEMBER_HEADER_BYTES = HEADER_BYTES;

/** Length of the member whose first bytes these are; undefined when it is none of ours. */
export function memberLength(header: Buffer): number | undefined {
  if (header.length < HEADER_BYTES || header.compare(HEADER, 0, HEADER.length, 0, HEADER.length) !== 0)
    return undefined;
  return header.readUInt32LE(HEADER.length);
}

/** Text of a whole member; undefined when it is damaged. */
export function memberText(member: Buffer): string | undefined {
  try {
    const plain = inflateRawSync(member.subarray(HEADER_BYTES, member.length - TRAILER_BYTES));
    return crc32(plain) === member.readUInt32LE(member.length - TRAILER_BYTES) ? plain.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}
