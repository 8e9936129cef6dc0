/**
 * The durable work list of a source, as the orchestrator needs it: which slices are still to be read, what a scan has
 * named. work-list.ts keeps it in the working database.
 */
import type { FinishedScan } from '../raw/journal';
import type { Cursor, Slice, Watermark } from '../../../vendors/vendor';
import type { KnownShape, ShapeChange } from './shape-changes';

export interface Scan {
  id: string;
  mode: 'full' | 'incremental';
  /** Canonical instant by our clock at which it was begun. */
  startedAt: string;
  /** The service's own clock at that moment: boundaries are never later than this. */
  serverNow: string | null;
  /** Reading it whole names every ticket that exists. */
  complete: boolean;
  total: number | null;
  since: string | null;
  /** The projects that it is narrowed to, as `scopeOf` writes them. */
  projects: string | null;
  words: string;
}

/** When a scan that reads everything there is began; null for any other. */
export function fullScanStartedAt({ mode, complete, projects, startedAt }: Omit<Scan, 'id'>): string | null {
  return mode === 'full' && complete && projects === null ? startedAt : null;
}

/** Slices with equal keys are the same work. */
export function uniqueSlices(slices: readonly Slice[]): Slice[] {
  return [...new Map(slices.map((slice) => [slice.key, slice])).values()];
}

export interface OpenSlice {
  slice: Slice;
  cursor: Cursor | null;
}

export interface StreamState {
  watermark: Watermark | null;
  /** Canonical instants of the last scans that were complete. */
  lastCompleteAt: string | null;
  lastFullAt: string | null;
  /** When tickets were last queued again for a stream whose changes leave no trace on the ticket. */
  lastRescanAt: string | null;
  /** The `since` and the projects of the last complete full scan. */
  since: string | null;
  projects: string | null;
}

export interface ScanProgress {
  state: StreamState;
  open: Scan | null;
}

/** A slice whose trusted total is larger than the rows that came. */
export interface CountMismatch {
  slice: Slice;
  total: number;
  rows: number;
}

export interface Reached {
  /** Slices whose trusted total was not reached by distinct ids. */
  countMismatches: CountMismatch[];
  /** Why slices that were read to their end cannot be called whole. */
  incompleteReasons: string[];
  /** Distinct ids of records. */
  seen: number;
}

export interface MissingTickets {
  /** Tickets that the open scan, read whole, did not name, in order. */
  ids: string[];
  /** How many tickets were alive where it looked. */
  alive: number;
  /** Records of the scan of which nobody can say which tickets they are: those that are missing may be among them. */
  nameless: number;
  /** Tickets that the complete scan before it missed as well. */
  missedBefore: string[];
}

export interface Tombstones {
  /** Canonical instant at which they are found to be gone. */
  at: string;
  ids: readonly string[];
  /** Tickets that the scan missed and that are not proven to be gone: the next one decides. */
  missed: readonly string[];
  /** Also those that the service itself had called deleted, and which the scan did not name any more. */
  withHidden: boolean;
}

/** A scan that is to be begun. */
export interface NewScan {
  stream: string;
  scan: Omit<Scan, 'id'>;
  slices: readonly Slice[];
}

/** A stream whose scan was complete. */
export interface FinishedStream {
  stream: string;
  finished: FinishedScan;
}

export interface WorkList {
  openScan(stream: string): Promise<Scan | null>;
  /** What is known of each of the streams, and its open scan, in the order given. */
  progressOf(streams: readonly string[]): Promise<ScanProgress[]>;
  /** Replaces any older scan of these streams, in one transaction. */
  beginScans(scans: readonly NewScan[]): Promise<Scan[]>;
  openSlices(stream: string): Promise<OpenSlice[]>;
  /** By stream. */
  openSlicesOf(streams: readonly string[]): Promise<Map<string, OpenSlice[]>>;
  /** Keys of the slices that were read to their end, or that others took over from, by stream. */
  endedSlicesOf(streams: readonly string[]): Promise<Map<string, string[]>>;
  /** The slice is read again from its first page. */
  reopenSlice(stream: string, key: string): Promise<void>;
  /** What was read of the open scan of each of the streams so far, and what speaks against calling it whole. */
  reachedOf(streams: readonly string[]): Promise<Reached[]>;
  /** @param scan the open one; where it is narrowed to projects, tickets of others are not missing */
  missingTickets(scan: Pick<Scan, 'projects' | 'startedAt'>): Promise<MissingTickets>;
  /** A few tickets that the open scan has named. */
  namedTickets(): Promise<string[]>;
  /** Those of the given tickets that are stored. */
  storedAmong(ids: readonly string[]): Promise<string[]>;
  writeTombstones(tombstones: Tombstones): Promise<void>;
  /** Tickets that were found to be gone at this canonical instant. */
  deletedAt(at: string): Promise<string[]>;
  /** The shape that a stream's records are known to have; null: it was never read whole. */
  knownShape(stream: string): Promise<KnownShape | null>;
  /** Members that no record of the open scan had, which read everything; none for any other scan. */
  missingMembers(stream: string, at: string): Promise<ShapeChange[]>;
  /** Closes scans that were complete, in one transaction: slices and seen ids are dropped, the states of the streams move on. */
  finishScans(streams: readonly FinishedStream[]): Promise<void>;
  /** Forgets a scan whose completeness could not be proven: the next run begins it anew. */
  abandonScan(stream: string): Promise<void>;
  state(stream: string): Promise<StreamState>;
  /** Latest created_at and updated_at among the stored tickets of the source. */
  latestStored(): Promise<Watermark>;
  storedTickets(): Promise<number>;
  /** @param doneSince also tickets that were done at this canonical instant or later; null: only open ones */
  openTicketIds(doneSince?: string | null): Promise<string[]>;
  queueIds(): Promise<string[]>;
  /** Words for a status that nobody mapped, as the service writes them. */
  unmappedStatuses(): Promise<UnmappedStatus[]>;
  /** How far each spool file is loaded. */
  loadedTo(): Promise<Map<string, number>>;
}

/** A word that nobody mapped. */
export interface UnmappedStatus {
  word: string;
  /** The status of the service's list that the word is the id or the name of. */
  listed: { id: string; name: string } | null;
}
