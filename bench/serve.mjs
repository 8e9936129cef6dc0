// The service under load: many readers while the lake is exported and published again and again. No answer may fail,
// no download and no refresh may hold rows of two states. `npm run build:etl`, then
// `node bench/serve.mjs [--readers 200] [--seconds 60] [--tickets 2000] [--dist DIR]`.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parquetReadObjects } from 'hyparquet';
import { Agent, request } from 'undici';

const { values: options } = parseArgs({
  options: {
    readers: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    tickets: { type: 'string', default: '2000' },
    dist: { type: 'string', default: path.join(import.meta.dirname, '../etl/dist') },
  },
});
const dist = path.resolve(options.dist);
const [readers, seconds, tickets] = [options.readers, options.seconds, options.tickets].map(Number);
const { startSandbox } = createRequire(import.meta.url)(path.join(dist, 'sandbox/server.js'));
const TOKEN = 'token-of-the-bench';
const folder = mkdtempSync(path.join(os.tmpdir(), 'ticketlake-serve-'));
const agent = new Agent({ connections: readers, headersTimeout: 120_000, bodyTimeout: 120_000 });

const sandbox = await startSandbox({ tickets, services: ['teamswork'], limits: false });
const service = await startService();
const took = new Map();
const states = new Map();
const errors = [];
let [ended, runs, refreshes, rows] = [false, 0, 0, 0];

/** Every ticket carries the round: rows of two rounds in one answer are rows of two states. */
function changeAll(round) {
  sandbox.clock.set({ advanceMs: 60_000 });
  const world = sandbox.world('teamswork');
  for (let at = 0; at < world.size; at += 1)
    if (world.ticket(at)) world.change(at, { subject: `round ${round}` }, null);
}

async function startService() {
  const { url, key } = sandbox.service('teamswork');
  const config = path.join(folder, 'ticketlake.yaml');
  const source = `  acme: { vendor: teamswork, url: "${url}", key: "${key}", streams: [tickets], requests_per_minute: 100000 }`;
  writeFileSync(config, `sources:\n${source}\nserve: { port: 0, token: ${TOKEN} }\n`);
  const cli = path.join(dist, 'etl/src/cli/main.js');
  const child = spawn(process.execPath, [cli, 'serve', '--config', config, '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, url: JSON.parse(String(line)).url };
}

async function ask(what, url, { method = 'GET', headers = {}, body } = {}) {
  const begun = performance.now();
  const answer = await request(url.startsWith('http') ? url : `${service.url}${url}`, {
    method,
    dispatcher: agent,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  took.set(what, [...(took.get(what) ?? []), performance.now() - begun]);
  if (answer.statusCode >= 400) throw new Error(`${what}: ${answer.statusCode} ${bytes.toString().slice(0, 200)}`);
  return { bytes, etag: answer.headers.etag, json: () => JSON.parse(bytes.toString()) };
}

/** The same validator always names the same bytes. */
function remember({ etag, bytes }) {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const known = states.get(etag);
  if (known === undefined) states.set(etag, { hash, bytes });
  else if (known.hash !== hash) throw new Error(`two contents under the ETag ${etag}`);
}

const READS = {
  async 'Parquet, whole'() {
    remember(await ask('Parquet, whole', '/parquet/tickets.parquet'));
  },
  async 'Parquet, in parts'() {
    const begin = await ask('Parquet, in parts', '/parquet/tickets.parquet', { headers: { range: 'bytes=0-49999' } });
    const headers = { range: 'bytes=50000-', 'if-match': begin.etag };
    const rest = await ask('Parquet, in parts', '/parquet/tickets.parquet', { headers });
    remember({ etag: begin.etag, bytes: Buffer.concat([begin.bytes, rest.bytes]) });
  },
  async 'OData, a page'() {
    const subjects = new Set();
    let count = 0;
    const headers = { prefer: 'odata.maxpagesize=500' };
    for (let next = '/odata/tickets?$select=ticket_id,subject'; next !== undefined;) {
      const page = (await ask('OData, a page', next, { headers })).json();
      for (const row of page.value) subjects.add(row.subject);
      count += page.value.length;
      next = page['@odata.nextLink'];
    }
    if (subjects.size !== 1 || count !== rows)
      throw new Error(`a refresh of ${count} rows and ${subjects.size} states`);
    refreshes += 1;
  },
  async status() {
    await ask('status', '/api/status');
  },
};

async function read() {
  const names = Object.keys(READS);
  while (!ended) {
    const name = names[Math.floor(Math.random() * names.length)];
    await READS[name]().catch((error) => errors.push(`${name}: ${error.message}`));
  }
}

async function exportOnce(round) {
  changeAll(round);
  const run = (await ask('start of a run', '/api/runs', { method: 'POST', body: { full: true } })).json();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const { state, outcome, error } = (await ask('a look at a run', `/api/runs/${run.id}`)).json();
    if (state !== 'finished') continue;
    if (outcome !== 'complete') throw new Error(`the run ended ${outcome}: ${error?.message ?? ''}`);
    runs += 1;
    return;
  }
}

function line(name, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))])} ms`;
  return { answers: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1), what: name };
}

await exportOnce(0);
rows = Number((await ask('status', '/odata/tickets/$count')).bytes);
took.clear();
const until = Date.now() + seconds * 1000;
const reading = Array.from({ length: readers }, read);
for (let round = 1; Date.now() < until; round += 1) await exportOnce(round);
ended = true;
await Promise.all(reading);
for (const { bytes } of states.values()) {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const subjects = new Set((await parquetReadObjects({ file, columns: ['subject'] })).map((row) => row.subject));
  if (subjects.size !== 1) errors.push(`a file with rows of ${subjects.size} states`);
}
const gone = once(service.child, 'exit');
service.child.kill('SIGTERM');
const [exitCode] = await gone;
await sandbox.close();
await agent.close();
rmSync(folder, { recursive: true, force: true });

process.stdout.write(
  `${readers} readers, ${rows} tickets, ${runs} exports, ${states.size} states of the file, ${refreshes} whole refreshes; ` +
    `load of the machine ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores\n`,
);
console.table(Object.fromEntries([...took].map(([name, times]) => [name, line(name, times)])), [
  'answers',
  'p50',
  'p95',
  'p99',
  'longest',
]);
process.stdout.write(`errors: ${errors.length}; the service ended with ${exitCode}\n`);
for (const error of [...new Set(errors)].slice(0, 10)) process.stdout.write(`  ${error}\n`);
process.exitCode = errors.length === 0 && exitCode === 0 ? 0 : 1;
