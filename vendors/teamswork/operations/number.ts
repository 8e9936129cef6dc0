/** From the number that people quote to the UUID that the service wants. */
import type { Call } from '../../http';
import type { Json } from '../../json';
import { isObject, numberOf } from '../../json';
import { idOf, itemsOf } from '../envelope';
import { listTickets } from '../requests';

const PAGE = 1000;
const LOOKS = 10;

/**
 * First by search, which may match the number; else by counting down from the newest number. Numbers have gaps, so
 * a ticket stands at most as far from the newest as their numbers differ.
 * @returns null when no ticket has it
 */
export async function idOfNumber(call: Call, number: number): Promise<string | null> {
  const found = withNumber(itemsOf(await call(listTickets({ limit: 50, search: String(number) }))), number);
  return found ?? countDown(call, number);
}

async function countDown(call: Call, number: number): Promise<string | null> {
  const page = { orderBy: 'ticketId', order: 'DESC', select: 'id,ticketId' } as const;
  const newest = numberIn(itemsOf(await call(listTickets({ ...page, limit: 1 })))[0] ?? null);
  if (newest === null || number > newest) return null;
  let offset = Math.max(0, newest - number - PAGE + 1);
  for (let look = 0; look < LOOKS; look += 1) {
    const items = itemsOf(await call(listTickets({ ...page, limit: PAGE, offset })));
    const found = withNumber(items, number);
    if (found !== null) return found;
    const highest = numberIn(items[0] ?? null);
    // Between two neighbours of a page there is a gap, not a ticket.
    if (offset === 0 || (highest !== null && highest > number)) return null;
    offset = Math.max(0, offset - PAGE + 1);
  }
  return null;
}

function withNumber(items: readonly Json[], number: number): string | null {
  const match = items.find((item) => numberIn(item) === number);
  return match === undefined ? null : idOf(match);
}

/** With `select` the number is named ticketId, and may be text. */
function numberIn(item: Json): number | null {
  return isObject(item) ? numberOf(item['ticketNo'] ?? item['ticketId']) : null;
}
