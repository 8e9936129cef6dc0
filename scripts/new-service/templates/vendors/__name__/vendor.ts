/** What __title__ is. */
import { readAddress } from '../address';
import type { Vendor } from '../vendor';
import { check } from './check';
import { ENDPOINTS } from './endpoints';
import { errorParser } from './errors';
import { PAGE_SIZE, STREAMS } from './streams';

export const __name__: Vendor = {
  name: '__name__',
  title: '__title__',
  endpoints: ENDPOINTS,
  quota: { requests: null, windowMs: 60_000, source: 'vendors/__name__/vendor.ts: quota is not written yet' },
  defaults: { pageSize: PAGE_SIZE, concurrency: 1, timeoutMs: 30_000 },
  queueKind: 'queue',
  exampleUrl: 'https://acme.__name__.example',
  baseUrl(input) {
    const address = readAddress(input);
    return address.ok ? { ok: true, url: `${address.origin}${address.path}` } : address;
  },
  secrets: () => {
    throw new Error('vendors/__name__/vendor.ts: secrets is not written yet');
  },
  secretMembers: new Set(),
  errorParser,
  streams: STREAMS,
  check,
};
