/** Names of what records refer to by id alone, for callers that show records to people. */
import { isVendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject, objectAt } from '../../json';
import type { UnifyContext } from '../../vendor';
import { idIn } from '../envelope';
import { emailOf, nameOf as personName, titleOf } from '../unify/person';
import type { Lookup } from './lookup';
import { reference } from './lookup';

type NameOf = UnifyContext['nameOf'];
type Kind = Parameters<NameOf>[0];

/** Members of a record that hold an id, and the list that names it. */
const OF_TICKETS = {
  department: 'departments',
  agent_team: 'agent_teams',
  category: 'categories',
  agent: 'agents',
} as const;
const OF_MESSAGES = { person: 'agents' } as const;

const LISTS: Partial<Record<Kind, Lookup>> = {
  queue: 'departments',
  team: 'agent_teams',
  ticket_type: 'categories',
  person: 'agents',
};

/**
 * Asks, once each, for the lists that name what these tickets refer to and no answer has named yet. A list that the
 * key may not see names nobody.
 */
export function namesOfTickets(call: Call, records: readonly Json[]): Promise<NameOf> {
  return namesOf(call, records, OF_TICKETS);
}

/** The same for messages and log entries: who wrote them, as far as agents did. */
export function namesOfMessages(call: Call, records: readonly Json[]): Promise<NameOf> {
  return namesOf(call, records, OF_MESSAGES);
}

async function namesOf(
  call: Call,
  records: readonly Json[],
  members: Readonly<Record<string, Lookup>>,
): Promise<NameOf> {
  const wanted = Object.entries(members).flatMap(([member, list]) =>
    records.some((record) => isUnnamed(record, member)) ? [list] : [],
  );
  const known = new Map<string, ReadonlyMap<string, string>>();
  for (const list of new Set(wanted)) known.set(list, await namesIn(call, list));
  return (kind, id) => known.get(LISTS[kind] ?? '')?.get(id) ?? null;
}

function isUnnamed(record: Json, member: string): boolean {
  if (!isObject(record) || record[member] === null || record[member] === undefined) return false;
  return !isObject(record[member]) && !isObject(objectAt(record, 'linked')[member]);
}

async function namesIn(call: Call, list: Lookup): Promise<ReadonlyMap<string, string>> {
  const rows = await reference(call, list).catch((error: unknown) => ({ error }));
  if (!Array.isArray(rows)) {
    if (isVendorError(rows.error) && rows.error.code !== 'aborted') return new Map();
    throw rows.error;
  }
  return new Map(rows.flatMap((row) => entryOf(row)));
}

function entryOf(row: JsonObject): Array<readonly [string, string]> {
  const id = idIn(row.id);
  const name = titleOf(row) ?? personName(row) ?? emailOf(row);
  return id === null || name === null ? [] : [[id, name]];
}
