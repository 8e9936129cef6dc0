/**
 * What incremental runs end with is what one full export of the same service gives: whatever people did meanwhile.
 * What a service cannot show before its next full scan (cli.md, "Change detection") is left to one.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Config } from '../../etl/src/config/config';
import { runReplay } from '../../etl/src/replay/replay';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import type { World, WorldTicket } from '../../sandbox/world/world';
import { tries } from '../support/test-profile';
import type { Tables } from '../support/lake';
import { configOf, exportOnce, newLake, published, quickWorld, sourceOf } from '../support/lake';
import { FROZEN } from '../support/sandbox';

// A failing life is not made smaller: every try costs half a dozen exports.
const RUNS = { endOnFailure: true, numRuns: tries(1, 8) };
const TICKETS = 30;
const BATCH_MS = 26 * 3_600_000;
const WEEK_MS = 8 * 86_400_000;

const DEEDS = [
  'create',
  'subject',
  'priority',
  'status',
  'assign',
  'move',
  'tags',
  'custom',
  'reply',
  'answer',
  'note',
  'edit',
  'unsay',
  'attach',
  'rename queue',
  'rename person',
  'purge',
  'delete',
  'restore',
  'merge',
] as const;
type Deed = (typeof DEEDS)[number];
/** Found by a full scan only, whatever the service. */
const BURIALS: readonly Deed[] = ['purge', 'delete', 'restore', 'merge'];

interface Act {
  deed: Deed;
  pick: number;
}

const acts = (deeds: readonly Deed[]): fc.Arbitrary<Act[]> =>
  fc.array(fc.record({ deed: fc.constantFrom(...deeds), pick: fc.nat({ max: 10_000 }) }), {
    minLength: 12,
    maxLength: 20,
  });

/** Where a new name of a person shows on what is read again only: in its texts, in fields that hold a person. */
const NAMED_ON_TICKETS = new Set(['synqly', 'teamswork', 'sympoq', 'deskpro']);
/** Its event log names people and queues by their names alone, and an entry that changes no ticket is not looked for. */
const NAMED_IN_LOG = 'sympoq';
const isNamedInLog = (service: string, deed: Deed) => service === NAMED_IN_LOG && deed.startsWith('rename');

/** Where a change of a ticket shows before the next full scan. */
function shows(service: string, deed: Deed, ticket: WorldTicket): boolean {
  const isDone = ticket.status === 'solved' || ticket.status === 'closed';
  if (ticket.status === 'deleted') return false;
  // Deskpro has no filter for changes: of what is done only replies and statuses are found.
  if (service === 'deskpro') return !isDone || deed === 'reply' || deed === 'answer' || deed === 'status';
  // Notes that move no stamp are found on open tickets.
  return !isDone || !['note', 'edit', 'unsay', 'attach'].includes(deed);
}

class Town {
  constructor(
    private readonly service: string,
    private readonly world: World,
    private readonly tick: () => void,
    private readonly mayHide: boolean,
  ) {}

  act({ deed, pick }: Act): void {
    this.tick();
    if (deed === 'create') this.create(pick);
    else if (deed === 'rename queue')
      this.world.rename('queues', this.some(this.world.queues(), pick).id, `Queue ${pick}`);
    else if (deed === 'rename person')
      this.world.changePerson(this.some(this.world.people(), pick).id, { name: `Person ${pick}` });
    else this.change(deed, pick);
  }

  private some<T>(list: readonly T[], pick: number): T {
    const chosen = list[pick % list.length];
    if (chosen === undefined) throw new Error('an empty world');
    return chosen;
  }

  private agent(pick: number): number {
    return this.some(
      this.world.people().filter(({ isAgent, isActive }) => isAgent && isActive),
      pick,
    ).id;
  }

  private create(pick: number): void {
    const requester = this.some(
      this.world.people().filter(({ isAgent }) => !isAgent),
      pick,
    ).id;
    this.world.create(
      { subject: `Created ${pick}`, requester, queue: this.some(this.world.queues(), pick).id },
      requester,
    );
  }

