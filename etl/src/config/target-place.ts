/** The `to:` of a target: which folder or store is meant, and what opens it. Pure. */
import { fileURLToPath } from 'node:url';
import { read, refuse } from './readers';
import type { ValueReader } from './readers';

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

export type TargetPlace = FolderPlace | S3Place;

/** How a store is reached. */
export interface StoreAccess {
  endpoint: string | null;
  region: string | null;
  profile: string | null;
  timeoutMs: number;
  /** null: by the SDK's own chain, as a profile or the machine's role. */
  keys: { id: string; secret: string; session: string | null } | null;
}

const S3_REMEDY = 'Write it as s3://bucket/folder.';

const FOLDER_REMEDY = 'Write it as ./share/desk or file:///share/desk.';
const NO_SECRETS = 'Leave the key out of the URL, and take it away where it was written: others may have read it.';

/** @returns the place; a URL that carries a key is refused, and is not shown */
export function readPlace(text: string): ReturnType<ValueReader<TargetPlace>> {
  const input = text.trim();
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]+):(?!\\)/.exec(input) ?? [];
  if (scheme === undefined) return folderPlace(input);
  if (!/^[^:]+:\/\//.test(input)) return refuse((display) => `"${display}" is no URL`, `Put // after ${scheme}:.`);
  if (!URL.canParse(input)) return refuse(() => 'this is no URL', FOLDER_REMEDY);
  const url = new URL(input);
  if (url.username !== '' || url.password !== '')
    return refuse(() => 'the URL has a user or a password in it', NO_SECRETS);
  if (url.search !== '' || url.hash !== '')
    return refuse(() => 'the URL has a part that begins with ? or #, where keys and signatures stand', NO_SECRETS);
  if (scheme.toLowerCase() === 'file') return filePlace(url);
  if (scheme.toLowerCase() === 's3') return s3Place(url);
  return refuse(
    () => `Ticketlake cannot publish to ${scheme}://`,
    'Give a folder or s3://bucket/folder. A store that this machine mounts as a folder works, too.',
  );
}

function s3Place({ host, pathname }: URL): ReturnType<ValueReader<TargetPlace>> {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(host)) return refuse(() => 'the URL names no bucket', S3_REMEDY);
  const folders = pathname.split('/').filter((part) => part !== '');
  // Other characters are written in one way or another by each program that reads the bucket.
  if (folders.some((part) => !/^[\w.=-]+$/.test(part) || /^\.+$/.test(part)))
    return refuse(
      () => 'a folder in the URL has other characters than letters, digits, - _ . and =',
      'Choose another folder.',
    );
  return read({ kind: 's3', bucket: host, prefix: folders.map((part) => `${part}/`).join('') });
}

/** Where a store is, that is not Amazon's own. */
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
