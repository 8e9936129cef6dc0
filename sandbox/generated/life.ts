/** What becomes of a ticket: numbers only, so that a million of them are cheap. */
import { chance, longTail, position, sequence } from '../world/random';
import { WORLD_PRIORITIES, type WorldPriority, type WorldStatus } from '../world/world';

export interface Life {
  createdAt: number;
  /** Entered statuses after creation (which is `new`), in order of time. */
  statuses: WorldStatus[];
  times: number[];
  priority: WorldPriority;
  /** Positions in the list of agents; the second one took over. */
  agent: number | null;
  secondAgent: number | null;
  takenOverAt: number | null;
  firstPriority: WorldPriority;
  priorityAt: number | null;
  comments: number;
  /** First public answer. */
  respondedAt: number | null;
  /** The last comment is not later. */
  lastActiveAt: number;
  resolvedAt: number | null;
  closedAt: number | null;
  dueAt: number | null;
  satisfaction: number | null;
  isSlaBreached: boolean;
  isMerged: boolean;
  updatedAt: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PRIORITY_SHARES = [0.18, 0.72, 0.93, 1];
/** By priority from low: hours until solved (median), hours that are promised. */
const MEDIAN_HOURS = [58, 26, 9, 3];
const PROMISED_HOURS = [120, 72, 24, 8];
const CLOSES_AFTER = 5 * DAY;
const COMMENT_PURPOSE = 1000;

const whole = (instant: number): number => Math.floor(instant / 1000) * 1000;

/** Half are answered in under a third of a day; most threads are short, one in two hundred is very long. */
function commentCount(first: number, second: number): number {
  if (first < 0.08) return 0;
  if (first > 0.995) return 40 + Math.floor(second * 160);
  return 1 + Math.floor(-Math.log(1 - second) * 2.4);
}

/** `end` is the present: what would come later has not happened. */
export function liveThrough(seed: number, index: number, createdAt: number, end: number, agents: number): Life {
  const draw = sequence(seed, index, 41);
  const level = position(PRIORITY_SHARES, draw());
  const priority = WORLD_PRIORITIES[level] ?? 'normal';
  const effort = effortOf(level, draw);
  const statuses: WorldStatus[] = [];
  const times: number[] = [];
  const enter = (status: WorldStatus, at: number): boolean => {
    if (at >= end) return false;
    statuses.push(status);
    times.push(whole(at));
    return true;
  };

  const answered = createdAt + effort * (0.03 + 0.3 * draw());
  const waits = draw();
  const isOpen = enter('open', answered);
  if (isOpen && waits < 0.36) {
    const from = answered + 0.2 * (createdAt + effort - answered);
    if (enter(waits < 0.28 ? 'pending' : 'on_hold', from))
      enter('open', from + (0.2 + 0.5 * draw()) * (createdAt + effort - from));
  }
  if (enter('solved', createdAt + effort)) finish(createdAt + effort, draw, enter);
  const fate = draw();
  if (fate < 0.02) cutShort(statuses, times, whole(createdAt + draw() * 6 * DAY), end);

  const ends = summary(statuses, times);
  const isAnswered = statuses[0] === 'open';
  const comments = isAnswered ? commentCount(draw(), draw()) : 0;
  const respondedAt = comments > 0 ? whole(answered) : null;
  const lastActiveAt = Math.max(respondedAt ?? createdAt, ends.resolvedAt ?? Math.min(end - 1000, createdAt + effort));
  const isDeleted = statuses.at(-1) === 'deleted';
  const lastStep = times.at(-1) ?? createdAt;
  const span = (isDeleted || ends.resolvedAt !== null ? lastStep : lastActiveAt) - answered;
  const agent = isAnswered && (draw() < 0.95 || ends.resolvedAt !== null) ? Math.floor(draw() * agents) : null;
  const isTakenOver = agent !== null && draw() < 0.15 && span > HOUR;
  const takenOverAt = isTakenOver ? whole(answered + draw() * span) : null;
  const priorityAt = draw() < 0.05 && span > HOUR ? whole(answered + draw() * span) : null;
  const dueAt = draw() < 0.4 ? createdAt + (PROMISED_HOURS[level] ?? 72) * HOUR : null;
  const life: Life = {
    createdAt,
    statuses,
    times,
    priority,
    agent,
    secondAgent: isTakenOver ? ((agent ?? 0) + 1 + Math.floor(draw() * Math.max(1, agents - 1))) % agents : null,
    takenOverAt,
    firstPriority: priorityAt === null ? priority : (WORLD_PRIORITIES[(level + 1) % 4] ?? priority),
    priorityAt,
    comments,
    respondedAt,
    lastActiveAt: isDeleted ? Math.min(lastActiveAt, lastStep) : lastActiveAt,
    ...ends,
    dueAt,
    satisfaction: ends.resolvedAt !== null && draw() < 0.3 ? 1 + position([0.08, 0.13, 0.25, 0.5, 1], draw()) : null,
    isSlaBreached: dueAt !== null && (ends.resolvedAt ?? end) > dueAt,
    isMerged: isDeleted && fate < 0.008 && index > 0,
    updatedAt: 0,
  };
  const lastSaid = comments > 0 ? commentAt(seed, index, life, comments - 1) : createdAt;
  life.updatedAt = Math.max(lastStep, lastSaid, takenOverAt ?? 0, priorityAt ?? 0);
  return life;
}

/** When the comment at this position (from 0, the first answer) was written; ascends with the position. */
export function commentAt(seed: number, index: number, life: Life, at: number): number {
  const from = life.respondedAt ?? life.createdAt;
  if (at === 0) return from;
  const share = (at - chance(seed, index, COMMENT_PURPOSE + at)) / (life.comments - 1);
  return whole(from + (life.lastActiveAt - from) * share ** 1.5);
}

/** Milliseconds from creation to the first solution: a long tail, and a few that nobody ever solves. */
function effortOf(level: number, draw: () => number): number {
  const usual = longTail((MEDIAN_HOURS[level] ?? 26) * HOUR, 1.25, draw(), draw());
  const luck = draw();
  if (luck < 0.01) return 5 * 365 * DAY;
  return Math.max(5 * 60_000, luck < 0.03 ? usual * 15 : usual);
}

/** After the first solution: closed after some days, unless reopened before. */
function finish(solvedAt: number, draw: () => number, enter: (status: WorldStatus, at: number) => boolean): void {
  let last = solvedAt;
  for (let share = 0.07; draw() < share; share = 0.2) {
    const again = last + Math.min(longTail(18 * HOUR, 1, draw(), draw()), CLOSES_AFTER - HOUR);
    const solved = again + longTail(9 * HOUR, 1.1, draw(), draw());
    if (!enter('open', again) || !enter('solved', solved)) return;
    last = solved;
  }
  if (draw() < 0.92) enter('closed', last + CLOSES_AFTER);
}

/** Deleted then, and nothing afterwards. */
function cutShort(statuses: WorldStatus[], times: number[], at: number, end: number): void {
  if (at >= end) return;
  while (times.length > 0 && (times.at(-1) ?? 0) > at) {
    times.pop();
    statuses.pop();
  }
  statuses.push('deleted');
  times.push(at);
}

function summary(
  statuses: readonly WorldStatus[],
  times: readonly number[],
): { resolvedAt: number | null; closedAt: number | null } {
  let resolvedAt: number | null = null;
  let closedAt: number | null = null;
  for (const [step, status] of statuses.entries()) {
    const at = times[step] ?? null;
    if (status === 'solved') resolvedAt = at;
    else if (status === 'closed') closedAt = at;
    else if (status !== 'deleted') resolvedAt = closedAt = null;
  }
  return { resolvedAt, closedAt };
}
