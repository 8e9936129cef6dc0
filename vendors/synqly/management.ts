/**
 * Requests beside the ticketing connector: the Management API, which takes an organization token, and the
 * connector's own webhook installer. An integration token is made from an organization token here.
 */
import type { ApiRequest } from '../http';
import type { JsonObject } from '../json';
import type { PatchStep } from './requests';
import { ask, remove, stepsOf, write } from './requests';

const CONNECTOR = /\/v1\/(?:ticketing|integration-webhooks|hooks)(?:[/?#]|$)/;

/** The two kinds of tokens open different paths: the connector takes an integration token, the rest the organization's. */
export function takesOrganizationToken(url: string): boolean {
  return /\/v1\//.test(url) && !CONNECTOR.test(url);
}

/** Management lists go on by the name of the last row, not by a cursor (docs.synqly.com, Management API). */
export interface ManagementQuery {
  limit?: number;
  startAfter?: string;
  filters?: readonly string[];
}

export const listAccounts = (query: ManagementQuery = {}): ApiRequest => ask('list_accounts', [], pairs(query));
export const listIntegrations = (query: ManagementQuery = {}): ApiRequest => ask('list_integrations', [], pairs(query));
export const listAccountIntegrations = (accountId: string, query: ManagementQuery = {}): ApiRequest =>
  ask('list_account_integrations', [accountId], pairs(query));
export const getIntegration = (accountId: string, id: string): ApiRequest => ask('get_integration', [accountId, id]);
export const patchIntegration = (accountId: string, id: string, steps: readonly PatchStep[]): ApiRequest =>
  write('patch_integration', [accountId, id], stepsOf(steps));
/** Asks the provider whether the stored credential of the integration works. Changes nothing. */
export const verifyIntegration = (accountId: string, id: string): ApiRequest => ({
  ...write('verify_integration', [accountId, id], {}),
  expects: 'none',
  repeatable: true,
});

/**
 * @param ttl as `10m`, `2h`, `45s`; Synqly's default is ten minutes. The secret is at `result…access.secret`:
 *   `integrationTokenFrom` finds it
 */
export function createIntegrationToken(accountId: string, integrationId: string, ttl?: string): ApiRequest {
  const body: JsonObject = ttl === undefined ? {} : { token_ttl: ttl };
  // A token that is made twice does no harm: the first one ends by itself.
  return { ...write('create_integration_token', [accountId, integrationId], body), repeatable: true };
}

/** @param providerId as `ticketing_jira`; the answer says which operations, filters and orders it supports */
export const getProviderCapabilities = (providerId: string): ApiRequest =>
  ask('get_provider_capabilities', [providerId], [['expand', 'operations']]);

export const listIntegrationWebhooks = (): ApiRequest => ask('list_integration_webhooks', []);
/** Installs the provider's side of a webhook (ServiceNow). @param project its ticket table, as `incident` */
export const createIntegrationWebhook = (project: string): ApiRequest =>
  write('create_integration_webhook', [], { project });
export const deleteIntegrationWebhooks = (): ApiRequest => remove('delete_integration_webhooks', []);

function pairs({ limit, startAfter, filters }: ManagementQuery): Array<readonly [string, string]> {
  const query: Array<readonly [string, string]> = (filters ?? []).map((filter) => ['filter', filter] as const);
  if (limit !== undefined) query.push(['limit', String(limit)]);
  if (startAfter !== undefined) query.push(['start_after', startAfter]);
  return query;
}
