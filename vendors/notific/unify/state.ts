/** The state of a ticket, which Notific does not write down: it follows from three times. */
import type { StatusGroup } from '../../model';

export const STATES = ['New', 'Open', 'Closed'] as const;
export type TicketState = (typeof STATES)[number];

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
export function stateOf(times: TicketTimes, now: string): TicketState {
  const { start } = times;
  if (isClosed(times)) return 'Closed';
  return start !== null && start > now ? 'New' : 'Open';
}

export const GROUPS: Readonly<Record<TicketState, StatusGroup>> = { New: 'new', Open: 'open', Closed: 'closed' };

export interface StateChange {
  event_id: string;
  from: TicketState;
  to: TicketState;
  at: string;
  cycle: string | null;
}

/**
 * The start, the last close and the last reopening, in the order of time; earlier ones are overwritten by the service.
 * A reopening belongs to the close before it: its time may be corrected.
 * @param created when the ticket was made, where that is known apart from its start
 * @param now canonical instant
 */
export function changesOf(times: TicketTimes, created: string | null, now: string): StateChange[] {
  const { start, closed, reopened } = times;
  const changes: StateChange[] = [];
  const hasStarted = start !== null && start <= now && (closed === null || closed >= start);
  if (hasStarted && created !== null && created < start) {
    changes.push({ event_id: `started-${start}`, from: 'New', to: 'Open', at: start, cycle: 'start' });
  }
  if (closed !== null) {
    const from = start !== null && closed < start ? 'New' : 'Open';
    changes.push({ event_id: `closed-${closed}`, from, to: 'Closed', at: closed, cycle: null });
  }
  if (reopened !== null) {
    const cycle = closed !== null && closed < reopened ? closed : null;
    const event_id = `reopened-${reopened}${cycle === null ? '' : `-of-${cycle}`}`;
    changes.push({ event_id, from: 'Closed', to: 'Open', at: reopened, cycle });
  }
  return changes.sort((a, b) => (a.at === b.at ? rankOf(a) - rankOf(b) : a.at < b.at ? -1 : 1));
}

/** Of one instant: it opens before it closes. */
function rankOf({ to }: StateChange): number {
  return to === 'Open' ? 0 : 1;
}

/** When the ticket came to its state. */
export function stateSince({ start, closed, reopened }: TicketTimes, state: TicketState): string | null {
  if (state === 'Closed') return closed;
  return state === 'Open' ? (reopened ?? start) : null;
}
