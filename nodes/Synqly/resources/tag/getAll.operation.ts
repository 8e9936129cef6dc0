import { tag } from '../../../../vendors/synqly/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { PROJECT, SAMPLE_OPTIONS, sampleOf } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many tags', 'Get many tags that are seen on tickets'),
  output: { tag: 'text' },
  properties: [PROJECT, ...LIMIT_PROPERTIES, SAMPLE_OPTIONS],
  execute: async (run) => {
    const tags = await tag.getAll(run.call, await sampleOf(run));
    return tags.slice(0, limitOf(run)).map((name) => ({ tag: name }));
  },
};
