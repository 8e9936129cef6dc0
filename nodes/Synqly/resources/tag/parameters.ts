/** Tags as words: providers take any, and Synqly has no list of them. */
import type { INodeProperties } from 'n8n-workflow';
import { text } from '../../../shared/fields';

export const TAGS: INodeProperties = text('Tags', 'tags', 'Names of tags, separated by commas', {
  required: true,
  placeholder: 'e.g. printer, second floor',
});
