/** How TeamsWork, and the Azure API Management gateway before it, word their errors. */
import type { ErrorParser, ServiceMessage } from '../answer';
import { oneLine } from '../answer';
import type { Json } from '../json';
import { asText, isObject } from '../json';

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'Check the key and the region of the base URL (US/Global, EU or Australia). A key works for one ticketing instance in one region.',
  403: 'The secondary key only reads. Use the primary key (read/write) to change anything.',
  404: 'Check the ID (the UUID, not the number that people quote) and the region of the base URL.',
};

/** Members in which a text can stand, the most telling first. */
const MEMBERS = ['message', 'error_description', 'detail', 'error', 'errors', 'details'];
/** Of these only a text tells: a field of a ticket may have the same name. */
const LAST_MEMBERS = ['title', 'code'];
const DEEPEST = 5;

export const errorParser: ErrorParser = {
  title: 'TeamsWork',
  read: (status, json) => ({ text: oneLine(errorText(json, DEEPEST)), codes: codesIn(json), remedy: REMEDIES[status] }),
  failureIn,
};

/** Some failures come as HTTP 200 with `error: true` and a message. */
function failureIn(json: Json): ServiceMessage | undefined {
  if (!isObject(json)) return undefined;
  const { error } = json;
  const failed = error === true || error === 'true' || isObject(error) || (typeof error === 'string' && isText(error));
  return failed ? { text: oneLine(errorText(json, DEEPEST)), codes: codesIn(json) } : undefined;
}

function isText(error: string): boolean {
  return error.trim() !== '' && error !== 'false';
}

function errorText(json: Json | undefined, depth: number): string | null {
  if (typeof json === 'string') return json === 'true' ? null : asText(json);
  if (depth === 0 || json === null || typeof json !== 'object') return null;
  if (Array.isArray(json)) {
    const texts = json.slice(0, 5).map((item) => errorText(item, depth - 1));
    return joined(texts);
  }
  const nested = MEMBERS.map((member) => errorText(json[member], depth - 1)).find((text) => text !== null);
  const label = LAST_MEMBERS.map((member) => json[member]).find((value) => typeof value === 'string');
  if (nested !== undefined || label !== undefined) return nested ?? asText(label);
  // A tree by field: { title: ["is required"] }
  const members = Object.entries(json).slice(0, 5);
  return joined(
    members.map(([name, value]) =>
      labelled(name, Array.isArray(value) || isObject(value) ? errorText(value, depth - 1) : null),
    ),
  );
}

function labelled(name: string, text: string | null): string | null {
  return text === null ? null : `${name}: ${text}`;
}

function joined(texts: ReadonlyArray<string | null>): string | null {
  const parts = texts.filter((text) => text !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

function codesIn(json: Json): string[] {
  if (!isObject(json)) return [];
  const inner = isObject(json['error']) ? json['error']['code'] : json['code'];
  const code = asText(inner);
  return code === null ? [] : [code];
}
