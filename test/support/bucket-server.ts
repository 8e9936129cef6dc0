/**
 * A bucket over real sockets, as strict as Amazon's documents are: conditions, SHA-256 of every body, signed requests,
 * lists in pages, uploads in parts. What goes wrong is decided a request at a time.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Held {
  body: Buffer;
  tag: string;
  modified: Date;
}

/** cut: half of the body, then the socket closes. lost: it takes effect, and the socket closes without an answer. */
export type BucketFault = 'cut' | 'lost' | 409 | 412 | 503 | 403;

export interface Asked {
  method: string;
  key: string;
  headers: IncomingMessage['headers'];
}

const PAGE = 3;

export class BucketServer {
  readonly objects = new Map<string, Held>();
  readonly asked: Asked[] = [];
  /** Decides what goes wrong with a request. */
  fault: (asked: Asked) => BucketFault | null = () => null;
  private readonly uploads = new Map<string, Map<number, Buffer>>();
  private readonly server: Server;

  constructor(
    readonly bucket = 'desk-bucket',
    readonly keyId = 'AKIATEST',
  ) {
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', 'http://bucket');
    const [, bucket = '', ...rest] = url.pathname.split('/');
    const asked = { method: request.method ?? '', key: decodeURIComponent(rest.join('/')), headers: request.headers };
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (typeof fault === 'number')
      return refuse(
        response,
        fault,
        { 409: 'ConditionalRequestConflict', 412: 'PreconditionFailed', 503: 'SlowDown', 403: 'AccessDenied' }[fault],
      );
    if (!(request.headers.authorization ?? '').startsWith(`AWS4-HMAC-SHA256 Credential=${this.keyId}/`))
      return refuse(response, 403, 'AccessDenied');
    if (bucket !== this.bucket) return refuse(response, 404, 'NoSuchBucket');
    const wrong = wrongBody(request.headers, body);
    if (wrong !== null) return refuse(response, 400, wrong);
    if (fault === 'lost') {
      this.take(asked, url, body);
      response.destroy();
      return undefined;
    }
    const { status, headers = {}, body: answered = Buffer.alloc(0), code } = this.take(asked, url, body);
    if (code !== undefined) return refuse(response, status, code);
    response.writeHead(status, { 'content-length': answered.length, ...headers });
    if (fault === 'cut' && answered.length > 0) {
      response.write(answered.subarray(0, Math.floor(answered.length / 2)), () => response.destroy());
      return undefined;
    }
    response.end(asked.method === 'HEAD' ? undefined : answered);
    return undefined;
  }

  private take({ method, key, headers }: Asked, url: URL, body: Buffer): Answer {
    const upload = url.searchParams.get('uploadId');
    if (method === 'GET' && key === '') return this.list(url.searchParams);
    if (method === 'POST' && url.searchParams.has('uploads')) {
      if (headers['x-amz-checksum-algorithm'] !== 'SHA256') return { status: 400, code: 'InvalidRequest' };
      const id = randomUUID();
      this.uploads.set(id, new Map());
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (upload !== null) return this.part(upload, method, key, url, body);
    const held = this.objects.get(key);
    if (method === 'PUT') return this.put(key, headers, held, body);
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 204 };
    }
    if (held === undefined) return { status: 404, code: 'NoSuchKey' };
    return {
      status: 200,
      headers: {
        etag: held.tag,
        'last-modified': held.modified.toUTCString(),
        ...(method === 'HEAD' ? { 'content-length': held.body.length } : {}),
      },
      body: held.body,
    };
  }

  private put(key: string, headers: Asked['headers'], held: Held | undefined, body: Buffer): Answer {
    if (headers['x-amz-checksum-sha256'] === undefined) return { status: 400, code: 'InvalidRequest' };
    if (headers['if-none-match'] !== undefined && held !== undefined)
      return { status: 412, code: 'PreconditionFailed' };
    const match = headers['if-match'];
    if (match !== undefined && held === undefined) return { status: 404, code: 'NoSuchKey' };
    if (match !== undefined && held?.tag !== match) return { status: 412, code: 'PreconditionFailed' };
    return { status: 200, headers: { etag: this.hold(key, body) } };
  }

  private hold(key: string, body: Buffer): string {
    const tag = `"${createHash('md5').update(body).digest('hex')}"`;
    this.objects.set(key, { body, tag, modified: new Date() });
    return tag;
  }

  private part(id: string, method: string, key: string, url: URL, body: Buffer): Answer {
    const parts = this.uploads.get(id);
    if (parts === undefined) return { status: 404, code: 'NoSuchUpload' };
    if (method === 'PUT') {
      parts.set(Number(url.searchParams.get('partNumber')), body);
      return { status: 200, headers: { etag: `"${createHash('md5').update(body).digest('hex')}"` } };
    }
    this.uploads.delete(id);
    if (method === 'DELETE') return { status: 204 };
    const sorted = [...parts].sort(([a], [b]) => a - b).map(([, piece]) => piece);
    const tag = this.hold(key, Buffer.concat(sorted));
    return xml(`<CompleteMultipartUploadResult><ETag>${tag}</ETag></CompleteMultipartUploadResult>`);
  }

  private list(asked: URLSearchParams): Answer {
    const prefix = asked.get('prefix') ?? '';
    const after = asked.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, PAGE);
    const isCut = keys.length > PAGE;
    const contents = page.map((key) => {
      const { body, modified, tag } = this.objects.get(key) ?? { body: Buffer.alloc(0), modified: new Date(), tag: '' };
      return `<Contents><Key>${key}</Key><Size>${body.length}</Size><LastModified>${modified.toISOString()}</LastModified><ETag>${tag}</ETag></Contents>`;
    });
    const next = isCut ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : '';
    return xml(
      `<ListBucketResult><IsTruncated>${String(isCut)}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    );
  }
}

interface Answer {
  status: number;
  headers?: Record<string, string | number>;
  body?: Buffer;
  code?: string;
}

function xml(text: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(`<?xml version="1.0"?>${text}`),
  };
}

function wrongBody(headers: IncomingMessage['headers'], body: Buffer): string | null {
  const hash = createHash('sha256').update(body);
  const [hex, base64] = [hash.copy().digest('hex'), hash.digest('base64')];
  const signed = headers['x-amz-content-sha256'];
  if (signed !== hex && signed !== 'UNSIGNED-PAYLOAD') return 'XAmzContentSHA256Mismatch';
  const checksum = headers['x-amz-checksum-sha256'];
  return checksum === undefined || checksum === base64 ? null : 'BadDigest';
}

function refuse(response: ServerResponse, status: number, code: string): undefined {
  const body = Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length });
  response.end(body);
  return undefined;
}
