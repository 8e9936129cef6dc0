/** Publishes what the lake holds already, without asking any service. */
import { LakeError } from '../base/errors';
import type { TargetResult } from '../base/run-result';
import type { Config } from '../config/config';
import { acquireLock } from '../store/lock';
import type { PublishTargetsOptions } from './publish-targets';
import { publishTargets } from './publish-targets';

/** @throws LakeError when the lake is locked by another run, or nothing was published */
export async function publishNow(config: Config, options: PublishTargetsOptions): Promise<TargetResult[]> {
  const locking = acquireLock(config.lake, options.now);
  if (!locking.ok) throw new LakeError('locked', locking.message, locking.remedy);
  try {
    return await publishTargets(config, { ...options, readsBack: true });
  } finally {
    locking.lock.release();
  }
}
