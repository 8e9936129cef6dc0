/** `ticketlake replay`: loads and publishes again what raw/ holds. */
import type { Command } from 'commander';
import { count } from '../progress/format';
import type { ExportResult, SourceResult } from '../base/run-result';
import { publishingConfigOf } from './configured';
import { checkedName, examples, invocation, repeatable } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output } from './terminal';
import { watched } from './watched';

interface ReplayFlags extends CommonOptions {
  source?: string[];
}

export function replayCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command.option('--source <name>', 'only this source (repeatable)', repeatable).action(async (flags: ReplayFlags) => {
    end(await replayNow(invocation(output, command), flags));
  });
  examples(command, [
    ['ticketlake replay', 'after an update that reads records in another way, or when state/ was lost'],
    ['ticketlake replay --source acme --json', 'one source, the result as one JSON object'],
  ]);
}

async function replayNow(started: Invocation, flags: ReplayFlags): Promise<number> {
  const config = publishingConfigOf(started);
  const { output, common, terminal } = started;
  const names = config.sources.map(({ name }) => name);
  const sources = flags.source?.map((name) => checkedName('source', name, names));
  const { runReplay } = await import('../replay/replay.js');
  const result = await watched(started, config.timezone, (signal, listener) =>
    runReplay(config, { ...(sources === undefined ? {} : { sources }), signal, listener }, terminal.now),
  );
  if (common.json === true) output.json(result);
  else output.say(replaySummary(result, config.lake));
  return result.exit_code;
}

function replaySummary(result: ExportResult, lake: string): string {
  const sentences: Record<ExportResult['outcome'], string> = {
    complete: 'Done.',
    incomplete: 'Partly done: not everything in raw/ could be read.',
    failed: 'Failed: nothing new was published.',
    interrupted: 'Ended early: nothing was changed.',
  };
  return [...result.sources.map(summaryOf), sentences[result.outcome], `Lake: ${lake}`].join('\n');
}

function summaryOf({ source, outcome, streams }: SourceResult): string {
  const tickets = streams.find(({ stream }) => stream === 'tickets');
  const rows = streams.reduce((sum, row) => sum + row.rows_read, 0);
  const parts = [
    outcome,
    `${count(rows)} records read`,
    ...(tickets
      ? [
          `tickets: ${count(tickets.rows_new)} new, ${count(tickets.rows_changed)} changed, ${count(tickets.rows_unchanged)} as they were`,
        ]
      : []),
  ];
  return `${source}: ${parts.join('; ')}`;
}
