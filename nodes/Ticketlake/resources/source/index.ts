import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const source: Resource = { value: 'source', name: 'Source', operations: [getAll] };
