/** Folders that are not for a lake, since others live there. */
import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** No folder below them is one for data either. */
const OF_SYSTEM: readonly string[] = [
  ...['bin', 'boot', 'etc', 'lib', 'lib32', 'lib64', 'proc', 'sbin', 'sys', 'usr/bin', 'usr/lib', 'usr/lib64'],
  ...['usr/sbin', 'System', 'private/etc'],
];
/** Folders of their own below them are. */
const ALONE: readonly string[] = ['dev', 'usr'];
const OF_WINDOWS = /^[a-z]:[\\/]+(?:(?:windows|program files(?: \(x86\))?)(?:[\\/].*)?)?$/i;
/** A volume may be mounted there for the lake alone. */
const SHARED: readonly string[] = [
  ...['Applications', 'Library', 'Users', 'Volumes', 'dev/shm', 'home', 'media', 'mnt', 'opt', 'private/tmp', 'root'],
  ...['private/var', 'run', 'srv', 'tmp', 'usr/local', 'usr/share', 'var', 'var/cache', 'var/lib', 'var/log'],
  ...['var/run', 'var/spool', 'var/tmp'],
];

/** @param folder absolute path, which need not be there */
export function isSystemFolder(folder: string): boolean {
  return [folder, withoutLinks(folder)].some((each) => {
    const way = wayTo(each);
    return (
      way === '' ||
      OF_WINDOWS.test(each) ||
      ALONE.includes(way) ||
      OF_SYSTEM.some((tree) => `${way}/`.startsWith(`${tree}/`))
    );
  });
}

/**
 * @param lake absolute path
 * @param configFile absolute path
 * @returns why the folder is not one for the lake alone; null: nothing is known that speaks against it
 */
export function sharedWith(lake: string, configFile: string, home: string = homedir()): string | null {
  if (holds(lake, configFile)) {
    return `${lake} holds the configuration, too, so anyone who may read the lake may read the keys in .env as well`;
  }
  const isShared = SHARED.includes(wayTo(withoutLinks(lake))) || withoutLinks(lake) === withoutLinks(home);
  return isShared ? `${lake} is a folder that others use, too` : null;
}

/**
 * @param folder absolute path, which need not be there
 * @returns why no lake can be made there; null: nothing is known that speaks against it
 */
export function whyNoLake(folder: string): string | null {
  if (isSystemFolder(folder)) return 'is a folder of the system';
  const there = nearestThere(folder);
  if (there === null) return null;
  return there === folder ? 'is a file, not a folder' : 'lies below a file, not in a folder';
}

/** @returns the file at which the way to a folder ends; null: there is none */
function nearestThere(place: string): string | null {
  try {
    return statSync(place).isDirectory() ? null : place;
  } catch {
    const above = path.dirname(place);
    return above === place ? null : nearestThere(above);
  }
}

/** What to do about it. */
export const OWN_FOLDER = 'Name a folder that is for the lake alone, for example lake: ./lake.';

function wayTo(folder: string): string {
  return folder.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '');
}

/** Of a path that need not be there: the part of it that is there decides. */
export function withoutLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const above = path.dirname(file);
    return above === file ? file : path.join(withoutLinks(above), path.basename(file));
  }
}

/** Whether a file lies in the folder or below it. */
export function holds(folder: string, file: string): boolean {
  const way = path.relative(withoutLinks(folder), withoutLinks(file));
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}
