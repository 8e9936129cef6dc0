/** Attachments that TeamsWork's activities leave out: `attachments: auto | activities | all`. */
import type { AttachmentMode, Config } from '../../etl/src/config/config';
import { planExport } from '../../etl/src/plan/plan';
import { arrayAt, isObject, parseJson } from '../../vendors/json';
import { configOf, copiesOf, exportOnce, newLake, quickWorld, rowsOf, sourceOf, STARTED_AT } from '../support/lake';
import { TamperProxy } from '../support/tamper-proxy';
import { FROZEN, useSandbox } from '../support/sandbox';

const TICKETS = 12;
const sandbox = useSandbox({ tickets: TICKETS, limits: false, clock: FROZEN, services: ['teamswork'] });
const proxy = new TamperProxy();
let url = '';
beforeAll(async () => {
  url = await proxy.before(sandbox().service('teamswork').url);
});
afterEach(() => {
  proxy.spoil = () => undefined;
});
afterAll(() => proxy.stop());

const config = (lake: string, attachments?: AttachmentMode): Config =>
  configOf(lake, [sourceOf(sandbox(), 'teamswork', { url, ...(attachments === undefined ? {} : { attachments }) })]);
const lists = (): number => sandbox().requests.count('teamswork', 'listAttachments');
const files = async (lake: string) =>
  (await rowsOf(lake, 'SELECT attachment_key, comment_key FROM attachments ORDER BY 1')).map((row) => row);
const uuids = (): string[] => {
  const world = sandbox().world('teamswork');
  return [...Array(world.size).keys()].flatMap(
    (index) => world.ticket(index)?.attachments.map(({ uuid }) => uuid) ?? [],
  );
};

/** Activities name no file. */
function forgetful(path: string, body: string | Buffer): string | undefined {
  const parsed = path.includes('/activities') ? parseJson(String(body)) : undefined;
  if (!parsed?.ok || !isObject(parsed.value)) return undefined;
  const items = arrayAt(parsed.value, 'items').map((item) => (isObject(item) ? { ...item, attachments: [] } : item));
  return JSON.stringify({ ...parsed.value, items });
}
function leaveOut(): void {
  proxy.spoil = (path, { body }) => {
    const changed = forgetful(path, body);
    return changed === undefined ? undefined : { body: changed };
  };
}

const filled = copiesOf(async (lake) => {
  sandbox().requests.reset();
  const run = await exportOnce(config(lake));
  return { run, lists: lists() };
});

/** What `npm test` runs. */
export function quick(): void {
  it('auto finds that files are left out, says so with its cost, and asks for every list from then on', async () => {
    leaveOut();
    const lake = newLake();
    const first = await exportOnce(config(lake));
    expect(first.exit_code).toBe(0);
    expect((await files(lake)).map((row) => row['attachment_key'])).toHaveLength(uuids().length);
    const notes = first.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes.filter((note) => /lists of all tickets are asked for, \d+ requests more/.test(note))).toHaveLength(1);
    const plan = await planExport(config(lake), { full: true, since: null }, STARTED_AT);
    const planned = plan.sources[0]?.streams.find(({ stream }) => stream === 'comments');
    expect(planned).toMatchObject({ tickets: TICKETS, requests: 2 * TICKETS });
    expect(planned?.basis).toContain('the files of each are listed, too');
    sandbox().requests.reset();
    sandbox().clock.set({ advanceMs: 60_000 });
    sandbox().world('teamswork').change(3, { subject: 'changed' }, null);
    expect((await exportOnce(config(lake), {}, quickWorld(sandbox().clock.now()))).exit_code).toBe(0);
    expect(lists()).toBeGreaterThan(0);
    expect((await files(lake)).map((row) => row['attachment_key'])).toHaveLength(uuids().length);
  });
}

/** What takes longer. */
export function slow(): void {
  it('auto asks for the lists of a few tickets, takes nothing of them that activities name, and asks no more until the next full scan', async () => {
    const { lake, run } = await filled();
    expect([run.run.exit_code, run.lists]).toEqual([0, TICKETS]);
    const stored = await files(lake);
    expect(stored.map((row) => row['attachment_key'])).toHaveLength(uuids().length);
    expect(stored.some((row) => row['comment_key'] !== null)).toBe(true);
    sandbox().requests.reset();
    await exportOnce(config(lake));
    expect(lists()).toBe(0);
    await exportOnce(config(lake), { full: true });
    expect(lists()).toBe(TICKETS);
    expect(await files(lake)).toEqual(stored);
  });

  it.each([
    ['activities', 0, 0],
    ['all', TICKETS, 1],
  ] as const)('%s asks for %d lists', async (mode, asked, share) => {
    leaveOut();
    const lake = newLake();
    expect((await exportOnce(config(lake, mode))).exit_code).toBe(0);
    expect(lists()).toBe(asked);
    expect(await files(lake)).toHaveLength(uuids().length * share);
  });

  it.each([404, 500])(
    'a service that answers %d to every list leaves it open: incomplete, no comment is lost',
    async (status) => {
      proxy.spoil = (path) => (path.includes('/attachments') ? { status, body: '{"message":"none"}' } : undefined);
      const lake = newLake();
      const { lake: whole } = await filled();
      const run = await exportOnce(config(lake));
      expect(run.exit_code).toBe(3);
      expect(run.sources[0]?.streams.find(({ stream }) => stream === 'comments')?.error).toContain('is not known');
      const count = 'SELECT count(*) AS n FROM comments';
      expect(await rowsOf(lake, count)).toEqual(await rowsOf(whole, count));
      expect(await files(lake)).toEqual(await files(whole));
      // With every list wanted, a ticket without one waits: it is not taken for deleted.
      const all = await exportOnce(config(whole, 'all'), { full: true });
      expect(all.exit_code).toBe(3);
      expect(await rowsOf(whole, count)).toEqual(await rowsOf(lake, count));
    },
  );

  it('without the stream of attachments no list is asked for', async () => {
    leaveOut();
    expect((await exportOnce(config(newLake(), 'all'), { streams: ['tickets', 'comments'] })).exit_code).toBe(0);
    expect(lists()).toBe(0);
  });
}
