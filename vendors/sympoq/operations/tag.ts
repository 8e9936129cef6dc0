/** Tags of a ticket: SympoQ keeps the whole set, so adding and removing read it first. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText } from '../../json';
import { fold } from '../../text';
import type { Paths } from '../paths';
import { get, update } from './ticket';

export interface TagInput {
  ticketId: string;
  tags: readonly string[];
}

/** @returns the ticket, read again; nothing is written when it has all of them already */
export async function add(call: Call, input: TagInput, paths: Paths): Promise<JsonObject> {
  return change(call, input, paths, (present) => {
    const known = new Set(present.map(fold));
    return [...present, ...distinct(input.tags).filter((tag) => !known.has(fold(tag)))];
  });
}

/** @returns the ticket, read again; nothing is written when it has none of them */
export async function remove(call: Call, input: TagInput, paths: Paths): Promise<JsonObject> {
  const gone = new Set(input.tags.map(fold));
  return change(call, input, paths, (present) => present.filter((tag) => !gone.has(fold(tag))));
}

/** The tags seen on tickets, each once as first written, sorted: SympoQ has no list of them. */
export function seenOn(tickets: readonly Json[]): string[] {
  const seen = tickets.flatMap((ticket) => tagsOf(ticket));
  return distinct(seen).sort((a, b) => (fold(a) < fold(b) ? -1 : 1));
}

async function change(
  call: Call,
  input: TagInput,
  paths: Paths,
  next: (present: string[]) => string[],
): Promise<JsonObject> {
  const before = await get(call, { id: input.ticketId }, paths);
  const present = tagsOf(before);
  const nextTags = next(present);
  if (same(present, nextTags)) return before;
  await update(call, { id: input.ticketId, changes: { tags: nextTags } }, paths);
  const after = await get(call, { id: input.ticketId }, paths);
  if (same(tagsOf(after), nextTags)) return after;
  throw new VendorError({
    code: 'refused_by_service',
    message: `SympoQ accepted the request but the ticket's tags are ${JSON.stringify(tagsOf(after))}, not ${JSON.stringify(nextTags)}`,
    remedy: 'Someone may have changed them at the same moment, or the owner of the key may not. Try again.',
  });
}

function tagsOf(ticket: Json): string[] {
  return arrayAt(ticket, 'tags')
    .map(asText)
    .filter((tag) => tag !== null);
}

function distinct(tags: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const tag of tags) if (tag.trim() !== '' && !byFold.has(fold(tag))) byFold.set(fold(tag), tag.trim());
  return [...byFold.values()];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a.map(fold));
  return new Set(b.map(fold)).size === known.size && b.every((tag) => known.has(fold(tag)));
}
