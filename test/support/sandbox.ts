/** A sandbox for all tests of a file. */
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { FIXED_NOW } from '../../sandbox/world/clock';

/** The same world in every run of a test; `quickWorld` is a machine whose clock agrees with it. */
export const FROZEN = { now: FIXED_NOW, frozen: true };

/**
 * Starts before the first test of the file (or of the describe), closes after the last. After each test the faults
 * and the request log are empty again; the worlds keep what was changed.
 *
 * @returns the running sandbox; only inside of a test or a hook
 */
export function useSandbox(options: SandboxOptions = {}): () => Sandbox {
  let running: Sandbox | undefined;
  beforeAll(async () => {
    running = await startSandbox({ tickets: 200, clock: FIXED_NOW, ...options });
  });
  afterEach(() => {
    running?.faults.clear();
    running?.requests.reset();
    running?.redirectTarget.reset();
  });
  afterAll(async () => {
    await running?.close();
  });
  return () => {
    if (!running) throw new Error('the sandbox runs only inside of tests');
    return running;
  };
}
