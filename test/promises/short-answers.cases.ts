/**
 * Promise 5: lists that leave out rows, and services that answer oddly when they are asked for a single ticket. The
 * test alone decides which tickets are gone, and hides them from the service's answers on their way.
 */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../vendors/json';
import { isObject } from '../../vendors/json';
import { vendorNamed } from '../../vendors/registry';
import type { VendorName } from '../../vendors/vendor';
import { tries } from '../support/test-profile';
import type { Exported } from '../support/lake';
import { configOf, exportOnce, newLake, rowsOf, sourceOf } from '../support/lake';
import type { Answer } from '../support/tamper-proxy';
import { TamperProxy } from '../support/tamper-proxy';
import { FROZEN, useSandbox } from '../support/sandbox';

/** What a service says of one ticket when it is asked for it. */
const SAYINGS = {
  'the ticket, or 404': () => undefined,
  'HTTP 410 for what is gone': (_body: string, isGone: boolean) => (isGone ? { status: 410, body: '{}' } : undefined),
  'HTTP 404 for everything': () => ({ status: 404, body: '{"message":"none"}' }),
  'HTTP 410 for everything': () => ({ status: 410, body: '' }),
  'HTTP 403': () => ({ status: 403, body: '{"message":"no"}' }),
  'HTTP 429': () => ({ status: 429, body: '{"message":"slowly"}' }),
  'HTTP 500': () => ({ status: 500, body: '{"message":"trouble"}' }),
  'HTTP 503': () => ({ status: 503, body: '' }),
  'a web page': () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }),
  nothing: () => ({ status: 200, body: '' }),
  'an empty object': () => ({ status: 200, body: '{}' }),
  null: () => ({ status: 200, body: 'null' }),
  'an empty list': () => ({ status: 200, body: '[]' }),
  'half of its body': (body: string) => ({ status: 200, body: body.slice(0, Math.floor(body.length / 2)) }),
  'another ticket': (body: string) => ({ status: 200, body: body.replace(/("id":\s*"?)[^",}]+/i, '$1999999') }),
} as const satisfies Record<string, (body: string, isGone: boolean) => Partial<Answer> | undefined>;
export type Saying = keyof typeof SAYINGS;
export const ODD = Object.keys(SAYINGS).slice(2) as Saying[];

/** The last part of a path below which one ticket stands. */
const ONE = /\/(?:tickets|ticket)\/([^/?]+)(?:\?|$)/i;
const LIST = /\/tickets(?:\?|$)/i;

/** A service of which some tickets are gone, and whose lists may leave out others. */
class HalfBlind {
  readonly gone = new Set<string>();
  readonly unlisted = new Set<string>();
  says: Saying = 'the ticket, or 404';
  /** Whom it says it of; null: whoever is asked for. */
  saysOf: ReadonlySet<string> | null = null;
  readonly redirects = new Map<string, string>();
  asked: string[] = [];

  spoil(path: string, answer: Answer): Partial<Answer> | undefined {
    const one = ONE.exec(path)?.[1];
    if (one !== undefined) return this.answerOne(decodeURIComponent(one), String(answer.body));
    if (!LIST.test(path) || answer.status !== 200) return undefined;
    const json = JSON.parse(String(answer.body)) as Json;
    return { body: JSON.stringify(this.shortened(json, path)) };
  }

  private answerOne(id: string, body: string): Partial<Answer> | undefined {
    this.asked.push(id);
    const location = this.redirects.get(id);
    if (location !== undefined) return { status: 302, headers: { location }, body: '' };
    const isGone = this.gone.has(id);
    const odd = this.saysOf === null || this.saysOf.has(id) ? SAYINGS[this.says](body, isGone) : undefined;
    if (odd !== undefined) return { headers: { 'content-type': 'application/json' }, ...odd };
    return isGone ? { status: 404, headers: { 'content-type': 'application/json' }, body: '{}' } : undefined;
  }

  private shortened(json: Json, path: string): Json {
    if (Array.isArray(json)) return json.filter((row) => this.isListed(row));
    if (!isObject(json)) return json;
    const name = ['data', 'result', 'items'].find((member) => Array.isArray(json[member]));
    const rows = name === undefined ? [] : (json[name] as Json[]);
    const kept = rows.filter((row) => this.isListed(row));
    const left = rows.length - kept.length;
    // Deskpro counts what it would list in all; asked for ids, it counts those.
    const unseen = /[?&]ids=/.test(path) || path.includes('status=hidden') ? left : this.gone.size + this.unlisted.size;
    return name === undefined ? json : { ...lowered(json, unseen), [name]: kept };
  }

  private isListed(row: Json): boolean {
    const id = isObject(row) ? String(row['id'] ?? row['Id']) : '';
    return !this.gone.has(id) && !this.unlisted.has(id);
  }
}

