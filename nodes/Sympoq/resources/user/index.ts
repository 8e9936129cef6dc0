import type { Resource } from '../../../shared/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const user: Resource = { value: 'user', name: 'User', operations: [get, getAll] };
