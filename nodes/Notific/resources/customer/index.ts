import type { INodeProperties } from 'n8n-workflow';
import { customer as directory } from '../../../../vendors/notific/operations';
import { customers } from '../../../../vendors/notific/streams';
import { EMAIL, text } from '../../../shared/fields';
import type { Resource } from '../../../shared/operation';
import { operationsOf } from '../../directory';
import { CUSTOMER } from '../../parameters';

const FIELDS: INodeProperties[] = [
  text('Cell Phone', 'cellPhone', 'Mobile number of the customer', { placeholder: 'e.g. +47 400 12 345' }),
  text('Email', 'email', 'Address of the customer', EMAIL),
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
