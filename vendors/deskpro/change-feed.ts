/** How changes of Deskpro's tickets are followed: no date moves with an edit, so that open tickets are compared. */
import type { Json } from '../json';
import { isObject } from '../json';
import { isOpen } from '../model';
import { readTime } from '../time';
import type { Slice } from '../vendor';
import type { ChangeFeed, ChangeFeedInput } from '../change-feed';
import { changedSlices } from '../change-feed';
import { ticketSlice } from './streams/slices';
import { MAIN_STATUSES, groupOf } from './unify/statuses';
import { comments, tickets } from './streams';
import { LISTED_MEMBERS, USER_WAITING } from './unify/fields';

/** By page: a row that is skipped since others left the list is seen at the next look. */
const OPEN_TICKETS: readonly Slice[] = MAIN_STATUSES.filter((status) => isOpen(groupOf(status, false))).map((status) =>
  ticketSlice({ status: [status], order_by: 'id' }),
);

export const watch: ChangeFeed = {
  events: ['created', 'updated', 'replied', 'status_changed'],
  tickets,
  changes,
  newest: () => [ticketSlice({ order_by: 'id', order_dir: 'desc' })],
  memory: (events) => (events.has('updated') ? 'listed' : 'window'),
  thread: { replies: [comments], statuses: [] },
  statusChangedAt,
  volatileFields: [...LISTED_MEMBERS, USER_WAITING],
  limits: [
    {
      events: ['updated'],
      text: 'Other changes than replies and statuses, for example of a label or the assignee, are found by comparing open tickets. Those of resolved and archived tickets are not seen, nor are internal notes.',
    },
  ],
};

async function changes(input: ChangeFeedInput): Promise<Slice[]> {
  const slices = await changedSlices(tickets, input);
  return input.events.has('updated') ? [...slices, ...OPEN_TICKETS] : slices;
}

function statusChangedAt(ticket: Json): string | null {
  const reading = readTime(isObject(ticket) ? ticket.date_status : null);
  if (reading.kind === 'wall') return `${reading.wall}Z`;
  return reading.kind === 'instant' ? reading.instant : null;
}
