/** Text rules that hold for every service. */

/** Folding has one home: what reads equal but for case and outer blanks is equal. */
export function fold(text: string): string {
  return isFolded(text) ? text : text.trim().normalize('NFC').toLowerCase();
}

/** Most ids and tags are plain digits and small letters: looking costs less than folding. */
function isFolded(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isPlain = (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || unit === 45 || unit === 95;
    if (!isPlain) return false;
  }
  return true;
}

/** Lone surrogates become U+FFFD: no reader of the lake must trip over half a character. NUL cannot be stored. */
export function clean(text: string): string {
  return isClean(text) ? text : text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** Nearly every text is: looking costs a tenth of a copy. */
export function isClean(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** The first line of a longer text as a subject, at most `limit` UTF-16 units, no surrogate pair split. */
export function firstLine(text: string | null, limit = 250): string | null {
  const line = text
    ?.split(/\r\n|\r|\n/)
    .find((candidate) => candidate.trim() !== '')
    ?.trim();
  return line === undefined ? null : cut(line, limit);
}

/** At most `limit` UTF-16 units; a surrogate pair at the edge is left out whole. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}
