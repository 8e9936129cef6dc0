/** How a store is reached: its URL, and the keys that the environment and `.env` hold. Pure. */
import { decoded } from '../base/proxy';
import type { PublishEntry } from './publish-schema';
import { AZURE_IDENTITY, GOOGLE_AUTH, S3_SDK } from './sdk';
import type { AzurePlace, StorePlace } from './target-place';
import type { Variables } from './variables';

export interface S3Access {
  kind: 's3';
  endpoint: string | null;
  region: string | null;
  profile: string | null;
  timeoutMs: number;
  /** null: by the SDK's own chain, as a profile or the machine's role. */
  keys: { id: string; secret: string; session: string | null } | null;
}

/** entra: by Microsoft's package, with a client of its own or with whatever identity the machine has. */
export type AzureKeys =
  | { kind: 'key'; key: string }
  | { kind: 'sas'; token: string }
  | { kind: 'entra'; tenant: string | null; client: string | null; secret: string | null };

export interface AzureAccess {
  kind: 'azure';
  /** URL of the blob service; null: nothing names the account. */
  service: string | null;
  account: string;
  timeoutMs: number;
  keys: AzureKeys;
}

export interface GcsAccess {
  kind: 'gcs';
  endpoint: string;
  timeoutMs: number;
  /** File of a key; null: whatever identity Google's package finds. */
  keyFile: string | null;
  /** A server for tests, which asks for no keys. */
  isEmulated: boolean;
}

export type StoreAccess = S3Access | AzureAccess | GcsAccess;

const DEFAULT_TIMEOUT_MS = 60_000;
const GOOGLE = 'https://storage.googleapis.com/';
const ACCOUNT = /^[a-z0-9]{3,24}$/;

/** Variables of the makers' packages count in `.env`, too, which these packages do not read. */
export function accessOf(place: StorePlace, entry: PublishEntry, variables: Variables): StoreAccess {
  const variable = (name: string): string | null => variables[name]?.trim() || null;
  if (place.kind === 's3') return s3Access(entry, variable);
  if (place.kind === 'azure') return azureAccess(place, entry, variable);
  const emulator = variable('STORAGE_EMULATOR_HOST');
  return {
    kind: 'gcs',
    endpoint: withSlash(entry.endpoint ?? (emulator === null ? GOOGLE : asUrl(emulator))),
    timeoutMs: entry.timeout ?? DEFAULT_TIMEOUT_MS,
    keyFile: variable('GOOGLE_APPLICATION_CREDENTIALS'),
    isEmulated: emulator !== null,
  };
}

type Variable = (name: string) => string | null;

function s3Access({ endpoint, region, profile, timeout }: PublishEntry, variable: Variable): S3Access {
  const [id, secret] = [variable('AWS_ACCESS_KEY_ID'), variable('AWS_SECRET_ACCESS_KEY')];
  return {
    kind: 's3',
    endpoint: endpoint ?? variable('AWS_ENDPOINT_URL_S3') ?? variable('AWS_ENDPOINT_URL'),
    region: region ?? variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION'),
    profile: profile ?? variable('AWS_PROFILE'),
    timeoutMs: timeout ?? DEFAULT_TIMEOUT_MS,
    keys: id === null || secret === null ? null : { id, secret, session: variable('AWS_SESSION_TOKEN') },
  };
}

function azureAccess(place: AzurePlace, { endpoint, timeout }: PublishEntry, variable: Variable): AzureAccess {
  const connection = connectionOf(variable('AZURE_STORAGE_CONNECTION_STRING') ?? '');
  const known = variable('AZURE_STORAGE_ACCOUNT') ?? connection['accountname'] ?? null;
  const ownHost = ACCOUNT.test(known ?? '') ? `https://${known ?? ''}.blob.core.windows.net/` : null;
  const service = place.service ?? endpoint ?? urlIn(connection['blobendpoint']) ?? ownHost;
  const account = accountOf(service ?? '') ?? known ?? '';
  // A key of one account is shown to no other one.
  const isKnown = place.service === null || ((known === null || known === account) && !isOneLake(place.service));
  return {
    kind: 'azure',
    service: service === null ? null : withSlash(service),
    account: place.service === null ? (known ?? account) : account,
    timeoutMs: timeout ?? DEFAULT_TIMEOUT_MS,
    keys: (isKnown ? accountKeys(connection, variable) : null) ?? {
      kind: 'entra',
      tenant: variable('AZURE_TENANT_ID'),
      client: variable('AZURE_CLIENT_ID'),
      secret: variable('AZURE_CLIENT_SECRET'),
    },
  };
}

function accountKeys(connection: Connection, variable: Variable): AzureKeys | null {
  const key = variable('AZURE_STORAGE_KEY') ?? variable('AZURE_STORAGE_ACCOUNT_KEY') ?? connection['accountkey'];
  if (key !== undefined) return { kind: 'key', key };
  const token = variable('AZURE_STORAGE_SAS_TOKEN') ?? connection['sharedaccesssignature'];
  return token === undefined ? null : { kind: 'sas', token: token.replace(/^\?/, '') };
}

/** Names in small letters. */
type Connection = Readonly<Partial<Record<string, string>>>;

function connectionOf(text: string): Connection {
  const pairs = text.split(';').map((pair) => /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(pair));
  return Object.fromEntries(pairs.flatMap((found) => (found === null ? [] : [[found[1]?.toLowerCase(), found[2]]])));
}

function isOneLake(service: string): boolean {
  return new URL(service).hostname.endsWith('.fabric.microsoft.com');
}

function urlIn(text = ''): string | null {
  return URL.canParse(text) ? text : null;
}

/** The account in the name of a host of Azure. */
function accountOf(service: string): string | null {
  const { hostname } = URL.canParse(service) ? new URL(service) : { hostname: '' };
  return /^([^.]+)\..*\b(?:core\.|storage\.azure\.|fabric\.)/.exec(hostname)?.[1] ?? null;
}

function asUrl(host: string): string {
  return /^https?:\/\//i.test(host) ? host : `http://${host}`;
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** The package that finds the keys; null: none is needed. */
export function neededSdk(access: StoreAccess): string | null {
  if (access.kind === 's3') return S3_SDK;
  if (access.kind === 'azure') return access.keys.kind === 'entra' ? AZURE_IDENTITY : null;
  return access.isEmulated ? null : GOOGLE_AUTH;
}

/** What no message, log line or file may show. */
export function accessSecrets(access: StoreAccess): string[] {
  if (access.kind === 'gcs') return [];
  const { keys } = access;
  if (keys === null) return [];
  if (!('kind' in keys)) return [keys.secret, ...(keys.session === null ? [] : [keys.session])];
  if (keys.kind === 'entra') return keys.secret === null ? [] : [keys.secret];
  if (keys.kind === 'sas') return [keys.token, ...signaturesIn(keys.token)];
  const bytes = Buffer.from(keys.key, 'base64');
  return [keys.key, bytes.toString('base64url'), bytes.toString('hex')];
}

/** As it stands there, and as the store reads it. */
function signaturesIn(token: string): string[] {
  const [, written = ''] = /(?:^|&)sig=([^&]*)/.exec(token) ?? [];
  return [...new Set([written, decoded(written)])].filter((text) => text !== '');
}
