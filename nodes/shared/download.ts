/** Files that stand outside of the service's API: fetched without the key. */
import type { IHttpRequestOptions } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { FullResponse } from './n8n-response';
import { refusedResponse } from './n8n-response';
import type { OperationRun } from './operation';
import { ignoresCertificates } from './service';

export interface FetchedFile {
  bytes: Uint8Array;
  mediaType?: string;
}

/**
 * @param url as the service gave it; its query may be a signature, so it is never shown
 * @throws VendorError when it is no web address or the file cannot be had
 */
export async function fetchFile({ node, service, access }: OperationRun, url: string): Promise<FetchedFile> {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new VendorError({
      code: 'unsupported',
      message: `${service.vendor.title} gives no address at which the file can be fetched`,
    });
  }
  const options: IHttpRequestOptions = {
    url,
    encoding: 'arraybuffer',
    returnFullResponse: true,
    timeout: service.vendor.defaults.timeoutMs,
    // The user vouches for the service's own address only.
    skipSslCertificateValidation:
      ignoresCertificates(access.credentials) && new URL(url).origin === new URL(access.url).origin,
  };
  const outcome = await node.helpers.httpRequest(options).then(
    (full: FullResponse) => ({ full }),
    (error: unknown) => ({ error }),
  );
  if ('full' in outcome) return fileOf(outcome.full);
  const status = refusedResponse(outcome.error)?.status;
  throw new VendorError({
    code: status === undefined ? 'network' : 'not_found',
    status,
    message: `The file could not be fetched from ${new URL(url).host}${status === undefined ? '' : ` (HTTP ${status})`}`,
    remedy: 'Its address may have expired. Get the attachments again, or open the file in the service.',
  });
}

function fileOf({ body, headers }: FullResponse): FetchedFile {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array(body as ArrayBuffer);
  const type = headers['content-type'];
  return { bytes, ...(typeof type === 'string' ? { mediaType: type.split(';')[0]?.trim() } : {}) };
}
