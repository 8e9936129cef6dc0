/** The filters that the user chose, as the service takes them: names become IDs. */
import type { DateRange, Lookup, TicketFilters } from '../../../../vendors/deskpro/operations';
import { customField, lookup, organization, person, status, ticket } from '../../../../vendors/deskpro/operations';
import { VendorError } from '../../../../vendors/errors';
import type { OperationRun } from '../../../shared/operation';
import type { ParameterReader } from '../../../shared/parameter-reader';
import { isBlank, numberIn } from '../../../shared/parameters';
import { TICKET_FILTERS } from './filters';

export async function ticketFiltersGiven(run: OperationRun): Promise<TicketFilters> {
  const { call } = run;
  const filters = run.parameters.collection('filters');
  refuseBesideIds(filters);
  const each = async (name: string, idOf: (requested: string) => Promise<string>): Promise<string[] | undefined> => {
    const ids = await filters.resolved(name, idOf);
    return ids.length === 0 ? undefined : ids;
  };
  const listed = (name: string, kind: Lookup) => each(name, (requested) => lookup.idNamed(call, kind, requested));
  const plain = (name: string) => each(name, (requested) => Promise.resolve(requested));
  return {
    ids: await each('ids', (requested) => ticket.idFrom(call, requested)),
    status: await each('status', (requested) => status.codeNamed(call, requested)),
    not_status: await each('notStatus', (requested) => status.codeNamed(call, requested)),
    agent: await listed('agent', 'agents'),
    agent_team: await listed('agentTeam', 'agent_teams'),
    department: await listed('department', 'departments'),
    person: await each('person', (requested) => person.idFrom(call, requested)),
    organization: await each('organization', (requested) => organization.idNamed(call, requested)),
    language: await listed('language', 'languages'),
    problem: await plain('problem'),
    urgency: urgencies(filters),
    star: await listed('star', 'stars'),
    // A label is made by the first ticket that gets it: one that there is not yet is no mistake.
    labels: await plain('tags'),
    sla: await listed('sla', 'slas'),
    sla_status: filters.choices('slaStatus'),
    fields: await customField.filterable(call, filters.object('customFields')),
    date_created: rangeIn(filters, 'created'),
    date_resolved: rangeIn(filters, 'resolved'),
    date_last_agent_reply: rangeIn(filters, 'lastAgentReply'),
    date_last_user_reply: rangeIn(filters, 'lastUserReply'),
  };
}

const URGENCY = { minValue: 1, maxValue: 10, numberPrecision: 0 };

/** @throws VendorError for an urgency that there is not, for which Deskpro answers an empty list */
function urgencies(filters: ParameterReader): string[] {
  return filters.names('urgency').map((text) => String(numberIn(text, 'Urgency', URGENCY)));
}

/** @throws VendorError before anything is sent: asked for IDs, Deskpro ignores every other filter without a word */
function refuseBesideIds(filters: ParameterReader): void {
  const [other] = TICKET_FILTERS.filter(({ name }) => name !== 'ids' && !isBlank(filters.raw(name)));
  if (filters.names('ids').length === 0 || other === undefined) return;
  throw new VendorError({
    code: 'bad_input',
    message: `"Ticket IDs" cannot be combined with "${other.displayName}": Deskpro ignores every other filter when IDs are given`,
    remedy: 'Leave one of the two out. A Filter node behind this one can look at what came.',
  });
}

function rangeIn(filters: ParameterReader, name: string): DateRange | undefined {
  const [from, to] = [filters.instant(`${name}After`), filters.instant(`${name}Before`)];
  return from === undefined && to === undefined ? undefined : { from, to };
}
