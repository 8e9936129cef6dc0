/** Raw records of TeamsWork, of the form that the vendor's Ticketing API page shows. */
import type { Dice } from './random';

export interface User {
  id: string;
  name: string;
  email: string;
}

export interface Activity {
  id: string;
  ticketId: string;
  comment: string | null;
  isPrivate: boolean;
  createdDateTime: string;
  createdBy: User;
  changes: Array<{ name: string; oldValue: string; newValue: string }>;
}

export interface Ticket {
  id: string;
  ticketNo: number;
  title: string;
  description: string;
  status: string;
  priority: string;
  requestor: User;
  assignee: User | null;
  tags: string[];
  customFields: Record<string, string | boolean | string[]>;
  createdOn: string;
  lastUpdatedOn: string;
  resolvedStatus: string[];
}

export interface Records {
  tickets: Ticket[];
  activities: Map<string, Activity[]>;
}

export const AGENTS: readonly [User, ...User[]] = [
  { id: 'a-1', name: 'Lee Koh', email: 'lee@agents.example' },
  { id: 'a-2', name: 'Ida Brå', email: 'ida@agents.example' },
];
export const REQUESTERS: readonly [User, ...User[]] = [
  { id: 'r-1', name: 'Ana Paz', email: 'ana@example.org' },
  { id: 'r-2', name: 'Ömer Ak', email: 'omer@example.org' },
];
export const FIELDS = [
  { id: 'f-text', title: 'Room', type: { key: '1_text', text: 'Text' } },
  { id: 'f-day', title: 'Bought on', type: { key: '3_date', text: 'Date' } },
  { id: 'f-flag', title: 'Insured', type: { key: '4_toggle', text: 'Toggle' } },
  {
    id: 'f-list',
    title: 'Site',
    type: { key: '5_list', text: 'List' },
    options: [
      { key: 'o1', text: 'North' },
      { key: 'o2', text: 'South' },
    ],
  },
];

const DONE = ['Resolved', 'Closed'];
const WORDS = ['printer', 'café', 'a < b', '日本', 'VPN', '😀', 'R&D', 'x > y'] as const;
const FIRST_DAY = Date.parse('2026-02-20T00:00:00.000Z');

export function generate(dice: Dice, count: number): Records {
  const records: Records = { tickets: [], activities: new Map() };
  for (let number = 1; number <= count; number++) addTicket(records, dice, number);
  return records;
}

/** The same tickets as the service showed them at an instant: what happened later did not happen yet. */
export function asOf({ tickets, activities }: Records, instant: string): Records {
  const past: Records = { tickets: [], activities: new Map() };
  for (const ticket of tickets.filter(({ createdOn }) => createdOn <= instant)) {
    const known = (activities.get(ticket.id) ?? []).filter(({ createdDateTime }) => createdDateTime <= instant);
    const status = known.flatMap(({ changes }) => changes).at(-1)?.newValue ?? 'Open';
    past.activities.set(ticket.id, known);
    past.tickets.push({ ...ticket, status, lastUpdatedOn: known.at(-1)?.createdDateTime ?? ticket.createdOn });
  }
  return past;
}

function addTicket(records: Records, dice: Dice, number: number): void {
  let at = FIRST_DAY + dice.below(60 * 86_400) * 1000 + dice.below(1000);
  const createdOn = new Date(at).toISOString();
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const requestor = dice.pick(REQUESTERS);
  let status = 'Open';
  const activities: Activity[] = [];
  for (let step = dice.below(7); step > 0; step--) {
    at += 1000 + dice.below(2 * 86_400_000);
    const createdDateTime = new Date(at).toISOString();
    const base = { id: `${String(number)}-${String(activities.length + 1)}`, ticketId: id, createdDateTime };
    if (dice.chance(0.5)) {
      const byAgent = dice.chance(0.6);
      const createdBy = byAgent ? dice.pick(AGENTS) : requestor;
      const isPrivate = byAgent && dice.chance(0.4);
      activities.push({ ...base, comment: textOf(dice), isPrivate, createdBy, changes: [] });
      continue;
    }
    const newValue = DONE.includes(status)
      ? status === 'Resolved' && dice.chance(0.5)
        ? 'Closed'
        : 'Reopened'
      : dice.pick(status === 'In Progress' ? ['Resolved', 'Closed'] : ['In Progress', 'Resolved', 'Closed']);
    const changes = [{ name: 'status', oldValue: status, newValue }];
    activities.push({ ...base, comment: null, isPrivate: false, createdBy: dice.pick(AGENTS), changes });
    status = newValue;
  }
  records.activities.set(id, activities);
  records.tickets.push({
    id,
    ticketNo: 1000 + number,
    title: textOf(dice),
    description: `${textOf(dice)}\n${textOf(dice)}`,
    status,
    priority: dice.pick(['Low', 'Medium', 'Important', 'Urgent']),
    requestor,
    assignee: dice.chance(0.3) ? null : dice.pick(AGENTS),
    tags: ['VPN', 'Ünïcode', 'late'].filter(() => dice.chance(0.4)),
    customFields: {
      ...(dice.chance(0.7) ? { 'f-text': textOf(dice) } : {}),
      ...(dice.chance(0.7) ? { 'f-day': `2026-0${String(1 + dice.below(9))}-${String(10 + dice.below(18))}` } : {}),
      ...(dice.chance(0.7) ? { 'f-flag': dice.chance(0.5) } : {}),
      ...(dice.chance(0.7) ? { 'f-list': [dice.pick(['o1', 'o2'])] } : {}),
    },
    createdOn,
    lastUpdatedOn: new Date(at).toISOString(),
    resolvedStatus: DONE,
  });
}

function textOf(dice: Dice): string {
  return Array.from({ length: 1 + dice.below(4) }, () => dice.pick(WORDS)).join(' ');
}
