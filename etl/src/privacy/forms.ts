/** Which addresses and names can be looked for in any text without hitting somebody else. */
import { fold } from '../../../vendors/text';

const SHORTEST_NAME = 5;
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** One of each, however it is written. */
export function different(texts: Iterable<string | null>): string[] {
  const found = new Map<string, string>();
  for (const text of texts)
    if (text !== null && text.trim() !== '' && !found.has(fold(text))) found.set(fold(text), text.trim());
  return [...found.values()];
}

/** `Bob`, `Support` and the name of two people stand for more than one person. */
export function isDistinctive(name: string, others: ReadonlySet<string>): boolean {
  return wordsOf(name).length >= 2 && name.trim().length >= SHORTEST_NAME && !others.has(fold(name));
}

/** As names are compared: words of letters and digits, folded. */
export function wordsOf(text: string): string[] {
  return (text.normalize('NFC').match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu) ?? []).map((word) =>
    fold(word.replace(/['’-]+$/, '')),
  );
}

/** A stretch of letters and digits without which the form hardly stands in a text, lower case: to find candidates by. */
export function needleOf(form: string): string {
  const [local = form, domain = ''] = form.split('@');
  const longest = (text: string, pattern: RegExp): string =>
    (text.match(pattern) ?? []).sort((a, b) => b.length - a.length)[0] ?? '';
  const needles = [
    longest(local, /[a-z0-9]{3,}/gi),
    longest(domain, /[a-z0-9]{3,}/gi),
    longest(form, /[\p{L}\p{N}]+/gu),
  ];
  return (needles.find((needle) => needle !== '') ?? '').toLowerCase();
}
