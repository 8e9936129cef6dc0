import type { Resource } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const onCall: Resource = { value: 'onCall', name: 'On-Call', operations: [getAll] };
