/** In reading order: what tickets need, tickets, what hangs on tickets. */
import type { Stream } from '../../vendor';
import { comments } from './activities';
import { customFields, people, queues, tags } from './lookups';
import { tickets } from './tickets';

export const streams: readonly Stream[] = [queues, people, customFields, tags, tickets, comments];
