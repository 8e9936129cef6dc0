/** What a note is made of. */
import type { INodeProperties } from 'n8n-workflow';

export const TITLE: INodeProperties = {
  displayName: 'Title',
  name: 'title',
  type: 'string',
  default: '',
  placeholder: 'e.g. Called back',
  description: 'Heading of the note',
};

export const CONTENT: INodeProperties = {
  displayName: 'Content',
  name: 'content',
  type: 'string',
  typeOptions: { rows: 4 },
  default: '',
  description: 'Text of the note, as Markdown',
};
