/** How Synqly refuses: a `Problem` (its SDKs since March 2025), and the shorter body that it had before. */
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface ProblemAnswer {
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

export function problemBody(problem: ProblemAnswer, path: string, at: number): Json {
  const context = {
    ...(problem.parameter === undefined ? {} : { parameter: problem.parameter }),
    ...(problem.rawError === undefined ? {} : { raw_error: problem.rawError }),
  };
  return {
    type: `https://docs.synqly.com/problems/${problem.status}`,
    message: problem.message,
    status: problem.status,
    instance: path,
    occurred_at: new Date(at).toISOString(),
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(problem.remediation === undefined ? {} : { remediation: problem.remediation }),
    ...(Object.keys(context).length === 0 ? {} : { context }),
    ...(problem.cause === undefined
      ? {}
      : {
          cause: problem.cause.map(({ message, rawError }) => ({
            message,
            ...(rawError === undefined ? {} : { context: { raw_error: rawError } }),
          })),
        }),
  };
}

export function refuse(request: FastifyRequest, reply: FastifyReply, problem: ProblemAnswer, at: number): FastifyReply {
  return reply.code(problem.status).send(problemBody(problem, request.url.split('?')[0] ?? '/', at));
}

/** Thrown by what reads a request, answered by the service's error handler. */
export class ProblemError extends Error {
  constructor(readonly problem: ProblemAnswer) {
    super(problem.message);
  }
}

export const missing = (what: string, id: string): ProblemError =>
  new ProblemError({ status: 404, message: `${what} not found`, parameter: { id: what, location: 'path', value: id } });

export const badBody = (message: string, pointer: string): ProblemError =>
  new ProblemError({ status: 400, message, parameter: { id: pointer, location: 'body' } });

export const unsupported = (what: string): ProblemError =>
  new ProblemError({ status: 501, message: `${what} is not supported by this provider` });
