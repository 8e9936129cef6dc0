/** `POST /mcp`: the tools of an assistant over HTTP. Each request stands alone; token and Origin are the service's own. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { Lake } from '../mcp/lake';
import { mcpServer } from '../mcp/server';
import { addressOf } from './http/address';

export interface McpRoute {
  close(): Promise<void>;
}

/** @param report gets errors that nobody foresaw */
export function mcpRoute(app: FastifyInstance, lake: Lake, report: (error: unknown) => void): McpRoute {
  const handler = createMcpHandler(() => mcpServer(lake, report));
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    exposeHeadRoute: false,
    handler: (request, reply) => passOn(handler, request, reply),
  });
  return { close: () => handler.close() };
}

async function passOn(handler: McpHttpHandler, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    gone.abort();
  });
  const asked = new Request(new URL('/mcp', addressOf(request.headers)), {
    method: request.method,
    headers: headersOf(request),
    signal: gone.signal,
    ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? null) } : {}),
  });
  const answer = await handler.fetch(asked, request.method === 'POST' ? { parsedBody: request.body } : {});
  answer.headers.forEach((value, name) => {
    if (name !== 'content-length') reply.header(name, value);
  });
  reply.code(answer.status).header('cache-control', 'no-store');
  if (answer.body === null) return reply.send();
  return reply.send(Readable.fromWeb(answer.body as ReadableStream));
}

/** What the protocol looks at; the token stays outside. */
const PASSED = ['accept', 'content-type', 'user-agent', 'last-event-id'];

function headersOf({ headers }: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && (PASSED.includes(name) || name.startsWith('mcp-')) ? [[name, value]] : [],
    ),
  );
}
