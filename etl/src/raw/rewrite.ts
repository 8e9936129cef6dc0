/** Writes a file of raw/ anew, member by member. */
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { MEMBER_HEADER_BYTES, gzipMember, memberLength, memberText } from './gzip-member';

export interface Member {
  bytes: Buffer;
  text: string;
  /** Its first byte, and the one behind its last. */
  start: number;
  end: number;
}

/** Whole members; a torn end, which was never loaded, is left out. */
export async function* membersOf(file: string): AsyncGenerator<Member> {
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
      yield { bytes, text, start: at, end: at + length };
      at += length;
    }
  } finally {
    await handle.close();
  }
}

/**
 * @param change a line of the file, as it should be; told where its member begins
 * @returns where each member ends in the new file, by where it ended in the old one
 */
export async function rewriteFile(
  from: string,
  to: string,
  change: (line: string, start: number) => string,
): Promise<Map<number, number>> {
  await mkdir(path.dirname(to), { recursive: true });
  const handle = await open(to, 'w');
  const ends = new Map<number, number>([[0, 0]]);
  let size = 0;
  try {
    for await (const { bytes, text, start, end } of membersOf(from)) {
      const changed = linesOf(text)
        .map((line) => `${change(line, start)}\n`)
        .join('');
      const bytesToWrite = changed === text ? bytes : await gzipMember(changed);
      await handle.writeFile(bytesToWrite);
      size += bytesToWrite.length;
      ends.set(end, size);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return ends;
}

export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
