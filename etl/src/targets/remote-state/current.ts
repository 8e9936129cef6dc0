/**
 * `lease/current.json` of a state in a store: who holds it, and which snapshot counts. Lease and pointer are one object, so
 * that whoever replaces it on condition proves in one act that nobody else took the lease since.
 */
import { z } from 'zod';
import { jsonOf } from '../../base/json-text';
import { LakeError } from '../../base/errors';
import type { PatientStore } from './patient-store';

export const CURRENT = 'lease/current.json';
/** A larger one is of a later version. */
const FORMAT = 1;

const HOLDER = z.object({
  pid: z.number(),
  host: z.string(),
  started: z.string(),
  token: z.string(),
  boot: z.string().nullable(),
  pid_namespace: z.string().nullable(),
  process_start: z.string().nullable(),
});

const SNAPSHOT = z.object({
  /** Name of the object that lists the files. */
  object: z.string(),
  /** Of that object. */
  sha256: z.string(),
  files: z.number(),
  /** Of all files together. */
  bytes: z.number(),
  /** ISO, UTC. */
  saved_at: z.string(),
});

const SHAPE = z.object({
  format: z.literal(FORMAT),
  /** Of the state, from its beginning on. */
  id: z.string(),
  /** Grows with every change: no two contents are the same. */
  revision: z.number().int(),
  /** Grows with every holder. */
  fence: z.number().int(),
  lease: z.object({ holder: HOLDER, ttl_ms: z.number().int().positive() }).nullable(),
  /** null: nothing was saved yet. */
  snapshot: SNAPSHOT.nullable(),
  /** Someone was erased or a source removed, and objects that no snapshot names may still hold them. */
  purge: z.boolean(),
});

export type Current = z.infer<typeof SHAPE>;
export type Snapshot = z.infer<typeof SNAPSHOT>;

export interface KnownCurrent {
  current: Current;
  tag: string;
}

/** @returns null when nothing was ever kept there. @throws LakeError when it is none that this version can read */
export async function readCurrent(store: PatientStore): Promise<KnownCurrent | null> {
  const found = await store.get(CURRENT);
  if (found === null) return null;
  const parsed = SHAPE.safeParse(jsonOf(found.body));
  if (parsed.success) return { current: parsed.data, tag: found.tag };
  throw new LakeError(
    'wrong_state',
    `${CURRENT} in ${store.to} is not what this version of Ticketlake writes`,
    'Update Ticketlake, if a newer version keeps its state there; else give `state:` a place of its own.',
  );
}

/**
 * Replaces it, if it is still the one that was read. What became of a write is read afterwards, since its answer may be
 * lost on the way; one that changed nothing is made again.
 * @param tag null: there was none
 * @returns what stands there now; null: it is another one, which stays
 */
export function replaceCurrent(store: PatientStore, next: Current, tag: string | null): Promise<KnownCurrent | null> {
  const body = Buffer.from(`${JSON.stringify(next, null, 2)}\n`);
  return store.again(async () => {
    let trouble: unknown = null;
    try {
      await store.replaceIf(CURRENT, body, tag);
    } catch (error) {
      trouble = error;
    }
    const found = await store.get(CURRENT);
    if (found?.body.equals(body) === true) return { current: next, tag: found.tag };
    if (trouble !== null && (found?.tag ?? null) === tag) throw trouble;
    return null;
  });
}
