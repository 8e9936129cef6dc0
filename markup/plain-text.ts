/** Markup to plain text, one reading for the exporter and the nodes. Total, and linear in the length of the markup. */
import { htmlToText } from './html';
import { markdownToText } from './markdown';

export const plainText = {
  html: (markup: string): string => htmlToText(markup),
  markdown: markdownToText,
};
