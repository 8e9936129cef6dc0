/** What any service's folder must fulfil. A sixth vendor is certified by the same tests. */
import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import type { ApiRequest } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import type { Rows } from '../../vendors/model';
import { NAME_KINDS, PRIORITY_LEVELS, STATUS_GROUPS, emptyRows, isOpen } from '../../vendors/model';
import { vendorNamed, vendorNames } from '../../vendors/registry';
import { UTC_ZONE_RULE } from '../../vendors/time';
import type { Slice, Stream, UnifyContext, Vendor } from '../../vendors/vendor';
import { STREAM_NAMES, VENDOR_NAMES } from '../../vendors/vendor';
import { fetchSend } from '../support/send';
import { SETTINGS, idsOf, patientCall, planInput, readSlices, readStream, recordsOf, ticketsOf } from './reading';

const TICKETS = 230;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ tickets: TICKETS, limits: false });
});
afterEach(() => {
  sandbox.faults.clear();
});
afterAll(() => sandbox.close());

function vendorOf(name: string): Vendor {
  const vendor = vendorNamed(name);
  if (!vendor) throw new Error(`no vendor ${name}`);
  return vendor;
}

function callFor(vendor: Vendor, asked: ApiRequest[] = []) {
  const { url, key } = sandbox.service(vendor.name);
  const base = vendor.baseUrl(url);
  if (!base.ok) throw new Error(base.reason);
  return patientCall(fetchSend(base.url, vendor.secrets({ key })), vendor, asked);
}

function contextOf(vendor: Vendor): UnifyContext {
  return {
    settings: SETTINGS,
    url: sandbox.service(vendor.name).url,
    now: '2026-11-22T00:00:00.000000Z',
    zoneRule: UTC_ZONE_RULE,
    plainText: { html: (text) => text, markdown: (text) => text },
    nameOf: () => null,
  };
}

function unify(
  vendor: Vendor,
  stream: Stream,
  records: readonly Json[],
  slice: Slice = { key: 'all', params: {} },
): Rows {
  const rows = emptyRows();
  for (const record of records) stream.unify(record, slice, contextOf(vendor), rows);
  return rows;
}

it('every service of the contract is in the registry', () => {
  expect(vendorNames().sort()).toEqual([...VENDOR_NAMES].sort());
});