/** Counts that a service gives with its list agree with what it lists. */
function lowered(json: JsonObject, by: number): JsonObject {
  const meta = isObject(json['meta']) ? json['meta'] : null;
  const pagination = meta !== null && isObject(meta['pagination']) ? meta['pagination'] : null;
  if (meta === null || pagination === null) return json;
  const less = (name: string) => Math.max(0, Number(pagination[name] ?? 0) - by);
  return { ...json, meta: { ...meta, pagination: { ...pagination, total: less('total'), count: less('count') } } };
}

interface Stage {
  service: HalfBlind;
  export(lake: string, options?: { full: boolean; maxDeleteShare?: number }): Promise<Exported>;
}

/** For the tests of a describe: a sandbox of one service, seen through a proxy. */
function useStage(name: VendorName, tickets: number): () => Stage {
  const sandbox = useSandbox({ tickets, limits: false, services: [name], clock: FROZEN });
  const proxy = new TamperProxy();
  let service = new HalfBlind();
  let url = '';
  beforeAll(async () => {
    const address = vendorNamed(name)?.baseUrl(await proxy.before(sandbox().service(name).url));
    if (address?.ok !== true) throw new Error('the proxy has no address');
    url = address.url;
  });
  afterAll(() => proxy.stop());
  return () => {
    service = new HalfBlind();
    proxy.spoil = (path, answer) => service.spoil(path, answer);
    return {
      service,
      export: (lake, { full, maxDeleteShare = 0.5 } = { full: true }) =>
        exportOnce(configOf(lake, [sourceOf(sandbox(), name, { url, streams: ['tickets'] })], { maxDeleteShare }), {
          full,
        }),
    };
  };
}

const idsOf = async (lake: string, condition: string) =>
  (await rowsOf(lake, `SELECT ticket_id AS id FROM tickets WHERE ${condition} ORDER BY 1`)).map(({ id }) => String(id));
const ticketsOf = (result: Exported) => result.sources[0]?.streams.find(({ stream }) => stream === 'tickets');

/** Tickets of a new lake that are alive, and those that the service itself has called deleted. */
async function filled(stage: Stage) {
  const lake = newLake();
  expect((await stage.export(lake)).exit_code).toBe(0);
  return { lake, living: await idsOf(lake, 'NOT is_deleted'), hidden: await idsOf(lake, 'is_deleted') };
}

/** A few services, each with an answer that proves nothing. */
export function oddAnswers(name: VendorName, sayings: readonly Saying[]): void {
  describe(`${name}: a list without two tickets, of which one is gone`, () => {
    const stage = useStage(name, 30);

    it('marks the one that the service does not find by its id, and reads the other anew', async () => {
      const { service, ...rest } = stage();
      const { lake, living, hidden } = await filled({ service, ...rest });
      const [gone = '', left = ''] = [living[3], living[9]];
      service.gone.add(gone);
      service.unlisted.add(left);
      const result = await rest.export(lake);
      // Who left out one ticket that is known may have left out one that is not.
      expect(result.exit_code).toBe(3);
      expect(ticketsOf(result)).toMatchObject({ outcome: 'incomplete', rows_deleted: 1 });
      expect(ticketsOf(result)?.error).toContain('the list left out 1 tickets that exist');
      expect(await idsOf(lake, 'is_deleted')).toEqual([...hidden, gone].sort());
      expect(service.asked.filter((id) => id === gone || id === left).sort()).toEqual([gone, left].sort());
      expect(service.asked.length).toBeLessThanOrEqual(4);
      service.unlisted.clear();
      expect((await rest.export(lake, { full: false })).exit_code).toBe(0);
    });

    it.each(sayings)('marks none where the service answers with %s', async (saying) => {
      const { service, ...rest } = stage();
      const { lake, living, hidden } = await filled({ service, ...rest });
      service.gone.add(living[3] ?? '');
      service.unlisted.add(living[9] ?? '');
      service.says = saying;
      const result = await rest.export(lake);
      expect(result.exit_code).toBe(3);
      expect(ticketsOf(result)).toMatchObject({ outcome: 'incomplete', rows_deleted: 0 });
      expect(ticketsOf(result)?.error).not.toContain('max_delete_share');
      expect(await idsOf(lake, 'is_deleted')).toEqual(hidden);
    });
  });
}

interface Life {
  gone: number[];
  unlisted: number[];
  says: Saying;
  saysOf: number[] | null;
}

const lives: fc.Arbitrary<Life> = fc.record({
  gone: fc.array(fc.nat({ max: 10_000 }), { maxLength: 4 }),
  unlisted: fc.array(fc.nat({ max: 10_000 }), { maxLength: 4 }),
  says: fc.oneof(fc.constant<Saying>('the ticket, or 404'), fc.constantFrom(...(Object.keys(SAYINGS) as Saying[]))),
  saysOf: fc.option(fc.array(fc.nat({ max: 10_000 }), { maxLength: 6 })),
});

