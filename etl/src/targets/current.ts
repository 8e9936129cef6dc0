/**
 * `_ticketlake/<lake id>/current.json`: what a lake published last at a target. It is replaced last, so whoever needs
 * tables that agree with each other reads from it which version of each.
 */
import { z } from 'zod';
import { SCHEMA_VERSION } from '../schema/tables';
import { jsonOf } from '../base/json-text';
import type { PublishedLake } from './published-lake';
import type { Store } from './store/store';
import { TargetError } from './store/store';

const TABLE = z.object({
  version: z.number().nullable(),
  rows: z.number(),
  hash: z.string(),
  /** Of the lake's files that were published, and how: equal, there is nothing to look for. */
  lake: z.string(),
});

const CURRENT = z.object({
  lake_id: z.string(),
  run_id: z.string(),
  schema_version: z.number(),
  published_at: z.string(),
  timezone: z.string(),
  /** Of the lake, as it was published. */
  sources: z.array(z.string()).default([]),
  tables: z.record(z.string(), TABLE),
  /** Objects that no version needs which is to be kept, and since when. */
  retired: z.record(z.string(), z.string()).default({}),
  /** When old objects were looked for. */
  vacuumed_at: z.string().nullable().default(null),
});

export type Current = z.infer<typeof CURRENT>;
export type CurrentTable = z.infer<typeof TABLE>;

/** What is published now. @param own what each format keeps in its own way */
export function currentOf(
  { id, timezone, sources, manifest }: PublishedLake,
  own: Pick<Current, 'tables' | 'retired' | 'vacuumed_at'>,
): Current {
  return {
    lake_id: id,
    run_id: manifest.run_id,
    schema_version: SCHEMA_VERSION,
    published_at: manifest.published_at,
    timezone,
    sources: [...sources],
    ...own,
  };
}

export interface KnownCurrent {
  current: Current | null;
  tag: string | null;
}

function nameOf(lakeId: string): string {
  return `_ticketlake/${lakeId}/current.json`;
}

/** @throws TargetError when it is there and is none of ours */
export async function readCurrent(store: Store, lakeId: string): Promise<KnownCurrent> {
  const found = await store.get(nameOf(lakeId));
  if (found === null) return { current: null, tag: null };
  const parsed = CURRENT.safeParse(jsonOf(found.body));
  if (parsed.success) return { current: parsed.data, tag: found.tag };
  throw new TargetError(
    `${nameOf(lakeId)} is not what Ticketlake writes`,
    'Remove it, and run `ticketlake publish`: it is written anew.',
  );
}

/** @throws TargetError when another program replaced it meanwhile */
export async function writeCurrent(store: Store, { tag }: KnownCurrent, current: Current): Promise<void> {
  const body = Buffer.from(`${JSON.stringify(current, null, 2)}\n`);
  const name = nameOf(current.lake_id);
  if (await store.replaceIf(name, body, tag)) return;
  const found = await store.get(name);
  if (found?.body.equals(body)) return;
  throw new TargetError(
    `${name} was replaced while this ran: another program publishes as the lake ${current.lake_id}`,
    'Let one lake have this lake_id, then run `ticketlake publish`.',
  );
}

/**
 * @param there sources that were published as this lake's
 * @param known those that this lake may replace or remove
 * @throws TargetError when it would remove another one
 */
export function refuseUnknownSources(there: Iterable<string>, known: readonly string[], lakeId: string): void {
  const unknown = [...new Set(there)].filter((source) => !known.includes(source)).sort();
  if (unknown.length === 0) return;
  throw new TargetError(
    `another lake with this lake_id (${lakeId}) publishes there: this one never published ${unknown.join(', ')}`,
    'Give each lake a lake_id of its own. If this lake published it, and its state/ was lost, publish into an empty folder.',
  );
}

/**
 * Two lakes with one lake_id and one name of a source would replace each other's rows, run after run.
 * @param known runs that this lake published there, or tried to
 * @throws TargetError when what stands there was published by a run that this lake does not know
 */
export function refuseUnknownRun(
  { current }: KnownCurrent,
  { runs, manifest }: Pick<PublishedLake, 'runs' | 'manifest'>,
  known: readonly string[],
): void {
  if (current === null || current.run_id === manifest.run_id) return;
  if (runs.has(current.run_id) || known.includes(current.run_id)) return;
  throw new TargetError(
    `the run ${current.run_id} published there as the lake ${current.lake_id}, and this lake does not know it`,
    `If another lake has this lake_id, give each one of its own. If this is the lake, and its state/ was lost or restored, remove ${nameOf(current.lake_id)} there.`,
  );
}

/** @throws TargetError when what stands there was published after what is to be published */
export function refuseNewer(there: string, lake: string): void {
  if (there <= lake) return;
  throw new TargetError(
    `what stands there was published at ${there}, after what the lake holds (${lake})`,
    'Run `ticketlake export`: it publishes the lake as it is now. If another lake has the same lake_id, give it one of its own.',
  );
}
