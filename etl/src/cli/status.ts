/** `ticketlake status`: how fresh the lake is, what the last runs did, what was rejected. */
import type { Command } from 'commander';
import { count, span } from '../progress/words';
import { statusOf } from '../status/status';
import type { LakeStatus, RunStatus } from '../status/status';
import { EXIT } from './failure';
import { configOf } from './configured';
import { examples, invocation } from './options';
import type { Invocation } from './options';
import { plainTable } from './table';
import type { TableColumn } from './table';
import type { Output } from './terminal';

export function statusCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command.action(async () => {
    end(await status(invocation(output, command)));
  });
  examples(command, [
    ['ticketlake status', 'for people'],
    ['ticketlake status --json', 'for a monitor: sources[].last_complete_at says how fresh each source is'],
  ]);
}

async function status({ terminal, output, common }: Invocation): Promise<number> {
  const config = configOf({ terminal, output, common });
  const found = await statusOf(config.lake);
  output.out(
    common.json === true ? JSON.stringify(found) : describe(found, terminal.now(), terminal.columns(), common),
  );
  return EXIT.done;
}

function describe(
  found: LakeStatus,
  now: number,
  width: number,
  { quiet, verbose }: { quiet?: boolean; verbose?: boolean },
): string {
  const head = [
    `Lake       ${found.lake}`,
    `Published  ${found.published_at === null ? 'unknown' : `${stamp(found.published_at)} UTC, ${ago(found.published_at, now)}`}`,
    ...(found.running === null ? [] : [`Running    ${found.running}`]),
  ];
  const blocks = [head.join('\n'), sources(found, now, width)];
  if (quiet !== true)
    blocks.push(
      runs(verbose === true ? found.runs : found.runs.slice(0, 5), width),
      rejects(found, width),
      rows(found),
    );
  if (verbose === true)
    blocks.push(found.sources.map((source) => `${source.source}: ${source.change_detection ?? ''}`).join('\n'));
  return blocks.filter((block) => block !== '').join('\n\n');
}

const right = (title: string): TableColumn => ({ title, align: 'right' });
const left = (title: string): TableColumn => ({ title });

function sources({ sources: list }: LakeStatus, now: number, width: number): string {
  const columns = [
    left('Source'),
    left('Service'),
    right('Tickets'),
    right('Open'),
    left('Read whole'),
    left('Last run'),
  ];
  const lines = list.map((source) => [
    source.source,
    source.vendor,
    count(source.tickets),
    count(source.open),
    source.last_complete_at === null ? 'never' : ago(source.last_complete_at, now),
    source.last_outcome ?? 'never',
  ]);
  const gone = list.filter(({ is_configured: isConfigured }) => !isConfigured).map(({ source }) => goneSource(source));
  return [plainTable(columns, lines, width), ...gone].join('\n');
}

function goneSource(source: string): string {
  return `${source} is not in the configuration any more, and stays published as it is. To see what can be done: ticketlake sources list`;
}

function runs(list: readonly RunStatus[], width: number): string {
  const columns = [
    left('Run started (UTC)'),
    right('Took'),
    left('Outcome'),
    right('Requests'),
    right('New'),
    right('Changed'),
    right('Deleted'),
    right('Rejects'),
  ];
  const lines = list.map((run) => [
    stamp(run.started_at),
    run.finished_at === null ? '' : span(Date.parse(run.finished_at) - Date.parse(run.started_at)),
    run.outcome,
    ...[run.requests, run.rows_new, run.rows_changed, run.rows_deleted, run.rows_rejected].map(count),
  ]);
  const problems = list.flatMap((run) => (run.error === null ? [] : [`${stamp(run.started_at)}  ${run.error}`]));
  return [plainTable(columns, lines, width), ...problems].join('\n');
}

function rejects({ rejects: list }: LakeStatus, width: number): string {
  if (list.length === 0) return 'No rejects.';
  const columns = [left('Rejects in'), left('Stream'), left('Severity'), left('Reason'), right('Rows')];
  return plainTable(
    columns,
    list
      .slice(0, 12)
      .map((reject) => [reject.source, reject.stream, reject.severity, reject.reason, count(reject.rejects)]),
    width,
  );
}

function rows({ tables }: LakeStatus): string {
  return `Rows: ${Object.entries(tables)
    .map(([name, number]) => `${name} ${count(number)}`)
    .join(', ')}`;
}

function stamp(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

function ago(instant: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 60) return 'just now';
  const [amount, unit] =
    seconds < 3600
      ? [seconds / 60, 'minute']
      : seconds < 172_800
        ? [seconds / 3600, 'hour']
        : [seconds / 86_400, 'day'];
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`;
}
