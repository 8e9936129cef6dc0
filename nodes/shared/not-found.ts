/** What a service does not have, by the words of the form: "Deskpro has no ticket 999999". */
import type { INodeProperties } from 'n8n-workflow';
import { VendorError, isVendorError } from '../../vendors/errors';
import type { ParameterReader } from './parameter-reader';
import type { Service } from './service';

/**
 * Names the record that was picked, where the service said that it has nothing at its very address. A web page that
 * answers 404 says nothing of a record, and neither does a 404 at another address.
 */
export function withMissingName(
  error: unknown,
  properties: readonly INodeProperties[],
  parameters: ParameterReader,
  { vendor }: Service,
): unknown {
  if (!isVendorError(error) || error.missing === undefined) return error;
  const [, path = ''] = (error.request ?? '').split(' ');
  const last = decoded(path.replace(/\?.*$/s, '').split('/').at(-1) ?? '');
  const picked = properties.find(({ name, type }) => type === 'resourceLocator' && isIdOf(parameters.id(name), last));
  if (picked === undefined || last === '') return error;
  const message = `${vendor.errorParser.title} has no ${picked.displayName.toLowerCase()} ${last}${error.missing}`;
  return new VendorError({ ...error, message });
}

/** A person's ID may be typed as the lake has it, with its kind before it (`customer-40`). */
function isIdOf(input: string, asked: string): boolean {
  return input === asked || input.endsWith(`-${asked}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
