/** What a credential class needs of its service: the key put where it travels, the address brought into form. */
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { accessIn, secretsIn, type Service } from './service';

/**
 * The `authenticate` of a credential class. The test of a credential and the HTTP Request node use it as the nodes do.
 * A `baseURL`, which only the test sets, becomes the address that the nodes would use.
 */
export function authenticationOf(service: Service) {
  return async (
    credentials: ICredentialDataDecryptedObject,
    options: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    const { query, headers } = secretsIn(service, credentials);
    return {
      ...options,
      ...(options.baseURL === undefined ? {} : { baseURL: accessIn(service, credentials).url }),
      ...(query === undefined ? {} : { qs: { ...options.qs, ...query } }),
      ...(headers === undefined ? {} : { headers: { ...options.headers, ...headers } }),
    };
  };
}
