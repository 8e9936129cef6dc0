import { ticket } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { pathsOf } from '../../parameters';
import { changesIn, TICKET_FIELDS } from './fields';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create ticket',
  description: 'Create a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  output: 'tickets',
  properties: [
    {
      displayName: 'Description',
      name: 'description',
      type: 'string',
      typeOptions: { rows: 4 },
      required: true,
      default: '',
      placeholder: 'e.g. The VPN drops every hour',
      description: 'What the ticket is about; its first line is the subject',
    },
    {
      displayName: 'Customer Email',
      name: 'customerEmail',
      type: 'string',
      default: '',
      placeholder: 'name@email.com',
      description: 'Who asks for help',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: TICKET_FIELDS,
    },
    ...customFieldProperties('getCustomFields', 'map'),
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const description = run.given.requiredProse('description');
    const customerEmail = run.given.text('customerEmail');
    const changes = await changesIn(run, run.given.collection('additionalFields'), customerEmail);
    const made = await ticket.create(run.call, { ...changes, description }, pathsOf(run));
    return shownOne(run, made, { stream: tickets, kind: 'tickets' });
  },
};
