/** The `result` of an answer, in the shape that the operation promises. */
import { VendorError } from '../../errors';
import type { Answer, ApiRequest, Call } from '../../http';
import { describeRequest } from '../../http';
import type { JsonObject } from '../../json';
import { arrayAt, isObject } from '../../json';
import { write } from '../../outcome';

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
  const found = resultOf(await write(call, request));
  if (found) return found;
  throw new VendorError({
    code: 'unknown_outcome',
    message: 'It is not known whether the change was made: Synqly answered with success, but without the record',
    remedy: 'Look in the service before you try again; it was not sent twice.',
    request: describeRequest(request),
  });
}

function resultOf({ json }: Answer): JsonObject | undefined {
  const result = isObject(json) ? json['result'] : undefined;
  return isObject(result) ? result : undefined;
}
