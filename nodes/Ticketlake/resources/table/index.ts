import type { Resource } from '../../../shared/operation';
import { download } from './download.operation';
import { getAll } from './getAll.operation';

export const table: Resource = { value: 'table', name: 'Table', operations: [download, getAll] };
