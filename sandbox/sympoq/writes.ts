/** What a POST or PUT of a ticket may say, and what it means for the world. */
import type {
  TicketPatch,
  World,
  WorldPerson,
  WorldPriority,
  WorldStatus,
  WorldTicket,
  WorldValue,
} from '../world/world';
import { dateOf } from './dates';

export interface Wrong {
  status: 400 | 403;
  message: string;
}

export interface TicketWrite {
  patch: TicketPatch;
  solution?: string | null;
}

const STATUSES: readonly WorldStatus[] = ['new', 'open', 'pending', 'closed'];
const PRIORITIES: readonly WorldPriority[] = ['low', 'normal', 'high', 'urgent'];
/** What SympoQ fills itself: 403 is its word for a property that is not writable. */
const READ_ONLY = new Set(
  'id created updated event_log reported_by has_attachments has_notes responded closed_on elapsed estimated minutes rating assigned_on'.split(
    ' ',
  ),
);

type Members = Record<string, unknown>;

/** @returns the patch, or what is wrong with the body */
export function readTicket(
  world: World,
  body: unknown,
  options: { isNew: boolean; manualStatus: boolean },
): TicketWrite | Wrong {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { status: 400, message: 'The body is not an object' };
  const write: TicketWrite = { patch: {} };
  for (const [name, value] of Object.entries(body as Members)) {
    const wrong = applyMember(world, write, name, value, options);
    if (wrong) return wrong;
  }
  if (options.isNew && !write.patch.subject) return { status: 400, message: 'description is required' };
  return write;
}

export function isWrong(result: TicketWrite | Wrong): result is Wrong {
  return 'message' in result;
}

function applyMember(
  world: World,
  write: TicketWrite,
  name: string,
  value: unknown,
  { isNew, manualStatus }: { isNew: boolean; manualStatus: boolean },
): Wrong | undefined {
  const { patch } = write;
  const bad: Wrong = { status: 400, message: `The value of ${name} cannot be used` };
  switch (name) {
    case 'description':
      return typeof value === 'string' && value.trim() !== '' ? set(patch, splitText(value)) : bad;
    case 'status':
      return (
        oneOf(STATUSES, value, (status) => (manualStatus || isNew ? set(patch, { status }) : undefined)) ?? undefined
      );
    case 'priority':
      return oneOf(PRIORITIES, value, (priority) => set(patch, { priority }));
    case 'queue':
      return world.queues().some(({ id }) => id === value) ? set(patch, { queue: Number(value) }) : bad;
    case 'topic':
      return world.types().some(({ id }) => id === value) ? set(patch, { type: Number(value) }) : bad;
    case 'channel':
      return typeof value === 'number' ? undefined : bad;
    case 'assignee':
      if (value === null) return set(patch, { assignee: null });
      return world.person(Number(value))?.isAgent === true ? set(patch, { assignee: Number(value) }) : bad;
    case 'deadline':
      return timeOf(value) === undefined ? bad : set(patch, { dueAt: timeOf(value) ?? null });
    case 'tags':
      return isTexts(value) ? set(patch, { tags: value }) : bad;
    case 'solution':
      write.solution = value === null ? null : String(value);
      return undefined;
    case 'customer':
      return customer(world, patch, value) ? undefined : bad;
    case 'custom_fields':
      return customFields(world, patch, value);
    default:
      return READ_ONLY.has(name)
        ? { status: 403, message: `Property ${name} is not writable` }
        : { status: 400, message: `There is no property ${name}` };
  }
}

function set(patch: TicketPatch, change: TicketPatch): undefined {
  Object.assign(patch, change);
  return undefined;
}

function oneOf<T>(values: readonly T[], number: unknown, use: (value: T) => undefined): Wrong | undefined {
  const value = typeof number === 'number' ? values[number - 1] : undefined;
  return value === undefined ? { status: 400, message: `There is no number ${String(number)} here` } : use(value);
}

/** One text for two: the first line is the world's subject. */
function splitText(text: string): Pick<WorldTicket, 'subject' | 'description'> {
  const [first = '', ...rest] = text.trim().split('\n');
  return { subject: first.trim(), description: rest.join('\n').trim() };
}

/** undefined: not a time. */
function timeOf(value: unknown): number | null | undefined {
  if (value === null) return null;
  const at =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(value)
      ? Date.parse(value)
      : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Known by e-mail; a new one is a guest. */
function customer(world: World, patch: TicketPatch, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, email } = value as Members;
  if (typeof email !== 'string' || !email.includes('@')) return false;
  const known = world.people().find((person) => person.email.toLowerCase() === email.toLowerCase());
  patch.requester = (known ?? addGuest(world, String(name ?? email), email)).id;
  return true;
}

function addGuest(world: World, name: string, email: string): WorldPerson {
  return world.addPerson({
    name,
    email,
    isAgent: false,
    isActive: true,
    organization: null,
    team: null,
    timeZone: 'UTC',
  });
}

function customFields(world: World, patch: TicketPatch, value: unknown): Wrong | undefined {
  if (typeof value !== 'object' || value === null) return { status: 400, message: 'custom_fields is not an object' };
  const custom: Record<number, WorldValue> = {};
  for (const [label, input] of Object.entries(value as Members)) {
    const field = world.fields().find(({ name }) => name === label);
    if (!field) return { status: 400, message: `There is no custom field ${label}` };
    const option = (text: string): number | undefined => field.options.find(({ name }) => name === text.trim())?.id;
    const text = input === null ? null : String(input);
    if (text === null) custom[field.id] = null;
    else if (field.type === 'list') custom[field.id] = option(text) ?? null;
    else if (field.type === 'multi_list')
      custom[field.id] = text
        .split(', ')
        .map(option)
        .filter((id) => id !== undefined);
    else if (field.type === 'date') custom[field.id] = dateOf(text);
    else if (field.type === 'number') custom[field.id] = Number(text);
    else if (field.type === 'toggle') custom[field.id] = /^(?:yes|true|1)$/i.test(text);
    else if (field.type === 'person') custom[field.id] = world.people().find(({ name }) => name === text)?.id ?? null;
    else custom[field.id] = text;
  }
  return set(patch, { custom });
}
