/** A container of Azure Blob Storage: shared keys and signatures, MD5 of every body, blocks. */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Asked, Received } from './object-server';
import { ObjectServer } from './object-server';

export const ACCOUNT = 'deskaccount';

export class ContainerServer extends ObjectServer {
  private readonly blocks = new Map<string, Map<string, Buffer>>();
  private writes = 0;

  constructor(
    readonly container = 'desk-container',
    /** Of the account, in Base64. */
    readonly key = Buffer.from('key-of-the-desk-account+/=').toString('base64'),
    readonly signature = 'c2lnbmF0dXJlLW9mLWRlc2s=',
    readonly token = 'token-of-entra',
  ) {
    super();
  }

  /** As its users have it. */
  get sas(): string {
    return `sv=2021-12-02&sp=racwdl&sig=${encodeURIComponent(this.signature)}`;
  }

  protected about({ method, url }: Received): Omit<Asked, 'headers'> {
    const [, , ...rest] = url.pathname.split('/');
    const key = rest.map(decodeURIComponent).join('/');
    if (method === 'GET') return { does: key === '' ? 'list' : 'read', key };
    return { does: method === 'PUT' ? 'write' : method === 'DELETE' ? 'delete' : 'other', key };
  }

  protected refused(received: Received): Answer | null {
    const { url, headers, body, method } = received;
    if (!this.isProven(received)) return refusal(403, 'AuthenticationFailed');
    if (url.pathname.split('/')[1] !== this.container) return refusal(404, 'ContainerNotFound');
    if (method !== 'PUT') return null;
    const checksum = headers['x-ms-blob-content-md5'] ?? headers['content-md5'];
    return checksum === createHash('md5').update(body).digest('base64') ? null : refusal(400, 'Md5Mismatch');
  }

  protected refusal(status: number): Answer {
    const codes: Record<number, string> = {
      ...{ 409: 'BlobAlreadyExists', 412: 'ConditionNotMet', 503: 'ServerBusy', 403: 'AuthorizationFailure' },
    };
    return refusal(status, codes[status] ?? 'InternalError');
  }

  protected take({ method, url, headers, body }: Received, key: string): Answer {
    if (method === 'GET' && key === '') return this.list(url.searchParams);
    const held = this.objects.get(key);
    if (method === 'PUT') return this.put(key, url.searchParams, headers, body);
    if (held === undefined) return refusal(404, 'BlobNotFound');
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 202 };
    }
    return { status: 200, headers: { etag: held.tag }, body: held.body };
  }

  private put(key: string, asked: URLSearchParams, headers: IncomingHttpHeaders, body: Buffer): Answer {
    if (asked.get('comp') === 'block') {
      const blocks = this.blocks.get(key) ?? new Map<string, Buffer>();
      this.blocks.set(key, blocks.set(asked.get('blockid') ?? '', body));
      return { status: 201 };
    }
    if (asked.get('comp') === 'blocklist') {
      const ids = [...body.toString('utf8').matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, id]) => id ?? '');
      const blocks = this.blocks.get(key);
      const parts = ids.map((id) => blocks?.get(id));
      if (parts.some((part) => part === undefined)) return refusal(400, 'InvalidBlockList');
      return this.hold(key, Buffer.concat(parts.map((part) => part ?? Buffer.alloc(0))));
    }
    if (headers['x-ms-blob-type'] !== 'BlockBlob') return refusal(400, 'InvalidHeaderValue');
    const held = this.objects.get(key);
    if (headers['if-none-match'] === '*' && held !== undefined) return refusal(409, 'BlobAlreadyExists');
    if (headers['if-match'] !== undefined && held?.tag !== headers['if-match']) return refusal(412, 'ConditionNotMet');
    return this.hold(key, body);
  }

  private hold(key: string, body: Buffer): Answer {
    this.writes += 1;
    const tag = `"0x8D${this.writes.toString(16).toUpperCase().padStart(12, '0')}"`;
    this.objects.set(key, { body, tag, modified: new Date() });
    return { status: 201, headers: { etag: tag } };
  }

  /** Folders of a store with a tree of names are listed, too. */
  private list(asked: URLSearchParams): Answer {
    const { keys, next } = this.page(asked.get('prefix') ?? '', asked.get('marker') ?? '');
    const blobs = keys.map((key) => {
      const { body, modified, tag } = this.objects.get(key) ?? { body: Buffer.alloc(0), modified: new Date(), tag: '' };
      return `<Blob><Name>${escaped(key)}</Name><Properties><Last-Modified>${modified.toUTCString()}</Last-Modified><Etag>${tag}</Etag><Content-Length>${body.length}</Content-Length><ResourceType>file</ResourceType></Properties></Blob>`;
    });
    const folder = `<Blob><Name>${escaped(asked.get('prefix') ?? '')}folder</Name><Properties><Content-Length>0</Content-Length><ResourceType>directory</ResourceType></Properties></Blob>`;
    const text = `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${folder}${blobs.join('')}</Blobs><NextMarker>${escaped(next)}</NextMarker></EnumerationResults>`;
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(text) };
  }

  private isProven(received: Received): boolean {
    const { url, headers } = received;
    if (headers['x-ms-version'] === undefined || headers['x-ms-date'] === undefined) return false;
    if (url.searchParams.get('sig') === this.signature) return true;
    const given = headers.authorization ?? '';
    return given === `Bearer ${this.token}` || given === `SharedKey ${ACCOUNT}:${this.signed(received)}`;
  }

  /** https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
  private signed({ method, url, headers, body }: Received): string {
    const header = (name: string): string => {
      const value = headers[name];
      return typeof value === 'string' ? value : '';
    };
    let text = `${method}\n${header('content-encoding')}\n${header('content-language')}\n`;
    text += `${body.length === 0 ? '' : body.length}\n${header('content-md5')}\n${header('content-type')}\n\n`;
    text += `${header('if-modified-since')}\n${header('if-match')}\n${header('if-none-match')}\n`;
    text += `${header('if-unmodified-since')}\n${header('range')}\n`;
    for (const name of Object.keys(headers).sort()) if (/^x-ms-/.test(name)) text += `${name}:${header(name)}\n`;
    text += `/${ACCOUNT}${url.pathname}`;
    for (const name of [...url.searchParams.keys()].sort()) text += `\n${name}:${url.searchParams.get(name) ?? ''}`;
    return createHmac('sha256', Buffer.from(this.key, 'base64')).update(text, 'utf8').digest('base64');
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function refusal(status: number, code: string): Answer {
  const body = Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body };
}
