import type { INodeProperties } from 'n8n-workflow';
import { customer as directory } from '../../../../vendors/notific/operations';
import { customers } from '../../../../vendors/notific/streams';
import type { Resource } from '../../../shared/operation';
import { operationsOf } from '../../directory';
import { CUSTOMER } from '../../parameters';

const FIELDS: INodeProperties[] = [
  {
    displayName: 'Cell Phone',
    name: 'cellPhone',
    type: 'string',
    default: '',
    placeholder: 'e.g. +47 400 12 345',
    description: 'Mobile number of the customer',
  },
  {
    displayName: 'Email',
    name: 'email',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Address of the customer',
  },
];

export const customer: Resource = {
  value: 'customer',
  name: 'Customer',
  operations: operationsOf({
    one: 'customer',
    many: 'customers',
    directory,
    stream: customers,
    kind: 'people',
    locator: CUSTOMER,
    fields: FIELDS,
  }),
};
