/** What a written ticket changes in the world. */
import { dictionary } from '../dictionary';
import { WORLD_PRIORITIES } from '../world/world';
import type { TicketPatch, WorldField, WorldPriority, WorldTicket, WorldValue } from '../world/world';
import type { SynqlyState } from './state';
import { extraOf, personFor, queueBy } from './state';
import type { Json } from './answers';
import { badBody, ProblemError } from './answers';
import type { Provider } from './provider';
import { worldStatusOf } from './provider';
import type { JsonObject } from './render';

/** Members that a client may write. */
export const WRITABLE = [
  'name',
  'summary',
  'description',
  'status',
  'priority',
  'assignee',
  'creator',
  'contact',
  'due_date',
  'completion_date',
  'project',
  'issue_type',
  'parent',
  'tags',
  'custom_fields',
] as const;

const LEVELS: Readonly<Record<string, WorldPriority>> = dictionary({
  URGENT: 'urgent',
  CRITICAL: 'urgent',
  HIGH: 'high',
  MEDIUM: 'normal',
  MODERATE: 'normal',
  LOW: 'low',
  PLANNING: 'low',
});

/**
 * Turns written members into what the world keeps; the rest goes to the desk's extras.
 * @throws Refused 400 that names the member
 */
export function patchFor(state: SynqlyState, provider: Provider, members: JsonObject): TicketPatch {
  const patch: TicketPatch = {};
  const { world } = state;
  const name = text(members, 'name');
  if (name !== undefined) patch.subject = needed(name, 'name');
  const description = text(members, 'description');
  if (description !== undefined) patch.description = description ?? '';
  const priority = text(members, 'priority');
  if (typeof priority === 'string') patch.priority = levelOf(priority);
  const status = text(members, 'status');
  if (typeof status === 'string') patch.status = statusOf(provider, status);
  const project = text(members, 'project');
  if (typeof project === 'string') patch.queue = known(queueBy(world, project), 'project', project);
  const assignee = text(members, 'assignee');
  if (assignee !== undefined) patch.assignee = assignee === null ? null : personFor(world, assignee, true).id;
  const type = text(members, 'issue_type');
  if (type !== undefined) patch.type = type === null ? null : typeOf(state, type);
  const due = text(members, 'due_date');
  if (due !== undefined) patch.dueAt = due === null ? null : instant(due, 'due_date');
  if (members['tags'] !== undefined) patch.tags = tagsOf(members['tags']);
  return patch;
}

/** What the world has no place for. Called after the world was changed. */
export function keepExtra(state: SynqlyState, provider: Provider, ticket: WorldTicket, members: JsonObject): void {
  const extra = extraOf(state, ticket.index);
  const status = text(members, 'status');
  if (typeof status === 'string' && provider.freeStatuses) extra.statusWord = { word: status, means: ticket.status };
  const priority = text(members, 'priority');
  if (typeof priority === 'string') extra.priorityWord = { word: priority, means: ticket.priority };
  const summary = text(members, 'summary');
  if (typeof summary === 'string') extra.summary = summary;
  for (const member of ['creator', 'contact', 'parent'] as const) {
    const value = text(members, member);
    if (value !== undefined) extra[member] = value;
  }
  const completion = text(members, 'completion_date');
  if (completion !== undefined) {
    extra.completion = completion === null ? null : new Date(instant(completion, 'completion_date')).toISOString();
  }
  keepCustom(state, ticket, members['custom_fields']);
  extra.touchedAt = state.world.now();
}

function keepCustom(state: SynqlyState, ticket: WorldTicket, fields: Json | undefined): void {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return;
  const custom: Record<number, WorldValue> = {};
  const others: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) {
    const field = state.world.fields().find((candidate) => candidate.name === name);
    const worldly = field === undefined ? undefined : worldValue(state, field, value ?? null);
    if (field !== undefined && worldly !== undefined) custom[field.id] = worldly;
    else if (value !== undefined && value !== null) others[name] = value;
  }
  for (const field of state.world.fields()) if (!(field.name in fields)) custom[field.id] = null;
  extraOf(state, ticket.index).custom = others;
  state.world.change(ticket.index, { custom }, null);
}

/** undefined: the field of the world cannot hold it. */
function worldValue(state: SynqlyState, field: WorldField, value: Json): WorldValue | undefined {
  if (value === null) return null;
  if (field.options.length > 0) {
    const names = Array.isArray(value) ? value : [value];
    const ids = names.map((name) => field.options.find((option) => option.name === name)?.id);
    return ids.every((id) => id !== undefined) ? ids : undefined;
  }
  if (field.type === 'person') return typeof value === 'string' ? personFor(state.world, value, false).id : undefined;
  if (field.type === 'number') return typeof value === 'number' ? value : undefined;
  if (field.type === 'toggle') return typeof value === 'boolean' ? value : undefined;
  return typeof value === 'string' ? value : undefined;
}

function text(members: JsonObject, name: string): string | null | undefined {
  const value = members[name];
  if (value === undefined || value === null || typeof value === 'string') return value;
  throw badBody(`${name} must be a string`, `/${name}`);
}

function needed(value: string | null, name: string): string {
  if (value === null || value.trim() === '') throw badBody(`${name} is required`, `/${name}`);
  return value;
}

function levelOf(word: string): WorldPriority {
  const level = LEVELS[word] ?? WORLD_PRIORITIES.find((known) => known === word);
  if (level === undefined)
    throw badBody(`priority "${word}" is not one of ${Object.keys(LEVELS).join(', ')}`, '/priority');
  return level;
}

function statusOf(provider: Provider, word: string): NonNullable<TicketPatch['status']> {
  const status = worldStatusOf(provider, word);
  if (status !== undefined) return status;
  if (provider.freeStatuses) return 'open';
  throw new ProblemError({
    status: 400,
    message: 'the provider refused the change',
    cause: [
      {
        message: `${provider.title} has no way to this status`,
        rawError: JSON.stringify({ errorMessages: [`No transition leads to "${word}"`], errors: {} }),
      },
    ],
  });
}

function known<T>(value: T | undefined, name: string, text: string): T {
  if (value === undefined) throw badBody(`${name} "${text}" does not exist`, `/${name}`);
  return value;
}

function typeOf(state: SynqlyState, name: string): number {
  const found = state.world.types().find((type) => type.name.toLowerCase() === name.toLowerCase());
  return (found ?? state.world.addNamed('types', name)).id;
}

function instant(value: string, name: string): number {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw badBody(`${name} must be an RFC 3339 date-time`, `/${name}`);
  return at;
}

function tagsOf(value: Json): string[] {
  if (value === null) return [];
  if (!Array.isArray(value) || value.some((tag) => typeof tag !== 'string')) {
    throw badBody('tags must be a list of strings', '/tags');
  }
  return value.map(String);
}
