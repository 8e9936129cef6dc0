/** Parts of the ticket list: what a scan asks for, what a user asks for, and what takes a part's place. */
import type { JsonObject } from '../../json';
import { arrayAt, asText, booleanOf, numberOf } from '../../json';
import type { PagingContext, Slice } from '../../vendor';
import { checkedFilter, filterOf, filterTime } from '../filters';

/** A scan's part of the ticket list. Everything beside `project` can be given up when the service refuses it. */
export interface SliceScan {
  project?: string;
  /** The project was chosen by the user: rows of others are not wanted. */
  chosen?: boolean;
  /** Changed at or after this filter time. */
  updated?: string;
  /** Created at or after this filter time. */
  since?: string;
  /** As `since`, set by us: the list is read on from here, by the time of creation. */
  above?: string;
  /** Ids of rows already read, one of which has to come first; the last one is the last row that was read. */
  known?: readonly string[];
  /** Not read by the time of creation: its order or its filter is not kept. */
  unkeyed?: boolean;
  /** Ask for the order of creation, in which a change moves no row. */
  ordered?: boolean;
  /** Numeric cursors are sent as they were told: the service takes no others. */
  verbatim?: boolean;
  /** Counts repetitions after rows moved; the first reading is 1. */
  pass?: number;
}

export interface TicketFilters {
  project?: string;
  status?: string;
  priority?: string;
  assignee?: string;
  creator?: string;
  contact?: string;
  issueType?: string;
  /** Any of them. */
  tags?: readonly string[];
  /** Canonical instants. */
  createdFrom?: string;
  createdTo?: string;
  updatedFrom?: string;
  updatedTo?: string;
  /** Further filters as `field[op]value`. */
  filters?: readonly string[];
  /** `field[asc]` or `field[desc]`, first one first. */
  order?: readonly string[];
  /** Meta functions, as `stats/count()`. */
  meta?: readonly string[];
}

/** What `queryTickets` needs of a slice. */
export interface SliceQuery {
  filters: string[];
  order: string[];
  meta: string[];
}

const ORDER = 'created_at[asc]';

export function scanSlice(scan: SliceScan): Slice {
  const parts = Object.entries(scan)
    .filter(([name, value]) => name !== 'known' && value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? name : `${name}=${String(value)}`));
  return {
    key: ['tickets', ...parts].join(' '),
    params: { scan: { ...scan, known: scan.known ? [...scan.known] : undefined } },
  };
}

/** The scan of a slice; undefined for one that a user asked for. */
export function scanOf({ params }: Slice): SliceScan | undefined {
  const scan = params['scan'];
  if (typeof scan !== 'object' || scan === null || Array.isArray(scan)) return undefined;
  return {
    project: asText(scan['project']) ?? undefined,
    chosen: booleanOf(scan['chosen']) ?? undefined,
    updated: asText(scan['updated']) ?? undefined,
    since: asText(scan['since']) ?? undefined,
    above: asText(scan['above']) ?? undefined,
    known: Array.isArray(scan['known']) ? texts(scan, 'known') : undefined,
    unkeyed: booleanOf(scan['unkeyed']) ?? undefined,
    ordered: booleanOf(scan['ordered']) ?? undefined,
    verbatim: booleanOf(scan['verbatim']) ?? undefined,
    pass: numberOf(scan['pass']) ?? undefined,
  };
}

/**
 * The tickets that a node's Get Many asks for.
 * @throws VendorError bad_input for a filter that Synqly's language cannot say
 */
export function ticketSlice(filters: TicketFilters): Slice {
  const query = { filters: userFilters(filters), order: [...(filters.order ?? [])], meta: [...(filters.meta ?? [])] };
  return { key: `tickets ${JSON.stringify(query)}`, params: query };
}

export function queryOf(slice: Slice): SliceQuery {
  const scan = scanOf(slice);
  if (scan) return { filters: scanFilters(scan), order: scan.ordered ? [ORDER] : [], meta: [] };
  return {
    filters: texts(slice.params, 'filters'),
    order: texts(slice.params, 'order'),
    meta: texts(slice.params, 'meta'),
  };
}

function scanFilters({ project, updated, since, above }: SliceScan): string[] {
  const created = above ?? since;
  return [
    ...(project === undefined ? [] : [filterOf('project', 'eq', [project])]),
    ...(updated === undefined ? [] : [`updated_at[gte]${updated}`]),
    ...(created === undefined ? [] : [`created_at[gte]${created}`]),
  ];
}

function userFilters(asked: TicketFilters): string[] {
  const equal: ReadonlyArray<readonly [string, string | undefined]> = [
    ['project', asked.project],
    ['status', asked.status],
    ['priority', asked.priority],
    ['assignee', asked.assignee],
    ['creator', asked.creator],
    ['contact', asked.contact],
    ['issue_type', asked.issueType],
  ];
  const times: ReadonlyArray<readonly [string, string, string | undefined]> = [
    ['created_at', 'gte', asked.createdFrom],
    ['created_at', 'lt', asked.createdTo],
    ['updated_at', 'gte', asked.updatedFrom],
    ['updated_at', 'lt', asked.updatedTo],
  ];
  return [
    ...equal.flatMap(([field, value]) => (value === undefined ? [] : [filterOf(field, 'eq', [value])])),
    ...(asked.tags === undefined || asked.tags.length === 0 ? [] : [filterOf('tags', 'in', asked.tags)]),
    ...times.flatMap(([field, op, value]) => (value === undefined ? [] : [`${field}[${op}]${filterTime(value)}`])),
    ...(asked.filters ?? []).map(checkedFilter),
  ];
}

/** The projects that a scan can be split into; those that the user chose come first. */
export function projectSlices(scan: SliceScan, context: PagingContext): Slice[] {
  const ids = context.settings.projects.length > 0 ? context.settings.projects : context.queueIds;
  return [...new Set(ids)].map((project) =>
    scanSlice({ ...scan, pass: undefined, above: undefined, known: undefined, project }),
  );
}

function texts(params: JsonObject, member: string): string[] {
  return arrayAt(params, member).flatMap((value) => asText(value) ?? []);
}
