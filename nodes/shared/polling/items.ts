/** Events as items: what happened, the ticket as the user wants to see it, and what was said. */
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Json } from '../../../vendors/json';
import type { Slice, UnifyContext } from '../../../vendors/vendor';
import { choiceIn, namesIn } from '../parameters';
import { OUTPUTS, rawItems, unifiedRows } from '../output';
import type { DetectedEvent } from './state-machine';
import type { Account, TicketSnapshot } from './ticket-snapshot';

/** What the parameters Output and Fields say. */
export interface OutputOptions {
  output: 'unified' | 'raw' | 'selected';
  fields: readonly string[];
}

export function outputOptions(context: Pick<IPollFunctions, 'getNodeParameter'>): OutputOptions {
  const output = choiceIn(context.getNodeParameter('output', 'unified'), 'Output', OUTPUTS);
  return {
    output: output === 'raw' || output === 'selected' ? output : 'unified',
    fields: namesIn(context.getNodeParameter('fields', []), 'Fields'),
  };
}

/** @param nameOf names that tickets carry by their ID only */
export function itemsOf(
  account: Account,
  events: ReadonlyArray<DetectedEvent<TicketSnapshot>>,
  output: OutputOptions,
  nameOf?: UnifyContext['nameOf'],
): INodeExecutionData[] {
  return events.map((event) => ({ json: itemOf(account, event, output, nameOf) }));
}

function itemOf(
  account: Account,
  { event, snapshot, previousStatus, replyId }: DetectedEvent<TicketSnapshot>,
  output: OutputOptions,
  nameOf?: UnifyContext['nameOf'],
): IDataObject {
  const comment = snapshot.comments?.find(({ comment_id }) => comment_id === replyId);
  return {
    event,
    ticket: ticketShown(account, snapshot, output, nameOf),
    ...(comment === undefined ? {} : { comment: { ...comment } }),
    ...(previousStatus === undefined ? {} : { previous_status: previousStatus }),
  };
}

/** One ticket as the user wants to see it. What cannot be unified is shown as it came. */
export function ticketShown(
  account: Account,
  { record, slice }: { record: Json; slice: Slice },
  { output, fields }: OutputOptions,
  nameOf?: UnifyContext['nameOf'],
): IDataObject {
  const { watch, settings } = account;
  const unifier = { stream: watch.tickets, kind: 'tickets' as const, slice, settings, nameOf };
  const chosen = output === 'selected' ? fields : undefined;
  const [unified] = output === 'raw' ? [] : unifiedRows(account, [record], unifier, chosen);
  return unified ?? rawItems(account, [record])[0] ?? {};
}
