/** Texts of SympoQ come from mails and forms: plain ones mostly, now and then HTML. */
import { clean } from '../text';
import type { UnifyContext } from '../vendor';

const ELEMENT =
  /<\/?(?:p|br|div|span|table|tr|td|ul|ol|li|b|i|strong|em|a|img|h[1-6]|blockquote|pre|html|body)\b[^<>]*>/i;

/** Plain text of a text that may be HTML; null for blank. */
export function plain(text: string | null, context: Pick<UnifyContext, 'plainText'>): string | null {
  if (text === null) return null;
  const read = clean(ELEMENT.test(text) ? context.plainText.html(text) : text);
  return read.trim() === '' ? null : read;
}
