/** Synqly: tickets of some provider, its lists, and what they say. Nothing but the vendor's page is known here. */
import { createHash } from 'node:crypto';
import type { Life, Step } from './life';
import { lifeUntil, livesOf } from './life';
import type { Dice } from './random';
import type {
  ChangeFacts,
  CommentFacts,
  Group,
  Named,
  PersonFacts,
  SourceFacts,
  TicketFacts,
  ValueFacts,
} from './facts';
import { entries, fold, isDone, reopenings } from './facts';
import type { Marked } from './texts';
import { lineOf, markdownOf } from './texts';
import type { Micros } from './time';
import { isoText, microsOf } from './time';

/** Nobody maps "Delivered". */
const STATUSES: ReadonlyArray<readonly [word: string, group: Group]> = [
  ['To Do', 'open'],
  ['in-progress', 'open'],
  ['Waiting for customer', 'pending'],
  ['BLOCKED', 'on_hold'],
  ['Done', 'solved'],
  ['Closed', 'closed'],
  ['Delivered', 'unknown'],
];
const UNMAPPED = { field: 'status', severity: 'note', reason: 'unmapped_status' } as const;
const LEVELS: Readonly<Record<string, string | null>> = {
  URGENT: 'urgent',
  CRITICAL: 'urgent',
  HIGH: 'high',
  Moderate: 'normal',
  PLANNING: 'low',
  P1: null,
};
const AGENTS = ['lee@agents.example', 'Ida.Bra@agents.example', 'kim'] as const;
const REQUESTERS = ['ana@ex.example', 'Ana@Ex.example', "O'Brien, Pat", '山田'] as const;
const PROJECTS = [
  { id: 'OPS', name: 'Operations' },
  { id: 'x/1', name: 'Ünïcode <b>' },
];
const FIELDS = [
  { field_id: 'cf_1', provider_field_name: 'Site', field_scope: 'custom', schema: { field_type_id: 'text' } },
  { field_id: 'cf_2', provider_field_name: 'Never used', field_scope: 'custom', schema: { field_type_id: 'float' } },
  { field_id: 'summary', provider_field_name: 'Summary', field_scope: 'standard', schema: { field_type_id: 'text' } },
];

type Raw = string | number | boolean | null | string[] | { deep: number[] };

interface Written extends Marked {
  /** Times of the edits that change the text, or null. */
  edited: (Marked & { at: Micros }) | null;
}

interface Ticket extends Life {
  id: string;
  name: string;
  summary: string | null;
  description: Marked | null;
  texts: ReadonlyMap<number, Written>;
  priority: string | null;
  issueType: string | null;
  project: string;
  creator: string;
  contact: string | null;
  assignee: string | null;
  tags: string[] | null;
  due: string | null;
  completes: boolean;
  custom: Record<string, Raw>;
  unmapped: Record<string, Raw>;
  files: ReadonlyArray<{ id: string; file_name: string; file_type: string; file_size: number; created_date: string }>;
}

const DUES: ReadonlyArray<readonly [raw: string, at: Micros | null, day: string | null]> = [
  ['2026-03-29', null, '2026-03-29'],
  ['2026-03-29T00:00:00Z', null, '2026-03-29'],
  ['2026-03-29T00:00:00.000-05:00', null, '2026-03-29'],
  ['2026-03-29T02:30:00+02:00', microsOf('2026-03-29T00:30:00Z'), null],
  ['2026-04-05T15:00:00.123456Z', microsOf('2026-04-05T15:00:00Z') + 123_456, null],
];

