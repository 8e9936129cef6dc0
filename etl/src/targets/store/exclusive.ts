/**
 * Makes a file that was not there, of several who try at once for one of them. A second name (`link`) does it with the
 * whole content at once; where a disk has none, as exFAT and many network shares, `open` with `wx` does. Both are tried
 * first: a disk on which neither refuses the second is refused.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../../base/files';
import { codeOf } from '../../base/system-error';
import { TargetError } from './store';

/** The calls of the system that decide; tests hand in those of another disk. */
export interface ExclusiveCalls {
  link(existing: string, name: string): Promise<void>;
  /** Creates a file with this text, and fails with EEXIST where there is one. */
  create(name: string, body: Buffer): Promise<void>;
}

export const SYSTEM_CALLS: ExclusiveCalls = { link, create: createSynced };

async function createSynced(name: string, body: Buffer): Promise<void> {
  const handle = await open(name, 'wx');
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const TRIES = 3;

type Way = 'link' | 'create';

export class ExclusiveFiles {
  private way: Promise<Way> | undefined;

  /** @param root folder of the target, where the disk is tried */
  constructor(
    private readonly root: string,
    private readonly calls: ExclusiveCalls = SYSTEM_CALLS,
  ) {}

  /** @returns false when the file is there already. @throws TargetError where the disk cannot tell */
  async create(file: string, body: Buffer): Promise<boolean> {
    this.way ??= this.tried();
    const way = await this.way;
    for (let tries = 1; ; tries += 1) {
      await mkdir(path.dirname(file), { recursive: true });
      try {
        return await this.createBy(way, file, body);
      } catch (error) {
        // Another program found the folder empty, and removed it.
        if (codeOf(error) !== 'ENOENT' || tries === TRIES) throw error;
      }
    }
  }

  private async createBy(way: Way, file: string, body: Buffer): Promise<boolean> {
    const tempFile = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.part`);
    try {
      if (way === 'create') await this.calls.create(file, body);
      else {
        await createSynced(tempFile, body);
        await this.calls.link(tempFile, file);
      }
      await syncFolder(path.dirname(file));
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      if (way === 'link') await rm(tempFile, { force: true });
    }
  }

  private async tried(): Promise<Way> {
    await mkdir(this.root, { recursive: true });
    for (const way of ['link', 'create'] as const) if (await this.isExclusive(way)) return way;
    throw new TargetError(
      `the disk of ${this.root} lets two programs create the same file, each as if it were the first`,
      'Publish to another disk or share: without that, two runs at once would lose rows.',
    );
  }

  private async isExclusive(way: Way): Promise<boolean> {
    const file = path.join(this.root, `.ticketlake-${randomUUID()}.probe`);
    try {
      const body = Buffer.from('probe\n');
      if (!(await this.createBy(way, file, body))) return false;
      return !(await this.createBy(way, file, body));
    } catch (error) {
      // The disk has no second names, or cannot make files at all: then the other way says so.
      if (way === 'link') return false;
      throw error;
    } finally {
      await rm(file, { force: true });
    }
  }
}
