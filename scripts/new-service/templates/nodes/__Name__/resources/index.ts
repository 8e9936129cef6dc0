import type { Resource } from '../../shared/operation';
import { ticket } from './ticket';

export const RESOURCES: readonly Resource[] = [ticket];
