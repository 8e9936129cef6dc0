/** How Synqly refuses: a `Problem` (its SDKs since March 2025), and the shorter body that it had before. */
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Refusal {
  status: number;
  message: string;
  detail?: string;
  remediation?: string;
  /** As the SDK's `context.parameter`. */
  parameter?: { id: string; location: 'query' | 'header' | 'path' | 'body'; value?: string };
  /** What the provider behind Synqly said, as it said it. */
  rawError?: string;
  cause?: ReadonlyArray<{ message: string; rawError?: string }>;
}

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json | undefined };

export function problemBody(refusal: Refusal, path: string, at: number): Json {
  const context = {
    ...(refusal.parameter === undefined ? {} : { parameter: refusal.parameter }),
    ...(refusal.rawError === undefined ? {} : { raw_error: refusal.rawError }),
  };
  return {
    type: `https://docs.synqly.com/problems/${refusal.status}`,
    message: refusal.message,
    status: refusal.status,
    instance: path,
    occurred_at: new Date(at).toISOString(),
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    ...(refusal.remediation === undefined ? {} : { remediation: refusal.remediation }),
    ...(Object.keys(context).length === 0 ? {} : { context }),
    ...(refusal.cause === undefined
      ? {}
      : {
          cause: refusal.cause.map(({ message, rawError }) => ({
            message,
            ...(rawError === undefined ? {} : { context: { raw_error: rawError } }),
          })),
        }),
  };
}

export function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal, at: number): FastifyReply {
  return reply.code(refusal.status).send(problemBody(refusal, request.url.split('?')[0] ?? '/', at));
}

/** Thrown by what reads a request, answered by the service's error handler. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

export const missing = (what: string, id: string): Refused =>
  new Refused({ status: 404, message: `${what} not found`, parameter: { id: what, location: 'path', value: id } });

export const badBody = (message: string, pointer: string): Refused =>
  new Refused({ status: 400, message, parameter: { id: pointer, location: 'body' } });

export const unsupported = (what: string): Refused =>
  new Refused({ status: 501, message: `${what} is not supported by this provider` });
