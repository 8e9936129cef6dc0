import type { Resource } from '../../../shared/operation';
import { close } from './close.operation';
import { getAll } from './getAll.operation';
import { reopen } from './reopen.operation';

export const status: Resource = { value: 'status', name: 'Status', operations: [close, getAll, reopen] };
