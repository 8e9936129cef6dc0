/** `ticketlake export`: the main job. */
import type { Command } from 'commander';
import { STREAM_NAMES } from '../../../vendors/vendor';
import type { Config } from '../config/config';
import type { RunEvent } from '../base/events';
import type { ExportOptions, ExportResult } from '../base/run-result';
import { tickets } from '../schema/ticket-tables';
import { exportSummary, hasFailed } from './export-summary';
import type { Published } from './export-summary';
import { configOf } from './configured';
import { exitCodeOf } from './failure';
import { checkedName, configFlag, dayOption, examples, invocation, numberOption, repeatable } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output } from './terminal';
import { withNotices } from './with-notices';
import { watched } from './watched';

interface ExportFlags extends CommonOptions {
  source?: string[];
  stream?: string[];
  full?: boolean;
  since?: string;
  concurrency?: number;
}

export function exportCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--source <name>', 'only this source (repeatable)', repeatable)
    .option('--stream <name>', `only this stream (repeatable): ${STREAM_NAMES.join(', ')}`, repeatable)
    .option('--full', 'reads everything again, not only what changed')
    .option('--since <date>', 'only tickets created on or after YYYY-MM-DD', dayOption)
    .option('--concurrency <n>', 'requests in flight at once per source', numberOption(1, 64))
    .action(async (flags: ExportFlags) => {
      const started = invocation(output, command);
      end(await exportNow(started, flags));
    });
  examples(command, [
    ['ticketlake export', 'everything that is new, as ticketlake.yaml says'],
    ['ticketlake export --source acme --full', 'one source, read again as a whole'],
    ['ticketlake export --json > run.json', 'the result as one JSON object, the log as JSON lines on standard error'],
  ]);
}

async function exportNow(started: Invocation, flags: ExportFlags): Promise<number> {
  const config = configOf(started);
  const { output, common } = started;
  const sources = flags.source?.map((name) =>
    checkedName(
      'source',
      name,
      config.sources.map((source) => source.name),
    ),
  );
  const streams = flags.stream?.map((name) => checkedName('stream', name, STREAM_NAMES));
  const { result, published } = await runWatched(started, config, {
    ...(sources === undefined ? {} : { sources }),
    ...(streams === undefined ? {} : { streams }),
    full: flags.full === true,
    since: flags.since ?? null,
    concurrency: flags.concurrency ?? null,
  });
  if (common.json === true) output.json(result);
  else sayResult(started, config, result, published);
  return result.exit_code;
}

/** How it ended, and what to do next. */
export function sayResult(
  { output, common }: Invocation,
  config: Config,
  result: ExportResult,
  published: Published,
): void {
  output.say(
    `${exportSummary(result, config.lake, published)}\n${hasFailed(result) ? NEXT.failed : NEXT[result.outcome]}${configFlag(common)}`,
  );
}

const NEXT: Readonly<Record<ExportResult['outcome'], string>> = {
  complete: 'Next: ticketlake status',
  incomplete: 'Next: ticketlake export',
  failed: 'Next: ticketlake check',
  interrupted: 'To go on from here: ticketlake export',
};

/** Runs an export with progress on standard error; see `watched`. */
export async function runWatched(
  started: Invocation,
  config: Config,
  options: Omit<ExportOptions, 'signal' | 'listener'>,
): Promise<{ result: ExportResult; published: Published }> {
  const { runExport } = await import('../sync/export.js');
  const { observed } = await import('../telemetry/observed.js');
  const { now } = started.terminal;
  const rewritten = new Set<string>();
  let awaitsTickets = false;
  const startedAt = now();
  const result = await watched(started, config.timezone, (signal, listener) =>
    withNotices(started, config, options, { signal, listener }, (heard) =>
      observed({ config, signal, listener: heard, now, exitCodeOf }, (listening) =>
        runExport(config, {
          ...options,
          signal,
          listener: (event) => {
            if (event.type === 'published') {
              for (const name of rewrittenIn(event.tables)) rewritten.add(name);
              awaitsTickets = event.tables.every(({ table }) => table !== tickets.name);
            }
            listening(event);
          },
        }),
      ),
    ),
  );
  return { result, published: { rewritten: [...rewritten], awaitsTickets, ms: now() - startedAt } };
}

/** Every run has rows of its own in these. */
const OF_RUNS: ReadonlySet<string> = new Set(['runs', 'sources']);

function rewrittenIn(tables: Extract<RunEvent, { type: 'published' }>['tables']): string[] {
  return tables.flatMap(({ table, rewritten }) => (rewritten && !OF_RUNS.has(table) ? [table] : []));
}
