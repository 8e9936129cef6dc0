import type { Resource } from '../../../shared/operation';
import { add } from './add.operation';
import { getAll } from './getAll.operation';

export const comment: Resource = { value: 'comment', name: 'Comment', operations: [add, getAll] };
