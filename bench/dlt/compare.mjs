// node bench/dlt/compare.mjs [--tickets N] [--venv FOLDER] [--dist DIR]: the export beside dlt 1.31, which loads the same
// tickets from the same service in three ways. Installs dlt with pip in a virtual environment below the folder for
// temporary files; `--venv` keeps one and uses it again. Counts the CPU and the memory of all processes of each.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from '../processes.mjs';
import { watchMemory } from './tree-memory.mjs';

const VARIANTS = {
  default: 'dlt, rest_api as it is',
  tuned: 'dlt, flat, Parquet loader, 2 workers',
  arrow: 'dlt, Arrow pages, times as texts',
};
const { values } = parseArgs({
  options: { tickets: { type: 'string', default: '20000' }, venv: { type: 'string' }, dist: { type: 'string' } },
});
const [tickets, dist] = [
  Number(values.tickets),
  path.resolve(values.dist ?? path.join(import.meta.dirname, '../../etl/dist')),
];
const scratch = mkdtempSync(path.join(os.tmpdir(), 'ticketlake-dlt-'));
let service;
try {
  const python = environment(path.resolve(values.venv ?? path.join(scratch, 'venv')));
  service = await startService({ dist, tickets });
  process.stdout.write(`${tickets} tickets, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}\n`);
  for (const [variant, what] of Object.entries(VARIANTS)) report(what, await loaded(python, variant));
  report('ticketlake, raw pages, both formats, proofs', await exported());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await service?.close();
  rmSync(scratch, { recursive: true, force: true });
}

/** @returns the Python of a virtual environment with dlt */
function environment(folder) {
  const python = path.join(folder, 'bin/python');
  if (existsSync(python)) return python;
  command(
    'python3',
    ['-m', 'venv', folder],
    'Python 3.9 or newer with its module venv is needed (Debian: apt-get install python3-venv)',
  );
  const requirements = path.join(import.meta.dirname, 'requirements.txt');
  command(
    python,
    ['-m', 'pip', 'install', '--quiet', '-r', requirements],
    'pip could not install dlt: it needs its package index',
  );
  return python;
}

function command(name, args, remedy) {
  const { error, status, stderr } = spawnSync(name, args, { encoding: 'utf8' });
  if (error || status !== 0) throw new Error(`${remedy}. ${name} ${args[1]}: ${error?.message ?? stderr.trim()}`);
}

async function loaded(python, variant) {
  const folder = mkdtempSync(path.join(scratch, `${variant}-`));
  const begun = performance.now();
  const child = spawn(python, [path.join(import.meta.dirname, 'pipeline.py'), variant, service.url, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const memory = watchMemory(child.pid);
  let [out, trouble] = ['', ''];
  child.stdout.on('data', (piece) => (out += piece));
  child.stderr.on('data', (piece) => (trouble += piece));
  const [code] = await once(child, 'close');
  const peakMb = memory.stop();
  if (code !== 0) throw new Error(`dlt (${variant}) ended with code ${code}: ${trouble.slice(-2000)}`);
  const { rows, cpuMs } = JSON.parse(out.trim().split('\n').at(-1));
  return { rows, cpuMs, peakMb, ms: performance.now() - begun };
}

async function exported() {
  const lake = mkdtempSync(path.join(scratch, 'lake-'));
  const job = { lake, url: service.url, streams: ['tickets'] };
  const env = { ...process.env, TICKETLAKE_BENCH: JSON.stringify({ dist, job }) };
  const begun = performance.now();
  const child = fork(path.join(import.meta.dirname, '../export.mjs'), { env });
  const memory = watchMemory(child.pid);
  const ended = once(child, 'exit');
  const [{ cpuMs, outcome, streams }] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`the export ended with code ${code}`);
    }),
  ]);
  await ended;
  const rows = streams.find(({ stream }) => stream === 'tickets')?.rows_new;
  if (outcome !== 'complete') throw new Error(`the export ended ${outcome}`);
  return { rows, cpuMs, peakMb: memory.stop(), ms: performance.now() - begun };
}

/** One that did not load everything says nothing. */
function report(what, { rows, cpuMs, peakMb, ms }) {
  if (rows !== tickets) throw new Error(`${what}: ${rows} of ${tickets} tickets`);
  const [cpu, wall] = [cpuMs, ms].map((each) => `${(each / 1000).toFixed(1)} s`.padStart(8));
  const peak = peakMb === null ? 'not known here' : `${Math.round(peakMb)} MB`;
  process.stdout.write(`  ${what.padEnd(44)} CPU ${cpu}  wall ${wall}  memory ${peak}\n`);
}
