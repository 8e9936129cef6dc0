/** Parameters of writing tags. */
import type { INodeProperties } from 'n8n-workflow';
import type { OperationRun } from '../../../shared/operation';

export const TAGS: INodeProperties = {
  displayName: 'Tag Names or IDs',
  name: 'tags',
  type: 'multiOptions',
  typeOptions: { loadOptionsMethod: 'getTags' },
  required: true,
  default: [],
  description:
    'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

export function inputOf(run: OperationRun): { ticketId: string; tags: string[] } {
  return { ticketId: run.given.requiredId('ticketId'), tags: run.given.requiredNames('tags') };
}