  private ticket(deed: Deed, pick: number): WorldTicket | undefined {
    const all = [...Array(this.world.size).keys()].flatMap((index) => this.world.ticket(index) ?? []);
    const fit = all.filter((ticket) =>
      deed === 'restore'
        ? ticket.status === 'deleted' && ticket.mergedInto === null
        : this.mayHide
          ? ticket.status !== 'deleted'
          : shows(this.service, deed, ticket),
    );
    return fit[pick % Math.max(1, fit.length)];
  }

  private change(deed: Deed, pick: number): void {
    const { world } = this;
    const ticket = this.ticket(deed, pick);
    if (!ticket) return;
    const by = this.agent(pick);
    const say = (author: number, isPublic: boolean) =>
      world.comment(ticket.index, {
        author,
        isPublic,
        title: null,
        body: `Said ${pick}`,
        format: 'text',
        attachments: [],
      });
    const field = world.fields().find(({ type }) => type === 'text');
    const last = ticket.comments.at(-1);
    const isDone = ticket.status === 'solved' || ticket.status === 'closed';
    const doing: Record<Exclude<Deed, 'create' | 'rename queue' | 'rename person'>, () => unknown> = {
      subject: () => world.change(ticket.index, { subject: `Subject ${pick}` }, by),
      priority: () =>
        world.change(ticket.index, { priority: this.some(['low', 'normal', 'high', 'urgent'] as const, pick) }, by),
      status: () =>
        world.change(
          ticket.index,
          { status: isDone ? 'open' : this.some(['pending', 'solved', 'closed'] as const, pick) },
          by,
        ),
      assign: () => world.change(ticket.index, { assignee: this.agent(pick + 1) }, by),
      move: () => world.change(ticket.index, { queue: this.some(world.queues(), pick).id }, by),
      tags: () => world.change(ticket.index, { tags: ['vip', `Tag ${pick % 7}`] }, by),
      custom: () => field && world.change(ticket.index, { custom: { [field.id]: `Value ${pick}` } }, by),
      reply: () => say(by, true),
      answer: () => say(ticket.requester, true),
      note: () => say(by, false),
      edit: () => last && world.editComment(ticket.index, last.id, `Edited ${pick}`),
      unsay: () => last && world.removeComment(ticket.index, last.id),
      attach: () =>
        world.attach(ticket.index, {
          comment: last?.id ?? null,
          fileName: `f${pick}.txt`,
          mediaType: 'text/plain',
          bytes: new Uint8Array([1, 2]),
          author: by,
        }),
      purge: () => world.purge(ticket.index),
      delete: () => world.change(ticket.index, { status: 'deleted' }, by),
      restore: () => world.change(ticket.index, { status: 'open' }, by),
      merge: () => world.change(ticket.index, { status: 'deleted', mergedInto: ticket.index === 0 ? 2 : 1 }, by),
    };
    if (deed !== 'create' && deed !== 'rename queue' && deed !== 'rename person') doing[deed]();
  }
}

/** Services whose history is what was observed, or knows the last times only. */
const WITHOUT_LOG = new Set(['synqly', 'notific']);
const FROM_HISTORY = /^(?:resolved|closed|resolution|reopen|deleted_at|present_status_since|minutes_pending)/;

