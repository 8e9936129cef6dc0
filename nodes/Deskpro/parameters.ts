/** Parameters that several operations share, and what was given in them. */
import type { INodeProperties } from 'n8n-workflow';
import type { Verbs } from '../../vendors/deskpro/operations';
import { lookup, organization, person, ticket } from '../../vendors/deskpro/operations';
import { locator } from '../shared/locator';
import type { OperationRun } from '../shared/operation';

export const TICKET = locator({
  displayName: 'Ticket',
  name: 'ticketId',
  description: 'The ticket to work on, by its ID or by the reference that people quote',
  search: 'searchTickets',
  idPlaceholder: 'e.g. 9001',
  url: {
    pattern: 'https?://.*/tickets?/([0-9]+)',
    placeholder: 'e.g. https://acme.deskpro.com/app#/t/ticket/9001',
  },
});

const BY_EMAIL = { displayName: 'By Email', name: 'email', type: 'string' as const, placeholder: 'name@email.com' };

/** People are also picked by their e-mail address. */
function withEmail(property: INodeProperties): INodeProperties {
  return { ...property, modes: [...(property.modes ?? []), BY_EMAIL] };
}

export const PERSON = withEmail(
  locator({
    displayName: 'Person',
    name: 'personId',
    description: 'The person to work on',
    search: 'searchPeople',
    idPlaceholder: 'e.g. 77',
  }),
);

export const REQUESTER = withEmail(
  locator({
    displayName: 'Requester',
    name: 'person',
    description: 'Who asks for help; an email address that Deskpro does not know makes a new person',
    search: 'searchPeople',
    idPlaceholder: 'e.g. 77',
  }),
);

export const ORGANIZATION = locator({
  displayName: 'Organization',
  name: 'organizationId',
  description: 'The organization to work on, by its ID or its name',
  search: 'searchOrganizations',
  idPlaceholder: 'e.g. 5',
});

export const AGENT = locator({
  displayName: 'Agent',
  name: 'agentId',
  description: 'The agent to get, by ID, name or email address',
  search: 'searchAgents',
  idPlaceholder: 'e.g. 12',
});

export const DEPARTMENT = locator({
  displayName: 'Department',
  name: 'departmentId',
  description: 'The department to get, by its ID or its name',
  search: 'searchDepartments',
  idPlaceholder: 'e.g. 4',
});

export const COMMENT = locator({
  displayName: 'Comment',
  name: 'commentId',
  description: 'The comment to work on',
  search: 'searchComments',
  idPlaceholder: 'e.g. 31007',
});

/** The ID of the ticket that was picked, also where its reference was given. */
export function ticketIdOf(run: OperationRun): Promise<string> {
  return ticket.idFrom(run.call, run.parameters.requiredId('ticketId'));
}

export function personIdOf(run: OperationRun): Promise<string> {
  return person.idFrom(run.call, run.parameters.requiredId('personId'));
}

export function organizationIdOf(run: OperationRun): Promise<string> {
  return organization.idNamed(run.call, run.parameters.requiredId('organizationId'));
}

export function agentIdOf(run: OperationRun): Promise<string> {
  return lookup.idNamed(run.call, 'agents', run.parameters.requiredId('agentId'));
}

export function departmentIdOf(run: OperationRun): Promise<string> {
  return lookup.idNamed(run.call, 'departments', run.parameters.requiredId('departmentId'));
}

const VERBS: readonly Verbs[] = ['auto', 'post-creates', 'put-creates'];

/** How this helpdesk wants its verbs, as the credential says. */
export function verbsOf({ access }: OperationRun): Verbs {
  return VERBS.find((verbs) => verbs === access.credentials['verbs']) ?? 'auto';
}
