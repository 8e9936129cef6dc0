/** The service of Ticketlake (`ticketlake serve`) as its nodes and its credential see it. */
import { readAddress } from '../../vendors/address';
import type { Service } from '../shared/service';
import { errorParser } from './api/errors';

/** What follows the address in a link that was copied from the service. */
const BELOW = /\/(?:api|odata|parquet|health|metrics)(?:\/.*)?$/i;

export const TICKETLAKE: Service = {
  credential: 'ticketlakeApi',
  vendor: {
    name: 'ticketlake',
    title: 'Ticketlake',
    // A query may wait for others before it runs, each half a minute at most.
    defaults: { pageSize: 0, concurrency: 1, timeoutMs: 300_000 },
    baseUrl(input) {
      const address = readAddress(input);
      return address.ok ? { ok: true, url: `${address.origin}${address.path.replace(BELOW, '')}` } : address;
    },
    secrets: ({ key }) => (key.trim() === '' ? {} : { headers: { authorization: `Bearer ${key.trim()}` } }),
    secretMembers: new Set(),
    errorParser,
  },
};
