import type { VendorError } from '../../../vendors/errors';

/** Errors that end the whole source, not only a stream. */
export function endsSource(error: VendorError): boolean {
  return error.code === 'unauthorized' || error.code === 'redirect';
}
