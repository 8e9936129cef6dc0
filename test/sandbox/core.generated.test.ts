import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { FIXED_NOW } from '../../sandbox/world/clock';
import { generate } from '../../sandbox/generated/base';
import type { WorldTicket } from '../../sandbox/world/world';

const end = FIXED_NOW;
const base = generate({ tickets: 5000, seed: 1, end });
const all: WorldTicket[] = Array.from({ length: base.size }, (_unused, index) => base.ticket(index));

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    member instanceof Uint8Array ? Buffer.from(member).toString('base64') : member,
  );

test('the same seed gives the same tickets, in any order of asking', () => {
  const again = generate({ tickets: 5000, seed: 1, end });
  for (let index = 4999; index >= 0; index -= 97) expect(textOf(again.ticket(index))).toBe(textOf(all[index]));
  expect(textOf(again.people)).toBe(textOf(base.people));
  expect(generate({ tickets: 5000, seed: 2, end }).ticket(7).uuid).not.toBe(all[7]?.uuid);
});

test('the tickets are the same in every process, machine and time zone', () => {
  const digest = createHash('sha256')
    .update(textOf([all, base.people]))
    .digest('hex');
  expect(digest).toBe('f00d80a4cc3fadb5717ed87cc33803959bb4e25148962507ffcfe09e32e4b823');
});

test('creation ascends with the index and ends at the present, about three years after the first', () => {
  const times = all.map(({ createdAt }) => createdAt);
  expect(times).toEqual(all.map((_ticket, index) => base.createdAt(index)));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const years = (end - all[0]!.createdAt) / (365.25 * 86_400_000);
  expect(years).toBeGreaterThan(2.95);
  expect(years).toBeLessThan(3.01);
  expect(all.at(-1)!.createdAt).toBeLessThan(end);
});

test('nothing has happened after the present or before the creation', () => {
  const wrong = all.filter((ticket) => {
    const times = [
      ticket.updatedAt,
      ticket.firstResponseAt,
      ticket.resolvedAt,
      ticket.closedAt,
      ...ticket.comments.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]),
      ...ticket.changes.map(({ at }) => at),
      ...ticket.attachments.map(({ createdAt }) => createdAt),
    ].filter((at) => at !== null);
    const isInOrder = Math.min(...times) >= ticket.createdAt && Math.max(...times) === ticket.updatedAt;
    return !isInOrder || ticket.updatedAt >= end;
  });
  expect(wrong).toEqual([]);
});

test('the history explains the ticket: it ends in its status, assignee and times', () => {
  const breaks: unknown[] = [];
  for (const ticket of all) {
    let status = 'new';
    let assignee: string | null = null;
    let resolvedAt: number | null = null;
    let closedAt: number | null = null;
    for (const [place, change] of ticket.changes.entries()) {
      if (change.at < (ticket.changes[place - 1]?.at ?? 0)) breaks.push({ change, comes: 'too early' });
      if (change.field === 'assignee') {
        if (change.from !== assignee) breaks.push({ change, assignee });
        assignee = change.to;
      }
      if (change.field !== 'status') continue;
      if (change.from !== status) breaks.push({ change, status });
      const wasDone = status === 'solved' || status === 'closed';
      status = change.to ?? '';
      const isDone = status === 'solved' || status === 'closed';
      if (status === 'deleted') continue;
      if (!isDone) resolvedAt = closedAt = null;
      if (isDone && !wasDone) resolvedAt = change.at;
      if (status === 'closed') closedAt = change.at;
    }
    const told = { status, assignee, resolvedAt, closedAt, firstResponseAt: ticket.comments[0]?.createdAt ?? null };
    const { index, firstResponseAt } = ticket;
    const is = {
      status: ticket.status,
      assignee: ticket.assignee === null ? null : String(ticket.assignee),
      resolvedAt: ticket.resolvedAt,
      closedAt: ticket.closedAt,
      firstResponseAt,
    };
    if (!isDeepStrictEqual(is, told)) breaks.push({ index, is, told });
  }
  expect(breaks).toEqual([]);
});

