// Child processes in groups of their own, so that what n8n starts (task runners) ends with it.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { step, within } from './waits.mjs';

const running = new Set();
process.on('exit', () => running.forEach((child) => signal(child, 'SIGKILL')));
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => process.exit(1));

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>}} [options] `env` is the whole environment of the child
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  running.add(child);
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return {
    pid: child.pid,
    output,
    /** Resolves with the exit code. */
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async end() {
      signal(child, 'SIGTERM');
      const killer = setTimeout(() => signal(child, 'SIGKILL'), 10_000);
      await within(30, `the end of ${command}`, ended);
      clearTimeout(killer);
    },
    /** Ends it as the system does when memory is short: nothing is tidied up. */
    async kill() {
      signal(child, 'SIGKILL');
      await within(30, `the end of ${command}`, ended);
    },
  };
}

/**
 * Runs to the end.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, seconds?: number}} [options] `seconds`: it is killed then
 * @returns {Promise<{code: number, stdout: string, stderr: string}>}
 */
export async function run(command, args, { seconds = 240, ...options } = {}) {
  const line = `${command} ${args.join(' ')}`;
  step(line);
  const child = start(command, args, options);
  try {
    return { code: await within(seconds, line, child.ended), ...child.output };
  } finally {
    if (!child.hasEnded()) signal(child, 'SIGKILL');
  }
}

/** Runs to the end and throws what was printed when the exit code is not 0. */
export async function runOrThrow(command, args, options) {
  const result = await run(command, args, options);
  if (result.code === 0) return result;
  throw new Error(`${command} ${args.join(' ')} ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
}

// Below the range from which systems give ports to outgoing connections (32768 and up on Linux, 49152 on the others):
// such a port stays free until the process that it is meant for has started, however busy the machine is.
const ASSIGNABLE = { from: 20_000, below: 32_768 };

/** A TCP port of the loopback interface that is free now and that the system gives to nobody by itself. */
export async function freePort() {
  for (;;) {
    const port = randomInt(ASSIGNABLE.from, ASSIGNABLE.below);
    if (await isFree(port)) return port;
  }
}

function isFree(port) {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
