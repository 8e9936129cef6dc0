/** A `Send` over the network that tests use: what n8n's helper or the exporter's client do in earnest. */
import type { ApiRequest, ApiResponse, RequestBody, Secrets, Send } from '../../vendors/http';
import { describeRequest, encodeQuery, locationBelow } from '../../vendors/http';
import { VendorError } from '../../vendors/errors';

export interface SentRequest {
  request: ApiRequest;
  response: ApiResponse | null;
}

/**
 * @param baseUrl what the requests' paths are joined to
 * @param secrets where the key travels
 * @param log every request that was sent is added to it, with its response
 */
export function fetchSend(baseUrl: string, secrets: Secrets, log: SentRequest[] = []): Send {
  return async (request) => {
    const entry: SentRequest = { request, response: null };
    log.push(entry);
    const outcome = await attempt(baseUrl, secrets, request);
    if (outcome instanceof VendorError) throw outcome;
    entry.response = outcome;
    return outcome;
  };
}

async function attempt(baseUrl: string, secrets: Secrets, request: ApiRequest): Promise<ApiResponse | VendorError> {
  const query = [...(request.query ?? []), ...Object.entries(secrets.query ?? {})];
  const url = `${baseUrl}${request.path}${query.length === 0 ? '' : `?${encodeQuery(query)}`}`;
  const body = request.body === undefined ? null : bodyOf(request.body);
  try {
    const response = await fetch(url, {
      method: request.method,
      redirect: 'manual',
      headers: { accept: 'application/json', ...body?.headers, ...request.headers, ...secrets.headers },
      ...(body === null ? {} : { body: body.content }),
    });
    const location = locationBelow(baseUrl, request.path, response.headers.get('location') ?? undefined);
    return {
      status: response.status,
      headers: headersOf(response.headers),
      ...(location === undefined ? {} : { location }),
      body: request.expects === 'bytes' ? new Uint8Array(await response.arrayBuffer()) : await response.text(),
    };
  } catch (error) {
    return new VendorError({
      code: 'network',
      message: `no answer came: ${error instanceof Error ? error.message : 'unknown'}`,
      retryable: true,
      request: describeRequest(request),
    });
  }
}

function headersOf(headers: Headers): Record<string, string> {
  const named: Record<string, string> = {};
  headers.forEach((value, name) => {
    named[name] = value;
  });
  return named;
}

function bodyOf(body: RequestBody): { content: string | FormData; headers: Record<string, string> } {
  if (body.kind === 'json')
    return { content: JSON.stringify(body.value), headers: { 'content-type': 'application/json' } };
  const form = new FormData();
  for (const [name, value] of body.fields) form.append(name, value);
  for (const file of body.files) {
    form.append(file.name, new Blob([new Uint8Array(file.bytes)], { type: file.media_type }), file.file_name);
  }
  return { content: form, headers: {} };
}
