/** What a credential class needs of its service: the key put where it travels, the address brought into form. */
import type {
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { addressOf, ignoresCertificates, secretsIn, type Service } from './service';

/** For services that run on premises. n8n's helper takes no authority of one's own: that is NODE_EXTRA_CA_CERTS. */
export const IGNORE_SSL: INodeProperties = {
  displayName: 'Ignore SSL Issues (Insecure)',
  name: 'allowUnauthorizedCerts',
  type: 'boolean',
  default: false,
  description: 'Whether to connect even if SSL certificate validation is not possible',
};

type Rules = NonNullable<ICredentialTestRequest['rules']>;
type Refusal = readonly [status: number, message: string];

/**
 * The rules of a credential's test, for a test that lets n8n refuse an HTTP status: without a rule n8n would show the
 * status' own words.
 * @param refusals what this service means by a status
 * @param bodies rules for answers that look like success
 */
export function rulesOf(title: string, refusals: readonly Refusal[], bodies: Rules): Rules {
  const known = new Set(refusals.map(([status]) => status));
  const common: Refusal[] = [
    ...[301, 302, 307, 308].map((status): Refusal => [
      status,
      `Another address answers for this one: give the base URL that ${title} itself uses`,
    ]),
    [429, `${title} is receiving too many requests: try again in a minute`],
    ...[500, 502, 503, 504].map((status): Refusal => [
      status,
      `${title} could not answer (HTTP ${status}): try again later`,
    ]),
  ];
  const codes = [...refusals, ...common.filter(([status]) => !known.has(status))];
  const rules = codes.map(([value, message]) => ({ type: 'responseCode', properties: { value, message } }));
  // n8n reads rules of both kinds in one list; its type knows lists of one kind only.
  return [...rules, ...bodies] as Rules;
}

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
      ...(ignoresCertificates(credentials) ? { skipSslCertificateValidation: true } : {}),
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
