import type { Resource } from '../../../shared/operation';
import { create } from './create.operation';
import { deleteOne } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { update } from './update.operation';
import { upsert } from './upsert.operation';

export const ticket: Resource = {
  value: 'ticket',
  name: 'Ticket',
  operations: [create, deleteOne, get, getAll, update, upsert],
};
