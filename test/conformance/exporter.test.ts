/** What an export must be with any service and any fault: whole, or loudly not. */
import type { FaultKind } from '../../sandbox/service';
import { FAULT_KINDS } from '../../sandbox/service';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { vendorNames } from '../../vendors/registry';
import { CONTENT_TABLES, configOf, exportOnce, newLake, published, rowsOf, sourceOf } from '../support/lake';

const TICKETS = 120;
/** Small pages, so that every list has several. */
const PAGE_SIZE = 25;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock: { frozen: true } });
});
afterAll(() => sandbox.close());

describe.each(vendorNames())('an export of %s', (name) => {
  let whole: Record<string, Array<Record<string, unknown>>>;

  async function exported() {
    const lake = newLake();
    const result = await exportOnce(
      configOf(lake, [sourceOf(sandbox, name, { pageSize: PAGE_SIZE, timeoutMs: 3000 })]),
    );
    return { lake, result };
  }

  beforeAll(async () => {
    const { lake, result } = await exported();
    expect(
      result.sources
        .flatMap(({ streams }) => streams)
        .filter(({ outcome }) => !['complete', 'unsupported'].includes(outcome)),
    ).toEqual([]);
    expect(result.exit_code).toBe(0);
    whole = await published(lake);
  });

  afterEach(() => {
    sandbox.faults.clear();
  });

  it('has every ticket once, with keys that are unique and point somewhere', async () => {
    const { lake } = await exported();
    expect(whole.tickets?.length).toBeGreaterThan(TICKETS * 0.85);
    for (const [table, key] of [
      ['tickets', 'ticket_key'],
      ['comments', 'comment_key'],
      ['status_changes', 'change_key'],
      ['people', 'person_key'],
      ['queues', 'queue_key'],
      ['custom_fields', 'field_key'],
      ['attachments', 'attachment_key'],
    ]) {
      expect(
        await rowsOf(lake, `SELECT lower(trim(${key})) AS key FROM ${table} GROUP BY ALL HAVING count(*) > 1`),
      ).toEqual([]);
    }
    for (const [table, column, target, key] of [
      ['comments', 'ticket_key', 'tickets', 'ticket_key'],
      ['comments', 'author_key', 'people', 'person_key'],
      ['tickets', 'requester_key', 'people', 'person_key'],
      ['tickets', 'assignee_key', 'people', 'person_key'],
      ['status_changes', 'ticket_key', 'tickets', 'ticket_key'],
      ['ticket_tags', 'ticket_key', 'tickets', 'ticket_key'],
      ['ticket_custom_fields', 'field_key', 'custom_fields', 'field_key'],
      ['attachments', 'ticket_key', 'tickets', 'ticket_key'],
    ]) {
      const orphans = `SELECT DISTINCT a.${column} FROM ${table} a LEFT JOIN ${target} b ON a.${column} = b.${key} WHERE a.${column} IS NOT NULL AND b.${key} IS NULL`;
      expect({ table, column, orphans: await rowsOf(lake, orphans) }).toEqual({ table, column, orphans: [] });
    }
  });

  it('is the same when it is made again', async () => {
    const { lake } = await exported();
    expect(await published(lake)).toEqual(whole);
  });

  it.each(FAULT_KINDS.filter((kind) => kind !== 'slow' && kind !== 'huge'))(
    'is whole or loudly not whole under %s',
    async (kind: FaultKind) => {
      sandbox.faults.add({
        service: name,
        kind,
        times: 3,
        after: 2,
        ...(kind === 'rate_limited' ? { options: { retryAfter: '1' } } : {}),
      });
      const { lake, result } = await exported();
      if (result.exit_code === 0) {
        const faulted = await published(lake);
        for (const table of CONTENT_TABLES) expect({ [table]: faulted[table] }).toEqual({ [table]: whole[table] });
      } else {
        const problems = result.sources.flatMap(({ streams }) => streams).filter(({ error }) => error !== null);
        expect(problems.length).toBeGreaterThan(0);
        sandbox.faults.clear();
        const again = await exportOnce(configOf(lake, [sourceOf(sandbox, name, { pageSize: PAGE_SIZE })]), {
          full: true,
        });
        expect(again.exit_code).toBe(0);
        expect(await published(lake)).toEqual(whole);
      }
    },
  );

  it('is loudly not whole, and leaves the last publication, when a fault never ends', async () => {
    const { lake } = await exported();
    sandbox.faults.add({ service: name, kind: 'server_error', times: -1 });
    const failed = await exportOnce(configOf(lake, [sourceOf(sandbox, name)]), { full: true });
    expect(failed.exit_code).toBe(1);
    expect(await published(lake)).toEqual(whole);
    expect(await rowsOf(lake, "SELECT outcome FROM runs WHERE outcome = 'failed'")).not.toEqual([]);
  });
});
