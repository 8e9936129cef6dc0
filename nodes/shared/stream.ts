/** Files of a service's API that are handed on as they come: a large one is never held whole. */
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { looksLikeHtml, understand } from '../../vendors/answer';
import { VendorError } from '../../vendors/errors';
import type { ApiRequest } from '../../vendors/http';
import { describeRequest } from '../../vendors/http';
import { redactor } from '../../vendors/redact';
import { headersIn, refusedResponse } from './n8n-response';
import { transportError } from './network-fault';
import type { OperationRun } from './operation';
import { secretValues } from './service';
import { optionsOf, withRetry, RUN_POLICY } from './transport';

/** A stream, as n8n takes it for binary data. */
export type BinaryContent = Exclude<Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0], Buffer>;

export interface OpenedFile {
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  content: BinaryContent;
}

/** What the helper gives for `encoding: 'stream'`. */
interface StreamedResponse {
  statusCode: number;
  headers: Record<string, unknown>;
  body: BinaryContent;
}

/** Refusals are short. */
const LONGEST_REFUSAL = 64 * 1024;

/**
 * Begins a download; a beginning that failed is tried again as other requests are. The credential must not be one that
 * renews tokens: a 401 is final here.
 * @throws VendorError when the service does not give the file
 */
export function openFile(run: OperationRun, request: ApiRequest): Promise<OpenedFile> {
  const redact = () => Promise.resolve(redactor(secretValues(run.access.credentials)));
  return withRetry((asked) => openOnce(run, asked), run.node, RUN_POLICY, redact)(request);
}

async function openOnce({ node, service, access }: OperationRun, request: ApiRequest): Promise<OpenedFile> {
  const options: IHttpRequestOptions = { ...optionsOf(request, access.url, service), encoding: 'stream' };
  const outcome = await node.helpers.httpRequestWithAuthentication.call(node, service.credential, options).then(
    (full: StreamedResponse) => ({ full }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) {
    const refused = refusedResponse(outcome.error);
    const error = refused && understand(request, refused, service.vendor.errorParser);
    if (error instanceof VendorError) throw error;
    throw new VendorError({
      ...transportError(outcome.error, service.vendor.title),
      request: describeRequest(request),
    });
  }
  const { statusCode: status, headers: sent, body } = outcome.full;
  const headers = headersIn(sent);
  const isPage = headers['content-type']?.startsWith('text/html') === true;
  if (status >= 200 && status < 300 && !isPage) return { headers, content: body };
  const response = { status, headers, body: await beginningOf(body) };
  const error = understand({ ...request, expects: 'json' }, response, service.vendor.errorParser);
  if (error instanceof VendorError) throw error;
  throw new VendorError({
    code: 'not_json',
    status,
    message: `${service.vendor.title} answered with a web page instead of a file`,
    request: describeRequest(request),
  });
}

async function beginningOf(content: BinaryContent): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of content) {
    const bytes: Uint8Array = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > LONGEST_REFUSAL) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return looksLikeHtml(text) ? '<html>' : text;
}
