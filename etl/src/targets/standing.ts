/**
 * `state/targets.json`: what was published where, as far as this machine knows. Status and the service tell of it without
 * asking any target.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LakeError } from '../base/errors';
import { jsonOf } from '../base/json-text';
import { readIfThere, writeWhole } from '../base/whole-file';
import { lakePaths } from '../store/database';

const TABLE = z.object({ version: z.number().nullable(), rows: z.number(), hash: z.string() });

const STANDING = z.object({
  name: z.string(),
  to: z.string(),
  format: z.string(),
  /** failed: the last try did not come to its end; what was published before may stand there. */
  outcome: z.enum(['published', 'failed', 'waiting']),
  /** Of the publication that stands there; null: none that this machine knows of. */
  run_id: z.string().nullable(),
  published_at: z.string().nullable(),
  error: z.string().nullable(),
  /** Someone was erased or a source removed, and old versions there may still hold them. */
  purge: z.boolean(),
  tables: z.record(z.string(), TABLE),
  /** What this lake published there, or was about to: only these may it remove. */
  sources: z.array(z.string()).default([]),
  /** Runs whose publication may have come to its end there, although nobody knows: the last ones that failed. */
  tried: z.array(z.string()).default([]),
  /** Files of the lake that were published, by the name of the table. */
  lake: z.record(z.string(), z.string()),
});

export type TargetStanding = z.infer<typeof STANDING>;

/** What others are told of it. */
export interface TargetStatus {
  target: string;
  to: string;
  format: string;
  outcome: TargetStanding['outcome'];
  run_id: string | null;
  published_at: string | null;
  error: string | null;
  /** By name: the version of a Delta table, its rows, and a hash that follows from them. */
  tables: TargetStanding['tables'];
}

/** @throws LakeError where it cannot be read */
export function targetStatus(lake: string): TargetStatus[] {
  return [...standingTargets(lake).values()].map(
    ({ name, to, format, outcome, run_id, published_at, error, tables }) => {
      return { target: name, to, format, outcome, run_id, published_at, error, tables };
    },
  );
}

const FILE = z.object({ targets: z.array(STANDING) });

function fileIn(lake: string): string {
  return path.join(lakePaths(lake).state, 'targets.json');
}

/**
 * By name; none where the file is not there.
 * @throws LakeError where it cannot be read: it may say that someone who was erased still stands in old versions
 */
export function standingTargets(lake: string): Map<string, TargetStanding> {
  const file = fileIn(lake);
  if (!existsSync(file)) return new Map();
  const parsed = FILE.safeParse(jsonOf(readIfThere(file)));
  if (parsed.success) return new Map(parsed.data.targets.map((target) => [target.name, target]));
  throw new LakeError(
    'unreadable',
    `${file} cannot be read, so it is not known what was published where, nor whether old versions there hold someone who was erased`,
    'Restore it from a backup, or remove it: the next publication then removes the old versions at every target of the configuration. Look yourself at targets that left it.',
  );
}

/** To be called by who holds the lake. */
export function noteTargets(lake: string, targets: ReadonlyMap<string, TargetStanding>): void {
  if (targets.size === 0 && !existsSync(fileIn(lake))) return;
  writeWhole(fileIn(lake), `${JSON.stringify({ targets: [...targets.values()] }, null, 2)}\n`, 0o644);
}
