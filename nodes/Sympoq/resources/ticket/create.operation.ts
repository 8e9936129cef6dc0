import { ticket } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { additionalFields, EMAIL, longText, text } from '../../../shared/fields';
import { customFieldProperties } from '../../../shared/mapper';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { pathsOf } from '../../parameters';
import { changesIn, TICKET_FIELDS } from './fields';

export const create: Operation = {
  ...heading(
    'create',
    'Create ticket',
    'Create a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'tickets',
  properties: [
    longText('Description', 'description', 'What the ticket is about; its first line is the subject', {
      required: true,
      placeholder: 'e.g. The VPN drops every hour',
    }),
    text('Customer Email', 'customerEmail', 'Who asks for help', EMAIL),
    additionalFields(TICKET_FIELDS),
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
