/** What a credential class needs of its service: the key put where it travels, the address brought into form. */
import type { ICredentialDataDecryptedObject, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { ignoresCertificates, secretsIn, type Service } from './service';

/** For services that run on premises. n8n's helper takes no authority of one's own: that is NODE_EXTRA_CA_CERTS. */
export const IGNORE_SSL: INodeProperties = {
  displayName: 'Ignore SSL Issues (Insecure)',
  name: 'allowUnauthorizedCerts',
  type: 'boolean',
  default: false,
  description: 'Whether to connect even if SSL certificate validation is not possible',
};

/** The `authenticate` of a credential class. The test of a credential and the HTTP Request node use it as the nodes do. */
export function authenticationOf(service: Service) {
  return async (
    credentials: ICredentialDataDecryptedObject,
    options: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    const { query, headers } = secretsIn(service, credentials, options.url);
    return {
      ...options,
      ...(ignoresCertificates(credentials) ? { skipSslCertificateValidation: true } : {}),
      ...(query === undefined ? {} : { qs: { ...options.qs, ...query } }),
      ...(headers === undefined ? {} : { headers: { ...options.headers, ...headers } }),
    };
  };
}
