/** What Synqly posts to a webhook, and how it signs it (docs.synqly.com, guides/webhook-signature-validation). */
import type { Json } from '../json';
import { asText, isObject } from '../json';
import type { TicketEvent } from './operations/webhook';
import { TICKET_EVENTS } from './operations/webhook';

/** The guide names the first; the vendor's own Python sample reads the second. In lower case. */
export const SIGNATURE_HEADERS = ['synqly-signature', 'x-synqly-signature'] as const;
/** Before the hex digits of the HMAC-SHA256 of the raw body. */
export const SIGNATURE_PREFIX = 'sha256=';

/** How the events are called here. */
const EVENT_NAMES = {
  TicketCreated: 'created',
  TicketUpdated: 'updated',
  TicketDeleted: 'deleted',
  TicketCommentCreated: 'replied',
  TicketCommentDeleted: 'comment_deleted',
} as const satisfies Record<TicketEvent, string>;
export type DeliveredEvent = (typeof EVENT_NAMES)[TicketEvent];

export interface Delivery {
  /** A delivery that does not say what happened counts as an update: something did. */
  event: DeliveredEvent;
  ticketId: string | null;
  /** As the provider writes it. */
  at: string | null;
}

export function deliveryIn(payload: Json): Delivery {
  const { ticket_id, event_type, entity_date } = isObject(payload) ? payload : {};
  const eventName = TICKET_EVENTS.find((event) => event === asText(event_type));
  return { event: EVENT_NAMES[eventName ?? 'TicketUpdated'], ticketId: asText(ticket_id), at: asText(entity_date) };
}

/** The service's names of the events. */
export function serviceEvents(events: ReadonlySet<string>): TicketEvent[] {
  return TICKET_EVENTS.filter((event) => events.has(EVENT_NAMES[event]));
}
