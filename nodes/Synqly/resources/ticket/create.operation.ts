import { ticket } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { type Form, formParameters, formProperties, subject } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { PROJECT, projectIdOf } from '../../parameters';
import { changesIn, customFields, LEADING_FIELDS, NAME, TICKET_FIELDS } from './fields';

const FORM: Form = {
  collection: 'additionalFields',
  lead: [subject('name', { required: true }), ...LEADING_FIELDS],
  above: [{ ...NAME, required: true }],
  between: [PROJECT],
  fields: TICKET_FIELDS,
  custom: customFields('add'),
};

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket'),
  output: 'tickets',
  properties: [...formProperties(FORM), ...outputProperties('tickets')],
  execute: async (run) => {
    const name = run.parameters.requiredProse('name');
    const changes = changesIn(run, formParameters(run.parameters, FORM));
    const made = await ticket.create(run.call, { ...changes, name, project: await projectIdOf(run) });
    return formatRecord(run, made, { stream: tickets, kind: 'tickets' });
  },
};
