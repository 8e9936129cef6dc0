/** SympoQ: an account with words of its own, its lists, and what they say. Nothing but the vendor's page is known here. */
import { createHash } from 'node:crypto';
import type { Life, Step } from './life';
import { lifeUntil, livesOf } from './life';
import type { Dice } from './random';
import type {
  ChangeFacts,
  CommentFacts,
  FileFacts,
  Group,
  Named,
  NoteFacts,
  SourceFacts,
  TicketFacts,
  ValueFacts,
} from './facts';
import { entries, fold, isDone, reopenings } from './facts';
import { NAMES, lineOf, shownText, textOf } from './texts';
import type { Micros } from './time';
import { DAY, instantOfWall, isoText, microsOf } from './time';

/** The account's own zone, in which values of custom fields stand. */
export const ZONE = 'Europe/Berlin';

const STATUSES: ReadonlyArray<{ id: number; name: string; group: Group }> = [
  { id: 1, name: 'Neu', group: 'new' },
  { id: 2, name: 'Working', group: 'open' },
  { id: 3, name: 'In Warteschleife', group: 'pending' },
  { id: 4, name: 'Closed', group: 'closed' },
  { id: 7, name: 'On hold', group: 'on_hold' },
];
const PRIORITIES = [
  { id: 1, name: 'Low', level: 'low' },
  { id: 2, name: 'Mittel', level: 'normal' },
  { id: 4, name: 'Urgent', level: 'urgent' },
  { id: 9, name: 'Whenever', level: null },
];
/** Two agents bear the same name: the log does not say which of them wrote. */
const AGENTS = [
  { id: 4, name: 'Hank Marlow', email: 'hank@agents.example' },
  { id: 5, name: 'Kim Lee', email: 'kim1@agents.example' },
  { id: 6, name: 'Kim Lee', email: 'kim2@agents.example' },
];
const QUEUES = [
  { id: 2, name: 'Front desk' },
  { id: 3, name: 'Ünïcode & Co' },
];
const TOPICS = [
  { id: 1, name: 'VPN', active: true },
  { id: 2, name: 'Billing <old>', active: false },
];

interface Ticket extends Life {
  id: string;
  texts: ReadonlyMap<number, string>;
  customer: { registered: boolean; name: string; email: string | null; role: string; group: string | null };
  /** Who reported it: the customer, one who is not in the lake, an agent, or nobody. */
  reporter: string | null;
  assignee: number | null;
  priority: number;
  topic: number | null;
  channel: number | null;
  queue: number;
  description: string;
  deadline: Micros | null;
  /** Seconds after the creation. */
  responded: Micros | null;
  rating: number | null;
  tags: string[] | null;
  solution: string | null;
  elapsed: string | null;
  minutes: number | null;
  custom: Record<string, string | number | string[] | null>;
  files: ReadonlySet<number>;
}

export function generate(dice: Dice, count: number): Ticket[] {
  return livesOf(dice, count, STATUSES.length, 1, 0).map((life) => {
    const name = dice.pick(NAMES);
    const email = dice.chance(0.8) ? `${String(NAMES.indexOf(name))}@${dice.pick(['Ex', 'ex'])}.example` : null;
    return {
      ...life,
      id: `${String(life.number)}-${dice.pick(['O', 'ü', 'a b'])}-${String(1000 + life.number)}`,
      texts: new Map(life.steps.map(({ number }) => [number, textOf(dice)])),
      customer: { registered: dice.chance(0.5), name, email, role: 'Customer', group: dice.pick([null, 'Sales']) },
      reporter: dice.pick([name, ` ${name.toUpperCase()}`, null, 'Hank Marlow', 'Kim Lee', 'Nobody Known']),
      assignee: dice.chance(0.3) ? null : dice.below(AGENTS.length),
      priority: dice.below(PRIORITIES.length),
      topic: dice.pick([null, 1, 2]),
      channel: dice.pick([null, 2]),
      queue: dice.pick([2, 3]),
      description: dice.chance(0.1) ? `\n  \n${textOf(dice)}` : textOf(dice),
      deadline: dice.chance(0.3) ? life.created + dice.below(9) * DAY : null,
      responded: dice.chance(0.2) ? life.created + (dice.below(5) - 1) * 3600 * 1_000_000 : null,
      rating: dice.pick([null, null, 1, 5]),
      tags: dice.chance(0.1) ? null : ['VPN', ' vpn', 'Ünïcode', 'late', ' '].filter(() => dice.chance(0.4)),
      solution: dice.chance(0.3) ? textOf(dice) : null,
      elapsed: dice.pick([null, '2 00:24', '0 04:00', 'soon']),
      minutes: dice.pick([null, 0, 10, -5]),
      custom: customOf(dice),
      files: new Set(
        life.steps.filter(({ kind }) => kind === 'comment' && dice.chance(0.2)).map(({ number }) => number),
      ),
    };
  });
}

