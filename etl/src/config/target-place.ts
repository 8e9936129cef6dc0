/** The `to:` of a target: which folder or store is meant. Pure. */
import { fileURLToPath } from 'node:url';
import { dictionary } from '../../../vendors/dictionary';
import { read, refuse } from './readers';
import type { ValueReader } from './readers';

/** The form of what is published there. */
export type TargetFormat = 'parquet' | 'delta';
export type LocalTimes = 'utc' | 'ntz' | 'none';
export type PartitionBy = 'source' | 'none';

/** A folder as it was written. */
export interface FolderPlace {
  kind: 'folder';
  folder: string;
}

/** A bucket of S3 or of a store that speaks its protocol. */
export interface S3Place {
  kind: 's3';
  bucket: string;
  /** With a slash at its end, or empty. */
  prefix: string;
}

/** A container of Azure Blob Storage or ADLS Gen2, or a workspace of OneLake. */
export interface AzurePlace {
  kind: 'azure';
  /** URL of the blob service; null: that of the account that the environment names. */
  service: string | null;
  container: string;
  prefix: string;
}

/** A bucket of Google Cloud Storage. */
export interface GcsPlace {
  kind: 'gcs';
  bucket: string;
  prefix: string;
}

export type StorePlace = S3Place | AzurePlace | GcsPlace;
export type TargetPlace = FolderPlace | StorePlace;

/** How each scheme of a store is written. */
const FORMS: Readonly<Partial<Record<string, string>>> = dictionary({
  s3: 's3://bucket/folder',
  gs: 'gs://bucket/folder',
  az: 'az://container/folder',
  abfss: 'abfss://container@account.dfs.core.windows.net/folder',
});
const FOLDER_REMEDY = 'Write it as ./share/desk or file:///share/desk.';
const NO_SECRETS = 'Leave the key out of the URL, and replace the key, because others may have read it.';

/** @returns the place; a URL that carries a key is refused, and is not shown */
export function readPlace(text: string): ReturnType<ValueReader<TargetPlace>> {
  const input = text.trim();
  const [, written] = /^([A-Za-z][A-Za-z0-9+.-]+):(?!\\)/.exec(input) ?? [];
  if (written === undefined) return folderPlace(input);
  const scheme = written.toLowerCase();
  if (!/^[^:]+:\/\//.test(input)) return refuse((display) => `"${display}" is no URL`, `Put // after ${written}:.`);
  if (!URL.canParse(input))
    return refuse(() => 'this is no URL', FORMS[scheme] !== undefined ? remedyOf(scheme) : FOLDER_REMEDY);
  const url = new URL(input);
  // What stands before the @ of abfss is the container.
  if (url.password !== '' || (url.username !== '' && scheme !== 'abfss'))
    return refuse(() => 'the URL has a user or a password in it', NO_SECRETS);
  if (url.search !== '' || url.hash !== '')
    return refuse(() => 'the URL has a part that begins with ? or #, where keys and signatures stand', NO_SECRETS);
  if (scheme === 'file') return filePlace(url);
  if (FORMS[scheme] === undefined)
    return refuse(
      () => `${written}:// is no store that Ticketlake knows`,
      'Give a folder, s3://bucket/folder, az://container/folder, abfss://… or gs://bucket/folder. A store that this machine mounts as a folder works, too.',
    );
  const prefix = prefixOf(url);
  if (prefix === null)
    return refuse(
      () => 'a folder in the URL has other characters than letters, digits, - _ . and =',
      'Choose another folder.',
    );
  if (scheme === 'abfss') return abfssPlace(url, prefix);
  return scheme === 'az' ? azurePlace(url, prefix) : bucketPlace(scheme === 's3' ? 's3' : 'gcs', scheme, url, prefix);
}

function remedyOf(scheme: string): string {
  return `Write it as ${FORMS[scheme] ?? ''}.`;
}

/** Other characters are written in one way or another by each program that reads the store. */
function prefixOf({ pathname }: URL): string | null {
  const folders = pathname.split('/').filter((part) => part !== '');
  if (folders.some((part) => !/^[\w.=-]+$/.test(part) || /^\.+$/.test(part))) return null;
  return folders.map((part) => `${part}/`).join('');
}

function bucketPlace(
  kind: 's3' | 'gcs',
  scheme: string,
  { host }: URL,
  prefix: string,
): ReturnType<ValueReader<TargetPlace>> {
  const isBucket = kind === 's3' ? /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/ : /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
  return isBucket.test(host)
    ? read({ kind, bucket: host, prefix })
    : refuse(() => 'the URL names no bucket', remedyOf(scheme));
}

const CONTAINER = /^(?:[a-z0-9](?:-?[a-z0-9]){2,62}|\$root)$/;

function azurePlace({ host }: URL, prefix: string): ReturnType<ValueReader<TargetPlace>> {
  return CONTAINER.test(host)
    ? read({ kind: 'azure', service: null, container: host, prefix })
    : refuse(() => 'the URL names no container', remedyOf('az'));
}

/** Hosts of Azure and OneLake: keys are sent to no other one that a slip of the pen names. */
const AZURE_HOST =
  /^([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.(?:dfs|blob)\.(core\.windows\.net|core\.usgovcloudapi\.net|core\.chinacloudapi\.cn|storage\.azure\.net|fabric\.microsoft\.com)$/;
/** Workspaces of OneLake have longer names, or ids. */
const WORKSPACE = /^[\w-]{1,128}$/;

function abfssPlace({ username, host }: URL, prefix: string): ReturnType<ValueReader<TargetPlace>> {
  const [, account, domain] = AZURE_HOST.exec(host) ?? [];
  if (account === undefined || domain === undefined)
    return refuse(
      () => 'the URL names no account of Azure',
      `${remedyOf('abfss')} For another host write az://container/folder, and its URL as endpoint:.`,
    );
  const isOneLake = domain === 'fabric.microsoft.com';
  if (!(isOneLake ? WORKSPACE : CONTAINER).test(username))
    return refuse(
      () => `the URL names no ${isOneLake ? 'workspace' : 'container'} before the @`,
      isOneLake
        ? 'Write it as abfss://workspace@onelake.dfs.fabric.microsoft.com/name.Lakehouse/Tables. For a workspace whose name has a blank give its id.'
        : remedyOf('abfss'),
    );
  return read({ kind: 'azure', service: `https://${account}.blob.${domain}/`, container: username, prefix });
}

/** Where a store is, that is not its maker's own. */
export function endpoint(text: string): ReturnType<ValueReader<string>> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    return refuse(() => 'this is not an http or https URL', 'Write it as https://minio.example.com.');
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain ? read(url.href) : refuse(() => 'the URL has a key in it, or a part behind ? or #', NO_SECRETS);
}

function filePlace(url: URL): ReturnType<ValueReader<TargetPlace>> {
  try {
    return folderPlace(fileURLToPath(url));
  } catch {
    return refuse(() => 'the URL names no folder of this machine', FOLDER_REMEDY);
  }
}

function folderPlace(folder: string): ReturnType<ValueReader<TargetPlace>> {
  return folder.includes('\0') ? refuse(() => 'this is not a folder', FOLDER_REMEDY) : read({ kind: 'folder', folder });
}
