/** Events as items: what happened, the ticket as the user wants to see it, and what was said. */
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Json } from '../../../vendors/json';
import type { Slice, UnifyContext } from '../../../vendors/vendor';
import { choiceIn, namesIn } from '../parameters';
import { OUTPUTS, rawItems, unifiedRows } from '../output';
import type { Told } from './state-machine';
import type { Account, Seen } from './ticket-snapshot';

/** What the parameters Output and Fields say. */
export interface Shown {
  output: 'unified' | 'raw' | 'selected';
  fields: readonly string[];
}

export function shownIn(context: Pick<IPollFunctions, 'getNodeParameter'>): Shown {
  const output = choiceIn(context.getNodeParameter('output', 'unified'), 'Output', OUTPUTS);
  return {
    output: output === 'raw' || output === 'selected' ? output : 'unified',
    fields: namesIn(context.getNodeParameter('fields', []), 'Fields'),
  };
}

/** @param nameOf names that tickets carry by their ID only */
export function itemsOf(
  account: Account,
  events: ReadonlyArray<Told<Seen>>,
  shown: Shown,
  nameOf?: UnifyContext['nameOf'],
): INodeExecutionData[] {
  return events.map((told) => ({ json: itemOf(account, told, shown, nameOf) }));
}

function itemOf(
  account: Account,
  { event, seen, previousStatus, replyId }: Told<Seen>,
  shown: Shown,
  nameOf?: UnifyContext['nameOf'],
): IDataObject {
  const comment = seen.comments?.find(({ comment_id }) => comment_id === replyId);
  return {
    event,
    ticket: ticketShown(account, seen, shown, nameOf),
    ...(comment === undefined ? {} : { comment: { ...comment } }),
    ...(previousStatus === undefined ? {} : { previous_status: previousStatus }),
  };
}

/** One ticket as the user wants to see it. What cannot be unified is shown as it came. */
export function ticketShown(
  account: Account,
  { record, slice }: { record: Json; slice: Slice },
  { output, fields }: Shown,
  nameOf?: UnifyContext['nameOf'],
): IDataObject {
  const { watch, settings } = account;
  const unifier = { stream: watch.tickets, kind: 'tickets' as const, slice, settings, nameOf };
  const chosen = output === 'selected' ? fields : undefined;
  const [unified] = output === 'raw' ? [] : unifiedRows(account, [record], unifier, chosen);
  return unified ?? rawItems(account, [record])[0] ?? {};
}
