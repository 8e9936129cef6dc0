/** Finds a person's e-mail addresses and full names in texts, however they are encoded there, and puts a pseudonym in their place. */
import type { Json, JsonObject } from '../../../vendors/json';
import { DEEPEST } from '../../../vendors/depth';
import { jsonText } from '../../../vendors/json';
import { base64Of, wordsOf } from './forms';

export interface PersonForms {
  /** 8 random hex digits: nothing leads from it back to the person. */
  pseudonym: string;
  emails: readonly string[];
  /** Full names that no other person has, of two words at least: shorter ones stand for other things, too. */
  names: readonly string[];
  /** Other spellings of the names, as `spellingsOf` gives them. */
  spellings?: readonly string[];
}

/** What stands in the place of a name. */
export function erasedName(pseudonym: string): string {
  return `erased person ${pseudonym}`;
}

/** An address that nobody has (RFC 2606: .invalid). */
export function erasedEmail(pseudonym: string): string {
  return `erased-${pseudonym}@erased.invalid`;
}

const ERASED = 'erased';
/** Under these names an address is that of whom the object is about; under others (`creator`) it is but mentioned. */
const ADDRESS = /^(?:(?:primary|contact|work)_)?e?_?mail(?:_address)?$/i;
/** What else such an object says of the person. */
const CONTACT =
  /^(?:(?:first|last|middle|full|display|given|family|user|nick|sur)_?name|name|display_name_user|login|(?:.*_)?(?:phones?|phone_?numbers?|mobile|telephone|fax)|(?:.*_)?(?:avatar|picture|photo|gravatar)(?:_url)?|birthday|date_of_birth|postal_?address|street|skype|twitter|facebook|linkedin)$/i;

export class Eraser {
  private readonly patterns: ReadonlyArray<readonly [RegExp, string]>;

  constructor(people: readonly PersonForms[]) {
    this.patterns = people.flatMap(({ pseudonym, emails, names, spellings = [] }) => [
      ...longestFirst(emails).map((email) => [emailPattern(email), erasedEmail(pseudonym)] as const),
      ...emails.flatMap(base64Of).map((core) => [base64Pattern(core), erasedEmail(pseudonym)] as const),
      ...longestFirst(names).map((name) => [namePattern(name), erasedName(pseudonym)] as const),
      ...longestFirst(spellings).map((spelling) => [spellingPattern(spelling), erasedName(pseudonym)] as const),
    ]);
  }

  /** Whether a text, as JSON text too, names one of them. */
  mentions(text: string): boolean {
    return this.patterns.some(([pattern]) => text.search(pattern) !== -1);
  }

  /** Whether a text or a name in it names one of them, however the JSON text writes it. */
  mentionsIn(value: Json): boolean {
    return this.mentions(textsIn(value).join(BETWEEN_TEXTS));
  }

  text(text: string): string {
    return this.patterns.reduce((erased, [pattern, instead]) => erased.replace(pattern, instead), text);
  }

  /** A copy in which nothing names them; beside their address, members like `phone` are erased as well. */
  json(value: Json): Json {
    return this.at(value, 0);
  }

  private at(value: Json, depth: number): Json {
    if (typeof value === 'string') return this.text(value);
    if (value === null || typeof value !== 'object') return value;
    // What nests so deep is in no table: it goes as a whole where it names them.
    if (depth > 2 * DEEPEST) return this.mentions(jsonText(value)) ? null : value;
    return Array.isArray(value) ? value.map((item) => this.at(item, depth + 1)) : this.object(value, depth + 1);
  }

  private object(value: JsonObject, depth: number): JsonObject {
    const isContact = Object.entries(value).some(
      ([name, member]) => typeof member === 'string' && ADDRESS.test(snake(name)) && this.text(member) !== member,
    );
    const members = Object.entries(value).map(([name, member]): [string, Json | undefined] => {
      if (member === undefined) return [name, member];
      const erased = this.at(member, depth);
      const said = erased === member && (typeof erased === 'string' || typeof erased === 'number') && erased !== '';
      return [this.text(name), isContact && said && CONTACT.test(snake(name)) ? ERASED : erased];
    });
    return Object.fromEntries(members);
  }
}

