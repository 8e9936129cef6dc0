/** Names in place of ids, for what Synqly can list: projects and escalation policies. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import { isObject, textOf } from '../../json';
import type { Paged } from '../../paging';
import { readSlices } from '../../paging';
import { fold } from '../../text';
import type { Slice } from '../../vendor';
import { escalationPolicies, projects } from '../streams';
import { escalationPolicySlice, projectSlice } from './catalog';

export interface Named {
  id: string;
  name: string | null;
}

/** Read once for each call, which lives as long as an execution. */
const read = { projects: new WeakMap<Call, Named[]>(), policies: new WeakMap<Call, Named[]>() };

/** Every project; none where the provider lists none. @throws VendorError of the call */
export function listedProjects(call: Call): Promise<Named[]> {
  return listed(call, read.projects, projects, projectSlice);
}

/** The project's id; what is neither an id nor a name of a listed one is given back as it was typed. */
export async function projectNamed(call: Call, typed: string): Promise<string> {
  return idIn(await listedProjects(call), typed, 'projects');
}

/** The escalation policy's id; as `projectNamed`. */
export async function policyNamed(call: Call, typed: string): Promise<string> {
  return idIn(await listed(call, read.policies, escalationPolicies, escalationPolicySlice()), typed, 'policies');
}

/** @throws VendorError bad_input when several have the name */
function idIn(rows: readonly Named[], typed: string, plural: string): string {
  if (rows.some(({ id }) => id === typed)) return typed;
  const ids = [...new Set(rows.filter(({ name }) => fold(name ?? '') === fold(typed)).map(({ id }) => id))];
  if (ids.length <= 1) return ids[0] ?? typed;
  throw new VendorError({
    code: 'bad_input',
    message: `Several ${plural} are called "${typed}": ${ids.join(', ')}`,
    remedy: 'Give the ID instead of the name.',
  });
}

async function listed(call: Call, kept: WeakMap<Call, Named[]>, list: Paged, slice: Slice): Promise<Named[]> {
  const known = kept.get(call);
  if (known) return known;
  const rows = await readWhole(call, list, slice);
  kept.set(call, rows);
  return rows;
}

async function readWhole(call: Call, list: Paged, slice: Slice): Promise<Named[]> {
  const outcome = await rowsOf(call, list, slice).then(
    (rows) => rows,
    (error: unknown) => ({ error }),
  );
  if (Array.isArray(outcome)) return outcome;
  const { error } = outcome;
  // A provider that cannot list them may still take an id.
  if (error instanceof VendorError && error.code === 'unsupported') return [];
  throw error;
}

async function rowsOf(call: Call, list: Paged, slice: Slice): Promise<Named[]> {
  const rows: Named[] = [];
  const settings = { timezone: null, pageSize: null, projects: [], paths: {} };
  for await (const { fresh } of readSlices(list, [slice], call, { settings, queueIds: [] })) {
    for (const record of fresh.filter(isObject)) {
      const id = textOf(record['id']);
      if (id !== null) rows.push({ id, name: textOf(record['name']) });
    }
  }
  return rows;
}
