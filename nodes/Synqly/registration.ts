/** The life of a webhook at Synqly: by an organization token it comes and goes with the workflow, else by hand. */
import { randomBytes } from 'node:crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { VendorError, isVendorError } from '../../vendors/errors';
import { serviceEvents } from '../../vendors/synqly/delivery';
import type { IntegrationRef } from '../../vendors/synqly/operations';
import { webhook } from '../../vendors/synqly/operations';
import type { ServiceConnection } from '../shared/transport';
import { connect } from '../shared/transport';
import { SYNQLY } from './service';
import { givenTo } from '../shared/operation';
import { WEBHOOK_PROPERTIES } from './webhook-properties';

/** What n8n keeps with the node: the keys that were made, by the URL that they sign for. The test URL has its own. */
export interface StoredKeys extends IDataObject {
  keys?: Record<string, string>;
}

/** Synqly takes 24 to 64 bytes. */
const KEY_BYTES = 24;

export async function isRegistered(context: IHookFunctions): Promise<boolean> {
  const url = urlOf(context);
  const kept: StoredKeys = context.getWorkflowStaticData('node');
  if (kept.keys?.[url] === undefined || isByHand(context)) return false;
  const opened = await open(context);
  const outcome = await webhook.exists(opened.call, opened.integration, url).then(
    (exists) => ({ exists }),
    (error: unknown) => ({ error }),
  );
  if ('exists' in outcome) return outcome.exists;
  // Of an integration that is gone, so is the webhook.
  if (isVendorError(outcome.error) && outcome.error.code === 'not_found') return false;
  throw outcome.error;
}

export async function register(context: IHookFunctions): Promise<boolean> {
  const { credentials } = await open(context);
  if (isByHand(context)) {
    if (String(credentials['webhookSecret'] ?? '').trim() !== '') return true;
    throw noSecret(urlOf(context));
  }
  const opened = await organized(context);
  const url = urlOf(context);
  const integratorKey = randomBytes(KEY_BYTES).toString('hex');
  const events = serviceEvents(new Set(givenTo(context, WEBHOOK_PROPERTIES).choices('events')));
  await webhook.add(opened.call, opened.integration, { url, events, integratorKey });
  const kept: StoredKeys = context.getWorkflowStaticData('node');
  kept.keys = { ...kept.keys, [url]: integratorKey };
  return true;
}

export async function unregister(context: IHookFunctions): Promise<boolean> {
  const url = urlOf(context);
  const kept: StoredKeys = context.getWorkflowStaticData('node');
  if (kept.keys?.[url] === undefined) return true;
  const { call, integration } = await organized(context);
  const outcome = await webhook.remove(call, integration, url).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  kept.keys = Object.fromEntries(Object.entries(kept.keys).filter(([other]) => other !== url));
  if (outcome === undefined || (isVendorError(outcome.error) && outcome.error.code === 'not_found')) return true;
  throw outcome.error;
}

function isByHand(context: IHookFunctions): boolean {
  return givenTo(context, WEBHOOK_PROPERTIES).choice('registration') === 'manual';
}

function urlOf(context: IHookFunctions): string {
  return context.getNodeWebhookUrl('default') ?? '';
}

interface OpenedWebhook {
  call: ServiceConnection['call'];
  credentials: IDataObject;
  integration: IntegrationRef;
}

async function open(context: IHookFunctions): Promise<OpenedWebhook> {
  const { call, access } = await connect(context, SYNQLY);
  const { credentials } = access;
  const integration = {
    accountId: String(credentials['accountId'] ?? '').trim(),
    integrationId: String(credentials['integrationId'] ?? '').trim(),
  };
  return { call, credentials, integration };
}

async function organized(context: IHookFunctions): Promise<OpenedWebhook> {
  const opened = await open(context);
  if (opened.credentials['access'] === 'organization') return opened;
  throw new VendorError({
    code: 'bad_input',
    message: 'An integration token cannot register webhooks at Synqly',
    remedy:
      'Use a credential with an organization token, or set Registration to By Hand and follow what it says there.',
  });
}

function noSecret(url: string): VendorError {
  return new VendorError({
    code: 'bad_input',
    message: 'The credential has no Webhook Secret, so this node cannot check who sent a delivery',
    remedy: `Register ${url} in the webhook_config of the integration with an integrator_key of 24 to 64 bytes, and put the same key into Webhook Secret of the credential.`,
  });
}
