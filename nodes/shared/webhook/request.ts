/** A delivery as it came in, and how it is refused. */
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Json } from '../../../vendors/json';
import { parseJson } from '../../../vendors/json';

export interface Incoming {
  /** The bytes that were signed. */
  body: Uint8Array;
  /** Names in lower case; of a header that repeats, the first. */
  headers: Readonly<Record<string, string>>;
  /** null for a body that is not JSON. */
  payload: Json;
}

export function incoming(context: IWebhookFunctions): Incoming {
  // n8n keeps the raw body beside what it parsed (n8n-core parse-body.js); express knows no such member.
  const raw: unknown = Reflect.get(context.getRequestObject(), 'rawBody');
  const body = raw instanceof Uint8Array ? raw : new TextEncoder().encode(typeof raw === 'string' ? raw : '');
  const parsed = parseJson(new TextDecoder().decode(body));
  const headers = Object.entries(context.getHeaderData()).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value[0] : value;
    return text === undefined ? [] : [[name.toLowerCase(), text] as const];
  });
  return { body, headers: Object.fromEntries(headers), payload: parsed.ok ? parsed.value : null };
}

/** Answers without starting the workflow. */
export function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
  context.getResponseObject().status(status).json({ message });
  return { noWebhookResponse: true };
}

/** Answers that the delivery arrived and that nothing has to be done. */
export function passOver(): IWebhookResponseData {
  return { webhookResponse: 'OK' };
}
