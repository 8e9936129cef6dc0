/** From the bytes of an answer to its text: size limit, compression, character set. */
import { dictionary } from '../../../vendors/dictionary';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

import { codeOf } from '../base/system-error';

/** No page of any of the services comes near; an answer without end must not fill the memory. */
export const LARGEST_PAGE = 64 * 1024 * 1024;
/** The same for services without pages: a list is one answer. */
export const LARGEST_LIST = 256 * 1024 * 1024;

export type Decoded =
  { ok: true; bytes: Buffer } | { ok: false; reason: 'too_large' } | { ok: false; reason: 'truncated'; says: string };

type Decoder = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
const gunzipAsync: Decoder = promisify(gunzip);
const inflateAsync: Decoder = promisify(inflate);
const inflateRawAsync: Decoder = promisify(inflateRaw);
const brotliAsync: Decoder = promisify(brotliDecompress);
const DECODERS: Readonly<Record<string, Decoder>> = dictionary({
  gzip: gunzipAsync,
  'x-gzip': gunzipAsync,
  br: brotliAsync,
  // Some servers send the bare stream under this name, without zlib's frame: its first byte tells (RFC 1950, 2.2).
  deflate: (bytes, options) => ((bytes[0] ?? 0) % 16 === 8 ? inflateAsync : inflateRawAsync)(bytes, options),
});
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/** Collects a body up to the limit; undefined when it is larger, and then the rest is not read. */
export async function collect(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @param contentEncoding the header's value; the encodings were applied in its order */
export async function decompress(bytes: Buffer, contentEncoding: string | undefined, limit: number): Promise<Decoded> {
  const encodings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  let decoded = bytes;
  for (const encoding of encodings.reverse()) {
    // A 204 or an empty error may still carry the header.
    if (decoded.length === 0) break;
    const decoder = DECODERS[encoding];
    if (!decoder) return { ok: false, reason: 'truncated', says: 'it is compressed in a way that was not asked for' };
    const step = await decoder(decoded, { maxOutputLength: limit }).catch((error: unknown) => reasonOf(error));
    if (typeof step === 'string') {
      return step === 'too_large'
        ? { ok: false, reason: step }
        : { ok: false, reason: step, says: `it is not what its header says (${encoding})` };
    }
    decoded = step;
  }
  return { ok: true, bytes: decoded };
}

function reasonOf(error: unknown): 'too_large' | 'truncated' {
  return codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'truncated';
}

const REPLACEMENT = '\uFFFD';
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);
/** Half a character as JSON escapes it. What reads records replaces it by U+FFFD too, and notes the field. */
const NOTED = '\\udfff';

/**
 * Text in the character set that the header names, else UTF-8. In JSON, bytes that are invalid in it and NUL, which JSON
 * and DuckDB refuse, become the escape of half a character, so that the loss is noted with the field. In other text they
 * become U+FFFD.
 */
export function decodeText(bytes: Buffer, contentType: string | undefined): string {
  const [, charset] = /charset\s*=\s*"?([\w:.-]+)/i.exec(contentType ?? '') ?? [];
  const text = decoderFor(charset).decode(bytes);
  if (!text.includes(REPLACEMENT) && !text.includes('\0')) return text;
  return /^\s*[[{"]/.test(text) ? markedText(bytes, charset) : text.replaceAll('\0', REPLACEMENT);
}

/** The characters U+FFFD that were sent, as UTF-8, are no loss and stay. */
function markedText(bytes: Buffer, charset: string | undefined): string {
  const pieces: string[] = [];
  for (let from = 0; from <= bytes.length;) {
    const found = bytes.indexOf(REPLACEMENT_BYTES, from);
    const to = found === -1 ? bytes.length : found;
    const piece = decoderFor(charset, from > 0).decode(bytes.subarray(from, to));
    pieces.push(piece.replaceAll(REPLACEMENT, NOTED).replaceAll('\0', NOTED));
    from = to + (found === -1 ? 1 : REPLACEMENT_BYTES.length);
  }
  return pieces.join(REPLACEMENT);
}

/** @param keepsMark whether a byte order mark at the beginning is a character of the text */
function decoderFor(charset: string | undefined, keepsMark = false): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8', { ignoreBOM: keepsMark });
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: keepsMark });
  }
}
