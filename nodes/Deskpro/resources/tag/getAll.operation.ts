import { tag } from '../../../../vendors/deskpro/operations';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many tags',
  description: 'Get many tags that tickets of the helpdesk carry',
  output: { tag: 'text' },
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
          displayName: 'Begins With',
          name: 'term',
          type: 'string',
          default: '',
          placeholder: 'e.g. bill',
          description: 'Only tags that begin with this text',
        },
      ],
    },
  ],
  execute: async (run) => {
    const term = run.given.collection('filters').prose('term');
    const records = await getMany(run, tag.many.stream, [tag.many.slice(term)]);
    return records.flatMap((record) => tag.textOf(record) ?? []).map((text) => ({ tag: text }));
  },
};
