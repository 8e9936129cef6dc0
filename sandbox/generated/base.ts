/**
 * A generated help desk of any size. A ticket is computed from the seed and its index when it is asked for; nothing
 * is kept but the people and one number an hour of the arrivals, so that a million tickets need little memory.
 */
import type { WorldBase } from '../world/base';
import { uuidOf } from '../world/identity';
import { chance, hash32, pick, position, sequence } from '../world/random';
import type { WorldTicket } from '../world/world';
import { createArrivals } from './arrivals';
import { customOf } from './custom';
import { historyOf } from './history';
import { lazyTicket } from './lazy-ticket';
import { liveThrough } from './life';
import { customFields, named, QUEUES, TAGS, TEAMS, TYPES } from './lists';
import { createStaff } from './people';
import { reportOf, subjectOf } from './texts';
import { threadOf, type GeneratedThread } from './thread';
import { ZONES } from './zones';

export interface GeneratedOptions {
  /** 0 or more. */
  tickets: number;
  seed: number;
  /** The present, epoch milliseconds: tickets of about three years end here. */
  end: number;
}

const CHANNELS = ['email', 'portal', 'phone', 'chat', 'api'];
const CHANNEL_SHARES = [0.5, 0.7, 0.85, 0.95, 1];
const QUEUE_SHARES = [0.34, 0.48, 0.72, 0.79, 0.86, 0.94, 0.97, 1];

/** Numbers of what a value is for, so that no two values of a ticket hang together. */
const PURPOSE = {
  zone: 11,
  requester: 12,
  language: 13,
  subject: 14,
  queue: 15,
  type: 16,
  channel: 17,
  tags: 18,
  text: 19,
  custom: 20,
  merged: 31,
};

export function generate({ tickets, seed, end }: GeneratedOptions): WorldBase {
  const arrivals = createArrivals(seed, tickets, end);
  const staff = createStaff(seed, tickets);
  const fields = customFields(seed);

  const ticket = (index: number): WorldTicket => {
    const createdAt = arrivals.createdAt(index);
    const zone = arrivals.zoneAt(createdAt, chance(seed, index, PURPOSE.zone));
    const requesters = staff.requesters[zone] ?? [];
    const requester = pick(requesters, chance(seed, index, PURPOSE.requester) ** 2);
    const language = pick(ZONES[zone]?.languages ?? ['en'], chance(seed, requester, PURPOSE.language));
    const life = liveThrough(seed, index, createdAt, end, staff.agents.length);
    const agent = life.secondAgent ?? life.agent;
    const typeShare = chance(seed, index, PURPOSE.type);
    let report: ReturnType<typeof reportOf> | undefined;
    const text = (): ReturnType<typeof reportOf> =>
      (report ??= reportOf(language, sequence(seed, index, PURPOSE.text)));
    let ownThread: GeneratedThread | undefined;
    const thread = (): GeneratedThread =>
      (ownThread ??= threadOf(seed, index, life, { requester, agents: staff.agents, language }));
    return lazyTicket(
      {
        index,
        id: index + 1,
        uuid: uuidOf(seed, 'ticket', index),
        number: `T-${String(index + 1).padStart(6, '0')}`,
        subject: subjectOf(language, sequence(seed, index, PURPOSE.subject)),
        status: life.statuses.at(-1) ?? 'new',
        priority: life.priority,
        requester,
        assignee: agent === null ? null : (staff.agents[agent] ?? null),
        queue: 1 + position(QUEUE_SHARES, chance(seed, index, PURPOSE.queue)),
        type: typeShare < 0.1 ? null : 1 + Math.floor(typeShare * TYPES.length),
        channel: CHANNELS[position(CHANNEL_SHARES, chance(seed, index, PURPOSE.channel))] ?? 'email',
        tags: tagsOf(hash32(seed, index, PURPOSE.tags)),
        createdAt,
        updatedAt: life.updatedAt,
        firstResponseAt: life.respondedAt,
        resolvedAt: life.resolvedAt,
        closedAt: life.closedAt,
        dueAt: life.dueAt,
        satisfaction: life.satisfaction,
        isSlaBreached: life.isSlaBreached,
        mergedInto: life.isMerged ? 1 + Math.floor(chance(seed, index, PURPOSE.merged) * index) : null,
      },
      {
        description: () => text().body,
        descriptionFormat: () => text().format,
        custom: () => customOf(fields, createdAt, staff.agents, sequence(seed, index, PURPOSE.custom)),
        comments: () => thread().comments,
        changes: () => historyOf(index, life, staff.agents),
        attachments: () => thread().attachments,
      },
    );
  };

  return {
    seed,
    size: tickets,
    ticket,
    createdAt: arrivals.createdAt,
    people: staff.people,
    queues: named(seed, 'queues', QUEUES),
    types: named(seed, 'types', TYPES),
    teams: named(seed, 'teams', TEAMS),
    organizations: staff.organizations,
    fields,
  };
}

/** None to three, in the order of the list. */
function tagsOf(bits: number): string[] {
  const count = [0, 0, 1, 1, 1, 2, 2, 3][bits & 7] ?? 0;
  const tags: string[] = [];
  for (let at = 0; at < count; at++) {
    const tag = TAGS[(bits >>> (3 + 4 * at)) % TAGS.length];
    if (tag !== undefined && !tags.includes(tag)) tags.push(tag);
  }
  return tags;
}
