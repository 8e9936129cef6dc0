/** What the records of a Deskpro helpdesk say. */
import type { Person, Ticket } from './deskpro';
import {
  AGENTS,
  CATEGORIES,
  DEPARTMENTS,
  FIELDS,
  ORGANIZATIONS,
  REQUESTERS,
  STATUSES,
  TEAMS,
  authorOf,
  messageId,
  refOf,
  standing,
  textAt,
} from './deskpro';
import type { ChangeFacts, CommentFacts, Group, Named, SourceFacts, TicketFacts, ValueFacts } from './facts';
import { entries, isDone, reopenings } from './facts';
import type { Micros } from './time';
import { microsOf } from './time';

const VALUES: Readonly<Record<string, ReadonlyArray<readonly [raw: unknown, said: Omit<ValueFacts, 'field'> | null]>>> =
  {
    '7': [
      ['<b>12</b> & 3', { text: '<b>12</b> & 3' }],
      ['007', { text: '007' }],
      ['  ', null],
      [null, null],
    ],
    '8': [
      ['2026-03-29', { text: '2026-03-29', day: '2026-03-29' }],
      ['2026-03-29T00:00:00+0000', { text: '2026-03-29T00:00:00+0000', day: '2026-03-29' }],
      ['2026-04-05T01:59:59+0000', { text: '2026-04-05T01:59:59+0000', at: microsOf('2026-04-05T01:59:59Z') }],
      ['2026-02-30', { text: '2026-02-30' }],
    ],
    '9': [
      [[91], { text: 'North', options: [['North', '91']] }],
      [
        [92, 91],
        {
          text: 'South, old, North',
          options: [
            ['South, old', '92'],
            ['North', '91'],
          ],
        },
      ],
      [91, { text: 'North', number: 91, options: [['North', '91']] }],
      ['92', { text: 'South, old', options: [['South, old', '92']] }],
      [
        { id: 91, title: 'North' },
        { text: 'North', options: [['North', '91']] },
      ],
      [[], null],
    ],
    '10': [
      [-2.5, { text: '-2.5', number: -2.5 }],
      [0, { text: '0', number: 0 }],
    ],
    '11': [
      [true, { text: 'true', boolean: true }],
      [false, { text: 'false', boolean: false }],
    ],
  };
export const RAW_VALUES: Readonly<Record<string, readonly unknown[]>> = Object.fromEntries(
  Object.entries(VALUES).map(([field, values]) => [field, values.map(([raw]) => raw)]),
);

const namedBy = ({ id, name, primary_email: email }: Person): Named => ({ id: String(id), name, email });
const organizationNamed = (id: number | null): string | null =>
  ORGANIZATIONS.find((each) => each.id === id)?.name ?? null;
const titleIn = (list: ReadonlyArray<{ id: number; title: string }>, id: number | null): string | null =>
  list.find((each) => each.id === id)?.title ?? null;

/** @param origin address of the helpdesk */
export function factsOf(tickets: readonly Ticket[], at: Micros, origin: string): SourceFacts {
  const living = tickets.filter(({ created }) => created <= at);
  return {
    tickets: living.map((ticket) => ticketFacts(ticket, at, origin)),
    people: [...AGENTS, ...REQUESTERS].map((each) => ({
      ...{ ...namedBy(each), id: String(each.id), role: each.is_agent ? ('agent' as const) : ('requester' as const) },
      ...{ organization: organizationNamed(each.organization), isActive: !each.is_disabled && !each.is_deleted },
      ...{ zone: each.timezone, isListed: !each.is_deleted },
    })),
    queues: DEPARTMENTS.map(({ id, title: name }) => ({ id: String(id), name, kind: 'department' })),
    fields: [
      ...FIELDS.map(({ id, title: name, type }) => ({ id: String(id), name, type })),
      { id: 'brand', name: 'brand', type: 'choice' },
    ],
  };
}

