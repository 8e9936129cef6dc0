/** Webhooks: what Synqly posts to an integration's URLs when a ticket changes. Only to 127.0.0.1. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Json } from './answers';

export type TicketEvent =
  'TicketCreated' | 'TicketUpdated' | 'TicketDeleted' | 'TicketCommentCreated' | 'TicketCommentDeleted';

export interface WebhookItem {
  webhook_url: string;
  event_filter?: string[];
  integrator_key?: string;
}

export interface Deliveries {
  /** Registered URLs by integration. */
  items: Map<string, WebhookItem[]>;
  send(event: TicketEvent, ticket: { id: string; at: string; priority: string | null; name: string; raw: Json }): void;
}

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'http:' && new URL(url).hostname === '127.0.0.1';
}

export const freshKey = (): string => randomBytes(24).toString('hex');

export function createDeliveries(): Deliveries {
  const items = new Map<string, WebhookItem[]>();
  return {
    items,
    send: (event, ticket) => {
      const body = JSON.stringify({
        ticket_id: ticket.id,
        event_type: event,
        entity_date: ticket.at,
        ...(ticket.priority === null ? {} : { priority: ticket.priority }),
        short_description: ticket.name,
        raw_payload: JSON.stringify(ticket.raw),
      });
      for (const item of [...items.values()].flat()) {
        if (item.event_filter !== undefined && item.event_filter.length > 0 && !item.event_filter.includes(event))
          continue;
        if (isLoopback(item.webhook_url)) post(item, body);
      }
    },
  };
}

/** A receiver that is not there costs nothing: Synqly does not say whether it tries again, so neither does this. */
function post({ webhook_url: url, integrator_key: key = '' }: WebhookItem, body: string): void {
  const signature = createHmac('sha256', key).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'synqly-signature': `sha256=${signature}` };
  fetch(url, { method: 'POST', body, headers }).then(
    (response) => response.body?.cancel(),
    () => undefined,
  );
}
