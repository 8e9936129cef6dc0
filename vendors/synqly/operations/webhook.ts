/**
 * Webhooks of an integration, by the Management API with an organization token. Items are added and taken away one
 * by one: those of others carry keys that are not shown again, so that the list must not be written as a whole.
 */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, isObject, objectAt } from '../../json';
import { write } from '../../outcome';
import { createIntegrationToken, getIntegration, patchIntegration } from '../management';
import type { PatchStep } from '../requests';
import { readOne } from './result';

export const TICKET_EVENTS = [
  'TicketCreated',
  'TicketUpdated',
  'TicketDeleted',
  'TicketCommentCreated',
  'TicketCommentDeleted',
] as const;
export type TicketEvent = (typeof TICKET_EVENTS)[number];

export interface IntegrationRef {
  accountId: string;
  integrationId: string;
}

export interface NewWebhook {
  url: string;
  /** None: all. */
  events: readonly TicketEvent[];
  /** Signs deliveries (HMAC-SHA256); 24 to 64 bytes. */
  integratorKey: string;
}

export const webhook = { exists, add, remove };
export const token = { create };

/** Whether the integration delivers to this URL. */
async function exists(call: Call, integration: IntegrationRef, url: string): Promise<boolean> {
  return positionsOf(await configOf(call, integration), url).length > 0;
}

/** Registers a URL; one that is there already is replaced, so that the key is the one that is given. */
async function add(call: Call, integration: IntegrationRef, { url, events, integratorKey }: NewWebhook): Promise<void> {
  const size = new TextEncoder().encode(integratorKey).length;
  if (size < 24 || size > 64) {
    throw new VendorError({
      code: 'bad_input',
      message: `The webhook's key has ${size} bytes`,
      remedy: 'Take one of 24 to 64 bytes.',
    });
  }
  const config = await configOf(call, integration);
  const item: JsonObject = {
    webhook_url: url,
    integrator_key: integratorKey,
    ...(events.length === 0 ? {} : { event_filter: [...events] }),
  };
  const steps: PatchStep[] = Array.isArray(config?.['items'])
    ? [...removals(positionsOf(config, url), url), { op: 'add', path: '/webhook_config/items/-', value: item }]
    : [{ op: 'add', path: '/webhook_config', value: { ...config, items: [item] } }];
  await write(call, patchIntegration(integration.accountId, integration.integrationId, steps));
}

/** Takes away what `add` registered and nothing else; a URL that is not there is done. */
async function remove(call: Call, integration: IntegrationRef, url: string): Promise<void> {
  const positions = positionsOf(await configOf(call, integration), url);
  if (positions.length === 0) return;
  await write(call, patchIntegration(integration.accountId, integration.integrationId, removals(positions, url)));
}

/** From the last to the first, each guarded: someone may have changed the list since it was read. */
function removals(positions: readonly number[], url: string): PatchStep[] {
  return [...positions].reverse().flatMap((at) => [
    { op: 'test', path: `/webhook_config/items/${at}/webhook_url`, value: url },
    { op: 'remove', path: `/webhook_config/items/${at}` },
  ]);
}

async function configOf(call: Call, { accountId, integrationId }: IntegrationRef): Promise<JsonObject | null> {
  const integration = await readOne(call, getIntegration(accountId, integrationId));
  const config = integration['webhook_config'];
  return isObject(config) ? config : null;
}

function positionsOf(config: JsonObject | null, url: string): number[] {
  return arrayAt(config, 'items').flatMap((item, at) => (isObject(item) && item['webhook_url'] === url ? [at] : []));
}

export interface MintedToken {
  secret: string;
  /** As the service writes it; null when it does not say. */
  expires: string | null;
}

/**
 * An integration access token, with an organization token as the call's key.
 * @param ttl as `10m`; Synqly's default is ten minutes
 * @throws VendorError of the call, or `empty_answer` when no secret came
 */
async function create(call: Call, { accountId, integrationId }: IntegrationRef, ttl?: string): Promise<MintedToken> {
  const request = createIntegrationToken(accountId, integrationId, ttl);
  const minted = integrationTokenFrom((await write(call, request)).json);
  if (minted) return minted;
  throw new VendorError({
    code: 'empty_answer',
    message: 'Synqly made a token, but its secret is not in the answer',
    remedy: 'Check that the key is an organization token and that account and integration belong together.',
  });
}

/** Finds the secret in the answer to `createIntegrationToken`: `result.token.access`, `result.primary.access` or `result.access`. */
function integrationTokenFrom(json: Json): MintedToken | undefined {
  const result = objectAt(json, 'result');
  const pairs = [
    objectAt(result, 'primary'),
    objectAt(result, 'token'),
    objectAt(objectAt(result, 'token'), 'primary'),
    result,
  ];
  const access = pairs.map((pair) => objectAt(pair, 'access')).find((found) => asText(found['secret']) !== null);
  const secret = access === undefined ? null : asText(access['secret']);
  return secret === null || access === undefined ? undefined : { secret, expires: asText(access['expires']) };
}
