/** What Synqly Ticketing is. */
import { readAddress } from '../address';
import type { Vendor } from '../vendor';
import { check } from './check';
import { ENDPOINTS } from './endpoints';
import { errorParser } from './errors';
import { STREAMS } from './streams';
import { PAGE_SIZE } from './streams/ticket-pages';

/** Where Synqly answers (docs.synqly.com, API reference overview); an embedded one has an address of its own. */
export const REGIONS = [
  { value: 'na', name: 'North America', url: 'https://api.synqly.com' },
  { value: 'eu', name: 'Europe', url: 'https://api-eu.synqly.com' },
] as const;

export const synqly: Vendor = {
  name: 'synqly',
  title: 'Synqly Ticketing',
  endpoints: ENDPOINTS,
  quota: {
    requests: null,
    windowMs: 60_000,
    source: 'Synqly publishes no number; its embedded gateway counts by the minute, and a 429 says when it is reached',
  },
  defaults: { pageSize: PAGE_SIZE, concurrency: 4, timeoutMs: 60_000 },
  queueKind: 'project',
  choosesByLabel: true,
  ownSettings: { projects: true },
  exampleUrl: REGIONS[0].url,
  regions: REGIONS,
  baseUrl,
  secrets: ({ key }) => ({ headers: { Authorization: `Bearer ${key.trim()}` } }),
  secretMembers: new Set(['provider_key', 'integrator_key']),
  errorParser,
  streams: STREAMS,
  check,
};

/** `https://api.synqly.com`, `https://api-eu.synqly.com`, or an embedded one as `http://localhost:9000`. */
function baseUrl(input: string): ReturnType<Vendor['baseUrl']> {
  const address = readAddress(input);
  if (!address.ok) return address;
  return { ok: true, url: address.origin + address.path.replace(/\/v1(?:\/.*)?$/i, '') };
}
