/** What a credential class needs of its service: the key put where it travels, the address brought into form. */
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { addressOf, secretsIn, type Service } from './service';

/**
 * The `authenticate` of a credential class. The test of a credential and the HTTP Request node use it as the nodes do.
 * A `baseURL`, which only the test sets, becomes the address that the nodes would use.
 */
export function authenticationOf(service: Service) {
  return async (
    credentials: ICredentialDataDecryptedObject,
    options: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    const { query, headers } = secretsIn(service, credentials, options.url);
    return {
      ...options,
      ...(options.baseURL === undefined ? {} : { baseURL: usableAddress(service, credentials) }),
      ...(query === undefined ? {} : { qs: { ...options.qs, ...query } }),
      ...(headers === undefined ? {} : { headers: { ...options.headers, ...headers } }),
    };
  };
}

/** n8n shows the message of a UserError as it is; of our own errors it would show the code. */
function usableAddress(service: Service, credentials: ICredentialDataDecryptedObject): string {
  const address = addressOf(service, credentials);
  if ('url' in address) return address.url;
  throw new UserError(address.refusal);
}
