import type { INodeProperties } from 'n8n-workflow';
import { lookup, organization } from '../../../../vendors/deskpro/operations';
import { filters, severalOf, text } from '../../../shared/fields';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { ORGANIZATIONS } from '../../rows';

/** Alphabetical, as n8n wants it. */
const FILTERS: INodeProperties[] = [
  text('Labels', 'labels', 'Only organizations with one of these labels, separated by commas', {
    placeholder: 'e.g. VIP, Beta',
  }),
  text('Name', 'name', 'Only organizations of this name', { placeholder: 'e.g. Example Ltd' }),
  text('Organization IDs', 'ids', 'Only these organizations, separated by commas', { placeholder: 'e.g. 5, 6' }),
  severalOf('User Group', 'userGroup', 'getUserGroups'),
];

export const getAll: Operation = {
  ...heading('getAll', 'Get many organizations', 'Get many organizations of the helpdesk'),
  output: 'names',
  properties: [...LIMIT_PROPERTIES, filters(FILTERS), ...outputProperties('names')],
  execute: async (run) => {
    const filters = run.parameters.collection('filters');
    const slice = organization.many.slice({
      ids: filters.names('ids'),
      name: filters.text('name'),
      labels: filters.names('labels'),
      user_group: await lookup.idsNamed(run.call, 'user_groups', filters.names('userGroup')),
    });
    return formatRecords(run, await getMany(run, organization.many.stream, [slice]), ORGANIZATIONS);
  },
};
