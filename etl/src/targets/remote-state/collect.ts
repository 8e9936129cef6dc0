/** Objects that no snapshot names: of runs that ended early, and of what was replaced. */
import { LakeError } from '../../base/errors';
import type { Current } from './current';
import { CURRENT } from './current';
import { inParallel } from './in-parallel';
import type { PatientStore } from './patient-store';
import type { SavedFile } from './snapshot';
import { fenceOf } from './snapshot';
import { CLOCKS } from './store-age';

/** Whoever reads an older snapshot has so long to do it. */
const KEEP_MS = 24 * 3_600_000;

/**
 * To be called by who holds the lease, when its snapshot counts. A holder that loses the lease here does no harm: what a
 * later one names stands in this snapshot, or below a later fence.
 * @param all also those that are young: what was erased may stand in them
 * @returns how many are left that are old enough to go
 */
export async function collect(
  store: PatientStore,
  current: Current,
  files: readonly SavedFile[],
  all: boolean,
): Promise<number> {
  const named = new Set([current.snapshot?.object, ...files.map(({ object }) => object)]);
  const mayGo = async (): Promise<string[]> => {
    const listed = await store.list('');
    // By the store's own clock: its last change of the lease is as good as now.
    const now = listed.find(({ name }) => name === CURRENT)?.modified ?? 0;
    return listed.flatMap(({ name, modified }) => {
      const fence = name.startsWith(CLOCKS) ? 0 : fenceOf(name);
      // What is none of ours stays.
      if (fence === null || fence > current.fence || named.has(name)) return [];
      return (all && fence > 0) || now - modified > KEEP_MS ? [name] : [];
    });
  };
  const names = await mayGo();
  await inParallel(names, (name) => store.delete(name));
  return names.length === 0 ? 0 : (await mayGo()).length;
}

/** @throws LakeError when one is left: it may hold who was erased */
export async function collectAll(store: PatientStore, current: Current, files: readonly SavedFile[]): Promise<void> {
  const left = await collect(store, current, files, true);
  if (left === 0) return;
  throw new LakeError(
    'state_store',
    `${left} old objects of the state in ${store.to} could not be removed, and may hold what was erased`,
    'Give the right to delete objects there, then run any job again: it removes them.',
  );
}
