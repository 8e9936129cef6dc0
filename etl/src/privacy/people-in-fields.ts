/** Which custom fields and which of their values are people, so that masks of people hold for them, too. */
import { isObject, parseJson } from '../../../vendors/json';
import type { Json } from '../../../vendors/json';
import { fold } from '../../../vendors/text';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { isAddress } from './name-forms';

/** As services call a field whose value is a person: TeamsWork `peoplepicker`, Jira `userpicker`, `agent`, `contact`. */
const PERSON_TYPE =
  /(?:^|[^a-z]|multi)(?:person|people|user|agent|contact|customer|assignee|requester|requestor|operator|reporter|employee|e-?mail(?:address)?)s?(?:$|[^a-z]|picker|field|list|select|ref)/;

/** @param type in the words of the service */
export function isPersonType(type: string | null): boolean {
  return type !== null && PERSON_TYPE.test(fold(type.replaceAll(/([a-z])([A-Z])/g, '$1 $2')));
}

/** Longer texts are free texts, into which masks of people do not look. */
const LONGEST = 2_000;
/** A name may hold a comma itself, as `Doe, Jane`. */
const PARTS = 4;
const WITH_ADDRESS = /^(.*?)\s*[<(]([^<>()]+)[>)]$/;

/** Everyone whom the lake names, in any spelling that a row has. */
export class KnownPeople {
  /** @param texts folded names and addresses */
  constructor(private readonly texts: ReadonlySet<string>) {}

  static async of(session: Session): Promise<KnownPeople> {
    const called = await session.all(
      `SELECT name AS text FROM w_people UNION SELECT email FROM w_people
       UNION SELECT author_name FROM w_comments WHERE author_id IS NULL UNION SELECT author_email FROM w_comments WHERE author_id IS NULL
       UNION SELECT changed_by_name FROM w_changes WHERE changed_by_id IS NULL
       UNION SELECT creator_name FROM w_tickets WHERE creator_id IS NULL UNION SELECT creator_email FROM w_tickets WHERE creator_id IS NULL
       UNION SELECT requester_name FROM w_tickets UNION SELECT requester_email FROM w_tickets
       UNION SELECT assignee_name FROM w_tickets UNION SELECT assignee_email FROM w_tickets`,
      undefined,
      (row) => (row['text'] === null ? '' : textIn(row, 'text')),
    );
    return new KnownPeople(new Set(called.map(fold).filter((text) => text !== '')));
  }

  /** Whether a value is a person, or a list in which one stands. Every address is somebody's. */
  areIn(value: string): boolean {
    if (value.length > LONGEST) return false;
    return textsIn(value).some((text) => this.texts.has(fold(text)) || isAddress(text));
  }
}

function textsIn(value: string): string[] {
  const text = value.trim();
  const parsed = /^[[{]/.test(text) ? parseJson(text) : undefined;
  const listed = parsed?.ok === true ? leavesOf(parsed.value) : [];
  return [text, ...listed].flatMap((each) => runsOf(each.split(/[,;|/\n]/)).flatMap(namesIn));
}

/** Every sequence of parts. */
function runsOf(parts: readonly string[]): string[] {
  return parts.flatMap((_part, from) =>
    Array.from({ length: Math.min(PARTS, parts.length - from) }, (_each, more) =>
      parts
        .slice(from, from + more + 1)
        .map((part) => part.trim())
        .join(', '),
    ),
  );
}

/** `Jane Doe <jane@acme.example>`, `@jane`, `mailto:jane@acme.example`. */
function namesIn(part: string): string[] {
  const text = part.replace(/^(?:@|mailto:)/i, '');
  const [, name, address] = WITH_ADDRESS.exec(text) ?? [];
  return [part, text, ...[name, address].filter((each) => each !== undefined)];
}

function leavesOf(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isObject(value) ? Object.values(value).flatMap(leavesOf) : [];
}
