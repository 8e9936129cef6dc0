// The simulators of the five services, in the test's own process, so that a test can read their request log and set their faults.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './pack.mjs';

/** A world that is the same with every start; an exporter needs one whose clock is the machine's. */
const CLOCK = Date.UTC(2026, 10, 2, 9);
const built = join(root, 'etl/dist/sandbox/server.js');

/** @param {object} [options] SandboxOptions of sandbox/server.ts @returns {Promise<object>} its Sandbox */
export async function startSandbox(options) {
  if (!existsSync(built)) throw new Error('The sandbox is not built: run `npm run build` first');
  return await createRequire(import.meta.url)(built).startSandbox({ clock: CLOCK, ...options });
}
