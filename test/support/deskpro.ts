/** What Deskpro's tests share. */
import { VendorError } from '../../vendors/errors';

/** The VendorError with which the work ends. */
export async function failure(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`expected a VendorError, got ${String(error)}`);
}
