import type { Resource } from '../../../shared/operation';
import { cancel } from './cancel.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { start } from './start.operation';
import { startAndWait } from './startAndWait.operation';

export const run: Resource = { value: 'run', name: 'Run', operations: [cancel, get, getAll, start, startAndWait] };