describe.each(vendorNames())('%s', (name) => {
  const vendor = vendorOf(name);
  const settings = { ...SETTINGS, pageSize: 25 };
  /** What it names when nothing strikes; the tests change no ticket. */
  let unharmed: Promise<Set<string>> | undefined;
  const idsUnharmed = () =>
    (unharmed ??= readStream(ticketsOf(vendor), callFor(vendor), settings).then((pages) =>
      idsOf(ticketsOf(vendor), pages),
    ));

  it('says what it is', () => {
    for (const endpoint of Object.values(vendor.endpoints)) {
      expect(endpoint.path).toMatch(/^[/{a-z]/);
      expect(['documented', 'assumed']).toContain(endpoint.certainty);
      expect(endpoint.source.length).toBeGreaterThan(3);
    }
    expect(vendor.streams.map((stream) => stream.name)).toContain('tickets');
    expect(new Set(vendor.streams.map((stream) => stream.name)).size).toBe(vendor.streams.length);
    for (const stream of vendor.streams) {
      expect(STREAM_NAMES).toContain(stream.selectedBy);
      expect(stream.scope === 'ticket' ? stream.childSlice : stream.plan).toBeDefined();
    }
    const order = vendor.streams.map((stream) => stream.scope);
    expect(order.lastIndexOf('source')).toBeLessThan(order.includes('ticket') ? order.indexOf('ticket') : order.length);
  });

  it('brings addresses into one form and refuses what is none', () => {
    const { url } = sandbox.service(name);
    const base = vendor.baseUrl(url);
    expect(base.ok).toBe(true);
    expect(vendor.baseUrl(` ${url}/ `)).toEqual(base);
    for (const bad of [
      '',
      'ftp://example.org',
      'not an address',
      'https://user:word@example.org',
      'file:///etc/hosts',
    ]) {
      expect(vendor.baseUrl(bad).ok).toBe(false);
    }
    const refused = vendor.baseUrl('https://user:hushword@example.org');
    expect(JSON.stringify(refused)).not.toContain('hushword');
  });

  it('finds nothing wrong with a full key, and says plainly what is wrong with a wrong one', async () => {
    const good = await vendor.check(callFor(vendor), SETTINGS);
    expect(good.filter(({ level }) => level === 'error')).toEqual([]);
    const { url } = sandbox.service(name);
    const base = vendor.baseUrl(url);
    const send = fetchSend(base.ok ? base.url : '', vendor.secrets({ key: 'wrong-key-canary' }));
    const bad = await vendor.check(patientCall(send, vendor), SETTINGS);
    expect(bad.some(({ level, remedy }) => level === 'error' && remedy !== undefined)).toBe(true);
    expect(JSON.stringify(bad)).not.toContain('wrong-key-canary');
    expect(JSON.stringify(bad)).not.toMatch(/<html|<!doctype/i);
  });

  it('names the same tickets whatever the page size, and each page means the same when it is read again', async () => {
    const tickets = ticketsOf(vendor);
    const asked: ApiRequest[] = [];
    const best = await readStream(tickets, callFor(vendor, asked));
    const small = await readStream(tickets, callFor(vendor), { ...SETTINGS, pageSize: 7 });
    const ids = idsOf(tickets, best);
    expect(ids.size).toBeGreaterThan(TICKETS * 0.85);
    expect([...idsOf(tickets, small)].sort()).toEqual([...ids].sort());
    for (const page of best) {
      const context = { settings: SETTINGS, queueIds: [] };
      const again = tickets.read(page.answer, page.slice, page.cursor, context);
      expect(again.records).toEqual(page.records);
    }
    for (const request of asked) expect(Object.keys(vendor.endpoints)).toContain(request.endpoint);
  });

  it.each([
    'duplicate_rows',
    'short_pages',
    'empty_page',
    'wrong_total',
    'ignore_filters',
    'rate_limited',
    'server_error',
    'truncated',
    'html',
    'empty',
    'reset',
  ] as const)('names every ticket, or can tell that some are missing, under %s', async (kind) => {
    const tickets = ticketsOf(vendor);
    const ids = await idsUnharmed();
    sandbox.faults.add({
      service: name,
      kind,
      times: 3,
      after: 1,
      ...(kind === 'rate_limited' ? { options: { retryAfter: '0' } } : {}),
    });
    const call = callFor(vendor);
    const plan = await tickets.plan?.(planInput(call, settings));
    const pages = await readSlices(tickets, plan?.slices ?? [], call, { settings, queueIds: [] });
    const faulted = idsOf(tickets, pages);
    // A page that is silently short can only be noticed where the service states a total; then it must be.
    const isNoticed = plan?.total !== undefined && plan.total !== null && faulted.size < plan.total;
    if (!isNoticed) expect([...faulted].sort()).toEqual([...ids].sort());
  });

  it('unifies every record of every stream without a reject, into canonical rows', async () => {
    const call = callFor(vendor);
    const queues = vendor.streams.find(({ selectedBy: serves, scope }) => serves === 'queues' && scope === 'source');
    const queueIds = queues ? [...idsOf(queues, await readStream(queues, call))] : [];
    for (const stream of vendor.streams.filter(({ scope }) => scope === 'source')) {
      const pages = await readStream(stream, call, SETTINGS, queueIds);
      for (const page of pages) expectCanonical(unify(vendor, stream, page.records, page.slice));
    }
    const tickets = ticketsOf(vendor);
    const some = [...idsOf(tickets, await readStream(tickets, call, SETTINGS, queueIds))].slice(0, 40);
    for (const stream of vendor.streams.filter(({ scope }) => scope === 'ticket')) {
      for (const id of some) {
        const slice = stream.childSlice?.(id);
        if (!slice) throw new Error(`${stream.name} has no slice of a ticket`);
        const pages = await readSlices(stream, [slice], call, { settings: SETTINGS, queueIds });
        for (const page of pages) expectCanonical(unify(vendor, stream, page.records, page.slice));
      }
    }
  });

  it('never throws and never emits malformed rows, whatever a record is', async () => {
    const call = callFor(vendor);
    for (const stream of vendor.streams) {
      const slice = stream.childSlice?.('1') ?? { key: 'all', params: {} };
      fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
          expectWellFormed(unify(vendor, stream, [value as Json], slice));
        }),
        { numRuns: 60 },
      );
      if (stream.scope !== 'source') continue;
      const samples = recordsOf(await readStream(stream, call)).slice(0, 8);
      if (samples.length === 0) continue;
      fc.assert(
        fc.property(fc.constantFrom(...samples), fc.nat(), fc.jsonValue({ maxDepth: 2 }), (record, at, value) => {
          expectWellFormed(unify(vendor, stream, [mutated(record, at, value as Json)], slice));
        }),
        { numRuns: 120 },
      );
    }
  });
});

