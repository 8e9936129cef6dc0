import type { Resource } from '../../../shared/operation';
import { create } from './create.operation';
import { deleteOne } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { update } from './update.operation';

export const organization: Resource = {
  value: 'organization',
  name: 'Organization',
  operations: [create, deleteOne, get, getAll, update],
};