function customOf(dice: Dice): Ticket['custom'] {
  const some: Ticket['custom'] = {
    Site: lineOf(dice),
    'Site ': 'with a blank',
    Since: dice.pick(['05-SEP-22 16:25', '25-OCT-26 02:30', '29-MAR-26 02:30', '15-Sep-22 17:49']),
    Day: dice.pick(['2026-03-29', '01-JAN-26']),
    Size: 42.5,
    Floors: ['1', 'a, b'],
    solution: 'a field that is called like a member',
    Empty: null,
    'Reset password': 'hidden',
  };
  return Object.fromEntries(Object.entries(some).filter(() => dice.chance(0.5)));
}

const statusAt = (at: number) => STATUSES[at] ?? { id: 0, name: '', group: 'unknown' as const };

/** Entries of the log, oldest first. */
function logOf({ texts, customer, files }: Ticket, steps: readonly Step[]): object[] {
  return steps.flatMap((step) => {
    const date = isoText(step.at, 9, step.number % 2 === 0 ? '+01:00' : 'Z');
    const by = step.agent === null ? customer.name : (AGENTS[step.agent]?.name ?? null);
    const base = { date, applied_by: by, billable: null };
    const text = texts.get(step.number) ?? '';
    if (step.kind === 'status') return [{ ...base, applied_by: step.agent === null ? null : by, ...statusEntry(step) }];
    const entry = { ...base, action: step.isInternal ? 'Note' : 'Update', description: text };
    if (!files.has(step.number)) return [entry];
    const query = 'ssid=SESSION0123&svalue=1&src=Screen%20shot%20%C3%BC.png&stype=image/png&ssize=2048';
    const attachment_url = `https://assets.sympoq.com/dlfdir.php?${query}`;
    return [entry, { ...base, action: 'Attachment', description: 'Screen shot ü.png', attachment_url }];
  });
}

/** Words of the account or numbers; a closing has an action of its own. */
function statusEntry({ from, to, number }: Step): { action: string; description: string | null } {
  if (statusAt(to).id === 4) return { action: 'Closed', description: null };
  const facts =
    number % 2 === 0
      ? ([statusAt(from).name, statusAt(to).name] as const)
      : ([statusAt(from).id, statusAt(to).id] as const);
  return { action: 'Status', description: facts.join(' -> ') };
}

function closedOn(steps: readonly Step[]): Micros | null {
  const last = steps.filter(({ kind }) => kind === 'status').at(-1);
  return last !== undefined && statusAt(last.to).id === 4 ? last.at : null;
}

