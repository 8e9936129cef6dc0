import type { Resource } from '../../shared/operation';
import { agent } from './agent';
import { attachment } from './attachment';
import { comment } from './comment';
import { customField } from './customField';
import { department } from './department';
import { organization } from './organization';
import { person } from './person';
import { status } from './status';
import { tag } from './tag';
import { ticket } from './ticket';
import { ticketLog } from './ticketLog';

export const RESOURCES: readonly Resource[] = [
  ticket,
  comment,
  status,
  tag,
  attachment,
  person,
  organization,
  agent,
  department,
  customField,
  ticketLog,
];
