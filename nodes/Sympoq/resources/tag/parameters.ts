/** Parameters of writing tags. */
import type { INodeProperties } from 'n8n-workflow';
import { severalOf } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';

export const TAGS: INodeProperties = severalOf('Tag', 'tags', 'getTags', { required: true });

export function inputOf(run: OperationRun): { ticketId: string; tags: string[] } {
  return { ticketId: run.parameters.requiredId('ticketId'), tags: run.parameters.requiredNames('tags') };
}
