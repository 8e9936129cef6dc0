import { tag } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many tags',
  description: 'Get many tags of all categories',
  output: { text: 'text', tagCategoryId: 'text', category: 'text', color: 'text', is_deleted: 'flag' },
  properties: [
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: [
        {
          displayName: 'Include Deleted',
          name: 'includeDeleted',
          type: 'boolean',
          default: false,
          description: 'Whether tags that were deleted are listed too',
        },
      ],
    },
  ],
  execute: async (run) => {
    const withDeleted = run.given.collection('options').isOn('includeDeleted');
    const tags = (await tag.list(run.call)).filter(({ is_deleted }) => withDeleted || !is_deleted);
    return tags.slice(0, limitOf(run)).map((each) => ({ ...each }));
  },
};
