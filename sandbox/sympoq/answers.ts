/** How SympoQ refuses a request. */
import type { FastifyReply } from 'fastify';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** SympoQ's error bodies are undocumented: this is the problem object of Oracle's REST services. */
export function problem(reply: FastifyReply, status: number, message: string): FastifyReply {
  const title = TITLES[status] ?? 'Error';
  const code = title.replace(/ /g, '');
  return reply.code(status).send({
    code,
    title,
    message,
    type: `tag:oracle.com,2020:error/${code}`,
    instance: `tag:oracle.com,2020:ecid/${status}`,
  });
}
