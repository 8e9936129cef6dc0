/** Labels: Deskpro has no call for one, only the whole set, so that Add and Remove read, merge, write, read back. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import { arrayAt, asText, isObject } from '../../json';
import type { Json, JsonObject } from '../../json';
import { fold } from '../../text';
import { idIn } from '../envelope';
import { getOne, updateOne } from './ticket';
import type { Verbs } from './write';

/** @returns the ticket with the labels added, raw */
export async function add(
  call: Call,
  ticketId: string,
  labels: readonly string[],
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  return change(call, ticketId, (present) => merged(present, labels), verbs);
}

/** Labels that the ticket does not have are passed over. */
export async function remove(
  call: Call,
  ticketId: string,
  labels: readonly string[],
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  const gone = new Set(labels.map(fold));
  return change(call, ticketId, (present) => present.filter((label) => !gone.has(fold(label))), verbs);
}

/** @param labels the whole new set; empty: none */
export async function set(
  call: Call,
  ticketId: string,
  labels: readonly string[],
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  return change(call, ticketId, () => merged([], labels), verbs);
}

async function change(
  call: Call,
  ticketId: string,
  nextTags: (present: string[]) => string[],
  verbs: Verbs,
): Promise<JsonObject> {
  const before = await getOne(call, ticketId);
  const labels = nextTags(labelsOf(before));
  if (isSame(labels, labelsOf(before))) return before;
  // Of a merged ticket the labels go to the one that survived it.
  const id = idIn(before.id) ?? ticketId;
  await updateOne(call, id, { labels }, verbs);
  const after = await getOne(call, id);
  if (isSame(labels, labelsOf(after))) return after;
  throw new VendorError({
    code: 'conflict',
    message: `The labels of ticket ${ticketId} are not what was written. Somebody else changed them at the same time, or Deskpro did not accept them`,
    remedy: 'Look at the ticket, and try again.',
  });
}

/** null when there are none. */
function labelsOf(ticket: JsonObject): string[] {
  return arrayAt(ticket, 'labels').flatMap((label) => labelIn(label) ?? []);
}

/** A label as a ticket carries it, or as a row of the list of all labels. */
export function labelIn(label: Json): string | null {
  return asText(isObject(label) ? (label.label ?? label.title ?? label.id) : label);
}

function merged(present: readonly string[], added: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const label of [...present, ...added]) {
    const text = label.trim();
    if (text !== '' && !byFold.has(fold(text))) byFold.set(fold(text), text);
  }
  return [...byFold.values()];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  const folded = (labels: readonly string[]) => [...new Set(labels.map(fold))].sort().join('\n');
  return folded(a) === folded(b);
}
