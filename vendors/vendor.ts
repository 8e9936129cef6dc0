/** The contract that every service's folder fulfils. `npm run new:service` begins a sixth one. */
import type { ErrorParser } from './answer';
import type { VendorError } from './errors';
import type { Answer, ApiRequest, Call, Method, Secrets } from './http';
import type { Json, JsonObject } from './json';
import type { NameKind, Person, QueueKind, Rows, StatusGroup } from './model';
import type { ZoneRule } from './time';

export const VENDOR_NAMES = ['deskpro', 'sympoq', 'synqly', 'notific', 'teamswork'] as const;
export type VendorName = (typeof VENDOR_NAMES)[number];

/** What a user can choose to export. */
export const STREAM_NAMES = [
  'tickets',
  'comments',
  'people',
  'queues',
  'custom_fields',
  'attachments',
  'history',
] as const;
export type StreamName = (typeof STREAM_NAMES)[number];

/** documented: on the vendor's own page. assumed: everything else; `source` says where it comes from. */
export interface Endpoint {
  method: Method;
  /** As the service writes it, with `{id}` where an id stands. */
  path: string;
  certainty: 'documented' | 'assumed';
  source: string;
}

/** What a user may tell about one source beside its key. */
export interface SourceSettings {
  /** IANA zone of wall-clock times; null: not given (times count as UTC, noted once). */
  timezone: string | null;
  /** Rows a page; null: the service's best. */
  pageSize: number | null;
  /** Synqly: page per project. */
  projects: readonly string[];
  /** SympoQ: paths that its page does not name. */
  paths: Readonly<Record<string, string>>;
}

/** One part of a stream that is paged by itself: a window of time, a project, one ticket's comments. */
export interface Slice {
  /** Unique in its stream; slices with equal keys are the same work. */
  key: string;
  /** Set when the slice belongs to one ticket. */
  ticketId?: string;
  /** What the vendor needs to build the request. */
  params: JsonObject;
}

/** Where the next page begins: a token, an offset, a page number; opaque to everyone but its vendor. */
export type Cursor = string;

/** What a run knows while it pages. */
export interface PagingContext {
  settings: SourceSettings;
  /** Ids of queues seen so far, for services that must be paged per project. */
  queueIds: readonly string[];
}

/** What one answer holds. */
export interface PageContent {
  records: Json[];
  /** null: this was the last page of the slice. */
  next: Cursor | null;
  /** How many rows the service says the slice has, where that number can be trusted; else null. */
  total?: number | null;
  /** The slice cannot be read as asked (a ceiling, an ignored filter): these take its place. */
  splitInto?: Slice[];
  /** Why it was replaced, or anything else that `runs` should say. */
  note?: string;
  /** Set on the last page: why the slice, read to its end, still cannot be called whole (rows moved meanwhile). */
  incompleteReason?: string;
}

export type Watermark = {
  /** The latest created_at and updated_at among the rows of the last complete runs, canonical instants. */
  created_at: string | null;
  updated_at: string | null;
};

export interface PlanInput extends PagingContext {
  mode: 'full' | 'incremental';
  /** Present in incremental mode. */
  watermark: Watermark;
  /** `YYYY-MM-DD`: nothing created before it is asked for, where the service can be asked so; null: everything. */
  since: string | null;
  /** Ids of tickets that are open in the lake, or were done lately: services without an updated filter ask for them again. */
  openTicketIds: readonly string[];
  /** For services that must ask before they can plan (the highest id, the filters that are supported). */
  call: Call;
  /** Canonical instant. */
  now: string;
  /** The stream was never read to its end: what is missed now is known by nothing else. */
  isFirst?: boolean;
  /** Nothing is asked for: the slices are those that are known beforehand, fewer than a run will have. */
  dry?: boolean;
}

export interface Plan {
  slices: Slice[];
  /**
   * True when these slices, read whole, name every ticket that exists in the projects that were chosen, if any: then a
   * missing one is a deleted one.
   */
  complete: boolean;
  /** How many rows there should be in all, when the service says so; else null. */
  total: number | null;
  /** pages: a list of several pages is read twice; list: any is. Nothing else proves that no row was missed. */
  twice?: 'pages' | 'list';
  /** One sentence for `sources.change_detection`: how changes are found and what cannot be seen. */
  changeDetection: string;
}

export interface UnifyContext {
  settings: SourceSettings;
  /** Base URL, for links to tickets. */
  url: string;
  /** Canonical instant at which the page was received. */
  now: string;
  zoneRule: ZoneRule;
  /** Markup to plain text. Which fields hold markup, and of which kind, is said by the service's page, never by the text. */
  plainText: { html(markup: string): string; markdown(markup: string): string };
  /**
   * A name by its id, where the caller already has it. The exporter answers null and joins names when it
   * publishes, so that a renamed queue shows on tickets that were not read again.
   */
  nameOf(kind: NameKind | 'queue' | 'person' | 'custom_field', id: string): string | null;
  /** Agents, where the caller has them: a log may name people without an id. The exporter joins them when it publishes. */
  agents?: readonly Person[];
}

