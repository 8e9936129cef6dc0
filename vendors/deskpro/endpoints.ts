/** Every endpoint that is asked, and how it is known. Paths are below the helpdesk's address. */
import type { Method } from '../http';
import type { Endpoint } from '../vendor';

const PAGE = 'the vendor\'s page "Request Format"';
const CLIENTS = 'clients in production (hmrc/api-platform-deskpro, peeringdb/peeringdb)';
const GENERATED = "a client generated from the product's own API description (headzoo/deskpro-api-php-client)";
const GUIDE = "the vendor's developer guide on support.deskpro.com";

const documented = (method: Method, path: string): Endpoint => ({
  method,
  path: `/api/v2${path}`,
  certainty: 'documented',
  source: PAGE,
});
const assumed =
  (source: string) =>
  (method: Method, path: string): Endpoint => ({ method, path: `/api/v2${path}`, certainty: 'assumed', source });
const live = assumed(CLIENTS);
const generated = assumed(GENERATED);
const guided = assumed(GUIDE);

/** Lists of reference data that are read whole: endpoint name → path below /api/v2. */
export const REFERENCE_PATHS = {
  person_fields: '/person_custom_fields',
  organization_fields: '/organization_custom_fields',
  priorities: '/ticket_priorities',
  products: '/ticket_products',
  workflows: '/ticket_workflows',
  languages: '/languages',
  brands: '/brands',
  slas: '/slas',
  stars: '/ticket_stars',
  user_groups: '/user_groups',
  agents: '/agents',
  agent_teams: '/agent_teams',
  departments: '/ticket_departments',
  ticket_fields: '/ticket_custom_fields',
  categories: '/ticket_categories',
  labels: '/ticket_labels',
} as const;
export type ReferenceList = keyof typeof REFERENCE_PATHS;

const references = Object.fromEntries(
  Object.entries(REFERENCE_PATHS).map(([name, path]) => [`${name}.list`, generated('GET', path)]),
);

export const endpoints: Readonly<Record<string, Endpoint>> = {
  me: guided('GET', '/me'),
  discover: guided('GET', '/helpdesk/discover'),
  batch: live('POST', '/batch'),
  search: generated('GET', '/search'),

  'tickets.list': documented('GET', '/tickets'),
  'tickets.get': documented('GET', '/tickets/{id}'),
  // The page's verb table says PUT creates and POST updates, its own status table 201 for POST and 204 for PUT;
  // live clients agree with the latter, and so does the page's later edition.
  'tickets.create': documented('POST', '/tickets'),
  'tickets.update': documented('PUT', '/tickets/{id}'),
  'tickets.delete': documented('DELETE', '/tickets/{id}'),
  'tickets.counts': generated('GET', '/tickets/counts'),
  'tickets.lock': generated('PUT', '/tickets/{id}/actions/lock'),
  'tickets.unlock': generated('PUT', '/tickets/{id}/actions/unlock'),
  'tickets.attachments': live('GET', '/tickets/{id}/attachments'),
  'tickets.logs': generated('GET', '/tickets/{id}/logs'),
  'tickets.log': generated('GET', '/tickets/{id}/logs/{log}'),

  'messages.list': live('GET', '/tickets/{id}/messages'),
  'messages.get': live('GET', '/tickets/{id}/messages/{message}'),
  'messages.create': live('POST', '/tickets/{id}/messages'),
  'messages.update': live('PUT', '/tickets/{id}/messages/{message}'),
  'messages.delete': generated('DELETE', '/tickets/{id}/messages/{message}'),
  'messages.attachments': live('GET', '/tickets/{id}/messages/{message}/attachments'),
  'blobs.create': live('POST', '/blobs/temp'),
  'blobs.download': {
    method: 'GET',
    path: "{the attachment's download_url}",
    certainty: 'assumed',
    source: CLIENTS,
  },

  'people.list': live('GET', '/people'),
  'people.query': live('POST', '/people'),
  'people.get': live('GET', '/people/{id}'),
  'people.create': live('POST', '/people'),
  'people.update': live('PUT', '/people/{id}'),
  'people.delete': generated('DELETE', '/people/{id}'),
  'organizations.list': live('GET', '/organizations'),
  'organizations.get': live('GET', '/organizations/{id}'),
  'organizations.create': generated('POST', '/organizations'),
  'organizations.update': generated('PUT', '/organizations/{id}'),
  'organizations.delete': generated('DELETE', '/organizations/{id}'),

  ...references,
  'agents.get': generated('GET', '/agents/{id}'),
  'departments.get': generated('GET', '/ticket_departments/{id}'),
  'statuses.list': generated('GET', '/ticket_statuses'),
};
