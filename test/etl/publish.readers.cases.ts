import { fork } from 'node:child_process';
import path from 'node:path';
import type { Json } from '../../vendors/json';
import { expectReadersAgree } from '../support/parquet-readers';
import { comment, page, ticket, ticketPage } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

/** Values of every type, at their edges. */
function edges(): Json[] {
  return [
    ticket({
      ticket_id: '9007199254740993',
      subject: 'emoji 😀, Ελληνικά, עברית, a "quote"; a\nline',
      description: '😀'.repeat(16_000),
      created_at: '2026-03-29T01:30:00.999999Z',
      updated_at: '1970-01-01T00:00:00.000001Z',
      due_date: '9999-12-31',
      satisfaction: -1,
      tags: ['VIP ', 'Été', '😀'],
      requester_id: 'p1',
      requester_name: '',
      custom_fields: [
        { field_id: 'number', value_text: '0.1', value_number: 0.1 },
        { field_id: 'large', value_text: '9007199254740993', value_number: 9007199254740992 },
        { field_id: 'yes', value_boolean: true },
        { field_id: 'time', value_at: '1969-12-31T23:59:59.999999Z' },
      ],
    }),
    ticket({
      ticket_id: '2',
      updated_at: '0024-02-29T12:00:00.000000Z',
      status_group: 'closed',
      resolved_at: '2026-01-01T00:00:00.000000Z',
    }),
    ticket({ ticket_id: '3' }),
  ];
}

/** What `npm test` runs. */
export function quick(): void {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open({ timezone: 'America/New_York' });
    await lake.load([
      page('tickets', edges()),
      ticketPage('comments', '2', [comment({ comment_id: 'c', body: 'x', created_at: '2026-03-08T07:00:00.000000Z' })]),
      ticketPage('attachments', '2', [{ attachment_id: 'f', comment_id: 'c', size_bytes: 5_000_000_000 }]),
    ]);
  });
  afterAll(() => lake.close());

  test.each([
    ['none', 'snappy'],
    ['month', 'zstd'],
    ['year', 'gzip'],
  ] as const)(
    'DuckDB, hyparquet and parquet-wasm read the same from every file: %s, %s',
    async (partition, compression) => {
      lake.config = { ...lake.config, partition, compression };
      await lake.publish(`run-${partition}`);
      expect(await expectReadersAgree(lake.folder)).toBeGreaterThan(20);
    },
  );
}

/** What takes longer. */
export function slow(): void {
  test('a reader that opens the lake again and again while it is published always sees a whole state', async () => {
    const lake = await TestLake.open();
    const publishRun = async (run: number) => {
      const records = Array.from({ length: 50 * run }, (_, index) =>
        ticket({ ticket_id: String(index), subject: `run ${run}` }),
      );
      await lake.load(
        [page('tickets', records, { receivedAt: `2026-03-01T11:00:${String(run + 10)}.000000Z` })],
        `run-${run}`,
      );
      await lake.publish(`run-${run}`);
    };
    // Until a ticket was read, there is no table of tickets.
    await publishRun(1);
    const reader = fork(path.join(__dirname, '../support/lake-reader.mjs'), [lake.folder], { execArgv: [] });
    const problems: string[] = [];
    let rounds = 0;
    reader.on('message', (message: { rounds: number; problem?: string }) => {
      rounds = message.rounds;
      if (message.problem !== undefined) problems.push(message.problem);
    });
    for (let run = 2; run <= 9; run += 1) await publishRun(run);
    reader.send('stop');
    await new Promise((resolve) => reader.once('exit', resolve));
    expect(problems).toEqual([]);
    expect(rounds).toBeGreaterThan(5);
    await lake.close();
  });
}
