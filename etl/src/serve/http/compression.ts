/**
 * Text and Arrow are compressed on their way, Parquet and parts of files never. Each encoding of a file has an ETag of
 * its own, since a strong one stands for bytes (RFC 9110, section 8.8.3.3).
 */
import compress from '@fastify/compress';
import type { FastifyInstance, onSendHookHandler } from 'fastify';

/** A smaller answer fits into one packet anyway. */
export const LEAST_BYTES = 1024;

const ENCODINGS = ['br', 'gzip'] as const;
const TYPES =
  /^(?:application\/(?:json|xml|x-ndjson|javascript|vnd\.apache\.arrow\.stream)|text\/(?:csv|html|css|plain|javascript)|image\/svg\+xml)(?:;|$)/i;

/** To be called, and waited for, before the routes are added. */
export async function addCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    globalCompression: true,
    globalDecompression: false,
    threshold: LEAST_BYTES,
    encodings: [...ENCODINGS],
    customTypes: isCompressible,
  });
  // Behind the hook that compresses, which is one of each route.
  app.addHook('onRoute', (route) => {
    const before = route.onSend ?? [];
    route.onSend = [...(Array.isArray(before) ? before : [before]), nameEncoding];
  });
}

const nameEncoding: onSendHookHandler = (_request, reply, payload, done) => {
  const encoding = reply.getHeader('content-encoding');
  const etag = reply.getHeader('etag');
  if (typeof encoding === 'string' && typeof etag === 'string') reply.header('etag', encodedTag(etag, encoding));
  // Also where nothing was compressed: a cache must not give this to a reader who accepts something else.
  if (isCompressible(String(reply.getHeader('content-type') ?? ''))) reply.header('vary', 'accept-encoding');
  done(null, payload);
};

function encodedTag(etag: string, encoding: string): string {
  return etag.replace(/"$/, `-${encoding}"`);
}

export function isCompressible(mediaType: string): boolean {
  return TYPES.test(mediaType);
}

/** The ETags under which a reader may hold a file in an encoding. */
export function variantsOf(etag: string): string[] {
  return ENCODINGS.map((encoding) => encodedTag(etag, encoding));
}
