/** From a service's records to what the machine compares. */
import type { Call } from '../../../vendors/http';
import type { Json } from '../../../vendors/json';
import type { Comment, Ticket } from '../../../vendors/model';
import { readSlices } from '../../../vendors/paging';
import { shortHash } from '../../../vendors/sha256';
import { isVendorError } from '../../../vendors/errors';
import type { Slice, SourceSettings, Stream } from '../../../vendors/vendor';
import type { ChangeFeed } from '../../../vendors/change-feed';
import type { OutputContext } from '../output';
import { unified } from '../output';
import type { TicketFacts } from './state-machine';

/** A ticket as it was seen, with all that its event will show. */
export interface TicketSnapshot extends TicketFacts {
  record: Json;
  slice: Slice;
  ticket: Ticket;
  /** Of its thread, as far as it was read. */
  comments?: readonly Comment[];
}

/** How one account is looked at. */
export interface Account extends OutputContext {
  watch: ChangeFeed;
  call: Call;
  settings: SourceSettings;
  /** Whether the user wants to hear of it. */
  matchesFilter(ticket: Ticket): boolean;
}

/** What a record says; undefined for a record that is no ticket. */
export function snapshotOf(account: Account, record: Json, slice: Slice): TicketSnapshot | undefined {
  const { watch, settings } = account;
  const [ticket] = unified(account, [record], { stream: watch.tickets, kind: 'tickets', slice, settings }).tickets;
  if (ticket === undefined) return undefined;
  return {
    id: ticket.ticket_id,
    created: ticket.created_at,
    updated: ticket.updated_at,
    version: shortHash(JSON.stringify(comparedOf(ticket, watch))),
    status: ticket.status ?? ticket.status_id ?? ticket.status_group,
    statusAt: watch.statusChangedAt?.(record) ?? null,
    matchesFilter: account.matchesFilter(ticket),
    record,
    slice,
    ticket,
  };
}

/** Names of people and lists may change, or fail to come along, without their ticket having changed. */
const NAMED_BY_ID = [
  ['requester_id', ['requester_name', 'requester_email']],
  ['assignee_id', ['assignee_name', 'assignee_email']],
  ['queue_id', ['queue']],
  ['team_id', ['team']],
  ['organization_id', ['organization']],
  ['ticket_type_id', ['ticket_type']],
] as const satisfies ReadonlyArray<readonly [keyof Ticket, ReadonlyArray<keyof Ticket>]>;

/** Agreements on time come true by themselves, `extra` may hold anything, and who entered a ticket stays who it was. */
const NOT_COMPARED = [
  'extra',
  'sla_status',
  'url',
  'creator_id',
  'creator_name',
  'creator_email',
] as const satisfies ReadonlyArray<keyof Ticket>;

/** What makes two looks at a ticket differ. */
function comparedOf(ticket: Ticket, { volatileFields = [], choosesByLabel = false }: ChangeFeed): object {
  const hidden = new Set<string>(NOT_COMPARED);
  for (const [id, names] of NAMED_BY_ID) if (ticket[id] !== null) for (const name of names) hidden.add(name);
  const members = Object.entries(ticket).filter(([name]) => !hidden.has(name));
  const fields = ticket.custom_fields.filter(({ field_id }) => !volatileFields.includes(field_id));
  const comparable = choosesByLabel ? fields.map((field) => ({ ...field, option_ids: null })) : fields;
  return { ...Object.fromEntries(members), custom_fields: comparable };
}

/** Answers that mean that the ticket has no thread to read, or is gone since it was listed; and a list cut short. */
const ENDS_OF_THREADS = new Set([
  'not_found',
  'forbidden',
  'unsupported',
  'method_not_allowed',
  'redirect',
  'incomplete',
]);

/**
 * Adds what was said on the ticket and how its status moved.
 * @param needs which parts are needed
 */
export async function withThread(
  account: Account,
  snapshot: TicketSnapshot,
  needs: { replies: boolean; statuses: boolean },
) {
  const { replies, statuses } = account.watch.thread;
  const streams = new Set([...(needs.replies ? replies : []), ...(needs.statuses ? statuses : [])]);
  const comments: Comment[] = [];
  const changes: Array<{ from: string | null; at: string }> = [];
  for (const stream of streams) {
    const slice = stream.childSlice?.(snapshot.id) ?? { key: snapshot.id, ticketId: snapshot.id, params: {} };
    const unifier = { stream, kind: 'comments' as const, slice, settings: account.settings };
    const rows = unified(account, await threadRecords(account, stream, slice), unifier);
    for (const each of rows.comments.filter(isReply)) comments.push(each);
    for (const { from_status, changed_at } of rows.status_changes) changes.push({ from: from_status, at: changed_at });
  }
  const thread = {
    replies: comments.map(({ comment_id, created_at }) => ({ id: comment_id, at: created_at })),
    changes: changes.sort((a, b) => (a.at < b.at ? -1 : 1)),
  };
  return { ...snapshot, comments, thread } satisfies TicketSnapshot;
}

function isReply({ visibility, kind }: Comment): boolean {
  return visibility === 'public' && kind !== 'activity';
}

async function threadRecords(account: Account, stream: Stream, slice: Slice): Promise<Json[]> {
  const records: Json[] = [];
  const problem = await readThread(account, stream, slice, records).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  // What was read before a list proved incomplete still counts: the next look reads it again.
  const isNone = isVendorError(problem?.error) && ENDS_OF_THREADS.has(problem.error.code);
  if (problem !== null && !isNone) throw problem.error;
  return records;
}

async function readThread({ call, settings }: Account, stream: Stream, slice: Slice, into: Json[]): Promise<void> {
  for await (const page of readSlices(stream, [slice], call, { settings, queueIds: [] })) {
    for (const record of page.fresh) into.push(record);
  }
}
