/** Where `query --output` may write: a new file, never one that Ticketlake lives by. */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { troubleOf } from '../base/disk-trouble';
import { codeOf } from '../base/system-error';
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
  /** Makes it, empty: a folder that is missing or cannot be written to is noticed before the SQL runs. */
  begin(): Promise<void>;
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
export function resultFile(file: string, config: Config, isForced: boolean): ResultFile {
  try {
    return allowedFile(file, config, isForced);
  } catch (error) {
    throw writingFailure(error, file) ?? error;
  }
}

function allowedFile(file: string, { file: configFile, lake }: Config, isForced: boolean): ResultFile {
  const own = [configFile, path.join(path.dirname(configFile), '.env')];
  if (own.some((each) => isSameFile(each, file))) {
    throw new CommandFailure(EXIT.usage, `${file} holds the configuration, so no result is written there`, ELSEWHERE);
  }
  if (holds(lake, file)) {
    throw new CommandFailure(EXIT.usage, `${file} is in the lake, so no result is written there`, ELSEWHERE);
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
  return {
    file,
    part,
    begin: async () => (await open(part, 'wx')).close(),
    finish: () => rename(part, real),
    discard: () => rm(part, { force: true }),
  };
}

const NO_FOLDER: readonly string[] = ['ENOENT', 'ENOTDIR'];

/** @returns why the result cannot be written (exit 2), where the error is about its file or the disk */
export function writingFailure(error: unknown, file: string): CommandFailure | undefined {
  const code = codeOf(error);
  const failure = (why: string, remedy: string) =>
    new CommandFailure(EXIT.usage, `${file} cannot be written: ${why}`, remedy);
  if (NO_FOLDER.includes(code)) return failure(`there is no folder ${path.dirname(file)}`, 'Make it first.');
  if (code === 'ENAMETOOLONG') return failure('its name is too long', ELSEWHERE);
  const trouble = troubleOf(error);
  return trouble && failure(trouble.ofFile.says, ELSEWHERE);
}

function isSameFile(one: string, other: string): boolean {
  if (withoutLinks(one) === withoutLinks(other)) return true;
  const [a, b] = [one, other].map((each) => statSync(each, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
