/**
 * How long ago an object was written, by the clock of the store alone: an object that is written now is compared with it.
 * The clocks of two machines need not agree, and what a machine says of its own is not believed.
 */
import { randomUUID } from 'node:crypto';
import type { PatientStore } from './patient-store';

/** Below it stand objects that only say when they were written. */
export const CLOCKS = 'lease/clock-';

/** @param name below `lease/` @returns null when the store does not say, which proves nothing */
export async function ageInStore(store: PatientStore, name: string): Promise<number | null> {
  const clock = `${CLOCKS}${randomUUID()}`;
  try {
    await store.putIfAbsent(clock, Buffer.from('clock\n'));
    const listed = await store.list('lease/');
    const written = (object: string): number | undefined => listed.find((each) => each.name === object)?.modified;
    const [now, then] = [written(clock), written(name)];
    return now === undefined || then === undefined ? null : now - then;
  } finally {
    await store.delete(clock).catch(() => undefined);
  }
}
