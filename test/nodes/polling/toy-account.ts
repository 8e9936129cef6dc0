/** A service with stamps of whole seconds and a list in pages, small enough to compare what was told with what happened. */
import { VendorError } from '../../../vendors/errors';
import type { Answer, ApiRequest, Call } from '../../../vendors/http';
import type { Json, JsonObject } from '../../../vendors/json';
import { asText, isObject, numberOf } from '../../../vendors/json';
import type { Ticket } from '../../../vendors/model';
import { instantOfDate } from '../../../vendors/time';
import type { Slice, Stream, Vendor } from '../../../vendors/vendor';
import { NO_SETTINGS } from '../../../nodes/shared/list';
import type { Account } from '../../../nodes/shared/polling/ticket-snapshot';
import type { ChangeFeed, Retention } from '../../../vendors/change-feed';
import { BLANK_TICKET } from '../../support/tiny-vendor';

export interface ToyTicket {
  id: number;
  revision: number;
  status: string;
  created: number;
  updated: number;
  replies: Array<{ id: number; at: number }>;
  moves: Array<{ from: string; at: number }>;
}

export interface ToyService {
  tickets: Map<number, ToyTicket>;
  /** Seconds. */
  now: number;
  calls: number;
  /** Answers that are given before one fails; undefined: none fails. */
  failsAfter?: number;
}

export const instant = (seconds: number): string => instantOfDate(new Date(seconds * 1000));

const PAGE = 3;

function ticketOf(record: JsonObject): Ticket {
  return {
    ...BLANK_TICKET,
    is_open: true,
    ticket_id: asText(record['id']) ?? '',
    subject: asText(record['revision']),
    status: asText(record['status']),
    created_at: asText(record['created']),
    updated_at: asText(record['updated']),
    custom_fields: [],
    extra: {},
  };
}

const member = (record: Json, name: string): Json => (isObject(record) ? (record[name] ?? null) : null);

export function toyWatch(memory: Retention, hasStamps: boolean): ChangeFeed {
  const stream = (name: string, path: (slice: Slice) => string): Stream => ({
    name,
    selectedBy: 'tickets',
    scope: 'source',
    request: (slice, cursor): ApiRequest => ({
      endpoint: name,
      method: 'GET',
      path: path(slice),
      query: [
        ['after', cursor ?? ''],
        ['since', asText(slice.params['since']) ?? ''],
      ],
    }),
    read: ({ json }) => ({
      records: Array.isArray(member(json, 'rows')) ? (member(json, 'rows') as Json[]) : [],
      next: asText(member(json, 'next')),
    }),
    childSlice: (ticketId) => ({ key: ticketId, ticketId, params: {} }),
    idOf: (record) => asText(member(record, 'id')),
    unify: (record, slice, _context, rows) => {
      if (!isObject(record)) return;
      if (name === 'tickets') rows.tickets.push(ticketOf(record));
      else if (name === 'replies') rows.comments.push(commentOf(record, slice.ticketId ?? ''));
      else
        rows.status_changes.push({
          ticket_id: slice.ticketId ?? '',
          event_id: '',
          from_status: asText(record['from']),
          to_status: null,
          from_group: null,
          to_group: null,
          changed_at: asText(record['at']) ?? '',
          changed_by_id: null,
          changed_by_name: null,
        });
    },
  });
  const tickets = stream('tickets', () => '/tickets');
  const replies = stream('replies', ({ ticketId }) => `/replies/${ticketId ?? ''}`);
  const moves = stream('moves', ({ ticketId }) => `/moves/${ticketId ?? ''}`);
  return {
    events: ['created', 'updated', 'replied', 'status_changed'],
    tickets,
    changes: ({ watermark }) => {
      const isFiltered = memory !== 'listed' && watermark !== null;
      return Promise.resolve([{ key: 'changes', params: isFiltered ? { since: watermark } : {} }]);
    },
    newest: () => [{ key: 'newest', params: {} }],
    memory: () => memory,
    unknownIsNew: !hasStamps,
    thread: { replies: [replies], statuses: memory === 'window' ? [moves] : [] },
    limits: [{ events: ['updated'], text: '' }],
  };
}

function commentOf(record: JsonObject, ticketId: string) {
  return {
    ticket_id: ticketId,
    comment_id: asText(record['id']) ?? '',
    author_id: null,
    author_name: null,
    author_email: null,
    author_role: 'unknown' as const,
    visibility: 'public' as const,
    kind: 'reply' as const,
    title: null,
    body: '',
    created_at: asText(record['at']),
    updated_at: null,
  };
}

/** Answers requests of the toy's streams. */
export function toyCall(service: ToyService, hasStamps: boolean): Call {
  return (request) => {
    service.calls += 1;
    if (service.failsAfter !== undefined && service.calls > service.failsAfter) {
      return Promise.reject(new VendorError({ code: 'server_error', retryable: true, message: 'The toy is broken' }));
    }
    const headers = { date: new Date(service.now * 1000).toUTCString() };
    return Promise.resolve({ status: 200, headers, json: rowsFor(service, request, hasStamps), bytes: null } as Answer);
  };
}

function rowsFor({ tickets }: ToyService, { path, query = [] }: ApiRequest, hasStamps: boolean): Json {
  const [, kind, id] = path.split('/');
  if (kind === 'replies' || kind === 'moves') {
    const ticket = tickets.get(Number(id));
    const rows = kind === 'replies' ? (ticket?.replies ?? []) : (ticket?.moves ?? []);
    return { rows: rows.map((row) => ({ ...row, at: instant(row.at) })), next: null };
  }
  const after = numberOf(query.find(([name]) => name === 'after')?.[1]) ?? 0;
  const since = query.find(([name]) => name === 'since')?.[1] ?? '';
  const found = [...tickets.values()].filter((ticket) => ticket.id > after && instant(ticket.updated) >= since);
  const page = found.sort((a, b) => a.id - b.id).slice(0, PAGE);
  const rows = page.map(({ id: own, revision, status, created, updated }) => ({
    id: String(own),
    revision: String(revision),
    status,
    ...(hasStamps ? { created: instant(created), updated: instant(updated) } : {}),
  }));
  return { rows, next: found.length > PAGE ? String(page.at(-1)?.id) : null };
}

export function toyAccount(watch: ChangeFeed, call: Call): Account {
  const vendor = { name: 'deskpro', title: 'Toy', secretMembers: new Set() } as Partial<Vendor> as Vendor;
  return {
    watch,
    call,
    settings: NO_SETTINGS,
    matchesFilter: () => true,
    access: { url: 'http://127.0.0.1', credentials: {} },
    service: { vendor, credential: 'toyApi' },
  };
}
