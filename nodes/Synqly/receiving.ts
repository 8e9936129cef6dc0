/** A delivery of Synqly: checked, told once, and read from the service. */
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Delivery } from '../../vendors/synqly/delivery';
import { deliveryIn, SIGNATURE_HEADERS, SIGNATURE_PREFIX } from '../../vendors/synqly/delivery';
import { ticket } from '../../vendors/synqly/operations';
import { watch } from '../../vendors/synqly/change-feed';
import { readTime } from '../../vendors/time';
import { givenTo } from '../shared/operation';
import type { Incoming } from '../shared/webhook/request';
import { incoming, passOver, refuse } from '../shared/webhook/request';
import { hexSignature, sameText } from '../shared/webhook/signature';
import { reread } from '../shared/webhook/ticket';
import type { StoredKeys } from './registration';
import { SYNQLY } from './service';
import { WEBHOOK_PROPERTIES } from './webhook-properties';

/** Signatures of deliveries that were told: Synqly may send one again. */
interface StoredDeliveries extends StoredKeys {
  told?: string[];
}
const MOST_TOLD = 200;

export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const arrived = incoming(context);
  const kept: StoredDeliveries = context.getWorkflowStaticData('node');
  const signature = await validSignature(context, arrived, kept);
  if (signature === undefined) return refuse(context, 401, 'The signature does not match');
  const delivery = deliveryIn(arrived.payload);
  if (isTooOld(context, delivery)) return refuse(context, 401, 'The delivery is too old');
  const events = givenTo(context, WEBHOOK_PROPERTIES).choices('events');
  const matchesFilter = events.length === 0 || events.includes(delivery.event);
  if (!matchesFilter || (kept.told ?? []).includes(signature)) return passOver();
  const json = await itemOf(context, delivery);
  kept.told = [...(kept.told ?? []), signature].slice(-MOST_TOLD);
  return { workflowData: [[{ json }]] };
}

/** @returns the signature that fits the body; undefined when none does */
async function validSignature(
  context: IWebhookFunctions,
  { headers, body }: Incoming,
  { keys = {} }: StoredKeys,
): Promise<string | undefined> {
  const signatures = SIGNATURE_HEADERS.flatMap((name) => headers[name]?.trim() ?? []);
  const isByHand = givenTo(context, WEBHOOK_PROPERTIES).choice('registration') === 'manual';
  const secrets = isByHand ? await ownSecret(context) : Object.values(keys);
  const fitting = secrets.map((secret) => SIGNATURE_PREFIX + hexSignature(secret, body));
  return fitting.find((expected) => signatures.filter((candidate) => sameText(candidate, expected)).length > 0);
}

async function ownSecret(context: IWebhookFunctions): Promise<string[]> {
  const { webhookSecret } = await context.getCredentials<{ webhookSecret?: unknown }>(SYNQLY.credential);
  const secret = typeof webhookSecret === 'string' ? webhookSecret.trim() : '';
  return secret === '' ? [] : [secret];
}

/** The signature covers no time of sending: the time of the event is the only one there is. */
function isTooOld(context: IWebhookFunctions, { at }: Delivery): boolean {
  const minutes = givenTo(context, WEBHOOK_PROPERTIES).collection('options').number('maxAge') ?? 0;
  const reading = readTime(at);
  if (!(minutes > 0) || reading.kind !== 'instant') return false;
  return Date.now() - Date.parse(reading.instant.slice(0, 23) + 'Z') > minutes * 60_000;
}

async function itemOf(context: IWebhookFunctions, { event, ticketId, at }: Delivery): Promise<IDataObject> {
  if (ticketId === null) return { event, ticket: null, event_at: at };
  const rereading = { service: SYNQLY, watch, read: ticket.get };
  const { ticket: current, comment } = await reread(context, rereading, ticketId, event === 'replied');
  return {
    event,
    ticket: current ?? { ticket_id: ticketId },
    ...(comment === null ? {} : { comment: { ...comment } }),
    event_at: at,
  };
}
