import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { type Form, formParameters, formProperties, subject } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ACTING_USER, actingUser } from '../../parameters';
import { changesIn, leadingFields, requestorEmail, requestorIn, TICKET_FIELDS, TITLE } from './fields';

const REQUESTER = 'Who asks for help; the acting user where empty';

const FORM: Form = {
  collection: 'additionalFields',
  lead: [subject('title', { required: true }), ...leadingFields(REQUESTER)],
  above: [{ ...TITLE, required: true }, requestorEmail(REQUESTER)],
  fields: TICKET_FIELDS,
  custom: { method: 'getCustomFields', mode: 'add' },
};

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket'),
  output: 'tickets',
  properties: [...formProperties(FORM), ACTING_USER, ...outputProperties('tickets')],
  execute: async (run) => {
    const user = actingUser(run);
    const fields = formParameters(run.parameters, FORM);
    const requestor = requestorIn(fields) ?? user;
    const input = { ...(await changesIn(run, fields)), title: run.parameters.requiredProse('title'), requestor };
    return formatRecord(run, await ticket.create(run.call, input, user), { stream: tickets, kind: 'tickets' });
  },
};
