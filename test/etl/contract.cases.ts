/** `contract: evolve | freeze`: what a service changes about its records is written down, or fails the stream. */
import type { ContractMode } from '../../etl/src/config/config';
import { ShapeReader } from '../../etl/src/checkpoints/shape';
import { changesIn } from '../../etl/src/checkpoints/shape-changes';
import type { Json } from '../../vendors/json';
import { configOf, copyOf, exportOnce, newLake, published, rowsOf } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();
const ids = ['1', '2', '3'];
const tickets = (more: object = {}) => ids.map((id) => ticket({ ticket_id: id, subject: `s${id}`, ...more }));
const comments = (more: object = {}) => ({
  1: [{ ...(comment({ comment_id: 'c', body: 'x' }) as object), ...more } as Json],
});

function exported(lake: string, contract: ContractMode) {
  return exportOnce(configOf(lake, [scripted().source()], { contract }), { full: true });
}
const renamed = (records: readonly Json[]) =>
  records.map((record) => ({ ...(record as object), subject: 'renamed' }) as Json);
const subjects = (lake: string) => rowsOf(lake, 'SELECT DISTINCT subject FROM tickets');
const changes = (lake: string) => rowsOf(lake, 'SELECT stream, path, kind FROM schema_changes ORDER BY ALL');

const knowing = new Map<ContractMode, string>();

/** A lake that knows what the service answers: a copy of one that was exported once. */
async function known(contract: ContractMode): Promise<string> {
  const lake = knowing.get(contract) ?? newLake();
  if (!knowing.has(contract)) {
    scripted().serve(tickets({ extra: { floor: 3 } }), comments({ mood: 1 }));
    expect((await exported(lake, contract)).exit_code).toBe(0);
    expect(await changes(lake)).toEqual([]);
    knowing.set(contract, lake);
  }
  return copyOf(lake);
}

/** What `npm test` runs. */
export function quick(): void {
  it('evolve writes down what is new, gone and of another type, once, and loads all the same', async () => {
    const lake = await known('evolve');
    scripted().serve(tickets({ region: 'north', status: 'Open' }), comments({ body: 'y', mood: 'good' }));
    for (let time = 0; time < 2; time += 1) {
      expect((await exported(lake, 'evolve')).exit_code).toBe(0);
      expect(await changes(lake)).toEqual([
        { stream: 'comments', path: 'mood', kind: 'type_change' },
        { stream: 'tickets', path: 'extra', kind: 'missing_field' },
        { stream: 'tickets', path: 'region', kind: 'new_field' },
        { stream: 'tickets', path: 'status', kind: 'new_field' },
      ]);
    }
    expect(await rowsOf(lake, 'SELECT DISTINCT status FROM tickets')).toEqual([{ status: 'Open' }]);
    expect(await rowsOf(lake, 'SELECT body FROM comments')).toEqual([{ body: 'y' }]);
  });

  it('freeze keeps what came before the page that it refuses, and concludes nothing from it', async () => {
    const lake = await known('freeze');
    const asEver = renamed(tickets({ extra: { floor: 3 } }));
    scripted().serve(
      [...asEver.slice(0, 2), ...renamed(tickets({ extra: { floor: 3 }, region: 'north' })).slice(2)],
      comments(),
      1,
    );
    const failed = await exported(lake, 'freeze');
    expect(failed.sources[0]?.streams[0]).toMatchObject({ outcome: 'failed', rows_changed: 2, rows_deleted: 0 });
    expect(await rowsOf(lake, 'SELECT ticket_id, subject FROM tickets ORDER BY 1')).toEqual([
      { ticket_id: '1', subject: 'renamed' },
      { ticket_id: '2', subject: 'renamed' },
      { ticket_id: '3', subject: 's3' },
    ]);
    expect(await changes(lake)).toEqual([]);
  });

  describe('what data alone explains', () => {
    const shapeOf = (record: Json) => {
      const reader = new ShapeReader();
      reader.read('tickets', record, '2026-01-01T00:00:00.000000Z');
      return reader.paths();
    };
    const difference = (before: Json, after: Json) => {
      const known = new Map(shapeOf(before).map(({ path, types }) => [path, new Set(types.keys())]));
      return changesIn(known, shapeOf(after)).map(({ path, kind, before: was, after: is }) => [path, kind, was, is]);
    };

    it.each<[string, Json, Json]>([
      ['an object that was null', { customer: null }, { customer: { name: 'x', phone: null } }],
      ['the first item of a list', { labels: [] }, { labels: ['vip'] }],
      ["PHP's empty map", { fields: [] }, { fields: { 5: 'x' } }],
      ['a value that was null', { priority: null }, { priority: 'high' }],
      ['a value that is null', { priority: 'high' }, { priority: null }],
      ['another id as a name', { fields: { 5: 'x' } }, { fields: { 7: 'x' } }],
    ])('%s is no change', (_what, before, after) => {
      expect(difference(before, after)).toEqual([]);
    });

    it.each<[string, Json, Json, unknown[]]>([
      ['a member of a known object', { a: { b: 1 } }, { a: { b: 1, c: 'x' } }, [['a.c', 'new_field', null, 'string']]],
      [
        'an object with all that is in it',
        { a: 1 },
        { a: 1, b: { c: { d: 1 } } },
        [['b', 'new_field', null, 'object']],
      ],
      ['text where numbers were', { a: 1 }, { a: '1' }, [['a', 'type_change', 'number', 'string']]],
      ['items of another type', { a: [1] }, { a: ['1'] }, [['a[]', 'type_change', 'number', 'string']]],
    ])('%s is one', (_what, before, after, expected) => {
      expect(difference(before, after)).toEqual(expected);
    });
  });
}