/** By the name of the field: what may stand in it, and what it says. */
const VALUES: Readonly<Record<string, ReadonlyArray<readonly [Raw, Omit<ValueFacts, 'field'> | null]>>> = {
  Site: [
    ['North <b>', { text: 'North <b>' }],
    [' ', { text: null }],
    [null, null],
  ],
  Size: [
    [42.5, { text: '42.5', number: 42.5 }],
    [-7, { text: '-7', number: -7 }],
  ],
  Insured: [[true, { text: 'true', boolean: true }]],
  Sites: [
    [
      ['a', 'b, c'],
      {
        text: 'a, b, c',
        options: [
          ['a', null],
          ['b, c', null],
        ],
      },
    ],
    [[], { text: null }],
  ],
  Deep: [[{ deep: [1] }, { text: '{"deep":[1]}' }]],
  'Go-live date': [
    ['2026-03-29T00:00:00-05:00', { text: '2026-03-29T00:00:00-05:00', day: '2026-03-29' }],
    ['2026-04-05', { text: '2026-04-05', day: '2026-04-05' }],
  ],
  Started: [['2026-03-29T02:30:00+02:00', { text: '2026-03-29T02:30:00+02:00', at: microsOf('2026-03-29T00:30:00Z') }]],
  name: [['a field that is called like a member', { text: 'a field that is called like a member' }]],
  api_key: [['hidden', null]],
  'Reset password': [['hidden', null]],
};
const TYPES: Readonly<Record<string, string | null>> = {
  Size: 'number',
  Insured: 'boolean',
  Sites: 'list',
  Deep: 'json',
  'Go-live date': 'date',
  Started: 'datetime',
};

export function generate(dice: Dice, count: number): Ticket[] {
  return livesOf(dice, count, STATUSES.length, 3, 6).map((life) => {
    const name = dice.chance(0.5) ? `OPS-${String(life.number)}` : lineOf(dice);
    return {
      ...life,
      id: `${String(life.number)}${dice.pick(['', '/ü', ' x'])}`,
      name,
      summary: dice.chance(0.2) ? null : dice.chance(0.3) ? name : lineOf(dice),
      description: dice.chance(0.2) ? null : markdownOf(dice),
      texts: new Map(life.steps.map((step, at) => [step.number, writtenOf(dice, life.steps[at + 1])])),
      priority: dice.chance(0.2) ? null : (Object.keys(LEVELS)[dice.below(6)] ?? null),
      issueType: dice.pick([null, 'Bug', 'Ünïcode']),
      project: dice.pick(['OPS', 'x/1', 'gone']),
      creator: dice.pick(REQUESTERS),
      contact: dice.chance(0.3) ? dice.pick(REQUESTERS) : null,
      assignee: dice.chance(0.3) ? null : dice.pick(AGENTS),
      tags: dice.chance(0.2) ? null : ['VPN', ' vpn', 'Ünïcode', '', 'late'].filter(() => dice.chance(0.4)),
      due: dice.chance(0.5) ? null : (DUES[dice.below(DUES.length)]?.[0] ?? null),
      completes: dice.chance(0.6),
      custom: fieldsOf(dice),
      unmapped: Object.fromEntries(Object.entries(fieldsOf(dice)).filter(([field]) => !field.startsWith('Go'))),
      files: Array.from({ length: dice.chance(0.3) ? 2 : 0 }, (_, at) => ({
        ...{ id: `f${String(at)}`, file_name: `Bild ${String(at)} ü.png`, file_type: 'png', file_size: 1234 * at },
        created_date: isoText(life.created, 3),
      })),
    };
  });
}

/** An edit happens together with the next step, which moves `updated_at` of the ticket. */
function writtenOf(dice: Dice, next: Step | undefined): Written {
  const isEdited = next !== undefined && dice.chance(0.3);
  return { ...markdownOf(dice), edited: isEdited ? { ...markdownOf(dice), at: next.at } : null };
}

function fieldsOf(dice: Dice): Record<string, Raw> {
  const some = Object.entries(VALUES).filter(() => dice.chance(0.4));
  return Object.fromEntries(some.map(([name, values]) => [name, values[dice.below(values.length)]?.[0] ?? null]));
}

const statusAt = (at: number) => STATUSES[at] ?? (['', 'unknown'] as const);

function completion({ completes }: Ticket, steps: readonly Step[]): Micros | null {
  const changes = steps.filter(({ kind }) => kind === 'status');
  const last = changes.findLast(({ from, to }) => isDone(statusAt(to)[1]) && !isDone(statusAt(from)[1]));
  return completes ? (last?.at ?? null) : null;
}

/** The creator of a ticket writes where no agent does. */
const writerOf = ({ creator }: Ticket, { agent }: Step): string =>
  agent === null ? creator : (AGENTS[agent] ?? creator);

