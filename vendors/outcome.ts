/** Errors as data, what a failed write means, and what is known of a record that was made but cannot be shown. */
import { VendorError, isVendorError } from './errors';
import type { Answer, ApiRequest, Call } from './http';
import type { Json, JsonObject } from './json';
import { isObject } from './json';
import { toResult } from './result';

/** Codes after which nobody knows whether a write was carried out. */
const DOUBTFUL: ReadonlySet<string> = new Set([
  'timeout',
  'network',
  'server_error',
  'truncated',
  'not_json',
  'empty_answer',
]);

/** The result, or its VendorError as a value. Any other error is a bug and is rethrown. */
export async function valueOrError<T>(work: Promise<T>): Promise<T | VendorError> {
  const result = await toResult(work);
  if (result.status === 'fulfilled') return result.value;
  if (!isVendorError(result.reason)) throw result.reason;
  return result.reason;
}

/** The same for one request. */
export function answerOrError<Result = Answer>(
  call: (request: ApiRequest) => Promise<Result>,
  request: ApiRequest,
): Promise<Result | VendorError> {
  return valueOrError(call(request));
}

/**
 * Carries a write once.
 * @throws VendorError `unknown_outcome` where the error leaves open whether it was carried out, else the error itself
 */
export async function write(call: Call, request: ApiRequest): Promise<Answer> {
  const outcome = await answerOrError(call, request);
  if (!(outcome instanceof VendorError)) return outcome;
  throw DOUBTFUL.has(outcome.code) && request.repeatable !== true ? unknownOutcome(outcome) : outcome;
}

function unknownOutcome(error: VendorError): VendorError {
  return new VendorError({
    code: 'unknown_outcome',
    message: `It is not known whether the change was made: ${error.message}`,
    remedy: 'Look in the service before you try again. The request was not sent twice.',
    status: error.status,
    request: error.request,
  });
}

/**
 * What stands for a record that a service said it made, where the record itself cannot be shown. It is no error:
 * an error would make somebody create the record twice.
 * @param id null where the service does not say it
 */
export function receipt(id: string | null, note: string): JsonObject {
  return { created: true, id, note };
}

/** @param title of the service that says success and not what it made */
export function madeUnseen(title: string): JsonObject {
  return receipt(
    null,
    `${title} accepted the request without saying what it made. Look there before you create it again.`,
  );
}

export function isReceipt(record: Json): boolean {
  return isObject(record) && record['created'] === true && Object.keys(record).join() === 'created,id,note';
}

/**
 * The record behind an id that a create answered; a receipt where it cannot be read.
 * @param title of the service
 */
export async function readCreated(
  title: string,
  id: string | null,
  read: (id: string) => Promise<JsonObject>,
): Promise<JsonObject> {
  if (id === null) return madeUnseen(title);
  const outcome = await read(id).then(
    (record) => ({ record }),
    (error: unknown) => ({ error }),
  );
  if ('record' in outcome) return outcome.record;
  if (!isVendorError(outcome.error) || outcome.error.code === 'aborted') throw outcome.error;
  return receipt(id, `It was made, but could not be read: ${outcome.error.message}. Do not create it again.`);
}
