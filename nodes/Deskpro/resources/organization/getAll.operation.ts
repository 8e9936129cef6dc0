import type { INodeProperties } from 'n8n-workflow';
import { lookup, organization } from '../../../../vendors/deskpro/operations';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';
import { ORGANIZATIONS } from '../../rows';

/** Alphabetical, as n8n wants it. */
const FILTERS: INodeProperties[] = [
  {
    displayName: 'Labels',
    name: 'labels',
    type: 'string',
    default: '',
    placeholder: 'e.g. VIP, Beta',
    description: 'Only organizations with one of these labels, separated by commas',
  },
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    default: '',
    placeholder: 'e.g. Example Ltd',
    description: 'Only organizations of this name',
  },
  {
    displayName: 'Organization IDs',
    name: 'ids',
    type: 'string',
    default: '',
    placeholder: 'e.g. 5, 6',
    description: 'Only these organizations, separated by commas',
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
  action: 'Get many organizations',
  description: 'Get many organizations of the helpdesk',
  output: 'names',
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
    ...outputProperties('names'),
  ],
  execute: async (run) => {
    const filters = run.given.collection('filters');
    const slice = organization.many.slice({
      ids: filters.names('ids'),
      name: filters.text('name'),
      labels: filters.names('labels'),
      user_group: await lookup.idsNamed(run.call, 'user_groups', filters.names('userGroup')),
    });
    return shown(run, await getMany(run, organization.many.stream, [slice]), ORGANIZATIONS);
  },
};
