import type { Resource } from '../../../shared/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const ticketLog: Resource = { value: 'ticketLog', name: 'Ticket Log', operations: [get, getAll] };
