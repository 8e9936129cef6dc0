/** The `to:` of a target: which folder or store is meant. Pure. */
import { fileURLToPath } from 'node:url';
import { read, refuse } from './readers';
import type { Reader } from './readers';

/** A folder as it was written. */
export interface FolderPlace {
  kind: 'folder';
  folder: string;
}

export type TargetPlace = FolderPlace;

const FOLDER_REMEDY = 'Write it as ./share/desk or file:///share/desk.';
const NO_SECRETS = 'Leave the key out of the URL, and take it away where it was written: others may have read it.';

/** @returns the place; a URL that carries a key is refused, and is not shown */
export function readPlace(text: string): ReturnType<Reader<TargetPlace>> {
  const typed = text.trim();
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]+):(?!\\)/.exec(typed) ?? [];
  if (scheme === undefined) return folderPlace(typed);
  if (!/^[^:]+:\/\//.test(typed)) return refuse((shown) => `"${shown}" is no URL`, `Put // after ${scheme}:.`);
  if (!URL.canParse(typed)) return refuse(() => 'this is no URL', FOLDER_REMEDY);
  const url = new URL(typed);
  if (url.username !== '' || url.password !== '')
    return refuse(() => 'the URL has a user or a password in it', NO_SECRETS);
  if (url.search !== '' || url.hash !== '')
    return refuse(() => 'the URL has a part that begins with ? or #, where keys and signatures stand', NO_SECRETS);
  if (scheme.toLowerCase() === 'file') return filePlace(url);
  return refuse(
    () => `Ticketlake cannot publish to ${scheme}://`,
    'Give a folder. A store that this machine mounts as a folder works, too.',
  );
}

function filePlace(url: URL): ReturnType<Reader<TargetPlace>> {
  try {
    return folderPlace(fileURLToPath(url));
  } catch {
    return refuse(() => 'the URL names no folder of this machine', FOLDER_REMEDY);
  }
}

function folderPlace(folder: string): ReturnType<Reader<TargetPlace>> {
  return folder.includes('\0') ? refuse(() => 'this is not a folder', FOLDER_REMEDY) : read({ kind: 'folder', folder });
}
