/** How changes of __title__'s tickets are followed: every poll reads all tickets. Narrow it where the service can. */
import type { ChangeFeed } from '../change-feed';
import { ticketSlice, tickets } from './streams';

export const watch: ChangeFeed = {
  events: ['created', 'updated', 'status_changed'],
  tickets,
  changes: () => Promise.resolve([ticketSlice(null)]),
  newest: () => [ticketSlice(null)],
  memory: () => 'listed',
  thread: { replies: [], statuses: [] },
  limits: [
    {
      events: ['updated', 'status_changed'],
      text: 'Every poll reads all tickets. Of several changes between two polls the last one is seen.',
    },
  ],
};
