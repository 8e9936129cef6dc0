/** The publication of the moment, and for a while those before it: a reader that has begun with one ends with it. */
import { stat } from 'node:fs/promises';
import { toResult } from '../../../../vendors/result';
import { LakeError } from '../../base/errors';
import { lakePaths } from '../../store/database';
import type { ServicePresence } from '../../store/service-presence';
import { takeSnapshot } from './snapshot';
import type { Snapshot } from './snapshot';

/** A state that was replaced stays this long after its last use; one that pages were promised of, longer. */
const REST_MS = 2 * 60_000;
const PROMISED_REST_MS = 30 * 60_000;
/** States that nobody reads at the moment go first when there are more. */
const MOST = 8;
const SWEEP_MS = 30_000;

interface HeldSnapshot {
  snapshot: Snapshot;
  holders: number;
  /** Epoch ms. */
  lastUse: number;
  isPromised: boolean;
}

export interface SnapshotLease {
  snapshot: Snapshot;
  /** Pages of this state will be asked for later. */
  promise(): void;
  /** Once; more calls do nothing. */
  release(): void;
}

export class Snapshots {
  private kept: HeldSnapshot[] = [];
  private current: HeldSnapshot | null = null;
  private seen: string | null = null;
  private looking: Promise<void> | null = null;
  private readonly sweeper: NodeJS.Timeout;

  /** @param now epoch ms */
  constructor(
    private readonly lake: string,
    private readonly home: ServicePresence,
    private readonly now: () => number,
  ) {
    this.sweeper = setInterval(() => void this.tidy(), SWEEP_MS);
    this.sweeper.unref();
  }

  /** @throws LakeError when nothing is published yet, or it cannot be read */
  async hold(): Promise<SnapshotLease> {
    await this.lookOnce();
    if (this.current === null) {
      const { published } = lakePaths(this.lake);
      throw new LakeError('not_published', `there is no ${published} yet`, 'Start a run with POST /api/runs.');
    }
    return this.held(this.current);
  }

  /** @returns undefined when the state is not kept any more */
  async named(id: string): Promise<SnapshotLease | undefined> {
    const known = this.kept.find(({ snapshot }) => snapshot.id === id);
    if (known) return this.held(known);
    const now = await this.hold();
    if (now.snapshot.id === id) return now;
    now.release();
    return undefined;
  }

  /** The kept state in which a file has this ETag. */
  withFile(path: string, etag: string): SnapshotLease | undefined {
    const known = this.kept.find(({ snapshot }) => snapshot.files.get(path)?.etag === etag);
    return known && this.held(known);
  }

  async use<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const { snapshot, release } = await this.hold();
    try {
      return await work(snapshot);
    } finally {
      release();
    }
  }

  /** What was replaced must leave the disk also when no reader comes. Never throws. */
  async tidy(): Promise<void> {
    await this.lookOnce().catch(() => undefined);
    await this.sweep();
  }

  /** Lets go of what nobody will ask for any more. */
  private async sweep(): Promise<void> {
    const idle = this.kept.filter((kept) => kept !== this.current && kept.holders === 0);
    const old = idle.filter((kept) => this.now() - kept.lastUse > (kept.isPromised ? PROMISED_REST_MS : REST_MS));
    const rest = idle.filter((kept) => !old.includes(kept)).sort((a, b) => a.lastUse - b.lastUse);
    const surplus = rest.slice(0, Math.max(0, this.kept.length - old.length - MOST));
    const leaving = new Set([...old, ...surplus]);
    this.kept = this.kept.filter((kept) => !leaving.has(kept));
    await Promise.all([...leaving].map(({ snapshot }) => snapshot.close()));
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await this.looking?.catch(() => undefined);
    const all = this.kept;
    this.kept = [];
    this.current = null;
    await Promise.all(all.map(({ snapshot }) => snapshot.close()));
  }

  private lookOnce(): Promise<void> {
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  /** A publication ends with the manifest: a look at that file tells whether there is a new one. */
  private async look(): Promise<void> {
    const seen = await markOf(lakePaths(this.lake).manifest);
    if (seen === this.seen && this.current !== null) return;
    if (seen === null) this.current = null;
    else await this.take(seen);
  }

  private async take(seen: string): Promise<void> {
    const taken = await toResult(takeSnapshot(this.lake, this.home.newPath('snapshot')));
    if (taken.status === 'rejected') {
      // What was whole before is still there to be read.
      if (this.current === null) throw taken.reason;
      return;
    }
    const snapshot = taken.value;
    const same = this.kept.find((kept) => kept.snapshot.id === snapshot.id);
    if (same) await snapshot.close();
    this.current = same ?? { snapshot, holders: 0, lastUse: this.now(), isPromised: false };
    if (!same) this.kept.push(this.current);
    this.seen = seen;
    await this.sweep();
  }

  private held(kept: HeldSnapshot): SnapshotLease {
    kept.holders += 1;
    kept.lastUse = this.now();
    let isHeld = true;
    return {
      snapshot: kept.snapshot,
      promise: () => {
        kept.isPromised = true;
      },
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        kept.holders -= 1;
        kept.lastUse = this.now();
      },
    };
  }
}

async function markOf(file: string): Promise<string | null> {
  return stat(file, { bigint: true }).then(
    ({ ino, size, mtimeNs }) => `${ino}-${size}-${mtimeNs}`,
    () => null,
  );
}
