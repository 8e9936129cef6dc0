/** What an export must be with any service and any fault: whole, or loudly not. Services are exported side by side. */
import type { FaultKind } from '../../sandbox/service';
import { FAULT_KINDS } from '../../sandbox/service';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { vendorNames } from '../../vendors/registry';
import { CONTENT_TABLES, configOf, exportOnce, newLake, published, rowsOf, sourceOf } from '../support/lake';
import { FROZEN } from '../support/sandbox';

const TICKETS = 40;
/** Small pages, so that every list has several. */
const PAGE_SIZE = 9;
let services: readonly string[] = vendorNames();

/** The services of the file; all, unless it says so before its tests. */
export function among(names: readonly string[]): void {
  services = names;
}

/** It has no pages: a whole list that the service itself cut short cannot be told from a short one. */
const ONE_LIST = 'notific';

type Tables = Record<string, Array<Record<string, unknown>>>;

let sandbox: Sandbox;
let whole: Tables;
let wholeLake: string;

async function exported(lake = newLake(), full = false, names: readonly string[] = services) {
  const sources = names.map((name) => sourceOf(sandbox, name, { pageSize: PAGE_SIZE, timeoutMs: 3000 }));
  const result = await exportOnce(configOf(lake, sources), { full });
  return { lake, result };
}

/** A column of a custom field is named when the field is first seen, which a fault may change: its name is not compared. */
function rowsOfSource(tables: Tables, source: string): Tables {
  return Object.fromEntries(
    CONTENT_TABLES.filter((table) => table !== 'dates').map((table) => [
      table,
      (tables[table] ?? []).filter((row) => row.source === source).map(({ column_name: _name, ...row }) => row),
    ]),
  );
}

beforeAll(async () => {
  sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock: FROZEN, services: [...services] });
  const { lake, result } = await exported();
  expect(result.sources.flatMap(({ streams }) => streams).filter(({ error }) => error !== null)).toEqual([]);
  expect(result.exit_code).toBe(0);
  wholeLake = lake;
  whole = await published(lake);
}, 120_000);

afterEach(() => {
  sandbox.faults.clear();
});

afterAll(() => sandbox.close());

/** slow and huge are about time and size: the transport's own tests have them. */
export const FAULTS: readonly FaultKind[] = FAULT_KINDS.filter((kind) => kind !== 'slow' && kind !== 'huge');

const OPTIONS: Partial<Record<FaultKind, Record<string, string | number>>> = {
  rate_limited: { retryAfter: '1' },
  page_ceiling: { ceiling: 12 },
};

/** A fault, and the services that it strikes in one export. */
export interface Struck {
  kind: FaultKind;
  names: readonly string[];
}

export function wholeLakes(): void {
  it.each([...services])('has every ticket of %s', (name) => {
    expect(rowsOfSource(whole, name).tickets?.length).toBeGreaterThan(TICKETS * 0.85);
  });

  it.each([
    ['tickets', 'ticket_key'],
    ['comments', 'comment_key'],
    ['status_changes', 'change_key'],
    ['people', 'person_key'],
    ['queues', 'queue_key'],
    ['custom_fields', 'field_key'],
    ['attachments', 'attachment_key'],
  ])('has each row of %s once, also where a reader folds case and trims', async (table, key) => {
    const doubles = `SELECT lower(trim(${key})) AS key FROM ${table} GROUP BY ALL HAVING count(*) > 1`;
    expect(await rowsOf(wholeLake, doubles)).toEqual([]);
  });

  it.each([
    ['comments', 'ticket_key', 'tickets', 'ticket_key'],
    ['comments', 'author_key', 'people', 'person_key'],
    ['tickets', 'requester_key', 'people', 'person_key'],
    ['tickets', 'assignee_key', 'people', 'person_key'],
    ['status_changes', 'ticket_key', 'tickets', 'ticket_key'],
    ['status_changes', 'changed_by_key', 'people', 'person_key'],
    ['ticket_tags', 'ticket_key', 'tickets', 'ticket_key'],
    ['ticket_custom_fields', 'field_key', 'custom_fields', 'field_key'],
    ['attachments', 'ticket_key', 'tickets', 'ticket_key'],
    ['attachments', 'comment_key', 'comments', 'comment_key'],
  ])('%s.%s points to a row of %s', async (table, column, target, key) => {
    const orphans = `SELECT DISTINCT a.${column} FROM ${table} a LEFT JOIN ${target} b ON a.${column} = b.${key} WHERE a.${column} IS NOT NULL AND b.${key} IS NULL`;
    expect(await rowsOf(wholeLake, orphans)).toEqual([]);
  });
}

