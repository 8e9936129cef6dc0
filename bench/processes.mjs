// Processes of a bench: the service, and what is measured against it.
import { fork } from 'node:child_process';
import path from 'node:path';

/** @returns the first message of the child, and the child */
function begin(script, options) {
  const child = fork(path.join(import.meta.dirname, script), {
    env: { ...process.env, TICKETLAKE_BENCH: JSON.stringify(options) },
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ message, child }));
    child.once('exit', (code) => reject(new Error(`${script} ended with code ${code} before it said anything`)));
  });
}

export async function startService(options) {
  const { message, child } = await begin('service.mjs', options);
  const control = async (action) => (await fetch(`${message.control}/${action}`)).json();
  return { url: message.url, bytes: message.bytes, control, close: () => ended(child) };
}

/** A simulator of the sandbox: `service` is its name. */
export async function startSimulator(options) {
  const { message, child } = await begin('simulator.mjs', options);
  return { ...message, close: () => ended(child) };
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.disconnect();
  });
}

export async function measured(script, options) {
  const { message } = await begin(script, options);
  return message;
}
