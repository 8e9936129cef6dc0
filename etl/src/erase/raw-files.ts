/** Rewrites the pages of raw/ that name a person: a file is written aside, member by member, and renamed. */
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../../vendors/json';
import { jsonText, parseJson } from '../../../vendors/json';
import { LakeError } from '../base/errors';
import { MEMBER_HEADER_BYTES, gzipMember, memberLength, memberText } from '../raw/gzip-member';
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

/**
 * How many pages of a file of raw/ name the person. Pages stand there as services wrote them (`M\u00fcller`), so that
 * their values are looked through, not their text.
 * @throws LakeError for a page that is no JSON: nobody can say whom it names
 */
export async function pagesThatMention(file: string, eraser: Eraser): Promise<number> {
  let pages = 0;
  for await (const member of membersOf(file)) {
    pages += pagesIn(member, file).filter(({ json }) => eraser.mentionsIn(json)).length;
  }
  return pages;
}

/**
 * @param scratch folder on the same disk
 * @returns the new size of the file
 */
export async function eraseInFile(rawFolder: string, file: string, eraser: Eraser, scratch: string): Promise<number> {
  const aside = path.join(scratch, file.replaceAll('/', '-'));
  await mkdir(scratch, { recursive: true });
  const handle = await open(aside, 'w');
  let size = 0;
  try {
    for await (const member of membersOf(path.join(rawFolder, file))) {
      const written = await erasedMember(member, file, eraser);
      await handle.writeFile(written);
      size += written.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await replaceFile(aside, path.join(rawFolder, file));
  return size;
}

interface Member {
  /** Byte at which it begins. */
  at: number;
  bytes: Buffer;
  text: string;
}

/** Whole members; a torn end, which was never loaded, is left out. */
async function* membersOf(file: string): AsyncGenerator<Member> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (let at = 0; at < size;) {
      const header = Buffer.alloc(MEMBER_HEADER_BYTES);
      await handle.read(header, 0, header.length, at);
      const length = memberLength(header);
      if (length === undefined || at + length > size) return;
      const bytes = Buffer.alloc(length);
      await handle.read(bytes, 0, length, at);
      const text = memberText(bytes);
      if (text === undefined) return;
      yield { at, bytes, text };
      at += length;
    }
  } finally {
    await handle.close();
  }
}

async function erasedMember(member: Member, file: string, eraser: Eraser): Promise<Buffer> {
  const pages = pagesIn(member, file);
  if (!pages.some(({ json }) => eraser.mentionsIn(json))) return member.bytes;
  const lines = pages.map(({ line, json }) => (eraser.mentionsIn(json) ? jsonText(eraser.json(json)) : line));
  return gzipMember(`${lines.join('\n')}\n`);
}

function pagesIn({ text, at }: Member, file: string): Array<{ line: string; json: Json }> {
  return linesOf(text).map((line) => {
    const parsed = parseJson(line);
    if (parsed.ok) return { line, json: parsed.value };
    throw new LakeError(
      'unreadable',
      `a page of ${file} at byte ${at} is no JSON: nobody can say whom it names`,
      'Remove that file of raw/, or put it back from a backup, and erase again. What only it told is not replayed then.',
    );
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
