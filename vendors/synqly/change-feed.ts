/** How changes of Synqly's tickets are followed: by updated_at where the provider filters by it, else by reading all. */
import type { SourceSettings, Slice } from '../vendor';
import type { ChangeFeed } from '../change-feed';
import { changedSlices } from '../change-feed';
import { comments } from './streams';
import { tickets } from './streams/ticket-pages';
import { ticketSlice } from './streams/ticket-slice';

export const watch: ChangeFeed = {
  events: ['created', 'updated', 'replied', 'status_changed'],
  tickets,
  changes: (input) => changedSlices(tickets, input, input.watermark === null ? 'full' : 'incremental'),
  newest,
  memory: (events) => (events.has('status_changed') ? 'recent' : 'window'),
  thread: { replies: [comments], statuses: [] },
  choosesByLabel: true,
  limits: [
    {
      events: ['status_changed'],
      text: 'Synqly has no history: a change of the status is seen by comparing a ticket with how it was before.',
    },
    {
      events: ['replied'],
      text: 'Comments are looked for on tickets whose updated_at moved, which depends on the provider.',
    },
  ],
};

/** Not every provider orders by creation. */
function newest({ projects }: SourceSettings): Slice[] {
  const [project] = projects;
  return [ticketSlice({ project, order: ['created_at[desc]'] }), ticketSlice({ project })];
}
