/** `{ result, cursor? }`: what stands around every list of Synqly. */
import type { Answer } from '../http';
import type { Json } from '../json';
import { isObject } from '../json';
import { requiredList } from '../required-list';

/** @throws VendorError `incomplete` when the answer has no list */
export function rowsIn({ json }: Answer, what: string): Json[] {
  return requiredList('Synqly', what, isObject(json) ? json['result'] : undefined);
}

export function cursorIn(answer: Answer): Json | undefined {
  return isObject(answer.json) ? answer.json['cursor'] : undefined;
}
