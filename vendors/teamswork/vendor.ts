/** What TeamsWork "Ticketing As A Service" is. */
import { readAddress } from '../address';
import type { Vendor } from '../vendor';
import { check } from './check';
import { endpoints } from './endpoints';
import { streams } from './streams';
import { errorParser } from './errors';

const API_PATH = '/ticketing/v1';

/** An organisation lives in one of them for good. From the OpenAPI description and two clients. */
export const REGIONS = [
  { value: 'us', name: 'US / Global', url: 'https://teamswork.azure-api.net/ticketing/v1' },
  { value: 'eu', name: 'Europe', url: 'https://ticketing-apim-eu.azure-api.net/ticketing/v1' },
  { value: 'au', name: 'Asia-Pacific (Australia)', url: 'https://ticketing-apim-aus.azure-api.net/ticketing/v1' },
] as const;

export const teamswork: Vendor = {
  name: 'teamswork',
  title: 'TeamsWork',
  endpoints,
  quota: {
    requests: 90,
    windowMs: 60_000,
    source:
      'The vendor allows 100 queries per 60 seconds; its gateway counts approximately, so 10 are left as a margin.',
  },
  defaults: { pageSize: 1000, concurrency: 4, timeoutMs: 60_000 },
  queueKind: 'instance',
  exampleUrl: REGIONS[0].url,
  regions: REGIONS,
  baseUrl,
  // The gateway answers 401 to the key in a header: only the query works.
  secrets: ({ key }) => ({ query: { key: key.trim() } }),
  secretMembers: new Set(['primaryKey', 'secondaryKey']),
  errorParser,
  streams,
  askedOnce: ['getInstance'],
  ownSettings: { attachments: true },
  check,
};

/** Takes a region's base URL, its host alone, or a pasted address of one of its endpoints. */
function baseUrl(input: string): ReturnType<Vendor['baseUrl']> {
  const text = input.trim();
  const address = readAddress(/^[a-z0-9][\w.-]*\.[a-z]{2,}(?:[:/]|$)/i.test(text) ? `https://${text}` : text);
  if (!address.ok) return address;
  const versioned = /^(.*?\/ticketing\/v\d+(?:\.\d+)*)(?:\/|$)/i.exec(address.path)?.[1];
  const prefix = address.path.replace(/\/(?:tickets|instance|tags)(?:\/.*)?$/i, '').replace(/\/ticketing$/i, '');
  return { ok: true, url: `${address.origin}${versioned ?? `${prefix}${API_PATH}`}` };
}
