import type { Resource } from '../../../shared/operation';
import { add } from './add.operation';
import { getAll } from './getAll.operation';
import { remove } from './remove.operation';
import { set } from './set.operation';

export const tag: Resource = { value: 'tag', name: 'Tag', operations: [add, getAll, remove, set] };
