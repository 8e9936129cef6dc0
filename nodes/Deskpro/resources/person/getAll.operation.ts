import type { INodeProperties } from 'n8n-workflow';
import type { PersonFilters } from '../../../../vendors/deskpro/operations';
import { lookup, organization, person } from '../../../../vendors/deskpro/operations';
import { EMAIL, filters, flag, severalOf, text } from '../../../shared/fields';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { PEOPLE } from '../../rows';

/** Alphabetical, as n8n wants it. */
const FILTERS: INodeProperties[] = [
  flag('Deleted', 'isDeleted', true, 'Whether to list people who were deleted in place of the others'),
  text('Email', 'email', 'Only the person with this primary email address', EMAIL),
  flag('Is Agent', 'isAgent', true, 'Whether to list agents only, or only people who are none'),
  text('Labels', 'labels', 'Only people with one of these labels, separated by commas', {
    placeholder: 'e.g. VIP, Beta',
  }),
  text('Organization', 'organization', 'Only people of the organization with this name or ID', {
    placeholder: 'e.g. Example Ltd',
  }),
  text('Person IDs', 'ids', 'Only these people, separated by commas', { placeholder: 'e.g. 77, 78' }),
  severalOf('Team', 'agentTeam', 'getTeams'),
  severalOf('User Group', 'userGroup', 'getUserGroups'),
];

export const getAll: Operation = {
  ...heading('getAll', 'Get many people', 'Get many people of the helpdesk'),
  output: 'people',
  properties: [...LIMIT_PROPERTIES, filters(FILTERS), ...outputProperties('people')],
  execute: async (run) => {
    const slice = person.many.slice(await filtersGiven(run));
    return formatRecords(run, await getMany(run, person.many.stream, [slice]), PEOPLE);
  },
};

async function filtersGiven(run: OperationRun): Promise<PersonFilters> {
  const filters = run.parameters.collection('filters');
  const group = filters.text('organization');
  return {
    ids: filters.names('ids'),
    primary_email: filters.text('email'),
    organization: group === undefined ? undefined : await organization.idNamed(run.call, group),
    is_agent: filters.switch('isAgent'),
    is_deleted: filters.switch('isDeleted'),
    agent_team: await lookup.idsNamed(run.call, 'agent_teams', filters.names('agentTeam')),
    user_group: await lookup.idsNamed(run.call, 'user_groups', filters.names('userGroup')),
    label: filters.names('labels'),
  };
}
