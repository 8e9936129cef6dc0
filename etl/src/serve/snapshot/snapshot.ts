/** One publication, kept readable while a newer one takes its place on the disk. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readManifest, writeManifest } from '../../publish/manifest';
import type { Manifest } from '../../publish/manifest';
import { openPublished } from '../../publish/published';
import { LakeError } from '../../base/errors';
import { lakePaths } from '../../store/database';
import type { LakePaths, PublishedReader } from '../../store/database';
import { codeOf } from '../../base/system-error';
import { keepFile } from './hard-link';
import type { KeptFile } from './hard-link';

/** A publication renames its files one by one, the manifest last: what does not fit together yet soon does. */
const PATIENCE = { tries: 20, pauseMs: 150 };
/** The service's own statements are small; those of users run in processes of their own. */
const READER = { memoryLimit: '256MB', threads: 2 };

export class Snapshot {
  private opened: Promise<PublishedReader> | null = null;
  private readonly made = new Map<string, Promise<unknown>>();

  constructor(
    /** The same state has the same id, also after the service was started again. */
    readonly id: string,
    /** Laid out as a lake. */
    readonly folder: string,
    readonly manifest: Manifest,
    readonly database: KeptFile,
    /** By path below parquet/. */
    readonly files: ReadonlyMap<string, KeptFile>,
  ) {}

  /** The published database, opened when it is first needed. */
  reader(): Promise<PublishedReader> {
    this.opened ??= openPublished(this.folder, READER);
    return this.opened;
  }

  /** What never changes within a publication is worked out once; a failure is tried again. */
  once<T>(what: string, work: () => Promise<T>): Promise<T> {
    const known = this.made.get(what);
    if (known !== undefined) return known as Promise<T>;
    const fresh = work();
    this.made.set(what, fresh);
    fresh.catch(() => this.made.delete(what));
    return fresh;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.made.values());
    const reader = await this.opened?.catch(() => undefined);
    await reader?.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Takes hold of what is published at present.
 * @param folder that does not exist yet
 * @throws LakeError `not_published`, or `unreadable` where files are missing
 */
export async function takeSnapshot(lake: string, folder: string): Promise<Snapshot> {
  const places = lakePaths(lake);
  for (let tries = 1; ; tries += 1) {
    const isLast = tries === PATIENCE.tries;
    const taken = await tryToTake(places, folder, isLast);
    if (taken !== null) return taken;
    await pause(PATIENCE.pauseMs);
  }
}

/** null: a publication is under way. At last what is there is taken as it is: each file is whole in itself. */
async function tryToTake(places: LakePaths, folder: string, isLast: boolean): Promise<Snapshot | null> {
  const manifest = await readManifest(places.manifest);
  const outcome = await keepAll(places, folder, manifest).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  const fits =
    outcome !== null && manifest.files.every(({ path: name, bytes }) => outcome.files.get(name)?.bytes === bytes);
  const after = await readManifest(places.manifest);
  if (outcome !== null && ((fits && isSame(manifest, after)) || isLast)) {
    return new Snapshot(idOf(manifest, outcome.database), folder, manifest, outcome.database, outcome.files);
  }
  await rm(folder, { recursive: true, force: true });
  if (!isLast) return null;
  throw new LakeError(
    'unreadable',
    `files that ${places.manifest} names are missing`,
    'Run `ticketlake export`, which writes them again.',
  );
}

async function keepAll(
  places: LakePaths,
  folder: string,
  manifest: Manifest,
): Promise<{ database: KeptFile; files: Map<string, KeptFile> }> {
  const kept = new Map<string, KeptFile>();
  const own = lakePaths(folder);
  for (const { path: name } of manifest.files)
    kept.set(name, await keepFile(path.join(places.parquet, name), path.join(own.parquet, name)));
  const database = await keepFile(places.published, own.published);
  await writeManifest(own.manifest, manifest);
  return { database, files: kept };
}

function isSame(one: Manifest, other: Manifest): boolean {
  return one.run_id === other.run_id && one.published_at === other.published_at;
}

function idOf({ run_id, published_at }: Manifest, { etag }: KeptFile): string {
  return createHash('sha256').update(`${run_id} ${published_at} ${etag}`).digest('hex').slice(0, 16);
}
