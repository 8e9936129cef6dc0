/** Deskpro's status words and what they mean. */
import { dictionary } from '../../dictionary';
import type { PriorityLevel, SlaStatus, StatusGroup } from '../../model';

/** `closed` was seen nowhere in v2, but is what the word says. */
export const GROUPS: Readonly<Record<string, StatusGroup>> = dictionary({
  awaiting_agent: 'open',
  awaiting_user: 'pending',
  pending: 'on_hold',
  resolved: 'solved',
  archived: 'closed',
  closed: 'closed',
  hidden: 'deleted',
});

/** Those that every helpdesk has. */
export const MAIN_STATUSES = ['awaiting_agent', 'awaiting_user', 'pending', 'resolved', 'archived', 'hidden'] as const;

/** @param status a code, maybe with a sub-status as `pending.5`; undefined for a word that is not known */
export function groupOfStatus(status: string): StatusGroup | undefined {
  const main = status.trim().toLowerCase().split('.')[0] ?? '';
  return Object.hasOwn(GROUPS, main) ? GROUPS[main] : undefined;
}

/** `is_hold` is a flag beside the status: it parks an open or pending ticket. */
export function groupOf(status: string | null, isHold: boolean): StatusGroup {
  const group = (status === null ? undefined : groupOfStatus(status)) ?? 'unknown';
  return isHold && (group === 'open' || group === 'pending') ? 'on_hold' : group;
}

/** Urgency is 1 to 10. */
export function levelOfUrgency(urgency: number | null): PriorityLevel | null {
  if (urgency === null || urgency < 1 || urgency > 10) return null;
  if (urgency <= 3) return 'low';
  if (urgency <= 6) return 'normal';
  return urgency <= 8 ? 'high' : 'urgent';
}

const SLA: Readonly<Record<string, SlaStatus>> = dictionary({ ok: 'ok', warning: 'warning', fail: 'breached' });

export function slaOf(worst: string | null): SlaStatus | null {
  return worst !== null && Object.hasOwn(SLA, worst) ? (SLA[worst] ?? null) : null;
}
