/** Finds a person's e-mail addresses and full names in texts, however they are encoded there, and puts a pseudonym in their place. */
import type { Json, JsonObject } from '../../../vendors/json';
import { DEEPEST } from '../../../vendors/depth';
import { jsonText } from '../../../vendors/json';
import { base64Of, wordsOf } from './name-forms';
import { BEHIND_CODE, codesOf, mayHoldCodes } from './escapes';
import { BETWEEN_CHARACTERS, mayReadElse, readAs } from './lookalikes';
import { ANY_APOSTROPHE, ANY_BLANK, ANY_HYPHEN, BEFORE_WORD, BEHIND_WORD } from './signs';

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

type Patterns = ReadonlyArray<readonly [RegExp, string]>;

/** How a character may stand in a text. */
interface PatternStyle {
  /** A regular expression for what may stand between two characters of a word. */
  between: string;
  /** What else reads as the character. */
  like(character: string): string;
  /** Regular expressions for the character as its codes. */
  codes(character: string): readonly string[];
}

const PLAIN: PatternStyle = { between: '', like: () => '', codes: () => [] };
/** Looking for it takes ten times as long: only where a text may hold such characters. */
const HIDDEN: PatternStyle = { between: BETWEEN_CHARACTERS, like: readAs, codes: codesOf };

export class Eraser {
  private readonly plain: Patterns;
  private hidden: Patterns | undefined;
  private steps: Patterns | undefined;

  constructor(private readonly people: readonly PersonForms[]) {
    this.plain = patternsOf(people, PLAIN);
  }

  private patternsFor(text: string): Patterns {
    return mayReadElse(text) || mayHoldCodes(text) ? (this.hidden ??= patternsOf(this.people, HIDDEN)) : this.plain;
  }

  /** Whether a text, as JSON text too, names one of them. */
  mentions(text: string): boolean {
    return this.patternsFor(text).some(([pattern]) => text.search(pattern) !== -1);
  }

  /** Whether a text or a name in it names one of them, however the JSON text writes it. */
  mentionsIn(value: Json): boolean {
    return this.mentions(textsIn(value).join(BETWEEN_TEXTS));
  }

  text(text: string): string {
    return this.patternsFor(text).reduce((erased, [pattern, instead]) => erased.replace(pattern, instead), text);
  }

  /** A path of members, whose names have a full stop between them: `notes.jane@acme.example.phone`. */
  path(path: string): string {
    this.steps ??= this.people.flatMap(({ pseudonym, emails }) =>
      longestFirst(emails).map((email) => [stepPattern(email), erasedEmail(pseudonym)] as const),
    );
    const erased = this.steps.reduce((text, [pattern, instead]) => text.replace(pattern, instead), path);
    return this.text(erased);
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
      const isKept = erased === member && (typeof erased === 'string' || typeof erased === 'number') && erased !== '';
      return [this.text(name), isContact && isKept && CONTACT.test(snake(name)) ? ERASED : erased];
    });
    return Object.fromEntries(members);
  }
}

/** No form goes on beyond it. */
const BETWEEN_TEXTS = '\u0000';

