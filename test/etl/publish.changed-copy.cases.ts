/**
 * A later `ticketlake.duckdb` is a copy of the one before in which the changed rows are changed: the same tables as a
 * fresh file, and never one that still holds what was erased.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { newRunId } from '../../etl/src/base/run-id';
import { erasePerson } from '../../etl/src/erase/erase';
import { TABLES } from '../../etl/src/schema/tables';
import { attachSql } from '../../etl/src/store/database';
import { metaValue } from '../../etl/src/store/ddl';
import { numberIn, textIn } from '../../etl/src/store/row';
import { saveRunRows } from '../../etl/src/store/runs';
import { verifyLake } from '../../etl/src/verify/verify';
import { runRow } from '../support/run-row';
import { comment, page, ticket, ticketPage } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';

let mockPassed: string[] = [];
jest.mock('../../etl/src/base/failpoint', () => ({
  ...jest.requireActual<object>('../../etl/src/base/failpoint'),
  failpoint: (name: string) => mockPassed.push(name),
}));

const TICKETS = 60;
const NEEDLE = 'Needlewoman';
/** The table of the custom fields, which every ticket has one of. */
const FIELDS = 'ticket_fields_acme';

let filled: TestLake;
let lake: TestLake;
beforeAll(async () => {
  filled = await TestLake.open();
  lake = filled;
  const ids = [...Array(TICKETS).keys()];
  await lake.load([
    page('tickets', [
      ...ids.map((at) => row(at, { subject: `ticket ${at}` })),
      row(TICKETS, { requester_id: 'needle', requester_name: NEEDLE, subject: 'of somebody' }),
    ]),
    ...ids.map((at) => ticketPage('comments', String(at), [said('a', `first of ${at}`), said('b', `second of ${at}`)])),
  ]);
  await publish(0);
});
afterAll(() => rmSync(filled.folder, { recursive: true, force: true }));
beforeEach(async () => {
  lake = await filled.copy();
});
afterEach(() => lake.close());

const row = (at: number, more: object) =>
  ticket({
    ticket_id: String(at),
    status_group: 'open',
    created_at: NOON,
    requester_name: `person ${at % 7}`,
    custom_fields: [size(at % 3)],
    ...more,
  });
const size = (value: number | string) => ({ field_id: 'size', value_text: `size ${value}` });
const said = (id: string, body: string) => comment({ comment_id: id, body, created_at: NOON });
/** Each publication an hour after the one before. */
const at = (hours: number) =>
  new Date(Date.parse('2026-03-01T12:00:00Z') + hours * 3_600_000).toISOString().replace('Z', '000Z');

/** @returns whether the database is a changed copy of the last one */
async function publish(step: number): Promise<boolean> {
  const now = at(step);
  const runId = newRunId(Date.parse(now));
  await saveRunRows(lake.working, [
    runRow({ run_id: runId, source: 'acme', vendor: 'synqly', started_at: now, finished_at: now }),
  ]);
  mockPassed = [];
  await lake.publish(runId, now);
  return mockPassed.includes('publish.copy_changed') && (await replaced()) > 0;
}

/** Rows that were deleted in the file since it was written afresh. */
async function replaced(): Promise<number> {
  const kept = JSON.parse((await metaValue(lake.working, 'published_file')) ?? '') as { basis: { replaced: number } };
  return kept.basis.replaced;
}

const change = (ticketId: number, more: object, hours: number) =>
  lake.load([page('tickets', [row(ticketId, more)], { receivedAt: at(hours) })], `load-${hours}`);

const file = () => lake.working.places.published;

/** How many rows of each table only one of the two has: the file, and one that is made from nothing of the same rows. */
async function differences(): Promise<Record<string, number>> {
  const made = await lake.copy();
  await lake.reopen();
  rmSync(made.working.places.published);
  await made.build('made', at(90));
  await made.working.close();
  const found: Record<string, number> = {};
  await lake.working.run(`${attachSql(file(), 'seen')} (READ_ONLY)`);
  await lake.working.run(`${attachSql(made.working.places.published, 'made')} (READ_ONLY)`);
  const tables = await lake.working.all(
    `SELECT table_name, string_agg('"' || column_name || '"', ', ' ORDER BY column_index) AS columns FROM duckdb_columns()
     WHERE database_name = 'seen' GROUP BY table_name`,
    undefined,
    (column) => [textIn(column, 'table_name'), textIn(column, 'columns')] as const,
  );
  expect(tables.map(([name]) => name)).toEqual(expect.arrayContaining([...TABLES.map(({ name }) => name), FIELDS]));
  for (const [name, all] of tables) {
    const [one, other] = [`SELECT ${all} FROM seen."${name}"`, `SELECT ${all} FROM made."${name}"`];
    const sql = `SELECT (SELECT count(*) FROM (${one} EXCEPT ALL ${other})) + (SELECT count(*) FROM (${other} EXCEPT ALL ${one})) AS n`;
    const n = (await lake.working.one(sql, undefined, (counted) => numberIn(counted, 'n'))) ?? -1;
    if (n !== 0) found[name] = n;
  }
  await lake.working.run('DETACH seen');
  await lake.working.run('DETACH made');
  rmSync(made.folder, { recursive: true, force: true });
  return found;
}

