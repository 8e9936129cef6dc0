/** A list that an answer must hold. One without it is not an empty list: taking it for one would lose rows silently. */
import { VendorError } from './errors';
import type { Json } from './json';

/**
 * @param what the list is of, as `tickets`
 * @param value what the answer holds where the list should stand
 * @throws VendorError `incomplete`
 */
export function requiredList(title: string, what: string, value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  throw new VendorError({
    code: 'incomplete',
    message: `${title} answered something that is not a list of ${what}`,
    remedy: 'Run again. If the problem remains, check the base URL.',
  });
}
