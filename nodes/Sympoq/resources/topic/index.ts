import type { Resource } from '../../../shared/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const topic: Resource = { value: 'topic', name: 'Topic', operations: [get, getAll] };
