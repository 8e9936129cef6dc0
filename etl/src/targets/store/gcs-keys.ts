/** Proves to Google Cloud Storage who asks: by tokens that Google's package gets, whatever the machine's identity is. */
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { firstLineOf } from '../../base/system-error';
import type { ProxyConfig } from '../../base/proxy';
import type { GcsAccess } from '../../config/store-access';
import { connectionTo } from './connection';
import type { Sign } from './object-requests';
import { TargetError } from './store';

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';

/** Where most tokens are given: whether they are asked for through a proxy. */
const TOKENS = 'https://oauth2.googleapis.com/';

/** @returns the token; Google's package keeps it until it ends */
export type TokenOf = () => Promise<string | null | undefined>;

export async function gcsSign({ keyFile, isEmulated, timeoutMs }: GcsAccess, proxy: ProxyConfig): Promise<Sign> {
  if (isEmulated) return (asked) => Promise.resolve(asked);
  // Loaded where tokens are needed: the package need not be there else.
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({
    scopes: SCOPE,
    ...(keyFile === null ? {} : { keyFile }),
    clientOptions: {
      transporterOptions: { fetchImplementation: fetchBy(connectionTo({ url: TOKENS, proxy, timeoutMs })) },
    },
  });
  return signedByToken(() => auth.getAccessToken(), keyFile);
}

/** Tokens are asked for on the way that the store is asked on. */
function fetchBy(connection: Dispatcher): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const headers: Record<string, string> = {};
    asked.headers.forEach((value, name) => {
      headers[name] = value;
    });
    const answer = await request(asked.url, {
      method: asked.method === 'GET' ? 'GET' : 'POST',
      headers,
      body: asked.method === 'GET' ? null : Buffer.from(await asked.arrayBuffer()),
      dispatcher: connection,
    });
    const type = answer.headers['content-type'];
    return new Response(await answer.body.arrayBuffer(), {
      status: answer.statusCode,
      headers: typeof type === 'string' ? { 'content-type': type } : {},
    });
  };
}

export function signedByToken(tokenOf: TokenOf, keyFile: string | null): Sign {
  return async ({ headers, ...asked }) => {
    const token = await tokenOf().catch((error: unknown) => {
      throw unknownKeys(keyFile, error);
    });
    if (typeof token !== 'string' || token === '') throw unknownKeys(keyFile, null);
    return { ...asked, headers: { ...headers, authorization: `Bearer ${token}` } };
  };
}

function unknownKeys(keyFile: string | null, error: unknown): TargetError {
  const why = error === null ? '' : `: ${firstLineOf(error)}`;
  if (keyFile !== null)
    return new TargetError(
      `the file that GOOGLE_APPLICATION_CREDENTIALS names gives no access${why}`,
      'Check that it is there, can be read, and is the key of an account that still exists.',
      error,
    );
  return new TargetError(
    `no keys of Google Cloud are known${why}`,
    'Set GOOGLE_APPLICATION_CREDENTIALS to the file of a key, or run `gcloud auth application-default login`.',
    error,
  );
}
