/** Parameters that several operations share. */
import type { INodeProperties } from 'n8n-workflow';
import type { JsonObject } from '../../vendors/json';
import { flag, jsonObject, options } from '../shared/fields';
import { locator } from '../shared/locator';
import type { OperationRun } from '../shared/operation';

export const TICKET = locator({
  displayName: 'Ticket',
  name: 'ticketId',
  description: 'The ticket to work on',
  search: 'searchTickets',
  idPlaceholder: 'e.g. 17',
  url: {
    pattern: 'https?://.*/[Tt]ickets/([^/?#]+)',
    placeholder: 'e.g. https://notific.example.com/api/Tickets/17',
  },
});

export const CUSTOMER = locator({
  displayName: 'Customer',
  name: 'customerId',
  description: 'The customer to work on',
  search: 'searchCustomers',
  idPlaceholder: 'e.g. 204',
  url: {
    pattern: 'https?://.*/[Cc]ustomers/([^/?#]+)',
    placeholder: 'e.g. https://notific.example.com/api/Customers/204',
  },
});

export const SERVICE = locator({
  displayName: 'Service',
  name: 'serviceId',
  description: 'The service to work on',
  search: 'searchServices',
  idPlaceholder: 'e.g. 3',
  url: {
    pattern: 'https?://.*/[Ss]ervices/([^/?#]+)',
    placeholder: 'e.g. https://notific.example.com/api/Services/3',
  },
});

export const OPERATOR = locator({
  displayName: 'Operator',
  name: 'operatorId',
  description: 'The operator to work on',
  search: 'searchOperators',
  idPlaceholder: 'e.g. 5',
  url: {
    pattern: 'https?://.*/[Oo]perators/([^/?#]+)',
    placeholder: 'e.g. https://notific.example.com/api/Operators/5',
  },
});

export const SEND_EMAILS: INodeProperties = flag(
  'Send Emails',
  'sendEmails',
  true,
  'Whether Notific sends its emails about this, as it does by default',
);

export function sendEmails({ parameters }: OperationRun): boolean {
  return parameters.isOn(SEND_EMAILS.name);
}

export const MEMBERS: INodeProperties = jsonObject(
  'Members (JSON)',
  'members',
  'Further members by the names that Notific has for them; null empties one',
);

const EXPECTED: INodeProperties = jsonObject(
  'Expected Values (JSON)',
  'expected',
  'Values that must still stand, by the names that Notific has for them. Where one does not, nothing is changed.',
);

export const EXPECTED_OPTIONS: INodeProperties = options([EXPECTED]);

export function expected(run: OperationRun): JsonObject {
  return run.parameters.collection(EXPECTED_OPTIONS.name).object(EXPECTED.name);
}
