/** Why the service does not do what it was asked: a status, a word for programs, words for people. */
import { dictionary } from '../../../../vendors/dictionary';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Redact } from '../../../../vendors/redact';
import { redactedJson } from '../../../../vendors/redact';
import { LakeError } from '../../base/errors';
import type { ErrorAnswer } from '../answers';

export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string | null = null,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** What has to be waited for: nothing is published yet, or no tickets; the lake is locked by another run. */
const LAKE_STATUS: Readonly<Record<string, number>> = dictionary({ not_published: 503, no_tickets: 503, locked: 409 });

/** How any error is answered; one that nobody foresaw is a defect and says nothing of itself. */
export function refusalOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof LakeError)
    return new HttpError(LAKE_STATUS[error.code] ?? 500, error.code, error.message, error.remedy);
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500 && error instanceof Error)
    return new HttpError(status, WORDS[status] ?? 'bad_request', error.message, REMEDIES[status] ?? null);
  return new HttpError(
    500,
    'internal',
    'something unexpected happened while this was answered',
    'The log of the service says more.',
  );
}

const WORDS: Readonly<Record<number, string>> = { 413: 'too_much', 414: 'too_much', 415: 'not_json' };
const REMEDIES: Readonly<Record<number, string>> = {
  400: 'Send a JSON object.',
  413: 'Send less.',
  415: 'Send JSON with the header Content-Type: application/json.',
};

export function answerOf({ code, message, remedy }: HttpError): ErrorAnswer {
  return { error: { code, message, remedy } };
}

/** @param report gets errors that nobody foresaw */
export function handleErrors(app: FastifyInstance, redact: Redact, report: (error: unknown) => void): void {
  app.setErrorHandler((error, _request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.code === 'internal') report(error);
    return refuse(reply, refusal, redact);
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      new HttpError(404, 'not_found', `there is no ${request.method} ${request.url.split('?')[0] ?? ''}`, null),
      redact,
    ),
  );
}

function refuse(reply: FastifyReply, refusal: HttpError, redact: Redact): FastifyReply {
  return reply
    .code(refusal.status)
    .headers({ ...refusal.headers, 'cache-control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send(redactedJson(JSON.stringify(answerOf(refusal)), redact));
}
