// What one refresh of the tickets costs over HTTP: bytes on the wire and time, by way. `npm run build:etl`, then
// `node bench/refresh.mjs [--tickets 500000] [--dist DIR]`. Every way has to bring every row.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { measured, startService } from './processes.mjs';

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '500000' },
    dist: { type: 'string', default: path.join(import.meta.dirname, '../etl/dist') },
  },
});
const [tickets, dist] = [Number(options.tickets), path.resolve(options.dist)];
const lake = mkdtempSync(path.join(os.tmpdir(), 'ticketlake-refresh-'));
const source = await startService({ dist, tickets });
await measured('export.mjs', { dist, job: { lake, url: source.url, streams: ['tickets'] } });
const service = await serve();

const COLUMNS =
  'ticket_key,source,queue,status,status_group,priority_level,assignee_key,created_local,resolved_local,is_open';
const GROUPS = encodeURIComponent('groupby((created_date,status_group),aggregate($count as tickets))');
const WAYS = {
  'OData, all columns': { path: '/odata/tickets' },
  'OData, all columns, gzip': { path: '/odata/tickets', isGzip: true },
  'OData, ten columns, gzip': { path: `/odata/tickets?$select=${COLUMNS}`, isGzip: true },
  'OData, counted by day and status ($apply), gzip': { path: `/odata/tickets?$apply=${GROUPS}`, isGzip: true },
  'Parquet, all columns': { path: '/parquet/tickets.parquet', isFile: true },
};

async function serve() {
  const config = path.join(lake, 'ticketlake.yaml');
  const acme = `  bench: { vendor: teamswork, url: "${source.url}", key: bench-key, streams: [tickets] }`;
  writeFileSync(config, `lake: .\ntimezone: Europe/Paris\nsources:\n${acme}\nserve: { port: 0 }\n`);
  const cli = path.join(dist, 'etl/src/cli/main.js');
  const child = spawn(process.execPath, [cli, 'serve', '--config', config, '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, url: JSON.parse(String(line)).url };
}

async function refresh({ path: first, isGzip = false, isFile = false }) {
  const headers = { 'accept-encoding': isGzip ? 'gzip' : 'identity', prefer: 'odata.maxpagesize=50000' };
  const begun = performance.now();
  let [bytes, rows, requests] = [0, 0, 0];
  for (let next = `${service.url}${first}`; next !== undefined; requests += 1) {
    const answer = await request(next, { headers });
    const body = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode !== 200) throw new Error(`${first}: ${answer.statusCode} ${body.toString().slice(0, 200)}`);
    bytes += body.length;
    if (isFile) {
      requests = 1;
      break;
    }
    const text = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const page = JSON.parse(text.toString());
    rows += first.includes('$apply') ? page.value.reduce((sum, row) => sum + row.tickets, 0) : page.value.length;
    next = page['@odata.nextLink'];
  }
  if (!isFile && rows !== tickets) throw new Error(`${first} brought ${rows} of ${tickets} tickets`);
  return { MB: (bytes / 2 ** 20).toFixed(1), seconds: ((performance.now() - begun) / 1000).toFixed(1), requests };
}

const results = {};
for (const [name, way] of Object.entries(WAYS)) results[name] = await refresh(way);
process.stdout.write(`${tickets} tickets; load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores\n`);
console.table(results);
const gone = once(service.child, 'exit');
service.child.kill('SIGTERM');
await gone;
await source.close();
rmSync(lake, { recursive: true, force: true });
