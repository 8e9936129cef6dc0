/** What a note is made of. */
import type { INodeProperties } from 'n8n-workflow';
import { longText, text } from '../../../shared/fields';

export const TITLE: INodeProperties = text('Title', 'title', 'Heading of the note', {
  placeholder: 'e.g. Called back',
});

export const CONTENT: INodeProperties = longText('Content', 'content', 'Text of the note, as Markdown');
