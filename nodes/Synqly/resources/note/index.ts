import type { Resource } from '../../../shared/operation';
import { add } from './add.operation';
import { remove } from './delete.operation';
import { getAll } from './getAll.operation';
import { update } from './update.operation';

export const note: Resource = { value: 'note', name: 'Note', operations: [add, remove, getAll, update] };
