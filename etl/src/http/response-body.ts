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

/**
 * Text in the character set that the header names, else UTF-8. Bytes that are none, and NUL, which JSON and
 * DuckDB refuse, become U+FFFD.
 */
export function textOf(bytes: Buffer, contentType: string | undefined): string {
  const [, charset] = /charset\s*=\s*"?([\w:.-]+)/i.exec(contentType ?? '') ?? [];
  return decoderFor(charset).decode(bytes).replaceAll('\0', '\uFFFD');
}

function decoderFor(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}
