/** What a comment says. */
import type { INodeProperties } from 'n8n-workflow';
import { flag, longText } from '../../../shared/fields';

export const TEXT: INodeProperties = longText('Text', 'comment', 'What to say', { required: true });

export const IS_HTML: INodeProperties = flag(
  'Is HTML',
  'isHtml',
  false,
  'Whether the text is HTML; otherwise markup in it is shown as it is written',
);
