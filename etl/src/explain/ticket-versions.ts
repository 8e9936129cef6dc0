/** Every time a ticket was received, as far as raw/ holds; what hangs on it; and the lists that name what it refers to. */
import type { Json } from '../../../vendors/json';
import type { Reject, Ticket } from '../../../vendors/model';
import type { Stream } from '../../../vendors/vendor';
import type { SourceConfig } from '../config/config';
import type { RawPage } from '../raw/records';
import { meaningOf, rawPages } from '../raw/records';

export interface PageLocation {
  /** Below raw/. */
  file: string;
  run_id: string;
  /** Canonical instant. */
  received_at: string;
  endpoint: string;
  slice: string;
  /** Of the page in its slice; null: the first. */
  cursor: string | null;
}

export interface TicketVersion {
  place: PageLocation;
  ticket: Ticket;
  record: Json;
  rejects: readonly Reject[];
  /** Reads a changed record as the same page would have been. */
  meaning(record: Json): Ticket | undefined;
}

/** Records of a stream that tell of the ticket, in its newest reading. */
export interface ChildReading {
  stream: string;
  place: PageLocation;
  comments: number;
  status_changes: number;
  attachments: number;
  rejects: readonly Reject[];
}

export interface NamedBy {
  name: string | null;
  /** Of a person. */
  email: string | null;
  stream: string;
  place: PageLocation;
}

export async function ticketVersions(
  rawFolder: string,
  source: SourceConfig,
  ticketId: string,
): Promise<TicketVersion[]> {
  const versions: TicketVersion[] = [];
  for await (const raw of rawPages(rawFolder, source, isTickets)) {
    for (const record of raw.records) {
      if (raw.stream.idOf(record) !== ticketId) continue;
      const meaning = (changed: Json): Ticket | undefined => meaningOf(source, raw, changed).tickets[0];
      const rows = meaningOf(source, raw, record);
      const ticket = rows.tickets.find((each) => each.ticket_id === ticketId);
      if (ticket) versions.push({ place: placeOf(raw), ticket, record, rejects: rows.rejects, meaning });
    }
  }
  return versions.sort((a, b) => (a.place.received_at < b.place.received_at ? -1 : 1));
}

/** Of each stream that hangs on tickets, what its newest whole answer says of this one. */
export async function childReadings(
  rawFolder: string,
  source: SourceConfig,
  ticketId: string,
): Promise<ChildReading[]> {
  const newest = new Map<string, ChildReading>();
  for await (const raw of rawPages(rawFolder, source, hangsOnTickets)) {
    const { stream, page } = raw;
    if (stream.scope === 'ticket' && page.slice.ticketId !== ticketId) continue;
    const read = childOf(source, raw, ticketId);
    if (read === undefined) continue;
    const known = newest.get(stream.name);
    const continues = known !== undefined && page.cursor !== null && known.place.run_id === read.place.run_id;
    newest.set(stream.name, continues ? together(known, read) : read);
  }
  return [...newest.values()];
}

function childOf(source: SourceConfig, raw: RawPage, ticketId: string): ChildReading | undefined {
  const ofTicket = <T extends { ticket_id: string }>(rows: readonly T[]): number =>
    rows.filter((row) => row.ticket_id === ticketId).length;
  const read: ChildReading = {
    stream: raw.stream.name,
    place: placeOf(raw),
    comments: 0,
    status_changes: 0,
    attachments: 0,
    rejects: [],
  };
  for (const record of raw.records) {
    const rows = meaningOf(source, raw, record);
    const [comments, changes, files] = [
      ofTicket(rows.comments),
      ofTicket(rows.status_changes),
      ofTicket(rows.attachments),
    ];
    read.comments += comments;
    read.status_changes += changes;
    read.attachments += files;
    if (raw.stream.scope === 'ticket' || comments + changes + files > 0)
      read.rejects = [...read.rejects, ...rows.rejects];
  }
  const isEmpty = read.comments + read.status_changes + read.attachments + read.rejects.length === 0;
  return isEmpty && raw.stream.scope === 'source' ? undefined : read;
}

function together(known: ChildReading, read: ChildReading): ChildReading {
  return {
    ...known,
    comments: known.comments + read.comments,
    status_changes: known.status_changes + read.status_changes,
    attachments: known.attachments + read.attachments,
    rejects: [...known.rejects, ...read.rejects],
  };
}

/** Ids that a ticket refers to, by kind: a kind of names, `queue` or `person`. */
export type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

/** @returns by `<kind> <id>` what the newest list says */
export async function namesInLists(
  rawFolder: string,
  source: SourceConfig,
  requested: Wanted,
): Promise<Map<string, NamedBy>> {
  const names = new Map<string, NamedBy>();
  for await (const raw of rawPages(rawFolder, source, isList)) {
    const note = (kind: string, id: string, name: string | null, email: string | null): void => {
      if (requested.get(kind)?.has(id) !== true) return;
      names.set(`${kind} ${id}`, { name, email, stream: raw.stream.name, place: placeOf(raw) });
    };
    for (const record of raw.records) {
      const rows = meaningOf(source, raw, record);
      for (const { kind, id, name } of rows.names) note(kind, id, name, null);
      for (const queue of rows.queues) note('queue', queue.queue_id, queue.name, null);
      for (const person of rows.people) note('person', person.person_id, person.name, person.email);
    }
  }
  return names;
}

function isTickets(stream: Stream): boolean {
  return stream.name === 'tickets';
}

function hangsOnTickets(stream: Stream): boolean {
  return (
    !isTickets(stream) &&
    (stream.scope === 'ticket' || ['comments', 'attachments', 'history'].includes(stream.selectedBy))
  );
}

function isList(stream: Stream): boolean {
  return !isTickets(stream) && !hangsOnTickets(stream);
}

function placeOf({ page }: RawPage): PageLocation {
  return {
    file: page.place.file,
    run_id: page.place.file.split('/')[1] ?? '',
    received_at: page.receivedAt,
    endpoint: page.endpoint,
    slice: page.slice.key,
    cursor: page.cursor,
  };
}