function rawOf(ticket: Ticket, at: Micros): object {
  const { steps, status, updated } = lifeUntil(ticket, at);
  const time = (moment: Micros | null): string | null => (moment === null ? null : isoText(moment, 0));
  return {
    id: ticket.id,
    queue: ticket.queue,
    created: time(ticket.created),
    channel: ticket.channel,
    priority: PRIORITIES[ticket.priority]?.id,
    status: statusAt(status).id,
    has_attachments: ticket.files.size > 0,
    topic: ticket.topic,
    description: ticket.description,
    reported_by: ticket.reporter,
    customer: ticket.customer,
    assignee: ticket.assignee === null ? null : AGENTS[ticket.assignee]?.id,
    deadline: time(ticket.deadline),
    responded: time(ticket.responded),
    updated: time(updated),
    minutes: ticket.minutes,
    rating: ticket.rating,
    closed_on: time(closedOn(steps)),
    ...(ticket.tags === null ? {} : { tags: ticket.tags }),
    solution: ticket.solution,
    elapsed: ticket.elapsed,
    custom_fields: ticket.custom,
  };
}

export function answerTo(url: URL, tickets: readonly Ticket[], at: Micros, withLog: boolean): object | null {
  const [, list, id] = /\/app\/desk\/api\/(\w+)(?:\/(.+))?$/.exec(url.pathname) ?? [];
  const living = tickets.filter(({ created }) => created <= at);
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const end = offset + Number(url.searchParams.get('limit') ?? living.length);
  if (list === 'tickets') return living.slice(offset, end).map((ticket) => rawOf(ticket, at));
  if (list === 'statuses') return STATUSES.map(({ id: number, name }) => ({ id: number, name }));
  if (list === 'priorities') return PRIORITIES.map(({ id: number, name }) => ({ id: number, name }));
  if (list === 'queues') return QUEUES;
  if (list === 'topics') return TOPICS;
  if (list === 'channels') return [{ id: 2, name: 'E-mail' }];
  if (list === 'users') return AGENTS.map((agent) => ({ ...agent, role: 'Agent', active: agent.id !== 6 }));
  const ticket = living.find((each) => each.id === decodeURIComponent(id ?? ''));
  if (list !== 'ticket' || ticket === undefined) return null;
  const log = logOf(ticket, lifeUntil(ticket, at).steps).reverse();
  return { ...rawOf(ticket, at), ...(withLog ? { event_log: log } : {}) };
}

function customerOf({ customer }: Ticket): Named & { id: string } {
  const hash = createHash('sha256')
    .update(fold(customer.email ?? customer.name))
    .digest('hex')
    .slice(0, 12);
  return { id: `mail-${hash}`, name: customer.name, email: customer.email };
}

/** Whom a ticket means by the name of its reporter: the customer, the assignee, else the only agent of that name. */
function creatorOf(ticket: Ticket): Named | null {
  if (ticket.reporter === null) return null;
  const name = ticket.reporter.trim();
  if (fold(name) === fold(ticket.customer.name)) return { ...customerOf(ticket), name };
  const assignee = ticket.assignee === null ? undefined : AGENTS[ticket.assignee];
  const bearers = AGENTS.filter((each) => each.name === name);
  const found = assignee?.name === name ? assignee : bearers.length === 1 ? bearers[0] : undefined;
  return { id: found === undefined ? null : `agent-${String(found.id)}`, name, email: found?.email ?? null };
}

/** Whom the log means by a name: the customer, the assignee, else the only agent of that name. */
function writerOf(ticket: Ticket, { agent, kind, isInternal }: Step): { by: Named | null; role: CommentFacts['role'] } {
  if (agent === null)
    return kind === 'status' ? { by: null, role: 'system' } : { by: customerOf(ticket), role: 'requester' };
  const { name } = AGENTS[agent] ?? { name: '' };
  const assignee = ticket.assignee === null ? undefined : AGENTS[ticket.assignee];
  const bearers = AGENTS.filter((each) => each.name === name);
  const found = assignee?.name === name ? assignee : bearers.length === 1 ? bearers[0] : undefined;
  if (found === undefined) return { by: { id: null, name, email: null }, role: isInternal ? 'agent' : 'unknown' };
  return { by: { id: `agent-${String(found.id)}`, name, email: found.email }, role: 'agent' };
}

