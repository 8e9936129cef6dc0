/** Reference lists by the names that people know: departments, agents, teams, categories … */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, booleanOf, isObject } from '../../json';
import { fold } from '../../text';
import type { ReferenceList } from '../endpoints';
import { idIn } from '../envelope';
import { listReference } from '../requests';
import { emailOf, isActive, nameOf } from '../unify/person';
import { rowsOf } from './rows';

/** Lists whose rows a ticket names by id, with the word for one row. */
const WORDS = {
  agents: 'agent',
  agent_teams: 'team',
  departments: 'department',
  categories: 'category',
  priorities: 'priority',
  products: 'product',
  workflows: 'workflow',
  languages: 'language',
  brands: 'brand',
  slas: 'SLA',
  stars: 'star',
  user_groups: 'user group',
} as const satisfies Partial<Record<ReferenceList, string>>;
export type Lookup = keyof typeof WORDS;

/** A row of a list as people pick it. */
export interface Choice {
  id: string;
  /** With the names of its parents: `Support > Hardware`. */
  name: string;
  email: string | null;
}

/** An error names no more than a person reads. */
const MOST_NAMED = 20;
const MOST_PARENTS = 8;

/** Lists do not change while one piece of work goes on: each is asked once for each `call`. */
const asked = new WeakMap<Call, Map<ReferenceList, Promise<JsonObject[]>>>();

/**
 * All rows of a reference list, raw.
 * @throws VendorError of the call; a failed list is asked again the next time
 */
export function reference(call: Call, kind: ReferenceList): Promise<JsonObject[]> {
  const lists = asked.get(call) ?? new Map<ReferenceList, Promise<JsonObject[]>>();
  asked.set(call, lists);
  const known = lists.get(kind);
  if (known) return known;
  const reading = readAll(call, kind);
  lists.set(kind, reading);
  reading.catch(() => lists.delete(kind));
  return reading;
}

async function readAll(call: Call, kind: ReferenceList): Promise<JsonObject[]> {
  const found: Json[] = [];
  for await (const row of rowsOf(call, (page) => listReference(kind, page), kind.replaceAll('_', ' '))) found.push(row);
  return found.filter(isObject);
}

/** What can be chosen: without agents who left, and without departments that take no tickets. */
export async function choices(call: Call, kind: Lookup): Promise<Choice[]> {
  const rows = await reference(call, kind);
  return rows.filter((row) => isOpenTo(kind, row)).flatMap((row) => choiceOf(row, rows) ?? []);
}

function isOpenTo(kind: Lookup, row: JsonObject): boolean {
  if (kind === 'departments') return booleanOf(row.is_tickets_enabled) !== false;
  return kind !== 'agents' || isActive(row) !== false;
}

function choiceOf(row: JsonObject, rows: readonly JsonObject[]): Choice | null {
  const id = idIn(row.id);
  if (id === null) return null;
  const names = pathOf(row, rows);
  return { id, name: names.length === 0 ? id : names.join(' > '), email: emailOf(row) };
}

/** Departments and categories nest. */
function pathOf(row: JsonObject, rows: readonly JsonObject[]): string[] {
  const names: string[] = [];
  let next: JsonObject | undefined = row;
  for (let depth = 0; next && depth < MOST_PARENTS; depth += 1) {
    const name = asText(next.title) ?? nameOf(next);
    if (name !== null) names.unshift(name);
    const parent: string | null = idIn(next.parent);
    next = parent === null ? undefined : rows.find(({ id }) => idIn(id) === parent);
  }
  return names;
}

/**
 * The id of a row that is named by its id, its title, its title with its parents', or an agent's e-mail address.
 * @throws VendorError bad_input when the list has none of that name, or several
 */
export async function idNamed(call: Call, kind: Lookup, requested: string): Promise<string> {
  const text = requested.trim();
  if (/^\d+$/.test(text)) return text;
  const rows = await reference(call, kind);
  const known = rows.flatMap((row) => choiceOf(row, rows) ?? []);
  const exact = known.filter(({ name, email }) => [name, email ?? name].some((one) => fold(one) === fold(text)));
  const matches =
    exact.length > 0 ? exact : known.filter(({ name }) => fold(name.split(' > ').at(-1) ?? '') === fold(text));
  const [match, ...others] = matches;
  if (match !== undefined && others.length === 0) return match.id;
  throw match === undefined ? unknownName(kind, text, known) : ambiguous(kind, text, matches);
}

/** The same for several; undefined for none. */
export async function idsNamed(call: Call, kind: Lookup, requested: readonly string[]): Promise<string[] | undefined> {
  const ids: string[] = [];
  for (const name of requested) ids.push(await idNamed(call, kind, name));
  return ids.length === 0 ? undefined : ids;
}

function unknownName(kind: Lookup, requested: string, known: readonly Choice[]): VendorError {
  const names = known.slice(0, MOST_NAMED).map(({ name }) => name);
  return new VendorError({
    code: 'bad_input',
    message: `Deskpro has no ${WORDS[kind]} "${requested}"`,
    remedy: names.length === 0 ? 'The key sees none. Give its ID.' : `Choose one of: ${names.join(', ')}.`,
  });
}

function ambiguous(kind: Lookup, requested: string, matches: readonly Choice[]): VendorError {
  const names = matches.slice(0, MOST_NAMED).map(({ id, name }) => `${name} (${id})`);
  return new VendorError({
    code: 'bad_input',
    message: `"${requested}" names more than one ${WORDS[kind]}`,
    remedy: `Give the ID of one of: ${names.join(', ')}.`,
  });
}
