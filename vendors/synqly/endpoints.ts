/** Every address of Synqly that Ticketlake asks, and how sure we are of it. */
import type { Endpoint } from '../vendor';
import type { Method } from '../http';

const PAGE = 'docs.synqly.com, Connector API, Ticketing';
const SDK = 'Synqly Python SDK 2.0.39 and Go SDK 2.0.26';

const documented = (method: Method, path: string): Endpoint => ({
  method,
  path: `/v1/ticketing${path}`,
  certainty: 'documented',
  source: PAGE,
});
const fromSdk = (method: Method, path: string, source = SDK): Endpoint => ({
  method,
  path,
  certainty: 'assumed',
  source,
});

export const ENDPOINTS = {
  list_remote_fields: documented('GET', '/remote-fields'),
  list_projects: documented('GET', '/projects'),
  query_tickets: documented('GET', '/tickets'),
  get_ticket: documented('GET', '/tickets/{id}'),
  create_ticket: documented('POST', '/tickets'),
  patch_ticket: documented('PATCH', '/tickets/{id}'),
  create_attachment: documented('POST', '/attachments/{id}'),
  list_attachments: documented('GET', '/attachments/{id}'),
  download_attachment: documented('GET', '/attachments/{id}/{attachment_id}/download'),
  delete_attachment: documented('DELETE', '/attachments/{id}/{attachment_id}'),
  list_comments: documented('GET', '/tickets/{id}/comments'),
  create_comment: documented('POST', '/tickets/{id}/comments'),
  delete_comment: documented('DELETE', '/tickets/{id}/comments/{comment_id}'),
  list_notes: documented('GET', '/tickets/{id}/notes'),
  create_note: documented('POST', '/tickets/{id}/notes'),
  patch_note: documented('PATCH', '/tickets/{id}/notes/{note_id}'),
  delete_note: documented('DELETE', '/tickets/{id}/notes/{note_id}'),
  query_escalation_policies: fromSdk('GET', '/v1/ticketing/escalation-policies'),
  list_on_call: fromSdk('GET', '/v1/ticketing/escalation-policies/{id}/on-call'),
  list_integration_webhooks: fromSdk('GET', '/v1/integration-webhooks'),
  create_integration_webhook: fromSdk('POST', '/v1/integration-webhooks'),
  delete_integration_webhooks: fromSdk('DELETE', '/v1/integration-webhooks'),
  list_accounts: fromSdk('GET', '/v1/accounts'),
  list_integrations: fromSdk('GET', '/v1/integrations'),
  list_account_integrations: fromSdk('GET', '/v1/integrations/{account_id}'),
  get_integration: fromSdk('GET', '/v1/integrations/{account_id}/{id}'),
  patch_integration: fromSdk('PATCH', '/v1/integrations/{account_id}/{id}'),
  verify_integration: fromSdk('POST', '/v1/integrations/{account_id}/{id}/verify'),
  create_integration_token: fromSdk('POST', '/v1/tokens/{account_id}/{integration_id}'),
  get_provider_capabilities: fromSdk('GET', '/v1/capabilities/providers/{id}'),
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof ENDPOINTS;
