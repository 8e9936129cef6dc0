/** Persons in writes: the requester, the assignee. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import { asText } from '../../json';
import { fold } from '../../text';
import type { ActingUser } from '../requests';
import { personOf } from '../unify/person';
import { assignees } from './instance';

/** An error names no more than a person reads. */
const MOST_NAMED = 20;

/**
 * A person in full: what is missing is filled by the mail address, as the service does for tickets by e-mail.
 * @throws VendorError bad_input without a mail address
 */
export function complete(person: Partial<ActingUser>, what: string): ActingUser {
  const email = asText(person.email)?.trim();
  if (email === undefined) {
    throw new VendorError({
      code: 'bad_input',
      message: `${what} has no e-mail address`,
      remedy: `Give the e-mail address of ${what.charAt(0).toLowerCase()}${what.slice(1)}.`,
    });
  }
  return { id: asText(person.id)?.trim() ?? email, name: asText(person.name)?.trim() ?? email, email };
}

/**
 * The person to assign to, by id, mail address or name.
 * @throws VendorError bad_input when the instance assigns to nobody of that name
 */
export async function assignee(call: Call, requested: string): Promise<ActingUser> {
  const known = (await assignees(call)).flatMap((record) => personOf(record) ?? []);
  const found = known.find(({ person_id, email, name }) =>
    [person_id, email, name].some((text) => text !== null && fold(text) === fold(requested)),
  );
  if (found !== undefined) {
    const email = found.email ?? '';
    return { id: found.person_id, name: found.name ?? email, email };
  }
  throw new VendorError({
    code: 'bad_input',
    message: `Tickets of this instance cannot be assigned to "${requested}"`,
    remedy:
      known.length === 0
        ? 'The instance names nobody to assign to.'
        : `Choose one of: ${known
            .slice(0, MOST_NAMED)
            .map(({ person_id, email, name }) => name ?? email ?? person_id)
            .join(', ')}.`,
  });
}
