import type { Resource } from '../../../shared/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const queue: Resource = { value: 'queue', name: 'Queue', operations: [get, getAll] };
