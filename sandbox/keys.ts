/** The sandbox's keys: plainly not secrets, the same at every start. */
export interface SandboxKeys {
  full: string;
  lesser: string;
}

/** `sandbox-deskpro-key` may do everything; `sandbox-deskpro-lesser-key` is the service's read-only or partial key. */
export function keysOf(service: string): SandboxKeys {
  return { full: `sandbox-${service}-key`, lesser: `sandbox-${service}-lesser-key` };
}
