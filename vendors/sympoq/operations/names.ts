/** Names of what tickets know by a number only. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { asText } from '../../json';
import type { Person } from '../../model';
import { emptyRows } from '../../model';
import type { UnifyContext } from '../../vendor';
import type { Paths } from '../paths';
import { unifyUser } from '../unify/person';
import type { ListKind } from './lists';
import { listOf } from './lists';

/** The model's word for each list. */
const KINDS: Readonly<Record<Exclude<ListKind, 'user'>, string>> = {
  status: 'status',
  priority: 'priority',
  channel: 'channel',
  queue: 'queue',
  topic: 'ticket_type',
};

/** @returns names by the model's kind and id; what the key may not read, or the account does not have, has no name */
export async function namesOf(call: Call, paths: Paths): Promise<UnifyContext['nameOf']> {
  const names = new Map<string, string>();
  for (const [list, kind] of Object.entries(KINDS) as Array<[keyof typeof KINDS, string]>) {
    for (const row of await readable(call, list, paths)) {
      const [id, name] = [asText(row['id']), asText(row['name'])];
      if (id !== null && name !== null) names.set(`${kind} ${id}`, name);
    }
  }
  for (const { person_id, name } of peopleIn(await readable(call, 'user', paths)))
    if (name !== null) names.set(`person ${person_id}`, name);
  return (kind, id) => names.get(`${kind} ${id}`) ?? null;
}

/** The people who work on tickets. */
export async function agents(call: Call, paths: Paths): Promise<Person[]> {
  return agentsIn(await listOf(call, 'user', paths));
}

/** Asked once for all items of a node. */
const asked = new WeakMap<Call, Promise<Person[]>>();

/** @returns the agents by whose names an event log names its authors; none where the key may not list users */
export function knownAgents(call: Call, paths: Paths): Promise<Person[]> {
  const known = asked.get(call) ?? readable(call, 'user', paths).then(agentsIn);
  asked.set(call, known);
  return known;
}

const agentsIn = (users: readonly JsonObject[]): Person[] => peopleIn(users).filter(({ role }) => role === 'agent');

function peopleIn(users: readonly JsonObject[]): Person[] {
  const rows = emptyRows();
  for (const user of users) unifyUser(user, rows);
  return rows.people;
}

async function readable(call: Call, list: ListKind, paths: Paths): Promise<JsonObject[]> {
  const outcome = await listOf(call, list, paths).then(
    (rows) => rows,
    (error: unknown) => ({ error }),
  );
  if (Array.isArray(outcome)) return outcome;
  const { error } = outcome;
  if (error instanceof VendorError && [401, 403, 404].includes(error.status ?? 0)) return [];
  throw error;
}
