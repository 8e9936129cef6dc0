// Whether two builds publish the same: each exports the five services of the sandbox four times (everything, after
// changes, with nothing new, everything again), and after each run every row and value of every published table is
// compared. `node bench/equal.mjs --dist DIR --other DIR [--tickets 300]`. Run ids are told apart by their order, and
// instants to the second, as the clock of both stands still during a run; the ports of the services do not count.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const SERVICES = ['deskpro', 'notific', 'sympoq', 'synqly', 'teamswork'];
const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 5, 1, 9);
const job = process.env.TICKETLAKE_BENCH;

if (job === undefined) await compare();
else await exported(JSON.parse(job));

async function compare() {
  const { values } = parseArgs({
    options: { dist: { type: 'string' }, other: { type: 'string' }, tickets: { type: 'string', default: '300' } },
  });
  const builds = [values.dist, values.other].map((folder) => path.resolve(folder));
  const states = [];
  for (const dist of builds) states.push(await statesOf({ dist, sandbox: builds[0], tickets: Number(values.tickets) }));
  const [one, other] = states;
  let [rows, differences] = [0, 0];
  for (const [at, { run, tables }] of one.entries()) {
    for (const [table, ours] of Object.entries(tables)) {
      rows += ours.length;
      const theirs = new Set(other[at].tables[table]);
      const known = new Set(ours);
      const lost = ours.filter((row) => !theirs.has(row));
      const found = [...theirs].filter((row) => !known.has(row));
      if (lost.length + found.length === 0 && ours.length === other[at].tables[table].length) continue;
      differences += Math.max(1, lost.length, found.length);
      process.stdout.write(`${run}, ${table}: ${lost.length} : ${found.length} rows differ\n`);
      for (const [name, [row]] of Object.entries({ lost, found })) if (row) process.stdout.write(`  ${name} ${row}\n`);
    }
  }
  process.stdout.write(`${rows} rows of ${one.length} runs compared, ${differences} differences\n`);
  process.exitCode = differences === 0 ? 0 : 1;
}

async function statesOf(options) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ticketlake-equal-'));
  const told = path.join(folder, 'states.json');
  const env = { ...process.env, TICKETLAKE_BENCH: JSON.stringify({ ...options, folder, told }) };
  const [code] = await once(fork(import.meta.filename, { env }), 'exit');
  if (code !== 0) throw new Error(`the exports ended with code ${code}`);
  const states = JSON.parse(readFileSync(told, 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  return states;
}

async function exported({ dist, sandbox: sandboxDist, tickets, folder, told }) {
  const require = createRequire(import.meta.url);
  const from = (name) => require(path.join(dist, 'etl/src', name));
  const { startSandbox } = require(path.join(sandboxDist, 'sandbox/server.js'));
  const clock = { now: NOW, frozen: true };
  const sandbox = await startSandbox({ tickets, services: SERVICES, limits: false, clock });
  const lake = path.join(folder, 'lake');
  const sources = SERVICES.map((name) => {
    const { url, key } = sandbox.service(name);
    return `  ${name}: { vendor: ${name}, url: "${url}", key: "${key}" }\n`;
  });
  const text = `lake: ${lake}\ntimezone: Europe/Paris\nsources:\n${sources.join('')}`;
  const { config, problems } = from('config/load.js').readConfig(text, path.join(lake, 'ticketlake.yaml'), {});
  if (config === undefined) throw new Error(problems.map(({ message }) => message).join('; '));
  // More than a configuration may ask for: nothing is to be waited for.
  for (const source of config.sources) source.requestsPerMinute = 100_000_000;
  const states = [];
  const run = async (name, full = false) => {
    const now = NOW + states.length * HOUR_MS;
    sandbox.clock.set({ now });
    const world = { now: () => now, sleep: () => Promise.resolve(), random: () => 0.5 };
    const options = { full, since: null, concurrency: 1, signal: new AbortController().signal, listener: () => {} };
    const { outcome } = await from('sync/export.js').runExport(config, options, world);
    if (outcome === 'failed') throw new Error(`${name}: the export failed`);
    states.push({ run: name, tables: await tablesOf(from, lake) });
  };
  await run('everything');
  for (const name of SERVICES) changeSome(sandbox.world(name));
  await run('after changes');
  await run('nothing new');
  await run('everything again', true);
  await sandbox.close();
  writeFileSync(told, JSON.stringify(states));
  process.disconnect();
}

/** Tickets that change and that go, comments that come and go, a person and a queue with another name. */
function changeSome(world) {
  for (let at = 0; at < world.size; at += 1) {
    const ticket = world.ticket(at);
    if (ticket === undefined) continue;
    if (at % 23 === 1) world.purge(at);
    else if (at % 3 === 0) world.change(at, { subject: `changed ${at}`, status: at % 2 ? 'solved' : 'open' }, null);
    const [comment] = ticket.comments ?? [];
    if (at % 7 === 2 && comment !== undefined) world.removeComment(at, comment.id);
  }
  const [[person], [queue]] = [world.people(), world.queues()];
  if (person !== undefined) world.changePerson(person.id, { name: 'Renamed Person' });
  if (queue !== undefined) world.rename('queues', queue.id, 'Renamed queue');
}

/** Each row as text, by name of the table. */
async function tablesOf(from, lake) {
  const { openPublished } = from('publish/published.js');
  const { TABLES } = from('schema/tables.js');
  const reader = await openPublished(lake);
  const tables = {};
  for (const { name } of TABLES) {
    const rows = await reader.all(`SELECT columns(*)::VARCHAR FROM ${name}`, undefined, (row) => Object.values(row));
    tables[name] = rows.map((row) => JSON.stringify(row));
  }
  const ids = await reader.all('SELECT DISTINCT run_id AS id FROM runs ORDER BY 1', undefined, ({ id }) => id);
  await reader.close();
  const same = (row) => {
    const plain = row.replaceAll(/(\d\d:\d\d:\d\d)\.\d+/g, '$1').replaceAll(/127\.0\.0\.1:\d+/g, 'the service');
    return ids.reduce((told, id, at) => told.replaceAll(id, `run ${at + 1}`), plain);
  };
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.map(same).sort()]));
}
