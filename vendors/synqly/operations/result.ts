/** The `result` of an answer, in the shape that the operation promises. */
import { VendorError } from '../../errors';
import type { Answer, ApiRequest, Call } from '../../http';
import { describeRequest } from '../../http';
import type { JsonObject } from '../../json';
import { arrayAt, isObject } from '../../json';
import { madeUnseen, write } from '../../outcome';

/** @throws VendorError of the call, or `empty_answer` when the result is no object */
export async function readOne(call: Call, request: ApiRequest): Promise<JsonObject> {
  const found = resultOf(await call(request));
  if (found) return found;
  throw new VendorError({
    code: 'empty_answer',
    message: 'Synqly answered without the record that was asked for',
    request: describeRequest(request),
  });
}

/** @throws VendorError of the call */
export async function readAll(call: Call, request: ApiRequest): Promise<JsonObject[]> {
  return arrayAt((await call(request)).json, 'result').filter(isObject);
}

/** @throws VendorError, `unknown_outcome` when nobody can say whether it was done */
export async function writeOne(call: Call, request: ApiRequest): Promise<JsonObject> {
  return resultOf(await write(call, request)) ?? refuseEmpty(request);
}

/**
 * A record that is made. Only HTTP 201 proves it: an empty 200 has hidden a provider's refusal (see check.ts).
 * @returns a receipt where the service says that it made the record, without the record
 * @throws VendorError as `writeOne`
 */
export async function createOne(call: Call, request: ApiRequest): Promise<JsonObject> {
  const answer = await write(call, request);
  return resultOf(answer) ?? (answer.status === 201 ? madeUnseen('Synqly') : refuseEmpty(request));
}

function refuseEmpty(request: ApiRequest): never {
  throw new VendorError({
    code: 'unknown_outcome',
    message: 'It is not known whether the change was made: Synqly answered with success, but without the record',
    remedy: 'Look in the service before you try again. The request was not sent twice.',
    request: describeRequest(request),
  });
}

function resultOf({ json }: Answer): JsonObject | undefined {
  const result = isObject(json) ? json['result'] : undefined;
  return isObject(result) ? result : undefined;
}
