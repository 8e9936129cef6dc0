/** One ticket that is asked for by its id: its slice, and an answer that counts only when it is that ticket's. */
import { VendorError } from './errors';
import type { Json, JsonObject } from './json';
import { asText, isObject } from './json';
import type { PageContent, Slice } from './vendor';

/** @param params what the stream needs beside the id to say what the ticket means */
export function sliceOfTicket(ticketId: string, params: JsonObject = {}): Slice {
  return { key: `ticket ${ticketId}`, params: { ...params, one: ticketId } };
}

/** The id of a slice that is one ticket; null for a part of the list. */
export function ticketOfSlice({ params }: Slice): string | null {
  return asText(params['one']);
}

/**
 * @param record what the answer holds where the ticket should stand
 * @param ticketId that was asked for
 * @throws VendorError `empty_answer` or `incomplete`: an answer without the ticket does not say that there is none
 */
export function readTicket(
  title: string,
  record: Json | undefined,
  ticketId: string,
  idOf: (record: Json) => string | null,
): PageContent {
  if (!isObject(record)) {
    throw new VendorError({
      code: 'empty_answer',
      message: `${title} answered without the ticket that was asked for`,
    });
  }
  if (idOf(record) === ticketId) return { records: [record], next: null };
  throw new VendorError({ code: 'incomplete', message: `${title} answered with another ticket than was asked for` });
}