/** Whatever a service leaves out and answers: no ticket that exists is ever marked, and `complete` means that all is known. */
export function randomLives(name: VendorName, usual: number): void {
  describe(`${name}, in worlds at random`, () => {
    const stage = useStage(name, 40);

    it('never marks a ticket that exists', async () => {
      await fc.assert(
        fc.asyncProperty(lives, async (life) => {
          const { service, ...rest } = stage();
          const { lake, living, hidden } = await filled({ service, ...rest });
          const pick = (picks: readonly number[]) => picks.map((at) => living[at % living.length] ?? '');
          for (const id of pick(life.gone)) service.gone.add(id);
          for (const id of pick(life.unlisted)) if (!service.gone.has(id)) service.unlisted.add(id);
          service.says = life.says;
          // "Not found" about tickets that exist, and only about them, is a lie that no question can find out.
          const isLie = life.says.endsWith('for everything');
          service.saysOf = life.saysOf === null || isLie ? null : new Set(pick(life.saysOf));
          const result = await rest.export(lake);
          const marked = (await idsOf(lake, 'is_deleted')).filter((id) => !hidden.includes(id));
          expect(marked.filter((id) => !service.gone.has(id))).toEqual([]);
          const tickets = ticketsOf(result);
          const isShort = tickets?.error?.includes('the list left out') === true;
          if (tickets?.outcome === 'complete') expect(service.unlisted.size).toBe(0);
          expect(marked).toEqual(tickets?.outcome === 'complete' || isShort ? [...service.gone].sort() : []);
          // What was in doubt is found out as soon as the service answers as it should.
          service.unlisted.clear();
          service.says = 'the ticket, or 404';
          expect((await rest.export(lake)).exit_code).toBe(0);
          expect((await idsOf(lake, 'is_deleted')).filter((id) => !hidden.includes(id))).toEqual(
            [...service.gone].sort(),
          );
        }),
        { endOnFailure: true, numRuns: tries(usual, 100) },
      );
    });
  });
}

/** Deskpro redirects from a merged ticket to the one that took it over. */
export function mergedTickets(): void {
  describe('deskpro: a ticket that is not listed any more and redirects', () => {
    const stage = useStage('deskpro', 30);
    const redirects = async (location: (living: string[]) => string) => {
      const { service, ...rest } = stage();
      const { lake, living, hidden } = await filled({ service, ...rest });
      const [merged = ''] = living.slice(3);
      service.unlisted.add(merged);
      service.redirects.set(merged, location(living));
      const result = await rest.export(lake);
      const marked = (await idsOf(lake, 'is_deleted')).filter((id) => !hidden.includes(id));
      return { exit: result.exit_code, merged, marked };
    };

    it('to a ticket that is known is gone', async () => {
      const { exit, merged, marked } = await redirects((living) => `/deskpro/api/v2/tickets/${living[5]}?x=1`);
      expect([exit, marked]).toEqual([0, [merged]]);
    });

    it.each(['/deskpro/login', '/deskpro/api/v2/tickets/999999', 'https://sso.example/tickets/'])(
      'to %s stays',
      async (location) => {
        const { exit, marked } = await redirects(() => location);
        expect([exit, marked]).toEqual([3, []]);
      },
    );
  });
}

/** More than are asked for in one scan. */
export function manyMissing(name: VendorName): void {
  describe(`${name}: more tickets are missing than are asked for in one scan`, () => {
    const stage = useStage(name, 500);

    it('200 are asked for and marked, the others when the next scan misses them too', async () => {
      const { service, ...rest } = stage();
      const { lake, living, hidden } = await filled({ service, ...rest });
      for (const id of living.slice(0, 220)) service.gone.add(id);
      const marked = async () => (await idsOf(lake, 'is_deleted')).length - hidden.length;
      expect((await rest.export(lake)).exit_code).toBe(0);
      expect(await marked()).toBe(200);
      expect(service.asked.filter((id) => service.gone.has(id))).toHaveLength(200);
      expect((await rest.export(lake)).exit_code).toBe(0);
      expect(await marked()).toBe(220);
    });

    it('one of them that exists keeps all of them', async () => {
      const { service, ...rest } = stage();
      const { lake, living, hidden } = await filled({ service, ...rest });
      for (const id of living.slice(0, 220)) service.gone.add(id);
      // The first and others at even distances are asked for.
      const [exists = ''] = living;
      service.gone.delete(exists);
      service.unlisted.add(exists);
      const result = await rest.export(lake);
      expect(result.exit_code).toBe(3);
      expect(ticketsOf(result)?.error).toContain('220 tickets were not listed, and 1 of 200 that were asked for');
      expect(await idsOf(lake, 'is_deleted')).toEqual(hidden);
    });

    it('too many at once are not asked for at all', async () => {
      const { service, ...rest } = stage();
      const { lake, living, hidden } = await filled({ service, ...rest });
      for (const id of living.slice(0, 220)) service.gone.add(id);
      const result = await rest.export(lake, { full: true, maxDeleteShare: 0.1 });
      expect(result.exit_code).toBe(1);
      expect(service.asked).toEqual([]);
      expect(await idsOf(lake, 'is_deleted')).toEqual(hidden);
    });
  });
}
