/** Many tickets of which none is stored are written without a comparison: that must store what the comparison does. */
import type { StoredPage } from '../../etl/src/raw/page';
import { comment, page, ticket } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';

const TICKETS = 1100;
const lakes: TestLake[] = [];
afterEach(async () => {
  for (const lake of lakes.splice(0)) await lake.close();
});

async function open(): Promise<TestLake> {
  const lake = await TestLake.open();
  lakes.push(lake);
  return lake;
}

const at = (second: number): string => NOON.replace('12:00:00', `12:00:${String(second).padStart(2, '0')}`);

/** The status of a ticket at a reading: some are done at once, some later, some never. */
function statusOf(n: number, reading: number): 'open' | 'solved' {
  return n % 3 === 0 || (n % 3 === 1 && reading > 0) ? 'solved' : 'open';
}

function reading(from: number, until: number, second: number): StoredPage {
  const records = Array.from({ length: until - from }, (_, place) => {
    const n = from + place;
    const group = statusOf(n, second);
    return ticket({
      ticket_id: `${n}`,
      subject: `Ticket ${n}`,
      status: group,
      status_group: group,
      updated_at: at(second),
      custom_fields: [
        { field_id: 'size', value_text: `${n}` },
        { field_id: 'read', value_text: `${second}` },
      ],
    });
  });
  return page('tickets', records, { receivedAt: at(second) });
}

function comments(): StoredPage {
  const records = Array.from({ length: TICKETS }, (_, n) => comment({ comment_id: `${n}`, body: `Said ${n}` }));
  return page('comments', records, {
    receivedAt: at(9),
    slice: { key: 'ticket-1', ticketId: '1', params: {} },
  });
}

const TABLES = {
  w_tickets: '* EXCLUDE (extra)',
  w_comments: '*',
  w_custom_values: '*',
  w_changes: '*',
  todo: 'source, stream, ticket_id, queued_at',
  dirty: 'DISTINCT source, ticket_id',
};

async function stored(lake: TestLake): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const [table, columns] of Object.entries(TABLES)) {
    all[table] = await lake.rows(
      `SELECT CAST(x AS VARCHAR) AS row FROM (SELECT ${columns} FROM ${table}) x ORDER BY 1`,
    );
  }
  return all;
}

test('a batch that is new as a whole is stored as one of which a ticket is known', async () => {
  // The first tickets are read twice in the batch, and one reading of each is passed over.
  const pages = [reading(0, TICKETS, 0), reading(0, 40, 1), comments()];
  const [fresh, compared] = [await open(), await open()];
  await fresh.load(pages);
  await compared.load([
    reading(0, 1, 0),
    page('comments', [comment({ comment_id: '0', body: 'Said 0' })], {
      receivedAt: at(9),
      slice: { key: 'ticket-1', ticketId: '1', params: {} },
      next: 'more',
    }),
  ]);
  await compared.load(pages);
  const comparedTables =
    "SELECT count(*)::INTEGER AS n FROM duckdb_tables() WHERE table_name IN ('verdict_w_tickets', 'verdict_w_comments')";
  expect(await fresh.rows(comparedTables)).toEqual([{ n: 0 }]);
  expect(await compared.rows(comparedTables)).toEqual([{ n: 2 }]);
  const found = await stored(fresh);
  expect(found).toEqual(await stored(compared));
  expect(found['w_tickets']).toHaveLength(TICKETS);
  expect(found['w_comments']).toHaveLength(TICKETS);
  expect(found['w_custom_values']).toHaveLength(2 * TICKETS);
  expect(await fresh.rows('SELECT count(*)::INTEGER AS n FROM w_changes')).toEqual([{ n: 13 }]);
});

test('the counts of such a batch are those of its rows', async () => {
  const lake = await open();
  const counts = (await lake.load([reading(0, TICKETS, 0), reading(0, 40, 1)])).get('tickets');
  expect(counts).toMatchObject({ rows_read: TICKETS + 40, rows_new: TICKETS, rows_changed: 0, rows_unchanged: 0 });
  const again = (await lake.load([reading(0, TICKETS, 1)])).get('tickets');
  expect(again).toMatchObject({ rows_new: 0, rows_unchanged: 40 });
});
