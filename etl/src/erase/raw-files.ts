/** Rewrites the pages of raw/ that name a person: a file is written aside, member by member, and renamed. */
import path from 'node:path';
import type { Json } from '../../../vendors/json';
import { jsonText, parseJson } from '../../../vendors/json';
import { LakeError } from '../base/errors';
import { linesOf, membersOf, rewriteFile } from '../raw/rewrite';
import { spoolFiles } from '../raw/spool';
import { replaceFile } from '../base/files';
import type { Eraser } from '../privacy/eraser';
import { largest } from '../base/largest';

export interface RawFile {
  /** Below raw/, with `/`. */
  file: string;
  /** Lines that name the person. */
  pages: number;
}

/** Files whose pages name the person. Changes nothing. */
export async function filesThatMention(rawFolder: string, source: string, eraser: Eraser): Promise<RawFile[]> {
  const found: RawFile[] = [];
  for (const file of await spoolFiles(rawFolder, source)) {
    const pages = await pagesThatMention(path.join(rawFolder, file), eraser);
    if (pages > 0) found.push({ file, pages });
  }
  return found;
}

/**
 * How many pages of a file of raw/ name the person. Pages stand there as services wrote them (`M\u00fcller`), so that
 * their values are looked through, not their text.
 * @throws LakeError for a page that is no JSON, so the people in it cannot be found
 */
export async function pagesThatMention(file: string, eraser: Eraser): Promise<number> {
  let pages = 0;
  for await (const { text, start } of membersOf(file)) {
    pages += linesOf(text).filter((line) => eraser.mentionsIn(pageIn(line, file, start))).length;
  }
  return pages;
}

/**
 * @param scratch folder on the same disk
 * @returns the new size of the file
 */
export async function eraseInFile(rawFolder: string, file: string, eraser: Eraser, scratch: string): Promise<number> {
  const tempFile = path.join(scratch, file.replaceAll('/', '-'));
  const ends = await rewriteFile(path.join(rawFolder, file), tempFile, (line, at) =>
    erasedLine(line, file, at, eraser),
  );
  await replaceFile(tempFile, path.join(rawFolder, file));
  return largest(ends.values());
}

function erasedLine(line: string, file: string, at: number, eraser: Eraser): string {
  const page = pageIn(line, file, at);
  return eraser.mentionsIn(page) ? jsonText(eraser.json(page)) : line;
}

function pageIn(line: string, file: string, at: number): Json {
  const parsed = parseJson(line);
  if (parsed.ok) return parsed.value;
  throw new LakeError(
    'unreadable',
    `a page of ${file} at byte ${at} is no JSON, so the people in it cannot be found`,
    'Remove that file of raw/, or put it back from a backup, and erase again. Records that only this file holds are then not replayed.',
  );
}
