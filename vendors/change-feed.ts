/**
 * How the changes of a service's tickets are followed from one look to the next, for whoever cannot keep a copy of
 * all tickets (a trigger): what has to be asked, what a service's answers tell of a change, and what nobody can see.
 */
import type { Call } from './http';
import type { Json } from './json';
import type { SourceSettings, Stream, Slice } from './vendor';

export type TicketEvent = 'created' | 'updated' | 'replied' | 'status_changed';

/**
 * What has to be remembered of tickets to tell what happened to one:
 * window: what changed since the boundary;
 * listed: every ticket that each look names, since some changes move no time or the list is read whole anyway;
 * recent: as window, and the status of the tickets that changed last, beginning with a look at all tickets.
 */
export type Retention = 'window' | 'listed' | 'recent';

export interface ChangeFeedInput {
  events: ReadonlySet<TicketEvent>;
  settings: SourceSettings;
  /** Canonical instant: tickets created or changed then or later have to be among the answers. null: all tickets. */
  watermark: string | null;
  call: Call;
  /** Canonical instant. */
  now: string;
}

/**
 * Slices of what changed since the boundary, as a scan of the exporter would read them.
 * @param mode full: everything, where there is no boundary to begin at
 * @throws VendorError of the call
 */
export async function changedSlices(
  tickets: Stream,
  { settings, watermark, call, now }: ChangeFeedInput,
  mode: 'full' | 'incremental' = 'incremental',
): Promise<Slice[]> {
  const plan = await tickets.plan?.({
    mode,
    watermark: { created_at: watermark, updated_at: watermark },
    since: null,
    openTicketIds: [],
    queueIds: [],
    settings,
    call,
    now,
  });
  return plan?.slices ?? [];
}

/** What hangs on one ticket: each stream gives comments, status changes or both. */
export interface Thread {
  replies: readonly Stream[];
  /** Streams whose records tell status changes; empty where there are none. */
  statuses: readonly Stream[];
}

/** What cannot be seen of some events, or what they cost. */
export interface EventLimit {
  events: readonly TicketEvent[];
  /** Sentences. */
  text: string;
}

export interface ChangeFeed {
  /** What can be told at all. */
  events: readonly TicketEvent[];
  tickets: Stream;
  /** Slices of `tickets` that hold every ticket that changed, and maybe others. */
  changes(input: ChangeFeedInput): Promise<Slice[]>;
  /** Tickets, the newest first where the service can order them: one page is a sample. Asked in turn until one is answered. */
  newest(settings: SourceSettings): Slice[];
  memory(events: ReadonlySet<TicketEvent>): Retention;
  /** A ticket that is not remembered is a new one: for services that list all tickets and state no times of change. */
  unknownIsNew?: boolean;
  thread: Thread;
  /** When the status last changed, as the ticket itself says: canonical instant; null: it does not say. */
  statusChangedAt?(ticket: Json): string | null;
  /** Ids of fields that move by themselves as time goes by, or that a ticket is not known by. */
  volatileFields?: readonly string[];
  /** Chosen options are told by their labels: their IDs, which are made of these, say no more. */
  choosesByLabel?: boolean;
  /** What cannot be seen, for the person who chooses the events. */
  limits: readonly EventLimit[];
}
