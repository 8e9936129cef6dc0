/** How often a store is asked, and what lies between. */

/** The SDK sends a request so often at most, and so do we where it does not. */
export const TRIES = 5;
const PAUSE_MS = 200;

/** @param tries those that were made */
export function pauseAfter(tries: number): number {
  return PAUSE_MS * 2 ** tries * Math.random();
}
