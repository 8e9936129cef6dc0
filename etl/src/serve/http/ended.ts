/** When an answer has ended: well, or because its reader was gone. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls `listener` once for each request. Fastify's own hook `onResponse` misses a reader who closes the connection
 * with the last byte, before the file that the bytes came from has been read to its end.
 * @param listener gets the milliseconds since the request arrived
 */
export function onEnd(
  app: FastifyInstance,
  listener: (request: FastifyRequest, reply: FastifyReply, milliseconds: number) => void,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    const arrived = performance.now();
    reply.raw.once('close', () => {
      listener(request, reply, performance.now() - arrived);
    });
    done();
  });
}
