/** Parameters of writing tags, which Deskpro calls labels. */
import type { INodeProperties } from 'n8n-workflow';

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
