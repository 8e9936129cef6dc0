/** Words of status and priority. */
import { dictionary } from '../../dictionary';
import type { PriorityLevel, SlaStatus, StatusGroup } from '../../model';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, booleanOf } from '../../json';
import { groupOfWord } from '../../status-words';
import { clean, fold } from '../../text';

/** Words of this service that no other has. */
export const OWN: Readonly<Record<string, StatusGroup>> = dictionary({ started: 'open', inprogress: 'open' });
const DONE: ReadonlySet<StatusGroup> = new Set(['solved', 'closed']);

export const LEVELS: Readonly<Record<string, PriorityLevel>> = dictionary({
  low: 'low',
  medium: 'normal',
  important: 'high',
  urgent: 'urgent',
});

/** The group of a word by itself; null for a word of the customer's own workflow. */
export function wordGroup(status: string): StatusGroup | null {
  return (Object.hasOwn(OWN, fold(status)) ? OWN[fold(status)] : undefined) ?? groupOfWord(status);
}

/** What a status of one ticket means, and whether anything tells it. */
export interface Meaning {
  group: StatusGroup;
  isKnown: boolean;
}

/**
 * The ticket's own workflow decides between done and open, the common table refines that.
 * @param names the status by its label and id
 * @param ends folded labels that the ticket itself counts as resolved; empty where it does not say
 */
export function meaningOf(names: readonly string[], ends: ReadonlySet<string>): Meaning {
  const word = names.map(wordGroup).find((group) => group !== null);
  if (names.length === 0) return { group: 'unknown', isKnown: true };
  if (ends.size === 0) return { group: word ?? 'open', isKnown: word !== undefined };
  const isDone = names.some((name) => ends.has(fold(name)));
  const fits = word !== undefined && DONE.has(word) === isDone;
  return { group: fits ? word : isDone ? 'solved' : 'open', isKnown: isDone || fits };
}

/** Labels that count as resolved: a list, in API 1.0 a text. Empty where the row does not say. */
export function resolvedLabels(ticket: JsonObject): Set<string> {
  const value = ticket['resolvedStatus'];
  const labels = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return new Set(labels.flatMap((label: Json) => asText(label) ?? []).map((label) => fold(clean(label))));
}

/** The label of a custom workflow's state, where the ticket carries the workflow and the status is a state's id. */
export function stateLabel(ticket: JsonObject, status: string): string | null {
  const state = arrayAt(ticket, 'workflow').find((candidate) => asText(memberOf(candidate, 'id')) === status);
  return asText(memberOf(state, 'label'))?.trim() ?? null;
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
