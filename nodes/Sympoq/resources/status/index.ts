import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';
import { set } from './set.operation';

export const status: Resource = { value: 'status', name: 'Status', operations: [getAll, set] };
