import { escalationPolicySlice } from '../../../../vendors/synqly/operations';
import { escalationPolicies } from '../../../../vendors/synqly/streams';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many escalation policies',
  description: 'Get many escalation policies with their rules',
  output: {
    id: 'text',
    name: 'text',
    description: 'text',
    rules: {
      each: { id: 'text', delay_seconds: 'number', actors: { each: { type: 'text', id: 'text', name: 'text' } } },
    },
  },
  properties: [
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add Filter',
      default: {},
      options: [
        {
          displayName: 'Filter Expressions',
          name: 'expressions',
          type: 'string',
          typeOptions: { rows: 2 },
          default: '',
          placeholder: 'e.g. name[like]Night*',
          description: "Filters in Synqly's own language, as field[operator]value, one a line",
        },
      ],
    },
  ],
  execute: async (run) => {
    const slice = escalationPolicySlice(run.given.collection('filters').lines('expressions'));
    return rawItems(run, await getMany(run, escalationPolicies, [slice]));
  },
};