function rawOf(ticket: Ticket, at: Micros): object {
  const { steps, status, updated } = lifeUntil(ticket, at);
  const completed = completion(ticket, steps);
  return {
    ...{ id: ticket.id, name: ticket.name, summary: ticket.summary, description: ticket.description?.markup ?? null },
    ...{
      created_at: isoText(ticket.created, 6),
      updated_at: isoText(updated, 9, '+02:00'),
      status: statusAt(status)[0],
    },
    ...{ priority: ticket.priority, issue_type: ticket.issueType, project: ticket.project, creator: ticket.creator },
    ...{ contact: ticket.contact, assignee: ticket.assignee, due_date: ticket.due },
    completion_date: completed === null ? null : isoText(completed, 6),
    ...(ticket.tags === null ? {} : { tags: ticket.tags }),
    ...{ custom_fields: ticket.custom, unmapped: ticket.unmapped, attachments: ticket.files },
  };
}

function commentOf(ticket: Ticket, step: Step, at: Micros): object {
  const text = ticket.texts.get(step.number);
  const edited = text?.edited !== null && text !== undefined && text.edited.at <= at ? text.edited : null;
  return {
    ...{ id: String(step.number), ticket_id: ticket.id, creator: writerOf(ticket, step) },
    ...(step.isInternal ? { title: `Note ${String(step.number)}` } : {}),
    ...{
      content: (edited ?? text)?.markup,
      created_at: isoText(step.at, 6),
      updated_at: isoText(edited?.at ?? step.at, 6),
    },
  };
}

