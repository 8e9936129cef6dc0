/** An organization token opens no tickets by itself: a short-lived integration token is made with it. */
import type {
  ICredentialDataDecryptedObject,
  IDataObject,
  IHttpRequestHelper,
  IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { callWith } from '../../vendors/answer';
import type { ErrorCode } from '../../vendors/errors';
import { VendorError, isVendorError } from '../../vendors/errors';
import type { Send } from '../../vendors/http';
import { token } from '../../vendors/synqly/operations';
import type { Redact } from '../../vendors/redact';
import { redactor } from '../../vendors/redact';
import type { FullResponse } from '../shared/n8n-response';
import { NO_TOKEN, NO_TOKEN_NOW, responseOf } from '../shared/n8n-response';
import { transportError } from '../shared/network-fault';
import type { Service } from '../shared/service';
import { accessIn, ignoresCertificates } from '../shared/service';
import { optionsOf } from '../shared/transport';

/** What a token was minted for: after a change of the credential it must not be used any more. */
export function mintedFor({ region, baseUrl, accountId, integrationId }: IDataObject): string {
  return JSON.stringify([region, baseUrl, accountId, integrationId].map((part) => String(part ?? '').trim()));
}

/**
 * The `preAuthentication` of the credential: n8n calls it while there is no minted token, and after a 401.
 * @returns the members of the credential to keep; none for a credential that holds an integration token
 * @throws UserError that `credentialError` knows again; when the credential is tested n8n shows its message as it is
 */
export async function mint(
  service: Service,
  http: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): Promise<Record<string, string>> {
  if (credentials['access'] !== 'organization') return {};
  const outcome = await minted(service, http, credentials).then(
    ({ secret }) => ({ integrationToken: secret, mintedFor: mintedFor(credentials) }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) return outcome;
  if (!isVendorError(outcome.error)) throw outcome.error;
  throw worded(outcome.error, redactor([String(credentials['organizationToken'] ?? '')]));
}

async function minted(service: Service, http: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
  const key = filled(credentials, 'organizationToken', 'Organization Token');
  const integration = {
    accountId: filled(credentials, 'accountId', 'Account ID'),
    integrationId: filled(credentials, 'integrationId', 'Integration ID'),
  };
  const { url } = accessIn(service, credentials);
  const secrets = service.vendor.secrets({ key });
  const send: Send = async (request) => {
    const options = optionsOf(request, url, service);
    const headers = { ...options.headers, ...secrets.headers };
    const skipSslCertificateValidation = ignoresCertificates(credentials);
    const outcome = await tryRequest(http, { ...options, headers, skipSslCertificateValidation });
    if ('full' in outcome) return responseOf(outcome.full, false);
    throw new VendorError(transportError(outcome.error, service.vendor.title));
  };
  return token.create(callWith(send, service.vendor.errorParser), integration);
}

async function tryRequest(
  http: IHttpRequestHelper,
  options: IHttpRequestOptions,
): Promise<{ full: FullResponse } | { error: unknown }> {
  return (http.helpers.httpRequest(options) as Promise<FullResponse>).then(
    (full) => ({ full }),
    (error: unknown) => ({ error }),
  );
}

function filled(credentials: ICredentialDataDecryptedObject, member: string, displayName: string): string {
  const value = String(credentials[member] ?? '').trim();
  if (value !== '') return value;
  throw new VendorError({
    code: 'bad_input',
    message: `"${displayName}" of the credential is empty`,
    remedy: 'Open the credential and fill it in.',
  });
}

const MISTAKES: ReadonlySet<ErrorCode> = new Set(['unauthorized', 'forbidden', 'not_found', 'invalid_request']);

function worded({ code, message, remedy, retryable }: VendorError, redact: Redact): UserError {
  const description = MISTAKES.has(code)
    ? 'Check Organization Token, Account ID and Integration ID of the credential, and its region.'
    : remedy;
  return new UserError(`${retryable ? NO_TOKEN_NOW : NO_TOKEN}: ${redact(message)}`, { description });
}