export interface Stream {
  /** Its name in `runs`: one of STREAM_NAMES, or of the lookups that tickets need, as `organizations`. */
  name: string;
  /** The stream that a user selects to get it. Lookups carry the stream they serve, mostly `tickets`. */
  selectedBy: StreamName;
  /** What else the same calls give. */
  alsoSelectedBy?: readonly StreamName[];
  /** ticket: a call a ticket. source: everything by itself. */
  scope: 'source' | 'ticket';
  /** What is read again where a change leaves no trace on its ticket. */
  childChangesUntracked?: boolean;
  /** An answer 403, 404 or 501 means that the service or key has no such thing; the run goes on. */
  optional?: boolean;
  /** Records are listed with the newest first: of two of one instant, the later one happened first. */
  newestFirst?: boolean;
  /** Rows of one slice, read whole, are all there are: what is missing was deleted. Only for scope ticket. */
  isFullReplace?: boolean;
  /** For scope source. */
  plan?(input: PlanInput): Promise<Plan>;
  /** For scope ticket. */
  childSlice?(ticketId: string): Slice;
  /**
   * The same, read so that rows that a cut or a move left out are noticed: for those who conclude from it what is gone.
   * Absent: `childSlice` is that.
   */
  wholeChildSlice?(ticketId: string): Slice;
  /**
   * One ticket by its id, of the stream `tickets`: a ticket that a scan does not name is asked for before it counts as
   * deleted. To be read as any other slice; `read` throws when the answer is not this ticket's.
   */
  lookupSlice?(ticketId: string, context: PagingContext): Slice;
  /** The ticket that took over one that was asked for by its id, where an error says that they were merged. */
  mergedInto?(problem: VendorError): string | null;
  /**
   * A list of a ticket's files that its other answers may leave out. It costs a request more, so it is read only where
   * that is wanted. Only for scope ticket.
   */
  fileList?: FileList;
  request(slice: Slice, cursor: Cursor | null, context: PagingContext): ApiRequest;
  read(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): PageContent;
  /** A failed request or a page loop that can be gone around (a refused filter, a repeated token). */
  recover?(problem: VendorError, slice: Slice, context: PagingContext): Slice[] | undefined;
  /** Identity of a record for counting and doubles; null: the record has none. */
  idOf(record: Json): string | null;
  /** Adds what a record means to `rows`. Total: bad input becomes a reject, never an exception. */
  unify(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void;
}

export interface FileList {
  /** The ticket's slice, with the list of its files as last page. */
  childSlice(ticketId: string): Slice;
  /** How many files of such a slice's page no page before has named; null: the page is not the list. */
  leftOut(page: Pick<PageContent, 'records'> & { cursor: Cursor | null }): number | null;
}

export interface KeyFinding {
  level: 'ok' | 'warning' | 'error';
  /** partial_view: the key demonstrably sees only a part, so an export with it is incomplete. */
  code?: 'partial_view';
  message: string;
  /** Whose key it is; the message does not name them. */
  person?: string;
  remedy?: string;
}

export interface Quota {
  /** Requests in any window, with the margin that we keep. null: the service names none, it is found by 429s. */
  requests: number | null;
  windowMs: number;
  source: string;
}

export interface Credential {
  key: string;
}

export interface Vendor {
  name: VendorName;
  title: string;
  endpoints: Readonly<Record<string, Endpoint>>;
  quota: Quota;
  defaults: { pageSize: number; concurrency: number; timeoutMs: number };
  /** What its queues are: also one of which a ticket tells no more than the ID. */
  queueKind: QueueKind;
  /** Settings that only this service reads; given for another service they are refused. */
  ownSettings?: { projects?: boolean; paths?: readonly string[]; doneRescan?: boolean; attachments?: boolean };
  /** A ticket carries no text of its own: its first comment is what was asked. */
  describedByFirstComment?: boolean;
  /** Endpoints whose one answer several streams are read from: an export asks for it once. */
  askedOnce?: readonly string[];
  /** Tickets tell their chosen options by the labels: where no list knows an option, its ID is not known. */
  choosesByLabel?: boolean;
  /** Lists come whole, in one answer however long. */
  hasNoPages?: boolean;
  /** The group of a status whose name is looked up elsewhere; null where neither the id nor the name tells it. */
  statusGroup?(id: string | null, name: string | null): StatusGroup | null;
  /** Comments and changes name people without an id: who they are follows from the names of agents. */
  namesPeopleOnly?: boolean;
  /** Comments and files have no ids of their own: theirs are made of what they say (`MADE_RECORD_ID`). */
  makesRecordIds?: boolean;
  /** How an address of the service looks, for whoever is asked for it. */
  exampleUrl: string;
  /** Where the service answers, if there are only a few places. */
  regions?: ReadonlyArray<{ name: string; url: string }>;
  /** Brings a pasted address into the form that requests are joined to. Error text when it cannot be one. */
  baseUrl(input: string): { ok: true; url: string } | { ok: false; reason: string };
  /** Where the key travels. */
  secrets(credential: Credential): Secrets;
  /** Members that hold the service's own secrets, beside those whose name says so. */
  secretMembers: ReadonlySet<string>;
  errorParser: ErrorParser;
  /** In the order in which they are read: lookups before tickets, tickets before what hangs on them. */
  streams: readonly Stream[];
  /** Asks what a key may do. Never throws for a bad key: it says what is wrong. */
  check(call: Call, settings: SourceSettings): Promise<KeyFinding[]>;
}
