/** The rows of the ticket list in its order, found as far as they are needed. */
import type { World, WorldTicket } from '../world/world';

export interface RowWindow {
  /** A read from the top: what has changed since the last one is seen. */
  restart(): void;
  /** Rows from `offset`, at most `limit` of them, and whether more follow. */
  window(offset: number, limit: number): { tickets: WorldTicket[]; hasMore: boolean };
  /** The row that comes after a window moves to the top, so that those between stand one place later. */
  moveToTop(place: number): void;
  /** A ticket that is gone leaves no gap. */
  drop(index: number): void;
}

/**
 * Reading on costs the tickets of the page only: what was found before is kept.
 * @param isSeen whether the key may see the ticket
 */
export function createRows(world: World, isSeen: (ticket: WorldTicket) => boolean): RowWindow {
  let found: number[] = [];
  let next = 0;

  const ticketAt = (index: number): WorldTicket | undefined => {
    const ticket = world.ticket(index);
    return ticket && isSeen(ticket) ? ticket : undefined;
  };

  /** Finds rows until there are `count`, or all. */
  const findTo = (count: number): void => {
    for (; found.length < count && next < world.size; next += 1) if (ticketAt(next)) found.push(next);
  };

  return {
    restart: () => {
      found = [];
      next = 0;
    },
    window: (offset, limit) => {
      const tickets: WorldTicket[] = [];
      let place = offset;
      while (tickets.length < limit) {
        findTo(place + 1);
        const index = found[place];
        if (index === undefined) break;
        const ticket = ticketAt(index);
        if (ticket) {
          tickets.push(ticket);
          place += 1;
        } else {
          found.splice(place, 1);
        }
      }
      findTo(place + 1);
      return { tickets, hasMore: place < found.length };
    },
    moveToTop: (place) => {
      findTo(place + 1);
      const [row] = found.splice(place, 1);
      if (row !== undefined) found.unshift(row);
    },
    drop: (index) => {
      const place = found.indexOf(index);
      if (place >= 0) found.splice(place, 1);
    },
  };
}
