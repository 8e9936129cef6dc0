/** What can only be learned by looking at tickets, since Synqly has no list of it. */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { isObject } from '../../json';
import { readSlices } from '../../paging';
import { PAGE_SIZE, tickets } from '../streams/ticket-pages';
import { ticketSlice } from '../streams/ticket-slice';

export interface Sample {
  /** Only tickets of this project; some providers refuse to be asked without one. */
  project?: string;
  /** Tickets to look at, at most; default 500. */
  limit?: number;
}

/** @throws VendorError of the call */
export async function sampleTickets(call: Call, { project, limit = 500 }: Sample): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  const settings = { timezone: null, pageSize: Math.min(limit, PAGE_SIZE), projects: [], paths: {} };
  const context = { settings, queueIds: [] };
  for await (const { fresh } of readSlices(tickets, [ticketSlice({ project })], call, context)) {
    for (const each of fresh.filter(isObject)) found.push(each);
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}
