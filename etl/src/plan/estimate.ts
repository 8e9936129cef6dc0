/** How many requests a reading costs, as far as anything is known, and how long the quota makes them take. */
import type { SourceConfig } from '../config/config';
import { SAMPLE } from '../sync/file-lists';
import type { FileListUse } from '../sync/file-lists';
import { largest } from '../base/largest';

export interface Estimate {
  /** null: nothing is known. */
  requests: number | null;
  /** There may be more. */
  least: boolean;
  /** Where the number comes from, in words. */
  basis: string;
}

const UNKNOWN: Estimate = { requests: null, least: true, basis: 'never read before' };

/** Rows that came since the last full scan stand on pages of their own. */
export function fullEstimate(
  last: { requests: number; storedTotal: number | null } | null,
  stored: number,
  pageSize: number,
): Estimate {
  if (last !== null) {
    const more = Math.max(0, stored - (last.storedTotal ?? stored));
    const requests = last.requests + (pageSize > 0 ? Math.ceil(more / pageSize) : 0);
    return { requests, least: false, basis: 'the last full scan' };
  }
  if (stored === 0 || pageSize === 0) return UNKNOWN;
  return { requests: Math.ceil(stored / pageSize), least: true, basis: `${stored} stored rows, ${pageSize} a page` };
}

/** @param slices parts that are asked for in any case, a page each at least */
export function incrementalEstimate(last: { requests: number } | null, slices: number): Estimate {
  if (last === null) return { requests: slices, least: true, basis: 'a page of each part' };
  return { requests: Math.max(slices, last.requests), least: false, basis: 'the last run' };
}

export function listEstimate(last: { requests: number } | null): Estimate {
  return last === null ? { ...UNKNOWN, requests: 1 } : { requests: last.requests, least: false, basis: 'the last run' };
}

export interface TicketCalls {
  /** Tickets that wait already. */
  waiting: number;
  /** Tickets that changed in the last run of the same mode; null: there was none. */
  changed: number | null;
  rescan: 'all' | 'open' | null;
  stored: number;
  open: number;
  /** Whether lists of files are asked for beside: a request more a ticket, or for a sample of them. */
  files: FileListUse;
}

/** @returns how many tickets are asked for, a request each at least, and why */
export function ticketEstimate({
  waiting,
  changed,
  rescan,
  stored,
  open,
  files,
}: TicketCalls): Estimate & { tickets: number | null } {
  if (changed === null && stored === 0) return { ...UNKNOWN, tickets: null };
  const queued = waiting + (changed ?? 0) + (rescan === 'open' ? open : 0);
  const tickets =
    rescan === 'all' ? Math.max(stored, queued) : stored === 0 ? queued : Math.min(stored + (changed ?? 0), queued);
  const parts = [
    ...(waiting > 0 ? [`${waiting} wait`] : []),
    changed === null ? 'changes not known' : `${changed} changed last time`,
    ...(rescan === null ? [] : [`${rescan === 'all' ? 'all' : `${open} open ones`} are read again`]),
  ];
  const lists = files === 'all' ? tickets : files === 'sample' ? Math.min(SAMPLE, tickets) : 0;
  if (lists > 0) parts.push(`the files of ${files === 'all' ? 'each' : lists} are listed, too`);
  return { tickets, requests: tickets + lists, least: true, basis: parts.join(', ') };
}

export function sum(estimates: readonly Estimate[]): Pick<Estimate, 'requests' | 'least'> {
  const known = estimates.flatMap(({ requests }) => (requests === null ? [] : [requests]));
  return {
    requests: known.length === 0 ? null : known.reduce((total, requests) => total + requests, 0),
    least: estimates.some(({ requests, least }) => least || requests === null),
  };
}

export interface RequestBudget {
  requests: number;
  windowSeconds: number;
}

/** The budgets that a source keeps; none where neither its service nor the user names one. */
export function budgetsOf({
  vendor,
  requestsPerMinute,
  requestsPerHour,
  requestsPerDay,
}: SourceConfig): RequestBudget[] {
  const own =
    vendor.quota.requests === null
      ? []
      : [{ requests: vendor.quota.requests, windowSeconds: vendor.quota.windowMs / 1000 }];
  return [
    ...(requestsPerMinute === null ? own : [{ requests: requestsPerMinute, windowSeconds: 60 }]),
    ...(requestsPerHour === null ? [] : [{ requests: requestsPerHour, windowSeconds: 3600 }]),
    ...(requestsPerDay === null ? [] : [{ requests: requestsPerDay, windowSeconds: 86_400 }]),
  ];
}

/** A whole budget may be spent at once; what is beyond waits for the next window. */
export function secondsAtQuota(requests: number, budgets: readonly RequestBudget[]): number {
  const waits = budgets.map((budget) => Math.floor(Math.max(0, requests - 1) / budget.requests) * budget.windowSeconds);
  return largest(waits, 0);
}