/** What takes longer. */
export function slow(): void {
  it('freeze fails comments by themselves: tickets are published, the comments stay as they were', async () => {
    const lake = await known('freeze');
    scripted().serve(renamed(tickets({ extra: { floor: 3 } })), comments({ body: 'newer', sentiment: 0.5 }));
    const result = await exported(lake, 'freeze');
    expect(result.exit_code).toBe(3);
    expect(result.sources[0]?.streams.map(({ stream, outcome }) => [stream, outcome])).toEqual([
      ['tickets', 'complete'],
      ['comments', 'failed'],
    ]);
    expect(result.sources[0]?.streams[1]?.error).toContain('sentiment is new (number)');
    expect(await subjects(lake)).toEqual([{ subject: 'renamed' }]);
    expect(await rowsOf(lake, 'SELECT body FROM comments')).toEqual([{ body: 'x' }]);
    expect((await exported(lake, 'evolve')).exit_code).toBe(0);
    expect(await rowsOf(lake, 'SELECT body FROM comments')).toEqual([{ body: 'newer' }]);
  });

  it('freeze fails the stream for a member that no record has any more, at the end of a full reading', async () => {
    const lake = await known('freeze');
    scripted().serve(tickets().slice(0, 2), comments());
    const failed = await exported(lake, 'freeze');
    expect(failed.exit_code).toBe(1);
    expect(failed.sources[0]?.streams[0]).toMatchObject({ stream: 'tickets', outcome: 'failed', rows_deleted: 0 });
    expect(failed.sources[0]?.streams[0]?.error).toContain('extra (object) is in no record any more');
    expect(await rowsOf(lake, 'SELECT ticket_id FROM tickets WHERE is_deleted')).toEqual([]);
    expect(await changes(lake)).toEqual([]);
    const accepted = await exportOnce(configOf(lake, [scripted().source()], { maxDeleteShare: 1 }), { full: true });
    expect(accepted.exit_code).toBe(0);
    expect(await changes(lake)).toEqual([{ stream: 'tickets', path: 'extra', kind: 'missing_field' }]);
    expect(await rowsOf(lake, 'SELECT ticket_id FROM tickets WHERE is_deleted')).toEqual([{ ticket_id: '3' }]);
  });

  it.each<[string, object, object]>([
    [
      'a new member',
      { extra: { floor: 3 }, region: 'north' },
      { stream: 'tickets', path: 'region', kind: 'new_field' },
    ],
    ['a member that is gone', {}, { stream: 'tickets', path: 'extra', kind: 'missing_field' }],
    ['another type', { extra: { floor: 'third' } }, { stream: 'tickets', path: 'extra.floor', kind: 'type_change' }],
  ])('evolve writes down %s, once, and loads all the same', async (_what, more, change) => {
    const lake = await known('evolve');
    scripted().serve(tickets({ ...more, status: 'Open' }), comments());
    for (let time = 0; time < 2; time += 1) {
      expect((await exported(lake, 'evolve')).exit_code).toBe(0);
      expect(await changes(lake)).toEqual(
        [change, { stream: 'tickets', path: 'status', kind: 'new_field' }].sort((a, b) =>
          JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
        ),
      );
    }
    expect(await rowsOf(lake, 'SELECT DISTINCT status FROM tickets')).toEqual([{ status: 'Open' }]);
  });

  it.each<[string, object, string]>([
    ['a new member', { extra: { floor: 3 }, region: 'north' }, 'region is new (string)'],
    ['another type', { extra: { floor: 'third' } }, 'extra.floor was number and is string'],
  ])('freeze fails the stream for %s and loads nothing of it, until it is accepted', async (_what, more, words) => {
    const lake = await known('freeze');
    const before = await published(lake);
    scripted().serve(renamed(tickets(more)), comments());
    const failed = await exported(lake, 'freeze');
    expect(failed.exit_code).toBe(1);
    const [row] = failed.sources[0]?.streams ?? [];
    expect(row).toMatchObject({ stream: 'tickets', outcome: 'failed', rows_read: 0 });
    expect(row?.error).toContain(words);
    expect(row?.error).toContain('contract: evolve');
    expect(await published(lake)).toEqual(before);
    expect((await exported(lake, 'freeze')).exit_code).toBe(1);
    expect((await exported(lake, 'evolve')).exit_code).toBe(0);
    expect(await changes(lake)).toHaveLength(1);
    expect(await subjects(lake)).toEqual([{ subject: 'renamed' }]);
    expect((await exported(lake, 'freeze')).exit_code).toBe(0);
  });
}
