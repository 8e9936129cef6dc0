/**
 * Redaction by value and by name. By value: our own secrets, in every encoding in which they could come back
 * (raw, percent, form, base64, JSON-escaped). By name: members that a service fills with secrets of its own.
 */
import type { Json } from './json';

const MASK = '***';
const SECRET_NAME =
  /^(?:auth|authorization|access_?code|ticket_?hash|message_hash|pwd|.*(?:password|passwd|passphrase|secret|api_?key|(?:access|auth|refresh|bearer|session|id|csrf|api)_?token))$/i;
const SECRET_QUERY =
  /([?&;](?:key|api_?key|apikey|token|access_token|refresh_token|sig|signature|auth|password|secret|ssid|subscription-key)=)[^&#\s"'<>]+/gi;

export type Redact = (text: string) => string;

/**
 * @param secrets the values to hide; blank ones and ones shorter than 4 characters are passed over, since
 *   hiding them would hide ordinary text
 * @returns a function that masks every one of them, and secret query parameters by name, in a text
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = new Set(secrets.filter((secret) => secret.trim().length >= 4).flatMap(encodings));
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    let redacted = text;
    for (const form of longestFirst) redacted = redacted.replaceAll(form, MASK);
    return redacted.replace(SECRET_QUERY, `$1${MASK}`);
  };
}

function encodings(secret: string): string[] {
  const percent = percentForms(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].map((shift) => base64Core(secret, shift));
  const all = [
    secret,
    secret.trim(),
    ...percent,
    ...percent.map((text) => text.toLowerCase()),
    ...percent.map((text) => text.replaceAll('%20', '+')),
    encodeURI(secret),
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...base64.map((text) => encodeURIComponent(text)),
  ];
  return all.filter((form) => form.length >= 4);
}

/** By encodeURIComponent, by RFC 3986 to the letter, and as forms are (URL Standard: all but `*-._`). */
function percentForms(secret: string): string[] {
  const plain = encodeURIComponent(secret);
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return [plain, plain.replace(/[!'()*]/g, hex), plain.replace(/[!'()~]/g, hex)];
}

/** The part of the base64 text that depends on the secret alone, wherever in a longer text it began. */
function base64Core(secret: string, shift: number): string {
  const bytes = new TextEncoder().encode(`${'x'.repeat(shift)}${secret}`);
  const whole = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  return whole.slice(first, last);
}

/** Whether a member is named like a secret: its value must not be written anywhere. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** A copy without members named like secrets, and with secret query parameters masked in every URL. */
export function withoutSecrets(value: Json, alsoSecret: ReadonlySet<string> = new Set()): Json {
  if (typeof value === 'string') return /^https?:/i.test(value) ? value.replace(SECRET_QUERY, `$1${MASK}`) : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, alsoSecret));
  const kept: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || isSecretName(name) || alsoSecret.has(name)) continue;
    kept[name] = withoutSecrets(member, alsoSecret);
  }
  return kept;
}
