import type { Resource } from '../../../shared/operation';
import { get } from './get.operation';

export const instance: Resource = { value: 'instance', name: 'Instance', operations: [get] };
