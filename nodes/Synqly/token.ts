/** An organization token opens no tickets by itself: a short-lived integration token is made with it. */
import type {
  ICredentialDataDecryptedObject,
  IDataObject,
  IHttpRequestHelper,
  IHttpRequestOptions,
} from 'n8n-workflow';
import { callWith } from '../../vendors/answer';
import type { ErrorCode } from '../../vendors/errors';
import { VendorError, isVendorError } from '../../vendors/errors';
import type { Send } from '../../vendors/http';
import { token } from '../../vendors/synqly/operations/webhook';
import { redactor } from '../../vendors/redact';
import type { FullResponse } from '../shared/carried';
import { carryFault, responseOf } from '../shared/carried';
import type { Service } from '../shared/service';
import { accessIn } from '../shared/service';
import { optionsOf } from '../shared/transport';

/** What a token was minted for: after a change of the credential it must not be used any more. */
export function mintedFor({ region, baseUrl, accountId, integrationId }: IDataObject): string {
  return JSON.stringify([region, baseUrl, accountId, integrationId].map((part) => String(part ?? '').trim()));
}

/**
 * The `preAuthentication` of the credential: n8n calls it while there is no minted token, and after a 401.
 * @returns the members of the credential to keep; none for a credential that holds an integration token
 * @throws UserError whose cause is the VendorError: a bare one would be shown by its code when the credential is tested
 */
export async function mint(
  service: Service,
  http: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
  if (credentials['access'] !== 'organization') return {};
  const outcome = await minted(service, http, credentials).then(
    ({ secret }) => ({ integrationToken: secret, mintedFor: mintedFor(credentials) }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) return outcome;
  if (!isVendorError(outcome.error)) throw outcome.error;
  const problem = worded(outcome.error, String(credentials['organizationToken'] ?? ''));
  throw new UserError([problem.message, problem.remedy].filter(Boolean).join('. '), { cause: problem });
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
    const outcome = await attempt(http, { ...options, headers, ignoreHttpStatusErrors: true });
    if ('full' in outcome) return responseOf(outcome.full, false);
    throw new VendorError(carryFault(outcome.error, service.vendor.title));
  };
  return token.create(callWith(send, service.vendor.words), integration);
}

async function attempt(
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
/** Nothing was asked of the ticketing API yet, so that also a write may be tried again. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['network', 'timeout', 'server_error', 'not_json', 'truncated']);

function worded(error: VendorError, organizationToken: string): VendorError {
  const redact = redactor([organizationToken]);
  return new VendorError({
    code: PASSING.has(error.code) ? 'maintenance' : error.code,
    message:
      error.code === 'bad_input' ? error.message : `No integration token could be made: ${redact(error.message)}`,
    remedy: MISTAKES.has(error.code)
      ? 'Check Organization Token, Account ID and Integration ID of the credential, and its region'
      : error.remedy,
    retryable: error.retryable,
    status: error.status,
    retryAfterMs: error.retryAfterMs,
    request: error.request,
  });
}