/** Rows of what still exists, without what only the lake remembers. */
function comparable(service: string, tables: Tables, other: Tables): Tables {
  const key = (row: Record<string, unknown>, name: string) => String(row[name]);
  const there = new Set((other['tickets'] ?? []).map((row) => key(row, 'ticket_key')));
  const gone = new Set(
    (tables['tickets'] ?? [])
      .filter((row) => row['is_deleted'] === 'true' && !there.has(key(row, 'ticket_key')))
      .map((row) => key(row, 'ticket_key')),
  );
  const kept: Tables = {};
  for (const [name, rows] of Object.entries(tables)) {
    kept[name] = rows.filter((row) => !gone.has(key(row, 'ticket_key')));
  }
  const said = new Set((other['comments'] ?? []).map((row) => key(row, 'comment_key')));
  kept['comments'] = (kept['comments'] ?? []).filter(
    (row) => row['is_deleted'] !== 'true' || said.has(key(row, 'comment_key')),
  );
  const referred = new Set(
    [...(kept['tickets'] ?? []), ...(kept['comments'] ?? []), ...(kept['status_changes'] ?? [])].flatMap((row) =>
      ['requester_key', 'assignee_key', 'author_key', 'changed_by_key'].map((column) => row[column]),
    ),
  );
  const listed = new Set((other['people'] ?? []).map((row) => key(row, 'person_key')));
  kept['people'] = (kept['people'] ?? []).filter(
    (row) => referred.has(row['person_key']) || listed.has(key(row, 'person_key')),
  );
  const fields = new Set((other['custom_fields'] ?? []).map((row) => key(row, 'field_key')));
  kept['custom_fields'] = (kept['custom_fields'] ?? []).filter((row) => fields.has(key(row, 'field_key')));
  // A day more or less, and tickets that were there once.
  for (const name of ['backlog', 'dates', 'schema_changes', 'rejects']) kept[name] = [];
  if (!WITHOUT_LOG.has(service)) return kept;
  kept['status_changes'] = [];
  kept['tickets'] = (kept['tickets'] ?? []).map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !FROM_HISTORY.test(name))),
  );
  return kept;
}

/** Rows that only one of them has, by table: empty when they are the same. */
function differences(lake: Tables, fresh: Tables): Record<string, { lake: unknown[]; fresh: unknown[] }> {
  const found: Record<string, { lake: unknown[]; fresh: unknown[] }> = {};
  for (const name of Object.keys(fresh)) {
    const [mine, theirs] = [lake[name] ?? [], fresh[name] ?? []].map(
      (rows) => new Map(rows.map((row) => [JSON.stringify(row), row])),
    );
    const only = (a = new Map<string, unknown>(), b = new Map<string, unknown>()) =>
      [...a].filter(([text]) => !b.has(text)).map(([, row]) => row);
    const odd = { lake: only(mine, theirs), fresh: only(theirs, mine) };
    if (odd.lake.length + odd.fresh.length > 0) found[name] = odd;
  }
  return found;
}

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

async function startAnew(service: string): Promise<Sandbox> {
  await sandbox?.close();
  sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock: FROZEN, services: [service] });
  return sandbox;
}

/** Whether a replay finds what the lake knows beside raw/. */
const REPLAYS = { withState: false, withoutState: true };
type Replay = keyof typeof REPLAYS;

/** Batches of deeds, a run after each; then the lake beside a fresh one. */
async function lived(
  service: string,
  batches: readonly Act[][],
  mayHide: boolean,
  replays: readonly Replay[] = [],
): Promise<[lake: Tables, fresh: Tables]> {
  const running = await startAnew(service);
  const world = quickWorld();
  const town = new Town(service, running.world(service), () => running.clock.set({ advanceMs: 1000 }), mayHide);
  const lake = newLake();
  const config = (folder: string) =>
    configOf(folder, [sourceOf(running, service, { pageSize: 10 })], { maxDeleteShare: 1 });
  await exportOnce(config(lake), {}, world);
  for (const [at, batch] of batches.entries()) {
    const isLast = mayHide && at === batches.length - 1;
    const passed = isLast ? WEEK_MS : BATCH_MS;
    running.clock.set({ advanceMs: passed });
    world.pass(passed);
    for (const act of batch) town.act(act);
    running.clock.set({ advanceMs: 60_000 });
    const result = await exportOnce(config(lake), {}, world);
    const problems = result.sources.flatMap(({ streams }) => streams.flatMap(({ error }) => error ?? []));
    expect({ exit: result.exit_code, problems }).toEqual({ exit: 0, problems: [] });
    const tickets = result.sources[0]?.streams.find(({ stream }) => stream === 'tickets');
    expect(tickets?.mode).toBe(isLast ? 'full' : 'incremental');
  }
  const fresh = newLake();
  await exportOnce(config(fresh), {}, world);
  const tables = await published(lake);
  await expectReplayed(config(lake), tables, world.now, replays);
  return [tables, await published(fresh)];
}

