/** The examples for Airflow and Dagster, run by them: two sites with one configuration, one whose lake is held. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Lock } from '../../etl/src/store/lock';
import { acquireLock } from '../../etl/src/store/lock';
import { ROOT } from '../docs/markdown';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import { isLongest } from '../support/test-profile';
import { pythonFolder } from '../support/python';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox({ tickets: 8, services: ['notific'], clock: Date.now() });
useCompiledExporter();

let folder: string;
let lock: Lock | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-schedulers-'));
  const program = path.join(folder, 'node_modules/ticketlake/bin/ticketlake.js');
  mkdirSync(path.dirname(program), { recursive: true });
  writeFileSync(program, `require(${JSON.stringify(compiledFile('etl/src/cli/main.ts'))});\n`);
  const { url, key } = sandbox().service('notific');
  const source = `  \${SITE}:\n    vendor: notific\n    url: ${url}\n    key: \${SITE_KEY}\n`;
  writeFileSync(path.join(folder, 'ticketlake.yaml'), `lake: ./lakes/\${SITE}\nsources:\n${source}`);
  writeFileSync(path.join(folder, '.env'), `SITE_KEY=${key}\n`);
  const locking = acquireLock(path.join(folder, 'lakes/apac'));
  lock = locking.ok ? locking.lock : undefined;
});
afterEach(() => {
  lock?.release();
  rmSync(folder, { recursive: true, force: true });
});

/** The example as it is, but for the folder in which Ticketlake is installed. */
function exampleIn(name: string, place: string): string {
  const text = readFileSync(path.join(ROOT, 'examples', name), 'utf8');
  expect(text).toContain('"/srv/ticketlake"');
  const file = path.join(folder, place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text.replace('"/srv/ticketlake"', JSON.stringify(folder)));
  return file;
}

async function output(command: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(command, args, { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, ...env } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (printed += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${printed}`);
  return printed;
}

const isPublished = (site: string) => existsSync(path.join(folder, 'lakes', site, 'parquet/tickets.parquet'));

/** @param name of the packages of `npm run python:setup` */
function testWith(name: string, title: string, check: (programs: string) => Promise<void>): void {
  const programs = pythonFolder(name);
  if (!isLongest) test.skip(`${title}: npm run test:longest tries it`, () => undefined);
  else if (programs === undefined) test.skip(`${title}: not installed, npm run python:setup ${name}`, () => undefined);
  else test(title, () => check(programs), 300_000);
}

testWith('airflow', 'Airflow exports a site and skips the one whose lake is held', async (programs) => {
  exampleIn('airflow/ticketlake_dag.py', 'dags/ticketlake_dag.py');
  const env = {
    AIRFLOW_HOME: path.join(folder, 'airflow'),
    AIRFLOW__CORE__DAGS_FOLDER: path.join(folder, 'dags'),
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
  };
  await output(path.join(programs, 'airflow'), ['db', 'migrate'], env);
  const printed = await output(path.join(programs, 'airflow'), ['dags', 'test', 'ticketlake'], env);
  expect(printed).toMatch(/Command exited with return code 75/);
  const states = [...printed.matchAll(/new_state=(\w+)/g)].map(([, state]) => state);
  expect([states.sort(), isPublished('emea'), isPublished('apac')]).toEqual([['skipped', 'success'], true, false]);
});

testWith('dagster', 'Dagster exports a site and skips what follows the one whose lake is held', async (programs) => {
  const file = exampleIn('dagster/ticketlake_job.py', 'ticketlake_job.py');
  const args = ['job', 'execute', '--python-file', file, '--job', 'ticketlake'];
  const printed = await output(path.join(programs, 'dagster'), args, {});
  expect(printed).toMatch(/The lake is locked by another run/);
  expect(printed).toMatch(/after_apac - STEP_SKIPPED/);
  expect(printed).toMatch(/emea is up to date/);
  expect(printed).toMatch(/RUN_SUCCESS/);
  expect([isPublished('emea'), isPublished('apac')]).toEqual([true, false]);
});
