/** For who only looks at a lake whose state is kept in a store: its folder is brought up to date, without the lease. */
import type { Config } from '../../config/config';
import { LakeError } from '../../base/errors';
import { firstLineOf } from '../../base/system-error';
import { acquireLock, lockHolder } from '../../store/lock';
import type { Current, KnownCurrent } from './current';
import { CURRENT, readCurrent } from './current';
import { stateStore } from './holding';
import { hashedFiles } from './lake-files';
import { describeLease } from './lease';
import { fetchSnapshot, readMark, refuseForeign, writeMark } from './local-copy';
import type { PatientStore } from './patient-store';
import type { SavedFile } from './snapshot';
import { damaged, readSnapshot } from './snapshot';
import { ageInStore } from './store-age';

type LakeConfig = Pick<Config, 'lake' | 'state' | 'proxy'>;

/** What was read may be collected, or be followed by another one, while it is fetched. */
const TRIES = 3;

/**
 * Makes the folder of the lake what the store holds. Where the store cannot be reached, or a run is under way here, it
 * stays as it is.
 * @returns what to say of it; null: nothing
 * @throws LakeError when there is nothing to read, or what is there cannot be trusted
 */
export async function fetchToRead(config: LakeConfig, now: () => number): Promise<string | null> {
  const { lake, state } = config;
  if (state === undefined) return null;
  const mark = readMark(lake);
  try {
    const store = await stateStore(state, config.proxy);
    const found = await readCurrent(store);
    if (isUpToDate(found, mark?.id, mark?.snapshot)) return null;
    if (lockHolder(lake, now) !== undefined) return null;
    await refuseForeign(lake, state.to, found);
    await fetchLocked(lake, store, found, now);
    return null;
  } catch (error) {
    const isReachable = !(error instanceof LakeError) || error.code !== 'state_store';
    const saved = mark?.saved_at ?? null;
    if (isReachable || saved === null) throw error;
    return `${firstLineOf(error)}; what ${lake} holds was saved at ${saved}`;
  }
}

function isUpToDate(found: KnownCurrent | null, id: string | undefined, snapshot: string | null | undefined): boolean {
  const counting = found?.current.snapshot ?? null;
  // Nothing was saved yet: what this folder holds is all there is.
  if (found === null || counting === null) return id === undefined || id === found?.current.id;
  return found.current.id === id && counting.sha256 === snapshot;
}

async function fetchLocked(
  lake: string,
  store: PatientStore,
  first: KnownCurrent | null,
  now: () => number,
): Promise<void> {
  const locking = acquireLock(lake, now);
  if (!locking.ok) return;
  try {
    let found = first;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const current = found?.current ?? null;
      const snapshot = current?.snapshot ?? null;
      if (current === null || snapshot === null) return;
      const base = { id: current.id, to: store.to };
      const begin = (): void => {
        writeMark(lake, { ...base, snapshot: null, saved_at: null });
      };
      const files = await readSnapshot(store, snapshot);
      if (files !== null && (await fetchSnapshot(store, lake, files, begin))) {
        writeMark(lake, { ...base, snapshot: snapshot.sha256, saved_at: snapshot.saved_at });
        return;
      }
      found = await readCurrent(store);
      if (found?.current.snapshot?.sha256 === snapshot.sha256)
        throw damaged(store.to, snapshot.object, 'an object of it is not there');
    }
  } finally {
    locking.lock.release();
  }
}

/** What is known of a state in a store. */
export interface StateStatus {
  to: string;
  /** Who holds it, and until when, in words; null: nobody. */
  held: string | null;
  /** null: nothing was saved yet. */
  saved_at: string | null;
  files: number;
  bytes: number;
  /** Why nothing is known; null: it is. */
  error: string | null;
}

/** What a run would fetch first. */
export interface StatePlan extends StateStatus {
  fetched: { files: number; bytes: number };
}

/** Changes nothing but a small object that it removes. @returns null where the state is in the lake's own folder */
export async function stateStatus({ state, proxy }: LakeConfig, now: () => number): Promise<StateStatus | null> {
  if (state === undefined) return null;
  const nothing = { to: state.to, held: null, saved_at: null, files: 0, bytes: 0, error: null };
  try {
    const store = await stateStore(state, proxy);
    const current = (await readCurrent(store))?.current;
    if (current === undefined) return nothing;
    const { snapshot } = current;
    const saved = snapshot ?? { saved_at: null, files: 0, bytes: 0 };
    const { saved_at, files, bytes } = saved;
    return { ...nothing, held: await heldBy(store, current, now), saved_at, files, bytes };
  } catch (error) {
    return { ...nothing, error: firstLineOf(error) };
  }
}

/** The same, and what of it the folder of this lake does not hold. */
export async function statePlan(config: LakeConfig, now: () => number): Promise<StatePlan | null> {
  const status = await stateStatus(config, now);
  const { lake, state, proxy } = config;
  if (status === null || state === undefined) return null;
  try {
    const differing = await differingFiles(lake, await stateStore(state, proxy));
    const bytes = differing.reduce((sum, file) => sum + file.bytes, 0);
    return { ...status, fetched: { files: differing.length, bytes } };
  } catch (error) {
    return { ...status, fetched: { files: 0, bytes: 0 }, error: firstLineOf(error) };
  }
}

async function differingFiles(lake: string, store: PatientStore): Promise<SavedFile[]> {
  const snapshot = (await readCurrent(store))?.current.snapshot ?? null;
  const files = snapshot === null ? [] : await readSnapshot(store, snapshot);
  const present = new Map((await hashedFiles(lake)).map((file) => [file.path, file.sha256]));
  return (files ?? []).filter((file) => present.get(file.path) !== file.sha256);
}

async function heldBy(store: PatientStore, { lease }: Current, now: () => number): Promise<string | null> {
  return lease === null ? null : describeLease(lease, (await ageInStore(store, CURRENT).catch(() => null)) ?? 0, now());
}
