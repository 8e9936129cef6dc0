/** TeamsWork: tickets with a workflow of their own, and their raw records, of the form that the vendor's page shows. */
import type { Life, Step } from './life';
import { lifeUntil, livesOf } from './life';
import type { Dice } from './random';
import type { Group } from './facts';
import { isDone } from './facts';
import type { Marked } from './texts';
import { NAMES, htmlOf, lineOf, textOf } from './texts';
import type { Micros } from './time';
import { DAY, isoText } from './time';

/** What a word means follows from the ticket's `resolvedStatus`; only then from the word. */
export const STATUSES: ReadonlyArray<readonly [label: string, group: Group]> = [
  ['Open', 'open'],
  ['Wartet', 'open'],
  ['Done', 'open'],
  ['Delivered', 'solved'],
  ['Resolved', 'solved'],
  ['Closed', 'closed'],
  ['Waiting for parts', 'pending'],
  ['On hold', 'on_hold'],
];
/** The first of them a ticket may be made in. */
const FIRSTS = 6;
const RESOLVED_STATUS = ['Delivered', 'Resolved', 'Closed'];

export interface User {
  id: string;
  name: string;
  email: string;
}
/** One was renamed: tickets and activities keep the old name. */
export const AGENTS: readonly [User, ...User[]] = [
  { id: 'a-1', name: 'Lee Koh', email: 'lee@agents.example' },
  { id: 'a-2', name: 'Ida Brå-Ng', email: 'ida@agents.example' },
  { id: 'a-3', name: 'Lee Koh', email: 'lee3@agents.example' },
];
const OLD_NAMES: Readonly<Record<string, string>> = { 'a-2': 'Ida Brå' };
export const asWritten = (user: User): User => ({ ...user, name: OLD_NAMES[user.id] ?? user.name });
/** Of a ticket that came by e-mail all three are the address. */
export const REQUESTERS: readonly [User, ...User[]] = [
  { id: 'r-1', name: NAMES[0], email: 'ana@example.org' },
  { id: 'r-2', name: NAMES[3], email: 'omer@example.org' },
  { id: 'pat@example.org', name: 'pat@example.org', email: 'pat@example.org' },
];
export const FIELDS = [
  { id: 'f-text', title: 'Room', type: { key: '1_text', text: 'Text' } },
  { id: 'f-day', title: 'Bought on', type: { key: '3_date', text: 'Date' } },
  { id: 'f-flag', title: 'Insured', type: { key: '4_toggle', text: 'Toggle' } },
  {
    ...{ id: 'f-list', title: 'Site', type: { key: '5_list', text: 'List' } },
    options: [
      { key: 'o1', text: 'North, old' },
      { key: 'o2', text: 'South' },
    ],
  },
  { id: 'f-who', title: 'Approver', type: { key: '6_peoplepicker', text: 'People' } },
];
/** One tag is in two categories. */
export const CATEGORIES = [
  { id: 'c-1', text: 'Network', tags: [{ text: 'VPN' }, { text: 'late' }] },
  { id: 'c-2', text: 'Time', tags: [{ text: 'late' }, { text: 'Ünïcode', deleted: true }] },
];

export interface Ticket extends Life {
  id: string;
  title: string;
  description: string;
  markup: Marked | null;
  texts: ReadonlyMap<number, Marked & { isHtml: boolean }>;
  requester: number;
  /** Who entered it, where its record says so. */
  creator: User | null;
  assignee: number | null;
  priority: string;
  origin: string | null;
  tags: string[];
  /** Which of the values that a field may have. */
  fields: Readonly<Record<string, number>>;
  due: number | null;
  flags: Readonly<Record<string, boolean>>;
  reply: 'told' | 'earlier' | 'untold';
  tellsResolution: boolean;
  resolution: string | null;
  /** Status by the id of a state of the ticket's workflow. */
  isCustom: boolean;
  files: ReadonlySet<number>;
  tellsCreation: boolean;
}

export const DUES: ReadonlyArray<readonly [raw: string, day: string]> = [
  ['2026-03-29', '2026-03-29'],
  ['2026-03-29T00:00:00.000Z', '2026-03-29'],
  ['2026-03-29T05:00:00.000Z', '2026-03-29'],
  ['2026-03-28T22:00:00Z', '2026-03-29'],
];
const FLAGS = ['isFrtBreached', 'isRtBreached', 'isFrtEscalated', 'isRtEscalated'];

/** @param valuesOf how many values a field may have */
export function generate(dice: Dice, count: number, valuesOf: Readonly<Record<string, readonly unknown[]>>): Ticket[] {
  return livesOf(dice, count, STATUSES.length, FIRSTS, 3).map((life) => ({
    ...life,
    id: `00000000-0000-4000-8000-${String(life.number).padStart(12, '0')}`,
    title: lineOf(dice),
    description: textOf(dice),
    markup: dice.chance(0.1) ? htmlOf(dice) : null,
    texts: new Map(life.steps.map(({ number }) => [number, writtenOf(dice)])),
    requester: dice.below(REQUESTERS.length),
    creator: dice.pick([null, AGENTS[0], AGENTS[1]]) ?? null,
    assignee: dice.chance(0.3) ? null : dice.below(AGENTS.length),
    priority: dice.pick(['Low', 'Medium', 'Important', 'Urgent', 'Whenever']),
    origin: dice.pick([null, 'Email', 'Teams']),
    tags: ['VPN', ' vpn', 'Ünïcode', 'late', 'own'].filter(() => dice.chance(0.4)),
    fields: Object.fromEntries(
      Object.entries(valuesOf).flatMap(([field, values]) =>
        dice.chance(0.5) ? [[field, dice.below(values.length)]] : [],
      ),
    ),
    due: dice.chance(0.5) ? null : dice.below(DUES.length),
    flags: Object.fromEntries(FLAGS.filter(() => dice.chance(0.5)).map((flag) => [flag, dice.chance(0.3)])),
    reply: dice.pick(['told', 'earlier', 'untold'] as const),
    tellsResolution: dice.chance(0.7),
    resolution: dice.pick([null, 'fixed', '<b>cannotResolve</b>']),
    isCustom: dice.chance(0.3),
    files: new Set(life.steps.filter(({ kind }) => kind === 'comment' && dice.chance(0.3)).map(({ number }) => number)),
    // What was made done, the log has to say.
    tellsCreation: dice.chance(0.5) || isDone(STATUSES[life.first]?.[1] ?? null),
  }));
}

