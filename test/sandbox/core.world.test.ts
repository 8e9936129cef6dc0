import { createClock } from '../../sandbox/world/clock';
import { generate } from '../../sandbox/generated/base';
import { createWorld } from '../../sandbox/world/stateful-world';
import type { World } from '../../sandbox/world/world';

const start = Date.UTC(2026, 10, 2, 9);
const MINUTE = 60_000;

/** Worlds read it and never write to it. */
const base = generate({ tickets: 300, seed: 5, end: start });

function worldOf(over = base): { world: World; later: (ms: number) => number } {
  const clock = createClock(start, true);
  const world = createWorld(over, clock.now);
  return {
    world,
    later: (advanceMs) => {
      clock.set({ advanceMs });
      return clock.now();
    },
  };
}

function scan(world: World, from: number, to: number): number[] {
  const found: number[] = [];
  for (let index = 0; index < world.size; index++) {
    const at = world.ticket(index)?.createdAt ?? -1;
    if (at >= from && at < to) found.push(index);
  }
  return found;
}

/** As a service uses it: the range, then the comparison. */
function between(world: World, from: number, to: number): number[] {
  const [first, end] = world.createdBetween(from, to);
  const found: number[] = [];
  for (let index = first; index < end; index++) {
    const at = world.ticket(index)?.createdAt ?? -1;
    if (at >= from && at < to) found.push(index);
  }
  return found;
}

describe('createdBetween', () => {
  test('is the half-open range of creation', () => {
    const { world } = worldOf();
    const at = world.ticket(100)!.createdAt;
    const to = world.ticket(150)!.createdAt;
    expect(world.createdBetween(at, to)).toEqual([scan(world, at, to)[0], scan(world, at, to).at(-1)! + 1]);
    expect(world.createdBetween(0, start)).toEqual([0, 300]);
    expect(world.createdBetween(start + 1, start + 2)).toEqual([300, 300]);
    expect(world.createdBetween(to, at)[0]).toBe(world.createdBetween(to, at)[1]);
  });

  test('takes in tickets that are created, also backdated ones, and dates set by hand', () => {
    const { world, later } = worldOf();
    later(MINUTE);
    world.create({ subject: 'now', requester: 60 }, null);
    const old = world.ticket(10)!.createdAt;
    world.create({ subject: 'backdated', requester: 60, createdAt: old - 1 }, null);
    later(MINUTE);
    world.create({ subject: 'after it', requester: 60 }, null);
    world.change(5, { createdAt: start + 30 * MINUTE }, null);
    for (const [from, to] of [
      [old - 1, old],
      [old - 1, old + 1],
      [start, start + 60 * MINUTE],
      [start + 2 * MINUTE, start + 3 * MINUTE],
      [0, start * 2],
    ] as const) {
      expect(between(world, from, to)).toEqual(scan(world, from, to));
    }
    expect(between(world, start + MINUTE, start + MINUTE + 1)).toEqual([300]);
    expect(between(world, old - 1, old)).toContain(301);
  });
});

