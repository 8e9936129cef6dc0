/** How a request of vendors/ travels in n8n: one egress for all nodes, with bounded retries. */
import type {
  IExecuteFunctions,
  IHookFunctions,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
  IPollFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { callWith } from '../../vendors/answer';
import { VendorError, isVendorError } from '../../vendors/errors';
import type { ApiRequest, ApiResponse, Call, Send } from '../../vendors/http';
import { describeRequest, encodeQuery, locationBelow } from '../../vendors/http';
import { answerOrError } from '../../vendors/outcome';
import type { Redact } from '../../vendors/redact';
import { redactor } from '../../vendors/redact';
import type { RetryPolicy } from '../../vendors/retry';
import { waitBeforeRetry } from '../../vendors/retry';
import type { FullResponse } from './n8n-response';
import { credentialError, refusedResponse, responseOf } from './n8n-response';
import { transportError } from './network-fault';
import { encodeMultipart } from './multipart';
import type { Access, Service } from './service';
import { accessIn, secretValues } from './service';

export type N8nContext =
  IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions | IHookFunctions;

/** In a workflow somebody may be waiting: fewer tries and shorter waits than the exporter's. */
export const RUN_POLICY: RetryPolicy = { tries: 4, firstWaitMs: 1000, longestWaitMs: 60_000 };
/** A trigger polls again anyway. */
export const POLL_POLICY: RetryPolicy = { tries: 3, firstWaitMs: 1000, longestWaitMs: 10_000 };
/** Somebody is looking at an open list. */
export const EDITOR_POLICY: RetryPolicy = { tries: 2, firstWaitMs: 500, longestWaitMs: 3000 };
const LOOK_FOR_CANCEL_MS = 500;

/** A way to the service, opened with the node's credential. */
export interface ServiceConnection {
  service: Service;
  access: Access;
  call: Call;
}

/** @throws VendorError when the base URL of the credential cannot be one */
export async function connect(
  context: N8nContext,
  service: Service,
  policy: RetryPolicy = RUN_POLICY,
): Promise<ServiceConnection> {
  const access = accessIn(service, await context.getCredentials(service.credential));
  // A token that is minted meanwhile is a secret too.
  const secrets = async () =>
    renewsToken(service, access) ? await context.getCredentials(service.credential) : access.credentials;
  const redact = async () => redactor(secretValues(await secrets()));
  const once = callWith(sendThrough(context, service, access), service.vendor.errorParser);
  return { service, access, call: withRetry(once, context, policy, redact) };
}

/** Sends again what may be sent again; what is thrown in the end holds no secret. */
export function withRetry<Result>(
  once: (request: ApiRequest) => Promise<Result>,
  context: N8nContext,
  policy: RetryPolicy,
  redact: () => Promise<Redact>,
): (request: ApiRequest) => Promise<Result> {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await answerOrError(once, request);
      if (!isVendorError(outcome)) return outcome;
      if ((outcome.retryAfterMs ?? 0) > policy.longestWaitMs) throw withoutSecrets(tooLong(outcome), await redact());
      const wait = waitBeforeRetry(outcome, request, attempt, Math.random(), policy);
      if (wait === undefined) throw withoutSecrets(outcome, await redact());
      await waitCancellable(context, wait);
    }
  };
}

/** Asked again sooner than it wants to be, a service only refuses again: the time is for people to know. */
function tooLong(error: VendorError): VendorError {
  const minutes = Math.ceil((error.retryAfterMs ?? 0) / 60_000);
  const limit = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return new VendorError({
    ...error,
    message: `${error.message}, and asks to wait ${limit}`,
    remedy: 'That is longer than a node waits. Run it again after that time, or lower the request rate.',
  });
}

/** A service may repeat the key in its words. */
function withoutSecrets(error: VendorError, redact: Redact): VendorError {
  const clean = (text: string | undefined) => (text === undefined ? undefined : redact(text));
  return new VendorError({
    code: error.code,
    message: redact(error.message),
    remedy: clean(error.remedy),
    retryable: error.retryable,
    status: error.status,
    retryAfterMs: error.retryAfterMs,
    request: clean(error.request),
    serviceCodes: error.serviceCodes.map(redact),
    missing: error.missing,
  });
}

/** @throws VendorError `aborted` soon after the execution was cancelled */
export async function waitCancellable(context: N8nContext, ms: number): Promise<void> {
  const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
  for (let left = ms; left > 0; left -= LOOK_FOR_CANCEL_MS) {
    if (signal?.aborted)
      throw new VendorError({ code: 'aborted', message: 'The execution was cancelled while waiting' });
    await sleep(Math.min(left, LOOK_FOR_CANCEL_MS));
  }
}

const renewsToken = (service: Service, { credentials }: Access): boolean => service.renewsToken?.(credentials) ?? false;

function sendThrough(context: N8nContext, service: Service, access: Access): Send {
  return async (request) => {
    const wantsBytes = request.expects === 'bytes';
    const options = optionsOf(request, access.url, service);
    let outcome = await sendOnce(context, service, { ...options }, wantsBytes);
    if ('response' in outcome && outcome.response.status === 401 && renewsToken(service, access)) {
      // Only a 401 that is thrown makes n8n mint a new token and try again. (Of what else is thrown, n8n 1 and 2.0
      // forget the headers.)
      outcome = await sendOnce(context, service, { ...options, ignoreHttpStatusErrors: false }, wantsBytes);
    }
    if ('response' in outcome) return located(outcome.response, access.url, request.path);
    const credentialProblem = credentialError(outcome.error);
    if (credentialProblem) throw credentialProblem;
    throw new VendorError({
      ...transportError(outcome.error, service.vendor.title),
      request: describeRequest(request),
    });
  };
}

function located(response: ApiResponse, base: string, path: string): ApiResponse {
  const location = locationBelow(base, path, response.headers['location']);
  return location === undefined ? response : { ...response, location };
}

/** The request as n8n's HTTP helper takes it, not yet with the key. */
export function optionsOf(request: ApiRequest, base: string, service: Service): IHttpRequestOptions {
  const query = encodeQuery(request.query ?? []);
  const options: IHttpRequestOptions = {
    method: request.method,
    url: `${base}${request.path}${query === '' ? '' : `?${query}`}`,
    headers: { accept: request.expects === 'bytes' ? '*/*' : 'application/json', ...request.headers },
    encoding: 'arraybuffer',
    returnFullResponse: true,
    disableFollowRedirect: true,
    ignoreHttpStatusErrors: true,
    timeout: service.vendor.defaults.timeoutMs,
  };
  if (request.body?.kind === 'json') {
    options.body = JSON.stringify(request.body.value);
    options.headers = { 'content-type': 'application/json', ...options.headers };
  } else if (request.body?.kind === 'multipart') {
    const { body, contentType } = encodeMultipart(request.body);
    options.body = body;
    options.headers = { ...options.headers, 'content-type': contentType };
  }
  return options;
}

type SentRequest = { response: ApiResponse } | { error: unknown };

async function sendOnce(
  context: N8nContext,
  service: Service,
  options: IHttpRequestOptions,
  wantsBytes: boolean,
): Promise<SentRequest> {
  try {
    const { httpRequestWithAuthentication } = context.helpers;
    const full = (await httpRequestWithAuthentication.call(context, service.credential, options)) as FullResponse;
    return { response: responseOf(full, wantsBytes) };
  } catch (error) {
    const refused = credentialError(error) ? undefined : refusedResponse(error);
    return refused ? { response: refused } : { error };
  }
}
