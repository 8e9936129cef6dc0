/** The Management API, as far as webhooks, tokens and capabilities need it. One account, an integration a provider. */
import { dictionary } from '../dictionary';
import type { AccessCheck } from './access';
import type { SynqlyState } from './state';
import type { WebhookItem } from './deliveries';
import { freshKey, isLoopback } from './deliveries';
import { patched, stepsIn } from './json-patch';
import { badBody, missing } from './answers';
import type { Json } from './answers';
import type { Provider } from './provider';
import { PROVIDERS } from './provider';
import type { JsonObject } from './render';
import type { Route, RouteRequest } from './route';
import { bodyObject } from './route';

const ACCOUNT = 'acme';
const TEN_MINUTES = 600_000;
const UNITS: Readonly<Record<string, number>> = dictionary({ s: 1000, m: 60_000, h: 3_600_000 });

export function managementRoutes(route: Route, state: SynqlyState, access: AccessCheck): void {
  const { items } = state.deliveries;

  const providerIn = (ask: RouteRequest): Provider => {
    access.organization(ask.request);
    const provider = PROVIDERS.find(({ id }) => id === ask.params['id']);
    if (ask.params['account'] !== ACCOUNT) throw missing('account', ask.params['account'] ?? '');
    if (provider === undefined) throw missing('integration', ask.params['id'] ?? '');
    return provider;
  };

  /** Keys are not shown again. */
  const integration = (provider: Provider): JsonObject => {
    const hooks = items.get(provider.id);
    return {
      id: provider.id,
      name: provider.id,
      fullname: provider.title,
      account_id: ACCOUNT,
      category: 'ticketing',
      provider_type: provider.type,
      provider_fullname: provider.title,
      refresh_token_id: `refresh-${provider.id}`,
      ...(hooks === undefined
        ? {}
        : { webhook_config: { items: hooks.map(({ webhook_url, event_filter }) => ({ webhook_url, event_filter })) } }),
    };
  };

  const list = (ask: RouteRequest): JsonObject => {
    access.organization(ask.request);
    const after = ask.query['start_after'];
    const limit = Number(ask.query['limit'] ?? 100);
    const rows = PROVIDERS.filter(({ id }) => typeof after !== 'string' || id > after).slice(0, limit);
    return { result: rows.map(integration) };
  };

  route('GET', '/v1/accounts', 'list_accounts', (ask) => {
    access.organization(ask.request);
    return { result: [{ id: ACCOUNT, name: ACCOUNT, fullname: 'Acme', environment: 'test' }] };
  });
  route('GET', '/v1/integrations', 'list_integrations', list);
  route('GET', '/v1/integrations/:account', 'list_account_integrations', list);
  route('GET', '/v1/integrations/:account/:id', 'get_integration', (ask) => ({ result: integration(providerIn(ask)) }));
  route('PATCH', '/v1/integrations/:account/:id', 'patch_integration', (ask) => {
    const provider = providerIn(ask);
    const hooks = items.get(provider.id);
    const stored = hooks === undefined ? {} : { webhook_config: { items: hooks.map((item) => ({ ...item })) } };
    const config = bodyObject(bodyObject(patched(stored, stepsIn(ask.body)))['webhook_config']);
    items.set(provider.id, itemsIn(config['items']));
    return { result: integration(provider) };
  });
  route('POST', '/v1/integrations/:account/:id/verify', 'verify_integration', (ask) => {
    providerIn(ask);
    return {};
  });
  route('POST', '/v1/tokens/:account/:id', 'create_integration_token', (ask) => {
    const provider = providerIn(ask);
    const { secret, expires } = access.mint(provider, lifeOf(bodyObject(ask.body)['token_ttl']));
    const pair = { access: { secret, expires: new Date(expires).toISOString(), permissions: {} } };
    return {
      result: {
        id: `adhoc-${provider.id}`,
        owner_id: provider.id,
        owner_type: 'integration',
        token_type: 'adhoc',
        primary: pair,
      },
    };
  });
  capabilityRoutes(route);
  installedWebhookRoutes(route, state, access);
}