describe('what is written is read', () => {
  test('a created ticket is listed, found by UUID, and has the clock and the defaults', () => {
    const { world, later } = worldOf();
    const at = later(MINUTE);
    const made = world.create({ subject: 'New one', requester: 60, tags: ['a'], status: 'closed' }, null);
    expect(made).toMatchObject({
      index: 300,
      id: 301,
      number: 'T-000301',
      createdAt: at,
      updatedAt: at,
      resolvedAt: at,
      closedAt: at,
      priority: 'normal',
    });
    expect(world.size).toBe(301);
    expect(world.ticket(300)).toEqual(made);
    expect(world.indexOfUuid(made.uuid)).toBe(300);
    expect(world.indexOfUuid(made.uuid.toUpperCase())).toBe(300);
    expect(world.indexOfUuid('00000000-0000-4000-8000-000000000000')).toBeUndefined();
    expect(world.indexOfUuid('nonsense')).toBeUndefined();
    made.tags.push('b');
    expect(world.ticket(300)?.tags).toEqual(['a']);
  });

  test('a change has a history, moves updatedAt, and derives the times of resolution and closure', () => {
    const { world, later } = worldOf();
    const index = world.create({ subject: 'One', requester: 60, queue: 1 }, null).index;
    const solvedAt = later(MINUTE);
    world.change(
      index,
      { status: 'solved', assignee: 2, queue: 1, priority: 'high', tags: ['x', 'y'], custom: { 6: 3, 7: [5, 9] } },
      2,
    );
    const closedAt = later(MINUTE);
    expect(world.change(index, { status: 'closed' }, 2)).toMatchObject({
      resolvedAt: solvedAt,
      closedAt,
      updatedAt: closedAt,
    });
    const reopenedAt = later(MINUTE);
    expect(world.change(index, { status: 'open' }, 60)).toMatchObject({
      resolvedAt: null,
      closedAt: null,
      updatedAt: reopenedAt,
    });
    later(MINUTE);
    world.change(index, { status: 'open', subject: 'One' }, 60);
    const ticket = world.ticket(index)!;
    expect(ticket.updatedAt).toBe(reopenedAt);
    expect(ticket.changes.map(({ field, from, to, at, by }) => [field, from, to, at - start, by])).toEqual([
      ['priority', 'normal', 'high', MINUTE, 2],
      ['assignee', null, '2', MINUTE, 2],
      ['tags', '', 'x, y', MINUTE, 2],
      ['custom', null, 'Environment: Test', MINUTE, 2],
      ['custom', null, 'Affected sites: Lyon, Jeddah, North', MINUTE, 2],
      ['status', 'new', 'solved', MINUTE, 2],
      ['status', 'solved', 'closed', 2 * MINUTE, 2],
      ['status', 'closed', 'open', 3 * MINUTE, 60],
    ]);
    expect(new Set(ticket.changes.map(({ id }) => id)).size).toBe(8);
    expect(ticket.custom).toMatchObject({ 6: 3, 7: [5, 9] });
  });

  test('an untouched member of a generated ticket survives a change', () => {
    const { world } = worldOf();
    const before = world.ticket(42)!;
    const after = world.change(42, { subject: 'Other' }, null)!;
    expect(after.description).toBe(before.description);
    expect(after.comments).toEqual(before.comments);
    expect(after.changes.slice(0, -1)).toEqual(before.changes);
    expect(world.ticket(41)).toEqual(worldOf().world.ticket(41));
  });

  test('comments and files are added, edited and removed; the first public answer of an agent counts', () => {
    const { world, later } = worldOf();
    const index = world.create({ subject: 'One', requester: 60 }, null).index;
    const file = world.attach(index, {
      comment: null,
      fileName: 'a.txt',
      mediaType: 'text/plain',
      bytes: new Uint8Array([1, 2]),
      author: 60,
    })!;
    const say = (author: number, isPublic: boolean, attachments: number[] = []) =>
      world.comment(index, { author, isPublic, title: null, body: 'b', format: 'text', attachments })!;
    say(60, true, [file.id]);
    say(1, false);
    const answeredAt = later(MINUTE);
    const answer = say(1, true);
    expect(world.ticket(index)).toMatchObject({ firstResponseAt: answeredAt, updatedAt: answeredAt });
    expect(world.ticket(index)?.attachments[0]?.comment).toBe(world.ticket(index)?.comments[0]?.id);
    const editedAt = later(MINUTE);
    expect(world.editComment(index, answer.id, 'better')).toMatchObject({ body: 'better', updatedAt: editedAt });
    expect(world.removeComment(index, answer.id)).toBe(true);
    expect(world.removeComment(index, answer.id)).toBe(false);
    expect(say(1, true).id).not.toBe(answer.id);
    expect(world.removeAttachment(index, file.id)).toBe(true);
    expect(world.ticket(index)?.comments[0]?.attachments).toEqual([]);
  });

  test('a purged ticket is gone for every read, and its index is not used again', () => {
    const { world } = worldOf();
    const { uuid } = world.ticket(7)!;
    expect(world.purge(7)).toBe(true);
    expect(world.purge(7)).toBe(false);
    expect(world.ticket(7)).toBeUndefined();
    expect(world.indexOfUuid(uuid)).toBeUndefined();
    expect(world.change(7, { subject: 'x' }, null)).toBeUndefined();
    expect(world.size).toBe(300);
    expect(world.ticket(300)).toBeUndefined();
    expect(world.ticket(-1)).toBeUndefined();
    expect(world.ticket(1.5)).toBeUndefined();
  });

  test('people and lists can be added to and changed', () => {
    const { world } = worldOf();
    const count = world.people().length;
    const added = world.addPerson({ ...world.person(1)!, name: 'Somebody New' });
    expect(added.id).toBe(count + 1);
    expect(world.changePerson(added.id, { isActive: false })).toMatchObject({ name: 'Somebody New', isActive: false });
    const queue = world.addNamed('queues', 'Ninth');
    expect(queue.id).toBe(9);
    expect(world.rename('queues', 9, 'Last')).toMatchObject({ id: 9, uuid: queue.uuid, name: 'Last' });
    expect(world.removeNamed('queues', 9)).toBe(true);
    expect(world.removeNamed('queues', 9)).toBe(false);
    expect(world.addNamed('queues', 'Tenth').id).toBe(10);
  });
});

test('only what was changed is kept', () => {
  const { world } = worldOf(generate({ tickets: 200_000, seed: 5, end: start }));
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 200_000; index += 400) world.change(index, { subject: `changed ${index}` }, null);
  for (let index = 0; index < 200_000; index += 10) world.ticket(index);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60e6);
  expect(world.ticket(400)?.subject).toBe('changed 400');
  expect(world.ticket(401)?.subject).not.toContain('changed');
});
