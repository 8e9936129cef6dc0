/** The lease of a state in a store: taken, renewed while a job runs, given back; and lost, when another one took it. */
import { randomUUID } from 'node:crypto';
import { LakeError } from '../../base/errors';
import type { LockHolder } from '../../store/lock';
import { describeHolder, isKnownToHaveEnded, thisProcess } from '../../store/lock';
import type { Current, KnownCurrent } from './current';
import { CURRENT, readCurrent, replaceCurrent } from './current';
import type { PatientStore } from './patient-store';
import { ageInStore } from './store-age';

/** A holder that was not seen for so long, by the store's clock, has lost the lease to whoever wants it. */
export const LEASE_MS = 60_000;
/** Renewals that fit into it: three may fail. */
const RENEWALS = 4;
/** Stores say when an object was written by the second. */
const ROUNDED_MS = 1000;
const TRIES = 5;

export interface LeaseOptions {
  /** Epoch ms. */
  now(): number;
  leaseMs?: number;
}

type Change = Partial<Pick<Current, 'lease' | 'snapshot' | 'purge'>>;

export class Lease {
  private readonly losing = new AbortController();
  private readonly renewing: NodeJS.Timeout;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly store: PatientStore,
    private known: KnownCurrent,
    private readonly holder: LockHolder,
    leaseMs: number,
  ) {
    // What a renewal cannot reach is reached by the next one, or by the change that counts.
    this.renewing = setInterval(() => void this.change({}).catch(() => undefined), leaseMs / RENEWALS);
    this.renewing.unref();
  }

  /** @throws LakeError `locked` while another one holds it */
  static async take(store: PatientStore, { now, leaseMs = LEASE_MS }: LeaseOptions): Promise<Lease> {
    const holder = thisProcess(now);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const found = await readCurrent(store);
      if (found !== null) await refuseHeld(store, found.current, now);
      const next = {
        ...(found?.current ?? emptyState()),
        lease: { holder, ttl_ms: leaseMs },
        fence: (found?.current.fence ?? 0) + 1,
        revision: (found?.current.revision ?? 0) + 1,
      };
      const taken = await replaceCurrent(store, next, found?.tag ?? null);
      if (taken !== null) return new Lease(store, taken, holder, leaseMs);
    }
    throw new LakeError(
      'locked',
      `others take the state in ${store.to} again and again`,
      'Wait until they have ended, then run again.',
    );
  }

  get current(): Current {
    return this.known.current;
  }

  /** Aborted when the lease is lost. */
  get lost(): AbortSignal {
    return this.losing.signal;
  }

  /** One after the other. @throws LakeError `locked` when another one took the lease: nothing was changed then */
  change(change: Change): Promise<void> {
    const mine = this.last.then(() => this.changeNow(change));
    this.last = mine.catch(() => undefined);
    return mine;
  }

  async release(change: Change = {}): Promise<void> {
    clearInterval(this.renewing);
    await this.change({ ...change, lease: null });
  }

  private async changeNow(change: Change): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (this.lost.aborted) break;
      const { current, tag } = this.known;
      const next = { ...current, ...change, revision: current.revision + 1 };
      const changed = await replaceCurrent(this.store, next, tag);
      if (changed !== null) {
        this.known = changed;
        return;
      }
      const found = await readCurrent(this.store);
      if (found?.current.lease?.holder.token !== this.holder.token) break;
      // A write of our own came late: its answer had been lost.
      this.known = found;
    }
    clearInterval(this.renewing);
    this.losing.abort();
    throw lostLease(this.store.to);
  }
}

function emptyState(): Current {
  return { format: 1, id: randomUUID(), revision: 0, fence: 0, lease: null, snapshot: null, purge: false };
}

function lostLease(to: string): LakeError {
  return new LakeError(
    'locked',
    `this run showed no sign of life for so long that another one took the state in ${to}: what it had not saved there is lost`,
    'Run again: it begins with what the store holds.',
  );
}

async function refuseHeld(store: PatientStore, { lease }: Current, now: () => number): Promise<void> {
  if (lease === null || isKnownToHaveEnded(lease.holder)) return;
  const age = await ageInStore(store, CURRENT);
  if (age !== null && age > lease.ttl_ms + ROUNDED_MS) return;
  throw new LakeError(
    'locked',
    `the state in ${store.to} is locked by another run: ${describeLease(lease, age ?? 0, now())}`,
    'Wait until it ends, or end it. The lock of a run that was killed ends by itself: at once for a run on the same machine, else when its lease ends.',
  );
}

/** @param age of its last sign, in ms */
export function describeLease(
  { holder, ttl_ms: ttl }: NonNullable<Current['lease']>,
  age: number,
  now: number,
): string {
  const until = new Date(now + Math.max(0, ttl - age)).toISOString().slice(0, 19).replace('T', ' ');
  return `${describeHolder(holder)}; its lease ends at ${until} UTC, unless it is renewed`;
}