/** Public: a consumer calls it without any header. */
function capabilityRoutes(route: Route): void {
  route('GET', '/v1/capabilities/providers/:provider', 'get_provider_capabilities', (ask) => {
    const provider = PROVIDERS.find(({ type }) => type === ask.params['provider']);
    if (provider === undefined) throw missing('provider', ask.params['provider'] ?? '');
    const filters =
      provider.filters === 'all' ? ['project', 'status', 'creator', 'created_at', 'updated_at'] : provider.filters;
    return {
      result: {
        id: provider.type,
        name: provider.id,
        fullname: provider.title,
        connector_id: 'ticketing',
        operations: [
          {
            id: 'ticketing_query_tickets',
            name: 'query_tickets',
            supported: true,
            filters: filters.map((name) => ({ name, ...operatorsFor(name) })),
            orders: provider.orders ? [{ name: 'created_at', directions: ['asc', 'desc'] }] : [],
          },
          { id: 'ticketing_list_notes', name: 'list_notes', supported: provider.has.notes },
          { id: 'ticketing_create_attachment', name: 'create_attachment', supported: provider.has.attachments },
        ],
      },
    };
  });
}

function operatorsFor(name: string): JsonObject {
  return name.endsWith('_at')
    ? { type: 'datetime', operators: ['gt', 'gte', 'lt', 'lte'] }
    : { type: 'string', operators: ['eq', 'ne', 'in'] };
}

/** The provider's side of a webhook, which Synqly installs in ServiceNow by itself. */
function installedWebhookRoutes(route: Route, state: SynqlyState, access: AccessCheck): void {
  const installed = new Map<string, JsonObject>();
  const path = '/v1/integration-webhooks';
  route('GET', path, 'list_integration_webhooks', (ask) => {
    const { provider } = access.integration(ask.request);
    const hook = installed.get(provider.id);
    return { result: hook === undefined ? [] : [hook] };
  });
  route('POST', path, 'create_integration_webhook', (ask) => {
    const { provider } = access.integration(ask.request);
    const { project } = bodyObject(ask.body);
    if (typeof project !== 'string') throw badBody('project is required', '/project');
    const hook: JsonObject = {
      id: `hook-${provider.id}`,
      name: `Synqly ${project}`,
      creator: 'synqly',
      enabled: true,
      events: ['TicketCreated', 'TicketUpdated'],
      value: `business rule on ${project}`,
      created_at: new Date(state.world.now()).toISOString(),
    };
    installed.set(provider.id, hook);
    return { result: hook };
  });
  route('DELETE', path, 'delete_integration_webhooks', (ask) => {
    installed.delete(access.integration(ask.request).provider.id);
    return null;
  });
}

function itemsIn(value: Json | undefined): WebhookItem[] {
  if (!Array.isArray(value)) throw badBody('webhook_config needs items', '/webhook_config/items');
  return value.map((item, at) => {
    const { webhook_url: url, integrator_key: key, event_filter: events } = bodyObject(item);
    if (typeof url !== 'string' || !isLoopback(url)) {
      throw badBody('the sandbox posts to http://127.0.0.1 only', `/webhook_config/items/${at}/webhook_url`);
    }
    return {
      webhook_url: url,
      integrator_key: typeof key === 'string' ? key : freshKey(),
      ...(Array.isArray(events) ? { event_filter: events.map(String) } : {}),
    };
  });
}

function lifeOf(ttl: Json | undefined): number {
  if (ttl === undefined) return TEN_MINUTES;
  const parts = /^(\d+)([smh])$/.exec(String(ttl));
  if (!parts) throw badBody('token_ttl must be like 2h, 30m or 45s', '/token_ttl');
  return Number(parts[1]) * (UNITS[parts[2] ?? ''] ?? 0);
}
