/** Names in place of ids, for what Synqly can list: projects and escalation policies. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import { asText, isObject } from '../../json';
import type { Paged } from '../../paging';
import { readSlices } from '../../paging';
import { fold } from '../../text';
import type { Slice } from '../../vendor';
import { escalationPolicies, projects } from '../streams';
import { escalationPolicySlice, projectSlice } from './catalog';

export interface NamedRow {
  id: string;
  name: string | null;
}

/** Read once for each call, which lives as long as an execution. */
const read = { projects: new WeakMap<Call, NamedRow[]>(), policies: new WeakMap<Call, NamedRow[]>() };

/** Every project; none where the provider lists none. @throws VendorError of the call */
export function listedProjects(call: Call): Promise<NamedRow[]> {
  return listed(call, read.projects, projects, projectSlice);
}

/** The project's id; what is neither an id nor a name of a listed one is given back as it was typed. */
export async function projectNamed(call: Call, input: string): Promise<string> {
  return idIn(await listedProjects(call), input, 'projects');
}

/** The escalation policy's id; as `projectNamed`. */
export async function policyNamed(call: Call, input: string): Promise<string> {
  return idIn(await listed(call, read.policies, escalationPolicies, escalationPolicySlice()), input, 'policies');
}

/** @throws VendorError bad_input when several have the name */
function idIn(rows: readonly NamedRow[], input: string, plural: string): string {
  if (rows.some(({ id }) => id === input)) return input;
  const ids = [...new Set(rows.filter(({ name }) => fold(name ?? '') === fold(input)).map(({ id }) => id))];
  if (ids.length <= 1) return ids[0] ?? input;
  throw new VendorError({
    code: 'bad_input',
    message: `Several ${plural} are called "${input}": ${ids.join(', ')}`,
    remedy: 'Give the ID instead of the name.',
  });
}

async function listed(call: Call, kept: WeakMap<Call, NamedRow[]>, list: Paged, slice: Slice): Promise<NamedRow[]> {
  const known = kept.get(call);
  if (known) return known;
  const rows = await readWhole(call, list, slice);
  kept.set(call, rows);
  return rows;
}

async function readWhole(call: Call, list: Paged, slice: Slice): Promise<NamedRow[]> {
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

async function rowsOf(call: Call, list: Paged, slice: Slice): Promise<NamedRow[]> {
  const rows: NamedRow[] = [];
  const settings = { timezone: null, pageSize: null, projects: [], paths: {} };
  for await (const { fresh } of readSlices(list, [slice], call, { settings, queueIds: [] })) {
    for (const record of fresh.filter(isObject)) {
      const id = asText(record['id']);
      if (id !== null) rows.push({ id, name: asText(record['name']) });
    }
  }
  return rows;
}
