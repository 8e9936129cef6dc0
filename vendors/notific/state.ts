/** The state of a ticket, which Notific does not write down: it follows from three times. */
import type { StatusGroup } from '../model';

export const STATES = ['New', 'Open', 'Closed'] as const;
export type State = (typeof STATES)[number];

/** Canonical instants; null = not set. */
export interface TicketTimes {
  start: string | null;
  closed: string | null;
  reopened: string | null;
}

/** Whether the last of the two acts was to close. */
export function isClosed({ closed, reopened }: Pick<TicketTimes, 'closed' | 'reopened'>): boolean {
  return closed !== null && (reopened === null || closed >= reopened);
}

/** @param now canonical instant: a ticket that starts later is new */
export function stateOf(times: TicketTimes, now: string): State {
  const { start } = times;
  if (isClosed(times)) return 'Closed';
  return start !== null && start > now ? 'New' : 'Open';
}

export const GROUPS: Readonly<Record<State, StatusGroup>> = { New: 'new', Open: 'open', Closed: 'closed' };

export interface StateChange {
  event_id: string;
  from: State;
  to: State;
  at: string;
}

/** The last close and the last reopening, in the order of time; earlier ones are overwritten by the service. */
export function changesOf({ closed, reopened }: TicketTimes): StateChange[] {
  const changes: StateChange[] = [];
  if (closed !== null) changes.push({ event_id: `closed-${closed}`, from: 'Open', to: 'Closed', at: closed });
  if (reopened !== null) changes.push({ event_id: `reopened-${reopened}`, from: 'Closed', to: 'Open', at: reopened });
  return changes.sort((a, b) => (a.at === b.at ? (a.to === 'Open' ? -1 : 1) : a.at < b.at ? -1 : 1));
}
