/** The figures of docs/how-to/weekly-questions.md from the records of a simulator, without SQL and without the exporter. */
import type { World, WorldTicket } from '../../sandbox/world/world';

/** The reporting zone of the tests is Asia/Kolkata: five hours and a half before UTC, on every day. */
const AHEAD_MS = 5.5 * 3_600_000;
const DAY_MS = 86_400_000;
const OPENS_MS = 9 * 3_600_000;
const CLOSES_MS = 18 * 3_600_000;

export type Cell = string | number | null;
export type Answer = Cell[][];

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const CHANNELS: Readonly<Record<string, string>> = {
  email: 'gateway.person',
  portal: 'web.person.portal',
  api: 'web.api',
};
const WORDS: Readonly<Record<string, string>> = { pending: 'awaiting_user', on_hold: 'pending' };

/** Services write times to the second. */
const second = (at: number): number => Math.floor(at / 1000) * 1000;
const local = (at: number): Date => new Date(second(at) + AHEAD_MS);
const dayOf = (at: number): string => local(at).toISOString().slice(0, 10);
const monthOf = (at: number): string => dayOf(at).slice(0, 7);
const weekday = (at: number): number => ((local(at).getUTCDay() + 6) % 7) + 1;
const weekOf = (at: number): string => dayOf(at - (weekday(at) - 1) * DAY_MS);
const minutes = (from: number, to: number): number => Math.floor((second(to) - second(from)) / 60_000);
const isOpen = ({ status }: WorldTicket): boolean => !['solved', 'closed', 'deleted'].includes(status);
const isDone = (status: string | null): boolean => status === 'solved' || status === 'closed';

