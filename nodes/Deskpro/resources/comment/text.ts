/** What a comment says. */
import type { INodeProperties } from 'n8n-workflow';

export const TEXT: INodeProperties = {
  displayName: 'Text',
  name: 'comment',
  type: 'string',
  typeOptions: { rows: 4 },
  required: true,
  default: '',
  description: 'What to say',
};

export const IS_HTML: INodeProperties = {
  displayName: 'Is HTML',
  name: 'isHtml',
  type: 'boolean',
  default: false,
  description: 'Whether the text is HTML; otherwise markup in it is shown as it is written',
};
