/** Texts that may be plain or HTML. */
import type { Json } from '../../json';
import { clean } from '../../text';
import type { Notes } from '../../unify';
import { textFrom } from '../../unify';
import type { UnifyContext } from '../../vendor';

/** API 1.0 kept HTML in the plain member; 1.1 keeps it in a member of its own. */
const MARKUP = /^\s*<([a-z][a-z0-9]*)\b[^>]*>[\s\S]*>\s*$/i;

/** @returns plain text of the plain member, else of the HTML one */
export function plainText(
  plain: Json | undefined,
  html: Json | undefined,
  field: string,
  context: UnifyContext,
  notes: Notes,
): string | null {
  const text = textFrom(plain, field, notes);
  if (text !== null) return MARKUP.test(text) ? toText(text, context) : text;
  const markup = textFrom(html, `${field}_HTML`, notes);
  return markup === null ? null : toText(markup, context);
}

function toText(markup: string, context: UnifyContext): string | null {
  const text = clean(context.plainText.html(markup)).trim();
  return text === '' ? null : text;
}