/** From Monday to Friday, nine to six. */
function businessMinutes(from: number, to: number): number {
  const [start, end] = [second(from) + AHEAD_MS, second(to) + AHEAD_MS];
  let open = 0;
  for (let midnight = Math.floor(start / DAY_MS) * DAY_MS; midnight < end; midnight += DAY_MS) {
    const day = new Date(midnight).getUTCDay();
    if (day === 0 || day === 6) continue;
    open += Math.max(0, Math.min(end, midnight + CLOSES_MS) - Math.max(start, midnight + OPENS_MS));
  }
  return Math.floor(open / 60_000);
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return null;
  return Number.isInteger(half)
    ? ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
    : (sorted[Math.floor(half)] ?? null);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const byText = (one: Cell, other: Cell): number => (String(one ?? '') < String(other ?? '') ? -1 : 1);
const sortedBy = (rows: Answer, at = 0): Answer => rows.toSorted((a, b) => byText(a[at] ?? null, b[at] ?? null));
const mostFirst = (rows: Answer): Answer =>
  rows.toSorted((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || byText(a[0] ?? null, b[0] ?? null)).slice(0, 10);
const percent = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

/** What the simulator of Deskpro shows: a merged ticket is in no list. */
export function ticketsOf(world: World): WorldTicket[] {
  return Array.from({ length: world.size }, (_, index) => world.ticket(index)).filter(
    (ticket) => ticket !== undefined && ticket.mergedInto === null,
  ) as WorldTicket[];
}

/** As the service says, else the last step to a done status, else the closing. */
function doneAt({ resolvedAt, closedAt, changes }: WorldTicket): number | null {
  const steps = changes.filter(({ field, from, to }) => field === 'status' && isDone(to) && !isDone(from));
  return resolvedAt ?? steps.at(-1)?.at ?? closedAt;
}

/** Steps from new to open are none in Deskpro. */
function since(ticket: WorldTicket): number {
  const fresh = (status: string | null): boolean => status === 'new' || status === 'open';
  const steps = ticket.changes.filter(({ field, from, to }) => field === 'status' && !(fresh(from) && fresh(to)));
  return steps.at(-1)?.at ?? ticket.createdAt;
}

/** @param now epoch ms @returns by the number of the question */
export function deskproAnswers(world: World, now: number): ReadonlyMap<number, Answer> {
  const all = ticketsOf(world);
  const tickets = all.filter(({ status }) => status !== 'deleted');
  const open = tickets.filter(isOpen);
  const nameOf = (person: number | null): string | null =>
    person === null ? null : (world.person(person)?.name ?? null);
  const queueOf = ({ queue }: WorldTicket): string => world.queues().find(({ id }) => id === queue)?.name ?? '';
  const isAgent = (person: number): boolean => world.person(person)?.isAgent === true;
  const written = (of: readonly WorldTicket[]) =>
    of.flatMap(({ id, comments }) =>
      comments.filter(({ author }) => isAgent(author)).map((each) => ({ ...each, ticket: id })),
    );
  const agentOf = ({ assignee }: WorldTicket): string => nameOf(assignee) ?? '';
  const agentRow = (name: string, ...cells: Cell[]): Cell[] => [name === '' ? null : name, ...cells];
  const solved = tickets.flatMap((ticket) => {
    const at = isDone(ticket.status) ? doneAt(ticket) : null;
    return at === null ? [] : [{ ...ticket, solvedAt: at }];
  });
  const answers = new Map<number, Answer>();

  const age = ({ createdAt }: WorldTicket): number => Math.floor((now - second(createdAt)) / DAY_MS);
  const aged = (of: readonly WorldTicket[], from: number, to: number): number =>
    of.filter((ticket) => age(ticket) >= from && age(ticket) <= to).length;
  answers.set(
    1,
    sortedBy(
      [...grouped(open, queueOf)].map(([queue, of]) => {
        return [queue, of.length, aged(of, 0, 1), aged(of, 2, 7), aged(of, 8, 30), aged(of, 31, 1e6)];
      }),
    ),
  );
  answers.set(
    2,
    sortedBy(
      [...grouped(tickets, ({ createdAt }) => weekOf(createdAt))].map(([week, of]) => {
        const spans = of.flatMap(({ createdAt: from, firstResponseAt: to }) =>
          to === null ? [] : [[from, to] as const],
        );
        const clock = median(spans.map(([from, to]) => minutes(from, to)));
        return [week, spans.length, clock, median(spans.map(([from, to]) => businessMinutes(from, to)))];
      }),
    ),
  );
  answers.set(
    3,
    sortedBy(
      [...grouped(solved, ({ priority }) => priority)].map(([priority, of]) => {
        if (!PRIORITIES.includes(priority)) throw new Error(`no priority ${priority}`);
        return [priority, of.length, median(of.map(({ createdAt, solvedAt }) => minutes(createdAt, solvedAt)))];
      }),
    ),
  );
  const done = tickets.filter(({ status }) => isDone(status));
  const reopened = done.filter(({ changes }) =>
    changes.some(({ field, from, to }) => field === 'status' && isDone(from) && !isDone(to) && to !== 'deleted'),
  );
  answers.set(4, [[done.length, reopened.length, percent(reopened.length, done.length)]]);
  const judged = tickets.filter(({ dueAt }) => dueAt !== null);
  answers.set(
    5,
    sortedBy(
      [...grouped(judged, agentOf)].map(([name, of]) =>
        agentRow(name, of.length, of.filter(({ isSlaBreached }) => isSlaBreached).length),
      ),
    ),
  );
  const waiting = open.filter(
    (ticket) =>
      ticket.firstResponseAt === null &&
      second(ticket.createdAt) < now - DAY_MS &&
      written([ticket]).every((each) => !each.isPublic),
  );
  answers.set(6, sortedBy(waiting.map(({ number, subject, createdAt }) => [number, subject, localText(createdAt)])));
  answers.set(
    7,
    mostFirst(
      [...grouped(tickets, ({ requester }) => String(requester))].map(([id, of]) => [nameOf(Number(id)), of.length]),
    ),
  );
  const organizationOf = ({ requester }: WorldTicket): string => {
    const id = world.person(requester)?.organization;
    return world.organizations().find((each) => each.id === id)?.name ?? '';
  };
  const organized = [...grouped(tickets, organizationOf)].filter(([name]) => name !== '');
  answers.set(8, mostFirst(organized.map(([name, of]) => [name, of.length])));
  const tagged = tickets.flatMap(({ tags, createdAt }) =>
    [...new Set(tags.map((tag) => tag.trim().toLowerCase()))].map((tag) => `${monthOf(createdAt)}\n${tag}`),
  );
  answers.set(9, sortedPairs(tagged));
  const rated = tickets.filter(({ satisfaction }) => satisfaction !== null);
  answers.set(
    10,
    sortedBy(
      [...grouped(rated, agentOf)].map(([name, of]) =>
        agentRow(name, of.length, of.reduce((sum, { satisfaction }) => sum + (satisfaction ?? 0), 0) / of.length),
      ),
    ),
  );
  const hands = [...grouped(written(tickets), ({ ticket }) => String(ticket)).values()].map(
    (of) => new Set(of.map(({ author }) => author)).size,
  );
  answers.set(
    11,
    [...grouped(hands, String)]
      .map(([agents, of]) => [Number(agents), of.length])
      .toSorted(([a = 0], [b = 0]) => a - b),
  );
  const weeks = new Map<string, [number, number]>();
  const note = (at: number, place: 0 | 1): void => {
    const counts = weeks.get(weekOf(at)) ?? [0, 0];
    counts[place] += 1;
    weeks.set(weekOf(at), counts);
  };
  for (const { createdAt } of tickets) note(createdAt, 0);
  for (const { solvedAt } of solved) note(solvedAt, 1);
  answers.set(12, sortedBy([...weeks].map(([week, counts]) => [week, ...counts])));
  const pending = open.filter(({ status }) => status === 'pending' || status === 'on_hold');
  const stays = pending.map((ticket): Cell[] => {
    const word = WORDS[ticket.status] ?? '';
    return [ticket.number, word === 'pending' && ticket.id % 3 === 0 ? 'pending.5' : word, second(since(ticket))];
  });
  answers.set(
    13,
    stays.toSorted((a, b) => Number(a[2]) - Number(b[2]) || byText(a[0] ?? null, b[0] ?? null)).slice(0, 10),
  );
  answers.set(
    14,
    sortedBy(
      [...grouped(tickets, ({ channel }) => (CHANNELS[channel] ?? channel).toLowerCase())].map(([name, of]) => [
        name,
        of.length,
      ]),
    ),
  );
  const notes = written(all);
  const internal = notes.filter(({ isPublic }) => !isPublic).length;
  answers.set(15, [[notes.length, internal, percent(internal, notes.length)]]);
  const hours = grouped(tickets, ({ createdAt }) => `${weekday(createdAt)} ${local(createdAt).getUTCHours()}`);
  answers.set(
    16,
    [...hours]
      .map(([key, of]) => [...key.split(' ').map(Number), of.length])
      .toSorted((a, b) => (b[2] ?? 0) - (a[2] ?? 0) || (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))
      .slice(0, 10),
  );
  const chosen = world.fields().flatMap((field) =>
    tickets.flatMap(({ custom }) => {
      const value = custom[field.id];
      const ids = Array.isArray(value) ? value : field.type === 'list' && value !== null ? [Number(value)] : [];
      return field.options.filter(({ id }) => ids.includes(id)).map(({ name }) => `${field.name}\n${name}`);
    }),
  );
  // Every ticket is of the only brand that there is.
  answers.set(17, sortedPairs([...chosen, ...tickets.map(() => 'brand\nSandbox')]));
  const deleted = all.filter(({ status }) => status === 'deleted');
  answers.set(
    19,
    sortedBy([...grouped(deleted, ({ createdAt }) => monthOf(createdAt))].map(([month, of]) => [month, of.length])),
  );
  return answers;
}

/** Deskpro shows no due date of a ticket; SympoQ shows its deadline. */
export function dueAnswer(world: World, now: number): Answer {
  const due = ticketsOf(world).filter(
    (ticket) => isOpen(ticket) && ticket.dueAt !== null && dayOf(ticket.dueAt) <= dayOf(now + DAY_MS),
  );
  const rows = due.map(({ dueAt }) => localText(dueAt ?? 0));
  return sortedBy(rows.map((text) => [text]));
}

function localText(at: number): string {
  return local(at).toISOString().slice(0, 19).replace('T', ' ');
}

function sortedPairs(pairs: readonly string[]): Answer {
  return [...grouped(pairs, (pair) => pair)]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([pair, of]) => [...pair.split('\n'), of.length]);
}
