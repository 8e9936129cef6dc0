/** Proves to Azure Blob Storage who asks: by the key of an account, by a shared access signature, or by Entra. */
import { createHmac } from 'node:crypto';
import type { AzureAccess, AzureKeys } from '../../config/store-access';
import { firstLineOf } from '../../base/system-error';
import type { ProxyConfig } from '../../base/proxy';
import { decoded } from '../../base/proxy';
import { isExempt } from '../../http/no-proxy';
import type { ObjectRequest, Sign } from './object-requests';
import { lengthOf } from './object-requests';
import { TargetError } from './store';

const VERSION = '2021-12-02';
/** Where tokens are given: whether they are asked for through a proxy. */
const TOKENS = 'https://login.microsoftonline.com/';
const SCOPE = 'https://storage.azure.com/.default';
/** A token that ends while a request is under way is refused. */
const SPARE_MS = 5 * 60_000;

/** What of `@azure/identity` is used. */
export interface TokenSource {
  getToken(scope: string): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

export async function azureSign({ account, keys }: AzureAccess, proxy: ProxyConfig): Promise<Sign> {
  if (keys.kind === 'key') return (asked) => Promise.resolve(signedByKey(dated(asked), account, keys.key));
  if (keys.kind === 'sas') return (asked) => Promise.resolve(signedBySas(dated(asked), keys.token));
  return signedByTokens(await entraTokens(keys, proxy));
}

function dated({ headers, ...asked }: ObjectRequest): ObjectRequest {
  return { ...asked, headers: { ...headers, 'x-ms-date': new Date().toUTCString(), 'x-ms-version': VERSION } };
}

/** https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
function signedByKey(asked: ObjectRequest, account: string, key: string): ObjectRequest {
  const { headers = {} } = asked;
  const length = lengthOf(asked);
  const named = [
    ...['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date'],
    ...['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'],
  ].map((name) => (name === 'content-length' ? (length === 0 ? '' : String(length)) : (headers[name] ?? '')));
  const own = Object.keys(headers).filter((name) => name.startsWith('x-ms-'));
  const text = [
    asked.method,
    ...named,
    ...own.sort().map((name) => `${name}:${headers[name] ?? ''}`),
    `/${account}${asked.url.pathname}`,
    ...[...asked.url.searchParams].map(([name, value]) => `${name.toLowerCase()}:${value}`).sort(),
  ].join('\n');
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  return { ...asked, headers: { ...headers, authorization: `SharedKey ${account}:${signature}` } };
}

function signedBySas(asked: ObjectRequest, token: string): ObjectRequest {
  const url = new URL(asked.url);
  url.search = url.search === '' ? token : `${url.search}&${token}`;
  return { ...asked, url };
}

/** @param now epoch ms */
export function signedByTokens(source: TokenSource, now: () => number = Date.now): Sign {
  let known = { token: '', expiresOnTimestamp: 0 };
  return async (asked) => {
    if (known.expiresOnTimestamp - SPARE_MS < now()) known = await tokenOf(source);
    const { headers, ...rest } = dated(asked);
    return { ...rest, headers: { ...headers, authorization: `Bearer ${known.token}` } };
  };
}

async function tokenOf(source: TokenSource): Promise<{ token: string; expiresOnTimestamp: number }> {
  const remedy =
    'Set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN of the account; or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; or log in with `az login`.';
  const found = await source.getToken(SCOPE).catch((error: unknown) => {
    throw new TargetError(`no keys of Azure are known: ${firstLineOf(error)}`, remedy, error);
  });
  if (found === null) throw new TargetError('no keys of Azure are known', remedy);
  return found;
}

type EntraKeys = Extract<AzureKeys, { kind: 'entra' }>;

/** Loaded where no other key is known: the package need not be there else. */
async function entraTokens({ tenant, client, secret }: EntraKeys, proxy: ProxyConfig): Promise<TokenSource> {
  const { ClientSecretCredential, DefaultAzureCredential } = await import('@azure/identity');
  if (tenant !== null && client !== null && secret !== null)
    return new ClientSecretCredential(tenant, client, secret, wayToTokens(proxy));
  return new DefaultAzureCredential({
    ...(tenant === null ? {} : { tenantId: tenant }),
    ...(client === null ? {} : { managedIdentityClientId: client, workloadIdentityClientId: client }),
  });
}

/** By the configuration alone: `@azure/identity` reads the environment of the process, which `.env` is not in. */
export function wayToTokens({ http, https, no }: ProxyConfig): object {
  const address = https ?? http;
  if (address === null || isExempt(TOKENS, no))
    return { additionalPolicies: [{ policy: DIRECT, position: 'perRetry' }] };
  const { protocol, hostname, port, username, password } = new URL(address);
  const host = `${protocol}//${hostname}`;
  const user = username === '' ? {} : { username: decoded(username), password: decoded(password) };
  const settings = { host, port: Number(port) || (protocol === 'https:' ? 443 : 80), ...user };
  return { proxyOptions: settings };
}

/** The agent of a proxy was set before. */
const DIRECT = {
  name: 'ticketlakeDirect',
  sendRequest: <Answer>(request: { agent?: unknown }, next: (request: object) => Promise<Answer>): Promise<Answer> => {
    delete request.agent;
    return next(request);
  },
};
