import { instance } from '../../../../vendors/teamswork/operations';
import { flag } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';

export const get: Operation = {
  ...heading(
    'get',
    'Get instance',
    'Get the ticketing instance that the key opens, with its people, custom fields and statuses',
  ),
  output: {
    id: 'text',
    name: 'text',
    assignees: { each: { id: 'text', name: 'text', email: 'text' } },
    customFields: {
      each: {
        id: 'text',
        title: 'text',
        type: 'text',
        isMultiple: 'flag',
        options: { each: { key: 'text', text: 'text' } },
      },
    },
    statuses: { each: { id: 'text', label: 'text' } },
  },
  properties: [
    flag(
      'Simplify',
      'simplify',
      true,
      'Whether to return a simplified version of the response instead of the raw data',
    ),
  ],
  execute: async (run) => {
    const record = await instance.get(run.call);
    if (!run.parameters.isOn('simplify')) return rawItems(run, [record]);
    return [{ ...instance.summary(record) }];
  },
};
