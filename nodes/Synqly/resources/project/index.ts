import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const project: Resource = { value: 'project', name: 'Project', operations: [getAll] };
