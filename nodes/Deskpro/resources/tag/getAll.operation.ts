import { tag } from '../../../../vendors/deskpro/operations';
import { filters, text } from '../../../shared/fields';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  ...heading('getAll', 'Get many tags', 'Get many tags that tickets of the helpdesk carry'),
  output: { tag: 'text' },
  properties: [
    ...LIMIT_PROPERTIES,
    filters([text('Begins With', 'term', 'Only tags that begin with this text', { placeholder: 'e.g. bill' })]),
  ],
  execute: async (run) => {
    const term = run.parameters.collection('filters').prose('term');
    const records = await getMany(run, tag.many.stream, [tag.many.slice(term)]);
    return records.flatMap((record) => tag.textOf(record) ?? []).map((text) => ({ tag: text }));
  },
};
