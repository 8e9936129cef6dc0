import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const target: Resource = { value: 'target', name: 'Target', operations: [getAll] };
