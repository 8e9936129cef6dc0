import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const escalationPolicy: Resource = {
  value: 'escalationPolicy',
  name: 'Escalation Policy',
  operations: [getAll],
};