export function wholeDespite(cases: readonly Struck[]): void {
  it.each([...cases])(
    'is whole or loudly not whole under $kind, and whole after it',
    async ({ kind, names }) => {
      const options = OPTIONS[kind] ?? {};
      const struck = names.filter((name) => kind !== 'page_ceiling' || name !== ONE_LIST);
      for (const service of struck) sandbox.faults.add({ service, kind, times: 3, after: 2, options });
      const { lake, result } = await exported(newLake(), false, names);
      const faulted = await published(lake);
      for (const { source, outcome, streams } of result.sources) {
        if (outcome === 'complete')
          expect({ source, rows: rowsOfSource(faulted, source) }).toEqual({
            source,
            rows: rowsOfSource(whole, source),
          });
        else expect({ source, told: streams.some(({ error }) => error !== null) }).toEqual({ source, told: true });
      }
      if (result.exit_code === 0) return;
      sandbox.faults.clear();
      const again = await exported(lake, true, names);
      expect(again.result.exit_code).toBe(0);
      const mended = await published(lake);
      for (const name of names)
        expect({ name, rows: rowsOfSource(mended, name) }).toEqual({ name, rows: rowsOfSource(whole, name) });
    },
    60_000,
  );
}

/** Lists that say that they go on, and never bring a row. */
export function loudlyEmpty(names: readonly string[]): void {
  it.each([...names])(
    'is incomplete where every page of %s is empty, first and later, and loses nothing',
    async (name) => {
      const strike = () => sandbox.faults.add({ service: name, kind: 'empty_page', times: -1 });
      strike();
      const first = await exported(newLake(), false, [name]);
      expect(first.result.exit_code).toBe(3);
      sandbox.faults.clear();
      expect((await exported(first.lake, false, [name])).result.exit_code).toBe(0);
      const before = await published(first.lake);
      expect(rowsOfSource(before, name)).toEqual(rowsOfSource(whole, name));
      for (const full of [false, true]) {
        strike();
        const { result } = await exported(first.lake, full, [name]);
        expect({ full, exit: result.exit_code }).toEqual({ full, exit: 3 });
        sandbox.faults.clear();
        expect(rowsOfSource(await published(first.lake), name).tickets).toEqual(rowsOfSource(before, name).tickets);
      }
    },
    60_000,
  );
}

export function wholeAgain(): void {
  it('is the same when it is made again, and when it is made anew', async () => {
    const { lake } = await exported();
    expect(await published(lake)).toEqual(whole);
    await exported(lake, true);
    expect(await published(lake)).toEqual(whole);
  }, 60_000);

  it('is loudly not whole, and leaves the last publication, when a fault never ends', async () => {
    const { lake } = await exported();
    for (const service of services) sandbox.faults.add({ service, kind: 'server_error', times: -1 });
    const { result } = await exported(lake, true);
    expect(result.exit_code).toBe(1);
    const after = await published(lake);
    for (const name of services) expect(rowsOfSource(after, name).tickets).toEqual(rowsOfSource(whole, name).tickets);
    const failed = await rowsOf(lake, "SELECT DISTINCT source FROM runs WHERE outcome = 'failed' ORDER BY 1");
    expect(failed.map(({ source }) => source)).toEqual([...services].sort());
  }, 60_000);
}
