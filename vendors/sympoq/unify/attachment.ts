/** The address of an attachment is a secret: whoever has it has the file. What it says about the file is not. */
import type { Json, JsonObject } from '../../json';
import { isObject, numberOf } from '../../json';
import { clean } from '../../text';

/** Members of the query that open the file; the meaning of `svalue` is unknown, so it counts as one too. */
const SECRET = new Set(['ssid', 'token', 'svalue']);

export interface FileFacts {
  file_name: string | null;
  media_type: string | null;
  size_bytes: number | null;
  /** The size as it is written. */
  size_text: string | null;
}

/** Reads `src`, `stype` and `ssize` of an attachment_url; all null for anything else. */
export function fileFacts(url: string | null): FileFacts {
  const query = new URLSearchParams(url?.split('?').slice(1).join('?').split('#')[0] ?? '');
  const text = (name: string): string | null => clean(query.get(name) ?? '').trim() || null;
  const size = numberOf(text('ssize'));
  return {
    file_name: text('src'),
    media_type: text('stype'),
    size_bytes: size !== null && size >= 0 ? Math.trunc(size) : null,
    size_text: text('ssize'),
  };
}

/** The address without what opens the file. */
function withoutFileSecrets(url: string): string {
  const [address = '', ...rest] = url.split('?');
  const kept = rest
    .join('?')
    .split('&')
    .filter((pair) => !SECRET.has((pair.split('=')[0] ?? '').toLowerCase()));
  return kept.length === 0 || kept.join('') === '' ? address : `${address}?${kept.join('&')}`;
}

/** A ticket as it may be shown: its event log without the secrets of its attachments. */
export function withoutAttachmentSecrets(ticket: Json): Json {
  if (!isObject(ticket) || !Array.isArray(ticket['event_log'])) return ticket;
  return { ...ticket, event_log: ticket['event_log'].map(cleanEvent) };
}

function cleanEvent(event: Json): Json {
  if (!isObject(event) || typeof event['attachment_url'] !== 'string') return event;
  const cleaned: JsonObject = { ...event, attachment_url: withoutFileSecrets(event['attachment_url']) };
  return cleaned;
}