export function factsOf(tickets: readonly Ticket[], at: Micros): SourceFacts {
  const living = tickets.filter(({ created }) => created <= at);
  const facts = living.map((ticket) => ticketFacts(ticket, at));
  const customers = new Map<string, Array<Named & { group: string | null }>>();
  for (const ticket of living) {
    const person = customerOf(ticket);
    customers.set(person.id, [...(customers.get(person.id) ?? []), { ...person, group: ticket.customer.group }]);
  }
  const fieldIds = [...new Set(facts.flatMap(({ values }) => values.map(({ field }) => field)))];
  return {
    tickets: facts,
    people: [
      ...AGENTS.map(({ id, name, email }) => ({
        id: `agent-${String(id)}`,
        name,
        email,
        role: 'agent' as const,
        isActive: id !== 6,
        isListed: true,
      })),
      ...[...customers].map(([id, seen]) => ({
        id,
        name: seen.flatMap(({ name }) => (typeof name === 'string' ? [name] : [])),
        email:
          seen.map(({ email }) => email).filter((email) => typeof email === 'string').length === 0
            ? null
            : seen.flatMap(({ email }) => (typeof email === 'string' ? [email] : [])),
        role: 'requester' as const,
        organization: seen.some(({ group }) => group !== null) ? 'Sales' : null,
        isListed: false,
      })),
    ],
    notes: living.some(({ custom }) => 'Reset password' in custom)
      ? ['tickets', 'comments'].map((stream) => ({
          ...{ stream, field: 'Reset password' },
          severity: 'note',
          reason: 'named_like_a_secret',
        }))
      : [],
    queues: QUEUES.map(({ id, name }) => ({ id: String(id), name, kind: 'queue' })),
    fields: fieldIds.map((id) => ({
      id,
      name: id === 'custom_fields/solution' ? 'solution' : id,
      type: OWN_TYPES[id] ?? null,
    })),
  };
}

/** The last two of a day on which clocks change; the field that looks like a secret is left out. */
function notesOn({ custom, elapsed }: Ticket): NoteFacts[] {
  const reason = { '25-OCT-26 02:30': 'ambiguous_time', '29-MAR-26 02:30': 'nonexistent_time' }[
    String(custom['Since'])
  ];
  return [
    ...(reason === undefined ? [] : [{ field: 'custom_fields.Since', severity: 'note' as const, reason }]),
    ...(elapsed === 'soon' ? [{ field: 'elapsed', severity: 'field' as const, reason: 'unreadable_interval' }] : []),
  ];
}

const OWN_TYPES: Record<string, string> = { elapsed: 'interval', minutes: 'number', solution: 'text' };

function ticketFacts(ticket: Ticket, at: Micros): TicketFacts {
  const { steps, status, updated } = lifeUntil(ticket, at);
  const changes = changesOf(ticket, steps);
  const { id, group, name } = { ...statusAt(status) };
  const done = isDone(group);
  const priority = PRIORITIES[ticket.priority];
  const assignee = ticket.assignee === null ? undefined : AGENTS[ticket.assignee];
  const comments = steps.flatMap((step) => commentsOf(ticket, step));
  return {
    ...{ id: ticket.id, number: ticket.id, url: null, description: ticket.description, status: name, group },
    subject: subjectOf(ticket.description),
    ...{
      priority: priority?.name ?? null,
      level: priority?.level ?? null,
      team: null,
      satisfaction: ticket.rating,
      sla: null,
    },
    type: TOPICS.find((topic) => topic.id === ticket.topic)?.name ?? null,
    channel: ticket.channel === null ? null : 'E-mail',
    queue: QUEUES.find((queue) => queue.id === ticket.queue)?.name ?? null,
    queueId: String(ticket.queue),
    requester: customerOf(ticket),
    creator: creatorOf(ticket),
    assignee: assignee === undefined ? null : { ...assignee, id: `agent-${String(assignee.id)}` },
    organization: ticket.customer.group,
    ...{ created: ticket.created, updated, firstResponse: ticket.responded, due: ticket.deadline, dueDay: null },
    resolved: done ? (id === 4 ? closedOn(steps) : entries(changes).done) : null,
    closed: done ? closedOn(steps) : null,
    tags: (ticket.tags ?? []).map((label) => ({ label, category: null })),
    ...{ deletedAt: null, isDeleted: false, comments, changes, reopenings: reopenings(changes) },
    files: steps.filter((step) => step.kind === 'comment' && ticket.files.has(step.number)).map(fileOf),
    values: valuesOf(ticket),
    notes: notesOn(ticket),
  };
}