/** No form goes on beyond it. */
const BETWEEN_TEXTS = '\u0000';

/** Every text of a value of any depth, and every name of a member. */
function textsIn(value: Json): string[] {
  const texts: string[] = [];
  const open: Array<Json | undefined> = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') texts.push(next);
    else if (next !== null && typeof next === 'object') {
      if (!Array.isArray(next)) for (const name of Object.keys(next)) texts.push(name);
      for (const item of Object.values(next)) if (item !== undefined) open.push(item);
    }
  }
  return texts;
}

function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}

function longestFirst(forms: readonly string[]): string[] {
  return [...forms].sort((a, b) => b.length - a.length);
}

/** A longer address that ends or begins with this one is another person's; so is one below a longer domain. */
function emailPattern(email: string): RegExp {
  const form = [...email.trim()].map(encodedCharacter).join('');
  return new RegExp(
    `(?:(?<![\\w.+-])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\[nrt]))${form}(?![\\w-])(?!\\.[a-z]{2,6}(?![\\w]))`,
    'giu',
  );
}

function encodedCharacter(character: string): string {
  const entities = [...new Set([character.toLowerCase(), character.toUpperCase()])].map(entityOf);
  if (/[a-z0-9]/i.test(character)) return `(?:${[character, ...entities].join('|')})`;
  if (character === '@')
    return `(?:@|%40|${entities.join('|')}|&commat;|\\\\u0040|\\u200b@|\\s?[([{]\\s?at\\s?[)\\]}]\\s?| at )`;
  const plain = escaped(character);
  const percent = encodeURIComponent(character);
  const forced = `%${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`;
  return `(?:${[plain, escaped(percent), forced, ...entities, ...(NAMED_ENTITIES.get(character) ?? [])].join('|')})`;
}

const NAMED_ENTITIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['.', ['&period;']],
  ['_', ['&lowbar;', '&UnderBar;']],
  ['+', ['&plus;']],
  ['-', ['&hyphen;', '&dash;']],
]);

function entityOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `&#0*${code};|&#x0*${code.toString(16)};`;
}

/** What is encoded is replaced as a whole: a part of it would not be readable any more. */
function base64Pattern(core: string): RegExp {
  const urlSafe = escaped(core).replaceAll('\\+', '[-+]').replaceAll('\\/', '[\\/_]');
  return new RegExp(`[A-Za-z0-9+/_-]*${urlSafe}[A-Za-z0-9+/_-]*=*`, 'gu');
}

const BETWEEN = '(?:[\\s,._-]|<[^<>]{0,40}>|\\\\[nrt]|&nbsp;|&#160;|%20|\\+)+';

function namePattern(name: string): RegExp {
  return bounded(wordsOf(name).map(wordForm).join(BETWEEN));
}

const COMMA = '\\s*(?:,|%2C|&#0*44;|&comma;)(?:\\s|\\\\[nrt]|&nbsp;|&#160;|%20|\\+)*';

/** A full stop behind an initial and a comma behind a last name tell them from other words. */
function spellingPattern(spelling: string): RegExp {
  const [first = '', ...rest] = wordsOf(spelling);
  const [second = ''] = rest;
  const isInitial = (word: string): boolean => [...word].length === 1;
  if (rest.length === 1 && isInitial(first)) return bounded(`${wordForm(first)}\\.(?:${BETWEEN})?${wordForm(second)}`);
  const others = rest.map(wordForm).join(BETWEEN);
  const end = rest.length === 1 && isInitial(second) ? '\\.' : '';
  return bounded(`${wordForm(first)}${COMMA}${others}${end}`);
}

function wordForm(word: string): string {
  const forms = [word.normalize('NFC'), word.normalize('NFD'), encodeURIComponent(word)];
  return `(?:${[...new Set(forms)].map(escaped).join('|')})`;
}

function bounded(form: string): RegExp {
  return new RegExp(`(?:(?<![\\p{L}\\p{N}])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\[nrt]))${form}(?![\\p{L}\\p{N}])`, 'giu');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
