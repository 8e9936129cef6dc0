/** How changes of Notific's tickets are followed: it states no time of change, so that all tickets are compared. */
import type { ChangeFeed } from '../change-feed';
import { ticketSlice } from './filters';
import { tickets } from './streams';

export const watch: ChangeFeed = {
  events: ['created', 'updated', 'status_changed'],
  tickets,
  changes: () => Promise.resolve([ticketSlice()]),
  newest: () => [ticketSlice()],
  memory: () => 'listed',
  unknownIsNew: true,
  thread: { replies: [], statuses: [] },
  choosesByLabel: true,
  limits: [
    {
      events: ['updated', 'status_changed'],
      text: 'Notific has no filter for changes and no time of change: every poll reads all tickets and compares them. Of several changes between two polls the last one is seen.',
    },
  ],
};
