/** Which addresses and names can be looked for in any text without hitting somebody else. */
import { fold } from '../../../vendors/text';
import { NEEDLES } from './escapes';
import { plainSigns } from './signs';

const SHORTEST_NAME = 5;
const SHORTEST_BASE64 = 8;
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

/**
 * `Bob`, `Support` and the name of two people stand for more than one person.
 * @param others names of other people, as their words
 */
export function isDistinctive(name: string, others: ReadonlySet<string>): boolean {
  return wordsOf(name).length >= 2 && name.trim().length >= SHORTEST_NAME && !others.has(wordsOf(name).join(' '));
}

/** `Doe, Jane`, `J. Doe` and `Doe, J.`, as words: signs between them decide, as `a page` is not `A. Page`. */
export function spellingsOf(name: string): string[] {
  const words = wordsOf(name);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (words.length < 2) return [];
  const [initial = ''] = first;
  const rotated = [last, ...words.slice(0, -1)].join(' ');
  return initial === first ? [rotated] : [rotated, `${initial} ${last}`, `${last} ${initial}`];
}

/** As names are compared: words of letters and digits, folded, with one kind of apostrophe and hyphen. */
export function wordsOf(text: string): string[] {
  return (plainSigns(text.normalize('NFC')).match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'-]*/gu) ?? []).map((word) =>
    fold(word.replace(/['-]+$/, '')),
  );
}

/** The address in base64, wherever it begins in what was encoded: what does not depend on its neighbours. */
export function base64Of(email: string): string[] {
  const cores = [email, email.toLowerCase(), email.toUpperCase()].flatMap((text) =>
    [0, 1, 2].map((before) => {
      const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
      const encoded = bytes.toString('base64').replace(/=+$/, '');
      // Digits that hold bits of what stands before or behind are left out.
      return encoded.slice(before === 0 ? 0 : before + 1, bytes.length % 3 === 0 ? undefined : -1);
    }),
  );
  return [...new Set(cores)].filter((core) => core.length >= SHORTEST_BASE64);
}

/** Needles of all forms of a person: of names also the last word, which every spelling has. */
export function needlesOf(emails: readonly string[], names: readonly string[]): string[] {
  const lastWords = names.flatMap((name) => wordsOf(name).at(-1) ?? []).map(needleOf);
  // Characters that are written as entities leave nothing else to find candidates by.
  const encoded = emails.flatMap((email) => ['&#', ...base64Of(email).flatMap(unbroken)]);
  return [...new Set([...[...emails, ...names].map(needleOf), ...lastWords, ...encoded, ...NEEDLES])];
}

/** The shortest lines that base64 is broken into. */
const SHORTEST_LINE = 64;

/** Of one of these parts at least no line break is within. Lower case. */
function unbroken(core: string): string[] {
  const parts = Math.ceil((core.length - 1) / SHORTEST_LINE) + 1;
  const length = Math.floor(core.length / parts);
  return Array.from({ length: parts }, (_, at) => core.slice(at * length, (at + 1) * length).toLowerCase());
}

/** A stretch of letters and digits without which the form hardly stands in a text, lower case: to find candidates by. */
export function needleOf(form: string): string {
  const [local = form, domain = ''] = form.split('@');
  const longest = (text: string, pattern: RegExp): string =>
    (plainSigns(text).match(pattern) ?? []).sort((a, b) => b.length - a.length)[0] ?? '';
  const needles = [
    longest(local, /[a-z0-9]{3,}/gi),
    longest(domain, /[a-z0-9]{3,}/gi),
    longest(form, /[\p{L}\p{N}]+/gu),
  ];
  return (needles.find((needle) => needle !== '') ?? '').toLowerCase();
}
