import { ticket } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { describedSubject, type Form, formParameters, formProperties } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { pathsOf } from '../../parameters';
import { changesIn, CUSTOMER_EMAIL, LEADING_FIELDS, TICKET_FIELDS } from './fields';

const DESCRIPTION = describedSubject({ required: true, placeholder: 'e.g. The VPN drops every hour' });

const FORM: Form = {
  collection: 'additionalFields',
  lead: [DESCRIPTION, ...LEADING_FIELDS],
  above: [DESCRIPTION, CUSTOMER_EMAIL],
  fields: TICKET_FIELDS,
  custom: { method: 'getCustomFields', mode: 'map' },
};

export const create: Operation = {
  ...heading(
    'create',
    'Create ticket',
    'Create a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'tickets',
  properties: [...formProperties(FORM), ...outputProperties('tickets')],
  execute: async (run) => {
    const description = run.parameters.requiredProse('description');
    const changes = await changesIn(run, formParameters(run.parameters, FORM));
    const made = await ticket.create(run.call, { ...changes, description }, pathsOf(run));
    return formatRecord(run, made, { stream: tickets, kind: 'tickets' });
  },
};
