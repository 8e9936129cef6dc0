/** Parameters that several operations share. */
import type { INodeProperties } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import { person, ticket } from '../../vendors/teamswork/operations';
import type { ActingUser } from '../../vendors/teamswork/requests';
import { EMAIL, text } from '../shared/fields';
import { parseText } from '../shared/parameters';
import { locator } from '../shared/locator';
import type { OperationRun } from '../shared/operation';

const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

export const TICKET = locator({
  displayName: 'Ticket',
  name: 'ticketId',
  description: 'The ticket to work on, by its ID or by the number that people quote',
  search: 'searchTickets',
  idPlaceholder: 'e.g. 1042',
  url: {
    pattern: `https?://.*/tickets/(${UUID})`,
    placeholder: 'e.g. https://teamswork.azure-api.net/ticketing/v1/tickets/6f1d0f0e-5b1a-4c3e-9a55-0d2f3c1b7a10',
  },
});

/** The UUID of the ticket that was picked, also where its number was given. */
export function ticketIdOf(run: OperationRun): Promise<string> {
  return ticket.idFrom(run.call, run.parameters.requiredId('ticketId'));
}

export const ACTING_USER: INodeProperties = {
  displayName: 'Acting User',
  name: 'actingUser',
  type: 'collection',
  placeholder: 'Add Field',
  default: {},
  description: 'In whose name this is done, in place of the user of the credential',
  options: [
    text('User Email', 'userEmail', 'Email address of the person', EMAIL),
    text('User ID', 'userId', 'Object ID of the person in Microsoft Entra; the email address where empty'),
    text('User Name', 'userName', 'Name of the person; the email address where empty', {
      placeholder: 'e.g. Nathan Smith',
    }),
  ],
};

/**
 * The person in whose name a write is done: the node's, else the credential's.
 * @throws VendorError when neither names one
 */
export function actingUser(run: OperationRun): ActingUser {
  const own = run.parameters.collection(ACTING_USER.name);
  // Another person's address must not be joined to the name and ID of the credential's.
  const isOther = own.text('userEmail') !== undefined;
  const { credentials } = run.access;
  const chosen = personIn(
    (name) => own.text(name) ?? (isOther ? undefined : parseText(credentials[name], name)),
    'user',
  );
  if (chosen.email !== undefined) return person.complete(chosen, 'The acting user');
  throw new VendorError({
    code: 'bad_input',
    message: 'TeamsWork needs an acting user, and none is named',
    remedy: 'Fill in User Email in the credential, or Acting User in this node.',
  });
}

/** A person from members like `requestorEmail`, `requestorName`, `requestorId`. */
export function personIn(member: (name: string) => string | undefined, prefix: string): Partial<ActingUser> {
  return { email: member(`${prefix}Email`), name: member(`${prefix}Name`), id: member(`${prefix}Id`) };
}

/** Those of every instance, from low to high (the vendor's Ticketing API page, query parameter `priority`). */
export const PRIORITY_OPTIONS = ['Low', 'Medium', 'Important', 'Urgent'].map((priority) => ({
  name: priority,
  value: priority,
}));
