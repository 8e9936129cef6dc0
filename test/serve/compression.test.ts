/** What is compressed on its way, and what never is; over real sockets, unpacked by Node's own zlib. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Config } from '../../etl/src/config/config';
import { configOf, exportOnce, newLake } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { openService } from '../support/service';
import type { Answer, RunningService } from '../support/service';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import { ticket } from '../support/tiny-vendor';

useCompiledExporter();
const scripted = new ScriptedService();
let service: RunningService;
beforeAll(async () => {
  await scripted.start();
  scripted.serve(
    Array.from({ length: 300 }, (_, at) => ticket({ ticket_id: String(at), subject: `a subject like others ${at}` })),
  );
  const config: Config = configOf(newLake(), [scripted.source()]);
  await exportOnce(config);
  service = await openService(config, { query: { script: compiledFile('etl/src/serve/query/process.ts') } });
});
afterAll(async () => {
  await service.close();
  await scripted.stop();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> => service.ask(path, { headers });
const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync };
const TEXTS = [
  '/api/tables/tickets?format=json',
  '/api/tables/tickets?format=csv',
  '/api/tables/tickets?format=ndjson',
  '/api/tables/tickets?format=arrow',
  '/api/tables',
  '/odata/tickets',
  '/odata/$metadata',
  '/metrics',
];

describe.each(['br', 'gzip'] as const)('%s', (encoding) => {
  it.each(TEXTS)('of %s unpacks to the same bytes, in a small part of them', async (path) => {
    const plain = await get(path, { 'accept-encoding': 'identity' });
    const packed = await get(path, { 'accept-encoding': encoding });
    expect([plain.status, packed.status]).toEqual([200, 200]);
    expect([plain.headers['content-encoding'], packed.headers['content-encoding']]).toEqual([undefined, encoding]);
    for (const { headers } of [plain, packed]) expect(headers['vary']).toMatch(/accept-encoding/i);
    if (path !== '/metrics') expect(UNPACK[encoding](packed.bytes).equals(plain.bytes)).toBe(true);
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
    if (plain.headers['etag'] !== undefined) expect(packed.headers['etag']).not.toBe(plain.headers['etag']);
  });
});

it('rows of a query, too', async () => {
  const answer = await service.ask('/api/query', {
    method: 'POST',
    body: { sql: 'FROM tickets' },
    headers: { 'accept-encoding': 'gzip' },
  });
  expect(answer.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(answer.bytes).toString())).toMatchObject({ row_count: 300, truncated: false });
});

it.each(['/health', '/api/runs', '/api/tables/rejects?format=csv', '/odata/tickets?$top=1&$select=ticket_key'])(
  'what is small is sent as it is: %s',
  async (path) => {
    const answer = await get(path, { 'accept-encoding': 'br, gzip' });
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, undefined]);
    expect(Number(answer.headers['content-length'])).toBeLessThan(1024);
  },
);

it.each([
  ['/parquet/tickets.parquet', {}],
  ['/api/tables/tickets?format=parquet', {}],
  ['/api/tables/tickets?format=csv', { range: 'bytes=0-4999' }],
])('Parquet and parts of files never are: %s', async (path, more) => {
  const answer = await get(path, { 'accept-encoding': 'br, gzip', ...more });
  expect([200, 206]).toContain(answer.status);
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(Number(answer.headers['content-length'])).toBe(answer.bytes.length);
});

it.each(['br', 'gzip', 'identity'])(
  'whoever holds the %s gets 304 with the same ETag, and no part by it',
  async (encoding) => {
    const path = '/api/tables/tickets?format=csv';
    const headers = { 'accept-encoding': encoding };
    const { headers: held } = await get(path, headers);
    const etag = String(held['etag']);
    const again = await get(path, { ...headers, 'if-none-match': etag });
    expect([again.status, again.headers['etag'], again.bytes.length]).toEqual([304, etag, 0]);
    expect((await get(path, { ...headers, 'if-none-match': `${etag.slice(0, -1)}-zstd"` })).status).toBe(200);
    const isPlain = encoding === 'identity';
    expect((await get(path, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(isPlain ? 206 : 200);
    expect((await get(path, { range: 'bytes=0-9', 'if-match': etag })).status).toBe(isPlain ? 206 : 412);
  },
);

it.each([
  ['gzip;q=0, br;q=0', undefined],
  ['gzip;q=0.5, br;q=0.1', 'gzip'],
  ['deflate, zstd', undefined],
  ['*', 'gzip'],
  ['', undefined],
])('Accept-Encoding %j is answered with %s', async (accepted, encoding) => {
  const answer = await get('/odata/tickets', { 'accept-encoding': accepted });
  expect([answer.status, answer.headers['content-encoding']]).toEqual([200, encoding]);
});
