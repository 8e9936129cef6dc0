/** Failures as values, where another way may follow. */
import type { VendorError } from '../../errors';
import { isVendorError } from '../../errors';

/** The result, or its VendorError as a value. Anything else that is thrown is a defect and goes on. */
export async function attempt<T>(work: Promise<T>): Promise<T | VendorError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) return outcome.value;
  if (!isVendorError(outcome.error)) throw outcome.error;
  return outcome.error;
}
