/** How changes of SympoQ's tickets are followed: the whole list is read, and `updated` tells what changed. */
import type { ChangeFeed } from '../change-feed';
import { ticketSlice } from './filters';
import { events, tickets } from './streams';

export const watch: ChangeFeed = {
  events: ['created', 'updated', 'replied', 'status_changed'],
  tickets,
  changes: () => Promise.resolve([ticketSlice()]),
  newest: () => [ticketSlice()],
  memory: (chosen) => (chosen.has('status_changed') ? 'listed' : 'window'),
  thread: { replies: [events], statuses: [] },
  // `elapsed` grows with the age of a ticket.
  volatileFields: ['elapsed'],
  choosesByLabel: true,
  limits: [
    {
      events: ['created', 'updated', 'replied', 'status_changed'],
      text: "SympoQ has no filter for changes: every poll reads the whole list of tickets. With a key that is not an Administrator's, only the tickets that its owner sees are followed.",
    },
  ],
};
