/** How __title__ refuses a request, as its page shows it. */
import type { FastifyReply } from 'fastify';

export function refused(_reply: FastifyReply, _status: number, _message: string): FastifyReply {
  throw unwritten('sandbox/__name__/answers.ts: refused is not written yet');
}

function unwritten(what: string): Error {
  return Object.assign(new Error(what), { statusCode: 501 });
}
