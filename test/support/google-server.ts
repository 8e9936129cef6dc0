/** A bucket of Google Cloud Storage, by its JSON API: tokens, generations, MD5 of every body. */
import { createHash } from 'node:crypto';
import type { Answer, Asked, Received } from './object-server';
import { ObjectServer } from './object-server';

interface Upload {
  name: string;
  md5Hash: string;
  media: Buffer;
}

export class GoogleServer extends ObjectServer {
  private generation = 1_700_000_000_000_000;

  constructor(
    readonly bucket = 'desk-bucket',
    /** null: nobody needs one, as at servers for tests. */
    readonly token: string | null = null,
  ) {
    super();
  }

  protected about(received: Received): Omit<Asked, 'headers'> {
    const { method, url } = received;
    if (url.pathname === '/token') return { does: 'other', key: '' };
    if (url.pathname.startsWith('/upload/')) return { does: 'write', key: uploadIn(received)?.name ?? '' };
    const [, key = ''] = /^\/storage\/v1\/b\/[^/]+\/o\/([^/]+)$/.exec(url.pathname) ?? [];
    if (method === 'DELETE') return { does: 'delete', key: decodeURIComponent(key) };
    if (key === '') return { does: 'list', key };
    return { does: url.searchParams.get('alt') === 'media' ? 'read' : 'other', key: decodeURIComponent(key) };
  }

  /** Tokens are given here, too, as Google's own service of tokens gives them. */
  protected refused({ url, headers }: Received): Answer | null {
    if (url.pathname === '/token')
      return json({
        ...{ access_token: this.token, token_type: 'Bearer', expires_in: 3600 },
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      });
    if (this.token !== null && headers.authorization !== `Bearer ${this.token}`)
      return refusal(401, 'authError', 'Invalid Credentials');
    return url.pathname.split('/b/')[1]?.split('/')[0] === this.bucket
      ? null
      : refusal(404, 'notFound', 'The specified bucket does not exist.');
  }

  protected refusal(status: number): Answer {
    const reasons: Record<number, string> = {
      ...{ 409: 'conflict', 412: 'conditionNotMet', 503: 'backendError', 403: 'forbidden' },
    };
    return refusal(status, reasons[status] ?? 'internalError', 'a fault');
  }

  protected take(received: Received, key: string): Answer {
    const { method, url } = received;
    if (url.pathname.startsWith('/upload/')) return this.put(received);
    if (key === '') return this.list(url.searchParams);
    const held = this.objects.get(key);
    if (held === undefined) return refusal(404, 'notFound', `No such object: ${this.bucket}/${key}`);
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 204 };
    }
    if (url.searchParams.get('alt') !== 'media') return json({ size: String(held.body.length) });
    return { status: 200, headers: { 'x-goog-generation': held.tag }, body: held.body };
  }

  private put(received: Received): Answer {
    const upload = uploadIn(received);
    if (upload === null || received.url.searchParams.get('uploadType') !== 'multipart')
      return refusal(400, 'badContent', 'Malformed multipart body.');
    const { name, md5Hash, media } = upload;
    if (createHash('md5').update(media).digest('base64') !== md5Hash)
      return refusal(400, 'invalid', 'Provided MD5 hash does not match.');
    const match = received.url.searchParams.get('ifGenerationMatch');
    if (match !== null && (this.objects.get(name)?.tag ?? '0') !== match)
      return refusal(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.');
    this.generation += 1;
    this.objects.set(name, { body: media, tag: String(this.generation), modified: new Date() });
    return json({ name, size: String(media.length), generation: String(this.generation) });
  }

  private list(asked: URLSearchParams): Answer {
    const after = Buffer.from(asked.get('pageToken') ?? '', 'base64').toString('utf8');
    const { keys, next } = this.page(asked.get('prefix') ?? '', after);
    const items = keys.map((name) => {
      const { body, modified } = this.objects.get(name) ?? { body: Buffer.alloc(0), modified: new Date() };
      return { name, size: String(body.length), updated: modified.toISOString() };
    });
    return json({
      kind: 'storage#objects',
      ...(items.length === 0 ? {} : { items }),
      ...(next === '' ? {} : { nextPageToken: Buffer.from(next).toString('base64') }),
    });
  }
}

/** The description and the bytes of a body in two parts; null: it has not that form. */
function uploadIn({ headers, body }: Received): Upload | null {
  const [, boundary] = /boundary=(\S+)$/.exec(headers['content-type'] ?? '') ?? [];
  if (boundary === undefined) return null;
  const text = body.toString('latin1');
  const [first = '', about = ''] = text.split(`--${boundary}\r\n`);
  const at = first.length + 2 * `--${boundary}\r\n`.length + about.length;
  const from = text.indexOf('\r\n\r\n', at) + 4;
  const end = text.lastIndexOf(`\r\n--${boundary}--`);
  if (from < at || end < from) return null;
  const described = JSON.parse(about.slice(about.indexOf('\r\n\r\n') + 4)) as { name: string; md5Hash?: string };
  return { name: described.name, md5Hash: described.md5Hash ?? '', media: body.subarray(from, end) };
}

function json(value: unknown): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: Buffer.from(JSON.stringify(value)),
  };
}

function refusal(status: number, reason: string, message: string): Answer {
  return { ...json({ error: { code: status, message, errors: [{ message, domain: 'global', reason }] } }), status };
}
