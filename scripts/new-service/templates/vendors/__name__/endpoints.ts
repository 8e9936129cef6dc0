/** What __title__'s API offers. `documented` is what its page says, `assumed` all else. */
import type { Endpoint } from '../vendor';

export const ENDPOINTS = {
  list_tickets: {
    method: 'GET',
    path: '/not-written',
    certainty: 'assumed',
    source: 'vendors/__name__/endpoints.ts: list_tickets is not written yet',
  },
  get_ticket: {
    method: 'GET',
    path: '/not-written/{id}',
    certainty: 'assumed',
    source: 'vendors/__name__/endpoints.ts: get_ticket is not written yet',
  },
  create_ticket: {
    method: 'POST',
    path: '/not-written',
    certainty: 'assumed',
    source: 'vendors/__name__/endpoints.ts: create_ticket is not written yet',
  },
  update_ticket: {
    method: 'PATCH',
    path: '/not-written/{id}',
    certainty: 'assumed',
    source: 'vendors/__name__/endpoints.ts: update_ticket is not written yet',
  },
} as const satisfies Record<string, Endpoint>;
