import type { Resource } from '../../shared/operation';
import { customer } from './customer';
import { operator } from './operator';
import { service } from './service';
import { status } from './status';
import { tag } from './tag';
import { ticket } from './ticket';

export const RESOURCES: readonly Resource[] = [ticket, status, tag, customer, service, operator];
