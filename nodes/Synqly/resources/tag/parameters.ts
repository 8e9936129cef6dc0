/** Tags as words: providers take any, and Synqly has no list of them. */
import type { INodeProperties } from 'n8n-workflow';

export const TAGS: INodeProperties = {
  displayName: 'Tags',
  name: 'tags',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. printer, second floor',
  description: 'Names of tags, separated by commas',
};
