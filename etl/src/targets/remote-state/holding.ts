/**
 * What a job does that changes a lake: it holds the lake alone. Where the state is kept in a store, it holds the lease of
 * that, too, begins with what the store holds, and puts back what became of it.
 */
import type { ProxyConfig } from '../../base/proxy';
import { LakeError } from '../../base/errors';
import { failpoint } from '../../base/failpoint';
import type { Listener } from '../../base/events';
import { firstLineOf } from '../../base/system-error';
import type { Config, StateConfig } from '../../config/config';
import { acquireLock } from '../../store/lock';
import { lakeIdOf } from '../lake-id';
import { storeOf } from '../opened-target';
import { collect, collectAll } from './collect';
import { readCurrent } from './current';
import { Lease } from './lease';
import type { LeaseOptions } from './lease';
import { fetchSnapshot, refuseForeign, writeMark } from './local-copy';
import { PatientStore } from './patient-store';
import type { SavedFile } from './snapshot';
import { damaged, fenceOf, putSnapshot, readSnapshot } from './snapshot';

export interface Hold {
  /** Aborted when another one took the state: nothing that is done from then on counts. */
  lost: AbortSignal;
  /**
   * What the lake holds now counts from here on. To be called while nothing has the databases open, and before anything is
   * published at targets: they must not show what no state knows.
   * @param isPurge something was taken out of the lake: old objects in the store go at once
   * @throws LakeError `locked` when the lease was lost
   */
  save(isPurge?: boolean): Promise<void>;
}

export interface HoldOptions extends LeaseOptions {
  /** Told of what could not be done, and does not end the job. */
  warn?(message: string): void;
  /** Another store, for tests. */
  open?(): Promise<PatientStore>;
}

/** Says warnings as notes of a run. */
export function warnBy(listener: Listener): (message: string) => void {
  return (message) => {
    listener({ type: 'note', source: null, stream: null, level: 'warning', message });
  };
}

type LakeConfig = Pick<Config, 'lake' | 'lakeId' | 'state' | 'proxy'>;

const LOCAL: Hold = { lost: new AbortController().signal, save: () => Promise.resolve() };

/**
 * @param work what is done when the lake is held. When it throws, the store stays as it was saved last
 * @throws LakeError `locked` when another run holds the lake or its state, or took it meanwhile
 */
export async function holdingLake<T>(
  config: LakeConfig,
  options: HoldOptions,
  work: (hold: Hold) => Promise<T>,
): Promise<T> {
  const locking = acquireLock(config.lake, options.now);
  if (!locking.ok) throw new LakeError('locked', locking.message, locking.remedy);
  try {
    return await (config.state === undefined ? work(LOCAL) : holdingState(config, config.state, options, work));
  } finally {
    locking.lock.release();
  }
}

export async function stateStore({ place, access, to }: StateConfig, proxy: ProxyConfig): Promise<PatientStore> {
  return new PatientStore(await storeOf({ place, access }, proxy), to);
}

async function holdingState<T>(
  config: LakeConfig,
  state: StateConfig,
  options: HoldOptions,
  work: (hold: Hold) => Promise<T>,
): Promise<T> {
  const store = await (options.open?.() ?? stateStore(state, config.proxy));
  await refuseForeign(config.lake, state.to, await readCurrent(store));
  const lease = await Lease.take(store, options);
  const held = new HeldState(config, store, lease, options);
  try {
    await held.begin();
    const done = await work(held);
    await held.end();
    return done;
  } catch (error) {
    await held.abandon();
    throw error;
  }
}

class HeldState implements Hold {
  /** Of the snapshot that counts. */
  private files: readonly SavedFile[] = [];

  constructor(
    private readonly config: LakeConfig,
    private readonly store: PatientStore,
    private readonly lease: Lease,
    private readonly options: HoldOptions,
  ) {}

  get lost(): AbortSignal {
    return this.lease.lost;
  }

  async begin(): Promise<void> {
    const { lease, store, config } = this;
    const { snapshot } = lease.current;
    // Nobody may take what a run leaves half done for the snapshot.
    const begin = (): void => {
      this.mark(null);
    };
    if (snapshot === null) {
      begin();
      return;
    }
    const files = await readSnapshot(store, snapshot);
    if (files === null) throw damaged(store.to, snapshot.object, 'it is not there');
    if (!(await fetchSnapshot(store, config.lake, files, begin)))
      throw damaged(store.to, snapshot.object, 'an object that it names is not there');
    this.files = files;
    failpoint('state.fetched');
  }

  async save(isPurge = false): Promise<void> {
    const { config, store, lease, files, options } = this;
    lakeIdOf(config);
    const saved = await putSnapshot(store, config.lake, lease.current, files, options.now());
    if (saved === null) return;
    await lease.change({ snapshot: saved.snapshot, purge: isPurge || lease.current.purge });
    this.files = saved.files;
    failpoint('state.saved');
  }

  async end(): Promise<void> {
    const { lease, options } = this;
    await this.save();
    if (lease.current.purge) await collectAll(this.store, lease.current, this.files);
    else
      await collect(this.store, lease.current, this.files, false).catch((error: unknown) => {
        options.warn?.(`old objects in ${this.store.to} stay for the next run: ${firstLineOf(error)}`);
      });
    failpoint('state.collected');
    await lease.release({ purge: false });
    this.mark(lease.current.snapshot);
  }

  /** Gives the lease back, and takes away what was put and does not count. What fails here ends with the lease. */
  async abandon(): Promise<void> {
    try {
      await this.lease.release().catch(unlessLost);
      await this.removeOwn();
    } catch {
      // The error that led here is the one to tell.
    }
  }

  /**
   * The lease was given back or lost, so that no late write of this run can count any more. A save whose answer was lost
   * may count, though: what the store says now decides.
   */
  private async removeOwn(): Promise<void> {
    const { store, lease } = this;
    const found = await readCurrent(store);
    // Nothing says what counts, so nothing is removed.
    if (found === null) return;
    const { snapshot } = found.current;
    const files = snapshot === null ? [] : await readSnapshot(store, snapshot);
    if (files === null) return;
    const named = new Set([snapshot?.object, ...files.map(({ object }) => object)]);
    for (const { name } of await store.list(''))
      if (fenceOf(name) === lease.current.fence && !named.has(name)) await store.delete(name);
  }

  private mark(snapshot: { sha256: string; saved_at: string } | null): void {
    const { config, store, lease } = this;
    writeMark(config.lake, {
      ...{ id: lease.current.id, to: store.to },
      ...{ snapshot: snapshot?.sha256 ?? null, saved_at: snapshot?.saved_at ?? null },
    });
  }
}

function unlessLost(error: unknown): void {
  if (!(error instanceof LakeError) || error.code !== 'locked') throw error;
}