/** Every text of a value of any depth, and every name of a member. */
export function textsIn(value: Json): string[] {
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

function patternsOf(people: readonly PersonForms[], style: PatternStyle): Patterns {
  return people.flatMap(({ pseudonym, emails, names, spellings = [] }) => [
    ...longestFirst(emails).map((email) => [emailPattern(email, style), erasedEmail(pseudonym)] as const),
    ...base64Patterns(emails.flatMap(base64Of)).map((pattern) => [pattern, erasedEmail(pseudonym)] as const),
    ...formsInOrder(names, spellings).map(([form, isName]) => {
      return [isName ? namePattern(form, style) : spellingPattern(form, style), erasedName(pseudonym)] as const;
    }),
  ]);
}

function longestFirst(forms: readonly string[]): string[] {
  return [...forms].sort((a, b) => b.length - a.length);
}

/** A longer address that ends or begins with this one is another person's; so is one below a longer domain. */
function emailPattern(email: string, style: PatternStyle): RegExp {
  const [first = ''] = email.trim();
  return new RegExp(
    `(?=${encodedCharacter(first, style)})(?:(?<![\\w.+-])|${BEHIND_CODE}|(?<=\\\\[nrt]))${emailForm(email, style)}(?![\\w-])(?!\\.[a-z]{2,6}(?![\\w]))`,
    'giu',
  );
}

/** In a path nobody can tell a member before or behind the address from a part of it. */
function stepPattern(email: string): RegExp {
  return new RegExp(`(?<![\\w+-])${emailForm(email, HIDDEN)}(?![\\w-])`, 'giu');
}

function emailForm(email: string, style: PatternStyle): string {
  return [...email.trim()].map((character) => encodedCharacter(character, style)).join(style.between);
}

function encodedCharacter(character: string, style: PatternStyle): string {
  const entities = [...new Set([character.toLowerCase(), character.toUpperCase()])].map(entityOf);
  const like = style.like(character);
  const forms = [...entities, ...style.codes(character), ...(like === '' ? [] : [`[${like}]`])];
  if (/[a-z0-9]/i.test(character)) return `(?:${[character, ...forms].join('|')})`;
  if (character === '@') return `(?:@|%40|${forms.join('|')}|&commat;|\\\\u0040|${spelt('at')})`;
  if (character === '.') forms.push(spelt('dot'));
  const plain = escaped(character);
  const percent = encodeURIComponent(character);
  const forced = `%${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`;
  return `(?:${[plain, escaped(percent), forced, ...forms, ...(NAMED_ENTITIES.get(character) ?? [])].join('|')})`;
}

/** In brackets, or between blanks. */
function spelt(word: string): string {
  return `\\s*[([{<]\\s*${word}\\s*[)\\]}>]\\s*|\\s+${word}\\s+`;
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

/** MIME breaks base64 into lines of 76 digits, PEM of 64; JSON within a text writes the break as an escape. */
const LINE_BREAK = '(?:(?:\\r|\\\\+r)?(?:\\n|\\\\+n)[ \\t]*)?';

function base64Digit(digit: string): string {
  if (digit === '+') return '[-+]';
  return digit === '/' ? '[\\/_]' : digit;
}

/**
 * What is encoded is replaced as a whole: a part of it would not be readable any more. It is looked at from its beginning
 * alone: from each of its digits, an image of a megabyte took hours.
 */
function base64Patterns(cores: readonly string[]): RegExp[] {
  if (cores.length === 0) return [];
  const urlSafe = cores.map((core) => [...core].map(base64Digit).join(LINE_BREAK));
  return [new RegExp(`(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]*(?:${urlSafe.join('|')})[A-Za-z0-9+/_-]*=*`, 'gu')];
}

const BLANKS = `(?:[,._]|<[^<>]{0,40}>|${ANY_BLANK}|${ANY_HYPHEN})+`;

function namePattern(name: string, style: PatternStyle): RegExp {
  const words = wordsOf(name);
  const [first = ''] = words;
  return bounded(first, words.map(wordsIn(style)).join(betweenWords(style)), style);
}

function betweenWords({ between }: PatternStyle): string {
  return `${between}${BLANKS}${between}`;
}

const COMMA = `${ANY_BLANK}*(?:,|%2C|&#0*44;|&comma;)${ANY_BLANK}*`;

/** A full stop behind an initial and a comma behind a last name tell them from other words. */
function spellingPattern(spelling: string, style: PatternStyle): RegExp {
  const wordForm = wordsIn(style);
  const [first = '', ...rest] = wordsOf(spelling);
  const [second = ''] = rest;
  if (isInitialFirst(spelling))
    return bounded(first, `${wordForm(first)}\\.(?:${betweenWords(style)})?${wordForm(second)}`, style);
  const others = rest.map(wordForm).join(betweenWords(style));
  const form = `${wordForm(first)}${COMMA}${others}`;
  return rest.length === 1 && isInitial(second) ? bounded(first, `${form}\\.`, style, '') : bounded(first, form, style);
}

function isInitial(word: string): boolean {
  return [...word].length === 1;
}

function isInitialFirst(spelling: string): boolean {
  const [first = '', ...rest] = wordsOf(spelling);
  return rest.length === 1 && isInitial(first);
}

/** Those with a comma first: in a path, `Doe, Jane.Doe, Jane`, the others would match across its steps and leave the rest. */
function formsInOrder(names: readonly string[], spellings: readonly string[]): Array<readonly [string, boolean]> {
  const ordered = longestFirst(spellings);
  return [
    ...ordered.filter((spelling) => !isInitialFirst(spelling)).map((spelling) => [spelling, false] as const),
    ...longestFirst(names).map((name) => [name, true] as const),
    ...ordered.filter(isInitialFirst).map((spelling) => [spelling, false] as const),
  ];
}

function wordsIn(style: PatternStyle): (word: string) => string {
  return (word) => {
    const forms = normalized(word).map((form) =>
      [...form].map((each) => wordCharacter(each, style)).join(style.between),
    );
    return `(?:${forms.join('|')})`;
  };
}

/** The first character of a word, however it is written. */
function firstOf(word: string, style: PatternStyle): string {
  return normalized(word)
    .map(([first = '']) => wordCharacter(first, style))
    .join('|');
}

function normalized(word: string): string[] {
  return [...new Set([word.normalize('NFC'), word.normalize('NFD')])];
}

function wordCharacter(character: string, { like, codes }: PatternStyle): string {
  if (character === "'") return ANY_APOSTROPHE;
  if (character === '-') return ANY_HYPHEN;
  const plain = like(character) === '' ? escaped(character) : `[${escaped(character)}${like(character)}]`;
  const encoded = [...(character < '\u0080' ? [] : percentOf(character)), ...codes(character)];
  return encoded.length === 0 ? plain : `(?:${[plain, ...encoded].join('|')})`;
}

/** Of both cases, which are other bytes. */
function percentOf(character: string): string[] {
  return [...new Set([character.toLowerCase(), character.toUpperCase()])].map(encodeURIComponent);
}

/** @param word begins the form. Its first character is looked for before what stands in front of it, which takes longer. */
function bounded(word: string, form: string, style: PatternStyle, end = BEHIND_WORD): RegExp {
  return new RegExp(`(?=${firstOf(word, style)})(?:${BEFORE_WORD}|${BEHIND_CODE}|(?<=\\\\[nrt]))${form}${end}`, 'giu');
}

/** A hyphen may be escaped by its code alone, but for in a class. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll('-', '\\x2d');
}
