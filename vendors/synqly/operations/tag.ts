/** Tags are replaced as a set, so that adding and removing read first. Case and outer blanks do not tell tags apart. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { arrayAt, asText } from '../../json';
import { fold } from '../../text';
import { getTicket, patchTicket } from '../requests';
import { membersSet } from './patch';
import { readOne, writeOne } from './result';
import type { Sample } from './sample';
import { sampleTickets } from './sample';

export interface TagOptions {
  /** E-mail; PagerDuty wants it beside every change. */
  creator?: string;
}

export const tag = { add, remove, set, getAll };

async function add(
  call: Call,
  ticketId: string,
  tags: readonly string[],
  options: TagOptions = {},
): Promise<JsonObject> {
  const before = await readOne(call, getTicket(ticketId));
  const present = tagsOf(before);
  const known = new Set(present.map(fold));
  const fresh = distinct(tags).filter((name) => !known.has(fold(name)));
  return fresh.length === 0 ? before : replace(call, ticketId, [...present, ...fresh], options);
}

async function remove(
  call: Call,
  ticketId: string,
  tags: readonly string[],
  options: TagOptions = {},
): Promise<JsonObject> {
  const before = await readOne(call, getTicket(ticketId));
  const unwanted = new Set(tags.map(fold));
  const left = tagsOf(before).filter((name) => !unwanted.has(fold(name)));
  return left.length === tagsOf(before).length ? before : replace(call, ticketId, left, options);
}

/** The ticket has these tags afterwards and no others. */
async function set(
  call: Call,
  ticketId: string,
  tags: readonly string[],
  options: TagOptions = {},
): Promise<JsonObject> {
  return replace(call, ticketId, distinct(tags), options);
}

/** Tags seen on tickets, as first written, in code-point order: Synqly has no list of them. */
async function getAll(call: Call, sample: Sample = {}): Promise<string[]> {
  return distinct((await sampleTickets(call, sample)).flatMap(tagsOf)).sort((a, b) => (fold(a) < fold(b) ? -1 : 1));
}

/** Writes, then reads what stands there: a provider may take a patch and drop what it cannot hold. */
async function replace(call: Call, ticketId: string, tags: string[], { creator }: TagOptions): Promise<JsonObject> {
  await writeOne(call, patchTicket(ticketId, membersSet({ tags, creator })));
  const after = await readOne(call, getTicket(ticketId));
  const found = new Set(tagsOf(after).map(fold));
  const lost = tags.filter((name) => !found.has(fold(name)));
  if (lost.length === 0 && found.size === tags.length) return after;
  throw new VendorError({
    code: 'refused_by_service',
    message: `Synqly accepted the change, but the ticket's tags are now: ${tagsOf(after).join(', ') || 'none'}`,
    remedy: 'The provider may not have tags, or may allow certain ones only.',
  });
}

function tagsOf(ticket: JsonObject): string[] {
  return arrayAt(ticket, 'tags').flatMap((name) => asText(name) ?? []);
}

function distinct(tags: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const name of tags.map((text) => text.trim()))
    if (name !== '' && !byFold.has(fold(name))) byFold.set(fold(name), name);
  return [...byFold.values()];
}
