/** Erases again whom a service still names: on the way to raw/, before anything is written down. */
import type { Json } from '../../../vendors/json';
import { jsonText } from '../../../vendors/json';
import { Eraser } from './eraser';
import type { PersonForms } from './eraser';
import type { Erasure, Erasures } from './erasures';
import { hashOf, nameHash, readErasures } from './erasures';
import { withoutCodes } from './escapes';
import { different } from './name-forms';
import { asRead } from './lookalikes';
import { runsOfWords } from './names-in';

/** Addresses as they stand in JSON text, HTML and URLs. */
const ADDRESS = /[\p{L}\p{N}._%+'-]+(?:@|%40|&#0*64;|&#x0*40;|&commat;|\\u0040)[\p{L}\p{N}.-]+\.\p{L}{2,}/giu;
const AT = /%40|&#0*64;|&#x0*40;|&commat;|\\u0040/gi;

/** Gives an answer back without the people who were erased; the same one where it names none of them. */
export type Erase = (answer: Json) => Json;

/**
 * @param lake folder
 * @returns for each source what its answers have to pass before they are written down
 */
export async function recurringErasure(lake: string): Promise<(source: string) => Erase> {
  const known = await readErasures(lake);
  return (source) => {
    const erasures = known.erasures.filter(({ sources }) => sources.includes(source));
    if (erasures.length === 0) return (answer) => answer;
    return (answer) => erasedAgain(answer, known, erasures);
  };
}

function erasedAgain(answer: Json, salted: Erasures, erasures: readonly Erasure[]): Json {
  const text = jsonText(answer);
  const read = asRead(text);
  const found = formsIn(read === text ? text : `${text}\n${read}`, salted, erasures);
  return found.length === 0 ? answer : new Eraser(found).json(answer);
}

/** Whoever of the erased is in the text, by name or address as it stands there. */
function formsIn(text: string, salted: Erasures, erasures: readonly Erasure[]): PersonForms[] {
  const addresses = different([...(text.match(ADDRESS) ?? []), ...hiddenAddresses(text)]).flatMap(candidates);
  const hashed = new Map(addresses.map((address) => [hashOf(salted, address), address]));
  const names = namesIn(text, salted, erasures);
  return erasures
    .map(({ pseudonym, emails, names: hashes, spellings = [] }) => ({
      pseudonym,
      emails: emails.flatMap((hash) => hashed.get(hash) ?? []),
      names: hashes.flatMap(({ hash }) => names.get(hash) ?? []),
      spellings: spellings.flatMap(({ hash }) => names.get(hash) ?? []),
    }))
    .filter((forms) => forms.emails.length + forms.names.length + forms.spellings.length > 0);
}

const LINE_BREAKS = /(?<=[A-Za-z0-9+/_-])(?:(?:\\+r)?\\+n)[ \t]*(?=[A-Za-z0-9+/_-])/g;
const BASE64 = /[A-Za-z0-9+/_-]{12,}/g;
const ENTITY = /&#(?:x([0-9a-f]{1,6})|(\d{1,7}));|&(period|lowbar|plus|hyphen|dash);/gi;
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['period', '.'],
  ['lowbar', '_'],
  ['plus', '+'],
  ['hyphen', '-'],
  ['dash', '-'],
]);

/** Addresses that are written as entities, as codes or in base64, or with `at`. */
function hiddenAddresses(text: string): string[] {
  const joined = text.replace(LINE_BREAKS, '');
  const encoded = [...(text.match(BASE64) ?? []), ...(joined === text ? [] : (joined.match(BASE64) ?? []))];
  // What stands before it may be of the same digits.
  const plain = encoded.flatMap((piece) =>
    [0, 1, 2, 3].map((from) => Buffer.from(piece.slice(from), 'base64').toString('latin1')),
  );
  const visibleText = withoutCodes(text)
    .replace(ENTITY, (_all, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return SIGNS.get(name.toLowerCase()) ?? '';
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code < 0x110000 ? String.fromCodePoint(code) : '';
    })
    .replace(/\s*[([{<]\s*at\s*[)\]}>]\s*|\s+at\s+/gi, '@')
    .replace(/\s*[([{<]\s*dot\s*[)\]}>]\s*|\s+dot\s+/gi, '.');
  return [...plain, visibleText, asRead(visibleText)].flatMap((each) => each.match(ADDRESS) ?? []);
}

/** In a URL, percent signs before an address are not its own: `mailto%3Ajane%40acme.example`. */
function candidates(match: string): string[] {
  const address = match.replace(AT, '@');
  return [address, address.replace(/^.*%[0-9a-f]{2}/i, ''), decoded(address)]
    .flatMap((text) => [text, ...withoutNeighbours(text)])
    .filter((text) => text.includes('@'));
}

/** An address in quotes, and one before a word that begins behind its last full stop: `'jane@acme.example'.Regards`. */
function withoutNeighbours(address: string): string[] {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const labels = address.slice(at + 1).split('.');
  const locals = [local, ...[...local.matchAll(/'/g)].map(({ index }) => local.slice(index + 1))];
  const domains = labels.map((_label, nth) => labels.slice(0, nth + 1).join('.')).filter((_domain, nth) => nth > 0);
  return locals.flatMap((before) => domains.map((domain) => `${before}@${domain}`));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Runs of as many words as an erased name has, by their hash. */
function namesIn(text: string, salted: Erasures, erasures: readonly Erasure[]): Map<string, string> {
  const wordsByHash = new Map(
    erasures.flatMap(({ names, spellings = [] }) =>
      [...names, ...spellings].map(({ words, hash }) => [hash, words] as const),
    ),
  );
  const found = new Map<string, string>();
  for (const run of runsOfWords(text, new Set(wordsByHash.values()))) {
    for (const words of [run, asNotedBefore(run)]) {
      const hash = nameHash(salted, words);
      if (wordsByHash.has(hash)) found.set(hash, run.join(' '));
    }
  }
  return found;
}

/** Earlier versions noted a name with the apostrophe that it was written with. */
function asNotedBefore(run: readonly string[]): string[] {
  return run.map((word) => word.replaceAll("'", '’'));
}