test('the shape is a help desk: quiet weekends and nights, a long tail, reopenings, a small backlog', () => {
  const share = (fits: (ticket: WorldTicket) => boolean): number => all.filter(fits).length / all.length;
  expect(share(({ createdAt }) => [0, 6].includes(new Date(createdAt).getUTCDay()))).toBeLessThan(0.15);
  const hours = all.filter(({ createdAt }) => new Date(createdAt).getUTCHours() === 9).length;
  expect(hours).toBeGreaterThan(3 * all.filter(({ createdAt }) => new Date(createdAt).getUTCHours() === 21).length);
  const durations = all
    .flatMap(({ createdAt, resolvedAt }) => (resolvedAt === null ? [] : [resolvedAt - createdAt]))
    .sort((a, b) => a - b);
  const quantile = (at: number): number => durations[Math.floor(at * durations.length)]! / 3_600_000;
  expect(quantile(0.5)).toBeGreaterThan(8);
  expect(quantile(0.5)).toBeLessThan(48);
  expect(quantile(0.99)).toBeGreaterThan(20 * quantile(0.5));
  const reopened = share(({ changes }) =>
    changes.some(({ from, to }) => (from === 'solved' || from === 'closed') && to === 'open'),
  );
  expect(reopened).toBeGreaterThan(0.03);
  expect(reopened).toBeLessThan(0.12);
  expect(share(({ status }) => status === 'deleted')).toBeGreaterThan(0.01);
  const open = share(({ status }) => ['new', 'open', 'pending', 'on_hold'].includes(status));
  expect(open).toBeGreaterThan(0.005);
  expect(open).toBeLessThan(0.05);
});

test('there is one of everything that is hard', () => {
  expect(new Set(all.map(({ status }) => status)).size).toBe(7);
  expect(new Set(all.map(({ priority }) => priority)).size).toBe(4);
  expect(new Set(all.map(({ descriptionFormat }) => descriptionFormat))).toEqual(new Set(['text', 'html', 'markdown']));
  expect(Math.max(...all.map(({ comments }) => comments.length))).toBeGreaterThan(100);
  const words = all.map(({ subject, description }) => subject + description).join(' ');
  for (const script of [
    /\p{Script=Arabic}/u,
    /\p{Script=Han}/u,
    /\p{Script=Devanagari}/u,
    /ß|ü/u,
    /\p{Extended_Pictographic}/u,
    /&lt;timeout&gt;/,
    /\r\n/,
  ]) {
    expect(words).toMatch(script);
  }
  const merged = all.filter(({ mergedInto }) => mergedInto !== null);
  expect(merged.length).toBeGreaterThan(5);
  for (const { mergedInto, id, status } of merged) {
    expect(mergedInto).toBeLessThan(id);
    expect(status).toBe('deleted');
  }
  for (const field of base.fields) {
    const values = all.map(({ custom }) => custom[field.id]);
    expect(values).toContain(null);
    expect(values.some((value) => value !== null && value !== undefined)).toBe(true);
  }
  expect(new Set(base.fields.map(({ type }) => type)).size).toBe(8);
  const files = all.flatMap(({ attachments }) => attachments);
  expect(new Set(files.map(({ mediaType }) => mediaType)).size).toBe(4);
  expect(files.every(({ bytes }) => bytes.length > 10 && bytes.length < 2000)).toBe(true);
  expect(new Set(base.people.map(({ timeZone }) => timeZone)).size).toBe(5);
  expect(base.people.some(({ isActive }) => !isActive)).toBe(true);
  expect(new Set(base.people.map(({ email }) => email)).size).toBe(base.people.length);
  expect(new Set(base.organizations.map(({ name }) => name)).size).toBe(base.organizations.length);
});

test('ids of comments, changes, files and UUIDs are unique', () => {
  for (const member of ['comments', 'changes', 'attachments'] as const) {
    const ids = all.flatMap((ticket) => ticket[member].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  }
  expect(new Set(all.map(({ uuid }) => uuid)).size).toBe(all.length);
  expect(all[3]?.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a ticket is a copy, whose members can be written to and spread', () => {
  const ticket = base.ticket(20);
  ticket.comments.length = 0;
  ticket.description = 'changed';
  expect({ ...ticket }.description).toBe('changed');
  expect({ ...base.ticket(20) }.comments).toEqual(all[20]?.comments);
  expect(base.ticket(20).description).toBe(all[20]?.description);
});

test('a million tickets take little memory, and any of them comes at once', () => {
  const before = process.memoryUsage().heapUsed;
  const million = generate({ tickets: 1_000_000, seed: 1, end });
  let last = 0;
  for (let index = 0; index < 1_000_000; index += 50) last = Math.max(last, million.ticket(index).updatedAt);
  expect(last).toBeGreaterThan(end - 86_400_000);
  expect(million.ticket(999_999).number).toBe('T-1000000');
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150e6);
});

test('a world may be empty or have a single ticket', () => {
  expect(generate({ tickets: 0, seed: 1, end }).size).toBe(0);
  expect(generate({ tickets: 1, seed: 1, end }).ticket(0).createdAt).toBeLessThan(end);
});
