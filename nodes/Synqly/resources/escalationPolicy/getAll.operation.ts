import { escalationPolicySlice } from '../../../../vendors/synqly/operations';
import { escalationPolicies } from '../../../../vendors/synqly/streams';
import { filters, text } from '../../../shared/fields';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';

export const getAll: Operation = {
  ...heading('getAll', 'Get many escalation policies', 'Get many escalation policies with their rules'),
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
    filters([
      text('Filter Expressions', 'expressions', "Filters in Synqly's own language, one per line", {
        typeOptions: { rows: 2 },
        placeholder: 'e.g. name[like]Night*',
      }),
    ]),
  ],
  execute: async (run) => {
    const slice = escalationPolicySlice(run.parameters.collection('filters').lines('expressions'));
    return rawItems(run, await getMany(run, escalationPolicies, [slice]));
  },
};
