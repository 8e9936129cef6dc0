import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const activity: Resource = { value: 'activity', name: 'Activity', operations: [getAll] };
