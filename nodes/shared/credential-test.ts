/**
 * The test of a credential: the service is asked as its nodes ask it, and what went wrong is said as they say it. A test
 * that n8n makes of a description shows a bare code where no answer comes.
 */
import type {
  ICredentialDataDecryptedObject,
  ICredentialTestFunction,
  ICredentialTestFunctions,
  IDataObject,
  IHttpRequestHelper,
  IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { callWith } from '../../vendors/answer';
import { isVendorError, VendorError } from '../../vendors/errors';
import type { ApiRequest, Send } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { redactor } from '../../vendors/redact';
import { toResult } from '../../vendors/result';
import { authenticationOf } from './authentication';
import type { FullResponse } from './n8n-response';
import { responseOf } from './n8n-response';
import { transportError } from './network-fault';
import type { Service } from './service';
import { accessIn, secretValues } from './service';
import { optionsOf } from './transport';

/** How a service is asked whether a key is good. */
export interface Probe {
  /** A read that every good key may do. */
  request(credentials: IDataObject): ApiRequest;
  /** Whether the answer is one of this service: a login page or another service gives none. */
  isOurs(json: Json): boolean;
  /** What is said of another one. */
  stranger: string;
  /** What a status means for this request, where a node would say less. */
  refusals: ReadonlyArray<readonly [status: number, message: string]>;
  /** Makes what the key alone does not open; its members join the credential's. */
  mint?(http: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<Record<string, string>>;
}

/** Answers that are not of this service, or that nobody can read. */
const STRANGE: ReadonlySet<string> = new Set(['not_json', 'truncated', 'empty_answer', 'redirect', 'incomplete']);

/** The function that a node names in `testedBy`. */
export function credentialTest(service: Service, probe: Probe): ICredentialTestFunction {
  return async function test(credential) {
    const data = credential.data ?? {};
    const outcome = await toResult(ask(service, probe, httpOf(this), data));
    if (outcome.status === 'fulfilled') return { status: 'OK', message: 'Connection successful!' };
    const redact = redactor(secretValues(data));
    return { status: 'Error', message: redact(wordsOf(outcome.reason, probe, service)) };
  };
}

async function ask(
  service: Service,
  probe: Probe,
  http: IHttpRequestHelper,
  data: ICredentialDataDecryptedObject,
): Promise<void> {
  const { url } = accessIn(service, data);
  const credentials = { ...data, ...(await probe.mint?.(http, data)) };
  const authenticate = authenticationOf(service);
  const send: Send = async (request) => {
    const options = await authenticate(credentials, optionsOf(request, url, service));
    const sent = await toResult(http.helpers.httpRequest(options) as Promise<FullResponse>);
    if (sent.status === 'fulfilled') return responseOf(sent.value, false);
    throw new VendorError(transportError(sent.reason, service.vendor.title));
  };
  const { json } = await callWith(send, service.vendor.errorParser)(probe.request(credentials));
  if (!probe.isOurs(json)) throw new VendorError({ code: 'not_json', message: probe.stranger });
}

function wordsOf(error: unknown, { refusals, stranger }: Probe, { vendor }: Service): string {
  if (error instanceof UserError) return sentences(error.message, error.description ?? undefined);
  if (!isVendorError(error)) return `${vendor.title} could not be asked. Look into the log of n8n.`;
  const known = refusals.find(([status]) => status === error.status)?.[1];
  return known ?? (STRANGE.has(error.code) ? stranger : sentences(error.message, error.remedy));
}

function sentences(message: string, remedy: string | undefined): string {
  return remedy === undefined || message.endsWith(remedy) ? message : `${message}. ${remedy}`;
}

/** To the test of a credential n8n gives its older helper only; what goes in and comes out is that of the other. */
function httpOf({ helpers }: ICredentialTestFunctions): IHttpRequestHelper {
  const { request } = helpers;
  const httpRequest = async (options: IHttpRequestOptions): Promise<FullResponse> => {
    const { url, method, headers, qs, body, timeout, skipSslCertificateValidation } = options;
    return (await request({
      uri: url,
      method,
      headers,
      qs,
      body,
      timeout,
      // As bytes, with every status an answer.
      encoding: null,
      json: false,
      simple: false,
      resolveWithFullResponse: true,
      followRedirect: false,
      ...(skipSslCertificateValidation === true ? { rejectUnauthorized: false } : {}),
    })) as FullResponse;
  };
  return { helpers: { httpRequest } };
}
