// A newcomer's shell: nothing of the repository's own tools is at hand.
import { dirname, delimiter } from 'node:path';
import { runOrThrow, start } from '../../n8n/harness/process.mjs';

// What npm tells the scripts that it runs; a setting of the machine (a proxy, a registry) is none of it.
const OF_NPM = /^(?:npm_(?:package|lifecycle|execpath|node_execpath|command)|npm_config_local_prefix$|INIT_CWD$|NODE$)/;

/**
 * @param {string} [node] a Node binary to work with instead of this one
 * @returns {Record<string, string>} a whole environment
 */
export function environment(node = process.execPath) {
  const own = Object.entries(process.env).filter(([name]) => !OF_NPM.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !/node_modules[\\/]\.bin/.test(folder));
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(node), ...path].join(delimiter),
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
  };
}

/**
 * Runs one line as it is typed.
 * @param {string} line
 * @param {{cwd: string, env?: Record<string, string>}} options
 * @returns {Promise<{stdout: string, stderr: string}>}
 */
export async function typed(line, { cwd, env = environment() }) {
  return await runOrThrow('bash', ['-euo', 'pipefail', '-c', line], { cwd, env });
}

/**
 * Starts a command that ends when it is told to.
 * @returns {Promise<{line: string, end(): Promise<void>}>} once it has printed a line; `line` is that
 */
export async function running(line, { cwd, env = environment() }) {
  const child = start('bash', ['-c', `exec ${line}`], { cwd, env });
  while (!child.output.stdout.includes('\n')) {
    if (child.hasEnded()) throw new Error(`${line} ended\n${child.output.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { line: child.output.stdout.split('\n')[0], end: () => child.end() };
}