export function answerTo(url: URL, tickets: readonly Ticket[], at: Micros): object | null {
  const [, list, first, part] = /\/v1\/ticketing\/([\w-]+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(url.pathname) ?? [];
  const living = tickets.filter(({ created }) => created <= at);
  if (list === 'projects') return { result: PROJECTS, cursor: '' };
  if (list === 'remote-fields') return { result: FIELDS };
  if (list === 'tickets' && first === undefined) return ticketPage(url.searchParams, living, at);
  const ticket = living.find(({ id }) => id === decodeURIComponent(first ?? ''));
  if (ticket === undefined) return null;
  if (list === 'attachments') return { result: ticket.files };
  if (list !== 'tickets') return null;
  if (part === undefined) return { result: rawOf(ticket, at) };
  const comments = lifeUntil(ticket, at).steps.filter(({ kind }) => kind === 'comment');
  const some = comments.filter(({ isInternal }) => isInternal === (part === 'notes'));
  return { result: some.map((step) => commentOf(ticket, step, at)) };
}

function ticketPage(asked: URLSearchParams, tickets: readonly Ticket[], at: Micros): object {
  const instantOf = (ticket: Ticket, field: string): Micros =>
    field === 'created_at' ? ticket.created : lifeUntil(ticket, at).updated;
  const found = asked.getAll('filter').reduce((left, filter) => {
    const [, field = '', operator, value = ''] = /^(\w+)\[(\w+)\]"?(.*?)"?$/.exec(filter) ?? [];
    const bound = microsOf(value);
    return left.filter((ticket) =>
      operator === 'lte' ? instantOf(ticket, field) <= bound : instantOf(ticket, field) >= bound,
    );
  }, tickets);
  const [, field = '', direction] = /^(\w+)\[(\w+)\]$/.exec(asked.get('order') ?? '') ?? [];
  const sign = direction === 'desc' ? -1 : 1;
  const ordered =
    field === ''
      ? [...found]
      : [...found].sort((one, other) => sign * (instantOf(one, field) - instantOf(other, field)));
  const from = Number(asked.get('cursor') ?? 0);
  const to = from + Number(asked.get('limit') ?? 100);
  return {
    result: ordered.slice(from, to).map((ticket) => rawOf(ticket, at)),
    cursor: to < ordered.length ? String(to) : '',
  };
}

function named(text: string): Named & { id: string } {
  const id = createHash('sha256').update(fold(text)).digest('hex').slice(0, 12);
  return { id: `user-${id}`, name: text, email: text.includes('@') ? text : null };
}

/** @param runs when the service was asked, the last one now: what changed is seen from one to the next */
export function factsOf(tickets: readonly Ticket[], runs: readonly Micros[]): SourceFacts {
  const at = runs.at(-1) ?? 0;
  const living = tickets.filter(({ created }) => created <= at);
  const people = peopleOf(living, at);
  const roles = new Map(people.map(({ id, role }) => [id, role]));
  const facts = living.map((ticket) => ticketFacts(ticket, runs, roles));
  const used = new Set(facts.flatMap(({ values }) => values.map(({ field }) => field)));
  const isUsed = (name: string): boolean => used.has(name);
  return {
    tickets: facts,
    people,
    notes: [
      ...['api_key', 'Reset password']
        .filter((field) => living.some(({ custom, unmapped }) => field in custom || field in unmapped))
        .map((field) => ({ field, severity: 'note' as const, reason: 'named_like_a_secret' })),
      ...(facts.some(({ status }) => status === 'Delivered') ? [UNMAPPED] : []),
    ],
    queues: [...PROJECTS.map(({ id, name }) => ({ id, name, kind: 'project' }))],
    fields: [
      ...FIELDS.filter(({ field_id, provider_field_name: name }) => field_id !== 'summary' && !isUsed(name)).map(
        (field) => ({
          ...{ id: field.field_id, name: field.provider_field_name, type: field.schema.field_type_id },
        }),
      ),
      ...[...used].map((id) => {
        const name = id.replace(/^(?:unmapped\.|custom_fields\/)/, '');
        const type = id === 'Site' ? 'text' : (TYPES[name] ?? 'string');
        return { id, name, type };
      }),
    ],
  };
}

/** Whoever is assigned or writes notes is an agent, whoever asked a requester; of others nothing is known. */
function peopleOf(tickets: readonly Ticket[], at: Micros): PersonFacts[] {
  const seen = new Map<string, { names: Set<string>; role: PersonFacts['role'] }>();
  const add = (text: string | null, role: PersonFacts['role']): void => {
    if (text === null) return;
    const { id } = named(text);
    const known = seen.get(id) ?? { names: new Set(), role: null };
    known.names.add(text);
    seen.set(id, { names: known.names, role: known.role === 'agent' ? 'agent' : (role ?? known.role) });
  };
  for (const ticket of tickets) {
    add(ticket.creator, 'requester');
    add(ticket.contact, 'requester');
    add(ticket.assignee, 'agent');
    for (const step of lifeUntil(ticket, at).steps.filter(({ kind }) => kind === 'comment'))
      add(writerOf(ticket, step), step.isInternal ? 'agent' : null);
  }
  return [...seen].map(([id, { names, role }]) => {
    const name = [...names];
    return { id, name, email: name[0]?.includes('@') ? name : null, role, isListed: false };
  });
}

function ticketFacts(
  ticket: Ticket,
  runs: readonly Micros[],
  roles: ReadonlyMap<string, PersonFacts['role']>,
): TicketFacts {
  const at = runs.at(-1) ?? 0;
  const { steps, status, updated } = lifeUntil(ticket, at);
  const [word, group] = statusAt(status);
  const changes = changesOf(ticket, runs);
  const requester = named(ticket.contact ?? ticket.creator);
  const due = DUES.find(([raw]) => raw === ticket.due);
  return {
    ...{ id: ticket.id, number: ticket.id, url: null, subject: ticket.summary ?? ticket.name },
    ...{ description: ticket.description?.text ?? ticket.summary, status: word, group, priority: ticket.priority },
    level: ticket.priority === null ? null : (LEVELS[ticket.priority] ?? null),
    ...{ type: ticket.issueType, channel: null, team: null, organization: null, satisfaction: null, sla: null },
    queue: PROJECTS.find(({ id }) => id === ticket.project)?.name ?? ticket.project,
    queueId: ticket.project,
    ...{ requester, assignee: ticket.assignee === null ? null : named(ticket.assignee) },
    creator: ticket.creator === null ? null : named(ticket.creator),
    ...{ created: ticket.created, updated, firstResponse: null, due: due?.[1] ?? null, dueDay: due?.[2] ?? null },
    ...endsOf(ticket, runs, changes, completion(ticket, steps)),
    tags: (ticket.tags ?? []).map((label) => ({ label, category: null })),
    ...{ deletedAt: null, isDeleted: false, changes, reopenings: reopeningsOf(changes) },
    comments: steps
      .filter(({ kind }) => kind === 'comment')
      .map((step) => commentSaid(ticket, step, at, requester, roles)),
    files: ticket.files.map(({ id, file_name: name, file_type: type, file_size: bytes }) => ({
      ...{ id, comment: null, name, type, bytes, created: Math.floor(ticket.created / 1000) * 1000 },
    })),
    values: valuesOf(ticket),
    notes: ticket.priority === 'P1' ? [{ field: 'priority', severity: 'note', reason: 'unmapped_priority' }] : [],
  };
}

/** Synqly has no history: what is seen to differ from the run before. */
function changesOf(ticket: Ticket, runs: readonly Micros[]): ChangeFacts[] {
  return runs.flatMap((run, index) => {
    const earlier = runs[index - 1];
    if (earlier === undefined || ticket.created > earlier) return [];
    const [from, fromGroup] = statusAt(lifeUntil(ticket, earlier).status);
    const [to, toGroup] = statusAt(lifeUntil(ticket, run).status);
    return from === to ? [] : [{ from, to, fromGroup, toGroup, at: run, by: null, origin: 'observed' as const }];
  });
}

function reopeningsOf(changes: readonly ChangeFacts[]): number | null {
  const [first] = changes;
  const isKnown = changes.every(({ toGroup }) => toGroup !== 'unknown');
  return first === undefined || !isKnown || (first.fromGroup === 'unknown' && !isDone(first.toGroup))
    ? null
    : reopenings(changes);
}

/** The service's own time, else the change that was seen, else the ticket's time at the first sight of it done. */
function endsOf(
  ticket: Ticket,
  runs: readonly Micros[],
  changes: readonly ChangeFacts[],
  completed: Micros | null,
): Pick<TicketFacts, 'resolved' | 'closed'> {
  const [, group] = statusAt(lifeUntil(ticket, runs.at(-1) ?? 0).status);
  if (!isDone(group)) return { resolved: null, closed: null };
  const seen = entries(changes);
  const first = runs.find((run) => ticket.created <= run);
  const resolved = completed ?? seen.done ?? (first === undefined ? null : lifeUntil(ticket, first).updated);
  return { resolved, closed: group === 'closed' ? (completed ?? seen.closed ?? resolved) : null };
}

function commentSaid(
  ticket: Ticket,
  step: Step,
  at: Micros,
  requester: Named,
  roles: ReadonlyMap<string, PersonFacts['role']>,
): CommentFacts {
  const author = named(writerOf(ticket, step));
  const text = ticket.texts.get(step.number);
  const edited = text?.edited !== null && text !== undefined && text.edited.at <= at ? text.edited : null;
  const known = roles.get(author.id);
  const role = step.isInternal
    ? 'agent'
    : author.id === requester.id
      ? 'requester'
      : known === 'agent' || known === 'requester'
        ? known
        : 'unknown';
  return {
    ...{ id: `${step.isInternal ? 'note-' : ''}${String(step.number)}`, author, role, isInternal: step.isInternal },
    ...{ kind: step.isInternal ? 'note' : 'comment', title: step.isInternal ? `Note ${String(step.number)}` : null },
    ...{ body: (edited ?? text)?.text ?? null, created: step.at, updated: edited?.at ?? step.at },
  };
}

function valuesOf({ name, summary, custom, unmapped }: Ticket): ValueFacts[] {
  const facts = (fields: Record<string, Raw>, fieldOf: (field: string) => string): ValueFacts[] =>
    Object.entries(fields).flatMap(([field, raw]) => {
      const found = VALUES[field]?.find(([value]) => JSON.stringify(value) === JSON.stringify(raw))?.[1] ?? null;
      return found === null ? [] : [{ field: fieldOf(field), ...found }];
    });
  return [
    ...(summary === null || summary === name ? [] : [{ field: 'name', text: name }]),
    ...facts(custom, (field) => (field === 'name' ? 'custom_fields/name' : field)),
    ...facts(unmapped, (field) => `unmapped.${field}`),
  ];
}
