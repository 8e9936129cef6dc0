/** One service in the sandbox: its simulator, its world, its keys. */
import type { WorldBase } from './world/base';
import type { SandboxClock } from './world/clock';
import type { FaultQueue } from './faults/faults';
import { mulberry32 } from './world/random';
import type { InstanceContext, SandboxService } from './service';
import { createWorld } from './world/stateful-world';

export interface ServiceInstance extends InstanceContext {
  service: SandboxService;
  /** Moves this service's clock against the sandbox's, by so many milliseconds more. */
  skew(ms: number): void;
}

export function createInstance(
  service: SandboxService,
  base: WorldBase,
  clock: SandboxClock,
  faults: FaultQueue,
  origin: () => string,
): ServiceInstance {
  let skewMs = 0;
  return {
    service,
    world: createWorld(base, () => clock.now() + skewMs),
    keys: keysOf(service.name),
    fault: (kind, endpoint) => faults.take(service.name, endpoint, [kind]),
    origin: () => origin() + service.prefix,
    random: mulberry32(base.seed),
    skew: (ms) => {
      skewMs += ms;
    },
  };
}

/** Plainly not secrets, the same at every start: `sandbox-deskpro-key` may do everything; `sandbox-deskpro-lesser-key` is the service's read-only or partial key. */
function keysOf(service: string) {
  return { full: `sandbox-${service}-key`, lesser: `sandbox-${service}-lesser-key` };
}
