import type { Resource } from '../../shared/operation';
import { attachment } from './attachment';
import { comment } from './comment';
import { escalationPolicy } from './escalationPolicy';
import { note } from './note';
import { onCall } from './onCall';
import { project } from './project';
import { remoteField } from './remoteField';
import { status } from './status';
import { tag } from './tag';
import { ticket } from './ticket';

export const RESOURCES: readonly Resource[] = [
  ticket,
  comment,
  status,
  tag,
  attachment,
  note,
  project,
  remoteField,
  escalationPolicy,
  onCall,
];
