/** Deskpro: tickets of a helpdesk as they stand at an instant, and their raw records, of the form that the vendor's page shows. */
import type { Life, Step } from './life';
import { lifeUntil, livesOf } from './life';
import type { Dice } from './random';
import type { Group } from './facts';
import { isDone } from './facts';
import type { Marked } from './texts';
import { NAMES, htmlOf, lineOf } from './texts';
import type { Micros } from './time';
import { DAY, SECOND, isoText } from './time';

export const STATUSES: ReadonlyArray<readonly [code: string, group: Group]> = [
  ['awaiting_agent', 'open'],
  ['awaiting_user', 'pending'],
  ['pending', 'on_hold'],
  ['pending.5', 'on_hold'],
  ['resolved', 'solved'],
  ['archived', 'closed'],
];
const RESOLVED = 4;
const ARCHIVED = 5;

export interface Person {
  id: number;
  name: string;
  primary_email: string | null;
  is_agent: boolean;
  is_disabled: boolean;
  is_deleted: boolean;
  organization: number | null;
  timezone: string;
}
const person = (id: number, name: string, more: Partial<Person> = {}): Person => ({
  ...{ id, name, primary_email: `p${String(id)}@ex.example`, is_agent: id < 10, is_disabled: false, is_deleted: false },
  ...{ organization: null, timezone: 'Europe/London', ...more },
});
export const AGENTS = [
  person(1, 'Lee Koh'),
  person(2, 'Ida Brå', { is_disabled: true }),
  person(3, 'Lee Koh'),
] as const;
/** The last one is deleted: no list shows them, tickets bring them along. */
export const REQUESTERS = [
  person(11, NAMES[0], { organization: 5 }),
  person(12, NAMES[1], { primary_email: null }),
  person(13, NAMES[3]),
  person(14, NAMES[6], { is_deleted: true }),
] as const;
export const ORGANIZATIONS = [
  { id: 5, name: 'Acme <old> & Co' },
  { id: 6, name: 'Ünïcode' },
];
export const DEPARTMENTS = [
  { id: 4, title: 'Support' },
  { id: 8, title: 'R&D' },
];
export const TEAMS = [{ id: 21, name: 'Night shift' }];
export const BRANDS = [{ id: 1, name: 'Main' }];
export const CATEGORIES = [{ id: 31, title: 'Bug' }];
export const FIELDS = [
  { id: 7, title: 'Room', type: 'text' },
  { id: 8, title: 'Go-live', type: 'date' },
  {
    ...{ id: 9, title: 'Site', type: 'choice' },
    choices: [
      { id: 91, title: 'North' },
      { id: 92, title: 'South, old' },
    ],
  },
  { id: 10, title: 'Size', type: 'number' },
  { id: 11, title: 'Insured', type: 'toggle' },
];
type Sides = readonly [before: string, after: string];
/** Builds name the two sides of a change differently. */
const SIDES: readonly [Sides, ...Sides[]] = [
  ['old_status', 'new_status'],
  ['from', 'to'],
  ['status_before', 'status_after'],
];

export interface Ticket extends Life {
  id: number;
  subject: string;
  description: Marked;
  texts: ReadonlyMap<number, Marked>;
  requester: number;
  agent: number | null;
  team: number | null;
  organization: number | null;
  department: number | null;
  category: number | null;
  urgency: number;
  rating: number | null;
  sla: string | null;
  labels: string[] | null;
  /** Which of the values that a field may have. */
  fields: Readonly<Record<string, number>>;
  /** The service's own first reply: as it was, from before the ticket, or not told. */
  reply: 'told' | 'earlier' | 'untold';
  heldAfter: Micros | null;
  hiddenAfter: Micros | null;
  files: ReadonlySet<number>;
  sides: Sides;
}