/** One member, somewhere in the record, is something else. */
function mutated(record: Json, at: number, value: Json): Json {
  if (record === null || typeof record !== 'object') return value;
  const copy = structuredClone(record);
  const names = Object.keys(copy);
  const name = names[at % Math.max(1, names.length)];
  if (name === undefined) return value;
  Object.assign(copy, { [name]: value });
  return copy;
}

function expectWellFormed(rows: Rows): void {
  expect([...misfits(rows)]).toEqual([]);
}

type Misfit = [what: string, value: unknown];

/** A member that is no instant, whatever the row is. */
function notInstants(row: object): Misfit[] {
  return Object.entries(row).filter(
    ([member, value]) => member.endsWith('_at') && value !== null && !INSTANT.test(String(value)),
  );
}

/** What no row may hold: said as a list, since asking jest about every member costs more than reading them. */
function* misfits(rows: Rows): Generator<Misfit> {
  const unless = (isFit: boolean, what: string, value: unknown): Misfit[] => (isFit ? [] : [[what, value]]);
  for (const ticket of rows.tickets) {
    const { ticket_id: id, status_group: group, priority_level: level, due_date: day } = ticket;
    yield* unless(id.trim() !== '', 'ticket_id', id);
    yield* unless(STATUS_GROUPS.includes(group), 'status_group', group);
    yield* unless(ticket.is_open === isOpen(group), 'is_open', ticket.is_open);
    yield* unless(level === null || PRIORITY_LEVELS.includes(level), 'priority_level', level);
    yield* notInstants(ticket);
    yield* unless(day === null || /^\d{4}-\d{2}-\d{2}$/.test(day), 'due_date', day);
    for (const { value_at } of ticket.custom_fields) yield* notInstants({ value_at });
  }
  for (const { ticket_id, comment_id, created_at } of rows.comments) {
    yield* unless(ticket_id.trim() !== '', 'ticket_id of a comment', ticket_id);
    yield* unless(comment_id.trim() !== '', 'comment_id', comment_id);
    yield* notInstants({ created_at });
  }
  for (const { changed_at } of rows.status_changes) yield* unless(INSTANT.test(changed_at), 'changed_at', changed_at);
  for (const { person_id } of rows.people) yield* unless(person_id.trim() !== '', 'person_id', person_id);
  for (const { kind } of rows.names) yield* unless(NAME_KINDS.includes(kind), 'kind', kind);
  for (const { reason } of rows.rejects) yield* unless(/^[a-z0-9_]+$/.test(reason), 'reason', reason);
  for (const text of malformed(rows)) yield ['half a character', text];
}

/** Texts with half a character in them. */
function malformed(value: unknown): string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(malformed);
}

function expectCanonical(rows: Rows): void {
  expect(rows.rejects.filter(({ severity }) => severity !== 'note')).toEqual([]);
  expectWellFormed(rows);
}
