/** Notific: announcements with their last close and reopening, its four lists, and what the records say. */
import type { Dice } from './random';
import type { ChangeFacts, Named, SourceFacts, TicketFacts, ValueFacts } from './facts';
import { reopenings } from './facts';
import { lineOf, shownText, textOf } from './texts';
import type { Micros } from './time';
import { DAY, SECOND, isoText, microsOf } from './time';

interface Ticket {
  id: number;
  description: string;
  start: Micros;
  /** null: not told, it is the start. */
  created: Micros | null;
  /** Closings and reopenings in turn. */
  turns: readonly Micros[];
  due: number | null;
  next: Micros | null;
  service: number | null;
  own: Readonly<Record<string, string | number | boolean | null>>;
}

const SERVICES = [
  { Id: 1, Name: 'Network <b>' },
  { Id: 2, Name: 'Ünïcode & Co' },
];
const CUSTOMERS = [{ Id: 1, Name: 'Ana <x>', Email: 'ana@ex.example' }];
const OPERATORS = [{ Id: 1, Name: 'Lee', Email: 'lee@ex.example', IsActive: false, Password: 'OPERATORSECRET' }];
const FIRST_DAY = microsOf('2026-02-20T00:00:00Z');

/** Everything is UTC, with or without a mark. */
const DUES: ReadonlyArray<readonly [raw: string, at: Micros | null, day: string | null]> = [
  ['2026-03-29T02:30:00', microsOf('2026-03-29T02:30:00Z'), null],
  ['2026-03-29', null, '2026-03-29'],
  ['0001-01-01T00:00:00', null, null],
  ['2026-03-29T00:00:00Z', microsOf('2026-03-29T00:00:00Z'), null],
];
const OWN: Readonly<
  Record<string, ReadonlyArray<readonly [string | number | boolean | null, Omit<ValueFacts, 'field'> | null]>>
> = {
  Impact: [
    ['<b>High</b>', { text: '<b>High</b>' }],
    [' ', null],
    [null, null],
  ],
  Affected: [[-3.5, { text: '-3.5', number: -3.5 }]],
  IsPlanned: [[false, { text: 'false', boolean: false }]],
  ReviewDate: [
    ['2026-03-29T00:00:00', { text: '2026-03-29T00:00:00', day: '2026-03-29' }],
    ['2026-03-29', { text: '2026-03-29', day: '2026-03-29' }],
  ],
  SeenAt: [['2026-03-29T00:00:00', { text: '2026-03-29T00:00:00', at: microsOf('2026-03-29T00:00:00Z') }]],
  ApiKey: [['HIDDEN', null]],
};

export function generate(dice: Dice, count: number): Ticket[] {
  return Array.from({ length: count }, (_, index) => {
    const start = FIRST_DAY + dice.below(60 * 86_400) * SECOND + dice.below(1000) * 1000;
    const turns: Micros[] = [];
    for (let left = dice.below(5); left > 0; left--)
      turns.push((turns.at(-1) ?? start) + (60 + dice.below(9 * 86_400)) * SECOND);
    return {
      id: index + 1,
      description: dice.chance(0.1) ? `\r\n${lineOf(dice)}\r\n${textOf(dice)}` : textOf(dice),
      ...{ start, turns, created: dice.pick([null, start - 20 * DAY, start, start + 3 * DAY]) },
      due: dice.chance(0.5) ? null : dice.below(DUES.length),
      next: dice.chance(0.3) ? start + DAY : null,
      service: dice.pick([1, 2, null, 9]),
      own: Object.fromEntries(
        Object.entries(OWN).flatMap(([name, values]) =>
          dice.chance(0.4) ? [[name, values[dice.below(values.length)]?.[0] ?? null]] : [],
        ),
      ),
    };
  });
}

/** What exists at an instant: planned work is known from the beginning where its creation is told. */
const isKnown = ({ start, created }: Ticket, at: Micros): boolean => (created ?? start) <= at;

function timesAt({ turns }: Ticket, at: Micros): { closed: Micros | null; reopened: Micros | null } {
  const known = turns.filter((turn) => turn <= at);
  const lastOf = (isClose: boolean): Micros | null =>
    known.filter((_, place) => (place % 2 === 0) === isClose).at(-1) ?? null;
  return { closed: lastOf(true), reopened: lastOf(false) };
}

const time = (at: Micros | null): string | null => (at === null ? null : isoText(at, 3, 'Z').replace('Z', ''));

function rawOf(ticket: Ticket, at: Micros): object {
  const { closed, reopened } = timesAt(ticket, at);
  return {
    ...{ Id: ticket.id, Description: ticket.description, StartTime: time(ticket.start) },
    ...(ticket.created === null ? {} : { CreatedTime: time(ticket.created) }),
    ...{ ClosedTime: time(closed), ReopenedTime: reopened === null ? '0001-01-01T00:00:00' : time(reopened) },
    ...{
      ExpectedResolutionTime: ticket.due === null ? null : DUES[ticket.due]?.[0],
      NextUpdateTime: time(ticket.next),
    },
    ...{ ServiceId: ticket.service, DoNotSendEmail: false, ...ticket.own },
  };
}

export function answerTo(url: URL, tickets: readonly Ticket[], at: Micros): object | null {
  const [, list = '', id] = /\/(Tickets|Services|Customers|Operators)(?:\/(\d+))?$/i.exec(url.pathname) ?? [];
  const name = list.toLowerCase();
  const living = tickets.filter((ticket) => isKnown(ticket, at));
  if (name === 'tickets') {
    const rows = living.map((ticket) => rawOf(ticket, at));
    return id === undefined ? rows : (rows[living.findIndex((ticket) => String(ticket.id) === id)] ?? null);
  }
  const rows = { services: SERVICES, customers: CUSTOMERS, operators: OPERATORS }[name];
  if (rows === undefined) return null;
  return id === undefined ? rows : (rows.find(({ Id }) => String(Id) === id) ?? null);
}

