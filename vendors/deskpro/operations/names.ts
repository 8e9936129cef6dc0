/** Names of what records refer to by id alone, for callers that show records to people. */
import { isVendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json } from '../../json';
import { isObject, objectAt } from '../../json';
import type { UnifyContext } from '../../vendor';
import { idIn } from '../envelope';
import { emailOf, nameOf as personName, titleOf } from '../unify/person';
import { definitions } from './custom-field';
import type { Lookup } from './lookup';
import { reference } from './lookup';

type NameOf = UnifyContext['nameOf'];
type NamedKind = Parameters<NameOf>[0];
/** Names by `<kind> <id>`. */
type Names = Map<string, string>;

/** Members of a record that hold an id: what it is an id of, and the list that names it. */
const OF_TICKETS: Readonly<Record<string, readonly [NamedKind, Lookup]>> = {
  department: ['queue', 'departments'],
  agent_team: ['team', 'agent_teams'],
  category: ['ticket_type', 'categories'],
  agent: ['person', 'agents'],
};
const OF_MESSAGES: Readonly<Record<string, readonly [NamedKind, Lookup]>> = { person: ['person', 'agents'] };

/**
 * Asks, once each, for the lists that name what these tickets refer to and no answer has named yet. A list that the
 * key may not see names nobody.
 */
export async function namesOfTickets(call: Call, records: readonly Json[]): Promise<NameOf> {
  const names = await namesIn(call, records, OF_TICKETS);
  if (records.some(hasFields)) await readList(() => addFields(call, names));
  return lookUp(names);
}

/** The same for messages and log entries: who wrote them, as far as agents did. */
export async function namesOfMessages(call: Call, records: readonly Json[]): Promise<NameOf> {
  return lookUp(await namesIn(call, records, OF_MESSAGES));
}

function lookUp(names: Names): NameOf {
  return (kind, id) => names.get(`${kind} ${id}`) ?? null;
}

async function namesIn(
  call: Call,
  records: readonly Json[],
  members: Readonly<Record<string, readonly [NamedKind, Lookup]>>,
): Promise<Names> {
  const names: Names = new Map();
  for (const [member, [kind, list]] of Object.entries(members)) {
    if (records.some((record) => isUnnamed(record, member))) await readList(() => addRows(call, kind, list, names));
  }
  return names;
}

function isUnnamed(record: Json, member: string): boolean {
  if (!isObject(record) || record[member] === null || record[member] === undefined) return false;
  return !isObject(record[member]) && !isObject(objectAt(record, 'linked')[member]);
}

function hasFields(record: Json): boolean {
  return Object.values(objectAt(record, 'fields')).some((field) => isObject(field) && (field.value ?? null) !== null);
}

async function addRows(call: Call, kind: NamedKind, list: Lookup, names: Names): Promise<void> {
  for (const row of await reference(call, list)) {
    const id = idIn(row.id);
    const name = titleOf(row) ?? personName(row) ?? emailOf(row);
    if (id !== null && name !== null) names.set(`${kind} ${id}`, name);
  }
}

async function addFields(call: Call, names: Names): Promise<void> {
  for (const { id, title, options } of await definitions(call, 'ticket')) {
    if (title !== null) names.set(`custom_field ${id}`, title);
    for (const option of options) names.set(`option ${id}/${option.id}`, option.name);
  }
}

/** Names are an extra: what is asked for is shown without them too. */
async function readList(read: () => Promise<void>): Promise<void> {
  const error = await read().catch((problem: unknown) => problem);
  if (error !== undefined && !(isVendorError(error) && error.code !== 'aborted')) throw error;
}
