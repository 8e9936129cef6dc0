/** What Notific's API offers: four resources, five verbs each, all on the one page that is public. */
import type { Endpoint } from '../vendor';

export const RESOURCES = {
  ticket: 'Tickets',
  customer: 'Customers',
  service: 'Services',
  operator: 'Operators',
} as const;
export type Resource = keyof typeof RESOURCES;

const PAGE = "the product's own page /api";

const documented = (method: Endpoint['method'], path: string): Endpoint => ({
  method,
  path,
  certainty: 'documented',
  source: PAGE,
});

export const ENDPOINTS = {
  list_tickets: documented('GET', '/api/Tickets'),
  get_ticket: documented('GET', '/api/Tickets/{id}'),
  create_ticket: documented('POST', '/api/Tickets'),
  update_ticket: documented('PUT', '/api/Tickets/{id}'),
  delete_ticket: documented('DELETE', '/api/Tickets/{id}'),
  list_customers: documented('GET', '/api/Customers'),
  get_customer: documented('GET', '/api/Customers/{id}'),
  create_customer: documented('POST', '/api/Customers'),
  update_customer: documented('PUT', '/api/Customers/{id}'),
  delete_customer: documented('DELETE', '/api/Customers/{id}'),
  list_services: documented('GET', '/api/Services'),
  get_service: documented('GET', '/api/Services/{id}'),
  create_service: documented('POST', '/api/Services'),
  update_service: documented('PUT', '/api/Services/{id}'),
  delete_service: documented('DELETE', '/api/Services/{id}'),
  list_operators: documented('GET', '/api/Operators'),
  get_operator: documented('GET', '/api/Operators/{id}'),
  create_operator: documented('POST', '/api/Operators'),
  update_operator: documented('PUT', '/api/Operators/{id}'),
  delete_operator: documented('DELETE', '/api/Operators/{id}'),
} as const satisfies Record<string, Endpoint>;
