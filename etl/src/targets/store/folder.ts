/** A folder of this machine, or of a share that it has mounted. */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { replaceFile, syncFile } from '../../base/files';
import { codeOf } from '../../base/system-error';
import type { ExclusiveCalls } from './exclusive';
import { ExclusiveFiles, SYSTEM_CALLS } from './exclusive';
import type { LocalFile, ReadObject, Store, StoredObject } from './store';
import { TargetError } from './store';

/** Beside a file that is being replaced; whoever died there left it. */
const HELD = '.held';
const HELD_MS = 60_000;
const PAUSE_MS = 50;
/** Names of files that are being written, which are no objects. */
const UNFINISHED = /(?:^|\/)\.[^/]*$/;

export class FolderStore implements Store {
  private readonly exclusive: ExclusiveFiles;

  constructor(
    private readonly root: string,
    calls: ExclusiveCalls = SYSTEM_CALLS,
  ) {
    this.exclusive = new ExclusiveFiles(root, calls);
  }

  async list(prefix: string): Promise<StoredObject[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const found: StoredObject[] = [];
    for (const name of await namesBelow(this.place(folder), folder)) {
      if (!name.startsWith(prefix) || UNFINISHED.test(name)) continue;
      const seen = await orAbsent(stat(this.place(name)));
      if (seen !== null) found.push({ name, bytes: seen.size, modified: seen.mtimeMs });
    }
    return found;
  }

  async get(name: string): Promise<ReadObject | null> {
    const body = await orAbsent(readFile(this.place(name)));
    return body === null ? null : { body, tag: tagOf(body) };
  }

  async fetch(name: string, place: string): Promise<boolean> {
    return (await orAbsent(copyFile(this.place(name), place).then(() => true))) ?? false;
  }

  async sizeOf(name: string): Promise<number | null> {
    return (await orAbsent(stat(this.place(name))))?.size ?? null;
  }

  putIfAbsent(name: string, body: Buffer): Promise<boolean> {
    return this.exclusive.create(this.place(name), body);
  }

  /** No disk replaces a file on a condition: who holds the name beside it looks first, then renames. */
  async replaceIf(name: string, body: Buffer, tag: string | null): Promise<boolean> {
    if (tag === null) return this.putIfAbsent(name, body);
    const held = this.place(`${path.posix.dirname(name)}/.${path.posix.basename(name)}${HELD}`);
    await this.hold(held);
    try {
      if ((await this.get(name))?.tag !== tag) return false;
      await this.replace(name, (tempFile) => writeSynced(tempFile, body));
      return true;
    } finally {
      await rm(held, { force: true });
    }
  }

  put(name: string, { place }: LocalFile): Promise<void> {
    return this.replace(name, async (tempFile) => {
      await copyFile(place, tempFile, constants.COPYFILE_FICLONE);
      await syncFile(tempFile);
    });
  }

  async delete(name: string): Promise<void> {
    await rm(this.place(name), { force: true });
    // A store has no folders: those that are empty would only puzzle who looks.
    await rmdir(path.dirname(this.place(name))).catch(() => undefined);
  }

  private place(name: string): string {
    return path.join(this.root, name);
  }

  private async replace(name: string, write: (tempFile: string) => Promise<void>): Promise<void> {
    const place = this.place(name);
    const tempFile = path.join(path.dirname(place), `.${path.basename(place)}.${randomUUID()}.part`);
    await mkdir(path.dirname(place), { recursive: true });
    try {
      await write(tempFile);
      await replaceFile(tempFile, place);
    } finally {
      await rm(tempFile, { force: true });
    }
  }

  private async hold(held: string): Promise<void> {
    for (let waited = 0; ; waited += PAUSE_MS) {
      if (await this.exclusive.create(held, Buffer.from(`${process.pid}\n`))) return;
      const since = await stat(held).catch(() => null);
      if (since !== null && Date.now() - since.mtimeMs > HELD_MS) await rm(held, { force: true });
      else if (waited >= HELD_MS)
        throw new TargetError(
          `${held} is held by another program`,
          'Run again. If the problem remains, remove this file.',
        );
      await pause(PAUSE_MS);
    }
  }
}

async function writeSynced(file: string, body: Buffer): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesBelow(folder: string, prefix: string): Promise<string[]> {
  const entries = (await orAbsent(readdir(folder, { withFileTypes: true }))) ?? [];
  const names: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) names.push(`${prefix}${entry.name}`);
    else
      for (const name of await namesBelow(path.join(folder, entry.name), `${prefix}${entry.name}/`)) names.push(name);
  }
  return names;
}

/** @returns null when there is no such file. @throws when it is there and cannot be read */
async function orAbsent<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
}

function tagOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
