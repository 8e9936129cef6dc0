import type { INodeProperties } from 'n8n-workflow';
import type { PersonFilters } from '../../../../vendors/deskpro/operations';
import { lookup, organization, person } from '../../../../vendors/deskpro/operations';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import type { Operation, OperationRun } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';
import { PEOPLE } from '../../rows';

/** Alphabetical, as n8n wants it. */
const FILTERS: INodeProperties[] = [
  {
    displayName: 'Deleted',
    name: 'isDeleted',
    type: 'boolean',
    default: true,
    description: 'Whether to list people who were deleted in place of the others',
  },
  {
    displayName: 'Email',
    name: 'email',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Only the person with this primary email address',
  },
  {
    displayName: 'Is Agent',
    name: 'isAgent',
    type: 'boolean',
    default: true,
    description: 'Whether to list agents only, or only people who are none',
  },
  {
    displayName: 'Labels',
    name: 'labels',
    type: 'string',
    default: '',
    placeholder: 'e.g. VIP, Beta',
    description: 'Only people with one of these labels, separated by commas',
  },
  {
    displayName: 'Organization',
    name: 'organization',
    type: 'string',
    default: '',
    placeholder: 'e.g. Example Ltd',
    description: 'Only people of the organization with this name or ID',
  },
  {
    displayName: 'Person IDs',
    name: 'ids',
    type: 'string',
    default: '',
    placeholder: 'e.g. 77, 78',
    description: 'Only these people, separated by commas',
  },
  {
    displayName: 'Team Names or IDs',
    name: 'agentTeam',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getTeams' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'User Group Names or IDs',
    name: 'userGroup',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getUserGroups' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
];

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many people',
  description: 'Get many people of the helpdesk',
  output: 'people',
  properties: [
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add Filter',
      default: {},
      options: FILTERS,
    },
    ...outputProperties('people'),
  ],
  execute: async (run) => {
    const slice = person.many.slice(await filtersGiven(run));
    return shown(run, await getMany(run, person.many.stream, [slice]), PEOPLE);
  },
};

async function filtersGiven(run: OperationRun): Promise<PersonFilters> {
  const filters = run.given.collection('filters');
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
