import type { Resource } from '../../shared/operation';
import { comment } from './comment';
import { queue } from './queue';
import { status } from './status';
import { tag } from './tag';
import { ticket } from './ticket';
import { topic } from './topic';
import { user } from './user';

export const RESOURCES: readonly Resource[] = [ticket, comment, status, tag, queue, topic, user];
