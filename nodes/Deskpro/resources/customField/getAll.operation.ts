import type { FieldOwner } from '../../../../vendors/deskpro/operations';
import { customField } from '../../../../vendors/deskpro/operations';
import { choice } from '../../../shared/fields';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';

const OWNERS: readonly FieldOwner[] = ['ticket', 'person', 'organization'];

export const getAll: Operation = {
  ...heading('getAll', 'Get many custom fields', 'Get many definitions of custom fields'),
  output: 'custom_fields',
  properties: [
    choice('Of', 'owner', 'ticket', 'What the custom fields belong to', [
      { name: 'Organizations', value: 'organization' },
      { name: 'People', value: 'person' },
      { name: 'Tickets', value: 'ticket' },
    ]),
    ...LIMIT_PROPERTIES,
    ...outputProperties('custom_fields'),
  ],
  execute: async (run) => {
    const chosen = run.parameters.choice('owner');
    const owner = OWNERS.find((known) => known === chosen) ?? 'ticket';
    const records = (await customField.list(run.call, owner)).slice(0, limitOf(run));
    return formatRecords(run, records, { stream: customField.many.stream, kind: 'custom_fields' });
  },
};
