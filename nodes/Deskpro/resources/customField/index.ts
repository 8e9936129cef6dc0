import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const customField: Resource = { value: 'customField', name: 'Custom Field', operations: [getAll] };
