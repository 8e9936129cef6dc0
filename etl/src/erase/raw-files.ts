/** Rewrites the pages of raw/ that name a person: a file is written aside, member by member, and renamed. */
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { jsonText, parseJson } from '../../../vendors/json';
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
  await mkdir(scratch, { recursive: true });
  const handle = await open(aside, 'w');
  let size = 0;
  try {
    for await (const member of membersOf(path.join(rawFolder, file))) {
      const written = await erasedMember(member, eraser);
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
      yield { bytes, text };
      at += length;
    }
  } finally {
    await handle.close();
  }
}

async function erasedMember({ bytes, text }: Member, eraser: Eraser): Promise<Buffer> {
  if (!eraser.mentions(text)) return bytes;
  const lines = linesOf(text).map((line) => `${erasedLine(line, eraser)}\n`);
  return gzipMember(lines.join(''));
}

function erasedLine(line: string, eraser: Eraser): string {
  if (!eraser.mentions(line)) return line;
  const parsed = parseJson(line);
  return parsed.ok ? jsonText(eraser.json(parsed.value)) : eraser.text(line);
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
