/** Persons as TeamsWork writes them: IUser, the persona of a picker, or only a name. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import type { Person, PersonRole, Rows } from '../../model';
import { shortHash } from '../../sha256';
import { clean, fold } from '../../text';

export interface Identity {
  person_id: string;
  name: string | null;
  email: string | null;
}

/**
 * @param value `{id, name, email}`, a persona `{id, text, secondaryText}`, a list of one of them, or a text
 * @returns null when it names nobody
 */
export function personOf(value: Json | undefined): Identity | null {
  if (Array.isArray(value)) return personOf(value[0]);
  if (typeof value === 'string') return fromText(value);
  if (!isObject(value)) return null;
  return identity(firstText(value, IDS), firstText(value, NAMES), firstText(value, MAILS));
}

const IDS = ['id', 'key'] as const;
const NAMES = ['name', 'displayName', 'text'] as const;
const MAILS = ['email', 'mail', 'secondaryText', 'userPrincipalName'] as const;

function firstText(person: JsonObject, members: readonly string[]): string | null {
  for (const member of members) {
    const text = asText(person[member]);
    if (text !== null) return text;
  }
  return null;
}

function fromText(text: string): Identity | null {
  return text.includes('@') && !/\s/.test(text.trim()) ? identity(null, null, text) : identity(null, text, null);
}

/** A person without an id is known by the folded e-mail, else by the folded name. */
function identity(id: string | null, name: string | null, email: string | null): Identity | null {
  const known = email ?? name;
  if (id === null && known === null) return null;
  return {
    person_id: id === null ? `mail-${shortHash(fold(known ?? ''))}` : clean(id),
    name: name === null ? null : clean(name.trim()),
    email: email === null ? null : clean(email.trim()),
  };
}

/** @param role null where this record does not tell: the writer of a comment may be either */
export function addPerson(rows: Rows, person: Identity | null, role: PersonRole | null): void {
  if (person !== null) rows.people.push(personRow(person, role));
}

function personRow(person: Identity, role: PersonRole | null): Person {
  // Four a ticket: copying by spread costs more than all the rest of a ticket's record.
  const { person_id, name, email } = person;
  return {
    person_id,
    name,
    email,
    role,
    organization: null,
    organization_id: null,
    team: null,
    team_id: null,
    is_active: null,
    time_zone: null,
  };
}
