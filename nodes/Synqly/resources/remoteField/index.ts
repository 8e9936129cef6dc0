import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const remoteField: Resource = { value: 'remoteField', name: 'Remote Field', operations: [getAll] };
