import type { INodeProperties } from 'n8n-workflow';
import { operator as directory } from '../../../../vendors/notific/operations';
import { operators } from '../../../../vendors/notific/streams';
import type { Resource } from '../../../shared/operation';
import { operationsOf } from '../../directory';
import { OPERATOR } from '../../parameters';

const FIELDS: INodeProperties[] = [
  {
    displayName: 'Email',
    name: 'email',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Address of the operator',
  },
  {
    displayName: 'Is Active',
    name: 'isActive',
    type: 'boolean',
    default: true,
    description: 'Whether the operator is active, where the installation knows of it',
  },
];

export const operator: Resource = {
  value: 'operator',
  name: 'Operator',
  operations: operationsOf({
    one: 'operator',
    many: 'operators',
    directory,
    stream: operators,
    kind: 'people',
    locator: OPERATOR,
    fields: FIELDS,
  }),
};
