/** Tables as files: ranges, validators, and one state for a whole download while the lake is published anew. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import type { Config } from '../../etl/src/config/config';
import { lakePaths } from '../../etl/src/store/database';
import { configOf, exportOnce, newLake, quickWorld } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { TOKEN, serve } from '../support/service';
import { ticket } from '../support/tiny-vendor';
import { quickly, slowly } from '../support/test-profile';

const scripted = new ScriptedService();
let config: Config;
beforeAll(async () => {
  await scripted.start();
  config = newConfig();
  await publish(config, FIRST);
});
afterAll(() => scripted.stop());

const FIRST = 'a "quoted", text';
const TICKETS = 100;

async function publish(into: Config, subject: string, tickets = TICKETS): Promise<void> {
  const ids = Array.from({ length: tickets }, (_, at) => String(at + 1));
  const created_at = (id: string) => `2026-0${1 + (Number(id) % 3)}-01T00:00:00.000000Z`;
  scripted.serve(
    ids.map((id) =>
      ticket({ ticket_id: id, subject, description: `${subject} `.repeat(200), created_at: created_at(id) }),
    ),
  );
  expect((await exportOnce(into, { full: true }, quickWorld())).exit_code).toBe(0);
}

const newConfig = (changes: Partial<Config> = {}): Config => configOf(newLake(), [scripted.source()], changes);

async function subjects(bytes: Buffer): Promise<unknown[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return [...new Set((await parquetReadObjects({ file })).map((row) => row['subject']))];
}

quickly('a file as published, whole and in parts, with a validator that names its content', async () => {
  const service = await serve(config);
  const disk = readFileSync(path.join(lakePaths(config.lake).parquet, 'tickets.parquet'));
  const whole = await service.ask('/parquet/tickets.parquet');
  expect(whole.bytes.equals(disk)).toBe(true);
  expect(whole.headers).toMatchObject({
    'content-type': 'application/vnd.apache.parquet',
    'content-length': String(disk.length),
    'content-disposition': 'attachment; filename="tickets.parquet"',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
  });
  const etag = String(whole.headers['etag']);
  expect(etag).toMatch(/^"[^"]+"$/);
  const head = await service.ask('/parquet/tickets.parquet', { method: 'HEAD' });
  expect([head.status, head.headers['content-length'], head.headers['etag'], head.text]).toEqual([
    200,
    String(disk.length),
    etag,
    '',
  ]);
  const part = await service.ask('/parquet/tickets.parquet', { headers: { range: 'bytes=-8', 'if-range': etag } });
  expect([part.status, part.headers['content-range'], part.bytes.subarray(4).toString()]).toEqual([
    206,
    `bytes ${disk.length - 8}-${disk.length - 1}/${disk.length}`,
    'PAR1',
  ]);
  const same = await service.ask('/parquet/tickets.parquet', { headers: { 'if-none-match': etag } });
  expect([same.status, same.text, same.headers['etag']]).toEqual([304, '', etag]);
  const outside = await service.ask('/parquet/tickets.parquet', { headers: { range: `bytes=${disk.length}-` } });
  expect([outside.status, outside.headers['content-range']]).toEqual([416, `bytes */${disk.length}`]);
});

slowly('a lake divided by month: each file by its name, and the table as one', async () => {
  const divided = newConfig({ partition: 'month' });
  await publish(divided, 'first', 40);
  const service = await serve(divided);
  const { tables } = (await service.ask('/api/tables')).json<{
    tables: Array<{ name: string; rows: number; files: Array<{ path: string; partition: string; rows: number }> }>;
  }>();
  const { rows, files } = tables.find(({ name }) => name === 'tickets')!;
  expect([rows, files.map(({ partition, rows: some }) => [partition, some])]).toEqual([
    40,
    [
      ['created_month=2026-01', 13],
      ['created_month=2026-02', 14],
      ['created_month=2026-03', 13],
    ],
  ]);
  for (const file of files) {
    const { status, bytes } = await service.ask(file.path);
    expect([status, await subjects(bytes)]).toEqual([200, ['first']]);
  }
  const raw = await service.ask('/parquet/tickets/created_month=2026-01/tickets.parquet');
  expect([raw.status, raw.headers['content-disposition']]).toEqual([
    200,
    'attachment; filename="tickets-created_month=2026-01-tickets.parquet"',
  ]);
  const whole = await service.ask('/parquet/tickets.parquet');
  const file = whole.bytes.buffer.slice(whole.bytes.byteOffset, whole.bytes.byteOffset + whole.bytes.length);
  expect(await parquetReadObjects({ file: file as ArrayBuffer })).toHaveLength(40);
  const again = await service.ask('/parquet/tickets.parquet', {
    headers: { 'if-none-match': String(whole.headers['etag']) },
  });
  expect(again.status).toBe(304);
  expect((await service.ask('/parquet/tickets/created_month=1999-01/tickets.parquet')).status).toBe(404);
});

quickly('a table in every format, as asked for or as accepted', async () => {
  const service = await serve(config);
  const csv = await service.ask('/api/tables/tickets?format=csv');
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
  const rows: Array<Record<string, string>> = parse(csv.text, { columns: true });
  expect([rows.length, rows[0]?.['subject'], rows[0]?.['created_at']]).toEqual([
    TICKETS,
    FIRST,
    expect.stringMatching(/^2026-0\d-01T00:00:00\.000000Z$/),
  ]);
  const json = (await service.ask('/api/tables/tickets')).json<Array<Record<string, unknown>>>();
  expect([json.length, json[0]?.['is_open']]).toEqual([TICKETS, true]);
  const ndjson = await service.ask('/api/tables/tickets', { headers: { accept: 'application/x-ndjson' } });
  expect(ndjson.text.trim().split('\n')).toHaveLength(TICKETS);
  const arrow = await service.ask('/api/tables/tickets?format=arrow');
  expect(tableFromIPC(arrow.bytes).numRows).toBe(TICKETS);
  const parquet = await service.ask('/api/tables/tickets?format=parquet');
  expect(await subjects(parquet.bytes)).toEqual([FIRST]);
  const part = await service.ask('/api/tables/tickets?format=csv', {
    headers: { range: 'bytes=0-9', 'if-range': String(csv.headers['etag']) },
  });
  expect([part.status, part.text]).toEqual([206, 'ticket_key']);
  const wrong = await service.ask('/api/tables/tickets?format=xlsx');
  expect([wrong.status, wrong.json()]).toEqual([
    400,
    {
      error: {
        code: 'bad_request',
        message: 'there is no such format',
        remedy: 'Choose from: json, ndjson, csv, arrow, parquet.',
      },
    },
  ]);
  expect((await service.ask('/api/tables/ticket')).json()).toMatchObject({
    error: { message: 'there is no table ticket', remedy: 'Did you mean "tickets"?' },
  });
});

slowly('a table as spreadsheets read it: a mark in front, times as such, no formula, an ETag of its own', async () => {
  const lake = newConfig();
  await publish(lake, '=1+1', 3);
  const service = await serve(lake);
  const plain = await service.ask('/api/tables/tickets?format=csv');
  const sheet = await service.ask('/api/tables/tickets?spreadsheet=true', { headers: { accept: 'application/json' } });
  expect([sheet.status, sheet.headers['content-type']]).toEqual([200, plain.headers['content-type']]);
  expect(sheet.headers['etag']).not.toBe(plain.headers['etag']);
  expect([plain.bytes[0] === 0xef, [...sheet.bytes.subarray(0, 3)]]).toEqual([false, [0xef, 0xbb, 0xbf]]);
  const rows: Array<Record<string, string>> = parse(sheet.text, { columns: true, bom: true });
  expect(rows.map((row) => row['subject'])).toEqual(["'=1+1", "'=1+1", "'=1+1"]);
  expect(rows[0]?.['created_at']).toMatch(/^2026-0\d-01 00:00:00$/);
  expect((await service.ask('/api/tables/tickets?format=csv')).text).toBe(plain.text);
});

quickly.each([
  ['format=json&spreadsheet=true', 'spreadsheet=true goes with CSV'],
  ['format=parquet&spreadsheet=true', 'spreadsheet=true goes with CSV'],
  ['spreadsheet=yes', 'spreadsheet is true or false'],
  ['spreadsheet=true&spreadsheet=true', 'spreadsheet is true or false'],
])('%s is refused', async (query, message) => {
  const answer = await (await serve(config)).ask(`/api/tables/tickets?${query}`);
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(message)]);
});

quickly('status, sources, manifest and figures are those of the publication, and follow the next one', async () => {
  const service = await serve(config);
  const status = (await service.ask('/api/status')).json<{
    sources: unknown[];
    tables: object;
    published_at: string;
  }>();
  expect(status).toMatchObject({
    lake: config.lake,
    running: null,
    sources: [{ source: 'acme', tickets: TICKETS, open: TICKETS, last_outcome: 'complete' }],
    tables: { tickets: TICKETS },
  });
  expect((await service.ask('/api/sources')).json()).toMatchObject({
    published_at: status.published_at,
    sources: [{ source: 'acme', vendor: 'synqly', url: scripted.url, tickets: TICKETS, open: TICKETS }],
  });
  const manifest = (await service.ask('/parquet/_manifest.json')).json();
  expect(manifest).toEqual(JSON.parse(readFileSync(lakePaths(config.lake).manifest, 'utf8')));
  const metrics = (await service.ask('/metrics')).text;
  expect(metrics).toContain('ticketlake_table_rows{table="tickets"} 100');
  expect(metrics).toContain('ticketlake_source_last_outcome{source="acme",vendor="synqly",outcome="complete"} 1');
  expect(metrics).toMatch(/ticketlake_source_freshness_seconds\{source="acme",vendor="synqly"\} \d/);
  expect(metrics).toMatch(
    /ticketlake_http_request_duration_seconds_count\{method="GET",route="\/api\/status",status="200"\} 1/,
  );
});

quickly(
  'what the service kept for its readers is gone when it ends, and what a killed one left soon after',
  async () => {
    const service = await serve(config);
    await service.ask('/api/tables/tickets?format=csv');
    const kept = path.join(lakePaths(config.lake).state, 'serve');
    expect(readdirSync(kept).filter((name) => !name.endsWith('.lock'))).toHaveLength(1);
    await service.close();
    expect(existsSync(kept) ? readdirSync(kept) : []).toEqual([]);
  },
);

slowly(
  'downloads that are under way while the lake is published anew end with the state that they began with',
  async () => {
    const service = await serve(config);
    const path_ = '/parquet/tickets.parquet';
    const before = await service.ask(path_);
    const etag = String(before.headers['etag']);
    const half = Math.floor(before.bytes.length / 2);
    const begin = await service.ask(path_, { headers: { range: `bytes=0-${half - 1}` } });
    const slow = await slowReader(service.url, path_);
    await publish(config, 'second');
    const after = await service.ask(path_);
    expect(await subjects(after.bytes)).toEqual(['second']);
    expect(after.headers['etag']).not.toBe(etag);
    expect(await subjects(await slow())).toEqual([FIRST]);
    const range = `bytes=${half}-`;
    // If-Match asks for the state; If-Range for the part only if nothing changed.
    const rest = await service.ask(path_, { headers: { range, 'if-match': etag } });
    expect(rest.status).toBe(206);
    expect(await subjects(Buffer.concat([begin.bytes, rest.bytes]))).toEqual([FIRST]);
    const anew = await service.ask(path_, { headers: { range, 'if-range': etag } });
    expect([anew.status, anew.bytes.equals(after.bytes)]).toEqual([200, true]);
    const unknown = await service.ask(path_, { headers: { range, 'if-match': '"unknown"' } });
    expect([unknown.status, unknown.json<{ error: { code: string } }>().error.code]).toEqual([412, 'changed']);
    writeFileSync(lakePaths(config.lake).manifest, 'torn');
    expect((await service.ask('/api/status')).json()).toMatchObject({ tables: { tickets: TICKETS } });
    expect(await subjects((await service.ask(path_)).bytes)).toEqual(['second']);
  },
);

/** Asks at once, and reads when it is told to. */
async function slowReader(url: string, path_: string): Promise<() => Promise<Buffer>> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.write(`GET ${path_} HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
  await new Promise((resolve) => setTimeout(resolve, 200));
  return async () => {
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.resume();
    await once(socket, 'end');
    const answer = Buffer.concat(pieces);
    return answer.subarray(answer.indexOf('\r\n\r\n') + 4);
  };
}
