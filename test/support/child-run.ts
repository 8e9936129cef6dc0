/** Exports in a process of their own, which can be killed as a power cut would: SIGKILL, no handler runs. */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SourceChange } from '../../etl/src/catalog/source-change';
import type { Config } from '../../etl/src/config/config';
import type { ExportOptions } from '../../etl/src/base/run-result';
import { STARTED_AT } from './lake';

interface Compiler {
  compileEtl(target: string): Promise<void>;
}
const { compileEtl } = jest.requireActual<Compiler>('../../scripts/compile-etl.js');

const ROOT = path.join(__dirname, '../..');
/** Below etl, so that the compiled files find etl's own packages. */
const COMPILED = path.join(ROOT, 'etl/node_modules/.cache/ticketlake-tests', String(process.pid));

const SCRIPT = `
const { runExport } = require('./etl/src/sync/export.js');
const { runReplay } = require('./etl/src/replay/replay.js');
const { changeSourceOf } = require('./etl/src/sources/change.js');
const { vendorNamed } = require('./vendors/registry.js');
const began = Date.now();
const { config, options, startedAt, aheadMs, replays, change, uid } = JSON.parse(process.env.TICKETLAKE_TEST_JOB);
// Not before everything is loaded: another user may have no right to read the project.
if (uid !== undefined) {
  process.setgid(uid);
  process.setuid(uid);
}
const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
config.sources = config.sources.map((source) => ({ ...source, vendor: vendorNamed(source.vendor) }));
const world = {
  now: () => Date.now() + startedAt - began + aheadMs,
  sleep: (ms, signal) => new Promise((resolve) => setTimeout(resolve, signal.aborted ? 0 : Math.min(ms, 20))),
  random: () => 0.5,
};
const listener = (event) => process.stdout.write(JSON.stringify(event) + '\\n');
const changed = () => changeSourceOf(config, change, { dryRun: false, confirm: async () => true, now: world.now }).then(() => ({ exit_code: 0 }));
const run = change
  ? changed()
  : replays
  ? runReplay(config, { signal: ending.signal, listener }, world.now)
  : runExport(config, { full: false, since: null, concurrency: null, signal: ending.signal, listener, ...options }, world);
run.then(
  (result) => {
    process.exitCode = result.exit_code;
  },
  (error) => {
    process.stderr.write(JSON.stringify({ code: error.code, message: error.message, remedy: error.remedy }));
    process.exitCode = 99;
  },
);
`;

/** Compiles the exporter as it stands, for the tests of the file. */
export function useCompiledExporter(): void {
  beforeAll(async () => {
    await compileEtl(COMPILED);
    writeFileSync(path.join(COMPILED, 'run.js'), SCRIPT);
  });
  afterAll(() => {
    rmSync(COMPILED, { recursive: true, force: true });
  });
}

/** Path of a compiled file, as `etl/src/serve/query/process.ts`. */
export function compiledFile(source: string): string {
  return path.join(COMPILED, source.replace(/\.ts$/, '.js'));
}

export interface ChildOptions {
  options?: Partial<Pick<ExportOptions, 'full' | 'sources' | 'streams' | 'since'>>;
  /** A replay instead of an export. */
  replays?: boolean;
  /** A source is renamed or removed instead. */
  change?: SourceChange;
  /** How far the child's clock is ahead of the one of `quickWorld`. */
  aheadMs?: number;
  /** `<name>:<n>`; see etl/src/base/failpoint.ts. */
  failpoint?: string;
  /** SIGTERM when the child's output holds this text. */
  endAt?: string;
  /** SIGSTOP when the child's output holds this text, and SIGCONT when what is done meanwhile has ended. */
  frozen?: { at: string; meanwhile(): Promise<void> };
  /** The user that the export runs as; only root can choose. */
  uid?: number;
}

export interface ChildEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Exit codes are those of the export; 99 = it threw, `stderr` says what as JSON. */
export function exportInChild(config: Config, child: ChildOptions = {}): Promise<ChildEnd> {
  const { options = {}, replays = false, change, aheadMs = 0, failpoint = '', endAt, frozen, uid } = child;
  const sources = config.sources.map((source) => ({ ...source, vendor: source.vendor.name }));
  const job = JSON.stringify({
    config: { ...config, sources },
    options,
    startedAt: STARTED_AT,
    aheadMs,
    replays,
    change,
    uid,
  });
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [path.join(COMPILED, 'run.js')], {
      env: { PATH: process.env['PATH'], TICKETLAKE_TEST_JOB: job, TICKETLAKE_FAILPOINT: failpoint },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let isFrozen = false;
    let isEnding = false;
    running.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      // Once: a process that is about to exit has no handler any more.
      if (endAt !== undefined && !isEnding && stdout.includes(endAt)) isEnding = running.kill('SIGTERM');
      if (frozen === undefined || isFrozen || !stdout.includes(frozen.at)) return;
      isFrozen = true;
      running.kill('SIGSTOP');
      frozen.meanwhile().then(
        () => running.kill('SIGCONT'),
        (error: unknown) => {
          running.kill('SIGKILL');
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
    running.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    running.once('error', reject);
    running.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
}
