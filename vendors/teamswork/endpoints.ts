/** What TeamsWork's "Ticketing As A Service" API offers, and how sure that is. */
import type { Endpoint } from '../vendor';

const PAGE = "the vendor's Ticketing API page, www.teamswork.app/fr/ticketingapi";
const EXAMPLE = `${PAGE}: its heading says PUT, its example POST`;
const SPEC =
  'API 1.1 as two public clients describe it: joelst/TicketingAsAServiceCopilotSkill, joelst/teamswork-ticketing-mcp';

export const endpoints = {
  listTickets: { method: 'GET', path: '/tickets', certainty: 'documented', source: PAGE },
  createTicket: { method: 'POST', path: '/tickets', certainty: 'documented', source: PAGE },
  getTicket: { method: 'GET', path: '/tickets/{id}', certainty: 'documented', source: PAGE },
  updateTicket: { method: 'PUT', path: '/tickets/{id}', certainty: 'documented', source: PAGE },
  setStatus: { method: 'PUT', path: '/tickets/{id}/status', certainty: 'documented', source: PAGE },
  postStatus: { method: 'POST', path: '/tickets/{id}/status', certainty: 'documented', source: EXAMPLE },
  listActivities: { method: 'GET', path: '/tickets/{id}/activities', certainty: 'documented', source: PAGE },
  addComment: { method: 'POST', path: '/tickets/{id}/comments', certainty: 'documented', source: PAGE },
  addActivity: { method: 'POST', path: '/tickets/{id}/activities', certainty: 'assumed', source: SPEC },
  listAttachments: { method: 'GET', path: '/tickets/{id}/attachments', certainty: 'assumed', source: SPEC },
  addAttachments: { method: 'POST', path: '/tickets/{id}/attachments', certainty: 'assumed', source: SPEC },
  listActivityAttachments: {
    method: 'GET',
    path: '/tickets/activity/{activityId}/attachments',
    certainty: 'assumed',
    source: SPEC,
  },
  getInstance: { method: 'GET', path: '/instance', certainty: 'documented', source: PAGE },
  listTags: { method: 'GET', path: '/tags', certainty: 'documented', source: PAGE },
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof endpoints;