function subjectOf(description: string): string | null {
  const line =
    shownText(description)
      .split(/\r?\n/)
      .find((each) => each.trim() !== '')
      ?.trim() ?? null;
  const cut = line?.slice(0, 250) ?? null;
  return cut !== null && cut.length < (line?.length ?? 0) && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

function changesOf(ticket: Ticket, steps: readonly Step[]): ChangeFacts[] {
  return steps
    .filter(({ kind }) => kind === 'status')
    .map((step) => {
      const [from, to] = [statusAt(step.from), statusAt(step.to)];
      const { by } = writerOf(ticket, step);
      return {
        from: from.name,
        to: to.name,
        fromGroup: from.group,
        toGroup: to.group,
        at: step.at,
        by,
        origin: 'vendor',
      };
    });
}

function commentsOf(ticket: Ticket, step: Step): CommentFacts[] {
  const { by, role } = writerOf(ticket, step);
  const base = { id: null, author: by, role, created: step.at, updated: null, isInternal: true };
  if (step.kind === 'status') {
    const { action, description } = statusEntry(step);
    return [{ ...base, kind: 'activity', title: action, body: description }];
  }
  const { isInternal } = step;
  const comment: CommentFacts = {
    ...{ ...base, isInternal, kind: isInternal ? 'note' : 'reply', title: isInternal ? 'Note' : 'Update' },
    body: ticket.texts.get(step.number) ?? null,
  };
  if (!ticket.files.has(step.number)) return [comment];
  const { role: withoutNote } = writerOf(ticket, { ...step, isInternal: false });
  return [comment, { ...base, role: withoutNote, kind: 'activity', title: 'Attachment', body: 'Screen shot ü.png' }];
}

function fileOf({ at }: Step): FileFacts {
  return { id: null, comment: null, name: 'Screen shot ü.png', type: 'image/png', bytes: 2048, created: at };
}

const WALLS: Record<string, string> = {
  '05-SEP-22 16:25': '2022-09-05T16:25:00Z',
  '25-OCT-26 02:30': '2026-10-25T02:30:00Z',
  '29-MAR-26 02:30': '2026-03-29T02:30:00Z',
  '15-Sep-22 17:49': '2022-09-15T17:49:00Z',
};
const DAYS: Record<string, string> = { '2026-03-29': '2026-03-29', '01-JAN-26': '2026-01-01' };
const INTERVALS: Record<string, number> = { '2 00:24': 2904, '0 04:00': 240 };

function valuesOf({ solution, elapsed, minutes, custom }: Ticket): ValueFacts[] {
  const own: ValueFacts[] = [
    ...(solution === null ? [] : [{ field: 'solution', text: solution }]),
    ...(elapsed === null ? [] : [{ field: 'elapsed', text: elapsed, number: INTERVALS[elapsed] ?? null }]),
    ...(minutes === null ? [] : [{ field: 'minutes', text: String(minutes), number: minutes }]),
  ];
  const named = Object.entries(custom).filter(([name]) => name !== 'Reset password');
  return [
    ...own,
    ...named.map(([name, value]): ValueFacts => {
      const field = name === 'solution' ? 'custom_fields/solution' : name;
      if (value === null) return { field, text: null };
      if (Array.isArray(value))
        return { field, text: value.join(', '), options: value.map((label) => [label, null] as const) };
      if (typeof value === 'number') return { field, text: String(value), number: value };
      const wall = WALLS[value];
      if (wall !== undefined) return { field, text: value, at: instantOfWall(microsOf(wall), ZONE) };
      return { field, text: value, day: DAYS[value] ?? null };
    }),
  ];
}