/** What raw/ holds gives the same tables, with what the lake knows beside it and without. */
async function expectReplayed(
  config: Config,
  tables: Tables,
  now: () => number,
  replays: readonly Replay[],
): Promise<void> {
  for (const replay of replays) {
    const isLost = REPLAYS[replay];
    if (isLost) rmSync(path.join(config.lake, 'state'), { recursive: true });
    const { signal } = new AbortController();
    const { exit_code: exit } = await runReplay(config, { signal, listener: () => undefined }, now);
    const replayed = await published(config.lake);
    expect({ isLost, exit, differences: differences(replayed, tables) }).toEqual({ isLost, exit: 0, differences: {} });
  }
}

/** Incremental runs alone find what the service shows. */
export function shownIsFound(services: readonly string[]): void {
  describe.each([...services])('incremental runs of %s', (service) => {
    it('find whatever the service shows, without a full scan', async () => {
      const visible = DEEDS.filter(
        (deed) =>
          !BURIALS.includes(deed) &&
          !isNamedInLog(service, deed) &&
          !(NAMED_ON_TICKETS.has(service) && deed === 'rename person'),
      );
      await fc.assert(
        fc.asyncProperty(acts(visible), acts(visible), async (first, second) => {
          const [lake, fresh] = await lived(service, [first, second], false);
          expect(differences(comparable(service, lake, fresh), comparable(service, fresh, lake))).toEqual({});
        }),
        RUNS,
      );
    }, 600_000);
  });
}

/** Incremental runs and a full scan find everything, and so do these replays, one after the other. */
export function everythingIsFound(services: readonly string[], replays: readonly Replay[]): void {
  describe.each([...services])('incremental runs of %s', (service) => {
    const also = replays.length === 0 ? '' : '; and a replay of them all finds the same';
    it(`and one full scan find everything that happened, deletions too${also}`, async () => {
      const deeds = DEEDS.filter((deed) => !isNamedInLog(service, deed));
      await fc.assert(
        fc.asyncProperty(acts(deeds), acts(deeds), async (first, second) => {
          const [lake, fresh] = await lived(service, [first, second], true, replays);
          expect(differences(comparable(service, lake, fresh), comparable(service, fresh, lake))).toEqual({});
          const alive = (fresh['tickets'] ?? []).map((row) => row['ticket_key']);
          const marked = (lake['tickets'] ?? []).filter((row) => !alive.includes(row['ticket_key']));
          expect(marked.every((row) => row['is_deleted'] === 'true' && row['deleted_at'] !== null)).toBe(true);
        }),
        RUNS,
      );
    }, 600_000);
  });
}

/** For services whose incremental runs lean on a filter. */
export function ignoredFiltersAreNoticed(services: readonly string[]): void {
  it.each([...services])(
    'a filter that %s ignores is noticed, and the run is whole all the same',
    async (service) => {
      const running = await startAnew(service);
      const world = quickWorld();
      const config = (folder: string) => configOf(folder, [sourceOf(running, service, { pageSize: 10 })]);
      const lake = newLake();
      await exportOnce(config(lake), {}, world);
      const town = new Town(service, running.world(service), () => running.clock.set({ advanceMs: 1000 }), false);
      running.clock.set({ advanceMs: BATCH_MS });
      world.pass(BATCH_MS);
      const deeds: readonly Deed[] = ['create', 'subject', 'reply', 'status', 'priority'];
      for (const [pick, deed] of deeds.entries()) town.act({ deed, pick });
      running.faults.add({ service, kind: 'ignore_filters', times: -1 });
      const result = await exportOnce(config(lake), {}, world);
      running.faults.clear();
      const notes = result.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
      expect(notes.join('; ')).toMatch(/ignored/);
      expect(result.exit_code).toBe(0);
      const fresh = newLake();
      await exportOnce(config(fresh), {}, world);
      const [mine, theirs] = [await published(lake), await published(fresh)];
      expect(differences(comparable(service, mine, theirs), comparable(service, theirs, mine))).toEqual({});
    },
    60_000,
  );
}