export function generate(dice: Dice, count: number, valuesOf: Readonly<Record<string, readonly unknown[]>>): Ticket[] {
  let id = 100;
  return livesOf(dice, count, STATUSES.length, 1, 0).map((life) => {
    id += 1 + dice.below(3);
    const steps = lawful(life.steps);
    const last = steps.at(-1)?.at ?? life.created;
    const isLeftOpen = !isDone(STATUSES[steps.at(-1)?.to ?? 0]?.[1] ?? null);
    return {
      ...{ ...life, steps, id, subject: lineOf(dice), description: htmlOf(dice) },
      texts: new Map(steps.map(({ number }) => [number, htmlOf(dice)])),
      requester: dice.below(REQUESTERS.length),
      agent: dice.chance(0.3) ? null : dice.below(AGENTS.length),
      team: dice.pick([null, 21]),
      organization: dice.pick([null, 5, 6]),
      department: dice.pick([4, 8, null]),
      category: dice.pick([null, 31]),
      urgency: 1 + dice.below(10),
      rating: dice.pick([null, -1, 1, 100]),
      sla: dice.pick([null, 'ok', 'warning', 'fail']),
      labels: dice.chance(0.3) ? null : ['VPN', ' vpn', 'Ünïcode', '', 'late'].filter(() => dice.chance(0.4)),
      fields: Object.fromEntries(
        Object.entries(valuesOf).flatMap(([field, values]) =>
          dice.chance(0.5) ? [[field, dice.below(values.length)]] : [],
        ),
      ),
      reply: dice.pick(['told', 'earlier', 'untold'] as const),
      // Of a ticket without any change a later lake does not know what it was before.
      heldAfter: isLeftOpen && steps.some(({ kind }) => kind === 'status') && dice.chance(0.3) ? last + DAY : null,
      hiddenAfter: isLeftOpen && dice.chance(0.05) ? last + 2 * DAY : null,
      files: new Set(steps.filter(({ kind }) => kind === 'comment' && dice.chance(0.3)).map(({ number }) => number)),
      sides: dice.pick(SIDES),
    };
  });
}

/** Only what is resolved is archived; a note on what is done leaves no trace, and would show at the next full scan only. */
function lawful(steps: readonly Step[]): Step[] {
  let status = 0;
  return steps.flatMap((step) => {
    const from = status;
    if (step.kind === 'comment') {
      const isInternal = step.isInternal && !isDone(STATUSES[from]?.[1] ?? null);
      return [{ ...step, from, to: from, isInternal }];
    }
    const to = step.to === ARCHIVED && from !== RESOLVED ? RESOLVED : step.to;
    if (to === from) return [];
    status = to;
    return [{ ...step, from, to }];
  });
}

/** What stands at an instant. */
export function standing(ticket: Ticket, at: Micros) {
  const { steps, status } = lifeUntil(ticket, at);
  const changes = steps.filter(({ kind }) => kind === 'status');
  const replies = steps.filter(({ kind, isInternal }) => kind === 'comment' && !isInternal);
  const isHidden = ticket.hiddenAfter !== null && ticket.hiddenAfter <= at;
  const isHeld = ticket.heldAfter !== null && ticket.heldAfter <= at;
  const agentReplies = replies.filter(({ agent }) => agent !== null);
  return {
    ...{ steps, changes, isHidden, heldAt: isHeld ? ticket.heldAfter : null },
    code: isHidden ? 'hidden' : (STATUSES[status]?.[0] ?? ''),
    statusAt: isHidden ? ticket.hiddenAfter : (changes.at(-1)?.at ?? ticket.created),
    userReply: replies.findLast(({ agent }) => agent === null)?.at ?? ticket.created,
    agentReply: agentReplies.at(-1)?.at ?? null,
    firstReply:
      ticket.reply === 'told'
        ? (agentReplies[0]?.at ?? null)
        : ticket.reply === 'earlier'
          ? ticket.created - DAY
          : null,
    resolved: changes.findLast(({ to }) => to === RESOLVED)?.at ?? null,
    archived: changes.findLast(({ to }) => to === ARCHIVED)?.at ?? null,
  };
}

const time = (at: Micros | null): string | null => (at === null ? null : isoText(at, 0, '+0000'));

