/** Which custom fields and which of their values are people, so that masks of people hold for them, too. */
import { parseJson } from '../../../vendors/json';
import { fold } from '../../../vendors/text';
import { maybeTextIn } from '../store/row';
import type { Session } from '../store/session';
import { hasAddress, isAddressList } from './addresses-in';
import { textsIn } from './eraser';
import { rememberNames } from './known-names';
import { spellingsOf } from './name-forms';
import { piecesOf, readingsOf } from './readings';
import { CALLED } from './stored-people';

/** As services call a field whose value is a person: TeamsWork `peoplepicker`, Jira `userpicker`, `agent`, `contact`. */
const PERSON_TYPE =
  /(?:^|[^a-z]|multi)(?:person|people|user|agent|contact|customer|assignee|requester|requestor|operator|reporter|employee|e-?mail(?:address)?)s?(?:$|[^a-z]|picker|field|list|select|ref)/;

/** @param type in the words of the service */
export function isPersonType(type: string | null): boolean {
  return type !== null && PERSON_TYPE.test(fold(type.replaceAll(/([a-z])([A-Z])/g, '$1 $2')));
}

/** In a short text a full name or an address decides, whatever else it says. */
const SHORT = 200;
/** Longer texts are free texts, into which masks of people do not look. */
const LONGEST = 2_000;
/** A name may hold a comma itself, as `Doe, Jane`. */
const PARTS = 4;
/** So many pieces as `Jean-Luc O'Neil van der Berg` may have. */
const MOST_PIECES = 8;
/** A shorter word in a text is not taken for the two of a name. */
const SHORTEST_JOINED = 5;
const SEPARATOR =
  /[,;|/\n\r\t:()[\]{}<>"\u201c\u201d\u201e\u00ab\u00bb&+\u2022\u00b7=\u2014]|\s-+\s|\s(?:and|or|und|oder|et|ou|y|e|en|och|og)\s/iu;

/** Everyone whom the lake names or named, in any spelling that a row has. */
export class KnownPeople {
  /** @param isKnown by a key as `keysOf` makes it */
  constructor(private readonly isKnown: (key: string) => boolean) {}

  static async of(session: Session): Promise<KnownPeople> {
    const called = await session.all(CALLED, undefined, (row) => maybeTextIn(row, 'text') ?? '');
    return new KnownPeople(await rememberNames(session, new Set(called.flatMap(keysOf))));
  }

  /** Whether a value is a person, a list in which one stands, or a short text with one. Every address is somebody's. */
  areIn(value: string): boolean {
    return [value, ...membersOf(value)].some((text) => text.length <= LONGEST && this.isIn(text));
  }

  private isIn(text: string): boolean {
    const isShort = text.length <= SHORT;
    return readingsOf(text).some((reading) => {
      if (isShort && (hasAddress(reading) || this.isNamedIn(piecesOf(reading)))) return true;
      const parts = reading.split(SEPARATOR).filter((part) => part.trim() !== '');
      return (!isShort && parts.some(isAddressList)) || this.isListed(parts);
    });
  }

  private isNamedIn(pieces: readonly string[]): boolean {
    for (const at of pieces.keys()) {
      let joined = '';
      for (const [more, piece] of pieces.slice(at, at + MOST_PIECES).entries()) {
        joined += piece;
        if ((more > 0 || joined.length >= SHORTEST_JOINED) && this.isKnown(fullKey(joined))) return true;
      }
    }
    return false;
  }

  private isListed(parts: readonly string[]): boolean {
    const joined = parts.map((part) => piecesOf(part).join('') || fold(part));
    return joined.some((_part, from) => {
      let run = '';
      return joined.slice(from, from + PARTS).some((part) => {
        run += part;
        return this.isKnown(run) || this.isKnown(fullKey(run));
      });
    });
  }
}

/** Under which a name or an address is known: without signs and blanks, in both orders of its words. */
export function keysOf(called: string): string[] {
  const keys = readingsOf(called).flatMap((reading) => {
    const pieces = piecesOf(reading);
    if (pieces.length < 2) return pieces.length === 0 ? [fold(reading)] : pieces;
    const [rotated = ''] = spellingsOf(reading);
    return [pieces, piecesOf(rotated)].filter((each) => each.length > 0).map((each) => fullKey(each.join('')));
  });
  return [...new Set(keys)].filter((key) => key !== '');
}

/** Of one that has two words at least, and so stands for nothing else; no word holds a blank. */
function fullKey(joined: string): string {
  return ` ${joined}`;
}

/** Texts and names of members, where a value is JSON. */
function membersOf(value: string): string[] {
  if (!/^\s*[[{"]/.test(value)) return [];
  const parsed = parseJson(value);
  if (!parsed.ok) return [];
  return textsIn(parsed.value).flatMap((text) => [text, ...(text.length < value.length ? membersOf(text) : [])]);
}
