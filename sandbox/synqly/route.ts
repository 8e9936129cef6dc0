/** The frame of every route: its name in the request log, its result in Synqly's envelope. */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { JsonObject } from './render';

export interface RouteRequest {
  request: FastifyRequest;
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
}

/** null: an empty 204. */
export type Handler = (ask: RouteRequest) => JsonObject | null;

export type Route = (method: HTTPMethods, url: string, endpoint: string, handler: Handler, status?: number) => void;

export function routesOf(app: FastifyInstance): Route {
  return (method, url, endpoint, handler, status = 200) => {
    app.route({
      method,
      url,
      config: { endpoint },
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const answer = handler({
          request,
          params: request.params as Record<string, string>,
          query: request.query as Record<string, unknown>,
          body: request.body,
        });
        return answer === null ? reply.code(204).send() : reply.code(status).send(answer);
      },
    });
  };
}

export function bodyObject(body: unknown): JsonObject {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as JsonObject) : {};
}
