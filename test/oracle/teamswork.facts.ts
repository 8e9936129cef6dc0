/** What the records of TeamsWork say. */
import type { ChangeFacts, CommentFacts, Group, Named, NoteFacts, SourceFacts, TicketFacts, ValueFacts } from './facts';
import { entries, fold, isDone, reopenings } from './facts';
import type { Ticket, User } from './teamswork';
import { AGENTS, CATEGORIES, DUES, FIELDS, REQUESTERS, STATUSES, activityId, authorOf, standing } from './teamswork';
import type { Micros } from './time';

const VALUES: Readonly<Record<string, ReadonlyArray<readonly [raw: unknown, said: Omit<ValueFacts, 'field'> | null]>>> =
  {
    'f-text': [
      ['<b>12</b> & 3', { text: '<b>12</b> & 3' }],
      ['007', { text: '007' }],
      [' ', null],
      [null, null],
    ],
    'f-day': [
      ['2026-03-29', { text: '2026-03-29', day: '2026-03-29' }],
      ['2026-03-29T05:00:00.000Z', { text: '2026-03-29T05:00:00.000Z', day: '2026-03-29' }],
      ['2026-03-28T13:30:00.000Z', { text: '2026-03-28T13:30:00.000Z', day: '2026-03-29' }],
      ['2026-02-30', { text: '2026-02-30' }],
    ],
    'f-flag': [
      [true, { text: 'true', boolean: true }],
      [false, { text: 'false', boolean: false }],
    ],
    'f-list': [
      [['o1'], { text: 'North, old', options: [['North, old', 'o1']] }],
      [
        ['o2', 'o1'],
        {
          text: 'South, North, old',
          options: [
            ['South', 'o2'],
            ['North, old', 'o1'],
          ],
        },
      ],
      ['o2', { text: 'South', options: [['South', 'o2']] }],
      [['gone'], { text: 'gone', options: [['gone', 'gone']] }],
      [[], null],
    ],
    'f-who': [[[{ id: 'r-1', name: 'Ana', email: 'ana@example.org' }], { text: 'Ana' }]],
  };
export const RAW_VALUES: Readonly<Record<string, readonly unknown[]>> = Object.fromEntries(
  Object.entries(VALUES).map(([field, values]) => [field, values.map(([raw]) => raw)]),
);
const LEVELS: Readonly<Record<string, string>> = { Low: 'low', Medium: 'normal', Important: 'high', Urgent: 'urgent' };

/** The list of agents knows their present names. */
const namedBy = (user: User): Named => AGENTS.find(({ id }) => id === user.id) ?? user;

export function factsOf(tickets: readonly Ticket[], at: Micros): SourceFacts {
  const living = tickets.filter(({ created }) => created <= at);
  const facts = living.map((ticket) => ticketFacts(ticket, at));
  const isUsed = (field: string): boolean => facts.some(({ values }) => values.some((value) => value.field === field));
  return {
    tickets: facts,
    people: [
      ...AGENTS.map((user) => ({ ...user, role: 'agent' as const, isListed: true })),
      ...REQUESTERS.map((user) => ({ ...user, role: 'requester' as const, isListed: false })),
    ],
    notes: ['Wartet', 'Done'].flatMap((word) => unmapped(word, facts)),
    queues: [{ id: 'i-1', name: 'Support', kind: 'instance' }],
    fields: [
      ...FIELDS.map(({ id, title: name, type }) => ({ id, name, type: type.key.replace(/^\d+_/, '') })),
      ...(isUsed('resolution') ? [{ id: 'resolution', name: 'resolution', type: 'text' }] : []),
      ...['isFrtBreached', 'isRtBreached', 'isFrtEscalated', 'isRtEscalated']
        .filter(isUsed)
        .map((id) => ({ id, name: id, type: 'boolean' })),
    ],
  };
}