export function rawTicket(ticket: Ticket, at: Micros, valuesOf: Readonly<Record<string, readonly unknown[]>>): object {
  const now = standing(ticket, at);
  const fields = Object.entries(ticket.fields).map(([field, value]) => [
    field,
    { aliases: [], value: valuesOf[field]?.[value] },
  ]);
  const requester = REQUESTERS[ticket.requester];
  return {
    ...{ id: ticket.id, ref: refOf(ticket), subject: ticket.subject, auth: 'AUTHSECRET', access_code: 'CODESECRET' },
    ...{ status: now.code.replace(/\..*/, ''), ticket_status: now.code, is_hold: now.heldAt !== null, brand: 1 },
    ...{ person: requester?.id, person_email: requester?.primary_email ?? null, organization: ticket.organization },
    ...{
      agent: ticket.agent === null ? null : AGENTS[ticket.agent]?.id,
      agent_team: ticket.team,
      urgency: ticket.urgency,
    },
    ...{ department: ticket.department, category: ticket.category, creation_system: 'web.api', labels: ticket.labels },
    ...{ feedback_rating: ticket.rating, worst_sla_status: ticket.sla, followers: '', problems: [] },
    ...{ date_created: time(ticket.created), date_status: time(now.statusAt), date_on_hold: time(now.heldAt) },
    ...{ date_last_user_reply: time(now.userReply), date_last_agent_reply: time(now.agentReply) },
    ...{
      date_first_agent_reply: time(now.firstReply),
      date_resolved: time(now.resolved),
      date_archived: time(now.archived),
    },
    fields: fields.length === 0 ? [] : Object.fromEntries(fields),
  };
}

export const refOf = ({ id }: Ticket): string => `ACME-${String(id)}-ü`;
/** The first message is the request itself. */
export const messageId = ({ id }: Ticket, number: number): number => id * 100 + number;

export function messagesOf(ticket: Ticket, at: Micros): object[] {
  const raw = (
    number: number,
    created: Micros,
    author: number | undefined,
    isNote: boolean,
    { markup }: Marked,
  ): object => ({
    ...{
      id: messageId(ticket, number),
      ticket: ticket.id,
      person: author,
      date_created: time(created),
      is_agent_note: isNote ? 1 : 0,
    },
    ...{
      message: markup,
      message_full: markup,
      message_preview_text: 'preview',
      message_hash: 'HASHSECRET',
      attachments: [],
    },
  });
  const first = raw(0, ticket.created, REQUESTERS[ticket.requester]?.id, false, ticket.description);
  const others = standing(ticket, at).steps.filter(({ kind }) => kind === 'comment');
  return [
    first,
    ...others.map((step) =>
      raw(step.number, step.at, authorOf(ticket, step).id, step.isInternal, textAt(ticket, step)),
    ),
  ];
}

export const textAt = ({ texts }: Ticket, { number }: Step): Marked => texts.get(number) ?? { markup: '', text: null };
export const authorOf = ({ requester }: Ticket, { agent }: Step): Person =>
  (agent === null ? REQUESTERS[requester] : AGENTS[agent]) ?? REQUESTERS[0];

export function logsOf(ticket: Ticket, at: Micros): object[] {
  const { changes } = standing(ticket, at);
  const [before, after] = ticket.sides;
  const entry = (number: number, created: Micros, more: object): object => ({
    ...{ id: ticket.id * 100 + number, ticket: ticket.id, date_created: time(created), ...more },
  });
  return [
    entry(0, ticket.created, { person: null, action_type: 'ticket_created', details: { [after]: 'awaiting_agent' } }),
    ...changes.map((step) =>
      entry(step.number, step.at, {
        ...{ person: step.agent === null ? null : AGENTS[step.agent]?.id, action_type: 'changed_status' },
        details: { [before]: STATUSES[step.from]?.[0], [after]: STATUSES[step.to]?.[0] },
      }),
    ),
    entry(99, ticket.created + SECOND, {
      person: 1,
      action_type: 'changed_subject',
      details: { from: 'x', to: 'resolved' },
    }),
  ];
}

export function filesOf(ticket: Ticket, at: Micros): object[] {
  const some = standing(ticket, at).steps.filter(({ number }) => ticket.files.has(number));
  return some.map((step) => ({
    ...{ id: messageId(ticket, step.number), ticket: ticket.id, person: 1, message: messageId(ticket, step.number) },
    ...{ is_agent_note: step.isInternal, is_inline: false, date_created: time(step.at) },
    blob: { blob_id: 1, blob_auth: 'BLOBSECRET', filename: 'Bild ü.png', filesize: 2 ** 33, content_type: 'image/png' },
  }));
}
