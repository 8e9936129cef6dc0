/** How many columns of a terminal a text takes. Pure. */

const COLOR = /\u001B\[[\d;]*m/g;
const WIDE =
  /\p{Extended_Pictographic}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

/** Colours take none; characters of East Asia and pictures take two. */
export function displayWidth(text: string): number {
  return [...text.replace(COLOR, '')].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}