function ticketFacts(ticket: Ticket, at: Micros): TicketFacts {
  const now = standing(ticket, at);
  const [status, group] = STATUSES[now.status] ?? ['', 'unknown'];
  const changes = changesOf(ticket, at);
  const requester = REQUESTERS[ticket.requester] ?? REQUESTERS[0];
  const assignee = ticket.assignee === null ? undefined : AGENTS[ticket.assignee];
  return {
    ...{ id: ticket.id, number: String(1000 + ticket.number), url: null, subject: ticket.title, status, group },
    description: ticket.markup === null ? ticket.description : ticket.markup.text,
    ...{ priority: ticket.priority, level: LEVELS[ticket.priority] ?? null, type: null, channel: ticket.origin },
    ...{ queue: 'Support', queueId: 'i-1', requester, assignee: assignee ?? null, team: null, organization: null },
    creator: ticket.creator,
    ...{ created: ticket.created, updated: now.updated, firstResponse: now.firstResponse, due: null },
    dueDay: ticket.due === null ? null : (DUES[ticket.due]?.[1] ?? null),
    resolved: isDone(group) ? (now.lastResolution ?? entries(changes).done) : null,
    closed: group === 'closed' ? entries(changes).closed : null,
    ...{ satisfaction: null, sla: slaOf(ticket.flags) },
    tags: ticket.tags.map((label) => ({ label, category: categoryOf(label) })),
    ...{
      deletedAt: null,
      isDeleted: false,
      changes,
      reopenings: reopenings(changes),
      comments: commentsOf(ticket, at),
    },
    files: filesOf(ticket, at),
    notes:
      VALUES['f-day']?.[ticket.fields['f-day'] ?? -1]?.[0] === '2026-02-30'
        ? [{ field: 'customFields.f-day', severity: 'field', reason: 'impossible_date' }]
        : [],
    values: [
      ...Object.entries(ticket.fields).flatMap(([field, place]) => {
        const facts = VALUES[field]?.[place]?.[1] ?? null;
        return facts === null ? [] : [{ field, ...facts }];
      }),
      ...(ticket.resolution === null ? [] : [{ field: 'resolution', text: ticket.resolution }]),
      ...Object.entries(ticket.flags).map(([field, boolean]) => ({ field, text: String(boolean), boolean })),
    ],
  };
}

/** Words that the common table does not have, or has for the other side. */
function unmapped(word: string, tickets: readonly TicketFacts[]): NoteFacts[] {
  const note = { field: 'status', severity: 'note', reason: 'unmapped_status' } as const;
  if (tickets.some(({ status }) => status === word)) return [note];
  const isLogged = word === 'Wartet' && tickets.some(({ changes }) => changes.some(({ to }) => to === word));
  return isLogged ? [{ ...note, stream: 'comments' }] : [];
}

function slaOf(flags: Readonly<Record<string, boolean>>): string | null {
  if (flags['isFrtBreached'] || flags['isRtBreached']) return 'breached';
  if (flags['isFrtEscalated'] || flags['isRtEscalated']) return 'warning';
  return Object.keys(flags).length === 0 ? null : 'ok';
}

function categoryOf(label: string): string | null {
  const found = CATEGORIES.filter(({ tags }) => tags.some(({ text }) => fold(text) === fold(label)));
  return found.length === 1 ? (found[0]?.text ?? null) : null;
}

function changesOf(ticket: Ticket, at: Micros): ChangeFacts[] {
  const groupOf = (place: number): readonly [string, Group] => STATUSES[place] ?? ['', 'unknown'];
  const [first, firstGroup] = groupOf(ticket.first);
  const requester = namedBy(REQUESTERS[ticket.requester] ?? REQUESTERS[0]);
  const made = { from: null, to: first, fromGroup: null, toGroup: firstGroup, at: ticket.created, by: requester };
  const steps = standing(ticket, at).steps.filter(({ kind }) => kind === 'status');
  return [
    // Creation is no change, but where a ticket is made done it became so.
    ...(isDone(firstGroup) ? [{ ...made, origin: 'vendor' as const }] : []),
    ...steps.map((step): ChangeFacts => {
      const [[from, fromGroup], [to, toGroup]] = [groupOf(step.from), groupOf(step.to)];
      return { from, to, fromGroup, toGroup, at: step.at, by: namedBy(authorOf(ticket, step)), origin: 'vendor' };
    }),
  ];
}

function commentsOf(ticket: Ticket, at: Micros): CommentFacts[] {
  return standing(ticket, at)
    .steps.filter(({ kind }) => kind === 'comment')
    .map((step) => ({
      ...{ id: activityId(ticket, step.number), author: namedBy(authorOf(ticket, step)) },
      ...{ role: step.agent === null ? 'requester' : 'agent', isInternal: step.isInternal, title: null },
      ...{ kind: step.isInternal ? 'note' : 'comment', created: step.at, updated: null },
      body: ticket.texts.get(step.number)?.text ?? null,
    }));
}

/** All activities with files name the same one. */
function filesOf(ticket: Ticket, at: Micros): TicketFacts['files'] {
  const first = standing(ticket, at).steps.find(({ number }) => ticket.files.has(number));
  if (first === undefined) return [];
  const comment = activityId(ticket, first.number);
  return [
    { id: `file-${String(ticket.number)}`, comment, name: 'Bild ü.png', type: null, bytes: null, created: first.at },
  ];
}
