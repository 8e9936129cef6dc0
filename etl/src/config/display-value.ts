/** What of a file's text a message may show: a key that was pasted in the wrong place must not be shown. */

const LONGEST = 60;

export function showValue(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (looksLikeKey(line)) return '***';
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** `key:secret` without the blank is one long key to YAML: what follows the colon is not shown. */
export function showKey(key: string): string {
  const colon = key.indexOf(':');
  return colon === -1 ? showValue(key) : `${showValue(key.slice(0, colon))}:…`;
}

/** Long, without blanks, letters and digits mixed; dates and times are not meant. */
function looksLikeKey(text: string): boolean {
  return text.length >= 16 && !/\s|^\d{4}-\d{2}-/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text);
}
