/**
 * What TeamsWork posts to a webhook. Its page names the settings (URL, secret key) but neither the payload nor the
 * header: all of this is assumed, so that ids are looked for where such payloads have them, and nothing else is read.
 */
import type { Json } from '../json';
import { asText, isObject } from '../json';

const HOLDERS = ['ticket', 'data', 'payload', 'item', 'entity', 'resource', 'alert', 'comment'];
const IDS = ['ticketId', 'ticketID', 'ticket_id', 'ticketNo'];
const WORDS = ['event', 'eventAction', 'action', 'eventType', 'type'];
const DEPTH = 4;

/** The UUID or number of the ticket that a payload is about; null when it names none. */
export function ticketIdIn(payload: Json): string | null {
  return namedIn(payload, DEPTH) ?? (isObject(payload) ? asText(payload['id']) : null);
}

function namedIn(value: Json | undefined, depth: number): string | null {
  if (!isObject(value) || depth === 0) return null;
  const own = IDS.map((name) => asText(value[name])).find((id) => id !== null);
  if (own !== undefined) return own;
  const ticket = value['ticket'];
  const id = isObject(ticket) ? asText(ticket['id']) : null;
  if (id !== null) return id;
  for (const name of HOLDERS) {
    const found = namedIn(value[name], depth - 1) ?? (name === 'comment' ? null : idOfTicket(value[name]));
    if (found !== null) return found;
  }
  return null;
}

/** A record with a number and a title is a ticket. */
function idOfTicket(value: Json | undefined): string | null {
  return isObject(value) && 'title' in value ? asText(value['id']) : null;
}

/** What happened, in the service's own words; null when the payload does not say. */
export function eventIn(payload: Json): string | null {
  if (!isObject(payload)) return null;
  return WORDS.map((name) => asText(payload[name])).find((word) => word !== null) ?? null;
}
