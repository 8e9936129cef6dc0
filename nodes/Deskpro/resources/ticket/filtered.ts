/** The filters that the user chose, as the service takes them: names become IDs. */
import type { IDataObject } from 'n8n-workflow';
import type { DateRange, Lookup, TicketFilters } from '../../../../vendors/deskpro/operations';
import { customField, lookup, organization, person, status, ticket } from '../../../../vendors/deskpro/operations';
import { VendorError } from '../../../../vendors/errors';
import { collectionOf, namesIn, objectGiven } from '../../../shared/parameters';
import type { OperationRun } from '../../../shared/operation';
import { instantGiven } from '../../../shared/time';
import { TICKET_FILTERS } from './filters';

export async function ticketFiltersGiven(run: OperationRun): Promise<TicketFilters> {
  const { call } = run;
  const filters = collectionOf(run, 'filters');
  refuseBesideIds(filters);
  const each = async (name: string, idOf: (wanted: string) => Promise<string>): Promise<string[] | undefined> => {
    const ids: string[] = [];
    for (const wanted of namesIn(filters[name])) ids.push(await idOf(wanted));
    return ids.length === 0 ? undefined : ids;
  };
  const listed = (name: string, kind: Lookup) => lookup.idsNamed(call, kind, namesIn(filters[name]));
  const plain = (name: string) => each(name, (wanted) => Promise.resolve(wanted));
  return {
    ids: await each('ids', (wanted) => ticket.idFrom(call, wanted)),
    status: await each('status', (wanted) => status.codeNamed(call, wanted)),
    not_status: await each('notStatus', (wanted) => status.codeNamed(call, wanted)),
    agent: await listed('agent', 'agents'),
    agent_team: await listed('agentTeam', 'agent_teams'),
    department: await listed('department', 'departments'),
    person: await each('person', (wanted) => person.idFrom(call, wanted)),
    organization: await each('organization', (wanted) => organization.idNamed(call, wanted)),
    language: await listed('language', 'languages'),
    problem: await plain('problem'),
    urgency: await plain('urgency'),
    star: await listed('star', 'stars'),
    labels: await plain('tags'),
    sla: await listed('sla', 'slas'),
    sla_status: await plain('slaStatus'),
    fields: await customField.filterable(call, objectGiven(filters['customFields'], 'Custom Fields (JSON)')),
    date_created: rangeIn(run, filters, 'created', 'Created'),
    date_resolved: rangeIn(run, filters, 'resolved', 'Resolved'),
    date_last_agent_reply: rangeIn(run, filters, 'lastAgentReply', 'Last Agent Reply'),
    date_last_user_reply: rangeIn(run, filters, 'lastUserReply', 'Last User Reply'),
  };
}

/** @throws VendorError before anything is sent: asked for IDs, Deskpro passes over every other filter without a word */
function refuseBesideIds(filters: IDataObject): void {
  const [other] = TICKET_FILTERS.filter(({ name }) => name !== 'ids' && name in filters);
  if (!('ids' in filters) || other === undefined) return;
  throw new VendorError({
    code: 'bad_input',
    message: `"Ticket IDs" cannot be combined with "${other.displayName}": Deskpro passes over every other filter when IDs are given`,
    remedy: 'Leave one of the two out. A Filter node behind this one can look at what came.',
  });
}

function rangeIn(run: OperationRun, filters: IDataObject, name: string, title: string): DateRange | undefined {
  const from = instantGiven(run, filters[`${name}After`], `${title} After`);
  const to = instantGiven(run, filters[`${name}Before`], `${title} Before`);
  return from === undefined && to === undefined ? undefined : { from, to };
}
