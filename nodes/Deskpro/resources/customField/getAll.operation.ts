import type { FieldOwner } from '../../../../vendors/deskpro/operations';
import { customField } from '../../../../vendors/deskpro/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';

const OWNERS: readonly FieldOwner[] = ['ticket', 'person', 'organization'];

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many custom fields',
  description: 'Get many definitions of custom fields',
  output: 'custom_fields',
  properties: [
    {
      displayName: 'Of',
      name: 'owner',
      type: 'options',
      options: [
        { name: 'Organizations', value: 'organization' },
        { name: 'People', value: 'person' },
        { name: 'Tickets', value: 'ticket' },
      ],
      default: 'ticket',
      description: 'What the custom fields belong to',
    },
    ...LIMIT_PROPERTIES,
    ...outputProperties('custom_fields'),
  ],
  execute: async (run) => {
    const chosen = run.given.choice('owner');
    const owner = OWNERS.find((known) => known === chosen) ?? 'ticket';
    const records = (await customField.list(run.call, owner)).slice(0, limitOf(run));
    return shown(run, records, { stream: customField.many.stream, kind: 'custom_fields' });
  },
};
