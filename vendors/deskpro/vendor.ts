/** What Deskpro is: one helpdesk, API v2, an API key. */
import type { Vendor } from '../vendor';
import { baseUrl } from './address';
import { check } from './check';
import { endpoints } from './endpoints';
import { SECRET_MEMBERS } from './unify/secrets';
import { LARGEST_PAGE } from './streams/pages';
import { streams } from './streams';
import { errorParser } from './errors';

export const deskpro: Vendor = {
  name: 'deskpro',
  title: 'Deskpro',
  endpoints,
  quota: {
    requests: null,
    windowMs: 60_000,
    source:
      "The vendor's page: limits are set per key, hourly and daily, and globally in the cloud; no number is given.",
  },
  defaults: { pageSize: LARGEST_PAGE, concurrency: 4, timeoutMs: 60_000 },
  queueKind: 'department',
  ownSettings: { doneRescan: true },
  describedByFirstComment: true,
  exampleUrl: 'https://acme.deskpro.com',
  baseUrl,
  // `key` is literally that word. A pasted "key 2:ABC" or an agent's "token 2:ABC" is taken as it is.
  secrets: ({ key }) => ({
    headers: { Authorization: /^(?:key|token)\s/i.test(key.trim()) ? key.trim() : `key ${key.trim()}` },
  }),
  secretMembers: SECRET_MEMBERS,
  errorParser,
  streams,
  check: (call) => check(call),
};
