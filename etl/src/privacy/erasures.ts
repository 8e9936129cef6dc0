/**
 * Who was erased: kept by salted hashes, so that later exports find the person again without the lake knowing whom.
 * A file beside the published ones: it outlives a state folder that was removed.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { jsonOf } from '../base/json-text';
import { fold } from '../../../vendors/text';
import { codeOf } from '../base/system-error';
import { LakeError } from '../base/errors';
import { writeWhole } from '../base/whole-file';
import { wordsOf } from './name-forms';

export interface ErasedPerson {
  source: string;
  /** Pseudonymous id under which the rows of the person stay. */
  person_id: string;
}

export interface Erasure {
  pseudonym: string;
  /** Salted hashes of addresses, and of the keys that the person had. */
  emails: string[];
  keys: string[];
  /** Salted hashes of distinctive names, by their number of words. */
  names: Array<{ words: number; hash: string }>;
  /** Of other spellings of the names; absent in files of earlier versions. */
  spellings?: Array<{ words: number; hash: string }>;
  people: ErasedPerson[];
  /** Sources whose pages are looked through. */
  sources: string[];
  /** ISO, UTC. */
  erased_at: string;
  /** False while the erasing is under way, or was killed. */
  done: boolean;
}

export interface Erasures {
  salt: string;
  erasures: Erasure[];
}

function erasuresFile(lake: string): string {
  return path.join(lake, 'erasures.json');
}

/** @throws LakeError when the file is there and cannot be read: going on would bring people back */
export async function readErasures(lake: string): Promise<Erasures> {
  const file = erasuresFile(lake);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unreadable(file);
  });
  if (text === undefined) return { salt: randomBytes(32).toString('hex'), erasures: [] };
  const read = parsed(text);
  if (read === undefined) throw unreadable(file);
  return read;
}

export function writeErasures(lake: string, erasures: Erasures): void {
  writeWhole(erasuresFile(lake), `${JSON.stringify(erasures, null, 2)}\n`, 0o600);
}

/** The erasures of a source under another name. Keys that contain the old one are hashes, and stay as they are. */
export function renameSource({ salt, erasures }: Erasures, from: string, to: string): Erasures {
  const named = (source: string): string => (source === from ? to : source);
  return {
    salt,
    erasures: erasures.map((erasure) => ({
      ...erasure,
      people: erasure.people.map((person) => ({ ...person, source: named(person.source) })),
      sources: [...new Set(erasure.sources.map(named))],
    })),
  };
}

/** Without what was erased in a source, and without people who were erased nowhere else. */
export function forgetSource({ salt, erasures }: Erasures, source: string): Erasures {
  const left = erasures.map((erasure) => ({
    ...erasure,
    people: erasure.people.filter((person) => person.source !== source),
    sources: erasure.sources.filter((name) => name !== source),
  }));
  return { salt, erasures: left.filter(({ sources }) => sources.length > 0) };
}

/** Of an address, a key or a name. */
export function hashOf({ salt }: Pick<Erasures, 'salt'>, text: string): string {
  return createHash('sha256')
    .update(`${salt} ${fold(text)}`)
    .digest('hex');
}

export function nameHash(erasures: Pick<Erasures, 'salt'>, words: readonly string[]): string {
  return hashOf(erasures, words.join(' '));
}

export function hashedName(erasures: Pick<Erasures, 'salt'>, name: string): Erasure['names'][number] {
  const words = wordsOf(name);
  return { words: words.length, hash: nameHash(erasures, words) };
}

function parsed(text: string): Erasures | undefined {
  const value = jsonOf(text);
  return isErasures(value) ? value : undefined;
}

function isErasures(value: unknown): value is Erasures {
  return (
    typeof value === 'object' &&
    value !== null &&
    'salt' in value &&
    typeof value.salt === 'string' &&
    'erasures' in value &&
    Array.isArray(value.erasures)
  );
}

function unreadable(file: string): LakeError {
  return new LakeError(
    'unreadable',
    `${file} cannot be read. It says who was erased`,
    'Restore it from a backup. Without it the next export would bring erased people back.',
  );
}