const findings = async () => (await verifyLake(lake.folder)).findings.map(({ message }) => message);
const holds = (text: string) => readFileSync(file()).includes(text);

/** What `npm test` runs. */
export function quick(): void {
  test('where few tickets changed, the database is a changed copy, and holds what the marts hold', async () => {
    await change(3, { subject: 'another subject' }, 1);
    expect(await publish(1)).toBe(true);
    expect(await differences()).toEqual({});
    expect(await findings()).toEqual([]);
    await change(4, { subject: 'another one', is_deleted: true }, 2);
    await change(TICKETS + 5, { subject: 'a new one' }, 2);
    expect(await publish(2)).toBe(true);
    expect(await differences()).toEqual({});
    expect(await findings()).toEqual([]);
  });

  test('rows that are gone are gone in the copy', async () => {
    await lake.working.run("DELETE FROM w_comments WHERE ticket_id = '5' AND comment_id = 'b'");
    await lake.working.run("INSERT INTO dirty VALUES ('acme', '5')");
    expect(await publish(1)).toBe(true);
    expect(await differences()).toEqual({});
  });
}

/** When the file is written afresh. */
export function fresh(): void {
  test('what was erased is in no byte of a file that was copied before', async () => {
    expect(holds(NEEDLE)).toBe(true);
    await change(TICKETS, { requester_id: 'needle', requester_name: NEEDLE, subject: 'changed once' }, 1);
    expect(await publish(1)).toBe(true);
    await change(TICKETS, { requester_id: 'needle', requester_name: 'Another Name', subject: 'changed twice' }, 2);
    expect(await publish(2)).toBe(true);
    // Whether a deleted version still stands in a block is DuckDB's affair: that is why an erasure writes the file afresh.
    expect(await replaced()).toBeGreaterThan(0);
    await lake.working.close();
    const erased = await erasePerson(lake.config, {
      ...{ person: 'acme:needle', source: null, dryRun: false, report: () => undefined },
      confirm: () => Promise.resolve(true),
      now: () => Date.parse(at(3)),
    });
    await lake.reopen();
    expect(erased?.outcome).toBe('erased');
    expect(await replaced()).toBe(0);
    expect(holds(NEEDLE)).toBe(false);
    expect(holds('changed once')).toBe(false);
    expect(await differences()).toEqual({});
  });

  test('where more than a fifth was replaced since it was fresh, it is written afresh', async () => {
    const copies: boolean[] = [];
    for (let step = 1; step <= 4; step += 1) {
      const some = [...Array(30).keys()].map((of) => row(of, { subject: `step ${step}` }));
      await lake.load([page('tickets', some, { receivedAt: at(step) })], `load-${step}`);
      copies.push(await publish(step));
      expect(await differences()).toEqual({});
    }
    expect(copies).toContain(true);
    expect(copies).toContain(false);
    await change(1, { subject: 'once more' }, 9);
    await publish(9);
    expect(await differences()).toEqual({});
  });

  test.each([
    ['was meddled with', () => meddle((bytes) => bytes.writeUInt8(bytes.readUInt8(9000) ^ 1, 9000))],
    ['is missing', () => rmSync(file())],
    ['is of a version that kept less of it', () => lake.working.run(WITHOUT_BASIS)],
  ])('a file that %s is not copied', async (_what, spoil) => {
    await change(3, { subject: 'another subject' }, 1);
    await spoil();
    expect(await publish(1)).toBe(false);
    expect(await differences()).toEqual({});
    expect(await findings()).toEqual([]);
  });

  test('another configuration is no reason to copy: its rows are made anew', async () => {
    lake.config = { ...lake.config, timezone: 'Asia/Kolkata' };
    await change(3, { subject: 'another subject' }, 1);
    expect(await publish(1)).toBe(false);
    expect(await differences()).toEqual({});
  });

  test('what is masked from now on is in no byte of a file that was copied before', async () => {
    await change(TICKETS, { requester_id: 'needle', requester_name: NEEDLE, subject: 'changed once' }, 1);
    expect(await publish(1)).toBe(true);
    expect(holds(NEEDLE)).toBe(true);
    const mask = {
      salt: 'a-salt-of-many-characters',
      isSaltUnset: false,
      people: 'redact',
      columns: {},
      fields: {},
    } as const;
    lake.config = { ...lake.config, mask };
    await change(3, { subject: 'another subject' }, 2);
    expect(await publish(2)).toBe(false);
    expect(holds(NEEDLE)).toBe(false);
    expect(await differences()).toEqual({});
  });

  test('a clock that stands still is no reason to publish rows of before', async () => {
    await change(3, { subject: 'another subject' }, 1);
    expect(await publish(0)).toBe(true);
    expect(await differences()).toEqual({});
  });

  test('a copy that cannot be proven is thrown away', async () => {
    await change(3, { subject: 'another subject' }, 1);
    await lake.working.run(
      `UPDATE meta SET value = json_merge_patch(value, '${OTHER_MEASURE}') WHERE key = 'published_file'`,
    );
    mockPassed = [];
    await lake.publish('run-2', at(1));
    expect(mockPassed).toContain('publish.copy_changed');
    expect(await replaced()).toBe(0);
    expect(await differences()).toEqual({});
    expect(await findings()).toEqual([]);
  });
}

