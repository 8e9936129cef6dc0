import type { Resource } from '../../../shared/operation';
import { add } from './add.operation';
import { deleteOne } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { update } from './update.operation';

export const comment: Resource = {
  value: 'comment',
  name: 'Comment',
  operations: [add, deleteOne, get, getAll, update],
};
