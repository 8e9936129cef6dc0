/** Publishes what the lake holds already, without asking any service. */
import type { TargetResult } from '../base/run-result';
import type { Config } from '../config/config';
import type { PublishTargetsOptions } from './publish-targets';
import { publishTargets } from './publish-targets';
import { holdingLake, warnBy } from './remote-state/holding';

/** @throws LakeError when the lake is locked by another run, or nothing was published */
export function publishNow(config: Config, options: PublishTargetsOptions): Promise<TargetResult[]> {
  return holdingLake(config, { now: options.now, warn: warnBy(options.listener) }, async (hold) => {
    // The id under which it publishes must outlive this run.
    await hold.save();
    return publishTargets(config, { ...options, readsBack: true });
  });
}
