/** What the next publication at a target would put, as the lake stands now and as far as this machine knows. Nothing is asked. */
import type { Config, TargetConfig } from '../config/config';
import { isAboutTheRun } from '../schema/run-tables';
import type { ManifestEntry } from '../publish/manifest';
import { readManifest } from '../publish/manifest';
import { LakeError } from '../base/errors';
import { lakePaths } from '../store/database';
import { CHECKPOINT_EVERY } from './delta/checkpoint';
import { digestOf } from './published-lake';
import type { TargetStanding } from './standing';
import { standingTargets } from './standing';

export interface PlannedTarget {
  target: string;
  to: string;
  format: string;
  /** Tables that are not there as the lake has them now, and those that every run changes. */
  tables: string[];
  /** At least so many objects of data, so many bytes at most. */
  objects: number;
  bytes: number;
  /** About so many requests. */
  requests: number;
}

/** Manifest, current.json: read and replaced. */
const OF_A_RUN = 4;

export async function plannedTargets(config: Pick<Config, 'lake' | 'publish'>): Promise<PlannedTarget[]> {
  const targets = config.publish.filter(({ isLake }) => !isLake);
  if (targets.length === 0) return [];
  const files = await filesOf(config.lake);
  const standing = standingTargets(config.lake);
  return targets.map((target) => plannedTarget(target, files, standing.get(target.name)));
}

async function filesOf(lake: string): Promise<ManifestEntry[]> {
  try {
    return (await readManifest(lakePaths(lake).manifest)).files;
  } catch (error) {
    if (error instanceof LakeError && error.code === 'not_published') return [];
    throw error;
  }
}

function plannedTarget(
  { name, to, format }: TargetConfig,
  files: readonly ManifestEntry[],
  known: TargetStanding | undefined,
): PlannedTarget {
  const tables = [...new Set(files.map(({ table }) => table))];
  const before = known?.to === to && known.format === format ? known.lake : {};
  const changed = tables.filter((table) => {
    const own = files.filter((entry) => entry.table === table).map(({ sha256 }) => sha256);
    return isAboutTheRun(table) || before[table] !== digestOf(own);
  });
  const put = files.filter(({ table }) => changed.includes(table));
  const looks = format === 'delta' ? tables.length * (1 + CHECKPOINT_EVERY / 2) + changed.length : 1;
  return {
    target: name,
    to,
    format,
    tables: changed,
    objects: put.length,
    bytes: put.reduce((sum, { bytes }) => sum + bytes, 0),
    // Each object is put, and asked for after it.
    requests: OF_A_RUN + looks + 2 * put.length,
  };
}