/** @param runs when the service was asked, the last one now: closings that went are known from the run that saw them */
export function factsOf(tickets: readonly Ticket[], runs: readonly Micros[]): SourceFacts {
  const at = runs.at(-1) ?? 0;
  const facts = tickets.filter((ticket) => isKnown(ticket, at)).map((ticket) => ticketFacts(ticket, runs));
  const used = [...new Set(facts.flatMap(({ values }) => values.map(({ field }) => field)))];
  const named = ({ Name: name, Email: email }: { Name: string; Email: string }): Omit<Named, 'id'> => ({ name, email });
  return {
    tickets: facts,
    people: [
      ...CUSTOMERS.map((each) => ({ ...named(each), id: 'customer-1', role: 'requester' as const, isListed: true })),
      ...OPERATORS.map((each) => ({
        ...named(each),
        id: 'operator-1',
        role: 'operator' as const,
        isActive: false,
        isListed: true,
      })),
    ],
    notes: [{ stream: 'operators', field: 'Password', severity: 'note', reason: 'named_like_a_secret' }],
    queues: SERVICES.map(({ Id, Name: name }) => ({ id: String(Id), name, kind: 'service' })),
    fields: used.map((id) => ({
      id,
      name: id,
      type: ['ReopenedTime', 'NextUpdateTime'].includes(id) ? 'datetime' : null,
    })),
  };
}

function ticketFacts(ticket: Ticket, runs: readonly Micros[]): TicketFacts {
  const at = runs.at(-1) ?? 0;
  const { closed, reopened } = timesAt(ticket, at);
  const isClosed = closed !== null && (reopened === null || closed >= reopened);
  const status = isClosed ? 'Closed' : ticket.start > at ? 'New' : 'Open';
  const changes = changesOf(ticket, runs);
  const due = ticket.due === null ? undefined : DUES[ticket.due];
  const dated = [closed, reopened, ticket.start].filter((each): each is Micros => each !== null && each <= at);
  return {
    ...{ id: String(ticket.id), number: String(ticket.id), url: null, description: ticket.description, status },
    subject: subjectOf(ticket.description),
    group: status === 'Closed' ? 'closed' : status === 'New' ? 'new' : 'open',
    ...{
      priority: null,
      level: null,
      type: null,
      channel: null,
      requester: null,
      creator: null,
      assignee: null,
      team: null,
      organization: null,
    },
    queue: SERVICES.find(({ Id }) => Id === ticket.service)?.Name ?? null,
    queueId: ticket.service === null ? null : String(ticket.service),
    ...{
      created: ticket.created ?? ticket.start,
      updated: dated.length === 0 ? null : Math.max(...dated),
      firstResponse: null,
    },
    ...{
      resolved: isClosed ? closed : null,
      closed: isClosed ? closed : null,
      due: due?.[1] ?? null,
      dueDay: due?.[2] ?? null,
    },
    ...{ satisfaction: null, sla: null, tags: [], deletedAt: null, isDeleted: false, comments: null, files: [] },
    ...{ changes, values: valuesOf(ticket, reopened) },
    // Between two closings lies a reopening that nobody saw.
    reopenings: changes.some(({ fromGroup }, place) => fromGroup === 'open' && changes[place - 1]?.toGroup === 'closed')
      ? null
      : reopenings(changes),
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

function changesOf(ticket: Ticket, runs: readonly Micros[]): ChangeFacts[] {
  const seen = runs.filter((run) => isKnown(ticket, run)).map((run) => timesAt(ticket, run));
  const unique = (times: ReadonlyArray<Micros | null>): Micros[] =>
    [...new Set(times)].filter((at): at is Micros => at !== null);
  const base = { by: null, origin: 'vendor' as const };
  const opens = ticket.created !== null && ticket.created < ticket.start && ticket.start <= (runs.at(-1) ?? 0);
  const steps: ChangeFacts[] = [
    ...(opens
      ? [{ ...base, from: 'New', to: 'Open', fromGroup: 'new' as const, toGroup: 'open' as const, at: ticket.start }]
      : []),
    ...unique(seen.map(({ closed }) => closed)).map((at): ChangeFacts => ({
      ...base,
      from: 'Open',
      to: 'Closed',
      fromGroup: 'open',
      toGroup: 'closed',
      at,
    })),
    ...unique(seen.map(({ reopened }) => reopened)).map((at): ChangeFacts => ({
      ...base,
      from: 'Closed',
      to: 'Open',
      fromGroup: 'closed',
      toGroup: 'open',
      at,
    })),
  ];
  return steps.sort((one, other) => one.at - other.at);
}

function valuesOf({ own, next }: Ticket, reopened: Micros | null): ValueFacts[] {
  const timed = (field: string, at: Micros | null): ValueFacts[] =>
    at === null ? [] : [{ field, text: time(at), at }];
  return [
    ...timed('NextUpdateTime', next),
    ...timed('ReopenedTime', reopened),
    ...Object.entries(own).flatMap(([field, raw]) => {
      const facts = OWN[field]?.find(([value]) => value === raw)?.[1] ?? null;
      return facts === null ? [] : [{ field, ...facts }];
    }),
  ];
}
