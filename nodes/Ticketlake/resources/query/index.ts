import type { Resource } from '../../../shared/operation';
import { execute } from './execute.operation';

export const query: Resource = { value: 'query', name: 'Query', operations: [execute] };
