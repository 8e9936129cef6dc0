/** How Notific, an ASP.NET Web API, says that something went wrong. Exceptions and stack traces are never shown. */
import type { ErrorParser, ServiceMessage } from '../answer';
import { oneLine } from '../answer';
import type { Json } from '../json';
import { isObject } from '../json';
import { member } from './members';

/** Notific has no header for the key and no role: whoever has the key may do everything. */
const WRONG_KEY: ServiceMessage = {
  text: 'it shows its login page, as it does for a wrong key',
  code: 'unauthorized',
  remedy: "Copy the key from Notific's Settings page, and check the base URL.",
};

export const errorParser: ErrorParser = {
  title: 'Notific',
  read(status, json) {
    const text = complaint(json);
    if (status === 401 || status === 403) return { text, code: 'unauthorized', remedy: WRONG_KEY.remedy };
    if (status === 404 && text === null) return { text: 'it has no record with this Id', remedy: 'Check the Id.' };
    return { text };
  },
  page(html, location) {
    const isLogin = location === undefined ? asksForPassword(html) : /log[io]n|sign-?in|account/i.test(location);
    return isLogin ? WRONG_KEY : undefined;
  },
};

function asksForPassword(html: string): boolean {
  return /<input[^>]+type\s*=\s*["']?password/i.test(html);
}

/** `Message`, and what `ModelState` (in newer frameworks `errors`) says of each member. */
function complaint(json: Json): string | null {
  if (typeof json === 'string') return oneLine(json);
  const message = lineOf(member(json, 'Message', 'title', 'detail'));
  const state = member(json, 'ModelState', 'errors');
  const members = isObject(state) ? Object.entries(state).map(([name, value]) => ofMember(name, value)) : [];
  const lines = [message, ...members].filter((line) => line !== null);
  return lines.length === 0 ? null : oneLine(lines.join(' '));
}

/** ASP.NET repeats a member's parse failure as an exception text, with paths and line numbers: only sentences pass. */
function ofMember(name: string, value: Json | undefined): string | null {
  const lines = (Array.isArray(value) ? value : [value]).map(lineOf).filter((line) => line !== null);
  return lines.length === 0 ? null : `${name}: ${lines.join(' ')}`;
}

function lineOf(value: Json | undefined): string | null {
  if (typeof value !== 'string' || /\n\s*at |\bat [\w.`<>]+\(.*\) in |StackTrace/.test(value)) return null;
  return oneLine(value);
}
