/** What SympoQ is. */
import { readAddress } from '../address';
import type { Vendor } from '../vendor';
import { check } from './check';
import { ENDPOINTS } from './endpoints';
import { DEFAULT_PATHS } from './paths';
import { statusGroup } from './unify/numbers';
import { STREAMS } from './streams';
import { errorParser } from './errors';

const API = '/app/desk/api';

export const sympoq: Vendor = {
  name: 'sympoq',
  title: 'SympoQ',
  endpoints: ENDPOINTS,
  quota: {
    requests: null,
    windowMs: 60_000,
    source: 'sympoq.com/docs/api, "Rate limit": different limits for reads and writes, no numbers',
  },
  defaults: { pageSize: 25, concurrency: 2, timeoutMs: 60_000 },
  queueKind: 'queue',
  choosesByLabel: true,
  ownSettings: { paths: Object.keys(DEFAULT_PATHS) },
  namesPeopleOnly: true,
  makesRecordIds: true,
  statusGroup: (id, name) => {
    const group = statusGroup({ id, name });
    return group === 'unknown' ? null : group;
  },
  exampleUrl: 'https://account.sympoq.com',
  baseUrl(input) {
    const address = readAddress(input);
    if (!address.ok) return address;
    const at = address.path.search(/\/app(?:\/desk(?:\/api)?)?(?:\/|$)/i);
    return { ok: true, url: `${address.origin}${at === -1 ? address.path : address.path.slice(0, at)}${API}` };
  },
  secrets: ({ key }) => ({ headers: { apikey: key.trim() } }),
  secretMembers: new Set(),
  errorParser,
  streams: STREAMS,
  check,
};
