/** What a person sees who tries a trigger out: one recent event of each kind that was chosen. The state is left alone. */
import { VendorError } from '../../../vendors/errors';
import type { Json } from '../../../vendors/json';
import type { Slice } from '../../../vendors/vendor';
import type { TicketEvent } from '../../../vendors/change-feed';
import { firstPage } from '../list';
import type { DetectedEvent } from './state-machine';
import type { Account, TicketSnapshot } from './ticket-snapshot';
import { snapshotOf, withThread } from './ticket-snapshot';

/** Enough to see what is going on, few enough for one page of every service. */
const TICKETS = 50;
/** So many tickets are looked into for a reply. */
const THREADS = 5;

/** Recent tickets, the latest change first. @throws VendorError of the last way that was tried */
export async function recentTickets(account: Account): Promise<TicketSnapshot[]> {
  const { watch, settings } = account;
  const ways = watch.newest(settings);
  for (const [at, slice] of ways.entries()) {
    const page = await pageOf(account, slice, at < ways.length - 1);
    if (page) return page.flatMap((record) => snapshotOf(account, record, slice) ?? []).sort(byChange);
  }
  return [];
}

const byChange = (a: TicketSnapshot, b: TicketSnapshot) =>
  (a.updated ?? a.created ?? '') > (b.updated ?? b.created ?? '') ? -1 : 1;

const REFUSALS = new Set(['invalid_request', 'unsupported', 'server_error']);

async function pageOf({ watch, call, settings }: Account, slice: Slice, mayFail: boolean): Promise<Json[] | undefined> {
  const outcome = await firstPage(watch.tickets, slice, call, undefined, { ...settings, pageSize: TICKETS }).then(
    ({ records }) => ({ records }),
    (error: unknown) => ({ error }),
  );
  if ('records' in outcome) return outcome.records;
  if (mayFail && outcome.error instanceof VendorError && REFUSALS.has(outcome.error.code)) return undefined;
  throw outcome.error;
}

/** @throws VendorError bad_input when there is nothing to show */
export async function sample(
  account: Account,
  events: ReadonlySet<TicketEvent>,
): Promise<Array<DetectedEvent<TicketSnapshot>>> {
  const matching = (await recentTickets(account)).filter(({ matchesFilter }) => matchesFilter);
  const [first] = matching;
  const detected: Array<DetectedEvent<TicketSnapshot>> = [];
  for (const event of events) {
    if (event === 'replied') {
      for (const reply of await lastReply(account, matching.slice(0, THREADS))) detected.push(reply);
    } else if (first)
      detected.push({ event, snapshot: first, ...(event === 'status_changed' ? { previousStatus: null } : {}) });
  }
  if (detected.length > 0) return detected;
  throw new VendorError({
    code: 'bad_input',
    message: `${account.service.vendor.title} has no recent ticket to show as an example`,
    remedy: 'Create or change one, or widen the filters. Once the workflow is published, new events start it.',
  });
}

async function lastReply(
  account: Account,
  tickets: readonly TicketSnapshot[],
): Promise<Array<DetectedEvent<TicketSnapshot>>> {
  for (const ticket of tickets) {
    const snapshot = await withThread(account, ticket, { replies: true, statuses: false });
    const last = [...snapshot.thread.replies].sort((a, b) => ((a.at ?? '') > (b.at ?? '') ? -1 : 1))[0];
    if (last) return [{ event: 'replied', snapshot, replyId: last.id }];
  }
  return [];
}
