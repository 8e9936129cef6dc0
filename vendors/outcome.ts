/** Errors as data, and what a failed write means. */
import { VendorError, isVendorError } from './errors';
import type { Answer, ApiRequest, Call } from './http';

/** Codes after which nobody knows whether a write was carried out. */
const DOUBTFUL: ReadonlySet<string> = new Set([
  'timeout',
  'network',
  'server_error',
  'truncated',
  'not_json',
  'empty_answer',
]);

/** The answer, or the VendorError as a value. Anything else that is thrown is a defect and goes on. */
export async function settle<Result = Answer>(
  call: (request: ApiRequest) => Promise<Result>,
  request: ApiRequest,
): Promise<Result | VendorError> {
  const outcome = await call(request).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  if ('answer' in outcome) return outcome.answer;
  if (!isVendorError(outcome.error)) throw outcome.error;
  return outcome.error;
}

/**
 * Carries a write once.
 * @throws VendorError `unknown_outcome` where the error leaves open whether it was carried out, else the error itself
 */
export async function write(call: Call, request: ApiRequest): Promise<Answer> {
  const outcome = await settle(call, request);
  if (!(outcome instanceof VendorError)) return outcome;
  throw DOUBTFUL.has(outcome.code) && request.repeatable !== true ? unknownOutcome(outcome) : outcome;
}

function unknownOutcome(error: VendorError): VendorError {
  return new VendorError({
    code: 'unknown_outcome',
    message: `It is not known whether the change was made: ${error.message}`,
    remedy: 'Look in the service before you try again; it was not sent twice.',
    status: error.status,
    request: error.request,
  });
}
