/** What a terminal may get: control characters of a ticket could move its cursor, hide text or set its title. */

/** C0 but line feed and tab, DEL, C1, and the marks that turn the direction of writing around. */
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;
/** The colours and weights that this program itself writes (SGR 0 to 4, 7, 9, 21 to 49, 90 to 107). */
const OWN_COLOR = /\u001B\[(?:[0-4]|7|9|2[1-9]|3\d|4\d|9\d|10[0-7])m/g;

/** @returns the text with every control character written out, like `\u001b` */
export function escapeControls(text: string): string {
  return text.replace(CONTROL, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same for lines of this program, whose colours are kept. */
export function printable(line: string): string {
  let escaped = '';
  let at = 0;
  for (const color of line.matchAll(OWN_COLOR)) {
    escaped += escapeControls(line.slice(at, color.index)) + color[0];
    at = color.index + color[0].length;
  }
  return escaped + escapeControls(line.slice(at));
}
