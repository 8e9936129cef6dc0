/** IUser: a directory id, a display name, a mail address. The service does not check that they belong together. */
import type { WorldPerson } from '../world/world';
import type { Office } from './office';

export interface User {
  id: string;
  name: string;
  email: string;
}

export function userOf(office: Office, id: number | null): User | null {
  const person = id === null ? undefined : office.world.person(id);
  return person === undefined ? null : userView(office, person);
}

export function userView(office: Office, { id, uuid, name, email }: WorldPerson): User {
  return { id: office.givenIds.get(id) ?? uuid, name, email };
}

/** The person that a write names; one who is not known yet is taken in as given, with the given id. */
export function personFor(office: Office, user: User): WorldPerson {
  const { world, givenIds } = office;
  const folded = user.email.toLowerCase();
  const known = world
    .people()
    .find(
      ({ id, uuid, email }) =>
        (givenIds.get(id) ?? uuid) === user.id || (folded !== '' && email.toLowerCase() === folded),
    );
  if (known !== undefined) return known;
  const nobody = { isAgent: false, isActive: true, organization: null, team: null, timeZone: 'UTC' };
  const added = world.addPerson({ ...nobody, name: user.name, email: user.email });
  givenIds.set(added.id, user.id);
  return added;
}

export function asUser(value: unknown): User | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, name, email } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof name === 'string' && typeof email === 'string'
    ? { id, name, email }
    : undefined;
}
