import type { Resource } from '../../../shared/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const department: Resource = { value: 'department', name: 'Department', operations: [get, getAll] };
