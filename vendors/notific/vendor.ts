/** What Notific is. */
import { readAddress } from '../address';
import type { Vendor } from '../vendor';
import { check } from './check';
import { ENDPOINTS } from './endpoints';
import { STREAMS } from './streams';
import { errorParser } from './errors';

/** An operator's secrets as ASP.NET's member systems name them; raw answers are kept without them. */
const SECRETS = [
  'PasswordHash',
  'PasswordSalt',
  'Salt',
  'Hash',
  'Pin',
  'PinCode',
  'SecurityStamp',
  'ApiKey',
  'Key',
  'PasswordQuestion',
  'ResetCode',
  'PasswordResetCode',
];

/** As serialisers write it: ResetCode, resetCode, resetcode, RESETCODE, reset_code, RESET_CODE. */
function inEveryCase(name: string): string[] {
  const snake = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_');
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  return [name, camel, ...[name, snake].flatMap((each) => [each.toLowerCase(), each.toUpperCase()])];
}

export const notific: Vendor = {
  name: 'notific',
  title: 'Notific',
  endpoints: ENDPOINTS,
  quota: { requests: null, windowMs: 60_000, source: 'its page names no limit' },
  // Small Azure plans start slowly.
  defaults: { pageSize: 0, concurrency: 1, timeoutMs: 60_000 },
  queueKind: 'service',
  choosesByLabel: true,
  hasNoPages: true,
  exampleUrl: 'https://notific.example.com',
  baseUrl(input) {
    const address = readAddress(input);
    if (!address.ok) return address;
    const at = address.path.search(/\/api(?:\/(?:tickets|customers|services|operators)(?:\/[^/]*)?)?$/i);
    return { ok: true, url: `${address.origin}${at === -1 ? address.path : address.path.slice(0, at)}` };
  },
  secrets: ({ key }) => ({ query: { key: key.trim() } }),
  secretMembers: new Set(SECRETS.flatMap(inEveryCase)),
  errorParser,
  streams: STREAMS,
  check,
};
