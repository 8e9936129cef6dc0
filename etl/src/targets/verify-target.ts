/** Reads a target back and compares it with the lake. */
import { LakeError } from '../base/errors';
import { firstLineOf } from '../base/system-error';
import type { Config, TargetConfig } from '../config/config';
import { acquireLock } from '../store/lock';
import { openedTarget } from './opened-target';
import type { PublishedLake } from './published-lake';
import { openPublishedLake } from './published-lake';
import type { ReadBack } from './target';

export interface TargetVerification {
  target: string;
  to: string;
  format: string;
  ok: boolean;
  /** Of the lake that it was compared with. */
  run_id: string;
  rows: number;
  findings: ReadBack[];
}

/** @throws LakeError when the lake is locked by another run, or it is not what was published */
export async function verifyTarget(
  config: Config,
  target: TargetConfig,
  now: () => number,
): Promise<TargetVerification> {
  const locking = acquireLock(config.lake, now);
  if (!locking.ok) throw new LakeError('locked', locking.message, locking.remedy);
  try {
    const lake = await openPublishedLake(config);
    try {
      const findings = await readBack(config, target, lake);
      const { name, to, format } = target;
      const rows = lake.tables.reduce((sum, table) => sum + table.rows, 0);
      return { target: name, to, format, ok: findings.length === 0, run_id: lake.manifest.run_id, rows, findings };
    } finally {
      await lake.close();
    }
  } finally {
    locking.lock.release();
  }
}

/** What cannot be read proves nothing. */
async function readBack({ proxy }: Config, target: TargetConfig, lake: PublishedLake): Promise<ReadBack[]> {
  try {
    return await (await openedTarget(target, proxy)).readBack(lake);
  } catch (error) {
    return [{ table: null, object: null, message: firstLineOf(error) }];
  }
}
