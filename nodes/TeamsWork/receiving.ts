/** A delivery of TeamsWork: its secret checked, its ticket read from the service. */
import type { IDataObject, IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { Json } from '../../vendors/json';
import { asText, isObject } from '../../vendors/json';
import { eventIn, ticketIdIn } from '../../vendors/teamswork/delivery';
import { ticket } from '../../vendors/teamswork/operations';
import { watch } from '../../vendors/teamswork/change-feed';
import type { Incoming } from '../shared/webhook/request';
import { incoming, refuse } from '../shared/webhook/request';
import { base64Signature, hexSignature, sameText } from '../shared/webhook/signature';
import { reread } from '../shared/webhook/ticket';
import { TEAMSWORK } from './service';

/** @throws VendorError while the credential has no secret to check deliveries with */
export async function requireSecret(context: IHookFunctions): Promise<boolean> {
  if ((await secretOf(context)) !== '') return true;
  throw new VendorError({
    code: 'bad_input',
    message: 'The credential has no Webhook Secret, so this node cannot check who sent a delivery',
    remedy:
      'Set the webhook up in the settings of the Ticketing app, Webhooks, with a secret key of your choice, and put the same key into Webhook Secret of the credential.',
  });
}

export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const arrived = incoming(context);
  const secret = await secretOf(context);
  if (secret === '' || !carriesSecret(arrived, secret)) return refuse(context, 401, 'The secret does not match');
  const { payload } = arrived;
  const id = ticketIdIn(payload);
  const { ticket: current } = id === null ? { ticket: null } : await rereadTicket(context, id);
  const json: IDataObject = {
    event: eventIn(payload),
    ticket: current ?? (id === null ? null : { ticket_id: id }),
    payload: shownPayload(payload),
  };
  return { workflowData: [[{ json }]] };
}

function rereadTicket(context: IWebhookFunctions, id: string) {
  return reread(
    context,
    { service: TEAMSWORK, watch, read: (call, ticketId) => ticket.get(call, ticketId) },
    id,
    false,
  );
}

async function secretOf(context: IHookFunctions | IWebhookFunctions): Promise<string> {
  const { webhookSecret } = await context.getCredentials<{ webhookSecret?: unknown }>(TEAMSWORK.credential);
  return typeof webhookSecret === 'string' ? webhookSecret.trim() : '';
}

/**
 * TeamsWork's page says that a secret key validates deliveries, not how: it may come as it is, or sign the body with
 * HMAC-SHA256. Every header is looked at, each in constant time; the body's own member `secretKey` counts too.
 */
function carriesSecret({ headers, body, payload }: Incoming, secret: string): boolean {
  const hex = hexSignature(secret, body);
  const valid = [secret, `Bearer ${secret}`, hex, `sha256=${hex}`, base64Signature(secret, body)];
  const candidates = [...Object.values(headers), ...secretMembers(payload)];
  const matches = candidates.flatMap((text) => valid.filter((expected) => sameText(text.trim(), expected)));
  return matches.length > 0;
}

const SECRET_MEMBERS = ['secretKey', 'secret'];

function secretMembers(payload: Json): string[] {
  return isObject(payload) ? SECRET_MEMBERS.flatMap((name) => asText(payload[name]) ?? []) : [];
}

/** What came, without the secret. */
function shownPayload(payload: Json): IDataObject | null {
  if (!isObject(payload)) return null;
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !SECRET_MEMBERS.includes(name))) as IDataObject;
}
