/** How Deskpro says that something went wrong: a tree of errors, walked to its leaves. */
import { dictionary } from '../dictionary';
import type { ErrorParser, ServiceMessage } from '../answer';
import { oneLine } from '../answer';
import type { Json } from '../json';
import { arrayAt, asText, isObject, objectAt } from '../json';

interface Leaf {
  /** `emails.emails_0`; blank for errors of the whole request. */
  field: string;
  code: string | null;
  message: string | null;
}

const MAX_LEAVES = 20;
const MAX_DEPTH = 12;

const REMEDIES: Readonly<Record<string, string>> = dictionary({
  unauthorized: 'Give an API key of Admin › Apps › API Keys, with the number, the colon and the text after it.',
  malformed_authorization_header: 'Give the whole API key, with the number, the colon and the text after it.',
  invalid_authorization_header: 'Give the whole API key, with the number, the colon and the text after it.',
  invalid_api_key: 'Check the API key in Admin › Apps › API Keys and that it belongs to this helpdesk.',
  dupe_ticket: 'Deskpro refuses an equal ticket or reply shortly after the first. Look whether it exists already.',
  dupe_email: 'The address belongs to a person already, maybe as a second address or to a deleted agent.',
  extra_fields: 'Leave out the fields that are named here. Deskpro does not know them.',
});

export const errorParser: ErrorParser = { title: 'Deskpro', read: readError };

function readError(status: number, json: Json): ServiceMessage {
  const message = isObject(json) ? oneLine(asText(json.message)) : null;
  const leaves = leavesOf(isObject(json) ? json.errors : undefined, '', 0).slice(0, MAX_LEAVES);
  const codes = [isObject(json) ? asText(json.code) : null, ...leaves.map(({ code }) => code)].filter(isSlug);
  const error: ServiceMessage = { text: sentence(message, leaves), codes: [...new Set(codes)] };
  // Old on-premises builds answer 403, not 429, when a key's quota is used up.
  if (status === 403 && /limit for api calls is exhausted/i.test(message ?? '')) {
    return {
      ...error,
      code: 'rate_limited',
      remedy: "The key's hourly or daily limit is used up. Wait, or raise it in Admin.",
    };
  }
  const remedy = [...codes]
    .reverse()
    .map((code) => REMEDIES[code])
    .find((text) => text !== undefined);
  return remedy === undefined ? error : { ...error, remedy };
}

/** `errors` has two halves, either may be missing; the whole may be null. */
function leavesOf(errors: Json | undefined, field: string, depth: number): Leaf[] {
  if (!isObject(errors) || depth > MAX_DEPTH) return [];
  const own = arrayAt(errors, 'errors').map((error) => leafOf(error, field));
  const below = Object.entries(objectAt(errors, 'fields')).flatMap(([name, nested]) =>
    leavesOf(nested, field === '' ? name : `${field}.${name}`, depth + 1),
  );
  return [...own, ...below];
}

function leafOf(error: Json, field: string): Leaf {
  if (!isObject(error)) return { field, code: null, message: oneLine(asText(error)) };
  return { field, code: asText(error.code), message: oneLine(asText(error.message)) };
}

function sentence(message: string | null, leaves: readonly Leaf[]): string | null {
  const details = leaves.map(({ field, code, message: text }) => {
    const what = text === null ? code : code === null || !isSlug(code) ? text : `${text} (${code})`;
    return [field, what].filter((part) => part !== null && part !== '').join(': ');
  });
  return oneLine([message, ...details].filter((part) => part !== null && part !== '').join('; '));
}

/** A 404 repeats its message as its code (`#3432 Not Found`): that is no code. */
function isSlug(code: string | null): code is string {
  return code !== null && /^[a-z][a-z0-9_]*$/.test(code);
}
