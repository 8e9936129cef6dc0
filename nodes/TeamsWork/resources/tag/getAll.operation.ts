import { tag } from '../../../../vendors/teamswork/operations';
import { flag, options } from '../../../shared/fields';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  ...heading('getAll', 'Get many tags', 'Get many tags of all categories'),
  output: { text: 'text', tagCategoryId: 'text', category: 'text', color: 'text', is_deleted: 'flag' },
  properties: [
    ...LIMIT_PROPERTIES,
    options([flag('Include Deleted', 'includeDeleted', false, 'Whether tags that were deleted are listed too')]),
  ],
  execute: async (run) => {
    const withDeleted = run.parameters.collection('options').isOn('includeDeleted');
    const tags = (await tag.list(run.call)).filter(({ is_deleted }) => withDeleted || !is_deleted);
    return tags.slice(0, limitOf(run)).map((each) => ({ ...each }));
  },
};
