/** `ticketlake demo`: the sandbox, an export from it, and what came of it, in one go. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import pc from 'picocolors';
import { stringify } from 'yaml';
import { startSandbox } from '../../../sandbox/server';
import type { RunningService } from '../../../sandbox/server';
import { loadConfig } from '../config/load';
import type { Config } from '../config/config';
import { backlogChart } from './demo-chart';
import { demoFacts } from './demo-facts';
import type { DemoFacts } from './demo-facts';
import { count } from '../progress/format';
import type { ExportResult } from '../base/run-result';
import { runWatched } from './export';
import { exportSummary } from './export-summary';
import type { Published } from './export-summary';
import { CommandFailure, EXIT } from './failure';
import { examples, invocation, numberOption, refuseConfig } from './options';
import type { CommonOptions, Invocation } from './options';
import { plainTable } from './table';
import type { Output } from './terminal';

interface DemoFlags extends CommonOptions {
  lake?: string;
  tickets: number;
}

/** A call a ticket for comments: so many are read in seconds. */
const TICKETS = 200;
/** The sandbox of the demo has no limits, so the documented quotas would only make it slow. */
const UNHURRIED = 100_000;

export function demoCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--lake <dir>', 'keeps the lake there (default: a new temporary folder)')
    .option('--tickets <n>', 'generated tickets per service', numberOption(1, 100_000), TICKETS)
    .action(async (flags: DemoFlags) => {
      refuseConfig(command);
      end(await demo(invocation(output, command), flags));
    });
  examples(command, [
    ['ticketlake demo', 'in a temporary folder'],
    ['ticketlake demo --lake ./demo-lake --tickets 2000', 'a larger lake, in a folder of your choice'],
  ]);
}

async function demo(started: Invocation, flags: DemoFlags): Promise<number> {
  const { terminal, output, common } = started;
  const folder =
    flags.lake === undefined
      ? mkdtempSync(path.join(tmpdir(), 'ticketlake-demo-'))
      : path.resolve(terminal.cwd, flags.lake);
  const file = path.join(folder, 'ticketlake.yaml');
  refuseForeign(folder);
  const sandbox = await startSandbox({ tickets: flags.tickets, limits: false, clock: terminal.now() });
  let config: Config;
  let ended: Awaited<ReturnType<typeof runWatched>>;
  try {
    config = writeConfig(file, sandbox.services);
    ended = await runWatched(started, config, { full: false, since: null, concurrency: null });
  } finally {
    await sandbox.close();
  }
  const { result, published } = ended;
  const facts = await demoFacts(config.lake, result);
  if (common.json === true) output.json({ lake: config.lake, config: file, ...facts, result });
  else output.verbatim(describe(started, facts, { result, published }, file));
  return result.exit_code;
}

const MARK = '# Of a demo: these services ended with it.';

/** The folder of an earlier demo may be used again; anything else that is there must not be mixed with one. */
function refuseForeign(folder: string): void {
  const file = path.join(folder, 'ticketlake.yaml');
  const isDemo = existsSync(file) && readFileSync(file, 'utf8').startsWith(MARK);
  const isTaken =
    existsSync(file) || existsSync(path.join(folder, 'ticketlake.duckdb')) || existsSync(path.join(folder, 'state'));
  if (!isDemo && isTaken)
    throw new CommandFailure(
      EXIT.usage,
      `${folder} holds a lake or a configuration that is not a demo's`,
      'Name another folder with --lake.',
    );
}

function writeConfig(file: string, services: readonly RunningService[]): Config {
  const sources = services.map(({ name, url, key }) => [
    name,
    { vendor: name, url, key, requests_per_minute: UNHURRIED, concurrency: 8 },
  ]);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${MARK}\n${stringify({ lake: '.', timezone: 'UTC', sources: Object.fromEntries(sources) })}`);
  const loaded = loadConfig(file, {}, path.dirname(file));
  if (loaded.ok) return loaded.config;
  throw new CommandFailure(EXIT.failed, `the demo's configuration is refused: ${loaded.problems[0]?.message ?? ''}`);
}

function describe(
  { terminal, output }: Invocation,
  facts: DemoFacts,
  { result, published }: { result: ExportResult; published: Published },
  file: string,
): string {
  const color = pc.createColors(terminal.hasColor);
  const width = Math.min(terminal.columns(), 100);
  const blocks = [
    summaryTable(facts, width, color.bold),
    `${color.bold('Open tickets at the end of each day')}\n\n${color.cyan(backlogChart(facts.backlog, width))}`,
    ...(result.outcome === 'complete' ? [] : [exportSummary(result, path.dirname(file), published)]),
    whereItIs(path.dirname(file)),
    nextCommands(file, color.cyan),
  ];
  return output.quiet ? summaryTable(facts, width, color.bold) : `${blocks.join('\n\n')}\n`;
}

function summaryTable({ sources }: DemoFacts, width: number, bold: (text: string) => string): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'Source' },
    right('Tickets'),
    right('Open'),
    right('Comments'),
    right('People'),
    { title: 'First → last day' },
    right('Requests'),
    right('Seconds'),
  ];
  const rows = sources.map((source) => [
    source.source,
    ...[source.tickets, source.open, source.comments, source.people].map(count),
    source.first_day === null || source.last_day === null ? '' : `${source.first_day} → ${source.last_day}`,
    count(source.requests),
    source.seconds.toFixed(1),
  ]);
  return plainTable(columns, rows, width, bold);
}

function whereItIs(lake: string): string {
  return [
    `DuckDB    ${path.join(lake, 'ticketlake.duckdb')}`,
    `Parquet   ${path.join(lake, 'parquet')}${path.sep}`,
    `Raw       ${path.join(lake, 'raw')}${path.sep}`,
  ].join('\n');
}

function nextCommands(file: string, emphasis: (text: string) => string): string {
  const config = /\s/.test(file) ? `"${file}"` : file;
  return [
    'Next:',
    `  ${emphasis(`npx ticketlake status --config ${config}`)}`,
    `  ${emphasis(`npx ticketlake query --config ${config} \\`)}`,
    `    ${emphasis('"SELECT source, status_group, count(*) FROM tickets GROUP BY ALL"')}`,
  ].join('\n');
}
