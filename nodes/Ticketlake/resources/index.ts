import type { Resource } from '../../shared/operation';
import { query } from './query';
import { run } from './run';
import { source } from './source';
import { table } from './table';
import { target } from './target';

export const RESOURCES: readonly Resource[] = [query, run, source, table, target];
