/** How changes of TeamsWork's tickets are followed: by lastUpdateAfter, which knows days, and lastUpdatedOn. */
import type { ChangeFeed } from '../change-feed';
import { changedSlices } from '../change-feed';
import { comments } from './streams/activities';
import { tickets, ticketSlice } from './streams/tickets';
import { CARRIED } from './unify/fields';

export const watch: ChangeFeed = {
  events: ['created', 'updated', 'replied', 'status_changed'],
  tickets,
  changes: (input) => changedSlices(tickets, input),
  newest: () => [ticketSlice({ orderBy: 'createdDateTime', order: 'DESC' })],
  memory: () => 'window',
  thread: { replies: [comments], statuses: [comments] },
  volatileFields: CARRIED,
  limits: [
    {
      events: ['replied'],
      text: 'TeamsWork finds changed tickets by lastUpdatedOn. It does not say whether a comment moves it: a comment that leaves no such trace is not seen.',
    },
    {
      events: ['replied', 'status_changed'],
      text: 'Replies and statuses are looked up with one request per changed ticket, and TeamsWork allows 100 requests a minute.',
    },
  ],
};
