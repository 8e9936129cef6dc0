/** SympoQ gives statuses, priorities and channels as numbers; the product names the statuses, in this order (assumed). */
import { dictionary } from '../../dictionary';
import type { NameKind, PriorityLevel, StatusGroup } from '../../model';
import { groupOfWord } from '../../status-words';
import { fold } from '../../text';

export type NumberedKind = 'status' | 'priority' | 'channel';

/** Used where the optional lists do not exist. Channels have no known names. */
export const BUILT_IN: Readonly<Record<NumberedKind, Readonly<Record<string, string>>>> = {
  status: dictionary({ '1': 'New', '2': 'Working', '3': 'Pending', '4': 'Closed' }),
  priority: dictionary({ '1': 'Low', '2': 'Normal', '3': 'High', '4': 'Urgent' }),
  channel: dictionary({}),
};

const GROUP_OF_NUMBER: Readonly<Record<string, StatusGroup>> = dictionary({
  '1': 'new',
  '2': 'open',
  '3': 'pending',
  '4': 'closed',
});
const LEVEL_OF_NUMBER: Readonly<Record<string, PriorityLevel>> = dictionary({
  '1': 'low',
  '2': 'normal',
  '3': 'high',
  '4': 'urgent',
});
const LEVELS: Readonly<Record<string, PriorityLevel>> = dictionary({
  low: 'low',
  normal: 'normal',
  high: 'high',
  urgent: 'urgent',
});

type NameOf = (kind: NameKind, id: string) => string | null;

/** A number or a word of a ticket: its id where it is a number, its name where one is known. */
export interface Numbered {
  id: string | null;
  name: string | null;
}

export function numbered(kind: NumberedKind, value: string | null, nameOf: NameOf): Numbered {
  if (value === null) return { id: null, name: null };
  if (!/^\d+$/.test(value.trim())) return { id: null, name: value.trim() };
  const id = value.trim();
  return { id, name: nameOf(kind, id) ?? BUILT_IN[kind][id] ?? id };
}

/** The known word decides, else the number's place in the assumed order. */
export function statusGroup({ id, name }: Numbered): StatusGroup {
  const byName = name === null ? null : groupOfWord(name);
  return byName ?? (id === null ? undefined : GROUP_OF_NUMBER[id]) ?? 'unknown';
}

export function priorityLevel({ id, name }: Numbered): PriorityLevel | null {
  const byName = name === null ? undefined : LEVELS[fold(name)];
  return byName ?? (id === null ? undefined : LEVEL_OF_NUMBER[id]) ?? null;
}
