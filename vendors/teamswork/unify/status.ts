/** Words of status and priority. */
import { dictionary } from '../../dictionary';
import type { PriorityLevel, SlaStatus, StatusGroup } from '../../model';
import type { Json, JsonObject } from '../../json';
import { arrayAt, booleanOf, textOf } from '../../json';
import { fold } from '../../text';

const GROUPS: Readonly<Record<string, StatusGroup>> = dictionary({
  open: 'open',
  reopened: 'open',
  started: 'open',
  'in progress': 'open',
  inprogress: 'open',
  resolved: 'solved',
  closed: 'closed',
});

const LEVELS: Readonly<Record<string, PriorityLevel>> = dictionary({
  low: 'low',
  medium: 'normal',
  important: 'high',
  urgent: 'urgent',
});

/** The group of a default status; null for a word of the customer's own workflow. */
export function groupOfWord(status: string): StatusGroup | null {
  return Object.hasOwn(GROUPS, fold(status)) ? (GROUPS[fold(status)] ?? null) : null;
}

/** @param ends folded labels that the ticket itself counts as resolved */
export function statusGroup(names: readonly string[], ends: ReadonlySet<string>): StatusGroup {
  const known = names.map(groupOfWord).find((group) => group !== null);
  if (known) return known;
  if (names.length === 0) return 'unknown';
  return names.some((name) => ends.has(fold(name))) ? 'solved' : 'open';
}

/** Labels that count as resolved: a list, in API 1.0 a text. Empty where the row does not say. */
export function resolvedLabels(ticket: JsonObject): Set<string> {
  const value = ticket['resolvedStatus'];
  const labels = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return new Set(labels.flatMap((label: Json) => textOf(label) ?? []).map(fold));
}

/** The label of a custom workflow's state, where the ticket carries the workflow and the status is a state's id. */
export function stateLabel(ticket: JsonObject, status: string): string | null {
  const state = arrayAt(ticket, 'workflow').find((candidate) => textOf(memberOf(candidate, 'id')) === status);
  return textOf(memberOf(state, 'label'))?.trim() ?? null;
}

function memberOf(value: Json | undefined, member: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[member] : undefined;
}

export function priorityLevel(priority: string | null): PriorityLevel | null {
  const word = fold(priority ?? '');
  return Object.hasOwn(LEVELS, word) ? (LEVELS[word] ?? null) : null;
}

/** The service's own flags, which know its working hours. null where a row carries none of them. */
export function slaStatus(ticket: JsonObject): SlaStatus | null {
  const flag = (name: string): boolean | null => booleanOf(ticket[name]);
  const breached = [flag('isFrtBreached'), flag('isRtBreached')];
  const escalated = [flag('isFrtEscalated'), flag('isRtEscalated')];
  if (breached.includes(true)) return 'breached';
  if (escalated.includes(true)) return 'warning';
  return [...breached, ...escalated].every((value) => value === null) ? null : 'ok';
}
