// No wait is without an end, and the end says what was waited for and what had been done before.
import { setTimeout as sleep } from 'node:timers/promises';

const STEPS_SHOWN = 10;
const steps = [];

/** Remembers what is done next, for the message of a wait that does not end. */
export function step(text) {
  steps.push(`${new Date().toISOString().slice(11, 19)} ${text}`);
  if (steps.length > STEPS_SHOWN) steps.shift();
}

/** @returns what `work` gives; throws when that takes longer */
export async function within(seconds, what, work) {
  const ended = new AbortController();
  const late = async () => {
    await sleep(seconds * 1000, undefined, { signal: ended.signal });
    throw new Error(`${what} did not end within ${seconds} s. The last steps before:\n${steps.join('\n')}`);
  };
  const lateness = late();
  // The timer that is called off when the work has ended is no failure.
  lateness.catch(() => undefined);
  try {
    return await Promise.race([work, lateness]);
  } finally {
    ended.abort();
  }
}

/**
 * Asks until `check` gives something; throws when it has not after so many seconds.
 * @param {number} seconds
 * @param {string | (() => string)} complaint
 * @param {() => unknown} check
 */
export async function until(seconds, complaint, check) {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = 10; Date.now() < deadline; pause = Math.min(pause * 1.5, 500)) {
    const result = await within(
      seconds,
      typeof complaint === 'string' ? complaint : 'a check',
      Promise.resolve(check()),
    );
    if (result) return result;
    await sleep(pause);
  }
  throw new Error(`${typeof complaint === 'string' ? complaint : complaint()} within ${seconds} s`);
}
