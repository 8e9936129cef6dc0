import type { Resource } from '../../../shared/operation';
import { create } from './create.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { update } from './update.operation';

export const ticket: Resource = { value: 'ticket', name: 'Ticket', operations: [create, get, getAll, update] };