/** A comment may be files alone. */
function writtenOf(dice: Dice): Marked & { isHtml: boolean } {
  if (dice.chance(0.2)) return { ...htmlOf(dice), isHtml: true };
  const text = textOf(dice);
  return { markup: text, text, isHtml: false };
}

export function standing(ticket: Ticket, at: Micros) {
  const { steps, status, updated } = lifeUntil(ticket, at);
  const groupOf = (place: number): Group | null => STATUSES[place]?.[1] ?? null;
  const made = isDone(groupOf(ticket.first)) ? [{ at: ticket.created }] : [];
  const resolved = steps.filter(
    ({ kind, from, to }) => kind === 'status' && isDone(groupOf(to)) && !isDone(groupOf(from)),
  );
  const replies = steps.filter(({ kind, isInternal, agent }) => kind === 'comment' && !isInternal && agent !== null);
  return {
    ...{ steps, status, updated },
    lastResolution: ticket.tellsResolution ? ([...made, ...resolved].at(-1)?.at ?? null) : null,
    firstResponse:
      ticket.reply === 'told' ? (replies[0]?.at ?? null) : ticket.reply === 'earlier' ? ticket.created - DAY : null,
  };
}

const time = (at: Micros | null): string | null => (at === null ? null : isoText(at, 3));
const stateId = (place: number): string => `state-${String(place)}`;

export function rawTicket(ticket: Ticket, at: Micros, valuesOf: Readonly<Record<string, readonly unknown[]>>): object {
  const now = standing(ticket, at);
  const { assignee } = ticket;
  const fields = Object.entries(ticket.fields).map(([field, value]) => [field, valuesOf[field]?.[value]]);
  const agent = assignee === null ? undefined : AGENTS[assignee];
  const html = ticket.markup === null ? {} : { description: '', description_HTML: ticket.markup.markup };
  return {
    ...{ id: ticket.id, ticketNo: 1000 + ticket.number, title: ticket.title, description: ticket.description, ...html },
    status: ticket.isCustom ? stateId(now.status) : STATUSES[now.status]?.[0],
    ...(ticket.isCustom
      ? { isCustomWorkflow: true, workflow: STATUSES.map(([label], at) => ({ id: stateId(at), label })) }
      : {}),
    ...{ priority: ticket.priority, requestor: REQUESTERS[ticket.requester], origin: ticket.origin, ...ticket.flags },
    ...{ assignee: agent === undefined ? null : asWritten(agent), tags: ticket.tags, resolvedStatus: RESOLVED_STATUS },
    ...{ customFields: Object.fromEntries(fields), expectedDate: ticket.due === null ? null : DUES[ticket.due]?.[0] },
    ...{ createdOn: time(ticket.created), lastUpdatedOn: time(now.updated), firstResponseOn: time(now.firstResponse) },
    ...{ lastResolutionOn: time(now.lastResolution), resolution: ticket.resolution },
    ...(ticket.creator === null ? {} : { createdBy: asWritten(ticket.creator) }),
  };
}

/** Ids do not grow. */
export const activityId = ({ number }: Ticket, step: number): string =>
  `${String((step * 7919) % 1000)}-${String(number)}-${String(step)}`;

/** In the order of time. */
export function activitiesOf(ticket: Ticket, at: Micros): object[] {
  const creation = {
    id: activityId(ticket, 0),
    createdBy: REQUESTERS[ticket.requester],
    createdDateTime: time(ticket.created),
  };
  const first = {
    ...creation,
    comment: '',
    changes: [{ name: 'status', oldValue: '', newValue: STATUSES[ticket.first]?.[0] }],
  };
  return [
    ...(ticket.tellsCreation ? [first] : []),
    ...standing(ticket, at).steps.map((step) => activityOf(ticket, step)),
  ];
}

function activityOf(ticket: Ticket, step: Step): object {
  const base = {
    id: activityId(ticket, step.number),
    ticketId: ticket.id,
    createdDateTime: time(step.at),
    createdBy: authorOf(ticket, step),
  };
  if (step.kind === 'status') {
    const changes = [{ name: 'status', oldValue: STATUSES[step.from]?.[0], newValue: STATUSES[step.to]?.[0] }];
    return { ...base, comment: '', isPrivate: false, changes };
  }
  const text = ticket.texts.get(step.number);
  const written = text?.isHtml ? { comment: '', comment_HTML: text.markup } : { comment: text?.markup };
  // A file that two activities name belongs to the first.
  const files = ticket.files.has(step.number)
    ? [{ id: `file-${String(ticket.number)}`, filename: 'Bild ü.png', caption: 'x' }]
    : [];
  return { ...base, ...written, isPrivate: step.isInternal, ...(files.length === 0 ? {} : { attachments: files }) };
}

export function authorOf({ requester }: Ticket, { agent }: Step): User {
  const user = agent === null ? REQUESTERS[requester] : AGENTS[agent];
  return asWritten(user ?? REQUESTERS[0]);
}