function ticketFacts(ticket: Ticket, at: Micros, origin: string): TicketFacts {
  const now = standing(ticket, at);
  const requester = REQUESTERS[ticket.requester] ?? REQUESTERS[0];
  const assignee = ticket.agent === null ? undefined : AGENTS[ticket.agent];
  const own = STATUSES.find(([code]) => code === now.code)?.[1] ?? 'deleted';
  const group = now.heldAt !== null && !now.isHidden ? 'on_hold' : own;
  const changes = changesOf(now, group);
  const updated = Math.max(ticket.created, now.statusAt ?? 0, now.userReply, now.agentReply ?? 0);
  const isOver = isDone(group) || now.isHidden;
  return {
    ...{
      id: String(ticket.id),
      number: refOf(ticket),
      url: `${origin}/app#/t/ticket/${String(ticket.id)}`,
      subject: ticket.subject,
    },
    ...{ description: ticket.description.text, status: now.code, group, priority: String(ticket.urgency) },
    level: ticket.urgency <= 3 ? 'low' : ticket.urgency <= 6 ? 'normal' : ticket.urgency <= 8 ? 'high' : 'urgent',
    ...{
      type: titleIn(CATEGORIES, ticket.category),
      channel: 'web.api',
      queue: titleIn(DEPARTMENTS, ticket.department),
      queueId: ticket.department === null ? null : String(ticket.department),
    },
    ...{ requester: namedBy(requester), assignee: assignee === undefined ? null : namedBy(assignee), creator: null },
    team: TEAMS.find(({ id }) => id === ticket.team)?.name ?? null,
    organization: organizationNamed(ticket.organization) ?? organizationNamed(requester.organization),
    ...{ created: ticket.created, updated, firstResponse: now.firstReply, due: null, dueDay: null },
    resolved: isOver ? (now.resolved ?? entries(changes).done) : null,
    closed: isOver ? (now.archived ?? entries(changes).closed) : null,
    ...{ satisfaction: ticket.rating, sla: ticket.sla === 'fail' ? 'breached' : ticket.sla },
    tags: (ticket.labels ?? []).map((label) => ({ label, category: null })),
    ...{ isDeleted: now.isHidden, deletedAt: now.isHidden ? updated : null },
    ...{ comments: commentsOf(ticket, at), changes, reopenings: reopenings(changes) },
    files: now.steps
      .filter(({ number }) => ticket.files.has(number))
      .map(({ number, at: created }) => {
        const id = String(messageId(ticket, number));
        return { id, comment: id, name: 'Bild ü.png', type: 'image/png', bytes: 2 ** 33, created };
      }),
    notes:
      VALUES['8']?.[ticket.fields['8'] ?? -1]?.[0] === '2026-02-30'
        ? [{ field: 'fields.8', severity: 'field', reason: 'impossible_date' }]
        : [],
    values: [
      ...Object.entries(ticket.fields).flatMap(([field, place]) => {
        const facts = VALUES[field]?.[place]?.[1] ?? null;
        return facts === null ? [] : [{ field, ...facts }];
      }),
      { field: 'brand', text: 'Main', options: [['Main', '1']] },
    ],
  };
}

/** What is parked is in no log: one step to it, at the time that the ticket gives. */
function changesOf({ changes, heldAt, code }: ReturnType<typeof standing>, group: Group): ChangeFacts[] {
  const logged = changes.map(({ from, to, at, agent }): ChangeFacts => {
    const [[before, fromGroup], [after, toGroup]] = [
      STATUSES[from] ?? ['', 'unknown'],
      STATUSES[to] ?? ['', 'unknown'],
    ];
    const actor = agent === null ? undefined : AGENTS[agent];
    return {
      from: before,
      to: after,
      fromGroup,
      toGroup,
      at,
      by: actor === undefined ? null : namedBy(actor),
      origin: 'vendor',
    };
  });
  const last = logged.at(-1);
  if (heldAt === null || group !== 'on_hold' || last?.toGroup === 'on_hold') return logged;
  const held = { from: last?.to ?? null, to: code, fromGroup: last?.toGroup ?? null, toGroup: group, at: heldAt };
  return [...logged, { ...held, by: null, origin: 'observed' }];
}

function commentsOf(ticket: Ticket, at: Micros): CommentFacts[] {
  const comment = (
    number: number,
    person: Person,
    isInternal: boolean,
    body: string | null,
    created: Micros,
  ): CommentFacts => ({
    ...{
      id: String(messageId(ticket, number)),
      author: namedBy(person),
      role: person.is_agent ? 'agent' : 'requester',
    },
    ...{ isInternal, kind: isInternal ? 'note' : 'reply', title: null, body, created, updated: null },
  });
  const others = standing(ticket, at).steps.filter(({ kind }) => kind === 'comment');
  return [
    comment(0, REQUESTERS[ticket.requester] ?? REQUESTERS[0], false, ticket.description.text, ticket.created),
    ...others.map((step) =>
      comment(step.number, authorOf(ticket, step), step.isInternal, textAt(ticket, step).text, step.at),
    ),
  ];
}
