/** What a node has to know of its service: the vendor of vendors/, and how the credential speaks of it. */
import type { IDataObject } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { Secrets } from '../../vendors/http';
import type { Vendor } from '../../vendors/vendor';

/** What of a vendor a node needs. */
export type Served = Pick<Vendor, 'title' | 'defaults' | 'baseUrl' | 'secrets' | 'secretMembers' | 'errorParser'> & {
  name: string;
};

export interface Service {
  vendor: Served;
  /** Credential type name, as `deskproApi`. */
  credential: string;
  /** Whether the credential mints short-lived tokens by preAuthentication; default: never. */
  renewsToken?(credentials: IDataObject): boolean;
  /** The address that the user chose; default: the member `baseUrl`. */
  addressIn?(credentials: IDataObject): string;
  /** Where the key travels; default: the vendor's `secrets` with the member `apiKey`. @param url of the request */
  secretsIn?(credentials: IDataObject, url: string): Secrets;
}

/** What the credential says, with the address brought into form. */
export interface Access {
  url: string;
  credentials: IDataObject;
}

/** @throws VendorError when the base URL of the credential cannot be one */
export function accessIn(service: Service, credentials: IDataObject): Access {
  const input = service.addressIn?.(credentials) ?? String(credentials['baseUrl'] ?? '');
  const base = service.vendor.baseUrl(input);
  if (base.ok) return { url: base.url, credentials };
  throw new VendorError({
    code: 'bad_input',
    message: `The base URL of the credential cannot be used: ${base.reason}`,
    remedy: 'Open the credential and correct its Base URL.',
  });
}

/** Whether the user wants a certificate that nobody vouches for: nothing but the switch itself says so. */
export function ignoresCertificates(credentials: IDataObject): boolean {
  return credentials['allowUnauthorizedCerts'] === true;
}

/** @param url of the request, whole or below the base URL */
export function secretsIn(service: Service, credentials: IDataObject, url: string): Secrets {
  return (
    service.secretsIn?.(credentials, url) ?? service.vendor.secrets({ key: String(credentials['apiKey'] ?? '').trim() })
  );
}

/** Values of the credential that must never be shown. */
export function secretValues(credentials: IDataObject): string[] {
  return Object.entries(credentials).flatMap(([name, value]) =>
    typeof value === 'string' && /key|token|secret|password/i.test(name) ? [value] : [],
  );
}
