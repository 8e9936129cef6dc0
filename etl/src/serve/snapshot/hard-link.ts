/** Keeps a published file readable after it was replaced: by a second name on the disk, else by a copy. */
import { constants, createWriteStream } from 'node:fs';
import { link, mkdir, open, stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface KeptFile {
  path: string;
  bytes: number;
  /** Strong, with its quotes: published files are never written again, so inode, size and time name the content. */
  etag: string;
  lastModified: Date;
}

/**
 * Windows refuses to replace a file while any of its names is open, so that there every reader gets a copy.
 * @throws Error with the code ENOENT when the file is not there
 */
export async function keepFile(from: string, to: string, mayLink = process.platform !== 'win32'): Promise<KeptFile> {
  await mkdir(path.dirname(to), { recursive: true });
  if (mayLink && (await linked(from, to))) return factsOf(to, await stat(to, { bigint: true }));
  const source = await open(from, constants.O_RDONLY);
  try {
    const facts = await source.stat({ bigint: true });
    await pipeline(source.createReadStream({ autoClose: false }), createWriteStream(to, { flags: 'wx' }));
    return factsOf(to, facts);
  } finally {
    await source.close();
  }
}

/** Not across disks, not where the disk has no second names, not where the file belongs to someone else. */
async function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  );
}

function factsOf(file: string, { ino, size, mtimeNs, mtime }: BigIntStats): KeptFile {
  const etag = `"${[size, mtimeNs, ino].map((number) => number.toString(36)).join('-')}"`;
  return { path: file, bytes: Number(size), etag, lastModified: mtime };
}
