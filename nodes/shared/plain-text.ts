/** Markup as the plain text that people read in it. */
import { plainText } from '../../markup/plain-text';

/** @param markup HTML of any size and depth */
export const htmlToText = (markup: string): string => plainText.html(markup);
