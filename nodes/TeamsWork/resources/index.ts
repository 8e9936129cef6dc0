import type { Resource } from '../../shared/operation';
import { activity } from './activity';
import { attachment } from './attachment';
import { comment } from './comment';
import { instance } from './instance';
import { status } from './status';
import { tag } from './tag';
import { ticket } from './ticket';

export const RESOURCES: readonly Resource[] = [ticket, comment, status, tag, attachment, activity, instance];
