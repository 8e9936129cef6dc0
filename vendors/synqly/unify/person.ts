/** Synqly has no people: a ticket names its creator, assignee and contact by a text, mostly an e-mail. */
import type { Person, PersonRole } from '../../model';
import { shortHash } from '../../sha256';
import { fold } from '../../text';

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

export interface NamedPerson {
  id: string;
  name: string;
  email: string | null;
}

/** @param text as the service writes it, not blank */
export function personNamed(text: string): NamedPerson {
  const name = text.trim();
  return { id: `user-${shortHash(fold(name))}`, name, email: EMAIL.test(name) ? name : null };
}

/** @param role null where the record does not tell: the writer of a comment may be either */
export function personRow({ id, name, email }: NamedPerson, role: PersonRole | null): Person {
  return {
    person_id: id,
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
