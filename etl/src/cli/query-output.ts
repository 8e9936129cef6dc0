/** Where `query --output` may write: a new file, never one that Ticketlake lives by. */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config';
import { holds, withoutLinks } from '../config/lake-folder';
import { CommandFailure, EXIT } from './failure';

const ELSEWHERE = 'Name another file with --output.';

/** A file that appears whole, or not at all. */
export interface ResultFile {
  /** As it is named in messages. */
  readonly file: string;
  /** What is written to, beside it. */
  readonly part: string;
  /** Gives it its name. */
  finish(): Promise<void>;
  /** Removes what was not given its name. */
  discard(): Promise<void>;
}

/**
 * @param file absolute path
 * @param isForced an existing file is replaced
 * @throws CommandFailure (exit 2) for a file that exists, and in any case for the configuration, its `.env` and the lake
 */
export function resultFile(file: string, { file: configFile, lake }: Config, isForced: boolean): ResultFile {
  const own = [configFile, path.join(path.dirname(configFile), '.env')];
  if (own.some((each) => isSameFile(each, file))) {
    throw new CommandFailure(EXIT.usage, `${file} holds the configuration: no result is written there`, ELSEWHERE);
  }
  if (holds(lake, file)) {
    throw new CommandFailure(EXIT.usage, `${file} is in the lake: no result is written there`, ELSEWHERE);
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) {
    throw new CommandFailure(EXIT.usage, `${file} is there, and is not a file`, ELSEWHERE);
  }
  if (found !== undefined && !isForced) {
    throw new CommandFailure(
      EXIT.usage,
      `${file} is there already`,
      'Name another file, or add --force to replace it.',
    );
  }
  const real = withoutLinks(file);
  const part = `${real}.${randomBytes(4).toString('hex')}.part`;
  return { file, part, finish: () => rename(part, real), discard: () => rm(part, { force: true }) };
}

function isSameFile(one: string, other: string): boolean {
  if (withoutLinks(one) === withoutLinks(other)) return true;
  const [a, b] = [one, other].map((each) => statSync(each, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