const WITHOUT_BASIS = `UPDATE meta SET value = json_merge_patch(value, '{"basis": null}') WHERE key = 'published_file'`;

/** As if the last file had been of other rows. */
const OTHER_MEASURE = JSON.stringify({ basis: { measures: { tickets: { rows: 1 } } } });

function meddle(spoil: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file());
  spoil(bytes);
  chmodSync(file(), 0o644);
  writeFileSync(file(), bytes);
}

const edit = fc.record({
  ticket: fc.integer({ min: 0, max: TICKETS + 3 }),
  subject: fc.constantFrom('x', 'y', 'z'),
  group: fc.constantFrom('open', 'solved', 'closed'),
  requester: fc.constantFrom('p', 'q', null),
  tags: fc.subarray(['a', 'b']),
  isDeleted: fc.boolean(),
  comments: fc.option(fc.subarray(['a', 'b', 'c'])),
});
const step = fc.record({ edits: fc.array(edit, { minLength: 1, maxLength: 4 }), publishes: fc.boolean() });

/** Something new: otherwise the file would stay as it is. */
const LAST = {
  edits: [
    { ticket: 7, subject: 'the end', group: 'open', requester: null, tags: [], isDeleted: false, comments: null },
  ],
  publishes: true,
};

/** Whether rows of a file are those of another one, stamps and all. */
async function rowsOfFile(): Promise<unknown> {
  const rows: Record<string, unknown> = {};
  await lake.working.run(`${attachSql(file(), 'seen')} (READ_ONLY)`);
  for (const { name } of TABLES)
    rows[name] = await lake.rows(`SELECT t::VARCHAR AS row FROM seen."${name}" t ORDER BY 1`);
  await lake.working.run('DETACH seen');
  return rows;
}

/** @param numRuns how often it is tried */
export function changedCopiesAreFreshFiles(numRuns: number): void {
  test('whatever changes, a copy that is changed step by step holds the rows of a fresh file', async () => {
    const copied = { yes: 0, no: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        await lake.close();
        lake = await filled.copy();
        for (const [index, { edits, publishes }] of [...steps, LAST].entries()) {
          for (const { ticket: id, subject, group, requester, tags, isDeleted, comments } of edits) {
            const changed = {
              subject,
              status_group: group,
              requester_id: requester,
              tags,
              is_deleted: isDeleted,
              custom_fields: [size(subject)],
            };
            await change(id, changed, index + 1);
            const read = comments?.map((each) => said(each, `${each} at ${index}`));
            if (read && id < TICKETS)
              await lake.load(
                [ticketPage('comments', String(id), read, { receivedAt: at(index + 1) })],
                `run-${index}`,
              );
          }
          if (!publishes) continue;
          copied[(await publish(index + 1)) ? 'yes' : 'no'] += 1;
          expect(await differences()).toEqual({});
        }
        const grown = await rowsOfFile();
        rmSync(file());
        await lake.publish('last', at(99));
        expect(await rowsOfFile()).toEqual(grown);
      }),
      { numRuns },
    );
    expect(copied.yes).toBeGreaterThan(copied.no);
  }, 300_000);
}
