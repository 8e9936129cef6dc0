/** Rewrites the pages of raw/ that name a person: a file is written aside, member by member, and renamed. */
import path from 'node:path';
import { jsonText, parseJson } from '../../../vendors/json';
import { linesOf, membersOf, rewriteFile } from '../raw/rewrite';
import { spoolFiles } from '../raw/spool';
import { replaceFile } from '../base/files';
import type { Eraser } from '../privacy/eraser';

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

/** How many pages of a file of raw/ name the person. */
export async function pagesThatMention(file: string, eraser: Eraser): Promise<number> {
  let pages = 0;
  for await (const { text } of membersOf(file)) {
    pages += linesOf(text).filter((line) => eraser.mentions(line)).length;
  }
  return pages;
}

/**
 * @param scratch folder on the same disk
 * @returns the new size of the file
 */
export async function eraseInFile(rawFolder: string, file: string, eraser: Eraser, scratch: string): Promise<number> {
  const aside = path.join(scratch, file.replaceAll('/', '-'));
  const ends = await rewriteFile(path.join(rawFolder, file), aside, (line) => erasedLine(line, eraser));
  await replaceFile(aside, path.join(rawFolder, file));
  return Math.max(...ends.values());
}

function erasedLine(line: string, eraser: Eraser): string {
  if (!eraser.mentions(line)) return line;
  const parsed = parseJson(line);
  return parsed.ok ? jsonText(eraser.json(parsed.value)) : eraser.text(line);
}
