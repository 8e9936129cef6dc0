/** Tickets in a list to pick from: number and subject, then status and requester, alike in every node. */
import type { Json } from '../../vendors/json';
import { firstLine } from '../../vendors/text';
import type { Stream } from '../../vendors/vendor';
import type { OutputContext } from './output';
import { unified } from './output';

/** Longer subjects do not fit into the list. */
const LONGEST = 80;

/** A record that is not a ticket with an ID cannot be picked. */
export function ticketChoices(
  look: Pick<OutputContext, 'access'>,
  records: readonly Json[],
  stream: Pick<Stream, 'unify'>,
): Array<{ id: string; name: string }> {
  return records.flatMap((record) =>
    unified(look, [record], { stream, kind: 'tickets' })
      .tickets.slice(0, 1)
      .map((ticket) => {
        const about = [ticket.status, ticket.requester_name ?? ticket.requester_email].filter((part) => part !== null);
        const subject = firstLine(ticket.subject, LONGEST) ?? 'Untitled';
        const name = `#${ticket.ticket_number ?? ticket.ticket_id} ${subject}`;
        return { id: ticket.ticket_id, name: about.length === 0 ? name : `${name} (${about.join(', ')})` };
      }),
  );
}
