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

  it('says what it is', () => {
    for (const endpoint of Object.values(vendor.endpoints)) {
      expect(endpoint.path).toMatch(/^[/{a-z]/);
      expect(['documented', 'assumed']).toContain(endpoint.certainty);
      expect(endpoint.source.length).toBeGreaterThan(3);
    }
    expect(vendor.streams.map((stream) => stream.name)).toContain('tickets');
    expect(new Set(vendor.streams.map((stream) => stream.name)).size).toBe(vendor.streams.length);
    for (const stream of vendor.streams) {
      expect(STREAM_NAMES).toContain(stream.serves);
      expect(stream.scope === 'ticket' ? stream.sliceOf : stream.plan).toBeDefined();
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
    const settings = { ...SETTINGS, pageSize: 25 };
    const ids = idsOf(tickets, await readStream(tickets, callFor(vendor), settings));
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
    const queues = vendor.streams.find(({ serves, scope }) => serves === 'queues' && scope === 'source');
    const queueIds = queues ? [...idsOf(queues, await readStream(queues, call))] : [];
    for (const stream of vendor.streams.filter(({ scope }) => scope === 'source')) {
      const pages = await readStream(stream, call, SETTINGS, queueIds);
      for (const page of pages) expectCanonical(unify(vendor, stream, page.records, page.slice));
    }
    const tickets = ticketsOf(vendor);
    const some = [...idsOf(tickets, await readStream(tickets, call, SETTINGS, queueIds))].slice(0, 40);
    for (const stream of vendor.streams.filter(({ scope }) => scope === 'ticket')) {
      for (const id of some) {
        const slice = stream.sliceOf?.(id);
        if (!slice) throw new Error(`${stream.name} has no slice of a ticket`);
        const pages = await readSlices(stream, [slice], call, { settings: SETTINGS, queueIds });
        for (const page of pages) expectCanonical(unify(vendor, stream, page.records, page.slice));
      }
    }
  });

  it('never throws and never emits malformed rows, whatever a record is', async () => {
    const call = callFor(vendor);
    for (const stream of vendor.streams) {
      const slice = stream.sliceOf?.('1') ?? { key: 'all', params: {} };
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
  for (const ticket of rows.tickets) {
    expect(ticket.ticket_id.trim()).not.toBe('');
    expect(STATUS_GROUPS).toContain(ticket.status_group);
    expect(ticket.is_open).toBe(isOpen(ticket.status_group));
    if (ticket.priority_level !== null) expect(PRIORITY_LEVELS).toContain(ticket.priority_level);
    for (const [member, value] of Object.entries(ticket))
      if (member.endsWith('_at') && value !== null) expect(value).toMatch(INSTANT);
    if (ticket.due_date !== null) expect(ticket.due_date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const value of ticket.custom_fields) if (value.value_at !== null) expect(value.value_at).toMatch(INSTANT);
  }
  for (const comment of rows.comments) {
    expect(comment.ticket_id.trim()).not.toBe('');
    expect(comment.comment_id.trim()).not.toBe('');
    if (comment.created_at !== null) expect(comment.created_at).toMatch(INSTANT);
  }
  for (const change of rows.status_changes) expect(change.changed_at).toMatch(INSTANT);
  for (const person of rows.people) expect(person.person_id.trim()).not.toBe('');
  for (const name of rows.names) expect(NAME_KINDS).toContain(name.kind);
  for (const reject of rows.rejects) expect(reject.reason).toMatch(/^[a-z0-9_]+$/);
  expect(malformed(rows)).toEqual([]);
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
