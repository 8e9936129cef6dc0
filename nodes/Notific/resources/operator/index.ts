import type { INodeProperties } from 'n8n-workflow';
import { operator as directory } from '../../../../vendors/notific/operations';
import { operators } from '../../../../vendors/notific/streams';
import { EMAIL, flag, text } from '../../../shared/fields';
import type { Resource } from '../../../shared/operation';
import { operationsOf } from '../../directory';
import { OPERATOR } from '../../parameters';

const FIELDS: INodeProperties[] = [
  text('Email', 'email', 'Address of the operator', EMAIL),
  flag('Is Active', 'isActive', true, 'Whether the operator is active, where the installation knows of it'),
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
